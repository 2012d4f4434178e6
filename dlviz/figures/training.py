"""Methods that learn side by side: their curves and their errors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlviz.figures.colours import (
    NEUTRAL,
    SERIES,
    SYMBOLS,
)
from dlviz.figures.spec import LEGEND_ABOVE, MARGIN, Figure, category_axis, intervals

_SHORT = 0.6  # decades: a log axis that is shorter has a tick at every digit


@dataclass(frozen=True, slots=True)
class Series:
    """What one method's curve is drawn from.

    Attributes:
        title: Of the method.
        style: Its place in the order of all methods: the same colour and shape on every figure.
        x: (n,) epochs.
        train: (n,) values on training digits.
        test: (n,) values on test digits.
        is_level: Whether the method knows no epochs; its line may lie outside the picture.
    """

    title: str
    style: int
    x: Sequence[float]
    train: Sequence[float]
    test: Sequence[float]
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """One method's test error, in per cent.

    Attributes:
        title: Of the method.
        style: As in Series.
        value: The error; None if nothing has been measured.
        low: Lower end of the interval.
        high: Upper end.
        lecture: The lecture's error; None where it has none.
    """

    title: str
    style: int
    value: float | None
    low: float
    high: float
    lecture: float | None


def learning_curves(
    series: Sequence[Series],
    *,
    quantity: str,
    epochs: int,
    top: float | None = None,
    pictures: str = "digits",
) -> Figure:
    """Draw a quantity on test digits (solid) and on training digits (dotted) over the epochs.

    Args:
        series: The methods.
        quantity: Title of the vertical axis.
        epochs: End of the horizontal one.
        top: End of a vertical axis that begins at 0; without it the axis is logarithmic, as methods
            differ by factors, and zeros are left out.
        pictures: What is learned from.
    """
    traces = []
    for one in series:
        colour = SERIES[one.style]
        for name, values, dash, width in (("test", one.test, "solid", 2.5),
                                          ("train", one.train, "dot", 1.5)):  # fmt: skip
            is_test = name == "test"
            drawn = np.array([value if value > 0 or top else np.nan for value in values])
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers" if is_test else "lines",
                    "name": one.title,
                    "legendgroup": one.title,
                    "showlegend": is_test,
                    "x": np.array(one.x, dtype=float),
                    "y": drawn,
                    "line": {"color": colour, "width": width, "dash": dash},
                    "marker": {"symbol": SYMBOLS[one.style], "size": 6},
                    "hovertemplate": (
                        f"{one.title}, {name} {pictures}<br>"
                        "epoch %{x:.2f}: %{y:.3g}<extra></extra>"
                    ),
                }
            )
    axis = {"range": [-0.02 * top, top]} if top else _log_axis(series)
    layout = {
        "xaxis": {"title": {"text": "epoch"}, "range": [0, epochs * 1.02]},
        "yaxis": axis | {"title": {"text": quantity, "standoff": 4}, "automargin": True},
        "showlegend": False,
        "margin": MARGIN | {"t": 8},
        "hovermode": "closest",
    }
    return {"data": traces, "layout": layout}


def error_intervals(rows: Sequence[Interval]) -> Figure:
    """Draw test errors with their 95 % intervals, the lecture's values as ticks."""
    titles = [row.title for row in rows]
    shown = [row for row in rows if row.value is not None]
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "name": "here, with 95 % interval",
        "x": [row.value for row in shown],
        "y": [row.title for row in shown],
        "text": [f"{row.value:.2f} %" for row in shown],
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {
            "size": 11,
            "color": [SERIES[row.style] for row in shown],
            "symbol": [SYMBOLS[row.style] for row in shown],
        },
        "error_x": intervals(
            [row.value or 0 for row in shown],
            [row.low for row in shown],
            [row.high for row in shown],
            NEUTRAL,
        ),
        "hovertemplate": "%{y}: %{x:.2f} %<extra></extra>",
    }
    told = [row for row in rows if row.lecture is not None]
    ticks = {
        "type": "scatter",
        "mode": "markers",
        "name": "the lecture",
        "x": [row.lecture for row in told],
        "y": [row.title for row in told],
        "marker": {"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": NEUTRAL}},
        "hovertemplate": "lecture, %{y}: %{x} %<extra></extra>",
    }
    values = [row.high for row in shown] + [row.low for row in shown if row.low > 0]
    values += [row.lecture for row in told if row.lecture]
    low, high = min(values, default=0.5), max(values, default=20.0)
    ticks_at = [tick for tick in (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if low / 2 < tick < high * 2]
    layout = {
        "xaxis": {
            "type": "log",
            "range": [np.log10(low / 1.25), np.log10(high * 1.25)],
            "tickvals": ticks_at,
            "ticktext": [f"{tick:g} %" for tick in ticks_at],
            "title": {"text": "errors on 10,000 test digits"},
        },
        "yaxis": category_axis(titles),
        "legend": LEGEND_ABOVE,
        "margin": {"l": 10, "r": 10, "t": 30, "b": 45},
    }
    return {"data": [ticks, dots], "layout": layout}


def _log_axis(series: Sequence[Series]) -> dict[str, Any]:
    limits = _range(series)
    ticks = _ticks(limits)
    labels = [f"{tick:g}" for tick in ticks]
    return {"type": "log", "range": limits, "tickvals": ticks, "ticktext": labels}


def _ticks(limits: list[float] | None) -> list[float]:
    """Return round numbers for a log axis with these limits, closer ones if it is short."""
    is_short = limits is not None and limits[1] - limits[0] < _SHORT
    steps = range(1, 10) if is_short else (1, 2, 5)
    return [step * 10.0**power for power in range(-5, 3) for step in steps]


def _range(series: Sequence[Series]) -> list[float] | None:
    """Return the logarithms of the vertical range: of all that moves, and of what lies near."""
    moving = [value for one in series if not one.is_level for value in (*one.train, *one.test)]
    level = [value for one in series if one.is_level for value in one.test]
    moving = [value for value in moving if value > 0 and np.isfinite(value)] or level
    if not moving:
        return None
    near = [value for value in level if min(moving) / 3 < value < max(moving) * 3]
    low, high = np.log10(min([*moving, *near])), np.log10(max([*moving, *near]))
    room = 0.04 * (high - low) + 0.02
    return [float(low - room), float(high + room)]
