"""Building blocks of figures: plain dictionaries in Plotly's schema, {"data": [], "layout": {}}.

`plotly.graph_objects` checks every property, which takes 5 to 60 ms per figure: too slow for one
that follows a pen twelve times a second. The dictionaries are sent to plotly.js unchecked; the
tests check each of them with `plotly.graph_objects`. `plotly.graph_objects.Figure(x)` and
`st.plotly_chart(x)` accept them too.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlviz.figures.colours import BLACK, WHITE, inks, sampled

Figure = dict[str, Any]

MARGIN = {"l": 55, "r": 10, "t": 30, "b": 40}  # of line charts with titles on both axes
LEGEND_ABOVE = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}

PANEL = "panel"  # name of the annotations that are panel titles

_FEWEST_TICKS, _MOST_TICKS = 3, 9
_GAP = 0.02  # between panels side by side, as a share of the figure's width
_HEADROOM = 0.32  # total height for the titles of the lower rows, as a share of the figure's

# Axes of a picture: no ticks, rows downwards, square cells.
_BARE = {"showticklabels": False, "showgrid": False, "zeroline": False, "ticks": ""}
_PICTURE_MARGIN = {"l": 4, "r": 4, "t": 32, "b": 4}


@dataclass(frozen=True, slots=True)
class MovingPoint:
    """A marker of a figure that moves with a whole number 0, 1, ..., n - 1.

    Attributes:
        trace: Index of its trace.
        point: Its index in the trace.
        x: (n,) its place for each number.
        y: (n,).
    """

    trace: int
    point: int
    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, slots=True)
class Moving:
    """All that changes in a figure with a whole number 0, 1, ..., n - 1.

    Attributes:
        at: The number for which the figure is drawn.
        points: Markers.
        rule: Index of a shape, a vertical line at the number; None without one.
        labels: For each annotation, in order, the (n,) texts of its bold part.
    """

    at: int
    points: Sequence[MovingPoint]
    rule: int | None = None
    labels: Sequence[Sequence[str]] = ()


def category_axis(names: Sequence[str], *, above: float = 0.6) -> dict[str, Any]:
    """Return a y axis with one row for each name, the first on top.

    Args:
        names: Names of the rows.
        above: Distance from the first row to the top edge, in rows.
    """
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(names)[::-1],
        "range": [-0.6, len(names) - 1 + above],
        "automargin": True,
    }


def intervals(
    values: Iterable[float],
    low: Iterable[float],
    high: Iterable[float],
    colour: str,
    *,
    thickness: float = 2,
    width: float = 5,
) -> dict[str, Any]:
    """Return the `error_x` of a trace: intervals from `low` to `high` around its `values`."""
    ends = list(zip(values, low, high, strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "array": [float(top - value) for value, _, top in ends],
        "arrayminus": [float(value - bottom) for value, bottom, _ in ends],
        "color": colour,
        "thickness": thickness,
        "width": width,
    }


def log_ticks(low: float, high: float) -> list[float]:
    """Return 3 to 9 round numbers from `low` to `high`, both positive, for a logarithmic axis.

    On a long axis these are powers of ten, on a shorter one also 2 and 5 times these, or all digits
    times these; on the shortest they are equidistant round numbers.
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1,), (1, 2, 5), tuple(range(1, 10))):
        ticks = [_rounded(step * 10.0**power) for power in powers for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) >= _FEWEST_TICKS:
            return ticks[:: -(-len(ticks) // _MOST_TICKS)]
    size = 10.0 ** math.floor(math.log10((high - low) / 2))
    step = max(size * part for part in (0.5, 1, 2, 5) if size * part <= (high - low) / 2.5)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [_rounded(place * step) for place in range(first, last + 1)] or [_rounded(low)]


def _rounded(value: float) -> float:
    """Return `value` without the rounding error of floating-point steps."""
    return float(f"{value:.10g}")


def mark(place: tuple[float, float], size: int, **more: Any) -> dict[str, Any]:
    """Return the marker of the present position (x, y): white with a dark ring, seen on any map."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place[0]],
        "y": [place[1]],
        "marker": {"size": size, "color": WHITE, "line": {"color": BLACK, "width": 4}},
        **more,
    }


def written(cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the texts of a heatmap as two traces: black on light cells, white on dark ones.

    Plotly would choose dark grey or white, with a contrast below 3:1 on medium colours. A cell
    without a number gets no text.

    Args:
        cells: With z, zmin, zmax, a scale from `colours`, and text in the shape of z.
    """
    z = np.asarray(cells["z"], dtype=float)
    text = np.array(cells["text"], dtype=str).reshape(z.shape)
    share = (z - cells["zmin"]) / (cells["zmax"] - cells["zmin"])
    ink = inks(sampled(cells["colorscale"], np.nan_to_num(share)))
    quiet = {"texttemplate": "%{text}", "hoverinfo": "skip", "showscale": False}
    font = cells.get("textfont", {})
    return [
        {key: value for key, value in cells.items() if key != "hovertemplate"}
        | quiet
        | {
            "z": np.where(ink == own, z, np.nan),
            "text": np.where((ink == own) & ~np.isnan(z), text, ""),
            "textfont": font | {"color": own},
        }
        for own in (BLACK, WHITE)
    ]


def panels(titles: Sequence[str], columns: int) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return the layout for one picture panel per title, row by row.

    Returns:
        The layout, and for each panel the names of its axes, to be added to a trace.
    """
    rows = -(-len(titles) // columns)
    width = (1 - _GAP * (columns - 1)) / columns
    between = min(0.16, _HEADROOM / rows)
    height = (1 - between * (rows - 1)) / rows
    # The browser breaks a title that is wider than its panel into lines.
    layout: dict[str, Any] = {
        "margin": dict(_PICTURE_MARGIN),
        "annotations": [],
        "meta": {"panel": width},
    }
    axes = []
    for place, title in enumerate(titles):
        row, column = divmod(place, columns)
        left, top = column * (width + _GAP), 1 - row * (height + between)
        suffix = "" if place == 0 else str(place + 1)
        layout[f"xaxis{suffix}"] = _BARE | {
            "domain": [left, left + width],
            "anchor": f"y{suffix}",
            "constrain": "domain",
        }
        layout[f"yaxis{suffix}"] = _BARE | {
            "domain": [max(0.0, top - height), top],
            "anchor": f"x{suffix}",
            "scaleanchor": f"x{suffix}",
            "constrain": "domain",
            "constraintoward": "top",  # stay directly below the title on a narrow page
            "autorange": "reversed",
        }
        layout["annotations"].append(
            {
                "name": PANEL,
                "text": title,
                "x": left + width / 2,
                "y": top,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "center",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
        axes.append({"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
    return layout, axes
