"""What Python and parts.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Data(TypedDict):
    """What the script is told.

    Attributes:
        page: Beginning of the keys that are looked for.
        label: Selector of a widget's label.
    """

    page: str
    label: str


class States(TypedDict):
    """What it says.

    Attributes:
        parts: (key, name on screen) pairs.
    """

    parts: Sequence[tuple[str, str]]
