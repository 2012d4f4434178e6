"""Numbers as bars: pushes with their sign, the answers of several models, parameter budgets."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE

_ROOM = {"l": 10, "r": 10, "t": 36, "b": 30}


def pushes(labels: Sequence[str], values: np.ndarray, *, title: str) -> go.Figure:
    """Draw signed contributions as horizontal bars, the first label on top."""
    bars = go.Bar(
        x=values,
        y=list(labels),
        orientation="h",
        marker={"color": [POSITIVE if value >= 0 else NEGATIVE for value in values]},
        text=[f"{value:+.2f}" for value in values],
        textposition="auto",
        hovertemplate="%{y}: %{x:+.3f}<extra></extra>",
    )
    figure = go.Figure(bars, layout={"title": {"text": title, "font": {"size": 14}, "x": 0}})
    figure.update_yaxes(autorange="reversed", type="category", automargin=True)
    figure.update_xaxes(zeroline=True, zerolinewidth=2)
    return figure.update_layout(margin=_ROOM, bargap=0.2)


def answers(probabilities: Mapping[str, np.ndarray]) -> go.Figure:
    """Draw the ten probabilities of several models, one panel a model, one common range.

    Args:
        probabilities: Model name to (10,) values in [0, 1].
    """
    figure = make_subplots(
        1,
        len(probabilities),
        shared_yaxes=True,
        subplot_titles=list(probabilities),
        horizontal_spacing=0.03,
    )
    digits = [str(digit) for digit in range(10)]
    for column, values in enumerate(probabilities.values(), start=1):
        colours = [NEUTRAL] * 10
        colours[int(np.argmax(values))] = POSITIVE
        bars = go.Bar(
            x=values,
            y=digits,
            orientation="h",
            marker={"color": colours},
            text=[f"{value:.0%}" if value >= 0.005 else "" for value in values],
            textposition="auto",
            hovertemplate="%{y}: %{x:.2%}<extra></extra>",
        )
        figure.add_trace(bars, 1, column)
    figure.update_xaxes(range=[0, 1], tickformat=".0%", dtick=0.5)
    figure.update_yaxes(autorange="reversed", type="category")
    return figure.update_layout(showlegend=False, margin=_ROOM, bargap=0.15)


def parameter_budget(budgets: Mapping[str, Mapping[str, int]]) -> go.Figure:
    """Draw parameter counts as stacked bars: model -> part -> count."""
    figure = go.Figure()
    parts = dict.fromkeys(part for budget in budgets.values() for part in budget)
    for shade, part in zip(cycle((POSITIVE, NEGATIVE, NEUTRAL)), parts, strict=False):
        figure.add_bar(
            name=part,
            x=[budget.get(part, 0) for budget in budgets.values()],
            y=list(budgets),
            orientation="h",
            marker={"color": shade},
            text=[f"{budget[part]:,}" if part in budget else "" for budget in budgets.values()],
            textposition="auto",
            hovertemplate=f"{part}: %{{x:,}}<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(title="parameters")
    return figure.update_layout(
        barmode="stack",
        margin={"l": 10, "r": 10, "t": 10, "b": 40},
        legend={"orientation": "h", "y": 1.25, "traceorder": "normal"},
    )
