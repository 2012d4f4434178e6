"""The types of the messages between Python and map_sheets.js."""

from collections.abc import Sequence
from typing import Literal, TypedDict


class Photo(TypedDict):
    """The network's input: a PNG file in base64, and a description for screen readers."""

    png: str
    alt: str


class Reach(TypedDict):
    """First pixel and number of pixels that each row and each column of a map sees."""

    rows: Sequence[tuple[int, int]]
    columns: Sequence[tuple[int, int]]


class Sheet(TypedDict):
    """Some maps side by side.

    Attributes:
        title: Text above them.
        png: All maps in one file, base64.
        columns: Number of maps per row of that file.
        count: Number of maps.
        height: Rows of one map.
        width: Columns of one map.
        noun: Noun for one map in sentences.
        names: Names of the maps, if they have any.
        captions: Texts under the maps.
        dead: Indices of maps to be crossed out.
        tall: Largest height, in rem.
        share: Relative width, compared with the other sheets of the group.
        linked: Whether pointing at a map also points at the same map in other linked sheets.
        kind: "signed", "unsigned", or "colour" for pictures.
        low: Lower end of each map's range, 32-bit floats; "" for pictures.
        high: Upper end of each map's range.
        ends: Texts at the two ends of the legend.
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
        photo: The network's input.
        reach: Receptive field in the photo of each place of the first sheet.
        sheets: The sheets, side by side.
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
        scales: Colour tables of the maps.
        selected: Selected number in the first sheet of each group.
        pickable: Whether a number can be selected.
        groups: The groups, one below the other.
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
