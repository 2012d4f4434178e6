"""The types of the messages between Python and answer_cards.js."""

from collections.abc import Sequence
from typing import TypedDict


class Picture(TypedDict):
    """A picture of a card.

    Attributes:
        jpeg: The file in base64.
        alt: Description for screen readers.
        title: Text above it.
        wide: Aspect ratio: width divided by height.
    """

    jpeg: str
    alt: str
    title: str
    wide: float


class Row(TypedDict):
    """One class in a list of answers, with its share as a bar.

    Attributes:
        label: Name of the class.
        share: Length of its bar, in [0, 1].
        text: The share as text.
        strong: Whether it is highlighted.
        colour: Colour of its bar, "" for the default.
    """

    label: str
    share: float
    text: str
    strong: bool
    colour: str


class Answers(TypedDict):
    """A list of answers under a title."""

    title: str
    rows: Sequence[Row]


class Card(TypedDict):
    """Pictures and lists of answers.

    Attributes:
        title: Text above the card.
        tall: Largest height of the pictures, in rem; 0 for as wide as the card.
        beside: Whether the lists stand to the right of the pictures.
        pictures: The pictures, from left to right.
        lists: Lists of answers, side by side if there is room.
    """

    title: str
    tall: float
    beside: bool
    pictures: Sequence[Picture]
    lists: Sequence[Answers]


class Colours(TypedDict):
    """Colours of highlighted bars and of the other bars."""

    strong: str
    plain: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        identity: Identifies the content: changes with what is shown.
        cards: The cards in order.
        narrowest: Width of a card in a table, in rem; 0 for cards over the whole width.
        colours: Colours of the bars.
    """

    identity: str
    cards: Sequence[Card]
    narrowest: float
    colours: Colours
