"""The types of the messages between Python and map_sheets.js."""

from collections.abc import Sequence
from typing import Literal, TypedDict


class Photo(TypedDict):
    """What the network sees: a PNG file in base64, and its name for a screen reader."""

    png: str
    alt: str


class Reach(TypedDict):
    """First place and number of places that each row and each column of a map sees."""

    rows: Sequence[tuple[int, int]]
    columns: Sequence[tuple[int, int]]


class Sheet(TypedDict):
    """Some maps side by side.

    Attributes:
        title: Text above them.
        png: All of them in one file, base64.
        columns: Maps in a row of that file.
        count: Of the maps.
        height: Rows of one.
        width: Columns of one.
        noun: What one is called.
        names: Of the maps, where they have any.
        captions: Under the maps.
        dead: Maps to be crossed out.
        tall: Largest height, in rem.
        share: Of the width, compared with the other sheets of the group.
        linked: Whether pointing at a map here points at the same one in other linked sheets.
        kind: "signed", "unsigned", or "colour" for pictures.
        low: Of each map's range, 32-bit floats; "" for pictures.
        high: Its other end.
        ends: Texts of the legend.
        alt: Description for screen readers.
    """

    title: str
    png: str
    columns: int
    count: int
    height: int
    width: int
    noun: str
    names: Sequence[str]
    captions: Sequence[str]
    dead: Sequence[int]
    tall: float
    share: float
    linked: bool
    kind: Literal["signed", "unsigned", "colour"]
    low: str
    high: str
    ends: Sequence[str]
    alt: str


class Group(TypedDict):
    """A picture and its sheets.

    Attributes:
        title: Text above the photo.
        zoom: Whether the map pointed at is shown enlarged.
        photo: What the network sees.
        reach: Which pixels of it a place of the first sheet sees.
        sheets: Side by side.
    """

    title: str
    zoom: bool
    photo: Photo | None
    reach: Reach | None
    sheets: Sequence[Sheet]


class Spot(TypedDict):
    """A number in a map."""

    map: int
    row: int
    column: int


class Scales(TypedDict):
    """Colour tables of RGB bytes."""

    signed: str
    unsigned: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        identity: Identifies the content: changes with what is shown.
        hint: Sentence shown while the visitor points at nothing.
        scales: Of the maps.
        selected: In the first sheet of each group.
        pickable: Whether a number can be selected.
        groups: One below the other.
    """

    identity: str
    hint: str
    scales: Scales
    selected: Spot | None
    pickable: bool
    groups: Sequence[Group]


class Pick(TypedDict):
    """The selected number, with a message counter."""

    map: int
    row: int
    column: int
    clicks: int


class States(TypedDict):
    """Values that the script sends to Python."""

    pick: Pick
