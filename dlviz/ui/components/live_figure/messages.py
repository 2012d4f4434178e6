"""The types of the messages between Python and live_figure.js."""

from typing import TypedDict


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        figure: JSON for plotly.js.
        alt: Description for screen readers.
        clickable: Whether a click is answered.
        height: Pixels at the normal text size.
        file_name: Of the saved picture, without its ending.
        plotly_url: Where this server has plotly.js.
    """

    figure: str
    alt: str
    clickable: bool
    height: int
    file_name: str
    plotly_url: str


class Point(TypedDict):
    """The clicked point: what the figure has there, and in which of its traces."""

    x: object
    y: object
    custom: object
    curve: int


class Triggers(TypedDict):
    """Values that the script sends to Python, for one run."""

    point: Point
