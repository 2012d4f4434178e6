"""The drawing of a network: everything on it, to scale, as a whole SVG file; its other figures."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY, network
from dlviz.datasets.small_pictures import shrink
from dlviz.figures import architecture as figures
from dlviz.figures import drawing

SVG = "{http://www.w3.org/2000/svg}"


def front(block: drawing.Block) -> tuple[float, float]:
    """Return length and height of a block's front."""
    x, y = zip(*block.faces[0][0], strict=True)
    return max(x) - min(x), max(y) - min(y)


def fronts(text: str) -> dict[str, tuple[float, float]]:
    """Return length and height of the front of every block of a network."""
    pieces = drawing.pieces(compute_shapes(network(text)))
    names = [piece.name for piece in pieces]
    return dict(zip(names, map(front, drawing.blocks(pieces)), strict=True))


def test_blocks_are_to_scale() -> None:
    found = fronts(LECTURE)
    long, tall = found["conv2"]
    assert found["conv3"] == pytest.approx((2 * long, tall / 2))
    assert found["pool2"] == pytest.approx((long, tall / 2))
    assert found["dense1"][1] == pytest.approx(found["flatten1"][1] / 2)
    assert found["relu2"][1] == pytest.approx(tall)


def test_rows_and_columns_are_not_swapped() -> None:
    assert fronts("1x5x20 c2k1")["conv1"][1] < fronts("1x20x5 c2k1")["conv1"][1]
    assert drawing.pieces(compute_shapes(network("1x5x20 c2k1")))[1].shape == "5 × 20 × 2"


def test_every_layer_has_its_shape_and_its_arithmetic() -> None:
    path = compute_shapes(network(SHIPPED))
    pieces = drawing.pieces(path)
    assert [piece.name for piece in pieces] == ["input", *path.network.names]
    assert pieces[1].arithmetic == ("(32 + 2·1 − 3)/1 + 1 = 32",)
    assert drawing.broken(pieces[1].arithmetic[0]) == ["(32 + 2·1 − 3)/1", "+ 1 = 32"]


def test_an_impossible_network_is_drawn_up_to_the_layer_that_fails() -> None:
    path = compute_shapes(network("1x5x5 c2k3 max2 max2 flatten d3"))
    pieces = drawing.pieces(path)
    assert [piece.state for piece in pieces] == ["", "", "", "fails", "unreached", "unreached"]
    assert [bool(piece.shape) for piece in pieces] == [True, True, True, False, False, False]
    assert drawing.picture(path).count("stroke-dasharray") == 3
    assert drawing.total(path).endswith(" in the layers before pool2")


@pytest.mark.parametrize(
    "text", [LECTURE, SHIPPED, LENET, TINY, "1x5x5", "1x5x5 max9", "2x4x6 flatten"]
)
def test_the_picture_is_a_whole_svg_file(text: str) -> None:
    path = compute_shapes(network(text))
    picture = ET.fromstring(drawing.picture(path))
    words = [element.text for element in picture.iter(f"{SVG}text")]
    assert set(path.network.names) <= set(words)
    assert any(f"{path.parameters:,} parameters" in (word or "") for word in words)
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    for element in picture.iter(f"{SVG}text"):
        assert 0 <= float(element.get("x", -1)) <= width
        assert 0 <= float(element.get("y", -1)) <= height
    assert not re.search("nan|inf", drawing.picture(path).replace("infin", ""))


@pytest.mark.parametrize("text", [LECTURE, LENET, "1x28x28 c3k3", "1x8x8 flatten d3"])
def test_the_bars_carry_the_counts(text: str) -> None:
    path = compute_shapes(network(text))
    kinds = (figures.PARAMETERS, figures.MULTIPLY_ADDS)
    parameters, work = (go.Figure(figures.layer_counts(path, what)).data[0] for what in kinds)
    assert parameters["x"].sum() == path.parameters
    assert work["x"].sum() == path.multiply_adds
    assert len(set(parameters["y"])) == len(parameters["y"])


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (896, "896"), (18_496, "18.5K"), (2_654_208, "2.65M")]
)
def test_counts_are_shortened_to_three_digits(value: int, text: str) -> None:
    assert figures.short(value) == text


