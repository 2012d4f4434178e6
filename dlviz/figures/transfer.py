"""Figures of transfer learning: frozen blocks, accuracies, learning curves, a map of photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE, SERIES, SYMBOLS, UNSIGNED, ink_on
from dlviz.figures.spec import (
    LEGEND_ABOVE,
    MARGIN,
    Figure,
    category_axis,
    intervals,
    written,
)

_LOWEST = 1e-4  # smallest movement with a colour of its own


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the network.

    Attributes:
        name: Its name.
        n_parameters: Number of its parameters.
        learns: Whether they are trained.
    """

    name: str
    n_parameters: int
    learns: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Accuracy of one training, in per cent of the validation photos.

    Attributes:
        title: What was trained.
        value: Accuracy.
        low: Lower end of its 95 % interval.
        high: Upper end.
        comment: Text under the title.
    """

    title: str
    value: float
    low: float
    high: float
    comment: str


def blocks(row: Sequence[Block]) -> Figure:
    """Draw the blocks from the photo to the output: frozen ones blue, trained ones orange."""
    shapes, notes = [], []
    for place, own in enumerate(row):
        colour = POSITIVE if own.learns else NEGATIVE
        shapes.append(
            {
                "type": "rect", "x0": place + 0.05, "x1": place + 0.95, "y0": 0, "y1": 1,
                "line": {"color": colour, "width": 2}, "fillcolor": colour,
                "opacity": 0.95 if own.learns else 0.22, "layer": "below",
            }
        )  # fmt: skip
        ink = {"color": ink_on(colour)} if own.learns else {}
        for y, text in ((0.68, f"<b>{own.name}</b>"), (0.3, _short(own.n_parameters))):
            notes.append(
                {
                    "x": place + 0.5, "y": y, "text": text, "showarrow": False,
                    "font": ink,
                }
            )  # fmt: skip
    hover = {
        "type": "scatter",
        "mode": "markers",
        "x": np.arange(len(row)) + 0.5,
        "y": np.full(len(row), 0.5),
        "customdata": [
            f"{own.name}: {own.n_parameters:,} parameters, "
            + ("trained" if own.learns else "frozen")
            for own in row
        ],
        "marker": {"size": 40, "opacity": 0},
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "shapes": shapes,
        "annotations": notes,
        "xaxis": hidden | {"range": [0, len(row)]},
        "yaxis": hidden | {"range": [-0.05, 1.05]},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
    }
    return {"data": [hover], "layout": layout}


def head_curves(
    epochs: Sequence[int],
    train: Sequence[float],
    validation: Sequence[float],
    train_loss: Sequence[float],
    loss: Sequence[float],
) -> Figure:
    """Draw accuracy (left) and loss (right) over the epochs; the training data's are dotted."""
    traces = []
    pairs = (("", "accuracy", train, validation, 100.0), ("2", "loss", train_loss, loss, 1.0))
    for suffix, quantity, seen, held, factor in pairs:
        lines = (("held out", held, POSITIVE, "solid"), ("training", seen, NEGATIVE, "dot"))
        for name, values, colour, dash in lines:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": name,
                    "legendgroup": name,
                    "showlegend": not suffix,
                    "x": np.array(epochs),
                    "y": factor * np.array(values, dtype=float),
                    "xaxis": f"x{suffix}",
                    "yaxis": f"y{suffix}",
                    "line": {"color": colour, "width": 2.5, "dash": dash},
                    "hovertemplate": f"epoch %{{x}}, {name}: {quantity} %{{y:.3g}}<extra></extra>",
                }
            )
    axis = {"title": {"text": "epoch"}, "rangemode": "tozero"}
    layout = {
        "xaxis": axis | {"domain": [0, 0.44]},
        "xaxis2": axis | {"domain": [0.56, 1]},
        "yaxis": {"title": {"text": "accuracy in %", "standoff": 4}, "range": [0, 103]},
        "yaxis2": {
            "title": {"text": "loss in nats", "standoff": 4},
            "rangemode": "tozero",
            "anchor": "x2",
        },
        "legend": LEGEND_ABOVE,
        "margin": MARGIN,
    }
    return {"data": traces, "layout": layout}


