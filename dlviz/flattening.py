"""The flatten layer: from which map and position each number comes, and its weight for a class."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from dlviz.layers import Shape, count
from dlviz.receptive_field import Field, receptive_field
from dlviz.traced import Traced


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a flattened number in the maps before.

    Attributes:
        map: Index of the map, from 0.
        row: Row, from 0 at the top.
        column: Column, from 0 at the left.
    """

    map: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Flattened:
    """A network's numbers around its flatten layer, for one picture.

    Attributes:
        maps: (C, H, W) input of the flatten layer.
        numbers: (D,) its output.
        source: Name of the layer that made the maps; "" if they are the picture itself.
        logits: (classes,) output of the network.
    """

    maps: np.ndarray
    numbers: np.ndarray
    source: str
    logits: np.ndarray


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one flattened number.

    Attributes:
        dense: Name of the dense layer that follows.
        weights: (units,) weight of the number in each unit of that layer.
        is_output: Whether these units are the network's outputs.
        slopes: (outputs,) derivative of each output with respect to the number, at this picture;
            equal to the weights if the units are the outputs.
    """

    dense: str
    weights: np.ndarray
    is_output: bool
    slopes: np.ndarray


def locate(index: int, shape: Shape) -> Place:
    """Return the position of the flattened number `index` in maps (C, H, W).

    Raises:
        ValueError: if the maps do not have so many numbers.
    """
    if not 0 <= index < count(shape):
        raise ValueError(f"there is no number {index}: the maps have {count(shape)}")
    _, height, width = shape
    which, place = divmod(index, height * width)
    return Place(which, *divmod(place, width))


def index_of(place: Place, shape: Shape) -> int:
    """Return the index of the number at `place` in maps (C, H, W) after flattening."""
    _, height, width = shape
    return (place.map * height + place.row) * width + place.column


def index_arithmetic(index: int, shape: Shape) -> str:
    """Return how the number's position is computed: "5·4·4 + 1·4 + 2 + 1 = 87".

    Map, row and column are counted from 0 here, the flattened number from 1.
    """
    _, height, width = shape
    place = locate(index, shape)
    return f"{place.map}·{height}·{width} + {place.row}·{width} + {place.column} + 1 = {index + 1}"


def flatten_picture(module: nn.Sequential, pixels: Tensor) -> Flattened:
    """Return what `module` computes for `pixels` (C, H, W) around its flatten layer.

    Raises:
        ValueError: if the module does not flatten maps.
    """
    source = ""
    around = None
    with torch.inference_mode():
        result = pixels[None]
        for name, layer in module.named_children():
            given, result = result, layer(result)
            if isinstance(layer, nn.Flatten) and around is None and given.dim() == 4:
                around = (given[0], result[0], source)
            source = name
    if around is None:
        raise ValueError("There is no flatten layer after maps in this network.")
    maps, numbers, source = around
    return Flattened(
        maps.cpu().numpy(), numbers.cpu().numpy(), source, result[0].flatten().cpu().numpy()
    )


def seen_pixels(module: nn.Sequential, source: str, place: Place, size: tuple[int, int]) -> Field:
    """Return the receptive field of the number at `place`: the pixels it can depend on.

    Args:
        module: The network.
        source: As in Flattened.
        place: Position of the number.
        size: Rows and columns of the picture.
    """
    if not source:
        return Field(place.row, place.row, place.column, place.column)
    return receptive_field(Traced(module), source, place.row, place.column, shape=size)


def weigh(module: nn.Sequential, flattened: Flattened, index: int) -> Weights | None:
    """Return the weights of the flattened number `index`; None if no dense layer follows."""
    named = list(module.named_children())
    start = next(i for i, (_, layer) in enumerate(named) if isinstance(layer, nn.Flatten)) + 1
    dense = [(name, layer) for name, layer in named[start:] if isinstance(layer, nn.Linear)]
    if not dense:
        return None
    tail = nn.Sequential(*(layer for _, layer in named[start:]))
    numbers = torch.tensor(flattened.numbers, device=dense[0][1].weight.device)
    direction = torch.zeros_like(numbers)
    direction[index] = 1
    slopes = torch.autograd.functional.jvp(tail, numbers, direction)[1]
    name, first = dense[0]
    return Weights(
        name,
        first.weight[:, index].detach().cpu().numpy(),
        isinstance(named[-1][1], nn.Linear) and len(dense) == 1 and named[start][1] is first,
        slopes.detach().cpu().numpy(),
    )
