"""Figures: colours, ranges and orientation, read from the figure itself."""

import io
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from dlviz.figures import bars, colours, curves, hidden_units, maps, pictures, png, thumbnails
from dlviz.figures.augmentation import averaged
from dlviz.figures.spec import Figure


def checked(figure: Figure) -> go.Figure:
    """Return the figure as Plotly's own class, which refuses whatever its schema does not know."""
    return go.Figure(figure)


def test_zero_is_white_on_the_signed_scale_and_signs_keep_their_sides() -> None:
    table = colours.table(colours.SIGNED)
    assert table[len(table) // 2].tolist() == [255, 255, 255]
    assert table[0].tolist() == list(colours.rgb(colours.SIGNED[0][1]))
    red, _, blue = table[-1]
    assert red > blue  # positive is orange
    red, _, blue = table[0]
    assert blue > red  # negative is blue


def luminance(colour: np.ndarray) -> float:
    """Relative luminance of an sRGB colour in 0..255 (WCAG 2)."""
    channel = colour / 255
    linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_the_scales_are_monotone_in_lightness() -> None:
    unsigned = [luminance(colour) for colour in colours.table(colours.UNSIGNED).astype(float)]
    assert np.all(np.diff(unsigned) > -1e-3)
    signed = [luminance(colour) for colour in colours.table(colours.SIGNED).astype(float)]
    middle = len(signed) // 2
    assert np.all(np.diff(signed[: middle + 1]) > 0)
    assert np.all(np.diff(signed[middle:]) < 0)


def test_signed_maps_share_one_range_with_zero_in_the_middle() -> None:
    panels = [np.array([[1.0, -2.0, 0.5]]), np.array([[4.0, 0.0, -1.0]])]
    figure = checked(maps.signed_maps(panels, ["a", "b"], columns=2))
    assert [(cells.zmin, cells.zmax) for cells in figure.data] == [(-4, 4), (-4, 4)]
    assert all(axis.autorange == "reversed" for axis in figure.select_yaxes())
    np.testing.assert_array_equal(figure.data[0].z, panels[0])


def test_signed_panels_have_their_own_ranges_and_legends() -> None:
    figure = checked(maps.signed_panels([np.array([[1.0, -2.0]]), np.zeros((2, 2))], ["a", "b"]))
    assert [(cells.zmin, cells.zmax) for cells in figure.data] == [(-2, 2), (-1, 1)]
    assert all(cells.showscale for cells in figure.data)
    assert figure.data[0].colorbar.x != figure.data[1].colorbar.x


def assert_side_by_side(domains: list[tuple[float, float]]) -> None:
    """Equally wide, from 0 to 1, with the same visible gap between any two neighbours."""
    widths = [end - start for start, end in domains]
    np.testing.assert_allclose(widths, widths[0])
    assert (domains[0][0], domains[-1][1]) == (0, pytest.approx(1))
    gaps = [after[0] - before[1] for before, after in pairwise(domains)]
    np.testing.assert_allclose(gaps, gaps[0])
    assert 0.01 < gaps[0] < 0.1


@pytest.mark.parametrize("count", [2, 3, 4])
def test_panels_lie_side_by_side_with_gaps(count: int) -> None:
    names = [f"model {place}" for place in range(count)]
    values = np.full(10, 0.1)
    beside = checked(bars.answers(dict.fromkeys(names, values)))
    assert_side_by_side([axis.domain for axis in beside.select_xaxes()])
    sheet = checked(maps.ink_panels([np.eye(3)] * (2 * count), names * 2, columns=count))
    axes = [axis.domain for axis in sheet.select_xaxes()]
    assert_side_by_side(axes[:count])
    assert axes[:count] == axes[count:]
    upper, lower = (sheet.layout.yaxis, sheet.layout[f"yaxis{count + 1}"])
    assert upper.domain[0] - lower.domain[1] > 0.05  # room for the titles of the lower row
    assert (lower.domain[0], upper.domain[1]) == (pytest.approx(0), 1)


def test_the_shift_map_writes_only_foreign_winners() -> None:
    shifts = np.arange(-1, 2)
    winners = np.array([[3, 3, 5], [3, 3, 3], [8, 3, 3]])
    figure = checked(maps.shift_heatmap(shifts, np.full((3, 3), 0.5), winners, 3))
    cells = figure.data[0]
    assert cells.text.tolist() == [["", "", "5"], ["", "", ""], ["8", "", ""]]
    assert (cells.zmin, cells.zmax) == (0, 1)
    assert figure.layout.yaxis.autorange == "reversed"


def test_the_bounding_box_is_drawn_around_the_ink() -> None:
    ink = np.zeros((280, 280))
    ink[40:200, 100:150] = 1
    steps = (np.ones((20, 6)), (3.0, 10.0), np.zeros((28, 28)))
    figure = checked(maps.normalisation(ink, (100, 40, 50, 160), *steps))
    box = next(trace for trace in figure.data if trace.type == "scatter")
    step = 280 / figure.data[0].z.shape[0]
    assert min(box.x) == pytest.approx(100 / step - 0.5)
    assert max(box.y) == pytest.approx(200 / step - 0.5)


def test_pushes_are_coloured_by_sign() -> None:
    figure = checked(bars.pushes(["a", "b"], np.array([2.0, -1.0]), title="t"))
    assert list(figure.data[0].marker.color) == [colours.POSITIVE, colours.NEGATIVE]


def test_answers_share_the_axis_from_0_to_1() -> None:
    figure = checked(bars.answers({"a": np.full(10, 0.1), "b": np.eye(10)[3]}))
    assert {axis.range for axis in figure.select_xaxes()} == {(0, 1)}
    assert figure.data[1].marker.color[3] == colours.POSITIVE


def test_the_budget_shows_every_part() -> None:
    budget = {"network": {"a": 200_960, "b": 32_896, "c": 1_290}, "linear": {"d": 7_850}}
    figure = checked(bars.parameter_budget(budget))
    assert sum(sum(trace.x) for trace in figure.data) == 235_146 + 7_850
    assert [trace.name for trace in figure.data] == ["a", "b", "c", "d"]


def test_sheetkeep_orientation_and_range() -> None:
    values = np.array([[0.0, 1.0, 0.5]])
    assert pictures.ink_picture(values)[0, :, 0].tolist() == [0, 255, 128]
    signed = pictures.signed_picture(np.array([[-3.0], [0.0], [3.0]]))
    assert signed[1, 0].tolist() == [255, 255, 255]
    assert pictures.unsigned_picture(np.zeros((2, 3))).shape == (2, 3, 3)  # no division by zero
    assert pictures.enlarged(signed, 4).shape == (12, 4, 3)


def test_the_thumbnail_shows_the_winner_longest() -> None:
    layers = [np.ones((16, 16)), np.ones((16, 8))]
    picture = thumbnails.digit_network(np.zeros((28, 28)), layers, np.eye(10)[7])
    assert picture.shape[0] == thumbnails.HEIGHT
    lengths = (picture[:, -96:, 3] > 0).sum(axis=1)
    assert int(lengths.argmax()) // (thumbnails.HEIGHT // 10) == 7


def test_numbers_survive_the_way_to_the_browser() -> None:
    import base64
    import json

    from dlviz.ui.components.live_figure.live_figure import to_json

    values = np.arange(6.0).reshape(2, 3) / 7
    figure = {
        "data": [{"z": values, "x": np.arange(3), "text": np.array([["a", ""]]), "n": values[0, 1]}]
    }
    (trace,) = json.loads(to_json(figure))["data"]
    back = np.frombuffer(base64.b64decode(trace["z"]["bdata"]), "<f4").reshape(2, 3)
    assert trace["z"]["shape"] == "2, 3"
    np.testing.assert_allclose(back, values, rtol=1e-6)
    assert np.frombuffer(base64.b64decode(trace["x"]["bdata"]), "<i4").tolist() == [0, 1, 2]
    assert trace["text"] == [["a", ""]]
    assert trace["n"] == values[0, 1]
    with pytest.raises(TypeError, match="cannot hold a set"):
        to_json({"data": [{"z": {1}}]})


def test_curves_are_drawn_on_a_logarithmic_axis_and_survive_an_error_of_zero() -> None:
    figure = checked(curves.loss_curves([0, 10, 20], [1.0, 0.1, 0.0], [1.2, 0.2, 0.1]))
    train, test = figure.data
    assert figure.layout.yaxis.type == "log"
    assert min(train.y) > 0
    np.testing.assert_array_equal(test.y, [1.2, 0.2, 0.1])
    assert train.line.color != test.line.color
    assert train.line.dash != test.line.dash  # told apart without colour too


def test_the_loss_of_one_step_is_a_point_at_its_own_height() -> None:
    figure = checked(curves.loss_curves([0], [3.82e-15], [3.24e-15]))
    assert [line.mode for line in figure.data] == ["markers", "markers"]  # a line has two ends
    assert [line.y[0] for line in figure.data] == [3.82e-15, 3.24e-15]
    assert figure.layout.yaxis.dtick == 1


def test_no_line_crosses_the_numbers_of_bars_and_thin_bars_keep_their_size() -> None:
    for figure in (
        bars.pushes(["a", "b"], np.array([2.0, -1.0]), title="t"),
        bars.counts(["a", "b"], np.array([2, 1]), title="t", own=0),
        bars.answers({"a": np.full(10, 0.1)}),
        bars.parameter_budget({"A": {"convolutions": 10}}),
        averaged(["a", "b"], np.array([0.5, 0.2]), np.array([0.4, 0.3])),
    ):
        shown = checked(figure)
        assert shown.layout.yaxis.showgrid is False
        assert all(trace.constraintext == "none" for trace in shown.data)
    # "100%" stands half outside of the axis.
    assert checked(bars.answers({"a": np.full(10, 0.1)})).layout.margin.r >= 20


def test_the_width_curve_marks_the_width_in_use() -> None:
    figure = checked(curves.width_curve([1, 2, 3], [1, 0.1, 0.01], [2, 0.2, 0.02], current=2))
    (mark,) = figure.layout.shapes
    assert (mark.x0, mark.x1) == (2, 2)
    assert not checked(curves.width_curve([1], [1.0], [2.0])).layout.shapes


def test_the_valley_floor_is_low_where_the_error_is() -> None:
    axis = np.linspace(0.5, 2, 4)
    errors = (axis[None] * axis[:, None] - 1) ** 2
    line = (np.array([0.5, 1, 2]), np.array([2, 1, 0.5]))
    figure = checked(curves.valley_floor(axis, errors, line, (1.0, 1.0)))
    landscape, floor, here = figure.data
    lowest = np.unravel_index(np.argmin(landscape.z), errors.shape)
    assert errors[lowest] == errors.min()
    np.testing.assert_array_equal(np.array(floor.x) * np.array(floor.y), 1)
    assert (here.x[0], here.y[0]) == (1, 1)


def test_the_landscape_holds_its_steps_and_leaves_what_is_infinite_blank() -> None:
    axis = np.linspace(-3, 3, 5)
    losses = np.add.outer(axis**2, axis**2)
    losses[0, 0] = np.inf
    trail = [(2.0, 2.0), (1.0, 0.5)]
    figure = checked(
        curves.descent((axis, axis), losses, ("w", "v"), trail, (0.5, 0.0), (1.5, 1.0))
    )
    assert np.isnan(figure.data[0].z[0, 0])
    assert figure.data[0].z[2, 2] == -4
    ends = [(own.x[-1], own.y[-1]) for own in figure.data[1:]]
    assert {(1.5, 1.0), (0.5, 0.0), (1.0, 0.5), (2.0, 2.0)} == set(ends)
    alone = checked(curves.descent((axis, axis), losses, ("w", "v"), trail[:1], None, None))
    assert len(alone.data) == 3  # the landscape, the start and the present place


def test_levels_keep_zero_in_the_middle_and_nothing_apart() -> None:
    values = np.array([[-2.0, 0.0, 2.0], [np.nan, -9.0, 9.0]])
    assert pictures.levels(values, -2, 2).tolist() == [[1, 128, 255], [0, 1, 255]]
    white = colours.table(colours.SIGNED)[128 - 1]
    assert white.tolist() == [255, 255, 255]


def test_angles_end_where_they_begin() -> None:
    table = colours.table(colours.CYCLIC)
    assert table[0].tolist() == table[-1].tolist()


@pytest.mark.parametrize("shape", [(7, 5), (1, 1), (9, 4, 3)])
def test_our_png_is_exact(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    with Image.open(io.BytesIO(png.encode(pixels))) as picture:
        np.testing.assert_array_equal(np.asarray(picture), pixels)


def test_our_png_colours_steps_and_leaves_nothing_out() -> None:
    steps = np.array([[0, 1, 255]], np.uint8)
    scale = colours.table(colours.SIGNED)
    with Image.open(io.BytesIO(png.encode(steps, scale))) as picture:
        np.testing.assert_array_equal(np.asarray(picture), steps)
        shown = np.asarray(picture.convert("RGBA"))[0]
    assert shown[0, 3] == 0
    assert shown[1].tolist() == [*scale[0], 255]
    assert shown[2].tolist() == [*scale[254], 255]


def test_rows_columns_and_units_under_the_pointer_count_from_one() -> None:
    cells = maps.signed_panels([np.eye(3)], ["w"])["data"][0]
    assert (cells["x0"], cells["y0"]) == (1, 1)
    assert "row %{y}, column %{x}" in cells["hovertemplate"]
    digit = hidden_units.thinned_network(
        np.zeros((28, 28)), [np.ones(4), np.ones(2)], [np.ones(4, bool), np.ones(2, bool)]
    )["data"][0]
    assert (digit["x0"], digit["y0"]) == (1, 1)
    (marks,) = hidden_units.weight_sheets({"start": np.ones((5, 28, 28))})["start"]["data"]
    assert list(marks["customdata"]) == [1, 2, 3, 4, 5]
