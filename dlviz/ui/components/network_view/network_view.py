"""Shows all activations of the 784-256-128-10 network; units can be selected, the input dragged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from dlviz import digits, legibility
from dlviz.figures.colours import NEGATIVE, POSITIVE
from dlviz.inside import DIGIT_REACH, LINKS_PER_LAYER, OUTPUT, Activity, Link, Unit
from dlviz.ui.components.base import messages
from dlviz.ui.components.base.mounting import as_base64, floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.network_view import messages as sent

_SCALES = sent.Scales(ink=SCALES["ink"], unsigned=SCALES["unsigned"])
_SIZES = (256, 128, 10)  # number of units of the layers after the input


@dataclass(frozen=True, slots=True)
class Source:
    """Where the network and its input come from, for the preview in the browser.

    Attributes:
        sizes: Units of each layer, the input and the output included.
        activations: Of each layer with weights.
        parameters: Address of the parameters, relative to the server's base URL.
        picture: (28, 28) in [0, 1], the input before it is moved.
        pad: Name of the drawing pad it is drawn on, and the last change there that `picture` knows;
            None if it is no drawing.
        side: Side of the pad in pixels.
        is_normalised: Whether the drawing is normalised.
    """

    sizes: Sequence[int]
    activations: Sequence[str]
    parameters: str
    picture: np.ndarray
    pad: messages.Preview | None
    side: int
    is_normalised: bool


def network_view(
    activity: Activity,
    *,
    key: str,
    source: Source,
    links: list[Link],
    move: tuple[int, int],
    selected: tuple[int, int],
    selects_winner: bool,
    message: str,
    on_unit: Callable[[], None],
    on_move: Callable[[], None],
) -> Any:
    """Draw every activation of the network and report the visitor's selections and moves.

    Args:
        activity: The result of `dlviz.inside.observe`.
        key: Key of the component.
        source: The network and the input of `activity`.
        links: Contributions to draw as lines; the width is relative to the largest in a layer.
        move: (dx, dy) in pixels by which the picture on screen is shifted.
        selected: (layer, index) of the selected unit; layers 0 and 1 are hidden, 2 is the output.
        selects_winner: Whether that is the output that wins, which a hand can change.
        message: Why nothing is answered, a sentence under the picture; "" if there is an answer.
        on_unit: Called when a unit is selected; the component's state `unit` is
            {"layer", "index"} with layers counted from the input.
        on_move: Called when the input is dragged; `dragged` then returns where it is.
    """
    reading = activity.reading
    return mount(
        "network_view",
        key=key,
        data=sent.Data(
            layers=[
                _layer(activity.image, "28 × 28 pixels", cell=5, is_input=True),
                *(
                    _layer(values.reshape(-1, columns), f"{values.size} units", cell=9)
                    for values, columns in zip(activity.activations, (16, 8), strict=True)
                ),
            ],
            logits=reading.logits.tolist(),
            probabilities=reading.probabilities.tolist(),
            winner=reading.winner,
            runner_up=reading.runner_up,
            links=relative(links),
            selected=sent.Unit(layer=selected[0] + 1, index=selected[1]),
            selects_winner=selects_winner,
            move=move,
            reach=DIGIT_REACH,
            message=message,
            scales=_SCALES,
            colours=sent.Colours(positive=POSITIVE, negative=NEGATIVE),
            preview=_previewed(source, key),
        ),
        states={"unit": on_unit, "move": on_move},
    )


def dragged(key: str) -> tuple[int, int] | None:
    """Return the move that the component `key` has last sent; None if it is malformed."""
    message = _said(key)
    return clamped_move(message.get("by"))


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


def _said(key: str) -> Mapping[str, object]:
    """Return the last move that the component has sent; empty if there is none."""
    move = st.session_state.get(key, {}).get("move")
    return move if isinstance(move, dict) else {}


def _previewed(source: Source, key: str) -> sent.Previewed:
    return sent.Previewed(
        pad=source.pad,
        move=messages.Preview(hand=key, answered=messages.change(_said(key))),
        sizes=source.sizes,
        activations=source.activations,
        parameters=source.parameters,
        picture=as_base64(np.rint(255 * source.picture).astype(np.uint8)),
        side=source.side,
        normalised=source.is_normalised,
        normalisation=digits.FORMAT,
        legibility=legibility.RULE,
        per_layer=LINKS_PER_LAYER,
    )


def _layer(grid: np.ndarray, title: str, *, cell: int, is_input: bool = False) -> sent.Layer:
    rows, columns = grid.shape
    return sent.Layer(
        title=title,
        unit="unit",
        rows=rows,
        columns=columns,
        cell=cell,
        scale="ink" if is_input else "unsigned",
        values=floats_as_base64(grid),
        movable=is_input,
    )


def relative(links: list[Link]) -> list[sent.Link]:
    """Return links with each strength relative to the largest between the same two layers."""
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
