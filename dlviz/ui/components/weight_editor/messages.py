"""The types of the messages between Python and weight_editor.js."""

from collections.abc import Sequence
from typing import TypedDict


class Cell(TypedDict):
    """A weight: letter and index, its name for a screen reader, its value."""

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
        stamp: Changes whenever the values changed by anything but this editor.
        range: End of the sliders.
        largest: End of what a box takes.
        colours: Of positive and of negative weights.
    """

    rows: Sequence[Row]
    stamp: int
    range: float
    largest: float
    colours: Colours


class Weights(TypedDict):
    """All values, whether no slider is held any more, and the stamp of what they came from."""

    values: Sequence[float]
    done: bool
    stamp: int


class States(TypedDict):
    """Values that the script sends to Python."""

    weights: Weights
