"""The types of the messages between Python and live_figure.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Preview


class MovingPoint(TypedDict):
    """A marker that moves: its trace, its index there, and its places as 32-bit floats."""

    trace: int
    point: int
    x: str
    y: str


class Moving(TypedDict):
    """What changes in a figure with a whole number, as `dlviz.figures.spec.Moving` describes."""

    at: int
    points: Sequence[MovingPoint]
    rule: int | None
    labels: Sequence[Sequence[str]]


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        figure: JSON for plotly.js.
        alt: Description for screen readers.
        clickable: Whether clicks are reported.
        height: Height in pixels at the normal text size.
        file_name: File name of the saved picture, without its extension.
        plotly_url: Path under which this server serves plotly.js.
        moving: What changes with a number that a hand changes; None without one.
        preview: What ties the figure to that hand; None without one.
    """

    figure: str
    alt: str
    clickable: bool
    height: int
    file_name: str
    plotly_url: str
    moving: Moving | None
    preview: Preview | None


class Point(TypedDict):
    """The clicked point: its data, and the index of its trace."""

    x: object
    y: object
    custom: object
    curve: int


class Triggers(TypedDict):
    """Values that the script sends to Python, for one run."""

    point: Point
