"""Resampling of a picture as two matrix products, one for each direction.

The entries are whole multiples of 2**-22: for a picture of bytes, every product and sum is then
exact in double precision, in any order. So a browser computes the very same numbers
(components/base/resample.js). Pillow's `resize` differs by at most 1: it rounds after each product.
"""

from functools import lru_cache

import numpy as np

_STEPS = (
    2**22
)  # of an entry between 0 and 1; 8 bits of a pixel and 2 * 22 fit into the 53 of a double


def resampled(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return `picture` in another size: area averages if it shrinks, bilinear if it grows.

    Args:
        picture: (H, W) uint8.
        height: Rows of the result, at least 1.
        width: Columns of the result, at least 1.

    Returns:
        (height, width) uint8.
    """
    grows = height * width > picture.size
    down = resampling_matrix(picture.shape[0], height, grows=grows)
    across = resampling_matrix(picture.shape[1], width, grows=grows)
    return np.floor(down @ picture.astype(float) @ across.T + 0.5).astype(np.uint8)


@lru_cache(maxsize=64)
def resampling_matrix(size: int, new: int, *, grows: bool) -> np.ndarray:
    """Return the (new, size) matrix that resamples a line of `size` pixels to `new`.

    Each row holds the weights of the old pixels in one new pixel, which sum to 1 up to rounding:
    a box as wide as the new pixel or, if the picture `grows`, a triangle of twice that width. The
    array is shared and cannot be written.
    """
    scale = size / new
    wide = max(scale, 1.0)  # of the box, or half the triangle's base
    centres = (np.arange(new)[:, None] + 0.5) * scale
    reach = wide if grows else wide / 2
    # An old pixel's middle can lie on the edge of a box. These operations, in this order, then
    # decide as Pillow does; astype(int) cuts off the fraction.
    first = np.maximum((centres - reach + 0.5).astype(int), 0)
    end = (centres + reach + 0.5).astype(int)
    pixels = np.arange(size)
    off = (pixels - centres + 0.5) * (1 / wide)
    shape = np.maximum(1 - np.abs(off), 0) if grows else (off > -0.5) & (off <= 0.5)
    weights = np.where((pixels >= first) & (pixels < end), shape, 0.0)
    total = weights.cumsum(axis=1)[:, -1:]  # added up one after the other
    matrix: np.ndarray = np.floor(weights / total * _STEPS + 0.5)
    matrix /= _STEPS
    matrix.flags.writeable = False
    return matrix
