"""A class's votes of two rounds side by side: bars, points on a picture, curves."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any

import numpy as np

from dlviz.figures.colours import NEUTRAL, POSITIVE, UNSIGNED
from dlviz.figures.spec import LEGEND_ABOVE, MARGIN, Figure, category_axis, panels

ROUNDS = ("First round", "Second round")
_WIDEST = 28  # letters of a bar's name in one line
_OPACITY = (0.45, 1.0)  # of the bars of either round
_FAINTEST = 0.08  # of a curve: of hundreds, where many agree is still darker


def vote_bars(
    labels: Sequence[str], counts: tuple[Sequence[int], Sequence[int]], right: int | None
) -> Figure:
    """Draw how many gave each answer, as horizontal bars, the first on top.

    Args:
        labels: The answers, of any text: they are shown as they are.
        counts: (n,) for each round; a round in which nobody answered is not drawn.
        right: Index of the right answer, which has a tick and another colour; None without one.
    """
    names = [_named(label, is_right=at == right) for at, label in enumerate(labels)]
    colours = [POSITIVE if at == right else NEUTRAL for at in range(len(labels))]
    bars = [
        {
            "type": "bar",
            "name": title,
            "orientation": "h",
            "x": list(own),
            "y": names,
            "text": [str(count) for count in own],
            "textposition": "outside",
            "cliponaxis": False,
            "marker": {"color": colours, "opacity": opacity},
            "hovertemplate": f"%{{y}}<br>{title}: %{{x}}<extra></extra>",
        }
        for title, own, opacity in zip(ROUNDS, counts, _OPACITY, strict=True)
        if any(own)
    ]
    axis = category_axis(names) | {"showgrid": False}
    layout = {
        "barmode": "group",
        "xaxis": {"rangemode": "tozero", "tickformat": "d", "title": {"text": "answers"}},
        "yaxis": axis,
        "legend": LEGEND_ABOVE | {"traceorder": "normal"},
        "showlegend": len(bars) > 1,
        "margin": {"l": 10, "r": 30, "t": 30, "b": 40},
    }
    return {"data": bars[::-1], "layout": layout}  # the last trace of a group is drawn on top


def vote_points(counts: np.ndarray, right: tuple[int, int]) -> Figure:
    """Draw how many pointed at each cell, with a ring around the right one.

    Args:
        counts: (2, rows, columns) for each round.
        right: (row, column) from 0.
    """
    layout, axes = panels(ROUNDS, 2)
    most = max(1, int(counts.max()))
    data: list[dict[str, Any]] = []
    for place, (own, axis) in enumerate(zip(counts, axes, strict=True)):
        cells = {
            "type": "heatmap",
            "x0": 1,  # rows and columns are counted from 1
            "y0": 1,
            "z": own,
            "zmin": 0,
            "zmax": most,
            "colorscale": UNSIGNED,
            "showscale": place == 0,
            "colorbar": {"thickness": 12, "outlinewidth": 0, "tickformat": "d"},
            "hovertemplate": "row %{y}, column %{x}: %{z} answers<extra></extra>",
        }
        ring = {
            "type": "scatter",
            "mode": "markers",
            "x": [right[1] + 1],
            "y": [right[0] + 1],
            "marker": {
                "symbol": "circle-open",
                "size": 16,
                "color": POSITIVE,
                "line": {"width": 3},
            },
            "hovertemplate": "the largest: row %{y}, column %{x}<extra></extra>",
            "showlegend": False,
        }
        data += [cells | axis, ring | axis]
    return {"data": data, "layout": layout}


def vote_curves(
    x: np.ndarray,
    truth: np.ndarray,
    curves: tuple[np.ndarray, np.ndarray],
    *,
    names: tuple[str, str],
    bounds: tuple[float, float],
) -> Figure:
    """Draw all sketched curves as a cloud, each round in its own panel, and the true curve.

    Args:
        x: (N,) places.
        truth: (N,) the curve that came.
        curves: For each round (n, N), n from 0.
        names: What the two axes show.
        bounds: Ends of the vertical axis.
    """
    shown = [(title, own) for title, own in zip(ROUNDS, curves, strict=True) if len(own)]
    shown = shown or [(ROUNDS[0], curves[0])]
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"showlegend": False, "margin": MARGIN, "annotations": []}
    for place, (title, own) in enumerate(shown):
        end = "" if place == 0 else str(place + 1)
        left, right = place / len(shown) + 0.04 * place, (place + 1) / len(shown)
        layout[f"xaxis{end}"] = {"title": {"text": names[0]}, "domain": [left, right]}
        layout[f"yaxis{end}"] = {
            "title": {"text": names[1] if place == 0 else ""},
            "range": list(bounds),
            "anchor": f"x{end}",
        }
        layout["annotations"].append(
            {
                "text": f"{title}: {len(own)}",
                "x": (left + right) / 2,
                "y": 1.0,
                "xref": "paper",
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
        axes = {"xaxis": f"x{end}", "yaxis": f"y{end}"}
        data += [_cloud(x, own) | axes, _curve(x, truth) | axes]
    return {"data": data, "layout": layout}


def _cloud(x: np.ndarray, curves: np.ndarray) -> dict[str, Any]:
    """Return all curves as one line with gaps: hundreds of traces would be slow."""
    gap = np.full((len(curves), 1), np.nan)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "the class",
        "x": np.tile(np.append(x, np.nan), len(curves)),
        "y": np.hstack([curves, gap]).ravel(),
        "line": {"color": NEUTRAL, "width": 2},
        "opacity": max(_FAINTEST, min(0.6, 4 / max(1, len(curves)))),
        "hoverinfo": "skip",
    }


def _curve(x: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "what came",
        "x": x,
        "y": truth,
        "line": {"color": POSITIVE, "width": 4},
    }


def _named(label: str, *, is_right: bool) -> str:
    """Return a text of several short lines in which no letter is markup to Plotly."""
    lines = [escape(line, quote=False) for line in wrap(label, _WIDEST)] or [""]
    return ("✓ " if is_right else "") + "<br>".join(lines)
