"""Figures of a digit network's hidden layers: weights as pictures, histograms, dropout."""

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from dlviz.figures.colours import (
    INK,
    NEUTRAL,
    SERIES,
    SIGNED,
    UNSIGNED,
    table,
)
from dlviz.figures.spec import LEGEND_ABOVE, MARGIN, Figure, panels

_TILE = 30  # pixels of a 28 x 28 tile and its gap
_GAP = (128, 128, 128)


def weight_sheets(sheets: Mapping[str, np.ndarray]) -> dict[str, Figure]:
    """Draw the weights of many units as 28 x 28 tiles: one figure per title, a common colour range.

    The sheets are PNG pictures, a twentieth of the size of the numbers. The range is limited so
    that 99.5 % of all weights are inside; stronger ones get its end colours.

    Args:
        sheets: Title to (units, 28, 28) signed weights, the same number of units each.
    """
    limit = float(np.quantile(np.abs(np.stack(list(sheets.values()))), 0.995)) or 1.0
    return {title: _sheet(title, weights, limit) for title, weights in sheets.items()}


def weight_histogram(weights: Mapping[str, tuple[int, np.ndarray]]) -> Figure:
    """Draw histograms of the weights of several models: title -> (style, all weights)."""
    limit = max(float(np.quantile(np.abs(values), 0.999)) for _, values in weights.values()) or 1.0
    edges = np.linspace(-limit, limit, 82)
    middles = (edges[:-1] + edges[1:]) / 2
    traces = []
    for title, (style, values) in weights.items():
        counts, _ = np.histogram(values.clip(-limit, limit), edges)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": title,
                "x": middles,
                "y": np.where(counts > 0, counts / len(values), np.nan),
                "line": {"color": SERIES[style], "width": 2.5, "shape": "hvh"},
                "hovertemplate": f"{title}: %{{y:.2%}} of the weights near %{{x:.3f}}"
                "<extra></extra>",
            }
        )
    layout = {
        "xaxis": {"title": {"text": "weight"}, "zeroline": True},
        "yaxis": {
            "title": {"text": "share of the weights"},
            "type": "log",
            "tickformat": ".5~%",  # one weight of 200,704 is 0.0005 %
            "automargin": True,
        },
        "legend": LEGEND_ABOVE,
        "margin": MARGIN,
    }
    return {"data": traces, "layout": layout}


def thinned_network(
    image: np.ndarray, layers: Sequence[np.ndarray], kept: Sequence[np.ndarray]
) -> Figure:
    """Draw the units that dropout keeps with their activations, and the dropped ones as crosses.

    Args:
        image: (28, 28) in [0, 1].
        layers: Activations of each hidden layer, (units,), all at least 0.
        kept: For each layer (units,) bool.
    """
    titles = ["the digit"] + [f"{int(mask.sum())} of {len(mask)} units are active" for mask in kept]
    layout, axes = panels(titles, len(titles))
    data: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "x0": 1,  # rows and columns are counted from 1
            "y0": 1,
            "z": image,
            "zmin": 0.0,
            "zmax": 1.0,
            "colorscale": INK,
            "showscale": False,
            "hovertemplate": "row %{y}, column %{x}: %{z:.2f}<extra></extra>",
            **axes[0],
        }
    ]
    high = max(float(np.max(values, initial=0.0)) for values in layers) or 1.0
    for place, (values, mask, own) in enumerate(zip(layers, kept, axes[1:], strict=True)):
        columns = _columns(len(values))
        grid = np.full(-(-len(values) // columns) * columns, np.nan)
        grid[: len(values)] = np.where(mask, values, np.nan)
        off = np.flatnonzero(~mask)
        data.append(
            {
                "type": "heatmap",
                "z": grid.reshape(-1, columns),
                "zmin": 0.0,
                "zmax": high,
                "colorscale": UNSIGNED,
                "showscale": place == 0,
                "colorbar": {"thickness": 12, "outlinewidth": 0},
                "hoverongaps": False,
                "hovertemplate": "activation %{z:.2f}<extra></extra>",
                **own,
            }
        )
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": off % columns,
                "y": off // columns,
                "marker": {"symbol": "x-thin", "size": 7, "line": {"width": 2, "color": NEUTRAL}},
                "hovertemplate": "switched off<extra></extra>",
                "showlegend": False,
                **own,
            }
        )
    return {"data": data, "layout": layout}


def _sheet(title: str, weights: np.ndarray, limit: float) -> Figure:
    columns = _columns(len(weights))
    rows = -(-len(weights) // columns)
    width, height = columns * _TILE - 2, rows * _TILE - 2
    layout, (axes,) = panels([title], 1)
    layout["images"] = [
        {
            "source": _png(weights, limit, columns),
            "xref": "x",
            "yref": "y",
            "x": 0,
            "y": 0,
            "sizex": width,
            "sizey": height,
            "sizing": "stretch",
            "layer": "below",
        }
    ]
    layout["xaxis"]["range"] = [0, width]
    layout["yaxis"] |= {"autorange": False, "range": [height, 0]}
    units = np.arange(len(weights))
    # Invisible markers over the tiles: they carry the hover texts and the colour legend.
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": units % columns * _TILE + 14,
        "y": units // columns * _TILE + 14,
        "customdata": units + 1,  # counted from 1
        "text": [f"{size:.4f}" for size in np.sqrt((weights**2).mean(axis=(1, 2)))],
        "hovertemplate": "unit %{customdata}, weights ±%{text}<extra></extra>",
        "marker": {
            "size": 14,
            "opacity": 0,
            "color": np.zeros(len(weights)),
            "cmin": -limit,
            "cmax": limit,
            "colorscale": SIGNED,
            "showscale": True,
            "colorbar": {"thickness": 12, "outlinewidth": 0},
        },
        "showlegend": False,
    }
    return {"data": [marks | axes], "layout": layout}


def _columns(count: int) -> int:
    """Return the number of columns that makes a sheet of `count` tiles about square."""
    return 5 if count == 10 else int(np.ceil(np.sqrt(count)))


def _png(weights: np.ndarray, limit: float, columns: int) -> str:
    """Return (units, 28, 28) signed weights as a sheet of tiles, a PNG in a data URL."""
    colours = table(SIGNED)
    steps = len(colours) - 1
    places = np.rint((weights / limit + 1) / 2 * steps).clip(0, steps).astype(np.uint8)
    rows = -(-len(weights) // columns)
    tiles = np.full((rows * columns, _TILE, _TILE), len(colours), dtype=np.uint8)  # gap colour
    tiles[: len(weights), :-2, :-2] = places
    sheet = tiles.reshape(rows, columns, _TILE, _TILE).transpose(0, 2, 1, 3)
    picture = Image.fromarray(sheet.reshape(rows * _TILE, columns * _TILE)[:-2, :-2], "P")
    picture.putpalette([*colours.ravel().tolist(), *_GAP])
    content = io.BytesIO()
    picture.save(content, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode()
