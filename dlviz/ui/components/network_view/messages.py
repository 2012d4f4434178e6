"""The types of the messages between Python and network_view.js."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from dlviz.digits import Format
from dlviz.legibility import Rule
from dlviz.ui.components.base.messages import Preview


class Layer(TypedDict):
    """The input or a hidden layer as a picture.

    Attributes:
        title: Text above it.
        unit: Noun for one cell.
        rows: Rows of cells.
        columns: Columns of cells.
        cell: Side of a cell in pixels.
        scale: Name of its colour scale.
        values: 32-bit floats, row by row.
        movable: Whether it can be dragged; else a cell can be selected.
    """

    title: str
    unit: str
    rows: int
    columns: int
    cell: int
    scale: Literal["ink", "unsigned"]
    values: str
    movable: bool


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


class Previewed(TypedDict):
    """What the script needs to compute the network itself while a hand moves.

    Attributes:
        pad: The pad whose strokes are read; None if the input is no drawing.
        move: The input's own hand, which drags it.
        sizes: Units of each layer, the input and the output included.
        activations: Of each layer with weights.
        parameters: Address of the parameters, relative to the server's base URL.
        picture: The input before it is moved, a byte a pixel.
        side: Side of the pad in pixels.
        normalised: Whether a drawing is normalised.
        normalisation: How that is done.
        legibility: Which drawings can be read.
        per_layer: Links drawn to each unit, by the hidden layer they start from.
    """

    pad: Preview | None
    move: Preview
    sizes: Sequence[int]
    activations: Sequence[str]
    parameters: str
    picture: str
    side: int
    normalised: bool
    normalisation: Format
    legibility: Rule
    per_layer: Sequence[int]


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
        selects_winner: Whether that is the output that wins, whichever it is; in a preview too.
        move: (dx, dy) in pixels by which the input is moved.
        reach: The largest move.
        message: Why nothing is answered, a sentence under the picture; "" if there is an answer.
        scales: Of the layers.
        colours: Colours of the links.
        preview: What a preview is computed with.
    """

    layers: Sequence[Layer]
    logits: Sequence[float]
    probabilities: Sequence[float]
    winner: int
    runner_up: int
    links: Sequence[Link]
    selected: Unit
    selects_winner: bool
    move: tuple[int, int]
    reach: int
    message: str
    scales: Scales
    colours: Colours
    preview: Previewed


class Move(TypedDict):
    """(dx, dy) in pixels by which the input is now moved, and the number of this change."""

    by: tuple[int, int]
    change: int


class States(TypedDict):
    """Values that the script sends to Python."""

    unit: Unit
    move: Move
