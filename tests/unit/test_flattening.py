"""Flattened numbers: their place, the patch they saw, and their weights, by other routes."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from dlviz.architecture_text import LENET, network
from dlviz.flattening import (
    Place,
    flatten_picture,
    index_arithmetic,
    index_of,
    locate,
    seen_pixels,
    weigh,
)
from dlviz.networks.built import build

SHAPE = (3, 5, 7)


@given(st.integers(0, 3 * 5 * 7 - 1))
def test_a_place_is_where_flatten_took_the_number_from(index: int) -> None:
    maps = np.arange(3 * 5 * 7).reshape(SHAPE)
    place = locate(index, SHAPE)
    assert maps[place.map, place.row, place.column] == index
    assert index_of(place, SHAPE) == index
    left, right = index_arithmetic(index, SHAPE).split(" = ")
    assert eval(left.replace("·", "*")) == int(right) == index + 1


@pytest.mark.parametrize("index", [-1, 105])
def test_there_is_no_place_beyond_the_maps(index: int) -> None:
    with pytest.raises(ValueError, match=f"no number {index}"):
        locate(index, SHAPE)


def picture(shape: tuple[int, int, int], seed: int = 0) -> torch.Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed))


def test_the_numbers_are_the_modules_own() -> None:
    module = build(network("1x11x17 c4k3p1 relu max2 c5k3s2 flatten d6 tanh d3"), 2)
    pixels = picture((1, 11, 17))
    flattened = flatten_picture(module, pixels)
    maps = module.conv2(module.pool1(module.relu1(module.conv1(pixels[None]))))
    np.testing.assert_array_equal(flattened.maps, maps[0])
    np.testing.assert_array_equal(flattened.numbers, maps.flatten())
    np.testing.assert_allclose(flattened.logits, module(pixels[None])[0], atol=1e-6)
    assert flattened.source == "conv2"


@pytest.mark.parametrize(
    "text",
    ["1x13x17 c3k3p1 max2 c4k3 flatten d2", "1x13x17 c3k5s2p2 sigmoid avg2s1 drop50 flatten d2",
     "1x13x17 flatten d2"],
)  # fmt: skip
def test_the_patch_is_what_the_number_depends_on(text: str) -> None:
    net = network(text)
    module = build(net, 1)
    pixels = picture(net.input).requires_grad_(True)
    flattened = flatten_picture(module, pixels.detach())
    shape = flattened.maps.shape
    for index in (0, shape[1] * shape[2] - 1, flattened.numbers.size // 2):
        place = locate(index, shape)
        field = seen_pixels(module, flattened.source, place, net.input[1:])
        result = pixels[None]
        for layer in module:
            result = layer(result)
            if isinstance(layer, nn.Flatten):
                break
        (gradient,) = torch.autograd.grad(result[0, index], pixels)
        rows, columns = np.nonzero(gradient[0].abs().numpy())
        assert field.top <= rows.min()
        assert rows.max() <= field.bottom
        assert field.left <= columns.min()
        assert columns.max() <= field.right
        if "max" not in text:  # max pooling looks at pixels that do not win
            assert (field.top, field.bottom) == (rows.min(), rows.max())
            assert (field.left, field.right) == (columns.min(), columns.max())


def test_weights_and_slopes_by_asking_the_network() -> None:
    module = build(network(LENET), 5)
    flattened = flatten_picture(module, picture((1, 28, 28)))
    weights = weigh(module, flattened, 123)
    assert weights is not None
    np.testing.assert_array_equal(weights.weights, module.dense1.weight[:, 123])
    assert not weights.is_output
    numbers = torch.tensor(flattened.numbers, dtype=torch.float64)
    tail = nn.Sequential(*list(module)[7:]).double()
    step = torch.zeros_like(numbers)
    step[123] = 1e-4
    expected = (tail(numbers + step) - tail(numbers - step)) / 2e-4
    np.testing.assert_allclose(weights.slopes, expected, atol=1e-5)


def test_where_the_next_layer_is_the_output_slopes_are_its_weights() -> None:
    module = build(network("1x6x8 c3k3 relu flatten drop50 d4"), 5)
    flattened = flatten_picture(module, picture((1, 6, 8)))
    weights = weigh(module, flattened, 30)
    assert weights is not None
    np.testing.assert_allclose(weights.slopes, weights.weights, atol=1e-7)


def test_without_a_dense_layer_nothing_weighs() -> None:
    module = build(network("1x6x8 c3k3 flatten relu"), 5)
    assert weigh(module, flatten_picture(module, picture((1, 6, 8))), 0) is None


def test_without_a_flatten_layer_there_is_nothing_to_see() -> None:
    with pytest.raises(ValueError, match="no flatten layer"):
        flatten_picture(build(network("1x6x8 c3k3"), 0), picture((1, 6, 8)))


def test_a_flattened_picture_is_its_own_pixels() -> None:
    module = build(network("1x6x8 flatten d2"), 0)
    flattened = flatten_picture(module, picture((1, 6, 8)))
    field = seen_pixels(module, flattened.source, Place(0, 2, 5), (6, 8))
    assert (field.top, field.bottom, field.left, field.right) == (2, 2, 5, 5)
