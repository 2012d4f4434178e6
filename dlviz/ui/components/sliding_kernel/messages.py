"""The types of the messages between Python and sliding_kernel.js."""

from collections.abc import Sequence
from typing import TypedDict


class Grid(TypedDict):
    """Numbers as texts and as values, row by row; `limit` is the end of the colour range."""

    title: str
    rows: int
    columns: int
    texts: Sequence[str]
    values: Sequence[float]
    limit: float
    editable: bool


class Grids(TypedDict):
    """The grids on screen; the image includes its padding."""

    image: Grid
    kernel: Grid
    products: Grid
    output: Grid


class Ghost(TypedDict):
    """A window that no longer fits: cells of the image with its padding, counted from 0.

    Attributes:
        row: Its first row.
        column: Its first column.
        rows: Rows that it covers.
        columns: Columns that it covers.
    """

    row: int
    column: int
    rows: int
    columns: int


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        grids: The grids by name.
        touched: Cell of the image under each weight, for each output: 16-bit integers.
        products: Texts of the products, for each output.
        padding: Cells around the image.
        ghosts: The first windows that reach over the edge, if the output size is rounded down.
        rounding: Why they do not count, or "".
        is_letters: Whether cells show letters instead of numbers.
        is_flipped: Whether the kernel is flipped (true convolution).
        problem: Why the last edit was rejected, or "".
        palette: A colour for each weight, "#rrggbb".
        scale: Colour table of RGB bytes.
    """

    grids: Grids
    touched: str
    products: Sequence[Sequence[str]]
    padding: int
    ghosts: Sequence[Ghost]
    rounding: str
    is_letters: bool
    is_flipped: bool
    problem: str
    palette: Sequence[str]
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


class Texts(TypedDict):
    """The texts of the cells, row by row, without padding."""

    image: Sequence[str]
    kernel: Sequence[str]
    output: Sequence[str]
