"""Figures of a picture that moves: labels, ranges and orientation, read from the figure itself."""

import numpy as np
import plotly.graph_objects as go

from dlviz.figures.colours import SERIES
from dlviz.figures.invariance import (
    Line,
    consistency,
    distance_curves,
    kept_answers,
    move_map,
    moving_curves,
    moving_map,
)


def lines() -> list[Line]:
    ramp = np.linspace(0, 1, 17)
    return [
        Line("pixels", 0.5 * ramp, -1),
        Line("convolution", 0.52 * ramp, -2),
        Line("1 pooling", 0.51 * ramp, 1),
        Line("4 poolings", 0.1 * ramp, 3),
    ]


def test_every_curve_is_named_with_its_present_number() -> None:
    figure = go.Figure(distance_curves(lines(), 8, "to the right"))
    marks, texts = zip(
        *(label.text.split("■</span> ") for label in figure.layout.annotations), strict=True
    )
    assert list(texts) == [
        "pixels <b>0.25</b>", "convolution <b>0.26</b>", "1 pooling <b>0.26</b>",
        "4 poolings <b>0.05</b>",
    ]  # fmt: skip
    assert list(marks) == [f"<span style='color:{own.line.color}'>" for own in figure.data]
    for trace in figure.data:  # one mark, at the present move
        assert [place for place, size in enumerate(trace.marker.size) if size] == [8]
    assert figure.layout.shapes[2].x0 == 8
    styles = {(trace.line.color, trace.line.dash) for trace in figure.data}
    assert len(styles) == len(figure.data)  # told apart without their labels too
    assert figure.data[2].line.color == SERIES[1]


def test_what_moves_is_what_is_drawn_for_each_move() -> None:
    moving = moving_curves(lines(), 3)
    assert moving.at == 3
    for shift in (0, 8, 16):
        figure = go.Figure(distance_curves(lines(), shift, "down"))
        texts = [label.text for label in figure.layout.annotations]
        for text, own in zip(texts, moving.labels, strict=True):
            assert text.endswith(f"<b>{own[shift]}</b>")
        assert figure.layout.shapes[moving.rule].x0 == shift
        for point in moving.points:
            drawn = figure.data[point.trace]
            assert (point.point, point.x[shift]) == (3, drawn.x[shift])
            assert point.y[shift] == drawn.y[shift]


def test_the_mark_of_the_map_moves_along_the_direction() -> None:
    shifts = np.arange(-16, 17, 8)
    (mark,) = moving_map(3, (0, 1), 16).points
    for shift in (0, 16):
        drawn = go.Figure(move_map(shifts, np.zeros((5, 5)), (0, shift))).data[mark.trace]
        assert (mark.x[shift], mark.y[shift]) == (drawn.x[mark.point], drawn.y[mark.point])


def test_labels_never_touch_and_stay_inside() -> None:
    many = [Line(str(place), np.linspace(0, 1.3, 17), place % 6) for place in range(7)]
    figure = go.Figure(distance_curves(many, 0, "down"))
    heights = sorted(label.y for label in figure.layout.annotations)
    top = figure.layout.yaxis.range[1]
    assert np.diff(heights).min() > 0.06 * top
    assert heights[-1] < top
    assert heights[0] > 0


def test_the_map_has_rows_downwards_and_a_line_at_half() -> None:
    shifts = np.arange(-16, 17, 8)
    values = np.abs(shifts)[:, None] / 16 + np.zeros(5)  # only down matters
    figure = go.Figure(move_map(shifts, values, (8, -8)))
    cells, border, point = figure.data
    assert figure.layout.yaxis.autorange == "reversed"
    np.testing.assert_array_equal(cells.z, values)
    assert (cells.zmin, cells.zmax) == (0, 1)
    assert (border.contours.start, border.contours.end) == (0.5, 0.5)
    assert (point.x[0], point.y[0]) == (8, -8)
    assert go.Figure(move_map(shifts, 2 * values, (0, 0))).data[0].zmax == 2  # nothing is cut


def test_consistency_shows_its_intervals() -> None:
    figure = go.Figure(consistency({"a": (90.0, 84.0, 95.0), "b": (30.0, 29.0, 31.0)}))
    (dots,) = figure.data
    assert list(dots.error_x.array) == [5, 1]
    assert list(dots.error_x.arrayminus) == [6, 1]
    assert figure.layout.yaxis.categoryarray == ("b", "a")  # the first on top
    assert figure.layout.xaxis.range[0] == 0


def test_the_longest_label_has_its_room_beside_the_curves() -> None:
    """A phone draws a figure 340 pixels wide: a share of that was too little."""
    ramp = np.linspace(0, 1, 17)
    for name in ("pixels", "probabilities", "second pooling"):
        figure = go.Figure(distance_curves([Line("a", ramp, 0), Line(name, ramp, 1)], 4, "down"))
        label = figure.layout.annotations[1]
        assert (label.x, label.xref, label.xanchor) == (1, "paper", "left")
        assert figure.layout.xaxis.domain is None  # the curves reach the labels
        letters = len(f"■ {name} 0.25")
        assert figure.layout.margin.r >= label.xshift + 5.5 * letters  # pixels: as measured
        assert figure.layout.margin.r < 200


def test_kept_answers_are_in_per_cent_with_a_mark_at_the_move() -> None:
    figure = go.Figure(kept_answers({"a": np.array([1.0, 0.9, 0.2]), "b": np.ones(3)}, 1))
    assert list(figure.data[0].y) == [100, 90, 20]
    assert [own.name for own in figure.data] == ["a", "b"]
    sizes = list(figure.data[1].marker.size)
    assert sizes.index(max(sizes)) == 1
