"""Shows a photo with the window that a network sees, and lets the visitor shift it by dragging."""

import io
from collections.abc import Callable
from typing import Literal

import numpy as np
from PIL import Image

from dlviz.figures.png import encode
from dlviz.networks.windowed import WINDOW_REACH
from dlviz.ui.components.base.messages import Preview, whole
from dlviz.ui.components.base.mounting import as_base64, mount
from dlviz.ui.components.shifted_photo import messages as sent

_EXACT = 96  # largest side in pixels of pictures that are sent without loss


def shifted_photo(
    surroundings: np.ndarray,
    *,
    key: str,
    shift: int,
    direction: tuple[int, int],
    where: str,
    titles: tuple[str, str],
    alt: str,
    preview: Preview,
    on_move: Callable[[], None],
) -> None:
    """Draw the photo with the window, and the part of the photo inside the window.

    Args:
        surroundings: (S + 2 R, S + 2 R) or with three channels, uint8.
        key: Key of the component; `moved` reads its state `move`.
        shift: Current shift of the visible part in pixels.
        direction: (dx, dy) of a shift by one pixel.
        where: The direction in words: "to the right".
        titles: Texts above the photo and above the visible part.
        alt: Description of the photo for screen readers.
        preview: Ties the shift to the hand.
        on_move: Called when the visible part has been shifted.
    """
    colours = surroundings if surroundings.ndim == 3 else np.repeat(surroundings[..., None], 3, 2)
    kind, picture = _file(np.ascontiguousarray(colours))
    mount(
        "shifted_photo",
        key=key,
        data=sent.Data(
            type=kind,
            picture=picture,
            side=surroundings.shape[0] - 2 * WINDOW_REACH,
            reach=WINDOW_REACH,
            shift=shift,
            direction=direction,
            words=("Moved", where),
            titles=titles,
            alt=alt,
            preview=preview,
        ),
        states={"move": on_move},
    )


def _file(pixels: np.ndarray) -> tuple[Literal["png", "jpeg"], str]:
    """Return file type and base64 file: small pictures as PNG (lossless), large ones as JPEG.

    JPEG keeps the file small, because it is sent again with every step of the slider.
    """
    if len(pixels) <= _EXACT:
        return "png", as_base64(encode(pixels))
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=90)
    return "jpeg", as_base64(content.getvalue())


def moved(message: object) -> int | None:
    """Return the shift in pixels from a `move` message; None if it is malformed."""
    return whole(message, "shift", WINDOW_REACH + 1)
