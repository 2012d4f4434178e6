"""The types of the messages between Python and network_drawing.js."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Preview


class Piece(TypedDict):
    """A block, as in `dlviz.figures.drawing.Piece`, with its arithmetic wrapped to its width."""

    kind: str
    name: str
    caption: str
    size: Sequence[int]
    shape: str
    arithmetic: Sequence[str]
    parameters: int
    colour: str
    is_narrow: bool
    state: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        pieces: The input and every layer.
        selected: Index of the selected piece.
        total: How many parameters and multiplications the network has.
        legend: Explains what the blocks' sizes mean.
        words: Sentences with gaps, of which total and legend are made.
        measures: Pixels of the blocks.
        picture: The whole drawing as an SVG file.
        preview: The hand that changes numbers of the layers.
    """

    pieces: Sequence[Piece]
    selected: int
    total: str
    legend: str
    words: Mapping[str, str]
    measures: Mapping[str, float]
    picture: str
    preview: Preview | None


class Place(TypedDict):
    """The selected piece, with a message counter."""

    place: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    place: Place
