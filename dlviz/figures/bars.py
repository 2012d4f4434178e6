"""Bar charts: signed contributions, predictions of several models, parameter counts."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

import numpy as np

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE, ink_on
from dlviz.figures.spec import PANEL, Figure

_ROOM = {"l": 10, "r": 10, "t": 36, "b": 30}
_DIGITS = tuple(str(digit) for digit in range(10))
_NAMES = {  # without grid lines, which would cross the numbers beside the bars
    "autorange": "reversed",
    "type": "category",
    "automargin": True,
    "showgrid": False,
}
_PANEL_GAP = 0.03  # between the models' panels, as a share of the width


def pushes(labels: Sequence[str], values: np.ndarray, *, title: str, decimals: int = 2) -> Figure:
    """Draw signed contributions as horizontal bars, the first label on top."""
    bars = _bars(labels, values, [POSITIVE if value >= 0 else NEGATIVE for value in values]) | {
        "text": [f"{value:+.{decimals}f}" for value in values],
        "hovertemplate": "%{y}: %{x:+.3f}<extra></extra>",
    }
    layout = {
        "title": {"text": title, "font": {"size": 14}, "x": 0},
        "xaxis": {"zeroline": True, "zerolinewidth": 2},
        "yaxis": _NAMES,
        "margin": _ROOM,
        "bargap": 0.2,
    }
    return {"data": [bars], "layout": layout}


def counts(labels: Sequence[str], values: np.ndarray, *, title: str, own: int) -> Figure:
    """Draw how often each class was predicted, as horizontal bars, the first on top.

    Args:
        labels: The classes.
        values: (n,) whole numbers.
        title: Above the bars.
        own: Index of the true class, whose bar has another colour.
    """
    bars = _bars(labels, values, [POSITIVE if i == own else NEUTRAL for i in range(len(labels))])
    bars |= {
        "text": [str(value) for value in values],
        "hovertemplate": "%{y}: %{x}<extra></extra>",
    }
    layout = {
        "title": {"text": title, "font": {"size": 14}, "x": 0},
        "xaxis": {"rangemode": "tozero"},
        "yaxis": _NAMES,
        "margin": _ROOM,
        "bargap": 0.2,
    }
    return {"data": [bars], "layout": layout}


def answers(probabilities: Mapping[str, np.ndarray], labels: Sequence[str] = _DIGITS) -> Figure:
    """Draw the probabilities of several models, one panel per model, with a common range.

    Args:
        probabilities: Model name to (n,) values in [0, 1].
        labels: Names of the n classes; by default the ten digits.
    """
    width = (1 - _PANEL_GAP * (len(probabilities) - 1)) / len(probabilities)
    layout: dict[str, Any] = {
        "showlegend": False,
        "margin": _ROOM | {"r": 22},  # half the width of "100%"
        "bargap": 0.15,
        "yaxis": _NAMES,
        "annotations": [],
        "meta": {"panel": width},
    }
    # Beside another panel, the tick "100%" would overlap the next panel's "0%".
    ends = ["0%", "50%", "100%" if len(probabilities) == 1 else ""]
    data = []
    for place, (name, values) in enumerate(probabilities.items()):
        suffix = "" if place == 0 else str(place + 1)
        left = place * (width + _PANEL_GAP)
        colours = [NEUTRAL] * len(labels)
        colours[int(np.argmax(values))] = POSITIVE
        data.append(
            _bars(labels, values, colours)
            | {
                "xaxis": f"x{suffix}",
                "text": [f"{value:.0%}" if value >= 0.005 else "" for value in values],
                "hovertemplate": "%{y}: %{x:.2%}<extra></extra>",
            }
        )
        layout[f"xaxis{suffix}"] = {
            "domain": [left, left + width],
            "range": [0, 1],
            "tickvals": [0, 0.5, 1],
            "ticktext": ends,
        }
        layout["annotations"].append(
            {
                "name": PANEL,
                "text": name,
                "x": left + width / 2,
                "y": 1,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "center",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
    return {"data": data, "layout": layout}


def parameter_budget(budgets: Mapping[str, Mapping[str, int]]) -> Figure:
    """Draw parameter counts as stacked bars: model -> part -> count."""
    parts = dict.fromkeys(part for budget in budgets.values() for part in budget)
    data = [
        _bars(list(budgets), np.array([budget.get(part, 0) for budget in budgets.values()]), shade)
        | {
            "name": part,
            "text": [f"{budget[part]:,}" if part in budget else "" for budget in budgets.values()],
            "hovertemplate": f"{part}: %{{x:,}}<extra></extra>",
        }
        for shade, part in zip(cycle((POSITIVE, NEGATIVE, NEUTRAL)), parts, strict=False)
    ]
    layout = {
        "barmode": "stack",
        "xaxis": {"title": {"text": "parameters"}},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False},
        "margin": {"l": 10, "r": 10, "t": 10, "b": 40},
        "legend": {"orientation": "h", "y": 1.25, "traceorder": "normal"},
    }
    return {"data": data, "layout": layout}


def _bars(labels: Sequence[str], values: np.ndarray, colour: str | Sequence[str]) -> dict[str, Any]:
    ink = ink_on(colour) if isinstance(colour, str) else [ink_on(own) for own in colour]
    return {
        "type": "bar",
        "x": values,
        "y": list(labels),
        "orientation": "h",
        "textposition": "auto",
        "constraintext": "none",  # keeps the number of a thin bar as large as the others
        "marker": {"color": colour},
        "insidetextfont": {"color": ink},
    }
