"""The types of the messages between Python and network_drawing.js."""

from collections.abc import Sequence
from typing import TypedDict


class Piece(TypedDict):
    """A block, as in `dlviz.figures.drawing.Piece`, with its arithmetic wrapped to its width."""

    kind: str
    name: str
    caption: str
    shape: str
    arithmetic: Sequence[str]
    svg: str
    is_narrow: bool
    state: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        pieces: The input and every layer.
        selected: Index of the selected piece.
        legend: Explains what the blocks' sizes mean.
        picture: The whole drawing as an SVG file.
    """

    pieces: Sequence[Piece]
    selected: int
    legend: str
    picture: str


class Place(TypedDict):
    """The selected piece, with a message counter."""

    place: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    place: Place
