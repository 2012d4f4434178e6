"""The types of the messages between Python and photo_panels.js."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Preview


class Kernel(TypedDict):
    """A kernel, its weights row by row."""

    rows: int
    columns: int
    weights: Sequence[float]


class Term(TypedDict):
    """A channel of the photo and the kernel that is applied to it."""

    channel: int
    kernel: int


class Panel(TypedDict):
    """The photo or a response map; attributes that only the other kind has are empty.

    Attributes:
        kind: "photo", or the name of its colour scale.
        title: Text above it.
        short: Name in sentences.
        legend: Legend of the photo, instead of a colour scale.
        png: PNG file of a response map, base64; empty if the script computes the picture.
        low: Text at the low end of its colour scale.
        high: Text at the high end.
        ends: The numbers at its low and high end.
        alt: Description for screen readers.
        top: Row of the photo under its first row.
        left: Column of the photo under its first column.
        rows: Rows of its numbers.
        columns: Columns of its numbers.
        terms: Channels and kernels that a response was computed from.
        combined: How the terms are combined to one number.
        weak: Magnitude below which a direction is meaningless.
    """

    kind: str
    title: str
    short: str
    legend: str
    png: str
    low: str
    high: str
    ends: tuple[float, float]
    alt: str
    top: int
    left: int
    rows: int
    columns: int
    terms: Sequence[Term]
    combined: str
    weak: float


class Rules(TypedDict):
    """How the colours of a response follow from its kernels and numbers.

    Attributes:
        contrast: 1 clips nothing; n limits the colour scales to 1/n of the largest response.
        average: A kernel whose weights sum to 1, up to this, gives a response like a photo.
        white: The number that such a response shows as white.
        weak: Share of the largest magnitude below which a direction is meaningless.
    """

    contrast: float
    average: float
    white: float
    weak: float


class Look(TypedDict):
    """The lens: its centre as shares of width and height; zoom 1 shows the whole photo."""

    x: float
    y: float
    zoom: float


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        identity: Identifies the photo.
        width: Width of the photo in pixels.
        height: Height of the photo in pixels.
        channels: 1 or 3.
        photo: PNG file of the photo in base64.
        kernels: The kernels.
        panels: The photo and every response map.
        scales: Colour tables of RGB bytes by name.
        look: Initial position of the lens, None for the whole photo.
        hint: Sentence shown while the visitor points at nothing.
        mode: How the responses are computed, a name.
        others: The response maps of each other mode on the same photo, without their numbers.
        rules: The rules of the colours.
        preview: The hand that changes the kernels; None if nothing changes them.
    """

    identity: str
    width: int
    height: int
    channels: int
    photo: str
    kernels: Sequence[Kernel]
    panels: Sequence[Panel]
    scales: Mapping[str, str]
    look: Look | None
    hint: str
    mode: str
    others: Mapping[str, Sequence[Panel]]
    rules: Rules
    preview: Preview | None


class States(TypedDict):
    """Values that the script sends to Python."""

    look: Look


class Triggers(TypedDict):
    """What the script asks for: the pictures, if it cannot compute them or a test compares them."""

    pictures: bool
