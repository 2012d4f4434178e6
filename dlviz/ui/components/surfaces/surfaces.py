"""Functions of two inputs as surfaces and maps side by side, with one camera and one range."""

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
        short: In the line that reads the numbers under the pointer.
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
        panels: At least one.
        key: Key of the component; also the name of the PNG file that the visitor can save.
        reach: Half the side of the square on which the functions are drawn.
        limit: End of the common range; what is beyond is cut off at it.
        columns: Panels in a row.
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
            hint="Drag to turn, point to read a value.",
        ),
    )
