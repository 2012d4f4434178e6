"""What Python and change_film.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Line(TypedDict):
    """A class that has a line."""

    name: str
    colour: str


class Tick(TypedDict):
    """A mark under the curve: its place, and what stands there."""

    at: int
    text: str


class Data(TypedDict):
    """What is drawn; a place is the index of a value of the change.

    Attributes:
        identity: Changes with the film.
        title: Of the change.
        alt: What a screen reader says about the photo.
        curve_alt: What it says about the curve.
        texts: Each value in words.
        firsts: The first class at each value, with its probability.
        padding: Of the input at each value, grey around the photo.
        winners: Line of the first class at each value, -1 where it has none.
        changes: Places where another class becomes the first.
        classes: Those that have a line.
        shares: (lines, places) probabilities, 32-bit floats.
        frames: JPEG files in base64.
        ticks: Under the curve.
        neutral: The place that changes nothing.
        at: Where the marker is.
    """

    identity: str
    title: str
    alt: str
    curve_alt: str
    texts: Sequence[str]
    firsts: Sequence[str]
    padding: Sequence[float]
    winners: Sequence[int]
    changes: Sequence[int]
    classes: Sequence[Line]
    shares: str
    frames: Sequence[str]
    ticks: Sequence[Tick]
    neutral: int
    at: int


class Place(TypedDict):
    """Where the marker has come to rest, and in which film."""

    place: int
    identity: str


class States(TypedDict):
    """What the script says."""

    place: Place
