"""The patches of some pictures that excite a feature map most, cut out by the receptive field."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.receptive_field import Field, Reach

PER_PICTURE = 4  # places of one picture that are kept for each map


@dataclass(frozen=True, slots=True)
class Peaks:
    """The strongest places of a layer's C maps in one picture, the strongest first.

    Attributes:
        values: (C, PER_PICTURE) responses; a place that does not exist has -inf.
        rows: (C, PER_PICTURE).
        columns: (C, PER_PICTURE).
    """

    values: np.ndarray
    rows: np.ndarray
    columns: np.ndarray


@dataclass(frozen=True, slots=True)
class Patch:
    """A place that excites a map.

    Attributes:
        picture: Index of its picture.
        row: Row in the map.
        column: Column in the map.
        value: The response, more than 0.
    """

    picture: int
    row: int
    column: int
    value: float


def peaks(maps: np.ndarray, reach: Reach | None) -> Peaks:
    """Return the strongest places of maps (C, H, W) whose patches do not overlap by half or more.

    Args:
        maps: The maps of one picture.
        reach: The receptive fields; None if each is the whole picture.
    """
    left = maps.astype(np.float32).copy()
    count, _, width = maps.shape
    shape = (count, PER_PICTURE)
    found = Peaks(np.full(shape, -np.inf, np.float32), np.zeros(shape, int), np.zeros(shape, int))
    rows, columns = (_too_near(spans) for spans in _spans(maps.shape, reach))
    every = np.arange(count)
    for turn in range(PER_PICTURE):
        place = left.reshape(count, -1).argmax(axis=1)
        row, column = np.divmod(place, width)
        found.values[:, turn] = left[every, row, column]
        found.rows[:, turn], found.columns[:, turn] = row, column
        left[rows[row][:, :, None] & columns[column][:, None, :]] = -np.inf
    return found


def strongest(found: Sequence[Peaks], index: int, most: int) -> list[Patch]:
    """Return up to `most` patches that excite map `index`, of all pictures, the strongest first."""
    patches = [
        Patch(picture, int(row), int(column), float(value))
        for picture, own in enumerate(found)
        for value, row, column in zip(
            own.values[index], own.rows[index], own.columns[index], strict=True
        )
        if value > 0
    ]
    return sorted(patches, key=lambda patch: -patch.value)[:most]


def cut_out(pixels: np.ndarray, field: Field, size: tuple[int, int]) -> np.ndarray:
    """Return the pixels of a receptive field as a picture of `size`; what is outside is black.

    Args:
        pixels: (H, W, 3) the network's input.
        field: The field, clipped at the picture's border.
        size: Rows and columns of a field that is not clipped.
    """
    patch = np.zeros((*size, 3), pixels.dtype)
    own = pixels[field.top : field.bottom + 1, field.left : field.right + 1]
    # A field that is clipped at the top or at the left keeps its distance from the other end.
    down = size[0] - len(own) if field.top == 0 else 0
    right = size[1] - own.shape[1] if field.left == 0 else 0
    patch[down : down + len(own), right : right + own.shape[1]] = own
    return patch


def size_of(reach: Reach) -> tuple[int, int]:
    """Return rows and columns of the largest receptive field of a layer."""
    rows, columns = (
        max(last - first + 1 for first, last in spans) for spans in (reach.rows, reach.columns)
    )
    return rows, columns


def _spans(shape: tuple[int, ...], reach: Reach | None) -> list[np.ndarray]:
    """Return first and last pixel (n, 2) of each row and of each column."""
    if reach is None:
        return [np.tile([[0, 1]], (n, 1)) for n in shape[1:]]
    return [np.array(reach.rows), np.array(reach.columns)]


def _too_near(spans: np.ndarray) -> np.ndarray:
    """Return for each pair (n, n) of places whether the middles lie within half a field."""
    middles = spans.mean(axis=1)
    half = (spans[:, 1] - spans[:, 0] + 1).max() / 2
    near: np.ndarray = np.abs(middles[:, None] - middles[None]) < half
    return near
