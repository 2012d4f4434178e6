"""The weights on "Two inputs": editing with sliders or as text, the valley, and the link."""

import re
from functools import cache

import streamlit as st
import torch

from dlviz.networks.two_inputs import FEATURES, TwoInputNetwork
from dlviz.training.two_inputs_explorer import Explorer, Snapshot
from dlviz.two_inputs import valley
from dlviz.two_inputs_setup import PLAIN, Setup, read_text, trainable_network
from dlviz.ui.components.base.messages import Preview, change
from dlviz.ui.components.points_view.points_view import pointed_unit
from dlviz.ui.components.weight_editor.weight_editor import (
    Setting,
    Weight,
    edited,
    weight_editor,
)
from dlviz.ui.shared import keepsakes
from dlviz.ui.shared.linked_text import LinkedText
from dlviz.ui.shared.undo import Undo

# Session key of this visitor's network, data and training; another link has its own weights.
EXPLORER = keepsakes.kept("two_inputs_explorer", only_reload=True)
NETWORK = "two_inputs_network"
EDITOR = "two_inputs_editor"
VALLEY = "two_inputs_valley"
START = "two_inputs_start"  # key of the input for the seed of random weights
UNDO = Undo("two_inputs_undo")
LECTURE_TEXT = "0 1/4 -1/4; 0 1 1; 0 1 -1"
_SELECTED = "two_inputs_unit"  # in the link: "2.3" is the third unit of the second layer
_COPIES = "two_inputs_copies"
_HELD = "two_inputs_held"  # session key: whether a slider is being dragged
_ANSWERED = "two_inputs_answered"  # session key: number of the last change by a slider
WIDEST_T = 1.5  # of the valley; e^1.5 = 4.5


def preview() -> Preview:
    """Return which of the sliders' changes this run knows."""
    return Preview(hand=NETWORK, answered=st.session_state.get(_ANSWERED, 0))


def edit_weights(snapshot: Snapshot, setup: Setup, stamp: int) -> None:
    """Place sliders for all weights of the lecture's network, or for one unit's of any other."""
    values = snapshot.network.parameters.tolist()
    rows = [
        (
            title,
            [Weight(name, spoken, values[at], (Setting(at),)) for name, spoken, at in cells],
        )
        for title, cells in _editable(snapshot.network, setup)
    ]
    weight_editor(rows, key=EDITOR, stamp=stamp, preview=preview(), on_change=_set_edited_weights)


def walk_the_valley(place: float | None, stamp: int) -> None:
    """Place the slider for the point in the valley; `place` is None outside the valley."""
    weight_editor(
        [("Walk", [Weight("t", "place in the valley", place or 0.0, _valley_settings())])],
        key=VALLEY,
        stamp=stamp,
        preview=preview(),
        on_change=_set_weights_from_valley,
        reach=WIDEST_T,
        largest=WIDEST_T,
    )


@cache
def _valley_settings() -> tuple[Setting, ...]:
    """Return how the parameters follow from t: e^t and e^-t for weights, else constants.

    The forms come from `dlviz.two_inputs.valley` itself: its parameters at t = 0 and t = 1.
    """
    start, end = (trainable_network(valley(t)).parameters.tolist() for t in (0.0, 1.0))
    return tuple(
        Setting(at, plus=one, times=0.0)
        if one == other
        else Setting(at, times=one, rate=1.0 if abs(other) > abs(one) else -1.0)
        for at, (one, other) in enumerate(zip(start, end, strict=True))
    )


def keep_weights_in_link(explorer: Explorer, snapshot: Snapshot) -> None:
    """Write the weights into the address, unless training or dragging is changing them."""
    if not snapshot.is_running and not st.session_state.get(_HELD):
        WEIGHTS.keep(explorer.text())
        WEIGHTS.keep_in_link()


def show_weights_as_text() -> None:
    """Show the weights as text to copy, and a box to paste others."""
    copies = st.popover(
        "Weights as text", icon=":material/content_copy:", key=_COPIES, on_change="rerun"
    )
    if not copies.open:
        return  # saves sending a hidden text while a slider is dragged
    with copies:
        st.caption("β₀ β₁ … ; w₁₀ w₁₁ w₁₂ ; … and the same for every unit")
        st.code(WEIGHTS.text, language=None, wrap_lines=True)
        WEIGHTS.show_paste_box("Use these weights")


def selected_unit(setup: Setup) -> tuple[int, int] | None:
    """Return (layer, index) of the unit whose weights are edited; None for the output."""
    match = re.fullmatch(r"(\d)\.(\d)", st.query_params.get(_SELECTED, ""))
    layer, index = (int(part) - 1 for part in match.groups()) if match else (-1, -1)
    if 0 <= layer < len(setup.hidden) and 0 <= index < setup.hidden[layer]:
        return layer, index
    return None


