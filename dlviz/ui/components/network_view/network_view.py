"""Shows all activations of the 784-256-128-10 network; units can be selected, the input dragged."""

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from dlviz.figures.colours import NEGATIVE, POSITIVE
from dlviz.inside import DIGIT_REACH, OUTPUT, Activity, Link, Unit
from dlviz.ui.components.base import messages
from dlviz.ui.components.base.mounting import floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.network_view import messages as sent

_SCALES = sent.Scales(ink=SCALES["ink"], unsigned=SCALES["unsigned"])
_SIZES = (256, 128, 10)  # number of units of the layers after the input


def network_view(
    activity: Activity,
    *,
    key: str,
    links: list[Link],
    move: tuple[int, int],
    selected: tuple[int, int],
    is_blank: bool,
    message: str,
    on_unit: Callable[[], None],
    on_move: Callable[[], None],
) -> Any:
    """Draw every activation of the network and report the visitor's selections and moves.

    Args:
        activity: The result of `dlviz.inside.observe`.
        key: Key of the component.
        links: Contributions to draw as lines; the width is relative to the largest in a layer.
        move: (dx, dy) in pixels by which the picture on screen is shifted.
        selected: (layer, index) of the selected unit; layers 0 and 1 are hidden, 2 is the output.
        is_blank: Whether the input is empty; then no winner is shown.
        message: A sentence under the picture, or "".
        on_unit: Called when a unit is selected; the component's state `unit` is
            {"layer", "index"} with layers counted from the input.
        on_move: Called when the input is dragged; the state `move` is [dx, dy].
    """
    first, second = activity.activations
    reading = activity.reading
    return mount(
        "network_view",
        key=key,
        data=sent.Data(
            layers=[
                _input_layer(activity.image, move),
                _hidden_layer(first, 16),
                _hidden_layer(second, 8),
            ],
            logits=reading.logits.tolist(),
            probabilities=reading.probabilities.tolist(),
            winner=reading.winner,
            runner_up=reading.runner_up,
            links=_relative(links),
            selected=sent.Unit(layer=selected[0] + 1, index=selected[1]),
            move=move,
            reach=DIGIT_REACH,
            blank=is_blank,
            message=message,
            spoken=message or _spoken(activity),
            scales=_SCALES,
            colours=sent.Colours(positive=POSITIVE, negative=NEGATIVE),
        ),
        states={"unit": on_unit, "move": on_move},
    )


_HINT = "drag to move"


def selected_unit(message: object) -> tuple[int, int] | None:
    """Return (layer, index) of a `unit` message, hidden layers 0 and 1; None if malformed."""
    return messages.unit(message, _SIZES)


def clamped_move(message: object) -> tuple[int, int] | None:
    """Return (dx, dy) of a `move` message within the reach; None if malformed."""
    values = messages.numbers(message, 2)
    if values is None:
        return None
    dx, dy = (max(-DIGIT_REACH, min(DIGIT_REACH, round(value))) for value in values)
    return dx, dy


def unit_name(unit: Unit) -> str:
    """Return the name that the pages use for a unit."""
    return f"output {unit.index}" if unit.layer == OUTPUT else f"unit {unit.index + 1}"


def _input_layer(image: np.ndarray, move: tuple[int, int]) -> sent.Layer:
    dx, dy = move
    moved = f"moved {dx:+d}, {dy:+d}" if dx or dy else _HINT
    layer = _layer(image, "28 × 28 pixels", moved, cell=5, scale="ink", high=1)
    layer["movable"] = True
    layer["hint"] = _HINT  # not part of the saved picture
    layer["alt"] = (
        f"Input picture, {int((image > 0).sum())} of 784 pixels inked; arrow keys move it"
    )
    return layer


def _hidden_layer(values: np.ndarray, columns: int) -> sent.Layer:
    title = f"{values.size} units"
    high = _round_limit(float(values.max()))
    active = int((values > 0).sum())
    grid = values.reshape(-1, columns)
    layer = _layer(grid, title, f"{active} active", cell=9, scale="unsigned", high=high)
    layer["selectable"] = True
    layer["alt"] = (
        f"Activations of {title}: {active} above zero, the largest {values.max():.2f} at "
        f"unit {values.argmax() + 1}; arrow keys select a unit"
    )
    return layer


def _layer(
    grid: np.ndarray,
    title: str,
    subtitle: str,
    *,
    cell: int,
    scale: Literal["ink", "unsigned"],
    high: float,
) -> sent.Layer:
    """Return a layer that cannot be moved and has no selectable units, without its `alt`."""
    rows, columns = grid.shape
    return sent.Layer(
        title=title,
        subtitle=subtitle,
        unit="unit",
        rows=rows,
        columns=columns,
        cell=cell,
        scale=scale,
        low=0,
        high=high,
        values=floats_as_base64(grid),
        alt="",
        movable=False,
        selectable=False,
        hint="",
    )


def _relative(links: list[Link]) -> list[sent.Link]:
    largest = {
        layer: max(abs(link.push) for link in links if link.layer == layer)
        for layer in {link.layer for link in links}
    }
    return [
        {
            "layer": link.layer,
            "from": link.source,
            "to": link.target,
            "strength": link.push / largest[link.layer],
        }
        for link in links
    ]


def _round_limit(value: float) -> float:
    """Round up to the next of 1, 2, 5, 10, 20, ..., so that the legend does not flicker."""
    if value <= 0:
        return 1
    power = 10 ** math.floor(math.log10(value))
    limit = next(step * power for step in (1, 2, 5, 10) if value <= step * power)
    return int(limit) if limit >= 1 else limit


def _spoken(activity: Activity) -> str:
    reading = activity.reading
    return (
        f"The network predicts {reading.winner}, {reading.confidence:.0%}; "
        f"second {reading.runner_up}, {reading.probabilities[reading.runner_up]:.0%}."
    )
