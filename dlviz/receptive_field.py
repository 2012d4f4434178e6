"""Receptive fields: which pixels of the picture a number in a feature map can depend on.

They are found by going back through the layers. Output i of a filter of size k, stride s and
padding p uses the inputs i*s - p to i*s - p + k - 1; those outside the layer's input are padding
and end there. Where branches meet, as after a residual block, the larger field counts. W. Luo et
al., "Understanding the effective receptive field in deep convolutional neural networks", 2016,
describe how unevenly the pixels of a field matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from torch import fx, nn

from dlviz.traced import Traced

Span: TypeAlias = tuple[int, int]  # first and last index; last < first means that it is empty
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
        """Whether it contains no pixel: the position sees only padding."""
        return self.bottom < self.top or self.right < self.left


@dataclass(frozen=True, slots=True)
class Reach:
    """The receptive fields of all positions of a layer; each is a product of rows and columns.

    Attributes:
        rows: For each row of the layer's maps, the first and the last pixel row that it sees.
        columns: The same for each column.
    """

    rows: tuple[Span, ...]
    columns: tuple[Span, ...]

    def field(self, row: int, column: int) -> Field:
        """Return the field of one position."""
        return Field(*self.rows[row], *self.columns[column])


def receptive_field(
    traced: Traced, name: str, row: int, column: int, *, shape: tuple[int, int]
) -> Field:
    """Return the pixels on which the number at (row, column) of a layer's maps can depend.

    Args:
        traced: The network.
        name: One of `traced.layers`.
        row: Row in the layer's output.
        column: Column in the layer's output.
        shape: Rows and columns of the network's input. After a layer that mixes all positions the
            field is the whole input.

    Raises:
        KeyError: if there is no layer of that name.
        NotImplementedError: if a layer before it is of an unknown kind.
    """
    return reach(traced, name, shape=shape).field(row, column)


def reach(traced: Traced, name: str, *, shape: tuple[int, int]) -> Reach:
    """Return the receptive fields of all positions of a layer.

    Args:
        traced: The network.
        name: One of `traced.layers`.
        shape: Rows and columns of the network's input.

    Raises:
        KeyError: if there is no layer of that name.
        NotImplementedError: if a layer before it is of an unknown kind.
    """
    node = traced.nodes[name]
    rows, columns = (_seen(traced, axis, shape[axis], node)[node] for axis in (0, 1))
    return Reach(_spans(rows), _spans(columns))


def reaches(traced: Traced, names: Sequence[str], *, shape: tuple[int, int]) -> dict[str, Reach]:
    """Return `reach` of several layers, in a single pass through the network.

    Raises:
        KeyError, NotImplementedError: as `reach` does.
    """
    nodes = {name: traced.nodes[name] for name in names}
    if not nodes:
        return {}
    rows, columns = (_seen(traced, axis, shape[axis], *nodes.values()) for axis in (0, 1))
    return {name: Reach(_spans(rows[node]), _spans(columns[node])) for name, node in nodes.items()}


def _spans(seen: np.ndarray) -> tuple[Span, ...]:
    """Return the first and the last pixel in each row of (positions, pixels)."""
    first, last = seen.argmax(axis=1), seen.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)
    return tuple(
        (int(one), int(other)) if row.any() else (0, -1)
        for one, other, row in zip(first, last, seen, strict=True)
    )


def _seen(traced: Traced, axis: int, size: int, *wanted: fx.Node) -> dict[fx.Node, np.ndarray]:
    """Return (positions, size) 0 or 1 for the nodes up to the last wanted one.

    The matrix says on which pixels along one axis each position depends. Every pixel is tracked,
    not only the ends: with a dilated kernel, or a stride larger than the window, a field has gaps,
    and the edge of a later layer may cut it inside a gap.
    """
    layers = {node: traced.layers[key] for key, node in traced.nodes.items()}
    missing, behind = set(wanted), _needed(wanted)
    seen: dict[fx.Node, np.ndarray] = {}
    for node in wanted[0].graph.nodes:
        if node not in behind:
            continue
        before = [seen[source] for source in node.all_input_nodes]
        if not before:
            seen[node] = np.eye(size, dtype=np.float32)
        else:
            layer = layers.get(node)
            own = _size(node, layer, axis, [len(one) for one in before])
            parts = [_windows(node, layer, axis, own, len(one)) @ one for one in before]
            seen[node] = np.minimum(np.maximum.reduce(parts), 1)
        missing.discard(node)
        if not missing:
            break
    return seen


def _needed(wanted: Sequence[fx.Node]) -> set[fx.Node]:
    """Return the nodes from which the wanted ones are computed, with these themselves."""
    needed, left = set(), list(wanted)
    while left:
        node = left.pop()
        if node not in needed:
            needed.add(node)
            left += node.all_input_nodes
    return needed


def _windows(
    node: fx.Node, layer: nn.Module | None, axis: int, size: int, before: int
) -> np.ndarray:
    """Return (size, before) 0 or 1: which input positions each output position of a layer uses."""
    places = np.arange(size)[:, None]
    if isinstance(layer, Windowed):
        kernel, stride, padding, dilation = _window(layer, axis)
        taken = places * stride - padding + dilation * np.arange(kernel)  # (size, kernel)
    elif isinstance(layer, nn.ZeroPad2d):
        taken = places - layer.padding[2 - 2 * axis]
    elif _mixes_all(node, layer):
        return np.ones((size, before), np.float32)
    else:
        taken = places if size == before else np.zeros_like(places)  # one number for all positions
    windows = np.zeros((size, before), np.float32)
    inside = (taken >= 0) & (taken < before)
    rows = np.broadcast_to(places, taken.shape)
    windows[rows[inside], taken[inside]] = 1
    return windows


def _mixes_all(node: fx.Node, layer: nn.Module | None) -> bool:
    return isinstance(layer, _EVERYWHERE) or _ALSO_EVERYWHERE in str(node.target)


def _size(node: fx.Node, layer: nn.Module | None, axis: int, before: Sequence[int]) -> int:
    """Return the length of a node's output along one axis, from the lengths of its inputs."""
    if isinstance(layer, Windowed):
        kernel, stride, padding, dilation = _window(layer, axis)
        room = before[0] + 2 * padding - dilation * (kernel - 1) - 1
        if not getattr(layer, "ceil_mode", False):
            return room // stride + 1
        own = -(-room // stride) + 1
        # A window must not start in the padding after the picture.
        return own - 1 if (own - 1) * stride >= before[0] + padding else own
    if isinstance(layer, nn.ZeroPad2d):
        return before[0] + layer.padding[2 - 2 * axis] + layer.padding[3 - 2 * axis]
    return 1 if _mixes_all(node, layer) else max(before)


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
