"""Figures of a network's architecture: bars of counts, picture channels, flattened numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlviz.architecture import ShapePath
from dlviz.figures.colours import INK, LAYERS, POSITIVE, SIGNED, UNSIGNED, ink_on, signed_limit
from dlviz.figures.spec import Figure, panels, written
from dlviz.layers import shape_text

_MOST_SPELLED = 5_000  # cells of a grid up to which each gets its own hover text
PER_ROW = 64  # flattened numbers per row of the strip
NUMBERS_SIDE = 8  # side, in pixels, of the part that is shown as numbers
_LEGEND = {"thickness": 10, "outlinewidth": 0, "len": 0.9}
_CHANNELS = {1: ("Grey",), 3: ("Red", "Green", "Blue")}
_SHORT = {"K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


PARAMETERS, MULTIPLY_ADDS = "parameters", "multiply-adds for one picture"


def layer_counts(path: ShapePath, what: str) -> Figure:
    """Draw PARAMETERS or MULTIPLY_ADDS as bars, one for each layer that has some."""
    steps = [step for step in path.steps if step.parameters]
    is_work = what == MULTIPLY_ADDS
    values = [step.multiply_adds if is_work else step.parameters for step in steps]
    total = path.multiply_adds if is_work else path.parameters
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": np.array(values, dtype=float),
        "y": [f"{step.name} → {shape_text(step.shape)}" for step in steps],
        "marker": {"color": [LAYERS[type(step.layer).__name__] for step in steps]},
        "text": [f"{short(value)} ({_share(value, total)})" for value in values],
        "textposition": "auto",
        "insidetextfont": {"color": [ink_on(LAYERS[type(step.layer).__name__]) for step in steps]},
        "customdata": [f"{value:,}" for value in values],
        "hovertemplate": "%{y}: %{customdata}<extra></extra>",
    }
    layout = {
        "title": {"text": f"<b>{total:,}</b> {what}", "font": {"size": 14}, "x": 0},
        "xaxis": {"showticklabels": False, "showgrid": False, "rangemode": "tozero"},
        "yaxis": {
            "autorange": "reversed",
            "type": "category",
            "automargin": True,
            "showgrid": False,
        },
        "margin": {"l": 10, "r": 10, "t": 34, "b": 10},
        "bargap": 0.25,
    }
    return {"data": [bars], "layout": layout}


def short(value: int) -> str:
    """Return a count with three significant digits: 896, 18.5K, 2.65M."""
    for letter, size in reversed(_SHORT.items()):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return str(value)


def _share(value: int, total: int) -> str:
    share = value / max(total, 1)
    return f"{share:.0%}" if value == 0 or share >= 0.005 else "< 1%"


def channels(picture: np.ndarray, box: tuple[int, int, int, int] | None = None) -> Figure:
    """Draw a small picture and its channels, each from black (0) to white (255).

    Args:
        picture: (H, W, C) uint8, C being 1 or 3.
        box: (top, left, height, width) of a part to outline.
    """
    names = _CHANNELS[picture.shape[2]]
    layout, axes = panels(["The picture", *names], len(names) + 1)
    data: list[dict[str, Any]] = [_photo(picture) | axes[0]]
    data += [
        _values(picture[..., place], INK, 0, 255) | axes[place + 1] for place in range(len(names))
    ]
    if box:
        data += [_outline(*box) | own for own in axes]
    layout["showlegend"] = False
    return {"data": data, "layout": layout}


def numbers(picture: np.ndarray, channel: int, top: int, left: int) -> Figure:
    """Draw NUMBERS_SIDE x NUMBERS_SIDE pixels of one channel with the numbers written in them."""
    part = picture[top : top + NUMBERS_SIDE, left : left + NUMBERS_SIDE, channel]
    rows, columns = part.shape
    cells = _values(part, INK, 0, 255) | {
        "x": [str(left + place) for place in range(1, columns + 1)],
        "y": [str(top + place) for place in range(1, rows + 1)],
        "text": part.astype(str),
        "hovertemplate": "row %{y}, column %{x}: %{z}<extra></extra>",  # axes are numbered from 1
        "textfont": {"size": 14},
    }
    layout = {
        "xaxis": {"title": {"text": "column"}, "type": "category", "constrain": "domain"},
        "yaxis": {
            "title": {"text": "row"},
            "type": "category",
            "autorange": "reversed",
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "margin": {"l": 45, "r": 5, "t": 5, "b": 40},
    }
    return {"data": [cells, *written(cells)], "layout": layout}


def sheet(picture: np.ndarray) -> Figure:
    """Draw a sheet of small pictures (H, W, 3) that reports clicks."""
    layout, axes = panels([""], 1)
    layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {"data": [_photo(picture) | axes[0]], "layout": layout}


def patch(picture: np.ndarray, box: tuple[int, int, int, int] | None, title: str) -> Figure:
    """Draw a small picture (H, W, C); outline the patch (top, left, height, width) if given."""
    layout, axes = panels([title], 1)
    layout["showlegend"] = False
    outlines = [_outline(*box) | axes[0]] if box else []
    return {"data": [_photo(picture) | axes[0], *outlines], "layout": layout}


def chosen_cell(values: np.ndarray, row: int, column: int, title: str) -> Figure:
    """Draw one map (H, W) with one cell outlined; zero is white if the map has negative numbers."""
    layout, axes = panels([title], 1)
    layout["showlegend"] = False
    cells = _scaled(values, values) | axes[0]
    return {"data": [cells, _outline(row, column, 1, 1) | axes[0]], "layout": layout}


def strip(flat: np.ndarray, per_map: int, index: int) -> Figure:
    """Draw flattened numbers (D,) line by line, with one map's part outlined.

    Args:
        flat: The numbers.
        per_map: Numbers per map.
        index: Index of the selected number, from 0; the drawing counts from 1.
    """
    rows = -(-len(flat) // PER_ROW)
    grid = np.full(rows * PER_ROW, np.nan)
    grid[: len(flat)] = flat
    cells = _scaled(grid.reshape(rows, PER_ROW), flat) | {
        "customdata": 1 + np.arange(rows * PER_ROW).reshape(rows, PER_ROW),
        "hovertemplate": "number %{customdata}: %{z:.3f}<extra></extra>",
        "xgap": 0.5,
        "ygap": 0.5,
    }
    first = index // per_map * per_map
    frame = "#000000" if (flat < 0).any() else "#ffffff"  # contrasts with zero's colour
    marks = [_run(first, first + per_map, frame, 2), _run(index, index + 1, POSITIVE, 4)]
    layout = {
        "xaxis": {
            "title": {"text": "place in the row"},
            "tickmode": "array",
            "tickvals": [0, *range(9, PER_ROW, 10)],
            "ticktext": ["1", *(f"{place + 1}" for place in range(9, PER_ROW, 10))],
            "range": [-0.8, PER_ROW - 0.2],
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {
            "range": [rows - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
            "tickmode": "array",
            "tickvals": list(range(0, rows, max(1, rows // 8))),
            "ticktext": [f"{PER_ROW * row + 1}" for row in range(0, rows, max(1, rows // 8))],
            "title": {"text": "number"},
        },
        "showlegend": False,
        "margin": {"l": 55, "r": 5, "t": 5, "b": 40},
    }
    return {"data": [cells, *marks], "layout": layout}


def _run(start: int, end: int, colour: str, width: float) -> dict[str, Any]:
    """Outline the cells from `start` up to `end` (exclusive), with one box for each row."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in range(start // PER_ROW, (end - 1) // PER_ROW + 1):
        left = max(start, row * PER_ROW) - row * PER_ROW - 0.5
        right = min(end, (row + 1) * PER_ROW) - row * PER_ROW - 0.5
        x += [left, right, right, left, left, None]
        y += [row - 0.5, row - 0.5, row + 0.5, row + 0.5, row - 0.5, None]
    return _line(x, y, colour, width)


