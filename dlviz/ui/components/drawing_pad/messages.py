"""The types of the messages between Python and drawing_pad.js."""

from collections.abc import Sequence
from typing import TypedDict


class Drawing(TypedDict):
    """A drawing to put on the pad.

    Attributes:
        name: The drawing is loaded once for each new name.
        strokes: Points (x, y) in pixels of the pad.
        width: Width of the pen, in the same pixels.
    """

    name: str
    strokes: Sequence[Sequence[tuple[float, float]]]
    width: float


class Stroke(TypedDict):
    """A line: x, y, x, y, ... and the width of the pen, in pixels of the pad."""

    points: Sequence[float]
    width: float


class Restored(TypedDict):
    """One of the visitor's drawings that is restored after a reload.

    Attributes:
        number: The drawing is put on the pad once for each new number.
        loaded: Name of the sample that it started from.
        strokes: All strokes.
    """

    number: int
    loaded: str | None
    strokes: Sequence[Stroke]


class Data(TypedDict):
    """The data that Python sends to the pad.

    Attributes:
        name: Key under which the browser tab stores the drawing.
        pen_width: Initial pen width, in pixels of the pad.
        received: Whether the server already has a drawing in this session.
        sample: A drawing to start from.
        restored: A drawing to restore.
        writes: Whether a sample draws itself.
        while_drawing: Whether a stroke is sent already while it is drawn.
    """

    name: str
    pen_width: float
    received: bool
    sample: Drawing | None
    restored: Restored | None
    writes: bool
    while_drawing: bool


class Ink(TypedDict):
    """All strokes on the pad.

    Attributes:
        sequence: Counter of messages.
        change: Number of the change that the pad has published in the browser with these strokes.
        loaded: Name of the sample that they started from.
        restored: Number of the restored drawing that they started from.
        strokes: All of them.
    """

    sequence: int
    change: int
    loaded: str | None
    restored: int | None
    strokes: Sequence[Stroke]


class States(TypedDict):
    """Values that the pad sends to Python."""

    ink: Ink
