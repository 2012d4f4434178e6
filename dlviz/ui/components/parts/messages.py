"""The types of the messages between Python and parts.js."""

from collections.abc import Sequence
from typing import TypedDict


class Data(TypedDict):
    """The data that Python sends to the script.

    Attributes:
        page: Prefix of the keys to search for.
        label: Selector of a widget's label.
    """

    page: str
    label: str


class States(TypedDict):
    """Values that the script sends to Python.

    Attributes:
        parts: (key, name on screen) pairs.
    """

    parts: Sequence[tuple[str, str]]
