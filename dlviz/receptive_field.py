"""Which pixels a number in a map can depend on.

From a place in a map one goes back through the layers: a filter of size k, stride s and padding p
looks from output place i at input places i*s - p to i*s - p + k - 1. What of that lies outside the
layer's own input is padding and ends there. Where branches meet, as behind a residual block, the
larger field counts. W. Luo et al., "Understanding the effective receptive field in deep
convolutional neural networks", 2016, tell how unevenly its pixels matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from torch import fx, nn

from dlviz.traced import Traced

Span: TypeAlias = tuple[int, int]  # first and last place; the last is smaller where there is none
Windowed: TypeAlias = nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d

_EVERYWHERE = (nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d, nn.Flatten, nn.Linear)
_ALSO_EVERYWHERE = "flatten"  # torch.flatten, as torchvision's ResNet writes it


@dataclass(frozen=True, slots=True)
class Field:
    """A rectangle of pixels, ends included.

    Attributes:
        top: First row.
        bottom: Last row.
        left: First column.
        right: Last column.
    """

    top: int
    bottom: int
    left: int
    right: int

    @property
    def is_empty(self) -> bool:
        """Whether there is no pixel in it: the place sees nothing but padding."""
        return self.bottom < self.top or self.right < self.left


@dataclass(frozen=True, slots=True)
class Reach:
    """The fields of all places of a layer at once: they are rectangles of rows and columns.

    Attributes:
        rows: For each row of the layer's maps, the first and the last row of pixels that it sees.
        columns: The same for each column.
    """

    rows: tuple[Span, ...]
    columns: tuple[Span, ...]

    def field(self, row: int, column: int) -> Field:
        """Return the field of one place."""
        return Field(*self.rows[row], *self.columns[column])


def receptive_field(
    traced: Traced, name: str, row: int, column: int, *, shape: tuple[int, int]
) -> Field:
    """Return the pixels that the number at (row, column) of a layer's maps can depend on.

    Args:
        traced: The network.
        name: One of `traced.layers`.
        row: In the layer's output.
        column: In the layer's output.
        shape: Rows and columns of the network's input; behind a layer that mixes all places, the
            field is all of it.

    Raises:
        KeyError: if there is no layer of that name.
        NotImplementedError: if the way back leads through a layer of a kind not known here.
    """
    (rows,) = _spans(traced, name, 0, [row], shape[0])
    (columns,) = _spans(traced, name, 1, [column], shape[1])
    return Field(*rows, *columns)


def reach(traced: Traced, name: str, *, shape: tuple[int, int]) -> Reach:
    """Return the fields of all places of a layer.

    Args:
        traced: The network.
        name: One of `traced.layers`.
        shape: Rows and columns of the network's input.

    Raises:
        KeyError: if there is no layer of that name.
        NotImplementedError: if the way back leads through a layer of a kind not known here.
    """
    node = traced.nodes[name]
    sizes = [_sizes(traced, axis, shape[axis])[node] for axis in (0, 1)]
    return Reach(
        tuple(_spans(traced, name, 0, range(sizes[0]), shape[0])),
        tuple(_spans(traced, name, 1, range(sizes[1]), shape[1])),
    )


def _spans(traced: Traced, name: str, axis: int, places: Sequence[int], size: int) -> list[Span]:
    """Return what each of `places` of a layer sees along one axis of an input of `size` pixels."""
    seen = _seen(traced, name, axis, places, size)
    first, last = seen.argmax(axis=1), size - 1 - seen[:, ::-1].argmax(axis=1)
    return [
        (int(one), int(other)) if row.any() else (0, -1)
        for one, other, row in zip(first, last, seen, strict=True)
    ]


def _seen(traced: Traced, name: str, axis: int, places: Sequence[int], size: int) -> np.ndarray:
    """Return (len(places), size) bool: which pixels along one axis each place depends on.

    Every pixel is followed, not only the ends: behind a dilated kernel, or a stride larger than its
    window, a field has gaps, and an edge further back may cut it in one of them.
    """
    sizes = _sizes(traced, axis, size)
    layers = {node: traced.layers[key] for key, node in traced.nodes.items()}
    last = traced.nodes[name]
    seen = {last: np.eye(sizes[last], dtype=np.float32)[list(places)]}
    for node in reversed(last.graph.nodes):
        if node not in seen:
            continue
        if node.op == "placeholder":
            return seen[node] > 0
        for source in node.all_input_nodes:
            window = _windows(node, layers.get(node), axis, sizes[node], sizes[source])
            before = np.minimum(seen[node] @ window, 1)
            seen[source] = np.maximum(seen[source], before) if source in seen else before
    raise NotImplementedError("the network has no input")


def _windows(
    node: fx.Node, layer: nn.Module | None, axis: int, size: int, before: int
) -> np.ndarray:
    """Return (size, before) 0 or 1: which places of a layer's input each of its outputs takes."""
    places = np.arange(size)[:, None]
    if isinstance(layer, Windowed):
        kernel, stride, padding, dilation = _window(layer, axis)
        taken = places * stride - padding + dilation * np.arange(kernel)  # (size, kernel)
    elif isinstance(layer, nn.ZeroPad2d):
        taken = places - layer.padding[2 - 2 * axis]
    elif _mixes_all(node, layer):
        return np.ones((size, before), np.float32)
    else:
        taken = places if size == before else np.zeros_like(places)  # one number for all places
    windows = np.zeros((size, before), np.float32)
    inside = (taken >= 0) & (taken < before)
    rows = np.broadcast_to(places, taken.shape)
    windows[rows[inside], taken[inside]] = 1
    return windows


def _mixes_all(node: fx.Node, layer: nn.Module | None) -> bool:
    return isinstance(layer, _EVERYWHERE) or _ALSO_EVERYWHERE in str(node.target)


def _sizes(traced: Traced, axis: int, size: int) -> dict[fx.Node, int]:
    """Return how many places the result of every node has along one axis."""
    layers = {node: traced.layers[key] for key, node in traced.nodes.items()}
    sizes: dict[fx.Node, int] = {}
    for node in next(iter(traced.nodes.values())).graph.nodes:
        layer = layers.get(node)
        own = max((sizes[source] for source in node.all_input_nodes), default=size)
        if isinstance(layer, Windowed):
            kernel, stride, padding, dilation = _window(layer, axis)
            room = own + 2 * padding - dilation * (kernel - 1) - 1
            own = room // stride + 1
            if getattr(layer, "ceil_mode", False):
                own = -(-room // stride) + 1
                if (own - 1) * stride >= sizes[node.all_input_nodes[0]] + padding:
                    own -= 1  # a window may not begin in the padding behind the picture
        elif isinstance(layer, nn.ZeroPad2d):
            own += layer.padding[2 - 2 * axis] + layer.padding[3 - 2 * axis]
        elif _mixes_all(node, layer):
            own = 1
        sizes[node] = own
    return sizes


def _window(layer: Windowed, axis: int) -> tuple[int, int, int, int]:
    """Return size, stride, padding and dilation of a window along one axis."""
    if isinstance(layer.padding, str):
        raise NotImplementedError(f"padding {layer.padding!r}, which is no number")
    if getattr(layer, "padding_mode", "zeros") != "zeros":
        raise NotImplementedError(f"padding with {layer.padding_mode} of the map itself")
    values = (layer.kernel_size, layer.stride, layer.padding, getattr(layer, "dilation", 1))
    size, stride, padding, dilation = (_along(value, axis) for value in values)
    return size, stride, padding, dilation


def _along(value: int | tuple[int, ...], axis: int) -> int:
    return value if isinstance(value, int) else value[axis]
