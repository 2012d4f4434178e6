"""Figures of a ridge sweep: validation errors and cross-entropy against the penalty."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE
from dlviz.figures.spec import LEGEND_ABOVE, MARGIN, Figure, intervals, mark
from dlviz.intervals import error_rate
from dlviz.notation import plain

if TYPE_CHECKING:
    from dlviz.training.ridge_sweep import Judged, Trained


def errors(points: "Sequence[Trained]", judged: "Judged | None") -> Figure:
    """Draw validation errors with intervals; with `judged` also the choice and its test error."""
    rates = [error_rate(one.validation.errors, one.validation.count) for one in points]
    values = [rate.value for rate in rates]
    curve = _curve(points, values, "validation digits", POSITIVE) | {
        "error_y": intervals(
            values,
            [rate.low for rate in rates],
            [rate.high for rate in rates],
            NEUTRAL,
            thickness=1.5,
            width=4,
        ),
        "hovertemplate": "λ = %{x}: %{y:.2f} % of the validation digits<extra></extra>",
    }
    data = [curve]
    if judged is not None:
        chosen = next(place for place, one in enumerate(points) if one.l2 == judged.chosen)
        ring = mark((0, values[chosen]), 14, name="chosen", hoverinfo="skip")
        data.append(ring | {"x": [plain(judged.chosen)]})
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "test digits",
                "x": ["0", plain(judged.chosen)],
                "y": [judged.without.error, judged.test.error],
                "marker": {"symbol": "diamond", "size": 11, "color": NEGATIVE},
                "hovertemplate": "λ = %{x}: %{y:.2f} % of the test digits<extra></extra>",
            }
        )
    return {"data": data, "layout": _layout(points, "errors in %")}


def losses(points: "Sequence[Trained]") -> Figure:
    """Draw the mean cross-entropy on the validation digits."""
    values = [one.validation.loss for one in points]
    curve = _curve(points, values, "validation digits", POSITIVE) | {
        "hovertemplate": "λ = %{x}: %{y:.3f} nats<extra></extra>"
    }
    return {"data": [curve], "layout": _layout(points, "cross-entropy in nats")}


def _curve(
    points: "Sequence[Trained]", values: Sequence[float], name: str, colour: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [plain(one.l2) for one in points],
        "y": list(values),
        "line": {"color": colour, "width": 2.5},
        "marker": {"size": 8},
    }


def _layout(points: "Sequence[Trained]", quantity: str) -> dict[str, Any]:
    return {
        "xaxis": {
            "title": {"text": "ridge strength λ"},
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [plain(one.l2) for one in points],
            "automargin": True,
        },
        "yaxis": {"title": {"text": quantity, "standoff": 4}, "automargin": True},
        "legend": LEGEND_ABOVE,
        "showlegend": True,
        "margin": MARGIN,
    }
