"""Drawings of digits that pupils send: strokes within bounds, drawn by the core."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dlviz import ink
from dlviz.classroom.received import finite, whole
from dlviz.classroom.refusal import RefusedError
from dlviz.datasets.mnist import N_CLASSES, SIDE
from dlviz.digits import normalise
from dlviz.legibility import why_unreadable

PAD = 280  # side of the pad in pixels
MOST_STROKES = 40
MOST_POINTS = 1_200  # of a drawing; a digit has two hundred at most
WIDTHS = (1, 64)  # range of the pen's width in pixels of the pad
_TENTHS = 10  # a point is kept to a tenth of a pixel, which is what `ink` draws
_KEPT = 2_500  # pictures: two full walls
_UNREAD = "This drawing could not be read. Please draw it again."


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line of the pen.

    Attributes:
        width: Of the pen, in pixels of the pad.
        points: (n, 2) int16 points (x, y) in tenths of a pixel, as bytes: a stroke can be hashed.
    """

    width: int
    points: bytes

    @property
    def array(self) -> np.ndarray:
        """The (n, 2) points in pixels of the pad."""
        return np.frombuffer(self.points, "<i2").reshape(-1, 2) / _TENTHS


@dataclass(frozen=True, slots=True)
class Drawing:
    """A digit that a pupil has drawn.

    Attributes:
        digit: What it is meant to be, 0 to 9.
        strokes: All lines.
    """

    digit: int
    strokes: tuple[Stroke, ...]

    @property
    def image(self) -> np.ndarray:
        """(28, 28) uint8 in MNIST's format, 255 = ink; read-only."""
        return np.frombuffer(_image(self.strokes), np.uint8).reshape(SIDE, SIDE)

    @property
    def text(self) -> str:
        """The drawing as JSON."""
        strokes = [[own.width, base64.b64encode(own.points).decode()] for own in self.strokes]
        return json.dumps([self.digit, strokes], separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Drawing":
        """Return the drawing that `text` wrote."""
        digit, strokes = json.loads(text)
        return cls(digit, tuple(Stroke(own, base64.b64decode(points)) for own, points in strokes))


def checked_drawing(digit: object, strokes: object, digits: Sequence[int]) -> Drawing:
    """Return a drawing that anybody may have sent.

    Args:
        digit: What it is meant to be.
        strokes: [{"points": [x, y, x, y, ...], "width": w}, ...] in pixels of the pad, as the
            drawing pad sends them.
        digits: What is to be drawn now.

    Raises:
        RefusedError: with a sentence for the pupil, if it is another digit, too large or malformed,
            or if nobody could read it.
    """
    meant = whole(digit, N_CLASSES)
    if meant is None or meant not in digits:
        raise RefusedError("This digit is not asked for now.")
    if not isinstance(strokes, list | tuple):
        raise RefusedError(_UNREAD)
    if len(strokes) > MOST_STROKES:
        raise RefusedError(f"A drawing has at most {MOST_STROKES} strokes: draw it again.")
    kept = tuple(_stroke(own) for own in strokes)
    if sum(len(own.points) for own in kept) > 4 * MOST_POINTS:
        raise RefusedError("The lines of this drawing are too long: draw it again.")
    problem = why_unreadable(_ink(kept))
    if problem is not None:
        raise RefusedError(problem)
    return Drawing(meant, kept)


def _stroke(stroke: object) -> Stroke:
    if not isinstance(stroke, dict):
        raise RefusedError(_UNREAD)
    flat, width = stroke.get("points"), _number(stroke.get("width"))
    if not isinstance(flat, list | tuple) or len(flat) < 2 or len(flat) % 2:
        raise RefusedError(_UNREAD)
    if len(flat) > 2 * MOST_POINTS or not WIDTHS[0] <= width <= WIDTHS[1]:
        raise RefusedError(_UNREAD)
    points = np.array([_number(value) for value in flat]).reshape(-1, 2)
    # A captured pen may move far outside the pad while its line still crosses the pad.
    tenths = np.rint(_TENTHS * np.clip(points, -PAD, 2 * PAD)).astype("<i2")
    return Stroke(round(width), tenths.tobytes())


def _number(value: object) -> float:
    number = finite(value)
    if number is None:
        raise RefusedError(_UNREAD)
    return number


def _ink(strokes: tuple[Stroke, ...]) -> np.ndarray:
    of_width: dict[int, list[np.ndarray]] = {}
    for own in strokes:
        of_width.setdefault(own.width, []).append(own.array)
    return ink.draw(of_width, PAD)


@lru_cache(maxsize=_KEPT)
def _image(strokes: tuple[Stroke, ...]) -> bytes:
    return np.rint(255 * normalise(_ink(strokes))).astype(np.uint8).tobytes()
