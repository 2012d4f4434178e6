"""Records that several components share, and checks of the messages that browsers send.

Anybody can forge a message, so malformed values become None.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import TypedDict

_LONGEST = 20  # characters of a typed number


def whole(message: object, name: str, count: int) -> int | None:
    """Return the integer field `name` of a message, in [0, count); None if it is invalid."""
    value = message.get(name) if isinstance(message, dict) else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < count else None


def text(message: object, name: str) -> str | None:
    """Return the text field `name` of a message, truncated if too long; None if it is invalid."""
    value = message.get(name) if isinstance(message, dict) else None
    return value[:_LONGEST] if isinstance(value, str) else None


def numbers(values: object, count: int) -> list[float] | None:
    """Return a list of `count` finite numbers as floats; None if it is anything else."""
    if not isinstance(values, list) or len(values) != count:
        return None
    largest = sys.float_info.max  # an integer in JSON can be larger
    if not all(isinstance(value, int | float) and abs(value) <= largest for value in values):
        return None
    return [float(value) for value in values]


def unit(message: object, sizes: Sequence[int]) -> tuple[int, int] | None:
    """Return (layer, index) of a unit, with layer 0 the first after the input; None if malformed.

    Args:
        message: {"layer", "index"}, where layer 0 is the input, which cannot be selected.
        sizes: Number of units of each layer after the input.
    """
    layer = whole(message, "layer", len(sizes) + 1)
    index = whole(message, "index", sizes[layer - 1]) if layer else None
    return None if layer is None or index is None else (layer - 1, index)


class Preview(TypedDict):
    """What ties a component's data to something that a hand is changing (base/preview.js).

    Attributes:
        hand: Name of what is changed, the same in all components that show it.
        answered: Number of the last change that these data know; 0 if there was none.
    """

    hand: str
    answered: int


class Network(TypedDict):
    """A network as data; `dlviz.networks.exported.Exported` describes the attributes.

    `parameters` are 32-bit floats in base64.
    """

    sizes: Sequence[int]
    activations: Sequence[str]
    parameters: str


class Feature(TypedDict):
    """An input of a network on the plane; `dlviz.networks.two_inputs.Feature` describes it."""

    first: int
    second: int
    is_sine: bool


class State(TypedDict):
    """The parameters after a training step: 32-bit floats in base64."""

    step: int
    parameters: str


class Moving(TypedDict):
    """A network on two inputs while a hand or a training changes it (base/moving.js).

    Attributes:
        network: The network as data; its inputs are the features.
        features: Functions of X1 and X2.
        preview: What a hand is changing of the parameters.
        trail: States of the training since the last message, the last one that of `network`; empty
            if it is not training. With a trail the script computes all pictures.
        pause: Seconds until the next message of a training.
    """

    network: Network
    features: Sequence[Feature]
    preview: Preview
    trail: Sequence[State]
    pause: float


class Layer(TypedDict):
    """A layer of a convolutional network, as in `dlviz.layers`: its type, a name, its fields."""

    kind: str
    name: str
    word: str
    numbers: Mapping[str, int]


def change(message: object) -> int:
    """Return the number of the change that a message tells of; 0 if it is missing or malformed."""
    return whole(message, "change", 2**53) or 0
