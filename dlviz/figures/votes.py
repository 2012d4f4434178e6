"""What a class has answered, before and after it discussed: two panels with one range."""

import html
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from dlviz.figures.colours import BLACK, NEUTRAL, POSITIVE, WHITE, ink_on
from dlviz.figures.spec import PANEL, Figure, panels

_GAP = 0.06  # between the panels, as a share of the width
_MARGIN = {"l": 10, "r": 20, "t": 40, "b": 45}
_FONT = {"size": 17}  # read from the last row
_WIDEST = 26  # characters of a label's line
_HEADROOM = 1.35  # of the longest bar: its number stands beside it
_SMALLEST, _LARGEST = 20, 46  # diameters in pixels of the points on a picture
_PALE = f"{NEUTRAL}73"  # NEUTRAL: where many curves lie, they are darker
TITLES = ("Before the discussion", "After the discussion")


def bars(
    labels: Sequence[str],
    rounds: Sequence[Sequence[int]],
    *,
    right: int | None,
    titles: Sequence[str] = TITLES,
) -> Figure:
    """Draw how often each answer was given.

    Args:
        labels: The answers; they may hold any text.
        rounds: For each round how many gave each answer.
        right: Index of the right answer, which is named; None if there is none.
        titles: Above the panels.
    """
    names = [_label(text, is_right=place == right) for place, text in enumerate(labels)]
    most = max((count for counts in rounds for count in counts), default=0) or 1
    layout = _side_by_side(titles[: len(rounds)])
    data = []
    for place, counts in enumerate(rounds):
        suffix = "" if place == 0 else str(place + 1)
        colours = [POSITIVE if at == right else NEUTRAL for at in range(len(labels))]
        total = sum(counts)
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": np.array(counts),
                "y": names,
                "xaxis": f"x{suffix}",
                "text": [f"{count} ({_share(count, total)})" for count in counts],
                "textposition": "auto",
                "constraintext": "none",
                "insidetextanchor": "end",
                "marker": {"color": colours},
                "textfont": _FONT,
                "insidetextfont": {**_FONT, "color": [ink_on(own) for own in colours]},
                "hovertemplate": "%{y}: %{x}<extra></extra>",
            }
        )
        layout[f"xaxis{suffix}"] |= {
            "range": [0, _HEADROOM * most],
            "showticklabels": False,
            "showgrid": False,
        }
    layout["yaxis"] = {
        "autorange": "reversed",
        "type": "category",
        "automargin": True,
        "showgrid": False,
        "tickfont": _FONT,
    }
    layout |= {"bargap": 0.25, "showlegend": False, "margin": {**_MARGIN, "b": 8}}
    return {"data": data, "layout": layout}


def points(
    counts: Sequence[np.ndarray],
    *,
    right: tuple[int, int],
    pixels: np.ndarray | None,
    titles: Sequence[str] = TITLES,
) -> Figure:
    """Draw which cells were pointed at: a point for each, larger for more, with their number.

    Args:
        counts: For each round (rows, columns), how many pointed at each cell.
        right: (row, column) of the right cell, which has a frame.
        pixels: (height, width, 3) uint8, the picture that fills all cells; None for empty cells.
        titles: Above the panels.
    """
    rows, columns = counts[0].shape
    most = max(int(own.max()) for own in counts) or 1
    layout, axes = panels(titles[: len(counts)], len(counts))
    data: list[dict[str, Any]] = []
    shapes = []
    for own, names in zip(counts, axes, strict=True):
        y, x = np.nonzero(own)
        found = own[y, x]
        sizes = _SMALLEST + (_LARGEST - _SMALLEST) * np.sqrt(found / most)
        data.append(_ground(rows, columns, pixels) | names)
        data.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": x,
                "y": y,
                "text": [str(count) for count in found],
                "textfont": {**_FONT, "color": BLACK},
                "marker": {
                    "size": sizes,
                    "color": WHITE,
                    "opacity": 0.9,
                    "line": {"color": BLACK, "width": 2},
                },
                "hovertemplate": "%{text}<extra></extra>",
                "showlegend": False,
                **names,
            }
        )
        shapes += _frame(right, names)
    for key, axis in layout.items():
        if key.startswith("xaxis"):
            axis["range"] = [-0.5, columns - 0.5]
        if key.startswith("yaxis"):
            axis |= {"range": [rows - 0.5, -0.5], "autorange": False}
    return {"data": data, "layout": layout | {"shapes": shapes}}


