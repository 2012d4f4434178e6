"""The types of the messages between Python and drawing_wall.js."""

from collections.abc import Sequence
from typing import TypedDict


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        sheets: Drawings in base64, those of a sheet one after the other, each sheet sent once. A
            drawing has `id_size` bytes of a name, one byte for the digit that is meant, one byte
            for the answer of each model, and its pixels in 16 levels, two in a byte, row by row.
        id_size: Bytes of a drawing's name.
        side: Side of a picture in pixels.
        models: Names of the models.
        shorts: The same, short.
        most: Largest number of drawings that are shown at a time.
    """

    sheets: Sequence[str]
    id_size: int
    side: int
    models: Sequence[str]
    shorts: Sequence[str]
    most: int


class Hide(TypedDict):
    """A drawing that is to be hidden, by its name."""

    drawing: str
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    hide: Hide
