"""The types of the messages between Python and network_drawing.js."""

from collections.abc import Sequence
from typing import TypedDict


class Piece(TypedDict):
    """A block, as `dlviz.figures.drawing.Piece`; its arithmetic in lines that fit under it."""

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
        selected: The chosen piece.
        legend: What the sizes mean.
        picture: The whole drawing as an SVG file.
    """

    pieces: Sequence[Piece]
    selected: int
    legend: str
    picture: str


class Place(TypedDict):
    """The piece that was chosen, with a message counter."""

    place: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    place: Place
