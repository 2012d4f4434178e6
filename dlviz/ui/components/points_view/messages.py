"""The types of the messages between Python and points_view.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Moving


class Unit(TypedDict):
    """A unit.

    Attributes:
        map: Indices into the colour table, one byte per cell, the largest X2 on top; "" while the
            network is training: the script computes it.
        label: Text under its map.
        short: Name in sentences.
        title: Its full name.
    """

    map: str
    label: str
    short: str
    title: str


class Layer(TypedDict):
    """Units under a title; `high` ends the range of their maps."""

    title: str
    high: float
    units: Sequence[Unit]


class Output(TypedDict):
    """The map of the output, `side` cells along each side; `runs` says its range in words."""

    title: str
    side: int
    high: float
    map: str
    runs: str


class Points(TypedDict):
    """Data: (N, 3) inputs and target as 32-bit floats, and the colour of their rings."""

    points: str
    ring: str


class Colours(TypedDict):
    """Colours of weights."""

    positive: str
    negative: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        layers: The inputs and every hidden layer.
        side: Cells along each side of a unit's map.
        output: The network's output.
        moving: The network that is shown, and what changes it.
        points: Data points drawn on the output.
        reach: Half the side of the square that the maps show.
        scale: Colour table of RGB bytes.
        colours: Colours of the weights.
        selected: (layer, index) of the unit to mark, layer 0 the inputs.
        discrete: Whether only the sign of the output is shown.
        large: Whether the network has the whole width of the page.
        alt: Description for screen readers, without the range of the output.
    """

    layers: Sequence[Layer]
    side: int
    output: Output
    moving: Moving
    points: Sequence[Points]
    reach: float
    scale: str
    colours: Colours
    selected: tuple[int, int] | None
    discrete: bool
    large: bool
    alt: str


class Pointed(TypedDict):
    """The unit that was clicked; layer 0 is the inputs."""

    layer: int
    index: int


class States(TypedDict):
    """Values that the script sends to Python."""

    unit: Pointed
