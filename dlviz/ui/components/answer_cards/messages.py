"""What Python and answer_cards.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Picture(TypedDict):
    """A picture of a card.

    Attributes:
        jpeg: The file in base64.
        alt: What a screen reader says.
        title: Above it.
        wide: Its width, in heights.
    """

    jpeg: str
    alt: str
    title: str
    wide: float


class Row(TypedDict):
    """An answer.

    Attributes:
        label: Its name.
        share: Length of its bar, in [0, 1].
        text: The share in words.
        strong: Whether it stands out.
        colour: Of its bar, "" for the usual one.
    """

    label: str
    share: float
    text: str
    strong: bool
    colour: str


class Answers(TypedDict):
    """Rows under a title."""

    title: str
    rows: Sequence[Row]


class Card(TypedDict):
    """Pictures and lists of answers.

    Attributes:
        title: Above the card.
        tall: Height of the pictures at most, in rem; 0 for as wide as the card.
        beside: Whether the lists stand to the right of the pictures.
        pictures: From left to right.
        lists: Side by side where there is room.
    """

    title: str
    tall: float
    beside: bool
    pictures: Sequence[Picture]
    lists: Sequence[Answers]


class Colours(TypedDict):
    """Of bars: of those that stand out, and of the others."""

    strong: str
    plain: str


class Data(TypedDict):
    """What is drawn.

    Attributes:
        identity: Changes with what is shown.
        cards: In order.
        narrowest: Width of a card in a table, in rem; 0 for cards over the whole width.
        colours: Of the bars.
    """

    identity: str
    cards: Sequence[Card]
    narrowest: float
    colours: Colours
