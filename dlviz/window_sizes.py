"""The output size of sliding windows in numbers, and the first window that no longer fits."""

from dataclasses import dataclass

from dlviz.convolution import Geometry


@dataclass(frozen=True, slots=True)
class TooFar:
    """The window after the last one along an axis: it would reach over the edge.

    Attributes:
        axis: 0 for rows, 1 for columns.
        number: Number of this window, counted from 1.
        start: Its first cell, counted from 0 in the image with its padding.
        past: Cells by which it reaches over the edge.
        needed: Its last row or column, counted from 1 in the image without its padding.
        last: The last one that the image has with its padding, counted in the same way.
    """

    axis: int
    number: int
    start: int
    past: int
    needed: int
    last: int


def size_text(geometry: Geometry, axis: int) -> str:
    """Return the output size along an axis: "(7 + 2·1 − 3)/2 + 1 = 4", in brackets if rounded.

    Padding and dilation are left out if they change nothing.
    """
    size, side = geometry.image[axis], geometry.kernel[axis]
    room = f"{size} + 2·{geometry.padding}" if geometry.padding else f"{size}"
    covered = f"{side}"
    if geometry.dilation > 1:
        covered = f"({geometry.dilation}·({side} − 1) + 1)"
    opened, closed = ("⌊", "⌋") if _rest(geometry, axis) else ("", "")
    steps = f"{opened}({room} − {covered})/{geometry.stride}{closed}"
    return f"{steps} + 1 = {geometry.output[axis]}"


def too_far(geometry: Geometry) -> tuple[TooFar, ...]:
    """Return the first windows that do not fit, where the output size is rounded down."""
    return tuple(_next(geometry, axis) for axis in (1, 0) if _rest(geometry, axis))


def _rest(geometry: Geometry, axis: int) -> int:
    """Return the cells that are left between the last window and the edge."""
    room = geometry.image[axis] + 2 * geometry.padding
    return (room - geometry.extent[axis]) % geometry.stride


def _next(geometry: Geometry, axis: int) -> TooFar:
    start = geometry.output[axis] * geometry.stride
    needed = start - geometry.padding + geometry.extent[axis]
    last = geometry.image[axis] + geometry.padding
    return TooFar(axis, geometry.output[axis] + 1, start, needed - last, needed, last)
