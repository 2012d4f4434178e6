"""The types of the messages between Python and surfaces.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Moving


class Recipe(TypedDict):
    """How a function follows from the network: the sum of what is named, minus another panel.

    Attributes:
        output: Whether the network's output is a part of the sum.
        units: Units of the only hidden layer, each times its weight in the output.
        bias: Whether the output's bias is a part of the sum.
        minus: Index of a panel that is subtracted; None for none.
    """

    output: bool
    units: Sequence[int]
    bias: bool
    minus: int | None


class Panel(TypedDict):
    """One function.

    Attributes:
        title: Text above the surface.
        short: Name in the line with the numbers under the pointer.
        values: 32-bit floats, rows of growing X2, X1 fastest; "" while the network is training: the
            script computes them.
        recipe: How the script computes them; None for a function that no weight changes.
        alt: Description for screen readers, without its range.
        runs: Its range in words.
    """

    title: str
    short: str
    values: str
    recipe: Recipe | None
    alt: str
    runs: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        panels: The panels, at least one.
        side: Points along each side of a surface.
        reach: Half the side of the square on which the functions are drawn.
        limit: Upper end of the common range.
        least_limit: Where the range depends on the panels, its smallest upper end; else None.
        moving: The network that the recipes compute with, and what changes it.
        columns: Number of panels per row.
        scale: Colour table of RGB bytes.
        hint: Sentence shown while the visitor points at nothing.
    """

    panels: Sequence[Panel]
    side: int
    reach: float
    limit: float
    least_limit: float | None
    moving: Moving
    columns: int
    scale: str
    hint: str
