"""Figures of a classifier's mistakes: confusion matrices, error rates, spread of predictions."""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.figures.colours import (
    AMOUNT,
    NEGATIVE,
    POSITIVE,
    SERIES,
    SYMBOLS,
)
from dlviz.figures.spec import LEGEND_ABOVE, MARGIN, Figure, intervals, written

_FEW = 5  # classes, or mistakes, up to which there is room for large text and every number


def confusion(
    counts: np.ndarray,
    names: Sequence[str] | None = None,
    *,
    noun: str = "digits",
    is_clickable: bool = True,
) -> Figure:
    """Draw a confusion matrix: true classes in rows, predicted ones in columns.

    Only mistakes are coloured, the more the stronger; correct predictions and zeros are not.

    Args:
        counts: (n, n) integers.
        names: Names of the classes; their numbers by default.
        noun: What is counted.
        is_clickable: Whether a click on a cell shows what was counted.
    """
    is_hit = np.eye(len(counts), dtype=bool)
    wrong = np.where(is_hit | (counts == 0), np.nan, counts.astype(float))
    most = float(np.nanmax(wrong, initial=1.0))
    digits = np.arange(len(counts))
    small = {"size": 11} if len(counts) > _FEW else {}
    ticks = (
        {"dtick": 1}
        if names is None
        else {"tickvals": digits, "ticktext": list(names), "automargin": True}
    )
    cells = {
        "type": "heatmap",
        "x": digits,
        "y": digits,
        "z": wrong,
        "zmin": 0.0,
        "zmax": most,
        "colorscale": AMOUNT,
        "text": np.where(np.isnan(wrong), "", counts.astype(str)),
        "textfont": small,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {
            "thickness": 12,
            "outlinewidth": 0,
            "title": {"text": "mistakes"},
            **({"dtick": 1} if most <= _FEW else {}),
        },
        "hovertemplate": (
            f"%{{y}} classified as %{{x}}: %{{text}} {noun}"
            f"{', click to see them' if is_clickable else ''}<extra></extra>"
        ),
    }
    quiet = {"type": "scatter", "mode": "text", "textfont": small, "showlegend": False}
    # A heatmap's empty cells report no clicks, so the correct predictions are a trace of their own,
    # and so are the mistakes that never happened.
    hits = quiet | {
        "x": digits,
        "y": digits,
        # Without a comma, and smaller: on a phone four digits stay in a cell of 24 pixels.
        "text": [str(count) for count in np.diagonal(counts)],
        "textfont": {"size": 10} if small else {},
        "hovertemplate": f"%{{y}} classified correctly: %{{text}} {noun}<extra></extra>",
    }
    rows, columns = np.nonzero(~is_hit & (counts == 0))
    never = quiet | {
        "x": columns,
        "y": rows,
        "text": ["0"] * len(rows),
        "hovertemplate": f"%{{y}} classified as %{{x}}: no {noun}<extra></extra>",
    }
    layout = {
        # Grid lines would cross the numbers on the diagonal, whose cells are empty.
        "xaxis": {
            "title": {"text": "predicted"},
            "showgrid": False,
            "zeroline": False,
            "constrain": "domain",
            "range": [-0.5, len(counts) - 0.5],
            **ticks,
        },
        "yaxis": {
            "title": {"text": "true class"},
            "showgrid": False,
            "zeroline": False,
            **ticks,
            "range": [len(counts) - 0.5, -0.5],
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "margin": {"l": 40, "r": 10, "t": 8, "b": 40},
    }
    return {"data": [cells, hits, never, *written(cells)], "layout": layout}


def confused_classes(
    counts: np.ndarray, names: Sequence[str], groups: Sequence[str], *, chosen: int
) -> Figure:
    """Draw a confusion matrix of many classes, sorted by group.

    Args:
        counts: (n, n) by true (rows) and predicted class (columns), in the order of `names`.
        names: Names of the classes, group by group.
        groups: (n,) the group of each.
        chosen: Index of the class whose row is outlined.
    """
    is_hit = np.eye(len(counts), dtype=bool)
    wrong = np.where(is_hit | (counts == 0), np.nan, counts.astype(float))
    n = len(names)
    starts = [place for place in range(n) if place == 0 or groups[place] != groups[place - 1]]
    ends = [*starts[1:], n]
    cells = {
        "type": "heatmap",
        "z": wrong,
        "zmin": 0.0,
        "zmax": float(np.nanmax(wrong, initial=1.0)),
        "colorscale": AMOUNT,
        "customdata": [[f"{row} classified as {column}" for column in names] for row in names],
        "colorbar": {"thickness": 12, "outlinewidth": 0, "title": {"text": "of 100"}},
        "hovertemplate": "%{customdata}: %{z} of 100<extra></extra>",
    }
    boxes = [
        {
            "type": "rect", "x0": start - 0.5, "x1": end - 0.5, "y0": start - 0.5, "y1": end - 0.5,
            "line": {"color": POSITIVE, "width": 1},
        }
        for start, end in zip(starts, ends, strict=True)
    ]  # fmt: skip
    row = {
        "type": "rect", "x0": -0.5, "x1": n - 0.5, "y0": chosen - 0.5, "y1": chosen + 0.5,
        "line": {"color": POSITIVE, "width": 1},
    }  # fmt: skip
    axis = {"showticklabels": False, "ticks": "", "showgrid": False, "constrain": "domain"}
    layout = {
        "xaxis": axis | {"title": {"text": "predicted"}},
        "yaxis": axis
        | {"title": {"text": "true class"}, "autorange": "reversed", "scaleanchor": "x"},
        "shapes": [*boxes, row],
        "margin": {"l": 28, "r": 5, "t": 5, "b": 28},
    }
    return {"data": [cells], "layout": layout}


def error_by_digit(errors: Mapping[str, tuple[int, np.ndarray, np.ndarray, np.ndarray]]) -> Figure:
    """Draw the error rate per digit: title -> (style, values, lows, highs), (10,) per cent each."""
    traces = []
    for place, (title, (style, values, lows, highs)) in enumerate(errors.items()):
        shift = (place - (len(errors) - 1) / 2) * 0.7 / len(errors)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": title,
                "x": np.arange(10) + shift,
                "y": values,
                "customdata": np.arange(10),
                "marker": {"color": SERIES[style], "symbol": SYMBOLS[style], "size": 9},
                "error_y": intervals(values, lows, highs, SERIES[style], thickness=1.5, width=3),
                "hovertemplate": f"{title}, digit %{{customdata}}: %{{y:.2f}} %<extra></extra>",
            }
        )
    layout = {
        "xaxis": {"title": {"text": "digit"}, "dtick": 1, "range": [-0.6, 9.6]},
        "yaxis": {"title": {"text": "test error in %"}, "rangemode": "tozero"},
        "legend": LEGEND_ABOVE,
        "margin": MARGIN,
    }
    return {"data": traces, "layout": layout}


