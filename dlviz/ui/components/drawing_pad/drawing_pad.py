"""The drawing pad: places it, and renders the ink from the strokes that the browser sends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz import ink
from dlviz.ui.components.base import messages
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.drawing_pad import messages as sent

SIDE = 280  # pixels; ten times MNIST's 28; drawing_pad.js sends strokes in this size
_MOST_POINTS = 12_000  # of a drawing, as in drawing_pad.js
_WIDEST = 64.0  # largest accepted pen width in pixels; the pad offers half of it

Stroke = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Restored:
    """One of the visitor's drawings that is restored after a reload.

    Attributes:
        number: The drawing is put on the pad once for each new number.
        message: The pad's last message before the reload.
    """

    number: int
    message: object


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawing to put on the pad.

    Attributes:
        name: The drawing is loaded once for each new name, so that the visitor can then change it.
        strokes: Points (x, y) in pixels of the (SIDE, SIDE) pad.
        width: Width of the pen, in the same pixels.
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
    writes: bool = False,
    while_drawing: bool = True,
) -> np.ndarray:
    """Place a drawing pad and return its ink.

    Args:
        key: Key of the component; the drawing is still there when the visitor returns to the page.
        sample: A drawing to start from.
        restored: A drawing to restore; it replaces whatever is on the pad.
        pen_width: Initial pen width, in pixels of the pad.
        writes: Whether a sample draws itself; the visitor can take the pen at any time.
        while_drawing: Whether the server hears of a stroke already while it is drawn.

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
            writes=writes,
            while_drawing=while_drawing,
        ),
        states={"ink": None},
    )
    is_late = restored is not None and not has_restored(result.ink, restored)
    return decode_ink(restored.message if restored and is_late else result.ink)


def said(key: str) -> object:
    """Return the last message of the pad `key`, None if there is none."""
    return st.session_state.get(key, {}).get("ink")


def preview(key: str) -> messages.Preview:
    """Return the place of what is computed from the pad `key` in the browser's preview."""
    return messages.Preview(hand=key, answered=messages.change(said(key)))


def has_restored(message: object, restored: Restored) -> bool:
    """Return whether the pad that sent `message` shows the restored drawing."""
    return isinstance(message, dict) and message.get("restored") == restored.number


def decode_ink(message: object) -> np.ndarray:
    """Render the strokes in a message of the pad as ink.

    The browser sends strokes and no picture, because some browsers add noise to every pixel that a
    page reads back from a canvas, against fingerprinting.

    Args:
        message: {"strokes": [{"points": [x, y, x, y, ...], "width": w}, ...]} in pixels of the pad,
            or None. Malformed strokes, and all points after the `_MOST_POINTS`th, are ignored:
            anybody can forge a message.

    Returns:
        (SIDE, SIDE) uint8, 255 = ink.
    """
    of_width: dict[int, list[np.ndarray]] = {}
    for points, width in _strokes(message):
        of_width.setdefault(round(width), []).append(points)
    return ink.draw(of_width, SIDE)


def _told(restored: Restored) -> sent.Restored:
    """Return a drawing to restore in the form that the pad reads, without malformed parts."""
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
    # A captured pen may move far outside the pad while its line still crosses the pad.
    return np.clip(np.reshape(flat, (-1, 2)), -SIDE, 2 * SIDE), width[0]
