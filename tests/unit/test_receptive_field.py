"""Fields against gradients, on random networks with every padding, stride, dilation and rest."""

import numpy as np
import pytest
import torch
from torch import nn

from dlviz.receptive_field import Field, reach, receptive_field
from dlviz.traced import Traced

SHAPE = (23, 19)


def random_network(rng: np.random.Generator) -> nn.Sequential:
    """Return two to four layers; average pooling stands for max, which has kinks."""
    layers: list[nn.Module] = []
    for _ in range(rng.integers(2, 5)):
        kind, size = rng.integers(3), int(rng.integers(1, 5))
        stride = int(rng.integers(1, 4))
        if kind == 0:
            layers.append(nn.AvgPool2d(size, stride, padding=int(rng.integers(size // 2 + 1))))
        else:
            layers.append(
                nn.Conv2d(1, 1, size, stride, padding=int(rng.integers(5)),
                          dilation=int(rng.integers(1, 4)))
            )  # fmt: skip
            nn.init.uniform_(layers[-1].weight, 0.5, 1.0)
    return nn.Sequential(*layers).double()


def field_by_gradient(network: nn.Module, row: int, column: int) -> Field | None:
    """Return the pixels with a slope; None if the place depends on none."""
    pixels = torch.zeros(1, 1, *SHAPE, dtype=torch.float64, requires_grad=True)
    result = network(pixels)[0, 0, row, column]
    slope = torch.autograd.grad(result, pixels)[0][0, 0]
    rows, columns = slope.any(dim=1).nonzero()[:, 0], slope.any(dim=0).nonzero()[:, 0]
    if not len(rows):
        return None
    return Field(int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1]))


def fitting_network(seed: int) -> tuple[nn.Sequential, tuple[int, int]]:
    """Return a random network that SHAPE fits into, and the rows and columns of its result."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    while True:
        network = random_network(rng)
        try:
            with torch.no_grad():
                result = network(torch.zeros(1, 1, *SHAPE, dtype=torch.float64))
        except RuntimeError:  # a layer larger than what is left
            continue
        return network, (result.shape[2], result.shape[3])


@pytest.mark.parametrize("seed", range(60))
def test_a_field_holds_the_pixels_with_a_gradient(seed: int) -> None:
    network, (height, width) = fitting_network(seed)
    traced = Traced(network)
    name = list(traced.layers)[-1]
    whole = reach(traced, name, shape=SHAPE)
    assert (len(whole.rows), len(whole.columns)) == (height, width)
    places = {(0, 0), (height - 1, width - 1), (height // 2, 0), (0, width // 2)}
    for row, column in places:
        seen = field_by_gradient(network, row, column)
        field = receptive_field(traced, name, row, column, shape=SHAPE)
        assert whole.field(row, column) == field
        if seen is None:
            assert field.is_empty
        else:
            assert field == seen


def test_what_a_pooling_leaves_over_is_not_seen() -> None:
    """28 rows, a 3 x 3 pooling with stride 3: nine rows are left, and the last row of pixels."""
    pooled = Traced(nn.Sequential(nn.MaxPool2d(3), nn.Conv2d(1, 8, 3, padding=1)))
    field = receptive_field(pooled, "1", 8, 8, shape=(28, 28))
    assert (field.top, field.bottom) == (21, 26)  # by the gradient


def test_a_dilated_kernel_reaches_further_and_gives_fewer_places() -> None:
    """Weights two rows and three columns apart: 3 x 3 of them span 5 rows and 7 columns."""
    traced = Traced(nn.Sequential(nn.Conv2d(1, 1, 3, dilation=(2, 3))))
    whole = reach(traced, "0", shape=(9, 8))
    assert whole.rows == ((0, 4), (1, 5), (2, 6), (3, 7), (4, 8))
    assert whole.columns == ((0, 6), (1, 7))
    pooled = Traced(nn.Sequential(nn.MaxPool2d(2, stride=3, dilation=4)))
    assert reach(pooled, "0", shape=(9, 8)).rows == ((0, 4), (3, 7))


def test_a_place_that_sees_only_padding_has_an_empty_field() -> None:
    traced = Traced(nn.Sequential(nn.Conv2d(1, 1, 1, padding=2), nn.Conv2d(1, 1, 3, padding=1)))
    assert receptive_field(traced, "0", 0, 0, shape=(5, 7)).is_empty
    assert receptive_field(traced, "0", 1, 4, shape=(5, 7)).is_empty  # a row of padding
    assert receptive_field(traced, "0", 2, 2, shape=(5, 7)) == Field(0, 0, 0, 0)
    assert receptive_field(traced, "1", 0, 0, shape=(5, 7)).is_empty
    assert receptive_field(traced, "1", 1, 1, shape=(5, 7)) == Field(0, 0, 0, 0)


def test_branches_that_meet_have_the_larger_field() -> None:
    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.narrow = nn.Conv2d(1, 1, 1, stride=2)
            self.wide = nn.Conv2d(1, 1, 5, stride=2, padding=2)
            self.relu = nn.ReLU()

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.relu(self.narrow(x) + self.wide(x))

    field = receptive_field(Traced(Block()), "relu", 2, 0, shape=(11, 9))
    assert field == Field(2, 6, 0, 2)


def test_padding_by_reflection_is_refused() -> None:
    layer = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"))
    with pytest.raises(NotImplementedError, match="reflect"):
        receptive_field(Traced(layer), "0", 0, 0, shape=(5, 5))


def test_a_traced_network_tells_the_shape_of_every_result() -> None:
    network = nn.Sequential(nn.Conv2d(1, 3, (2, 3)), nn.MaxPool2d(2), nn.Flatten())
    shapes = Traced(network).shapes(torch.zeros(2, 1, 9, 8))
    assert shapes == {"0": (2, 3, 8, 6), "1": (2, 3, 4, 3), "2": (2, 36)}
    # The last layer's result is what `replace` makes of it.
    doubled = Traced(network).run(
        torch.ones(2, 1, 9, 8), lambda name, x: 2 * x if name == "2" else x
    )
    torch.testing.assert_close(doubled, 2 * network(torch.ones(2, 1, 9, 8)))