def picture(channels: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (11, 17, channels), dtype=np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_channels_and_numbers_are_the_pictures(channels: int) -> None:
    pixels = picture(channels)
    figure = figures.channels(pixels, (1, 2, 3, 4))
    go.Figure(figure)
    np.testing.assert_array_equal(figure["data"][1]["z"], pixels[..., 0])
    assert (figure["data"][1]["zmin"], figure["data"][1]["zmax"]) == (0, 255)
    numbers = figures.numbers(pixels, channels - 1, 2, 5)
    go.Figure(numbers)
    np.testing.assert_array_equal(numbers["data"][0]["z"], pixels[2:10, 5:13, channels - 1])
    assert numbers["data"][0]["text"][0, 0] == str(pixels[2, 5, channels - 1])
    assert numbers["data"][0]["y"][0] == "3"  # people count from 1


def test_the_strip_reads_like_text_and_marks_one_maps_run() -> None:
    flat = np.arange(150.0) - 3
    figure = figures.strip(flat, 50, 70)
    go.Figure(figure)
    cells, run, chosen = figure["data"]
    assert cells["zmin"] == -cells["zmax"]
    np.testing.assert_array_equal(cells["z"].ravel()[:150], flat)
    assert np.isnan(cells["z"].ravel()[150:]).all()
    np.testing.assert_array_equal(cells["customdata"].ravel(), 1 + np.arange(192))
    # Numbers 50 to 99: the end of the first row, 64 a row, and the second up to place 35.
    x = [value for value in run["x"] if value is not None]
    assert (x[0], x[1]) == (49.5, 63.5)
    assert (x[5], x[6]) == (-0.5, 35.5)
    assert (chosen["x"][0], chosen["y"][0]) == (5.5, 0.5)


def test_a_chosen_cell_is_outlined() -> None:
    values = np.arange(12.0).reshape(3, 4)
    figure = figures.chosen_cell(values, 2, 1, "Map 0")
    go.Figure(figure)
    assert figure["data"][0]["zmin"] == 0
    assert min(figure["data"][1]["x"]) == 0.5
    assert max(figure["data"][1]["y"]) == 2.5
    assert figures.chosen_cell(values - 5, 0, 0, "")["data"][0]["zmin"] == -6


def test_a_patch_lies_on_its_picture() -> None:
    figure = figures.patch(picture(1), (1, 2, 3, 4), "What it depends on")
    assert figure["data"][0]["z"].shape == (11, 17, 3)
    outline = figure["data"][1]
    assert (min(outline["x"]), max(outline["x"])) == (1.5, 5.5)
    assert (min(outline["y"]), max(outline["y"])) == (0.5, 3.5)


@pytest.mark.parametrize("shape", [(3, 32, 32), (1, 28, 28), (3, 10, 40), (1, 40, 10)])
def test_a_photo_is_cut_to_its_middle_and_shrunk(shape: tuple[int, int, int]) -> None:
    photo = np.zeros((300, 500, 3), np.uint8)
    photo[:, :100] = 255  # a bright margin that a square cut leaves out
    small = shrink(Image.fromarray(photo), shape)
    assert small.shape == (shape[1], shape[2], shape[0])
    assert (small.max() > 0) == (shape == (3, 10, 40))


def test_a_picture_has_one_channel_or_three() -> None:
    with pytest.raises(ValueError, match="not 2"):
        shrink(Image.new("RGB", (9, 9)), (2, 4, 4))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1x28x28 c8k3 relu drop50 flatten d10", "Activation or dropout changes no size"),
        ("1x28x28 c8k3 relu flatten d10", "Activation changes no size"),
        ("1x28x28 flatten drop50 d10", "Dropout changes no size"),
        ("1x28x28 c8k3 flatten d10", ""),
    ],
)
def test_what_is_not_to_scale_is_said(text: str, words: str) -> None:
    said = drawing.legend(compute_shapes(network(text)))
    assert (words in said) if words else ("slab" not in said)