def select_clicked_unit() -> None:
    """Select the unit that was clicked in the network."""
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        return
    unit = pointed_unit(st.session_state[NETWORK].unit, explorer.setup.hidden)
    if unit is not None:
        st.query_params[_SELECTED] = ".".join(str(part + 1) for part in unit)
    elif _SELECTED in st.query_params:
        del st.query_params[_SELECTED]


def _set_weights_from_valley() -> None:
    explorer = st.session_state.get(EXPLORER)
    message = st.session_state[VALLEY].weights
    told = edited(message, 1)
    if explorer is None or told is None or not explorer.setup.is_lecture:
        return
    (t,), done = told
    place = max(-WIDEST_T, min(WIDEST_T, t))
    explorer.adopt(trainable_network(valley(place)).parameters, is_own=False)
    _remember(message, is_done=done)


def _remember(message: object, *, is_done: bool) -> None:
    st.session_state[_HELD] = not is_done
    st.session_state[_ANSWERED] = change(message)


def _set_edited_weights() -> None:
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        return
    network = explorer.network()
    indices = [index for _, cells in _editable(network, explorer.setup) for _, _, index in cells]
    message = st.session_state[EDITOR].weights
    told = edited(message, len(indices))
    if told is None:
        return
    values, done = told
    network.parameters[indices] = torch.tensor(values)
    explorer.adopt(network.parameters)
    _remember(message, is_done=done)


def _adopt_text(text: str) -> tuple[str, ...]:
    """Set the network's weights from `text`; return sentences on what is wrong with it."""
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        return ()
    setup = explorer.setup
    try:
        network = read_text(text, setup) if text.strip() else setup.network()
    except ValueError as error:
        # The default text fits only the lecture's network, so do not complain about it.
        is_asked_for = text != LECTURE_TEXT
        return (f"{error} The weights are unchanged.",) if is_asked_for else ()
    if explorer.snapshot().steps:
        explorer = begin_anew(explorer)
    explorer.pause()
    explorer.adopt(network.parameters, is_own=False)
    return ()


def begin_anew(explorer: Explorer) -> Explorer:
    """Replace the visitor's explorer by a new one, with undo."""
    trained = explorer.snapshot().steps
    with UNDO.step(f"step {trained:,}", [EXPLORER] if trained else [], widgets=[START]):
        other = st.session_state[EXPLORER] = explorer.anew()
    return other


WEIGHTS = LinkedText("two_inputs", "weights", LECTURE_TEXT, _adopt_text)


def _editable(
    network: TwoInputNetwork, setup: Setup
) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Return titled rows of (name, spoken name, index into the flat parameters)."""
    places = _places(len(network.features), network.hidden)
    if setup.is_lecture:
        (weight, bias), (beta, beta_0) = places
        rows = [("Output", [("β_0", "output bias", beta_0[0])])]
        for unit in range(len(bias)):
            name, spoken = f"{unit + 1}", f"unit {unit + 1}"
            cells = [
                (f"w_{name}0", f"{spoken}, bias", bias[unit]),
                (f"w_{name}1", f"{spoken}, weight of X1", weight[unit][0]),
                (f"w_{name}2", f"{spoken}, weight of X2", weight[unit][1]),
                (f"β_{name}", f"{spoken}, weight in the output", beta[0][unit]),
            ]
            rows.append((f"Unit {name}", cells))
        return rows
    layer, index = selected_unit(setup) or (len(setup.hidden), 0)
    weight, bias = places[layer]
    sources = network.features if layer == 0 else [f"h_{i + 1}" for i in range(len(weight[index]))]
    cells = [("bias", "bias", bias[index])]
    cells += [
        (source.replace("X", "X_") if source in PLAIN else source, f"weight of {source}", place)
        for source, place in zip(sources, weight[index], strict=True)
    ]
    is_output = layer == len(setup.hidden)
    where = "Output" if is_output else f"Layer {layer + 1}, unit {index + 1}"
    return [(f"{where}: its inputs (click another unit to edit it)", cells)]


@cache
def _places(n_features: int, hidden: tuple[int, ...]) -> list[tuple[list[list[int]], list[int]]]:
    """Return for each layer the indices of its weights and biases in the flat parameters."""
    counting = TwoInputNetwork(list(FEATURES)[:n_features], hidden)
    counting.parameters.copy_(torch.arange(counting.n_parameters))
    return [(weight.int().tolist(), bias.int().tolist()) for weight, bias in counting.layers]
