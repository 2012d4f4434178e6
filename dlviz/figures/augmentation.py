"""Figures of the predictions for a picture's augmented copies: a fan chart, and their mean."""

from collections.abc import Sequence

import numpy as np

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE
from dlviz.figures.spec import LEGEND_ABOVE, Figure

_OPEN = 0.35  # share of the width from which on the copies are drawn side by side


def fan(
    original: float,
    copies: np.ndarray,
    is_misread: np.ndarray,
    average: float,
    names: Sequence[str],
    *,
    label: str,
) -> Figure:
    """Draw the label's probability for a picture and, as lines fanning out from it, for its copies.

    Args:
        original: Probability for the picture itself, in [0, 1].
        copies: (N,) probabilities for its copies.
        is_misread: (N,) bool, whether another class is the most probable.
        average: Mean over the copies.
        names: Hover texts of the copies, with their values.
        label: Name of the class.
    """
    order = np.argsort(copies)
    ends = np.empty(len(copies))
    ends[order] = np.linspace(_OPEN, 1, len(copies))
    traces = []
    for name, colour, symbol, wanted in (
        ("classified as the label", NEGATIVE, "circle", False),
        ("classified as something else", POSITIVE, "diamond", True),
    ):
        chosen = np.flatnonzero(is_misread == wanted)
        lines = np.full((len(chosen), 3, 2), np.nan)  # from the original to a copy, then a gap
        lines[:, 0] = 0, original
        lines[:, 1, 0], lines[:, 1, 1] = ends[chosen], copies[chosen]
        traces += [
            {
                "type": "scatter",
                "mode": "lines",
                "x": lines[:, :, 0].ravel(),
                "y": lines[:, :, 1].ravel(),
                "line": {"color": colour, "width": 1},
                "opacity": 0.35,
                "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                "type": "scatter",
                "mode": "markers",
                "name": f"{name}: {len(chosen)}",
                "x": ends[chosen],
                "y": copies[chosen],
                "text": [names[int(place)] for place in chosen],
                "customdata": chosen,
                "marker": {"color": colour, "symbol": symbol, "size": 8},
                "hovertemplate": "%{text}<br>%{y:.1%}<extra></extra>",
            },
        ]
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": "the original",
            "x": [0],
            "y": [original],
            "marker": {"color": NEUTRAL, "size": 15, "symbol": "square"},
            "hovertemplate": "the original: %{y:.1%}<extra></extra>",
        }
    )
    mean = {
        "type": "scatter",
        "mode": "lines",
        "name": f"mean of the copies: {average:.1%}",
        "x": [0, 1],
        "y": [average, average],
        "line": {"color": NEUTRAL, "width": 2, "dash": "dash"},
        "hoverinfo": "skip",
    }
    layout = {
        "xaxis": {
            "range": [-0.03, 1.03],
            "tickvals": [0, (1 + _OPEN) / 2],
            "ticktext": ["original", f"{len(copies)} copies, from the worst to the best"],
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {
            "title": {"text": f"probability of “{label}”"},
            "range": [-0.04, 1.04],
            "tickformat": ".0%",
            "dtick": 0.25,
        },
        "legend": LEGEND_ABOVE | {"font": {"size": 12}},
        "margin": {"l": 60, "r": 10, "t": 30, "b": 30},
        "hovermode": "closest",
    }
    return {"data": [mean, *traces], "layout": layout}


def averaged(classes: Sequence[str], original: np.ndarray, average: np.ndarray) -> Figure:
    """Draw the prediction for the picture beside the mean of the predictions for its copies.

    Args:
        classes: Names, the most important first.
        original: (classes,) probabilities for the picture.
        average: (classes,) means over its copies.
    """
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": list(classes),
            "x": values,
            "text": [f"{value:.1%}" for value in values],
            "textposition": "outside",
            "cliponaxis": False,
            "constraintext": "none",
            "textfont": {"size": 11},
            "marker": {"color": colour, "pattern": {"shape": pattern}},
            "hovertemplate": f"%{{y}}, {name}: %{{x:.2%}}<extra></extra>",
        }
        for name, values, colour, pattern in (
            ("alone", original, NEUTRAL, ""),
            ("mean", average, NEGATIVE, "/"),
        )
    ]
    layout = {
        "barmode": "group",
        "bargap": 0.25,
        "xaxis": {
            "range": [0, 1.3 * float(max(original.max(), average.max()))],
            "tickformat": ".0%",
            "nticks": 4,
        },
        "yaxis": {
            "autorange": "reversed",
            "type": "category",
            "automargin": True,
            "showgrid": False,
        },
        "legend": LEGEND_ABOVE | {"font": {"size": 12}},
        "margin": {"l": 10, "r": 10, "t": 26, "b": 24},
    }
    return {"data": bars, "layout": layout}