def curves(
    x: np.ndarray,
    truth: np.ndarray,
    rounds: Sequence[np.ndarray],
    *,
    ends: tuple[float, float],
    names: tuple[str, str],
    titles: Sequence[str] = TITLES,
) -> Figure:
    """Draw all sketched curves as a cloud, and the true one on it.

    Args:
        x: (N,) places of the curves.
        truth: (N,) the true curve.
        rounds: For each round (n, N), the sketches.
        ends: Low and high end of the vertical axis.
        names: What the axes show.
        titles: Above the panels.
    """
    layout = _side_by_side(titles[: len(rounds)])
    data: list[dict[str, Any]] = []
    for place, sketches in enumerate(rounds):
        suffix = "" if place == 0 else str(place + 1)
        axes = {"xaxis": f"x{suffix}", "yaxis": "y"}
        gap = np.full((len(sketches), 1), np.nan)  # ends one curve of the one trace for all
        cloud = {
            "type": "scatter",
            "mode": "lines",
            "name": "sketches",
            "x": np.tile(np.append(x, np.nan), len(sketches)),
            "y": np.hstack([sketches, gap]).ravel(),
            "connectgaps": False,
            "line": {"color": _PALE, "width": 2},
            "hoverinfo": "skip",
            "showlegend": place == 0,
            **axes,
        }
        true = {
            "type": "scatter",
            "mode": "lines",
            "name": "what came",
            "x": np.asarray(x, float),
            "y": np.asarray(truth, float),
            "line": {"color": POSITIVE, "width": 5},
            "hovertemplate": "%{x}: %{y:.4g}<extra></extra>",
            "showlegend": place == 0,
            **axes,
        }
        data += [cloud, true]
        layout[f"xaxis{suffix}"] |= {"title": {"text": names[0]}}
    layout["yaxis"] = {"title": {"text": names[1]}, "range": list(ends)}
    legend = {"orientation": "h", "x": 0.5, "xanchor": "center", "y": -0.22, "yanchor": "top"}
    return {
        "data": data,
        "layout": layout | {"legend": legend, "margin": {**_MARGIN, "l": 60, "b": 75}},
    }


def _label(text: str, *, is_right: bool) -> str:
    """Return an answer as a label of several lines; plotly would take < and & for markup."""
    lines = textwrap.wrap(text, _WIDEST) or [""]
    shown = "<br>".join(html.escape(line, quote=False) for line in lines)
    return f"<b>{shown}<br>(right)</b>" if is_right else shown


def _share(count: int, total: int) -> str:
    return f"{count / total:.0%}" if total else "0%"


def _side_by_side(titles: Sequence[str]) -> dict[str, Any]:
    """Return the layout of panels beside each other with one vertical axis."""
    width = (1 - _GAP * (len(titles) - 1)) / len(titles)
    layout: dict[str, Any] = {"annotations": [], "margin": _MARGIN, "meta": {"panel": width}}
    for place, title in enumerate(titles):
        suffix, left = "" if place == 0 else str(place + 1), place * (width + _GAP)
        layout[f"xaxis{suffix}"] = {"domain": [left, left + width]}
        layout["annotations"].append(
            {
                "name": PANEL,
                "text": title,
                "x": left + width / 2,
                "y": 1,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "center",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
    return layout


def _ground(rows: int, columns: int, pixels: np.ndarray | None) -> dict[str, Any]:
    """Return what lies under the points: the picture, or empty cells."""
    if pixels is None:
        pale = [[0.0, "#e6eaf1"], [1.0, "#e6eaf1"]]
        return {
            "type": "heatmap",
            "z": np.zeros((rows, columns)),
            "colorscale": pale,
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "hoverinfo": "skip",
        }
    height, width = pixels.shape[:2]
    dx, dy = columns / width, rows / height
    return {
        "type": "image",
        "z": pixels.tolist(),
        "x0": -0.5 + dx / 2,
        "dx": dx,
        "y0": -0.5 + dy / 2,
        "dy": dy,
        "hoverinfo": "skip",
    }


def _frame(cell: tuple[int, int], axes: dict[str, str]) -> list[dict[str, Any]]:
    """Return a frame around a cell that is seen on any picture."""
    row, column = cell
    box = {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "xref": axes["xaxis"],
        "yref": axes["yaxis"],
    }
    lines = ({"color": BLACK, "width": 7}, {"color": POSITIVE, "width": 4})
    return [{**box, "line": line} for line in lines]