def outcomes(rows: Sequence[Outcome]) -> Figure:
    """Draw validation accuracies with their 95 % intervals, the first on top."""
    titles = [f"<b>{row.title}</b><br>{row.comment}" for row in rows]
    dots = _dots([row.value for row in rows], titles, rows)
    layout = {
        "xaxis": {"title": {"text": "validation accuracy in %"}, "range": [0, 104]},
        "yaxis": category_axis(titles),
        "showlegend": False,
        "margin": {"l": 10, "r": 10, "t": 12, "b": 40},
    }
    return {"data": [dots], "layout": layout}


def freezing(row: Sequence[Block], outcomes_: Sequence[Outcome], moved: np.ndarray) -> Figure:
    """Draw which blocks are frozen now, and below each how far it moved in every training.

    Args:
        row: The blocks, from the photo to the output.
        outcomes_: Results of the n trainings, drawn at the right.
        moved: (n, blocks) norm of the change over the norm before; 0 if nothing changed.
    """
    figure = blocks(row)
    n, m = len(outcomes_), len(row)
    for shape in figure["layout"]["shapes"]:
        shape |= {"y0": -0.42, "y1": 0.42}
    for note, y in zip(figure["layout"]["annotations"], (-0.16, 0.18) * m, strict=True):
        note["y"] = y
    figure["data"][0]["y"] = np.zeros(m)
    across, down = np.arange(m) + 0.5, np.arange(n) + 1
    cells = {
        "type": "heatmap",
        "x": across,
        "y": down,
        "z": np.where(moved > 0, np.log10(np.maximum(moved, _LOWEST)), np.nan),
        "zmin": float(np.log10(_LOWEST)),
        "zmax": 0.3,
        "colorscale": UNSIGNED,
        "showscale": False,
        "text": [[_per_cent(own) for own in own_row] for own_row in moved],
        "xgap": 3,
        "ygap": 6,
        "hoverinfo": "skip",
    }
    rows, columns = np.nonzero(moved == 0)
    still = {
        "type": "scatter",
        "mode": "text",
        "x": across[columns],
        "y": down[rows],
        "text": ["0"] * len(rows),
        "hovertemplate": "not one bit has changed<extra></extra>",
    }
    shared = {"yaxis": "y", "xaxis": "x2"}
    dots = _dots([own.value for own in outcomes_], list(down), outcomes_) | shared
    labels = [f"<b>{own.title}</b><br>{own.comment}" for own in outcomes_]
    figure["data"] += [cells, still, dots, *written(cells)]
    figure["layout"] |= {
        "xaxis": figure["layout"]["xaxis"] | {"domain": [0, 0.74]},
        "xaxis2": {
            "domain": [0.78, 1],
            "range": [0, 106],
            "tickvals": [0, 50, 100],
            "title": {"text": "classified correctly in %,<br>95 % interval", "standoff": 4},
            "zeroline": False,
        },
        "yaxis": {
            "range": [n + 0.55, -0.45],
            "tickvals": [0, *down],
            "ticktext": ["<b>now</b>", *labels],
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "margin": {"l": 10, "r": 8, "t": 4, "b": 58},
    }
    return figure


def class_accuracy(
    names: Sequence[str], values: np.ndarray, lows: np.ndarray, highs: np.ndarray
) -> Figure:
    """Draw the accuracy of every class with its interval, (n,) per cent each."""
    rows = [
        Outcome(name, float(value), float(low), float(high), "")
        for name, value, low, high in zip(names, values, lows, highs, strict=True)
    ]
    figure = outcomes(rows)
    figure["layout"]["xaxis"]["title"] = {
        "text": "classified correctly, in % of the held-out photos"
    }
    return figure


def embedding_map(
    places: np.ndarray,
    labels: np.ndarray,
    names: Sequence[str],
    held_back: np.ndarray,
    wrong: np.ndarray,
    *,
    shares: np.ndarray,
    new: np.ndarray | None = None,
) -> Figure:
    """Draw photos projected onto their first two principal components.

    Args:
        places: (N, 2).
        labels: (N,) classes from 0.
        names: Names of the classes.
        held_back: (N,) whether a photo is for validation; its marker is hollow.
        wrong: (N,) whether it is misclassified; its marker has a ring.
        shares: (2,) share of the variance along each axis.
        new: (2,) position of a new photo.
    """
    traces = []
    for label, name in enumerate(names):
        own = labels == label
        symbol = SYMBOLS[(label + label // len(SERIES)) % len(SYMBOLS)]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": places[own, 0],
                "y": places[own, 1],
                "customdata": np.flatnonzero(own),
                "text": [f"photo {place + 1}" for place in np.flatnonzero(own)],
                "marker": {
                    "size": 11,
                    "color": SERIES[(label + 1) % len(SERIES)],
                    "symbol": [f"{symbol}-open" if held else symbol for held in held_back[own]],
                    "line": {"width": 2},
                    "opacity": 0.85,
                },
                "hovertemplate": f"{name}, %{{text}}<extra></extra>",
            }
        )
    if wrong.any():
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "misclassified",
                "x": places[wrong, 0],
                "y": places[wrong, 1],
                "marker": {"size": 22, "symbol": "circle-open", "color": NEUTRAL,
                           "line": {"width": 2}},
                "hoverinfo": "skip",
            }
        )  # fmt: skip
    if new is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "the new photo",
                "x": [new[0]],
                "y": [new[1]],
                "marker": {"size": 20, "symbol": "star", "color": "#000000",
                           "line": {"width": 2, "color": "#ffffff"}},
                "hovertemplate": "the new photo<extra></extra>",
            }
        )  # fmt: skip
    bare = {"showticklabels": False, "zeroline": False}
    layout = {
        "xaxis": bare | {"title": {"text": f"1st component, {shares[0]:.0%} of the variance"}},
        "yaxis": bare | {"title": {"text": f"2nd, {shares[1]:.0%}"}},
        "legend": LEGEND_ABOVE,
        "margin": {"l": 40, "r": 10, "t": 30, "b": 40},
    }
    return {"data": traces, "layout": layout}


