"""The types of the messages between Python and weight_editor.js."""

from collections.abc import Sequence
from typing import TypedDict


class Cell(TypedDict):
    """A weight: letter and index, name for screen readers, value."""

    name: str
    spoken: str
    value: float


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
    """

    rows: Sequence[Row]
    stamp: int
    range: float
    largest: float
    colours: Colours


class Weights(TypedDict):
    """All values, whether all sliders have been released, and the stamp of the edited values."""

    values: Sequence[float]
    done: bool
    stamp: int


class States(TypedDict):
    """Values that the script sends to Python."""

    weights: Weights
