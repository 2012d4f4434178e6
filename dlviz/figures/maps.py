"""Heat maps of numbers on a grid: row 0 on top, square cells, a numeric legend."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlviz.figures.colours import BLACK, INK, POSITIVE, SIGNED, UNSIGNED, WHITE, Scale, signed_limit
from dlviz.figures.spec import Figure, panels, written

_LEGEND = {"thickness": 12, "len": 1.0, "outlinewidth": 0}


def signed_maps(
    pictures: Sequence[np.ndarray],
    titles: Sequence[str],
    *,
    columns: int,
    limit: float | None = None,
) -> Figure:
    """Draw several (H, W) signed maps with one common range for comparison; zero is white.

    `limit` is the end of the range; by default the largest absolute value in all pictures.
    """
    limit = limit or signed_limit(np.stack(pictures))
    layout, axes = panels(titles, columns)
    cells = [
        _cells(values, SIGNED, (-limit, limit), legend=place == 0) | axes[place]
        for place, values in enumerate(pictures)
    ]
    return {"data": cells, "layout": layout}


def signed_panels(pictures: Sequence[np.ndarray], titles: Sequence[str]) -> Figure:
    """Draw signed maps of different quantities in a row, each with its own range and legend."""
    layout, axes = panels(titles, len(pictures))
    layout["margin"]["b"] = 40
    cells = []
    for values, own in zip(pictures, axes, strict=True):
        limit = signed_limit(values)
        left, right = layout[own["xaxis"].replace("x", "xaxis")]["domain"]
        legend = _LEGEND | {
            "orientation": "h",
            "x": (left + right) / 2,
            "y": -0.02,
            "yanchor": "top",
            "len": 0.8 * (right - left),
            "tickvals": [-limit, 0, limit],
            "ticktext": [f"{-limit:.2g}", "0", f"{limit:.2g}"],
        }
        cells.append(
            _cells(values, SIGNED, (-limit, limit), legend=True) | own | {"colorbar": legend}
        )
    return {"data": cells, "layout": layout}


def normalisation(
    ink: np.ndarray,
    box: tuple[int, int, int, int],
    scaled: np.ndarray,
    centre: tuple[float, float],
    image: np.ndarray,
) -> Figure:
    """Draw the steps from a drawing to MNIST's format.

    Args:
        ink: (H, W) the pad, in [0, 1].
        box: (left, top, width, height) of the ink, in pixels of the pad.
        scaled: (h, w) the ink at its final size, in [0, 1].
        centre: (x, y) of its centre of mass, in its own pixels from its top left corner.
        image: (28, 28) the result, in [0, 1].
    """
    left, top, width, height = box
    step = max(1, ink.shape[0] // 140)  # subsampled: it is only displayed
    titles = ["1. bounding box", "2. scaled into 20 × 20", "3. centred in 28 × 28"]
    figure = ink_panels([ink[::step, ::step], scaled, image], titles, columns=3)
    corners = np.array([left, left + width, left + width, left, left])
    rows = np.array([top, top, top + height, top + height, top])
    outline = {
        "type": "scatter",
        "mode": "lines",
        "x": corners / step - 0.5,
        "y": rows / step - 0.5,
        "line": {"color": POSITIVE, "width": 3},
        "hoverinfo": "skip",
    }
    cross = {"symbol": "cross-thin", "size": 18, "line": {"color": POSITIVE, "width": 3}}
    middles = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x - 0.5],
            "y": [y - 0.5],
            "xaxis": f"x{panel}",
            "yaxis": f"y{panel}",
            "marker": cross,
            "hovertemplate": f"centre of mass ({x:.2f}, {y:.2f})<extra></extra>",
        }
        for panel, (x, y) in ((2, centre), (3, (image.shape[1] / 2, image.shape[0] / 2)))
    ]
    figure["data"] += [outline, *middles]
    figure["layout"]["showlegend"] = False
    return figure


def ink_panels(pictures: Sequence[np.ndarray], titles: Sequence[str], *, columns: int) -> Figure:
    """Draw several pictures with values in [0, 1], white ink on black; sizes may differ."""
    layout, axes = panels(titles, columns)
    cells = [
        _cells(values, INK, (0.0, 1.0), legend=False) | own
        for values, own in zip(pictures, axes, strict=True)
    ]
    return {"data": cells, "layout": layout}


def shift_heatmap(
    shifts: np.ndarray, probabilities: np.ndarray, winners: np.ndarray, digit: int
) -> Figure:
    """Draw the probability of `digit` over shifts (n, n); another winner is written in its cell."""
    cells = {
        "type": "heatmap",
        "x": shifts,
        "y": shifts,
        "z": probabilities,
        "zmin": 0.0,
        "zmax": 1.0,
        "colorscale": UNSIGNED,
        "text": np.where(winners == digit, "", winners.astype(str)),
        "customdata": winners,
        "colorbar": _LEGEND | {"title": {"text": f"P({digit})"}, "tickformat": ".0%"},
        "hovertemplate": (
            "moved %{x} right, %{y} down<br>"
            f"P({digit}) = %{{z:.1%}}<br>predicted %{{customdata}}<extra></extra>"
        ),
    }
    unmoved = [  # a white ring inside a black one, visible on every colour
        {
            "type": "scatter",
            "x": [0],
            "y": [0],
            "mode": "markers",
            "hoverinfo": "skip",
            "showlegend": False,
            "marker": {
                "symbol": "circle-open",
                "size": 16,
                "color": colour,
                "line": {"width": width},
            },
        }
        for colour, width in ((BLACK, 6), (WHITE, 3))
    ]
    layout = {
        "xaxis": {
            "title": {"text": "pixels to the right"},
            "constrain": "domain",
            "dtick": 4,
        },
        "yaxis": {
            "title": {"text": "pixels down"},
            "autorange": "reversed",
            "scaleanchor": "x",
            "constrain": "domain",
            "dtick": 4,
        },
        "margin": {"l": 50, "r": 10, "t": 10, "b": 45},
    }
    return {"data": [cells, *written(cells), *unmoved], "layout": layout}


def _cells(
    values: np.ndarray, scale: Scale, bounds: tuple[float, float], *, legend: bool
) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x0": 1,  # rows and columns are counted from 1
        "y0": 1,
        "z": values,
        "zmin": bounds[0],
        "zmax": bounds[1],
        "colorscale": scale,
        "showscale": legend,
        "colorbar": _LEGEND,
        "hovertemplate": "row %{y}, column %{x}: %{z:.3f}<extra></extra>",
    }
