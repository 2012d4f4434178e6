"""The types of the messages between Python and photo_panels.js."""

from collections.abc import Mapping, Sequence
from typing import TypedDict


class Kernel(TypedDict):
    """A kernel, its weights row by row."""

    rows: int
    columns: int
    weights: Sequence[float]


class Term(TypedDict):
    """A channel of the photo and the kernel that answers to it."""

    channel: int
    kernel: int


class Panel(TypedDict):
    """The photo, or an answer; what only the other one has is empty.

    Attributes:
        kind: "photo", or the name of its colours.
        title: Text above it.
        short: In sentences.
        legend: Of the photo, in place of a scale.
        png: Of an answer, base64.
        low: Text at the beginning of its scale.
        high: Text at the end.
        alt: Description for screen readers.
        top: Row of the photo under its first row.
        left: Column of the photo under its first column.
        rows: Of its numbers.
        columns: Of its numbers.
        terms: What went into an answer.
        combined: How the terms make one number.
        weak: Below which a direction means nothing.
    """

    kind: str
    title: str
    short: str
    legend: str
    png: str
    low: str
    high: str
    alt: str
    top: int
    left: int
    rows: int
    columns: int
    terms: Sequence[Term]
    combined: str
    weak: float


class Look(TypedDict):
    """Where the lens is: its middle as shares of width and height; zoom 1 shows the whole photo."""

    x: float
    y: float
    zoom: float


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        identity: Of the photo.
        width: Of the photo, in pixels.
        height: Of the photo.
        channels: 1 or 3.
        photo: PNG file in base64.
        kernels: That answer.
        panels: The photo and every answer.
        scales: Tables of RGB bytes by their names.
        look: Where the lens starts, None for the whole photo.
        hint: Sentence shown while the visitor points at nothing.
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


class States(TypedDict):
    """Values that the script sends to Python."""

    look: Look
