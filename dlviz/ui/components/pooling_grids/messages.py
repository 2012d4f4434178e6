"""The types of the messages between Python and pooling_grids.js."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from dlviz.ui.components.base.messages import Preview


class Grid(TypedDict):
    """Numbers as texts and as values, row by row; `limit` is the end of the colour range.

    Numbers and gradient include the padding, whose values are 0.
    """

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
        padding: Rings of padding around the numbers.
        counts_padding: Whether an average divides by all cells of its window.
        windows: Indices of the cells in each window, 16-bit integers.
        winners: Index of the number that each output selected, if it selected one.
        sentences: Sentences about the numbers that can be pointed at.
        problem: Why the last edit was rejected, or "".
        scale: Colour table of RGB bytes.
        kind: Kind of pooling, one of `dlviz.pooling.KINDS`.
        largest: Largest absolute value of a number.
        preview: What ties the numbers to a hand that changes them.
    """

    grids: Grids
    words: Sequence[str]
    padding: int
    counts_padding: bool
    windows: str
    winners: Sequence[int]
    sentences: Sentences
    problem: str
    scale: str
    kind: str
    largest: float
    preview: Preview


class Typed(TypedDict):
    """What was typed into a cell of the grid."""

    index: int
    text: str


class Edit(TypedDict):
    """All that was typed since the server's last answer, with the last change's number.

    Streamlit keeps only the last of several messages that arrive during one run.
    """

    edits: Sequence[Typed]
    change: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    edit: Edit
