"""Whether a drawing has strokes to read at all: an empty pad or a blot is no digit."""

import numpy as np

# A stroke leaves paper free in its own box; a dot or a scribbled square does not. None of MNIST's
# 70,000 digits that is about as wide as high fills three quarters of its box.
_BLOT_FILL = 0.75
_BLOT_ASPECT = 1.6
_HALF_INK = 128


def why_unreadable(ink: np.ndarray) -> str | None:
    """Return one sentence for the visitor when there is nothing to read, else None.

    Args:
        ink: (H, W) uint8, 255 = ink.
    """
    dark = ink >= _HALF_INK
    if not dark.any():
        return "The pad is empty: draw a digit, and every number here follows the pen."
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    filled = dark.sum() / (height * width)
    if filled < _BLOT_FILL or max(height, width) > _BLOT_ASPECT * min(height, width):
        return None
    if dark.mean() > _BLOT_FILL:
        return (
            f"Ink covers {dark.mean():.0%} of the pad: there is no shape left to read, so no guess."
        )
    return (
        f"This is a blot of {width} × {height} pixels, not a stroke: any answer would be a guess, "
        "so there is none."
    )
