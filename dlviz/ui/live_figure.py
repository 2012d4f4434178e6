"""A Plotly figure that changes in place: it keeps zoom and camera, and reports clicks."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from dlviz.ui.components import mount, plotly_url


def live_figure(
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    height: int = 320,
    on_click: Callable[[], None] | None = None,
) -> Any:
    """Draw `figure`, updating the one on screen if there is one.

    Args:
        figure: From `dlviz.figures`; text and background follow the visitor's theme.
        key: Of the component; also the name of the PNG file that the visitor can save.
        alt: What a screen reader says.
        height: Pixels at the normal text size; grows with the lecture display.
        on_click: Called before the rerun that a click causes.

    Returns:
        The clicked point for one run, else None: a mapping with x, y, custom and curve.
    """
    result = mount(
        "live_figure",
        key=key,
        data={
            "figure": figure.to_json(),
            "alt": alt,
            "height": height,
            "file_name": f"dlviz-{key}",
            "plotly_url": plotly_url(),
        },
        on_point_change=on_click or _nothing,
    )
    return result.point


def _nothing() -> None:
    """Streamlit reports a trigger only to components that name a callback for it."""
