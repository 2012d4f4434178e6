"""The types of the messages between Python and range_slider.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Preview


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        label: Text above the slider.
        limits: Its ends.
        values: One number, or both ends of a range.
        name: What the numbers are called among all that the hand changes.
        stamp: Changes when these names mean something else.
        is_live: Whether it says its numbers while it moves, and not only when it is released.
        preview: What ties the numbers to the hand.
    """

    label: str
    limits: tuple[int, int]
    values: Sequence[int]
    name: str
    stamp: int
    is_live: bool
    preview: Preview


class Chosen(TypedDict):
    """The numbers, with the change's number; `hold` grows with each release of the slider."""

    values: Sequence[int]
    hold: int
    change: int


class States(TypedDict):
    """Values that the script sends to Python."""

    chosen: Chosen
