"""Sprites: many small pictures (feature maps, filters, photos) joined into one image file."""

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dlviz.figures.colours import NEUTRAL, SIGNED, UNSIGNED, rgb, table
from dlviz.figures.pictures import levels
from dlviz.figures.png import encode

CELL = 8  # pixels per weight in a row of filter pictures
_QUALITY = 92  # of JPEG: no visible difference, at a fifth of PNG's size
_TABLES = {True: table(SIGNED), False: table(UNSIGNED)}
_DIMMED = 0.35  # brightness of the photo where the heat is 0


@dataclass(frozen=True, slots=True)
class Sprite:
    """N maps in one PNG, row by row, without gaps.

    Attributes:
        png: The file; colour k of the scale stands for low + k / 254 * (high - low).
        columns: Maps per row.
        low: (N,) value at the low end of each map's scale.
        high: (N,) value at the high end.
        is_signed: Whether the scale is the signed one, white at 0.
    """

    png: bytes
    columns: int
    low: np.ndarray
    high: np.ndarray
    is_signed: bool


def sprite(
    maps: np.ndarray, *, is_shared: bool = True, is_signed: bool | None = None, limit: float = 0.0
) -> Sprite:
    """Return maps (N, H, W) as one picture.

    Args:
        maps: Finite numbers.
        is_shared: Whether all have a common range; else each has its own.
        is_signed: None means signed if any number is negative.
        limit: End of a common range; 0 means the largest absolute value in all maps.
    """
    n = len(maps)
    lowest, highest = (f(maps.reshape(n, -1), axis=1) for f in (np.min, np.max))
    if is_signed is None:
        is_signed = bool(lowest.min() < 0)
    ends = np.maximum(np.abs(lowest), np.abs(highest)).astype(np.float64)
    if is_shared:
        ends[:] = limit or ends.max()
    ends[ends == 0] = 1.0  # a map of zeros still needs a range
    low = -ends if is_signed else np.zeros(n)
    steps = levels(maps, low[:, None, None], ends[:, None, None])
    columns = math.ceil(math.sqrt(n))
    return Sprite(
        encode(_joined(steps, columns), _TABLES[is_signed]), columns, low, ends, is_signed
    )


def colour_sprite(pictures: np.ndarray) -> tuple[bytes, int]:
    """Return pictures (N, H, W, 3) uint8 as one PNG, and the number of pictures per row."""
    columns = math.ceil(math.sqrt(len(pictures)))
    return encode(_joined(pictures, columns)), columns


def photo_sprite(pictures: np.ndarray) -> tuple[bytes, int]:
    """Return photos (N, H, W, 3) uint8 as one JPEG, and the number of photos per row."""
    columns = math.ceil(math.sqrt(len(pictures)))
    buffer = io.BytesIO()
    Image.fromarray(_joined(pictures, columns)).save(
        buffer, "JPEG", quality=_QUALITY, subsampling=0
    )
    return buffer.getvalue(), columns


def filter_pictures(filters: np.ndarray, *, is_shared: bool = True) -> np.ndarray:
    """Return filters (K, C, k, k) as (K, k, k, 3) uint8; zero is grey for C = 3.

    With C = 3 the input maps are drawn as red, green and blue. Otherwise the sum over the input
    maps is drawn on the signed scale, whose zero is white.

    Args:
        filters: The weights.
        is_shared: Whether all have a common range; else each has its own.
    """
    if filters.shape[1] == 3:
        ends = np.abs(filters).max(axis=None if is_shared else (1, 2, 3), keepdims=True)
        colours = 127.5 + 127.5 * (filters / np.where(ends > 0, ends, 1))
        return np.rint(colours).clip(0, 255).astype(np.uint8).transpose(0, 2, 3, 1)
    return signed_pictures(filters.sum(axis=1), is_shared=is_shared)


def signed_pictures(maps: np.ndarray, *, is_shared: bool = True) -> np.ndarray:
    """Return maps (N, H, W) as (N, H, W, 3) uint8 on the signed scale, zero white."""
    axes = None if is_shared else (1, 2)
    ends = np.abs(maps).max(axis=axes, keepdims=True)
    return _TABLES[True][levels(maps / np.where(ends > 0, ends, 1), -1.0, 1.0).astype(int) - 1]


def in_rows(*columns: np.ndarray) -> np.ndarray:
    """Return pictures (N, k, k, 3) of the same objects side by side, separated by a line.

    Every pixel becomes a square of CELL pixels, so that the line can be thinner than a pixel.
    """
    parts = [part.repeat(CELL, axis=1).repeat(CELL, axis=2) for part in columns]
    line = np.full((*parts[0].shape[:2], 2, 3), rgb(NEUTRAL), np.uint8)
    row = [piece for part in parts for piece in (part, line)]
    return np.concatenate(row[:-1], axis=2)


def heated(photo: np.ndarray, heat: np.ndarray, *, opacity: float = 0.35) -> np.ndarray:
    """Return `photo` (H, W, 3) uint8 darkened where `heat` (H, W) in [0, 1] is low, and coloured.

    `opacity` is the share of the colour scale in the mixture.
    """
    bright = _DIMMED + (1 - _DIMMED) * heat[:, :, None]
    tint = _TABLES[False][levels(heat, 0.0, 1.0).astype(int) - 1]
    return _mixed(bright * photo, tint, opacity)


def tinted(photo: np.ndarray, values: np.ndarray, limit: float, *, opacity: float) -> np.ndarray:
    """Return `photo` (H, W, 3) uint8 tinted with the signed scale's colours of `values` (H, W).

    Where a value is 0 the photo is unchanged; at `limit` the colour has the share `opacity`.
    """
    tint = _TABLES[True][levels(values, -limit, limit).astype(int) - 1]
    return _mixed(photo, tint, opacity * np.minimum(1, np.abs(values) / limit)[:, :, None])


def _mixed(photo: np.ndarray, tint: np.ndarray, opacity: float | np.ndarray) -> np.ndarray:
    mixed = (1 - opacity) * photo + opacity * tint
    return np.rint(mixed).clip(0, 255).astype(np.uint8)


def _joined(tiles: np.ndarray, columns: int) -> np.ndarray:
    """Return tiles (N, H, W, ...) joined to (rows * H, columns * W, ...), filled with zeros."""
    n, height, width, *rest = tiles.shape
    rows = -(-n // columns)
    whole = np.zeros((rows * columns, height, width, *rest), np.uint8)
    whole[:n] = tiles
    grid = whole.reshape(rows, columns, height, width, *rest).swapaxes(1, 2)
    return np.ascontiguousarray(grid.reshape(rows * height, columns * width, *rest))
