"""Shows a Plotly figure that is updated in place: it keeps zoom and camera, and reports clicks."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from dlviz.figures.spec import Figure, Moving
from dlviz.ui._compat.components import plotly_url
from dlviz.ui.components.base.messages import Preview
from dlviz.ui.components.base.mounting import as_base64, floats_as_base64, mount
from dlviz.ui.components.live_figure import messages as sent


def live_figure(
    figure: Figure,
    *,
    key: str,
    alt: str,
    height: int = 320,
    on_click: Callable[[], None] | None = None,
    follows: tuple[Preview, Moving] | None = None,
) -> Any:
    """Draw `figure`, updating the one on screen if there is one.

    Args:
        figure: A figure of `dlviz.figures`; text and background follow the visitor's theme.
        key: Key of the component; also the name of the PNG file that the visitor can save.
        alt: Description for screen readers.
        height: Height in pixels at the normal text size; the lecture display enlarges it.
        on_click: Called before the rerun that a click causes.
        follows: The hand that changes a number, and what changes in the figure with it.

    Returns:
        The clicked point for one run, else None: a mapping with x, y, custom and curve.
    """
    preview, moving = follows or (None, None)
    result = mount(
        "live_figure",
        key=key,
        data=sent.Data(
            figure=to_json(figure),
            alt=alt,
            clickable=on_click is not None,
            height=height,
            file_name=f"dlviz-{key}",
            plotly_url=plotly_url(),
            moving=None if moving is None else _sent(moving),
            preview=preview,
        ),
        triggers={"point": on_click},
    )
    return result.point


def to_json(figure: Figure) -> str:
    """Return `figure` as JSON for plotly.js; arrays are sent as base64 of their bytes."""
    return json.dumps(figure, default=_typed_array, separators=(",", ":"))


def _sent(moving: Moving) -> sent.Moving:
    return sent.Moving(
        at=moving.at,
        points=[
            sent.MovingPoint(
                trace=one.trace,
                point=one.point,
                x=floats_as_base64(one.x),
                y=floats_as_base64(one.y),
            )
            for one in moving.points
        ],
        rule=moving.rule,
        labels=moving.labels,
    )


def _typed_array(value: object) -> object:
    """Return a numeric array in plotly.js's format {"dtype", "bdata", "shape"}; text as a list."""
    if isinstance(value, np.generic):
        return value.item()
    if not isinstance(value, np.ndarray):
        raise TypeError(f"a figure cannot hold a {type(value).__name__}")
    kind = {"f": "f4", "i": "i4", "u": "i4", "b": "i4"}.get(value.dtype.kind)
    if kind is None:
        return value.tolist()
    encoded = {"dtype": kind, "bdata": as_base64(value.astype(f"<{kind}"))}
    return encoded | ({"shape": ", ".join(map(str, value.shape))} if value.ndim > 1 else {})
