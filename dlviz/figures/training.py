"""Figures of a race of training methods: learning curves, and test errors with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlviz.figures.colours import (
    NEUTRAL,
    SERIES,
    SYMBOLS,
)
from dlviz.figures.spec import (
    LEGEND_ABOVE,
    MARGIN,
    Figure,
    category_axis,
    intervals,
    log_ticks,
)

_FLOOR = 0.12  # height of the strip for zeros under a log axis, as a share of the axis
_LOWEST = 16  # pixels of the mark at the lowest value
_RISE = 1.05  # times the lowest value: from there on a curve has risen
_RIM = 1.0  # pixels by which each curve is wider than the next one, which is drawn over it


@dataclass(frozen=True, slots=True)
class Series:
    """The data of one method's curve.

    Attributes:
        title: Name of the method.
        style: Index of the method, which determines colour and shape in every figure.
        x: (n,) epochs.
        train: (n,) values on training digits.
        test: (n,) values on test digits.
        is_level: Whether the method has no epochs; its line does not count for the axis's range.
        short: Shorter title for the legend; "" means the whole title.
    """

    title: str
    style: int
    x: Sequence[float]
    train: Sequence[float]
    test: Sequence[float]
    is_level: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """One method's test error, in per cent.

    Attributes:
        title: Name of the method.
        style: As in Series.
        value: The error; None before the first measurement.
        low: Lower end of the interval.
        high: Upper end.
        lecture: The lecture's error; None if it has none.
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
    marks_lowest: bool = False,
) -> Figure:
    """Draw a quantity on test digits (solid) and on training digits (dotted) over the epochs.

    A curve that is covered by others stays visible as a rim, because the first ones are the widest.

    Args:
        series: The methods.
        quantity: Title of the vertical axis.
        epochs: End of the horizontal axis.
        top: End of a vertical axis that starts at 0. Without it the axis is logarithmic, because
            methods differ by factors, and zeros are drawn on a line of their own at the bottom.
        pictures: What is learned from.
        marks_lowest: Whether a large mark stands at the lowest value of each test curve that rises
            after it.
    """
    axis, floor, shapes = _linear_axis(top) if top else _log_axis(series)
    traces = []
    for place, one in enumerate(series):
        rim = _RIM * (len(series) - 1 - place)
        test = _curve(one, one.test, 2.0 + rim, floor, f"test {pictures}")
        lowest = lowest_before_a_rise(one.test) if marks_lowest and not one.is_level else None
        if lowest is not None:
            own = test["marker"]["size"]
            test["marker"]["size"] = (
                [own] * lowest + [_LOWEST] + [own] * (len(one.test) - lowest - 1)
            )
        traces.append(test)
        traces.append(_curve(one, one.train, 1.5 + rim, floor, f"training {pictures}", "dot"))
    layout = {
        "xaxis": {
            "title": {"text": "epoch (solid: test, dotted: training)"},
            "range": [0, epochs * 1.02],
        },
        "yaxis": axis | {"title": {"text": quantity, "standoff": 4}, "automargin": True},
        "showlegend": len(series) > 1,
        "legend": LEGEND_ABOVE,
        "shapes": shapes,
        "margin": MARGIN | {"t": 8 if len(series) < 2 else MARGIN["t"]},
        "hovermode": "closest",
    }
    return {"data": traces, "layout": layout}


def lowest_before_a_rise(values: Sequence[float]) -> int | None:
    """Return the place of the lowest value if the curve is clearly higher at its end, else None."""
    numbers = np.array(values, dtype=float)
    if not len(numbers) or not np.isfinite(numbers).all():
        return None
    lowest = int(numbers.argmin())
    return lowest if numbers[-1] > _RISE * numbers[lowest] else None


def error_intervals(rows: Sequence[Interval]) -> Figure:
    """Draw test errors with their 95 % intervals, and the lecture's values as tick marks."""
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
    ticks_at = log_ticks(low / 1.25, high * 1.25)
    layout = {
        "xaxis": {
            "type": "log",
            "range": [np.log10(low / 1.25), np.log10(high * 1.25)],
            "tickvals": ticks_at,
            "ticktext": [f"{tick:g} %" for tick in ticks_at],
            "title": {"text": "errors on 10,000 test digits"},
        },
        "yaxis": category_axis(titles, above=1),  # else the legend would cover the first number
        "legend": LEGEND_ABOVE,
        "margin": {"l": 10, "r": 10, "t": 30, "b": 45},
    }
    return {"data": [ticks, dots], "layout": layout}


def _curve(
    one: Series,
    values: Sequence[float],
    width: float,
    floor: float | None,
    digits: str,
    dash: str = "solid",
) -> dict[str, Any]:
    """Return one curve of `one`; zeros are drawn at `floor`, or left out if it is None."""
    numbers = np.array(values, dtype=float)
    drawn = numbers if floor is None else np.where(numbers > 0, numbers, floor)
    is_test = dash == "solid"
    return {
        "type": "scatter",
        "mode": "lines+markers" if is_test else "lines",
        "name": one.short or one.title,
        "legendgroup": one.title,
        "showlegend": is_test,
        "x": np.array(one.x, dtype=float),
        "y": np.where(np.isfinite(numbers), drawn, np.nan),
        "customdata": numbers,
        "line": {"color": SERIES[one.style], "width": width, "dash": dash},
        "marker": {"symbol": SYMBOLS[one.style], "size": 3 + width},
        "hovertemplate": (
            f"{one.title}, {digits}<br>epoch %{{x:.2f}}: %{{customdata:.3g}}<extra></extra>"
        ),
    }


def _linear_axis(top: float) -> tuple[dict[str, Any], None, list[dict[str, Any]]]:
    return {"range": [-0.02 * top, top]}, None, []


def _log_axis(
    series: Sequence[Series],
) -> tuple[dict[str, Any], float | None, list[dict[str, Any]]]:
    """Return a log axis, the height at which zeros are drawn, and the line above them.

    The height is None if no value is 0.
    """
    limits = _range(series)
    if limits is None:
        return {"type": "log"}, None, []
    low, high = limits
    ticks = log_ticks(10**low, 10**high)
    labels = [f"{tick:g}" for tick in ticks]
    axis = {"type": "log", "range": limits, "tickvals": ticks, "ticktext": labels}
    if not any(value == 0 for one in series for value in (*one.train, *one.test)):
        return axis, None, []
    strip = max(_FLOOR * (high - low), 0.1)
    axis |= {
        "range": [low - 1.5 * strip, high],
        "tickvals": [10 ** (low - strip), *ticks],
        "ticktext": ["0", *labels],
    }
    edge = {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 10**low, "y1": 10**low,
        "line": {"color": NEUTRAL, "width": 1, "dash": "dash"},
    }  # fmt: skip
    return axis, float(10 ** (low - strip)), [edge]


def _range(series: Sequence[Series]) -> list[float] | None:
    """Return the log10 range of the vertical axis: all moving curves, and level lines near them."""
    moving = [value for one in series if not one.is_level for value in (*one.train, *one.test)]
    level = [value for one in series if one.is_level for value in one.test]
    moving = _drawable(moving) or _drawable(level)
    if not moving:
        return None
    near = [value for value in _drawable(level) if min(moving) / 3 < value < max(moving) * 3]
    low, high = np.log10(min([*moving, *near])), np.log10(max([*moving, *near]))
    room = 0.04 * (high - low) + 0.02
    return [float(low - room), float(high + room)]


def _drawable(values: Sequence[float]) -> list[float]:
    return [value for value in values if value > 0 and np.isfinite(value)]
