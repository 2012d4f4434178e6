"""Size of the receptive field of every layer, with the arithmetic from one layer to the next.

One number of a layer sees a square window of the picture. Its side grows with each layer by
(window - 1) times the distance between two neighbouring numbers of the layer before, and that
distance is multiplied by each stride. Padding changes neither; it moves the windows, so that the
first ones begin outside the picture. `dlviz.receptive_field` finds the pixels of one position of a
traced module; here only the list of layers is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dlviz.architecture import ShapePath, Step
from dlviz.layers import Convolution, Dense, Pooling


@dataclass(frozen=True, slots=True)
class FieldSize:
    """What one number of a layer sees of the picture.

    Attributes:
        size: Rows and columns of its window, in pixels; parts of it may lie outside the picture.
        jump: Pixels from the window of one number to that of its neighbour.
        outside: Pixels by which the first window begins before the picture, because of padding.
        has_gaps: Whether there are pixels inside the window that it does not see.
        seen: (rows, columns) of the picture that a dense layer sees; None before the first one.
        arithmetic: How `size` is computed: "4 + (3 − 1)·2 = 8"; "" if the layer changes nothing.
    """

    size: int = 1
    jump: int = 1
    outside: int = 0
    has_gaps: bool = False
    seen: tuple[int, int] | None = None
    arithmetic: str = ""


PIXEL = FieldSize()


def field_sizes(path: ShapePath) -> tuple[FieldSize, ...]:
    """Return the receptive field of the input and of every possible layer, in this order."""
    fields = [PIXEL]
    for place, step in enumerate(path.steps):
        fields.append(_after(fields[-1], step, path, place))
    return tuple(fields)


def window_of(step: Step) -> tuple[int, int, int] | None:
    """Return size, stride and padding of a layer that slides a window, None for other layers."""
    match step.layer:
        case Convolution(_, size, stride, padding):
            return size, stride, padding
        case Pooling(_, size, stride):
            return size, stride, 0
    return None


def _after(before: FieldSize, step: Step, path: ShapePath, place: int) -> FieldSize:
    window = window_of(step)
    if window is not None:
        size, stride, padding = window
        own = before.size + (size - 1) * before.jump
        return FieldSize(
            own,
            before.jump * stride,
            before.outside + padding * before.jump,
            before.has_gaps or (size > 1 and before.jump > before.size),
            arithmetic=f"{before.size} + ({size} − 1)·{before.jump} = {own}",
        )
    if isinstance(step.layer, Dense) and before.seen is None:
        return replace(before, seen=_seen(path, path.steps[:place]), arithmetic="")
    return replace(before, arithmetic="")


def _seen(path: ShapePath, steps: Sequence[Step]) -> tuple[int, int]:
    """Return how many rows and columns of the picture all numbers of a layer together see."""
    _, height, width = path.network.input
    rows, columns = _seen_along(steps, 1, height), _seen_along(steps, 2, width)
    return (rows, columns) if rows and columns else (0, 0)


def _seen_along(steps: Sequence[Step], axis: int, length: int) -> int:
    """Return how many of `length` pixels along one axis the numbers after `steps` depend on."""
    windows = [(step, own) for step in steps if (own := window_of(step)) is not None]
    used = np.arange(windows[-1][0].shape[axis] if windows else length)
    for step, (size, stride, padding) in reversed(windows):
        taken = (used[:, None] * stride - padding + np.arange(size)).ravel()
        used = np.unique(taken[(taken >= 0) & (taken < step.before[axis])])
    return len(used)
