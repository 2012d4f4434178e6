"""Shows functions of two inputs as surfaces and maps, with a shared camera and colour range."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.ui.components.base.messages import Moving
from dlviz.ui.components.base.mounting import floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.surfaces import messages as sent

SIDE = 33  # points along each side of a surface


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a function follows from the network: the sum of what is named, minus another panel.

    Attributes:
        output: Whether the network's output is a part of the sum.
        units: Units of the only hidden layer, each times its weight in the output.
        bias: Whether the output's bias is a part of the sum.
        minus: Index of a panel that is subtracted.
    """

    output: bool = False
    units: tuple[int, ...] = ()
    bias: bool = False
    minus: int | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One function.

    Attributes:
        title: Text above the surface.
        short: Name in the line with the numbers under the pointer.
        values: (SIDE * SIDE,) rows of growing X2, X1 fastest, as `dlviz.two_inputs.grid`.
        alt: Description for screen readers, without the range.
        runs: The range in words.
        recipe: How the function follows from the network; None if no weight changes it.
    """

    title: str
    short: str
    values: np.ndarray
    alt: str
    runs: str
    recipe: Recipe | None = None


def surfaces(
    panels: Sequence[Panel],
    *,
    key: str,
    reach: float,
    limit: float,
    moving: Moving,
    least_limit: float | None = None,
    columns: int = 3,
) -> None:
    """Draw `panels`, updating the ones on screen if there are any.

    Args:
        panels: The panels, at least one.
        key: Key of the component; also the name of the PNG file that the visitor can save.
        reach: Half the side of the square on which the functions are drawn.
        limit: Upper end of the common range; larger values are clamped.
        moving: The network that the recipes compute with. While it trains, the script computes the
            values of panels with a recipe.
        least_limit: Where the range follows the units' parts, its smallest upper end.
        columns: Number of panels per row.
    """
    mount(
        "surfaces",
        key=key,
        data=sent.Data(
            panels=[_sent(panel, is_training=bool(moving["trail"])) for panel in panels],
            side=SIDE,
            reach=reach,
            limit=limit,
            least_limit=least_limit,
            moving=moving,
            columns=columns,
            scale=SCALES["signed"],
            hint="Drag to rotate, point to read a value.",
        ),
    )


def _sent(panel: Panel, *, is_training: bool) -> sent.Panel:
    recipe = panel.recipe
    return sent.Panel(
        title=panel.title,
        short=panel.short,
        values="" if recipe and is_training else floats_as_base64(panel.values),
        recipe=None
        if recipe is None
        else sent.Recipe(
            output=recipe.output, units=recipe.units, bias=recipe.bias, minus=recipe.minus
        ),
        alt=panel.alt,
        runs=panel.runs,
    )
