"""The types of the messages between Python and kernel_grid.js."""

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
    """The data that the script draws.

    Attributes:
        kernels: The kernels, side by side.
        limit: Upper end of their colour range.
        problem: Why the last edit was rejected, or "".
        scale: Colour table of RGB bytes.
    """

    kernels: Sequence[Kernel]
    limit: float
    problem: str
    scale: str


class Edit(TypedDict):
    """A number that the visitor typed, with a message counter."""

    kernel: int
    index: int
    text: str
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    edit: Edit
