"""The drawing pad: the visitor's strokes, sent while the last one is being drawn."""

from collections.abc import Sequence
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


def drawing_pad(*, key: str, sample: Sample | None = None, pen_width: int = 18) -> np.ndarray:
    """Place a drawing pad and return its ink.

    Args:
        key: Of the component; the drawing comes back when the visitor returns to the page.
        sample: A drawing to start from.
        pen_width: At first, in pixels of the pad.

    Returns:
        (SIDE, SIDE) uint8, 255 = ink; all zero for an empty pad.
    """
    received = st.session_state.get(key, {}).get("ink")
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
        ),
        states={"ink": None},
    )
    return decode_ink(result.ink)


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
    told = message.get("strokes") if isinstance(message, dict) else None
    of_width: dict[int, list[np.ndarray]] = {}  # few pictures are drawn, however many strokes come
    left = _MOST_POINTS
    for stroke in told[:_MOST_POINTS] if isinstance(told, list) else ():
        read = _stroke(stroke, left)
        if read is not None:
            points, width = read
            left -= len(points)
            of_width.setdefault(round(width), []).append(points)
    ink = np.zeros((SIDE, SIDE), dtype=np.uint8)
    for width, strokes in of_width.items():
        np.maximum(ink, render(strokes, width, size=SIDE, fills_joints=False), out=ink)
    return ink


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
