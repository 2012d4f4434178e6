"""What Python and drawing_pad.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Drawing(TypedDict):
    """A drawing to put on the pad.

    Attributes:
        name: Loaded once for each new name.
        strokes: Points (x, y) in pixels of the pad.
        width: Of the pen, in the same pixels.
    """

    name: str
    strokes: Sequence[Sequence[tuple[float, float]]]
    width: float


class Stroke(TypedDict):
    """A line: x, y, x, y, ... and the width of the pen, in pixels of the pad."""

    points: Sequence[float]
    width: float


class Restored(TypedDict):
    """A drawing of this visitor's that comes back after a reload.

    Attributes:
        number: Put on the pad once for each new number.
        loaded: Name of the sample that it started from.
        strokes: All of them.
    """

    number: int
    loaded: str | None
    strokes: Sequence[Stroke]


class Data(TypedDict):
    """What the pad is told.

    Attributes:
        name: Under which the tab keeps the drawing.
        pen_width: At first, in pixels of the pad.
        received: Whether the server has a drawing of this session.
        sample: A drawing to start from.
        restored: A drawing to go on with.
    """

    name: str
    pen_width: float
    received: bool
    sample: Drawing | None
    restored: Restored | None


class Ink(TypedDict):
    """All strokes, with the number of this message and what they began with."""

    sequence: int
    loaded: str | None
    restored: int | None
    strokes: Sequence[Stroke]


class States(TypedDict):
    """What the pad says."""

    ink: Ink
