"""Shows functions of two inputs as surfaces and maps, with a shared camera and colour range."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.ui.components.base.mounting import floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.surfaces import messages as sent

SIDE = 33  # points along each side of a surface


@dataclass(frozen=True, slots=True)
class Panel:
    """One function.

    Attributes:
        title: Text above the surface.
        short: Name in the line with the numbers under the pointer.
        values: (SIDE * SIDE,) rows of growing X2, X1 fastest, as `dlviz.two_inputs.grid`.
        alt: Description for screen readers.
    """

    title: str
    short: str
    values: np.ndarray
    alt: str


def surfaces(
    panels: Sequence[Panel], *, key: str, reach: float, limit: float, columns: int = 3
) -> None:
    """Draw `panels`, updating the ones on screen if there are any.

    Args:
        panels: The panels, at least one.
        key: Key of the component; also the name of the PNG file that the visitor can save.
        reach: Half the side of the square on which the functions are drawn.
        limit: Upper end of the common range; larger values are clamped.
        columns: Number of panels per row.
    """
    mount(
        "surfaces",
        key=key,
        data=sent.Data(
            panels=[
                sent.Panel(
                    title=panel.title,
                    short=panel.short,
                    values=floats_as_base64(panel.values),
                    alt=panel.alt,
                )
                for panel in panels
            ],
            side=SIDE,
            reach=reach,
            limit=limit,
            columns=columns,
            scale=SCALES["signed"],
            hint="Drag to rotate, point to read a value.",
        ),
    )
