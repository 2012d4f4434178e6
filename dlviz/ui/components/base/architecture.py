"""A convolutional network's layers as data, from which base/shapes.js computes the shapes."""

from dataclasses import asdict

from dlviz.layers import Layer, Network
from dlviz.ui.components.base import messages


def layers_as_data(network: Network) -> list[messages.Layer]:
    """Return the layers of `network`, without weights."""
    return [_layer(name, layer) for name, layer in zip(network.names, network.layers, strict=True)]


def _layer(name: str, layer: Layer) -> messages.Layer:
    """Return a layer's type, its numbers, and the word that it has besides: "max", "ReLU"."""
    own = asdict(layer)
    return messages.Layer(
        kind=type(layer).__name__,
        name=name,
        word=next((value for value in own.values() if isinstance(value, str)), ""),
        numbers={key: value for key, value in own.items() if not isinstance(value, str)},
    )
