"""What Python and kernel_grid.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Kernel(TypedDict):
    """A kernel; without texts it is shown as colours only."""

    title: str
    rows: int
    columns: int
    texts: Sequence[str]
    values: Sequence[float]


class Data(TypedDict):
    """What is drawn.

    Attributes:
        kernels: Side by side.
        limit: End of their colour range.
        problem: Why the last edit was not taken, or "".
        scale: Table of RGB bytes.
    """

    kernels: Sequence[Kernel]
    limit: float
    problem: str
    scale: str


class Edit(TypedDict):
    """A number that somebody typed, with the number of this message."""

    kernel: int
    index: int
    text: str
    sequence: int


class States(TypedDict):
    """What the script says."""

    edit: Edit
