"""Figures of location invariance: distances over shifts as curves and as a map, consistency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.figures.colours import NEUTRAL, POSITIVE, SERIES, SYMBOLS, UNSIGNED, WHITE
from dlviz.figures.spec import (
    LEGEND_ABOVE,
    Figure,
    Moving,
    MovingPoint,
    category_axis,
    intervals,
    mark,
)

HALF, OTHER = 0.5, 1.0
_APART = 0.062  # smallest distance of two labels, as a share of the axis
_LETTER = 6  # pixels: upper limit of a letter's width in a label
_BESIDE = 8  # pixels from the curves' ends to their labels
_MARK = 2  # index of the present shift's mark among the traces of the map
_PRESENT = 2  # index of the vertical line at the present shift among the shapes
_DASHES = ("dot", "dash")  # of the reference curves


@dataclass(frozen=True, slots=True)
class Line:
    """One curve.

    Attributes:
        name: Label beside its end.
        values: (n,) distances after shifts of 0, 1, ... pixels.
        style: Index in SERIES, or -1 and -2 for reference curves.
    """

    name: str
    values: np.ndarray
    style: int


def distance_curves(lines: Sequence[Line], shift: int, where: str) -> Figure:
    """Draw distances against the size of a shift, with name and present value at each curve's end.

    Args:
        lines: Curves of equal length.
        shift: The present shift in pixels.
        where: Its direction: "to the right".
    """
    most = len(lines[0].values) - 1
    top = max(1.1, 1.04 * max(float(line.values.max()) for line in lines))
    heights = _spread([float(line.values[-1]) for line in lines], _APART * top, top)
    traces, labels, longest = [], [], 0
    for line, height in zip(lines, heights, strict=True):
        colour = SERIES[max(0, line.style)]
        sizes = [11 if place == shift else 0 for place in range(most + 1)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": line.name,
                "x": np.arange(most + 1),
                "y": line.values,
                "line": {
                    "color": colour,
                    "width": 3 if line.style >= 0 else 2,
                    "dash": "solid" if line.style >= 0 else _DASHES[-line.style - 1],
                },
                "marker": {
                    "size": sizes,
                    "opacity": 1,
                    "symbol": SYMBOLS[max(0, line.style)],
                    "color": colour,
                },
                "hovertemplate": f"{line.name}, %{{x}} px: %{{y:.2f}}<extra></extra>",
            }
        )
        number = _number(line.values[shift])
        longest = max(longest, len(f"■ {line.name} {number}"))
        labels.append(
            {
                "text": f"<span style='color:{colour}'>■</span> {line.name} <b>{number}</b>",
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": _BESIDE,
                "y": height,
                "yanchor": "middle",
                "showarrow": False,
            }
        )
    layout = {
        "xaxis": {
            "title": {"text": f"pixels moved {where}"},
            "automargin": True,
            "range": [-0.3, most + 0.3],
            "dtick": 2,
        },
        "yaxis": {
            "range": [-0.02, top],
            "tickvals": [0, 0.25, HALF, 0.75, OTHER],
            "ticktext": ["0", "", "half", "", "other<br>picture"],
            "automargin": True,
        },
        "shapes": [
            _rule(y=HALF),
            _rule(y=OTHER),
            {**_rule(x=shift), "line": {"color": NEUTRAL, "width": 2}},
        ],
        "annotations": labels,
        "showlegend": False,
        "margin": {"l": 10, "r": _BESIDE + _LETTER * longest, "t": 8, "b": 42},
    }
    return {"data": traces, "layout": layout}


def moving_curves(lines: Sequence[Line], shift: int) -> Moving:
    """Return what changes in `distance_curves` with the shift."""
    places = np.arange(len(lines[0].values))
    points = [MovingPoint(at, shift, places, line.values) for at, line in enumerate(lines)]
    return Moving(shift, points, _PRESENT, [[*map(_number, line.values)] for line in lines])


def _number(distance: float) -> str:
    return f"{distance:.2f}"


def moving_map(shift: int, along: tuple[int, int], most: int) -> Moving:
    """Return what changes in `move_map` with a shift of 0 to `most` pixels along (dx, dy)."""
    places = np.arange(most + 1)
    return Moving(shift, [MovingPoint(_MARK, 0, along[0] * places, along[1] * places)])


def move_map(shifts: np.ndarray, values: np.ndarray, here: tuple[int, int]) -> Figure:
    """Draw distances (n, n) over all shifts, row = dy, with a contour line at one half.

    Args:
        shifts: (n,) shifts in pixels, to the right and down.
        values: Distances.
        here: The present shift (dx, dy).
    """
    cells = {
        "type": "heatmap",
        "x": shifts,
        "y": shifts,
        "z": values,
        "zmin": 0.0,
        "zmax": max(OTHER, float(values.max())),
        "colorscale": UNSIGNED,
        "colorbar": {
            "thickness": 12,
            "outlinewidth": 0,
            "tickvals": [0, HALF, OTHER],
            "ticktext": ["0", "half", "other"],
        },
        "hovertemplate": "%{x} px right, %{y} px down: %{z:.2f}<extra></extra>",
    }
    border = {
        "type": "contour",
        "x": shifts,
        "y": shifts,
        "z": values,
        "contours": {"start": HALF, "end": HALF, "size": 1, "coloring": "none"},
        "line": {"color": WHITE, "width": 3, "smoothing": 0},
        "showscale": False,
        "hoverinfo": "skip",
    }
    point = mark(here, 14, hoverinfo="skip", showlegend=False)
    axis = {"constrain": "domain", "dtick": 8, "zeroline": False, "automargin": True}
    layout = {
        "xaxis": axis | {"title": {"text": "pixels to the right"}},
        "yaxis": axis
        | {"title": {"text": "pixels down"}, "autorange": "reversed", "scaleanchor": "x"},
        "margin": {"l": 50, "r": 10, "t": 8, "b": 42},
        "showlegend": False,
    }
    return {"data": [cells, border, point], "layout": layout}


def consistency(rates: Mapping[str, tuple[float, float, float]]) -> Figure:
    """Draw shares in per cent with their 95 % intervals: name -> (value, low, high)."""
    names = list(rates)
    values, low, high = np.array(list(rates.values())).T
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": values,
        "y": names,
        "text": [f"{value:.1f} %" for value in values],
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {"size": 12, "color": POSITIVE},
        "error_x": intervals(values, low, high, NEUTRAL),
        "hovertemplate": "%{y}: %{x:.2f} %<extra></extra>",
    }
    layout = {
        "xaxis": {
            "title": {"text": "same first answer"},
            "range": [0, 104],
            "automargin": True,
            "ticksuffix": " %",
        },
        "yaxis": category_axis(names, above=0.7),
        "showlegend": False,
        "margin": {"l": 10, "r": 24, "t": 8, "b": 42},
    }
    return {"data": [dots], "layout": layout}


def kept_answers(curves: Mapping[str, np.ndarray], shift: int) -> Figure:
    """Draw shares in per cent against pixels moved, with a mark at the present shift.

    Args:
        curves: name -> (n,) shares after 0, 1, ... pixels, in [0, 1].
        shift: The present shift in pixels; beyond the curves there is no mark.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": np.arange(len(values)),
            "y": 100 * values,
            "line": {"color": SERIES[at], "width": 3},
            "marker": {
                "size": [12 if place == shift else 6 for place in range(len(values))],
                "opacity": 1,
                "symbol": SYMBOLS[at],
                "color": SERIES[at],
            },
            "hovertemplate": f"{name}, %{{x}} px: %{{y:.1f}} %<extra></extra>",
        }
        for at, (name, values) in enumerate(curves.items())
    ]
    layout = {
        "xaxis": {"title": {"text": "pixels moved to the right"}, "dtick": 1},
        "yaxis": {"title": {"text": "answers kept in %"}, "range": [0, 104], "automargin": True},
        "showlegend": True,
        "legend": LEGEND_ABOVE,
        "margin": {"l": 10, "r": 10, "t": 42, "b": 42},
    }
    return {"data": traces, "layout": layout}


def _spread(heights: Sequence[float], apart: float, top: float) -> list[float]:
    """Return `heights` moved as little as needed to be `apart` from each other and below `top`."""
    order = np.argsort(heights)
    placed = np.array(heights, dtype=float)[order]
    for place in range(1, len(placed)):
        placed[place] = max(placed[place], placed[place - 1] + apart)
    over = placed[-1] - (top - apart / 2)
    if over > 0:
        placed[-1] -= over
        for place in range(len(placed) - 2, -1, -1):
            placed[place] = min(placed[place], placed[place + 1] - apart)
    result = np.empty(len(placed))
    result[order] = placed
    return result.tolist()


def _rule(*, x: float | None = None, y: float | None = None) -> dict[str, object]:
    """Return a thin line over the whole figure at x or at y."""
    along, across = ("x", "y") if x is not None else ("y", "x")
    return {
        "type": "line",
        f"{along}0": x if x is not None else y,
        f"{along}1": x if x is not None else y,
        f"{across}ref": f"{across} domain",
        f"{across}0": 0,
        f"{across}1": 1,
        "line": {"color": NEUTRAL, "width": 1, "dash": "dot"},
        "layer": "below",
    }
