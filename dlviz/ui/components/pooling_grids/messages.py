"""The types of the messages between Python and pooling_grids.js."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Grid(TypedDict):
    """Numbers as texts and as values, row by row; `limit` is the end of the colour range."""

    title: str
    rows: int
    columns: int
    texts: Sequence[str]
    values: Sequence[float]
    limit: float


class Grids(TypedDict):
    """The grids on screen."""

    image: Grid
    output: Grid
    gradient: NotRequired[Grid]


class Sentences(TypedDict):
    """A sentence about each number of a grid."""

    output: Sequence[str]
    image: Sequence[str]


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        grids: The numbers, the output, and optionally the gradient.
        words: Texts between the grids: kind and size, stride.
        windows: Indices of the numbers in each window, 16-bit integers.
        winners: Index of the number that each output selected, if it selected one.
        sentences: Sentences about the numbers that can be pointed at.
        problem: Why the last edit was rejected, or "".
        scale: Colour table of RGB bytes.
    """

    grids: Grids
    words: Sequence[str]
    windows: str
    winners: Sequence[int]
    sentences: Sentences
    problem: str
    scale: str


class Edit(TypedDict):
    """A number that somebody typed, with a message counter."""

    grid: str
    index: int
    text: str
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    edit: Edit
