"""The types of the messages between Python and network_view.js."""

from collections.abc import Sequence
from typing import Literal, TypedDict


class Layer(TypedDict):
    """The input or a hidden layer as a picture.

    Attributes:
        title: Text above it.
        subtitle: Text beside the title.
        unit: Noun for one cell.
        rows: Rows of cells.
        columns: Columns of cells.
        cell: Side of a cell in pixels.
        scale: Name of its colour scale.
        low: Lower end of the colour range.
        high: Upper end of the colour range.
        values: 32-bit floats, row by row.
        alt: Description for screen readers.
        movable: Whether it can be dragged.
        selectable: Whether a cell can be selected.
        hint: Subtitle as long as nothing has been moved; not part of the saved picture.
    """

    title: str
    subtitle: str
    unit: str
    rows: int
    columns: int
    cell: int
    scale: Literal["ink", "unsigned"]
    low: float
    high: float
    values: str
    alt: str
    movable: bool
    selectable: bool
    hint: str


Link = TypedDict("Link", {"layer": int, "from": int, "to": int, "strength": float})


class Unit(TypedDict):
    """A unit; layer 0 is the input."""

    layer: int
    index: int


class Scales(TypedDict):
    """Colour tables of RGB bytes."""

    ink: str
    unsigned: str


class Colours(TypedDict):
    """Colours of links."""

    positive: str
    negative: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        layers: All layers except the output.
        logits: Logits of the output.
        probabilities: Probabilities of the output.
        winner: The most probable digit.
        runner_up: The second most probable digit.
        links: Lines between units; their strength is in [-1, 1].
        selected: The selected unit.
        move: (dx, dy) in pixels by which the input is moved.
        reach: The largest move.
        blank: Whether there is nothing to answer.
        message: A sentence under the picture, or "".
        spoken: Description for screen readers.
        scales: Of the layers.
        colours: Colours of the links.
    """

    layers: Sequence[Layer]
    logits: Sequence[float]
    probabilities: Sequence[float]
    winner: int
    runner_up: int
    links: Sequence[Link]
    selected: Unit
    move: tuple[int, int]
    reach: int
    blank: bool
    message: str
    spoken: str
    scales: Scales
    colours: Colours


class States(TypedDict):
    """Values that the script sends to Python."""

    unit: Unit
    move: tuple[int, int]
