"""Which pixels a number in a map can depend on.

From a place in a map one goes back through the layers: a filter of size k, stride s and padding p
looks from output place i at input places i*s - p to i*s - p + k - 1. Where branches meet, as behind
a residual block, the larger field counts. W. Luo et al., "Understanding the effective receptive
field in deep convolutional neural networks", 2016, tell how unevenly its pixels matter.
"""

from dataclasses import dataclass

from torch import fx, nn

from dlviz.traced import Traced

_EVERYWHERE = (nn.AdaptiveAvgPool2d, nn.Flatten, nn.Linear)
_ALSO_EVERYWHERE = "flatten"  # torch.flatten, as torchvision's ResNet writes it


@dataclass(frozen=True, slots=True)
class Field:
    """A rectangle of places, ends included; those below 0 or beyond the picture are padding.

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

    def within(self, height: int, width: int) -> "Field":
        """Return the part of the field that lies on a picture of `height` rows."""
        return Field(
            max(self.top, 0),
            min(self.bottom, height - 1),
            max(self.left, 0),
            min(self.right, width - 1),
        )


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
    return _field(traced, name, row, column, shape).within(*shape)


@dataclass(frozen=True, slots=True)
class Reach:
    """All fields of a layer at once: output place i looks at i * step + start and on for `size`.

    Attributes:
        step: Pixels between the fields of neighbouring places, (rows, columns); 0 where every
            place sees everything.
        start: First pixel of place 0; below 0 is padding.
        size: Pixels of a field.
    """

    step: tuple[int, int]
    start: tuple[int, int]
    size: tuple[int, int]


def reach(traced: Traced, name: str, *, shape: tuple[int, int]) -> Reach:
    """Return the fields of all places of a layer: `receptive_field` before it is cut.

    Args:
        traced: The network.
        name: One of `traced.layers`.
        shape: Rows and columns of the network's input.

    Raises:
        KeyError: if there is no layer of that name.
        NotImplementedError: if the way back leads through a layer of a kind not known here.
    """
    first, second = (_field(traced, name, place, place, shape) for place in (0, 1))
    return Reach(
        (second.top - first.top, second.left - first.left),
        (first.top, first.left),
        (first.bottom - first.top + 1, first.right - first.left + 1),
    )


def _field(traced: Traced, name: str, row: int, column: int, shape: tuple[int, int]) -> Field:
    """Return the pixels that a place depends on, padding included."""
    whole = Field(0, shape[0] - 1, 0, shape[1] - 1)
    fields = {traced.nodes[name]: Field(row, row, column, column)}
    layers = {node: traced.layers[key] for key, node in traced.nodes.items()}
    for node in reversed(traced.nodes[name].graph.nodes):
        if node not in fields:
            continue
        if node.op == "placeholder":
            return fields[node]
        field = _before(node, layers.get(node), fields[node], whole)
        for source in node.all_input_nodes:
            fields[source] = _union(fields[source], field) if source in fields else field
    raise NotImplementedError("the network has no input")


def _before(node: fx.Node, layer: nn.Module | None, field: Field, whole: Field) -> Field:
    """Return the places of a layer's input that `field` of its output depends on."""
    if isinstance(layer, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
        return _window(layer, field)
    if isinstance(layer, nn.ZeroPad2d):
        left, _, top, _ = layer.padding
        return Field(field.top - top, field.bottom - top, field.left - left, field.right - left)
    if isinstance(layer, _EVERYWHERE) or _ALSO_EVERYWHERE in str(node.target):
        return whole
    return field  # activations, normalisations, dropout and sums work place by place


def _window(layer: nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d, field: Field) -> Field:
    if isinstance(layer.padding, str):
        raise NotImplementedError(f"padding {layer.padding!r}, which is no number")
    size, stride = _pair(layer.kernel_size), _pair(layer.stride)
    padding, dilation = _pair(layer.padding), _pair(getattr(layer, "dilation", 1))
    reach = [d * (k - 1) for d, k in zip(dilation, size, strict=True)]
    return Field(
        field.top * stride[0] - padding[0],
        field.bottom * stride[0] - padding[0] + reach[0],
        field.left * stride[1] - padding[1],
        field.right * stride[1] - padding[1] + reach[1],
    )


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def _union(one: Field, other: Field) -> Field:
    return Field(
        min(one.top, other.top),
        max(one.bottom, other.bottom),
        min(one.left, other.left),
        max(one.right, other.right),
    )
