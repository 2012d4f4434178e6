"""Check whether a drawing can be a digit at all: an empty pad or a solid blot cannot."""

import numpy as np

_HALF_INK = 128
_FULL_PAD = 0.75  # share of ink from which a pad counts as covered; no digit has so much

# A blot is solid: a square of ink fits into it that is nearly as wide as the blot (0.71 of the
# width for a disc). Strokes are narrow: only 14 of MNIST's 70,000 digits count as blots.
_BLOT_SQUARE = 0.62
_BLOT_FILL = 0.6  # share of its box; any shape that holds such a square fills more
_BLOT_ASPECT = 1.6  # a longer shape is a bar, which may be a one


def why_unreadable(ink: np.ndarray) -> str | None:
    """Return one sentence for the visitor if the drawing cannot be read, else None.

    Args:
        ink: (H, W) uint8, 255 = ink.
    """
    dark = ink >= _HALF_INK
    if not dark.any():
        return "The pad is empty: draw a digit, and every number here changes with it."
    if dark.mean() > _FULL_PAD:
        return (
            f"Ink covers {dark.mean():.0%} of the pad: there is no shape to recognise, so no "
            "answer is given."
        )
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    box = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = box.shape
    if max(height, width) > _BLOT_ASPECT * min(height, width) or box.mean() < _BLOT_FILL:
        return None
    if not _holds_square(box, round(_BLOT_SQUARE * min(height, width))):
        return None
    return (
        f"This is a blot of {width} × {height} pixels, not a stroke: any answer would be a "
        "guess, so no answer is given."
    )


def _holds_square(dark: np.ndarray, side: int) -> bool:
    """Return whether a (side, side) square somewhere in `dark` (H, W) is all True."""
    sums = np.pad(dark.cumsum(axis=0, dtype=np.int32).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return bool((inside == side * side).any())
