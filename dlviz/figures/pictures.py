"""Small pictures as RGB arrays, for thumbnails and tiles, where a chart would be too slow."""

from collections.abc import Sequence

import numpy as np

from dlviz.figures.colours import INK, SIGNED, UNSIGNED, Scale, signed_limit, table

_GAP = 2  # cells of background between tiles


def ink_picture(values: np.ndarray) -> np.ndarray:
    """Return (H, W) values in [0, 1] as (H, W, 3) uint8, white ink on black."""
    return _coloured(values, INK, 0.0, 1.0)


def unsigned_picture(values: np.ndarray, *, high: float | None = None) -> np.ndarray:
    """Return (H, W) values >= 0 as (H, W, 3) uint8 on the unsigned scale from 0 to `high`."""
    return _coloured(values, UNSIGNED, 0.0, high or float(values.max()) or 1.0)


def signed_picture(values: np.ndarray, *, limit: float | None = None) -> np.ndarray:
    """Return (H, W) signed values as (H, W, 3) uint8, zero white."""
    half_range = limit or signed_limit(values)
    return _coloured(values, SIGNED, -half_range, half_range)


def as_pixels(values: np.ndarray, *, is_signed: bool) -> np.ndarray:
    """Return colours (H, W, 3) as they are, and numbers (H, W) painted, as (H, W, 3) uint8."""
    if values.ndim == 3:
        return values.astype(np.uint8)
    return (signed_picture if is_signed else unsigned_picture)(values)


def levels(values: np.ndarray, low: float | np.ndarray, high: float | np.ndarray) -> np.ndarray:
    """Return (..., H, W) values as uint8 steps of a scale of 255 colours: 1 is `low`, 255 `high`.

    0 stands for NaN. Values beyond the ends are clipped. Where the ends are equal, the only step is
    the middle one, 128. Computed in double precision, in which the quotient of two single-precision
    numbers is never too small or too large; components/base/levels.js computes the same.

    Args:
        values: Numbers of single precision.
        low: The low end; of all values, or of shape (..., 1, 1).
        high: The high end, not below the low end.
    """
    span = np.asarray(high, np.float64) - low
    has_length = span > 0
    places = values - np.asarray(low, np.float64)
    places /= np.where(has_length, span, 1.0)
    places *= np.where(has_length, 254, 0)
    places += np.where(has_length, 1.5, 128.5)
    np.clip(places, 1, 255, out=places)
    return np.nan_to_num(places, copy=False, nan=0.0).astype(np.uint8)


def enlarged(picture: np.ndarray, factor: int) -> np.ndarray:
    """Return `picture` (H, W, 3) with every cell enlarged to factor x factor pixels."""
    return picture.repeat(factor, axis=0).repeat(factor, axis=1)


def tiled(tiles: Sequence[np.ndarray], *, columns: int, background: int = 128) -> np.ndarray:
    """Return tiles of equal size (H, W, 3) as one picture, row by row, with a thin gap between."""
    height, width, channels = tiles[0].shape
    rows = -(-len(tiles) // columns)
    shape = (rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP, channels)
    sheet = np.full(shape, background, dtype=np.uint8)
    for place, tile in enumerate(tiles):
        top, left = (place // columns) * (height + _GAP), (place % columns) * (width + _GAP)
        sheet[top : top + height, left : left + width] = tile
    return sheet


def _coloured(values: np.ndarray, scale: Scale, low: float, high: float) -> np.ndarray:
    colours = table(scale)
    places = np.rint((values.astype(np.float64) - low) / (high - low) * (len(colours) - 1))
    return colours[places.clip(0, len(colours) - 1).astype(int)]
