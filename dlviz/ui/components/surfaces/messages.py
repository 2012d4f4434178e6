"""The types of the messages between Python and surfaces.js."""

from collections.abc import Sequence
from typing import TypedDict


class Panel(TypedDict):
    """One function.

    Attributes:
        title: Text above the surface.
        short: Name in the line with the numbers under the pointer.
        values: 32-bit floats, rows of growing X2, X1 fastest.
        alt: Description for screen readers.
    """

    title: str
    short: str
    values: str
    alt: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        panels: The panels, at least one.
        side: Points along each side of a surface.
        reach: Half the side of the square on which the functions are drawn.
        limit: Upper end of the common range.
        columns: Number of panels per row.
        scale: Colour table of RGB bytes.
        hint: Sentence shown while the visitor points at nothing.
    """

    panels: Sequence[Panel]
    side: int
    reach: float
    limit: float
    columns: int
    scale: str
    hint: str