def robustness(shares: np.ndarray, errors: Mapping[str, tuple[int, np.ndarray]]) -> Figure:
    """Draw the error against the share of dropped units: title -> (style, (n,) per cent)."""
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": title,
            "x": 100 * shares,
            "y": values,
            "line": {"color": SERIES[style], "width": 2.5},
            "marker": {"symbol": SYMBOLS[style], "size": 8},
            "hovertemplate": f"{title}: %{{x:.0f}} % off, error %{{y:.2f}} %<extra></extra>",
        }
        for title, (style, values) in errors.items()
    ]
    layout = {
        "xaxis": {"title": {"text": "hidden units switched off, in %"}, "rangemode": "tozero"},
        "yaxis": {"title": {"text": "test error in %"}, "rangemode": "tozero"},
        "legend": LEGEND_ABOVE,
        "margin": MARGIN,
    }
    return {"data": traces, "layout": layout}


def answer_spread(probabilities: np.ndarray, whole: np.ndarray) -> Figure:
    """Draw the predictions of many thinned networks for one digit, and that of the whole network.

    Args:
        probabilities: (networks, 10) in [0, 1].
        whole: (10,) of the network with all its units.
    """
    count, digits = probabilities.shape
    spread = ((np.arange(count) * 0.618034) % 1 - 0.5) * 0.6  # even, repeatable jitter
    dots = {
        "type": "scatter",
        "mode": "markers",
        "name": f"{count} thinned networks",
        "x": (np.arange(digits)[None, :] + spread[:, None]).ravel(),
        "y": probabilities.ravel(),
        "marker": {"color": POSITIVE, "size": 6, "opacity": 0.55},
        "hovertemplate": "%{y:.1%}<extra></extra>",
    }
    bars = {
        "type": "scatter",
        "mode": "markers",
        "name": "the whole network",
        "x": np.arange(digits),
        "y": whole,
        "marker": {"symbol": "line-ew", "size": 26, "line": {"width": 3, "color": NEGATIVE}},
        "hovertemplate": "%{x}: %{y:.2%}<extra></extra>",
    }
    layout = {
        "xaxis": {"title": {"text": "digit"}, "dtick": 1, "range": [-0.6, digits - 0.4]},
        "yaxis": {"title": {"text": "probability"}, "range": [-0.03, 1.03], "tickformat": ".0%"},
        "legend": LEGEND_ABOVE,
        "margin": MARGIN,
    }
    return {"data": [dots, bars], "layout": layout}