def accuracy_by_photos(sizes: Sequence[int], accuracies: Sequence[Sequence[float]]) -> Figure:
    """Draw the accuracy against the number of training photos per class.

    Args:
        sizes: Photos per class.
        accuracies: For each size the accuracy of every repeated split.
    """
    means = [100 * float(np.mean(own)) for own in accuracies]
    ends = [(100 * min(own), 100 * max(own)) for own in accuracies]
    every = {
        "type": "scatter",
        "mode": "markers",
        "name": "one split each",
        "x": [n for n, own in zip(sizes, accuracies, strict=True) for _ in own],
        "y": [100 * value for own in accuracies for value in own],
        "marker": {"color": NEUTRAL, "size": 7, "opacity": 0.5},
        "hovertemplate": "%{x} photos of each class: %{y:.0f} %<extra></extra>",
    }
    middle = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "mean, with the range of the splits",
        "x": list(sizes),
        "y": means,
        "error_y": intervals(means, [low for low, _ in ends], [high for _, high in ends], POSITIVE)
        | {"thickness": 1.5},
        "line": {"color": POSITIVE, "width": 2.5},
        "marker": {"size": 9},
        "hovertemplate": "%{x} photos of each class: %{y:.1f} % on average<extra></extra>",
    }
    layout = {
        "xaxis": {
            "title": {"text": "training photos of each class"},
            "type": "log",
            "tickvals": list(sizes),
            "ticktext": [str(n) for n in sizes],
            "range": [np.log10(0.85), np.log10(max([*sizes, 2]) * 1.18)],
        },
        "yaxis": {"title": {"text": "validation accuracy in %"}, "range": [0, 104]},
        "legend": LEGEND_ABOVE,
        "margin": MARGIN,
    }
    return {"data": [every, middle], "layout": layout}


def _dots(x: Sequence[float], y: Sequence[object], rows: Sequence[Outcome]) -> dict[str, Any]:
    """Return the trace of accuracies with their intervals."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": list(x),
        "y": list(y),
        "text": [f"{row.value:.0f} %" for row in rows],
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {"size": 12, "color": POSITIVE},
        "error_x": intervals(
            [row.value for row in rows],
            [row.low for row in rows],
            [row.high for row in rows],
            NEUTRAL,
        ),
        "hovertemplate": "%{x:.1f} % of the held-out photos<extra></extra>",
    }


def _per_cent(share: float) -> str:
    """Return a share as per cent with two significant digits; "" for 0."""
    value = 100 * share
    if value == 0:
        return ""
    return f"{value:.0f} %" if value >= 9.95 else f"{float(f'{value:.2g}'):g} %"


def _short(count: int) -> str:
    if count >= 1_000_000:
        return f"{count / 1e6:.1f} M"
    return f"{count / 1000:.0f} k" if count >= 10_000 else f"{count:,}"
