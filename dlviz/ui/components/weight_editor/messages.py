"""The types of the messages between Python and weight_editor.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Preview


class Setting(TypedDict):
    """A parameter that follows from a value v: plus + times * v, or plus + times * exp(rate * v).

    Attributes:
        place: Of the parameter in the network as data.
        plus: A constant.
        times: A factor.
        rate: 0 for the linear form.
    """

    place: int
    plus: float
    times: float
    rate: float


class Cell(TypedDict):
    """A weight: letter and index, name for screen readers, value, and what it sets."""

    name: str
    spoken: str
    value: float
    sets: Sequence[Setting]


class Row(TypedDict):
    """Weights under a title."""

    title: str
    cells: Sequence[Cell]


class Colours(TypedDict):
    """Colours of weights."""

    positive: str
    negative: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        rows: The rows in order.
        stamp: Changes whenever anything but this editor has changed the values.
        range: Upper end of the sliders; the lower end is its negative.
        largest: Largest absolute value that a text box accepts.
        colours: Colours of positive and of negative weights.
        preview: What this editor changes: parameters of a network, as `Edits` in base/forward.js.
    """

    rows: Sequence[Row]
    stamp: int
    range: float
    largest: float
    colours: Colours
    preview: Preview


class Weights(TypedDict):
    """All values, whether all sliders have been released, their stamp, the preview's change."""

    values: Sequence[float]
    done: bool
    stamp: int
    change: int


class States(TypedDict):
    """Values that the script sends to Python."""

    weights: Weights
