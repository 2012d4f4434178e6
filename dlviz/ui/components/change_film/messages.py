"""The types of the messages between Python and change_film.js."""

from collections.abc import Sequence
from typing import TypedDict


class Line(TypedDict):
    """A class that has a line."""

    name: str
    colour: str


class Tick(TypedDict):
    """A mark under the curve: its step and its text."""

    at: int
    text: str


class Data(TypedDict):
    """The data that the script draws; a place is the index of a value of the change.

    Attributes:
        identity: Identifies the content: changes with the film.
        title: Name of the change.
        alt: Description of the photo for screen readers.
        curve_alt: Description of the curve for screen readers.
        texts: Each value in words.
        firsts: The most probable class at each value, with its probability.
        padding: Share of the input at each value that is grey padding around the photo.
        winners: Line of the most probable class at each value, -1 if it has no line.
        changes: Places where another class becomes the most probable.
        classes: Classes that have a line.
        shares: (lines, places) probabilities, 32-bit floats.
        frames: JPEG files in base64.
        ticks: Marks under the curve.
        neutral: The place whose value leaves the photo unchanged.
        at: The marker's place.
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
    """The place where the marker was released, and the film's identity."""

    place: int
    identity: str


class States(TypedDict):
    """Values that the script sends to Python."""

    place: Place
