"""What Python and surfaces.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Panel(TypedDict):
    """One function.

    Attributes:
        title: Above the surface.
        short: In the line that reads the numbers under the pointer.
        values: 32-bit floats, rows of growing X2, X1 fastest.
        alt: What a screen reader says.
    """

    title: str
    short: str
    values: str
    alt: str


class Data(TypedDict):
    """What is drawn.

    Attributes:
        panels: At least one.
        side: Points along each side of a surface.
        reach: Half the side of the square that the functions live on.
        limit: End of the common range.
        columns: Panels in a row.
        scale: Table of RGB bytes.
        hint: What is said while nobody points.
    """

    panels: Sequence[Panel]
    side: int
    reach: float
    limit: float
    columns: int
    scale: str
    hint: str
