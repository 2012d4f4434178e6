"""The picture that round pens leave on a drawing pad, in whole numbers.

Every pixel is divided into four. A pen is a disc of such fine pixels; it is stamped on each one
that a line passes. A browser draws the very same picture (components/base/ink.js) without reading
pixels back from its canvas, to which some browsers add noise.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

LEVELS = np.array([0, 64, 128, 191, 255], np.uint8)  # of a pixel, by how many of its four are ink
_AT_ONCE = 16_384  # fine pixels of lines that are computed in one go: they fit into a core's cache


def draw(strokes: Mapping[int, Sequence[np.ndarray]], side: int) -> np.ndarray:
    """Return the (side, side) uint8 picture, 255 = ink, that round pens draw along `strokes`.

    Args:
        strokes: By the width of the pen in pixels, 1 to 64: points (x, y) (n, 2) in pixels of each
            stroke, rounded to tenths and joined by straight lines; one point makes a dot.
        side: Side of the picture in pixels.
    """
    fine = 2 * side
    is_ink = np.zeros((fine, fine), np.uint8)
    for pen, own in strokes.items():
        wide = fine + 2 * pen  # with a margin: a pen beside the picture reaches into it
        y, x = np.divmod(np.flatnonzero(_passed_by(own, pen, wide)), wide)
        if y.size:
            top, left = int(y.min()), int(x.min())
            _put(is_ink, _stamped(y - top, x - left, pen), top - 2 * pen, left - 2 * pen)
    n_ink = is_ink[::2, ::2] + is_ink[1::2, ::2] + is_ink[::2, 1::2] + is_ink[1::2, 1::2]
    return LEVELS.take(n_ink)


def _put(is_ink: np.ndarray, stamped: np.ndarray, top: int, left: int) -> None:
    """Add `stamped` to `is_ink` at (top, left), which may lie outside."""
    part = stamped[max(-top, 0) :, max(-left, 0) :]
    target = is_ink[max(top, 0) :, max(left, 0) :][: part.shape[0], : part.shape[1]]
    target |= part[: target.shape[0], : target.shape[1]]


def _stamped(y: np.ndarray, x: np.ndarray, pen: int) -> np.ndarray:
    """Return where discs of radius `pen` lie whose middles are in the rows y and columns x.

    Args:
        y: (n,) from 0; together with `x` no place is given twice.
        x: (n,) from 0.
        pen: In fine pixels.

    Returns:
        (highest row + 1 + 2 pen, highest column + 1 + 2 pen) bool; its first row is -pen.
    """
    wide = x.max() + 2 * pen + 2
    edges = np.zeros((y.max() + 2 * pen + 1, wide), np.int16)
    flat, places = edges.reshape(-1), y * wide + x
    for down in range(2 * pen + 1):
        half = int(np.sqrt(pen**2 - (down - pen) ** 2))
        begin = places + (down * wide + pen - half)  # of ink in this row of the disc: all differ
        flat[begin] += 1
        flat[begin + (2 * half + 1)] -= 1
    return np.cumsum(edges, axis=1, dtype=np.int16)[:, :-1] > 0


def _passed_by(strokes: Sequence[np.ndarray], margin: int, wide: int) -> np.ndarray:
    """Return which fine pixels of (wide, wide), the first `margin` a margin, the lines pass."""
    is_passed = np.zeros((wide, wide), bool)
    for stroke in strokes:
        points = np.floor(np.rint(10 * stroke) / 5).astype(np.int32) + np.int32(margin)
        for x, y in _lines(points):
            seen = (x >= 0) & (x < wide) & (y >= 0) & (y < wide)
            is_passed[y[seen], x[seen]] = True
    return is_passed


def _lines(points: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (x, y) of the fine pixels on the straight lines between `points` (n, 2), ends included.

    A line takes one step for each column or row, whichever are more.
    """
    yield points[:, 0], points[:, 1]
    by = np.diff(points, axis=0)
    steps = np.abs(by).max(axis=1, initial=0)
    ends = steps.cumsum(dtype=np.int64)
    for part in np.split(np.arange(len(by)), np.flatnonzero(np.diff(ends // _AT_ONCE)) + 1):
        count = np.repeat(steps[part], steps[part])
        if not len(count):
            continue
        first = np.repeat((ends[part] - steps[part] - ends[part[0]]).astype(np.int32), steps[part])
        step = np.arange(len(count), dtype=np.int32) - first + first[0]
        x, y = (
            np.repeat(points[part, axis], steps[part])
            + (2 * step * np.repeat(by[part, axis], steps[part]) + count) // (2 * count)
            for axis in (0, 1)
        )
        yield x, y
