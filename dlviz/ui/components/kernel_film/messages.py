"""The types of the messages between Python and kernel_film.js."""

from collections.abc import Sequence
from typing import TypedDict


class Colours(TypedDict):
    """Colours of the three curves."""

    positive: str
    negative: str
    neutral: str


class Data(TypedDict):
    """The data that the script draws; arrays are 32-bit floats in base64.

    Attributes:
        identity: Identifies the content: changes with the task.
        side: Rows and columns of a kernel.
        kernels: (records, side, side).
        hidden: (side, side), the kernel to be learned.
        patch: A square of a photo, in [0, 255].
        limit: Upper end of the kernels' colour range.
        steps: Training step of each record.
        train: Training loss of each record.
        test: Test loss of each record.
        distance: Distance from the hidden kernel, divided by the hidden kernel's norm.
        scale: Colour table of RGB bytes.
        colours: Colours of the curves.
        alt: Description for screen readers.
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
