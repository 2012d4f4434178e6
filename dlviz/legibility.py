"""Check whether a drawing can be a digit at all: an empty pad or a solid blot cannot."""

from typing import TypedDict

import numpy as np


class Rule(TypedDict):
    """What `why_unreadable` decides by; a browser that previews an answer needs it too.

    Attributes:
        ink: The smallest value of a pixel that counts as ink, of 255.
        full: Share of ink from which a pad counts as covered.
        square: A blot is solid: a square of ink fits into it, whose side is this share of the
            blot's smaller side.
        fill: A blot's smallest share of the box around it.
        aspect: The largest ratio of a blot's sides.
        empty: The sentence for an empty pad.
        covered: The sentence for a covered pad, with {share}.
        blot: The sentence for a blot, with {width} and {height}.
    """

    ink: int
    full: float
    square: float
    fill: float
    aspect: float
    empty: str
    covered: str
    blot: str


RULE: Rule = {
    "ink": 128,
    "full": 0.75,  # no digit has so much
    # 0.71 of a disc's width. Strokes are narrow: only 14 of MNIST's 70,000 digits count as blots.
    "square": 0.62,
    "fill": 0.6,  # any shape that holds such a square fills more
    "aspect": 1.6,  # a longer shape is a bar, which may be a one
    "empty": "The pad is empty: draw a digit, and every number here changes with it.",
    "covered": "Ink covers {share} of the pad: there is no shape to recognise, so no answer is "
    "given.",
    "blot": "This is a blot of {width} × {height} pixels, not a stroke: any answer would be a "
    "guess, so no answer is given.",
}


def why_unreadable(ink: np.ndarray) -> str | None:
    """Return one sentence for the visitor if the drawing cannot be read, else None.

    Args:
        ink: (H, W) uint8, 255 = ink.
    """
    dark = ink >= RULE["ink"]
    if not dark.any():
        return RULE["empty"]
    if dark.mean() > RULE["full"]:
        return RULE["covered"].format(share=f"{dark.mean():.0%}")
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    box = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = box.shape
    if max(height, width) > RULE["aspect"] * min(height, width) or box.mean() < RULE["fill"]:
        return None
    if not _holds_square(box, round(RULE["square"] * min(height, width))):
        return None
    return RULE["blot"].format(width=width, height=height)


def _holds_square(dark: np.ndarray, side: int) -> bool:
    """Return whether a (side, side) square somewhere in `dark` (H, W) is all True."""
    sums = np.pad(dark.cumsum(axis=0, dtype=np.int32).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return bool((inside == side * side).any())
