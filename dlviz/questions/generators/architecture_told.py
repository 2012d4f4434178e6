"""What the questions about architecture share: layers in words, and states of the page."""

from typing import Any

from dlviz.architecture import Step, compute_shapes
from dlviz.architecture_text import write
from dlviz.layers import Convolution, Dense, Flatten, Layer, Network, Pooling, title
from dlviz.notices.words import count_of

LAYERS, FLATTENING = "Layer by layer", "Flattening"


def looked_at(network: Network, place: int = 0, view: str = LAYERS) -> dict[str, Any]:
    """Return the state of the page that shows a network, with the layer at index `place`."""
    return {
        "architecture_network": write(network),
        "architecture_layer": place + 1,
        "architecture_view": view,
    }


def last_step(network: Network) -> Step:
    """Return the last step of a network.

    Raises:
        ValueError: if its layers do not fit together.
    """
    path = compute_shapes(network)
    if path.problem:
        raise ValueError(path.problem.sentence)
    return path.steps[-1]


def told(layer: Layer) -> str:
    """Return a layer with all its numbers: "1 filter 3 × 3, stride 1, padding 1"."""
    match layer:
        case Convolution(filters, size, stride, padding):
            own = f"{count_of(filters, 'filter')} {size} × {size}"
            return f"{own}, stride {stride}, padding {padding}"
        case Pooling(kind, size, stride):
            return f"{kind} pooling {size} × {size}, stride {stride}"
        case Dense(units):
            return count_of(units, "unit")
        case _:
            return title(layer)


def chain(network: Network) -> str:
    """Return the layers of a network with their names: "conv1: 8 filters ...; dense1: 5 units"."""
    return "; ".join(
        name if isinstance(layer, Flatten) else f"{name}: {told(layer)}"
        for name, layer in zip(network.names, network.layers, strict=True)
    )


def drawn(layer: Layer) -> tuple[str | int, ...]:
    """Return a layer as plain values: its kind, then its numbers."""
    match layer:
        case Convolution():
            return "conv", layer.filters, layer.size, layer.stride, layer.padding
        case Pooling():
            return "pool", layer.size, layer.stride
        case Dense():
            return "dense", layer.units
        case _:
            return (type(layer).__name__.lower(),)
