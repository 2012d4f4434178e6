"""The drawing pad: the visitor's strokes, sent while the last one is being drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.datasets.strokes import render
from dlviz.ui.components.base import messages
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.drawing_pad import messages as sent

SIDE = 280  # pixels; ten times MNIST's 28, and the size in which drawing_pad.js tells strokes
_MOST_POINTS = 12_000  # of a drawing, with drawing_pad.js
_WIDEST = 64.0  # pixels of a pen; the pad offers half of it

Stroke = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Restored:
    """A drawing of this visitor's that comes back after a reload.

    Attributes:
        number: Put on the pad once for each new number.
        message: What the pad said of it before.
    """

    number: int
    message: object


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawing to put on the pad.

    Attributes:
        name: Loaded once for each new name, so that the visitor can change it afterwards.
        strokes: Points (x, y) in pixels of the (SIDE, SIDE) pad.
        width: Of the pen, in the same pixels.
    """

    name: str
    strokes: Sequence[Stroke]
    width: float


def drawing_pad(
    *,
    key: str,
    sample: Sample | None = None,
    restored: Restored | None = None,
    pen_width: int = 18,
) -> np.ndarray:
    """Place a drawing pad and return its ink.

    Args:
        key: Of the component; the drawing comes back when the visitor returns to the page.
        sample: A drawing to start from.
        restored: A drawing to go on with, in the place of whatever is on the pad.
        pen_width: At first, in pixels of the pad.

    Returns:
        (SIDE, SIDE) uint8, 255 = ink; all zero for an empty pad.
    """
    received = said(key)
    result = mount(
        "drawing_pad",
        key=key,
        data=sent.Data(
            name=key,
            pen_width=pen_width,
            received=received is not None,
            sample=None
            if sample is None
            else sent.Drawing(
                name=sample.name,
                strokes=sample.strokes,
                width=sample.width,
            ),
            restored=None if restored is None else _told(restored),
        ),
        states={"ink": None},
    )
    is_late = restored is not None and not has_restored(result.ink, restored)
    return decode_ink(restored.message if restored and is_late else result.ink)


def said(key: str) -> object:
    """Return what the pad `key` has said last, None before it has."""
    return st.session_state.get(key, {}).get("ink")


def has_restored(message: object, restored: Restored) -> bool:
    """Return whether the pad that said `message` has the drawing that came back."""
    return isinstance(message, dict) and message.get("restored") == restored.number


def decode_ink(message: object) -> np.ndarray:
    """Return the ink that the strokes in a message of the pad leave.

    The browser sends no picture: some add noise to every pixel that a page reads back, so that
    nobody can be told by his graphics card.

    Args:
        message: {"strokes": [{"points": [x, y, x, y, ...], "width": w}, ...]} in pixels of the pad,
            or None. A stroke that is malformed, and all behind the `_MOST_POINTS`th point, leave no
            ink: anybody can forge a message.

    Returns:
        (SIDE, SIDE) uint8, 255 = ink.
    """
    of_width: dict[int, list[np.ndarray]] = {}  # few pictures are drawn, however many strokes come
    for points, width in _strokes(message):
        of_width.setdefault(round(width), []).append(points)
    ink = np.zeros((SIDE, SIDE), dtype=np.uint8)
    for width, strokes in of_width.items():
        np.maximum(ink, render(strokes, width, size=SIDE, fills_joints=False), out=ink)
    return ink


def _told(restored: Restored) -> sent.Restored:
    """Return a drawing that comes back as the pad reads it, without what is malformed."""
    return sent.Restored(
        number=restored.number,
        loaded=messages.text(restored.message, "loaded"),
        strokes=[
            sent.Stroke(points=points.ravel().tolist(), width=width)
            for points, width in _strokes(restored.message)
        ],
    )


def _strokes(message: object) -> Iterator[tuple[np.ndarray, float]]:
    """Yield the points (n, 2) and the width of each stroke in a message that is well formed."""
    told = message.get("strokes") if isinstance(message, dict) else None
    left = _MOST_POINTS
    for stroke in told[:_MOST_POINTS] if isinstance(told, list) else ():
        read = _stroke(stroke, left)
        if read is not None:
            left -= len(read[0])
            yield read


def _stroke(stroke: object, most: int) -> tuple[np.ndarray, float] | None:
    """Return at most `most` points (n, 2) of a stroke and its width; None if it is malformed."""
    if not isinstance(stroke, dict) or most < 1:
        return None
    flat, width = stroke.get("points"), messages.numbers([stroke.get("width")], 1)
    if not isinstance(flat, list) or len(flat) < 2 or len(flat) % 2 or width is None:
        return None
    flat = messages.numbers(flat[: 2 * most], min(len(flat), 2 * most))
    if flat is None or not 1 <= width[0] <= _WIDEST:
        return None
    # The pen is captured: it may be far outside, and its line still crosses the pad.
    return np.clip(np.reshape(flat, (-1, 2)), -SIDE, 2 * SIDE), width[0]
