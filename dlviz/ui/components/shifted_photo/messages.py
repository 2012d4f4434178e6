"""The types of the messages between Python and shifted_photo.js."""

from typing import Literal, TypedDict

from dlviz.ui.components.base.messages import Preview


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        type: File type of `picture`.
        picture: The photo with its surroundings, base64.
        side: Side of the window in pixels.
        reach: Pixels around the window on each side.
        shift: Current shift of the visible picture in pixels.
        direction: (dx, dy) of a shift by one pixel.
        words: Texts before and after the number.
        titles: Above the photo, and above what is seen.
        alt: Description of the photo for screen readers.
        preview: What ties the shift to the hand.
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
    preview: Preview


class Move(TypedDict):
    """The shift in pixels, with the number of the change and a message counter."""

    shift: int
    change: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    move: Move
