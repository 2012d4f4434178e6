"""Line charts of losses and errors, and a heat map of an error landscape."""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.figures.colours import BLACK, NEGATIVE, NEUTRAL, POSITIVE, UNSIGNED
from dlviz.figures.spec import Figure, mark

_MARGIN = {"l": 60, "r": 10, "t": 10, "b": 45}
_SMALLEST = 1e-16  # smallest loss drawn: 0 cannot be drawn on a logarithmic axis


def loss_curves(steps: Sequence[int], train: Sequence[float], test: Sequence[float]) -> Figure:
    """Draw mean squared errors over training steps, on a logarithmic axis."""
    figure = _two_lines(steps, {"train": train, "test": test}, "step %{x:,}", "mean squared error")
    figure["layout"]["xaxis"] = {"title": {"text": "step"}, "rangemode": "tozero"}
    if len(steps) == 1:  # a single point needs a marker, it makes no line
        for line in figure["data"]:
            line |= {"mode": "markers", "marker": {"size": 9, "color": line["line"]["color"]}}
        figure["layout"]["xaxis"] |= {"range": [-0.05, 1], "dtick": 1}
        figure["layout"]["yaxis"]["dtick"] = 1  # whole powers of ten
    return figure


def width_curve(
    widths: Sequence[int],
    best: Sequence[float],
    median: Sequence[float],
    *,
    current: int | None = None,
) -> Figure:
    """Draw the test error against the number of hidden units; the width `current` is marked."""
    figure = _two_lines(
        widths,
        {"best start": best, "median start": median},
        "K = %{x}",
        "test mean squared error",
    )
    for line in figure["data"]:
        line |= {"mode": "lines+markers", "marker": {"size": 9}}
    layout = figure["layout"]
    layout["xaxis"] = {"title": {"text": "hidden units K"}, "range": [0.5, 8.5], "dtick": 1}
    if current is not None:
        layout["shapes"] = [
            {
                "type": "line",
                "x0": current,
                "x1": current,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": NEUTRAL, "width": 2, "dash": "dot"},
            }
        ]
    return figure


def valley_floor(
    axis: np.ndarray,
    errors: np.ndarray,
    valley: tuple[np.ndarray, np.ndarray],
    here: tuple[float, float],
) -> Figure:
    """Draw an error landscape over two weights, with the curve on which the error is zero.

    Args:
        axis: (n,) values of both weights.
        errors: (n, n) error, one row for each value of the second weight.
        valley: (x, y) points of the curve.
        here: The present weights.
    """
    landscape = {
        "type": "heatmap",
        "x": axis,
        "y": axis,
        "z": np.log10(np.maximum(errors, 1e-4)),
        "colorscale": UNSIGNED,
        "reversescale": True,
        "zsmooth": "best",
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "orientation": "h",
            "y": 1,
            "yanchor": "bottom",
            "title": {"text": "mean squared error", "side": "top"},
            "tickvals": [-4, -3, -2, -1, 0, 1, 2],
            "ticktext": ["0", "0.001", "0.01", "0.1", "1", "10", "100"],
        },
        "hovertemplate": "a = %{x:.2f}, b = %{y:.2f}<extra></extra>",
    }
    floor = {
        "type": "scatter",
        "mode": "lines",
        "x": valley[0],
        "y": valley[1],
        "line": {"color": BLACK, "width": 3, "dash": "dot"},  # visible on the bright low errors
        "hoverinfo": "skip",
    }
    point = mark(here, 15, hovertemplate="here: a = %{x:.3f}, b = %{y:.3f}<extra></extra>")
    layout = {
        "xaxis": {"title": {"text": "a = w₁₁ = w₂₁"}, "constrain": "domain"},
        "yaxis": {
            "title": {"text": "b = w₁₂ = −w₂₂"},
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "showlegend": False,
        "margin": _MARGIN | {"t": 50},
    }
    return {"data": [landscape, floor, point], "layout": layout}


def _two_lines(
    x: Sequence[int], lines: Mapping[str, Sequence[float]], place: str, axis: str
) -> Figure:
    """Draw two named lines of errors that differ in colour and in dashes.

    Args:
        x: The x values.
        lines: Values by name, the more important line first.
        place: Hover text for a position on the x axis, in Plotly's notation.
        axis: Title of the logarithmic axis.
    """
    looks = ((POSITIVE, "solid"), (NEGATIVE, "dash"))
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": np.array(x),
            "y": np.maximum(np.array(values), _SMALLEST),
            "line": {"color": colour, "width": 2.5, "dash": dash},
            "hovertemplate": f"{place}: {name} %{{y:.3g}}<extra></extra>",
        }
        for (name, values), (colour, dash) in zip(lines.items(), looks, strict=True)
    ]
    layout = {
        "yaxis": {"title": {"text": axis}, "type": "log", "exponentformat": "power"},
        "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"},
        "margin": _MARGIN | {"t": 28},
    }
    return {"data": traces, "layout": layout}
