"""The arithmetic of receptive fields agrees with the pixels that a built module depends on."""

import random
import re

import pytest
import torch
from torch.nn import functional

from dlviz.architecture import ShapePath, compute_shapes
from dlviz.architecture_text import LECTURE, read
from dlviz.field_sizes import field_sizes
from dlviz.layers import Activation, Convolution, Dense, Flatten, Layer, Network, Pooling
from dlviz.networks import built
from dlviz.notices.field_sizes import about_field, field_cells
from dlviz.receptive_field import reaches
from dlviz.traced import Traced


def random_path(draw: random.Random) -> ShapePath:
    """Return a possible network with strides larger than windows and padding wider than them."""
    size = (1, draw.randint(1, 30), draw.randint(1, 30))
    layers: list[Layer] = []
    for _ in range(draw.randint(0, 5)):
        kind, side, stride = draw.randint(0, 3), draw.randint(1, 4), draw.randint(1, 3)
        layers.append(
            Activation()
            if kind == 0
            else Pooling("average", side, stride)
            if kind == 1
            else Convolution(1, side, stride, draw.randint(0, 4))
        )
    path = compute_shapes(Network(size, (*layers, Flatten(), Activation(), Dense(2), Dense(1))))
    return path if path.problem is None else random_path(draw)


PATHS = [random_path(random.Random(seed)) for seed in range(24)]
LARGE = (900, 700)  # rows and columns of a picture in whose middle no window reaches an edge


def number(text: str, after: str) -> int:
    return int(re.search(rf"{after}(\d+)", text)[1])


@pytest.mark.parametrize("path", PATHS)
def test_every_window_is_what_the_built_module_depends_on(path: ShapePath) -> None:
    """Far from the edges it is exactly the window; near them never a pixel outside of it."""
    traced = Traced(built.build(path.network, 0))
    maps = [step.name for step in path.steps if len(step.shape) == 3]
    sizes = dict(zip(maps, field_sizes(path)[1:], strict=False))
    for shape in (LARGE, path.network.input[1:]):
        for name, reach in reaches(traced, maps, shape=shape).items():
            own = sizes[name]
            for spans in (reach.rows, reach.columns):
                places = [len(spans) // 2] if shape == LARGE else range(len(spans))
                for place in places:
                    start = place * own.jump - own.outside
                    window = (start, start + own.size - 1)
                    if shape == LARGE:
                        assert spans[place] == window
                    elif spans[place] != (0, -1):
                        assert window[0] <= spans[place][0] <= spans[place][1] <= window[1]


@pytest.mark.parametrize("path", PATHS)
def test_a_dense_layer_sees_what_all_numbers_of_the_maps_see_together(path: ShapePath) -> None:
    _, height, width = path.network.input
    fields, maps = field_sizes(path), [step for step in path.steps if len(step.shape) == 3]
    assert fields[-1].seen == fields[-2].seen
    assert fields[-3].seen is None
    pixels = torch.zeros(1, 1, height, width, dtype=torch.float64, requires_grad=True)
    numbers = pixels
    for step in maps:
        match step.layer:
            case Convolution(_, size, stride, padding):
                kernel = torch.ones(1, 1, size, size, dtype=torch.float64)
                numbers = functional.conv2d(numbers, kernel, stride=stride, padding=padding)
            case Pooling(_, size, stride):
                numbers = functional.avg_pool2d(numbers, size, stride)
    slopes = torch.autograd.grad(numbers.sum(), pixels)[0][0, 0]
    assert fields[-1].seen == (int(slopes.any(1).sum()), int(slopes.any(0).sum()))


def test_the_lectures_fields() -> None:
    fields = field_sizes(compute_shapes(read(LECTURE)[0]))
    assert [own.size for own in fields[:5]] == [1, 3, 3, 4, 8]
    assert fields[4].arithmetic == "4 + (3 − 1)·2 = 8"
    assert fields[12].size == 46
    assert fields[-1].seen == (32, 32)


def test_gaps_are_pixels_that_change_nothing() -> None:
    """A window of one pixel every third pixel: the next layer sees 7 pixels, but only 3 of them."""
    network = Network((1, 9, 9), (Convolution(1, 1, 3), Convolution(1, 3)))
    plain, gappy = field_sizes(compute_shapes(network))[1:]
    assert (plain.size, plain.has_gaps, gappy.size, gappy.has_gaps) == (1, False, 7, True)


@pytest.mark.parametrize("path", PATHS)
def test_the_sentence_of_every_layer_holds(path: ShapePath) -> None:
    fields = field_sizes(path)
    _, height, width = path.network.input
    for place, own in enumerate(fields):
        text = about_field(path, fields, place)
        cell = field_cells(path, fields)[place - 1] if place else ""
        if own.seen is not None:
            assert ("everything" in text) == (own.seen == (height, width)) == ("every" in cell)
            continue
        if own.arithmetic:
            before = fields[place - 1]
            assert cell == own.arithmetic
            assert f": {cell}.**" in text
            left, result = cell.replace("−", "-").replace("·", "*").split(" = ")
            assert eval(left) == int(result) == own.size
            assert number(text, "sees ") == before.size
            assert number(text, "neighbours are ") == before.jump
            assert ("padding" in text.lower()) == (own.outside > 0)
            assert ("The picture has only" in text) == (own.size > min(height, width))
        elif place:
            assert own.size == fields[place - 1].size
            assert f"the same {own.size} × {own.size}" in text


def test_nothing_is_said_of_a_layer_that_is_not_possible() -> None:
    path = compute_shapes(Network((1, 4, 4), (Pooling(), Pooling(), Pooling())))
    fields = field_sizes(path)
    assert path.problem is not None
    assert len(fields) == 3
    assert about_field(path, fields, 3) == ""
