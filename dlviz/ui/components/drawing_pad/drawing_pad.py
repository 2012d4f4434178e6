"""The drawing pad: a picture of the visitor's ink, sent while the stroke is being drawn."""

import base64
import binascii
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image, UnidentifiedImageError

from dlviz.ui.components.base.mounting import mount

SIDE = 280  # pixels; ten times MNIST's 28, and the size that drawing_pad.js sends
_LARGEST = 200_000  # characters of base64: far above any drawing, far below a burden

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
        data={
            "name": key,
            "pen_width": pen_width,
            "received": None if received is None else True,
            "sample": None
            if sample is None
            else {
                "name": sample.name,
                "strokes": [list(stroke) for stroke in sample.strokes],
                "width": sample.width,
            },
        },
        states={"ink": None},
    )
    return decode_ink(result.ink)


def decode_ink(message: object) -> np.ndarray:
    """Return the ink in a message of the pad; whatever a hostile visitor sends is an empty pad.

    Args:
        message: {"png": base64 of a grey or RGB PNG of SIDE x SIDE pixels, white = ink} or None.

    Returns:
        (SIDE, SIDE) uint8, 255 = ink.
    """
    empty = np.zeros((SIDE, SIDE), dtype=np.uint8)
    png = message.get("png") if isinstance(message, dict) else None
    if not isinstance(png, str) or len(png) > _LARGEST:
        return empty
    try:
        with Image.open(io.BytesIO(base64.b64decode(png, validate=True)), formats=["PNG"]) as image:
            if image.size != (SIDE, SIDE):  # known before a pixel is decoded
                return empty
            return np.array(image.convert("L"))
    except (binascii.Error, UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return empty
