"""The types of the messages between Python and live_figure.js."""

from typing import TypedDict


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        figure: JSON for plotly.js.
        alt: Description for screen readers.
        clickable: Whether clicks are reported.
        height: Height in pixels at the normal text size.
        file_name: File name of the saved picture, without its extension.
        plotly_url: Path under which this server serves plotly.js.
    """

    figure: str
    alt: str
    clickable: bool
    height: int
    file_name: str
    plotly_url: str


class Point(TypedDict):
    """The clicked point: its data, and the index of its trace."""

    x: object
    y: object
    custom: object
    curve: int


class Triggers(TypedDict):
    """Values that the script sends to Python, for one run."""

    point: Point
