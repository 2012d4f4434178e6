"""Preprocessing of a drawing into the 28 x 28 picture that a digit network expects.

Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition" (1998), section III.A: size-normalised to fit 20 x 20 while preserving the aspect
ratio, grey levels from anti-aliasing, centred in 28 x 28 by the centre of mass.
"""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from dlviz.resampling import resampled

FIELD = 28  # side of the network's input picture
BOX = 20  # side of the square to which the digit is scaled
# Index (from 0) of the pixel that contains the centre of mass, in both directions. 28 is even, so
# no pixel is in the middle; this is the first one after it. It is right for 69,998 of MNIST's
# 70,000 pictures; in the training digits 19,841 and 45,131 the centre of mass lies in pixel 13 in
# one direction, by 0.02 and 0.006.
CENTRE_PIXEL = 14

# Pixels count as ink from an eighth of the darkest one: the faint edge of an anti-aliased stroke or
# the noise of a photographed page must not widen the box, but a light pencil drawing must count.
INK_SHARE = 1 / 8


class Format(TypedDict):
    """MNIST's format in numbers, for a browser that normalises too.

    Attributes:
        field: Side of the picture.
        box: Side of the square to which the digit is scaled.
        centre: Index of the pixel that contains the centre of mass.
        faint: Pixels count as ink from this share of the darkest one.
    """

    field: int
    box: int
    centre: int
    faint: float


FORMAT: Format = {"field": FIELD, "box": BOX, "centre": CENTRE_PIXEL, "faint": INK_SHARE}


@dataclass(frozen=True, slots=True)
class NormalisationSteps:
    """All intermediate results on the way from a drawing to the network's input.

    Attributes:
        box_top: First row of the drawing that has ink.
        box_left: First column that has ink.
        box_height: Rows from the first to the last with ink.
        box_width: Columns from the first to the last with ink.
        cropped: (box_height, box_width) uint8, the drawing inside that box.
        scaled: (h, w) uint8, the same with its longer side 20 pixels.
        centre: (x, y) centre of mass of `scaled`, in pixels from its top left corner: the middle of
            the first pixel is (0.5, 0.5).
        top: Row of the 28 x 28 field at which the first row of `scaled` is placed.
        left: Column at which its first column is placed.
        image: (28, 28) float32 in [0, 1], the result; every value is a multiple of 1/255.
    """

    box_top: int
    box_left: int
    box_height: int
    box_width: int
    cropped: np.ndarray
    scaled: np.ndarray
    centre: tuple[float, float]
    top: int
    left: int
    image: np.ndarray


def normalise(ink: np.ndarray) -> np.ndarray:
    """Return a drawing in MNIST's format: scaled into 20 x 20, centred by its centre of mass.

    Args:
        ink: (H, W) uint8, 255 = ink, any size; not changed.

    Returns:
        (28, 28) float32 in [0, 1], every value a multiple of 1/255.

    Raises:
        ValueError: if `ink` has another shape or type, or holds no ink.
    """
    return normalisation_steps(ink).image


def normalisation_steps(ink: np.ndarray) -> NormalisationSteps:
    """Return all intermediate results of `normalise`; `ink` and errors are the same as there."""
    _check(ink)
    darkest = int(ink.max())
    if darkest == 0:
        raise ValueError("there is no ink to normalise: the drawing is blank")
    has_ink = np.greater_equal(ink, darkest * INK_SHARE)
    top, bottom = _extent(has_ink.any(axis=1))
    left, right = _extent(has_ink.any(axis=0))
    cropped = ink[top:bottom, left:right].copy()
    scaled = _scale(cropped)
    x, y = centre_of_mass(scaled)
    paste_top = _offset(y, scaled.shape[0])
    paste_left = _offset(x, scaled.shape[1])
    field = np.zeros((FIELD, FIELD), np.float32)
    height, width = scaled.shape
    field[paste_top : paste_top + height, paste_left : paste_left + width] = scaled
    return NormalisationSteps(
        box_top=top,
        box_left=left,
        box_height=bottom - top,
        box_width=right - left,
        cropped=cropped,
        scaled=scaled,
        centre=(x, y),
        top=paste_top,
        left=paste_left,
        image=field / np.float32(255),
    )


def squeeze(ink: np.ndarray) -> np.ndarray:
    """Return the whole drawing averaged down to 28 x 28, neither cropped nor centred.

    This is a network's input without normalisation: a small or off-centre digit stays so.

    Args:
        ink: (H, W) uint8, 255 = ink, any size, may be blank; not changed.

    Returns:
        (28, 28) float32 in [0, 1], every value a multiple of 1/255.

    Raises:
        ValueError: if `ink` has another shape or type.
    """
    _check(ink)
    return resampled(ink, FIELD, FIELD).astype(np.float32) / np.float32(255)


def centre_of_mass(picture: np.ndarray) -> tuple[float, float]:
    """Return (x, y) of the centre of mass of (H, W) ink, in pixels from the top left corner.

    The middle of the first pixel is (0.5, 0.5). The picture holds ink.
    """
    values = picture.astype(float)
    mass = values.sum()
    x = (values.sum(axis=0) * (np.arange(values.shape[1]) + 0.5)).sum() / mass
    y = (values.sum(axis=1) * (np.arange(values.shape[0]) + 0.5)).sum() / mass
    return float(x), float(y)


def scaled_size(height: int, width: int) -> tuple[int, int]:
    """Return (height, width) of a drawing whose longer side becomes BOX, its aspect ratio kept."""
    longer = max(height, width)
    return max(1, round(height * BOX / longer)), max(1, round(width * BOX / longer))


def ink_box(picture: np.ndarray) -> tuple[int, int, int, int]:
    """Return (left, top, width, height) of the box around all ink in (H, W); there must be some."""
    left, right = _extent(np.any(picture > 0, axis=0))
    top, bottom = _extent(np.any(picture > 0, axis=1))
    return left, top, right - left, bottom - top


def _check(ink: np.ndarray) -> None:
    if ink.ndim != 2 or ink.size == 0:
        raise ValueError(f"a drawing has one height and one width, not shape {ink.shape}")
    if ink.dtype != np.uint8:
        raise ValueError(f"a drawing holds bytes (uint8) with 255 for ink, not {ink.dtype}")


def _extent(occupied: np.ndarray) -> tuple[int, int]:
    """Return where a (n,) row of booleans with at least one True starts and ends (exclusive)."""
    return int(occupied.argmax()), int(occupied.size - occupied[::-1].argmax())


def _scale(cropped: np.ndarray) -> np.ndarray:
    """Return `cropped` with its longer side BOX pixels and the same aspect ratio."""
    height, width = scaled_size(*cropped.shape)
    return resampled(cropped, height, width)


def _offset(centre: float, size: int) -> int:
    """Return where a side of `size` pixels starts so that `centre` lies in the centre pixel.

    The result is limited to keep a lopsided digit inside the field, so that no ink is lost.
    """
    start = CENTRE_PIXEL - int(centre)
    return min(max(start, 0), FIELD - size)
