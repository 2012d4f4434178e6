"""Line charts of losses and errors, and a heat map of an error landscape."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dlviz.figures.colours import BLACK, NEGATIVE, NEUTRAL, POSITIVE, UNSIGNED, WHITE
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
    landscape = loss_heatmap(axis, axis, errors, ("a", "b"))
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


def descent(
    axes: tuple[np.ndarray, np.ndarray],
    losses: np.ndarray,
    names: tuple[str, str],
    trail: Sequence[tuple[float, float]],
    coming: tuple[float, float] | None,
    uphill: tuple[float, float] | None,
) -> Figure:
    """Draw the loss over two weights, the steps that were taken, and the coming one.

    Args:
        axes: (n,) values of the first and of the second weight.
        losses: (n, n), one row for each value of the second weight.
        names: Names of the two weights.
        trail: The places of the steps, the start first; the last one is the present place.
        coming: The place after one more step; None if that is the same place.
        uphill: End of an arrow from the present place along the gradient; None if it is 0.
    """
    here, places = trail[-1], np.array(trail)
    landscape = loss_heatmap(*axes, losses, names)
    landscape["colorbar"] |= {
        "orientation": "v",
        "y": 0.5,
        "yanchor": "middle",
        "title": {"text": "loss", "side": "top"},
    }
    traces = [landscape]
    if uphill is not None:
        traces += _arrows(np.array([here, uphill]), WHITE, BLACK, "dot")
    if coming is not None:
        traces += _arrows(np.array([here, coming]), WHITE, POSITIVE, "dash")
    traces += _arrows(places, BLACK, WHITE, "solid")
    traces.append(
        mark(
            trail[0],
            8,
            hovertemplate=f"start: {names[0]} = %{{x:.4g}}, {names[1]} = %{{y:.4g}}<extra></extra>",
        )
    )
    traces[-1]["marker"] |= {"symbol": "square", "line": {"color": BLACK, "width": 3}}
    traces.append(
        mark(
            here,
            11,
            hovertemplate=f"here: {names[0]} = %{{x:.4g}}, {names[1]} = %{{y:.4g}}<extra></extra>",
        )
    )
    layout = {
        "xaxis": {
            "title": {"text": names[0]},
            "range": [axes[0][0], axes[0][-1]],
            "constrain": "domain",
        },
        "yaxis": {
            "title": {"text": names[1]},
            "range": [axes[1][0], axes[1][-1]],
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "showlegend": False,
        "margin": _MARGIN | {"l": 45},
    }
    return {"data": traces, "layout": layout}


def loss_heatmap(
    x: np.ndarray, y: np.ndarray, losses: np.ndarray, names: tuple[str, str]
) -> dict[str, Any]:
    """Return a heat map of losses (len(y), len(x)) on a logarithmic scale, the lowest brightest.

    Args:
        x: Values of the first weight.
        y: Values of the second weight.
        losses: At least 0; those that are not finite are left blank.
        names: Names of the two weights, for the hover texts.
    """
    finite = np.where(np.isfinite(losses), losses, np.nan)
    powers = range(-4, 1 + max(2, int(np.log10(max(1.0, np.nanmax(finite, initial=1.0))))))
    powers = powers[:: -(-len(powers) // 7)]
    return {
        "type": "heatmap",
        "x": x,
        "y": y,
        "z": np.log10(np.maximum(finite, 1e-4)),
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
            "tickvals": list(powers),
            "ticktext": ["0" if power == -4 else _power_of_ten(power) for power in powers],
        },
        "hovertemplate": f"{names[0]} = %{{x:.2f}}, {names[1]} = %{{y:.2f}}<extra></extra>",
    }


def _power_of_ten(power: int) -> str:
    return f"{10.0**power:g}" if power < 6 else f"1e{power}"


def _arrows(places: np.ndarray, outer: str, inner: str, dash: str) -> list[dict[str, Any]]:
    """Return a line through places (n, 2) with a head at each but the first; seen on any colour."""
    if len(places) < 2:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": places[:, 0],
            "y": places[:, 1],
            "line": {"color": colour, "width": width, "dash": dash},
            "marker": {
                "symbol": ["circle", *["arrow"] * (len(places) - 1)],
                "angleref": "previous",
                "size": [0, *[size] * (len(places) - 1)],
                "color": colour,
                "opacity": 1,
                "line": {"width": 0},
            },
            "hoverinfo": "skip",
        }
        for colour, width, size in ((outer, 4, 12), (inner, 2, 8))
    ]


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
