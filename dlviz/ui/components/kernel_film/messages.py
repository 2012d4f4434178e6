"""What Python and kernel_film.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Colours(TypedDict):
    """Of the three curves."""

    positive: str
    negative: str
    neutral: str


class Data(TypedDict):
    """What is drawn; numbers that are many are 32-bit floats.

    Attributes:
        identity: Changes with the task.
        side: Rows and columns of a kernel.
        kernels: (records, side, side).
        hidden: (side, side), the kernel that is looked for.
        patch: A square of a photo, in [0, 255].
        limit: End of the kernels' colour range.
        steps: Of each record.
        train: Training loss of each.
        test: Test loss of each.
        distance: From the hidden kernel, as a share of it.
        scale: Table of RGB bytes.
        colours: Of the curves.
        alt: What a screen reader says.
    """

    identity: str
    side: int
    kernels: str
    hidden: str
    patch: str
    limit: float
    steps: Sequence[int]
    train: Sequence[float]
    test: Sequence[float]
    distance: Sequence[float]
    scale: str
    colours: Colours
    alt: str