def _outline(top: float, left: float, height: float, width: float) -> dict[str, Any]:
    x0, x1, y0, y1 = left - 0.5, left + width - 0.5, top - 0.5, top + height - 0.5
    return _line([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0], POSITIVE, 3.5)


def _line(
    x: Sequence[float | None], y: Sequence[float | None], colour: str, width: float
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }


def _scaled(grid: np.ndarray, values: np.ndarray) -> dict[str, Any]:
    """Return cells on the signed colour scale if a number is negative, else on the unsigned one."""
    limit = signed_limit(values)
    is_signed = bool((values < 0).any())
    return (
        _values(grid, SIGNED if is_signed else UNSIGNED, -limit if is_signed else 0, limit)
        | {
            "showscale": True,
            "colorbar": _LEGEND,
        }
        | _hover(grid.shape, "%{z:.3f}")
    )


def _values(grid: np.ndarray, scale: Any, low: float, high: float) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": grid,
        "zmin": low,
        "zmax": high,
        "colorscale": scale,
        "showscale": False,
    } | _hover(grid.shape, "%{z}")


def _photo(picture: np.ndarray) -> dict[str, Any]:
    colours = picture if picture.shape[2] == 3 else picture.repeat(3, axis=2)
    return {
        "type": "image",
        "z": colours,
    } | _hover(colours.shape[:2], "%{z}")


def _hover(size: tuple[int, ...], value: str) -> dict[str, Any]:
    """Return the hover text of a grid's cells, with row and column counted from 1.

    Plotly's axes count from 0 and its templates cannot add, so the text is made here. A large grid
    shows only its numbers.
    """
    rows, columns = size
    if rows * columns > _MOST_SPELLED:
        return {"hovertemplate": f"{value}<extra></extra>"}
    places = [
        [f"row {row}, column {column}" for column in range(1, columns + 1)]
        for row in range(1, rows + 1)
    ]
    return {"hovertext": places, "hovertemplate": f"%{{hovertext}}: {value}<extra></extra>"}
