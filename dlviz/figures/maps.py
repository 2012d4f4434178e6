"""Numbers on a grid as a picture: row 0 on top, square cells, a numeric legend."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dlviz.figures.colours import INK, POSITIVE, SIGNED, UNSIGNED, Scale, signed_limit

_LEGEND = {"thickness": 12, "len": 1.0, "outlinewidth": 0}


def signed_maps(
    panels: Sequence[np.ndarray],
    titles: Sequence[str],
    *,
    columns: int,
    limit: float | None = None,
) -> go.Figure:
    """Draw several (H, W) signed maps to be compared: one common range, zero white.

    `limit` is the end of the range, the largest size among all panels unless it is given.
    """
    limit = limit or signed_limit(np.stack(panels))
    figure = _panel_grid(titles, columns)
    for place, values in enumerate(panels):
        cells = _cells(values, SIGNED, (-limit, limit), legend=place == 0)
        figure.add_trace(cells, *_row_column(place, columns))
    return _finish(figure)


def signed_panels(panels: Sequence[np.ndarray], titles: Sequence[str]) -> go.Figure:
    """Draw signed maps of different quantities in a row: each its own range and legend."""
    figure = _panel_grid(titles, len(panels))
    for place, values in enumerate(panels):
        limit = signed_limit(values)
        cells = _cells(values, SIGNED, (-limit, limit), legend=True)
        left, right = figure.get_subplot(1, place + 1).xaxis.domain
        cells.colorbar = _LEGEND | {
            "orientation": "h",
            "x": (left + right) / 2,
            "y": -0.02,
            "yanchor": "top",
            "len": 0.8 * (right - left),
            "tickvals": [-limit, 0, limit],
            "ticktext": [f"{-limit:.2g}", "0", f"{limit:.2g}"],
        }
        figure.add_trace(cells, 1, place + 1)
    return _finish(figure).update_layout(margin={"b": 40})


def normalisation(
    ink: np.ndarray,
    box: tuple[int, int, int, int],
    scaled: np.ndarray,
    centre: tuple[float, float],
    image: np.ndarray,
) -> go.Figure:
    """Draw the way of a drawing into MNIST's field.

    Args:
        ink: (H, W) the pad, in [0, 1].
        box: (left, top, width, height) of the ink, in pixels of the pad.
        scaled: (h, w) the ink at its final size, in [0, 1].
        centre: (x, y) of its mass, in its own pixels from its top left corner.
        image: (28, 28) the result, in [0, 1].
    """
    left, top, width, height = box
    step = max(1, ink.shape[0] // 140)  # the picture is looked at, not computed with
    titles = ["1. bounding box", "2. scaled into 20 × 20", "3. centred in 28 × 28"]
    figure = ink_panels([ink[::step, ::step], scaled, image], titles, columns=3)
    corners = [left, left + width, left + width, left, left]
    rows = [top, top, top + height, top + height, top]
    figure.add_scatter(
        x=np.array(corners) / step - 0.5,
        y=np.array(rows) / step - 0.5,
        mode="lines",
        line={"color": POSITIVE, "width": 3},
        row=1,
        col=1,
        hoverinfo="skip",
    )
    cross = {"symbol": "cross-thin", "size": 18, "line": {"color": POSITIVE, "width": 3}}
    for column, (x, y) in ((2, centre), (3, (image.shape[1] / 2, image.shape[0] / 2))):
        figure.add_scatter(
            x=[x - 0.5],
            y=[y - 0.5],
            mode="markers",
            marker=cross,
            row=1,
            col=column,
            hovertemplate=f"centre of mass ({x:.2f}, {y:.2f})<extra></extra>",
        )
    return figure.update_layout(showlegend=False)


def ink_panels(panels: Sequence[np.ndarray], titles: Sequence[str], *, columns: int) -> go.Figure:
    """Draw several pictures with values in [0, 1], white ink on black; sizes may differ."""
    figure = _panel_grid(titles, columns)
    for place, values in enumerate(panels):
        cells = _cells(values, INK, (0.0, 1.0), legend=False)
        figure.add_trace(cells, *_row_column(place, columns))
    return _finish(figure)


def shift_heatmap(
    shifts: np.ndarray, probabilities: np.ndarray, winners: np.ndarray, digit: int
) -> go.Figure:
    """Draw the probability of `digit` over moves (n, n); another winner is written in its cell."""
    cells = go.Heatmap(
        x=shifts,
        y=shifts,
        z=probabilities,
        zmin=0.0,
        zmax=1.0,
        colorscale=UNSIGNED,
        text=np.where(winners == digit, "", winners.astype(str)),
        texttemplate="%{text}",
        customdata=winners,
        colorbar=_LEGEND | {"title": {"text": f"P({digit})"}, "tickformat": ".0%"},
        hovertemplate=(
            "moved %{x} right, %{y} down<br>"
            f"P({digit}) = %{{z:.1%}}<br>reads %{{customdata}}<extra></extra>"
        ),
    )
    unmoved = go.Scatter(
        x=[0],
        y=[0],
        mode="markers",
        hoverinfo="skip",
        showlegend=False,
        marker={"symbol": "circle-open", "size": 16, "color": "#ffffff", "line": {"width": 3}},
    )
    figure = go.Figure([cells, unmoved])
    figure.update_xaxes(title="pixels to the right", constrain="domain", dtick=4)
    figure.update_yaxes(
        title="pixels down", autorange="reversed", scaleanchor="x", constrain="domain", dtick=4
    )
    return figure.update_layout(margin={"l": 50, "r": 10, "t": 10, "b": 45})


def _cells(
    values: np.ndarray, scale: Scale, bounds: tuple[float, float], *, legend: bool
) -> go.Heatmap:
    return go.Heatmap(
        z=values,
        zmin=bounds[0],
        zmax=bounds[1],
        colorscale=scale,
        showscale=legend,
        colorbar=_LEGEND,
        hovertemplate="row %{y}, column %{x}: %{z:.3f}<extra></extra>",
    )


def _panel_grid(titles: Sequence[str], columns: int) -> go.Figure:
    rows = -(-len(titles) // columns)
    return make_subplots(
        rows,
        columns,
        subplot_titles=list(titles),
        horizontal_spacing=0.02,
        vertical_spacing=min(0.16, 0.32 / rows),
    )


def _row_column(place: int, columns: int) -> tuple[int, int]:
    return place // columns + 1, place % columns + 1


def _finish(figure: go.Figure) -> go.Figure:
    figure.update_yaxes(
        autorange="reversed", showticklabels=False, showgrid=False, zeroline=False, ticks=""
    )
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False, ticks="")
    # Square cells: the y axis of every panel follows the x axis of its own panel.
    for axis in figure.select_yaxes():
        axis.update(scaleanchor=axis.anchor or "x", constrain="domain")
    figure.update_xaxes(constrain="domain")
    return figure.update_layout(margin={"l": 4, "r": 4, "t": 32, "b": 4})
