"""The types of the messages between Python and shifted_photo.js."""

from typing import Literal, TypedDict


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        type: Of the file.
        picture: The photo with what is around it, base64.
        side: Pixels of the window.
        reach: Pixels around it on each side.
        shift: By how many what is seen has moved.
        direction: (dx, dy) of one of them.
        words: In front of the number, and behind it.
        titles: Above the photo, and above what is seen.
        alt: Description of the photo for screen readers.
    """

    type: Literal["png", "jpeg"]
    picture: str
    side: int
    reach: int
    shift: int
    direction: tuple[int, int]
    words: tuple[str, str]
    titles: tuple[str, str]
    alt: str


class Move(TypedDict):
    """By how many pixels it was moved, with a message counter."""

    shift: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    move: Move
