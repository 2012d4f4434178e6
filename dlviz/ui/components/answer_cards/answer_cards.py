"""Cards with pictures and the network's answers to them as bars: one large card or a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from dlviz.figures.colours import NEUTRAL, POSITIVE
from dlviz.figures.photos import as_jpeg
from dlviz.ui.components.answer_cards import messages as sent
from dlviz.ui.components.base.mounting import as_base64, mount

_COLOURS = sent.Colours(strong=POSITIVE, plain=NEUTRAL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a card.

    Attributes:
        picture: RGB.
        alt: Description for screen readers.
        title: Text above it.
    """

    picture: Image.Image
    alt: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One class in a list of answers, with its share as a bar.

    Attributes:
        label: Name of the class.
        share: Length of its bar, in [0, 1].
        is_strong: Whether it is highlighted.
        colour: Colour of its bar, "" for the default.
    """

    label: str
    share: float
    is_strong: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """A list of answers under a title."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Card:
    """Pictures side by side, equally high, and lists of answers under them.

    Attributes:
        pictures: The pictures, from left to right.
        lists: Lists of answers, side by side if there is room.
        title: Text above the card.
        tall: Largest height of the pictures, in rem; 0 for as wide as the card.
        is_beside: Whether the lists stand to the right of the pictures instead of below.
    """

    pictures: Sequence[Shown]
    lists: Sequence[Answers]
    title: str = ""
    tall: float = 0.0
    is_beside: bool = False


def answer_cards(cards: Sequence[Card], *, key: str, identity: str, narrowest: float = 0.0) -> None:
    """Draw cards, one below the other or as a table.

    Args:
        cards: The cards in order.
        key: Key of the component, also the name of its PNG file.
        identity: Changes with what is shown; the script marks the page with it once all is
            painted.
        narrowest: Smallest width of a card in a table, in rem; a row holds as many cards as fit. 0
            for cards over the whole width.
    """
    mount(
        "answer_cards",
        key=key,
        data=sent.Data(
            identity=identity,
            cards=[_card(card) for card in cards],
            narrowest=narrowest,
            colours=_COLOURS,
        ),
    )


def percent(share: float) -> str:
    """Format a probability in percent, with one more digit if it is small."""
    return f"{share:.0%}" if share >= 0.0995 else f"{share:.1%}" if share >= 0.0005 else "< 0.1%"


def _card(card: Card) -> sent.Card:
    return sent.Card(
        title=card.title,
        tall=card.tall,
        beside=card.is_beside,
        pictures=[
            sent.Picture(
                jpeg=as_base64(as_jpeg(shown.picture)),
                alt=shown.alt,
                title=shown.title,
                wide=shown.picture.width / shown.picture.height,
            )
            for shown in card.pictures
        ],
        lists=[
            sent.Answers(
                title=answers.title,
                rows=[
                    sent.Row(
                        label=row.label,
                        share=row.share,
                        text=percent(row.share),
                        strong=row.is_strong,
                        colour=row.colour,
                    )
                    for row in answers.rows
                ],
            )
            for answers in card.lists
        ],
    )
