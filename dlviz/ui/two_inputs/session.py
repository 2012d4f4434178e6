"""One visitor's network on "Two inputs": followed, tuned, trained, and kept in the link."""

import re
from functools import cache

import streamlit as st
import torch

from dlviz.networks.two_inputs import FEATURES, MOST_UNITS, TwoInputNetwork
from dlviz.training.two_inputs import WidthError
from dlviz.training.two_inputs_explorer import Explorer, Snapshot, Survey
from dlviz.two_inputs import valley
from dlviz.two_inputs_setup import PLAIN, Setup, read_text, trainable_network
from dlviz.ui.components.points_view.points_view import pointed_unit
from dlviz.ui.components.weight_editor.weight_editor import Weight, edited, weight_editor
from dlviz.ui.shared import background
from dlviz.ui.two_inputs.controls import SEEDS, Choice

EXPLORER = "two_inputs_explorer"
TEXT = "two_inputs_weights"
NETWORK = "two_inputs_network"
EDITOR = "two_inputs_editor"
VALLEY = "two_inputs_valley"
LECTURE_TEXT = "0 1/4 -1/4; 0 1 1; 0 1 -1"
_PAUSE, _RESET, _NEW, _STEP, _TRAIN = (
    f"two_inputs_{command}" for command in ("pause", "reset", "new", "step", "play")
)
_SELECTED = "two_inputs_unit"  # in the link: "2.3" is the third unit of the second layer
_PROBLEM = "two_inputs_problem"
_COPIES = "two_inputs_copies"
_PASTED = "two_inputs_pasted"
_SHOWN = "two_inputs_shown"  # the link's weights as this page wrote them last
_HELD = "two_inputs_held"  # whether a slider is being dragged at this moment
_POLL = 0.2  # seconds between two looks at a training that an eye follows
_RARE_POLL = 1.0  # at full speed: every look costs the browser a tenth of a second of a core
_SURVEY = "two_inputs_survey"
_ROUNDING = 1e-12  # mean squared error of an exact network whose weights have 32 bits


def follow(choice: Choice) -> Explorer:
    """Return this visitor's explorer, brought to what the controls, presets and the link say."""
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        explorer = st.session_state[EXPLORER] = Explorer(choice.setup, choice.settings)
        st.session_state.setdefault(TEXT, st.query_params.get(TEXT, LECTURE_TEXT))
    explorer.apply(choice.setup, choice.settings, is_paced=choice.is_paced)
    text = st.session_state[TEXT]
    if text != st.session_state.get(_SHOWN):
        _adopt_text(explorer, text)
    return explorer


def obey() -> None:
    """Do what the player's buttons say, before anything is drawn.

    Quick clicks can arrive together, in no order that Streamlit would tell. Reset and Train can
    only have been meant in this one; callbacks would sometimes train first and then reset.
    """
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        return
    commands = ((_PAUSE, explorer.pause), (_RESET, explorer.reset), (_STEP, explorer.step))
    for key, command in commands:
        if st.session_state.get(key):
            command()
    if st.session_state.get(_NEW):
        st.rerun()  # the box with the seed is not part of this fragment
    if st.session_state.get(_TRAIN):
        explorer.play()


def show_player(snapshot: Snapshot) -> None:
    """Place the buttons that train, and where the training stands; `obey` does what they say."""
    train, test = (_loss(value) for value in snapshot.losses)
    with st.container(horizontal=True, vertical_alignment="center", key="two_inputs_player"):
        if snapshot.is_running:
            st.button("Pause", icon=":material/pause:", key=_PAUSE)
        else:
            st.button("Train", icon=":material/play_arrow:", key=_TRAIN, type="primary")
        st.button("Step", icon=":material/skip_next:", key=_STEP, help="One minibatch.")
        st.button("Reset", icon=":material/replay:", key=_RESET, help="Back to the same start.")
        st.button(
            "New start", icon=":material/casino:", key=_NEW, help="Other random weights.",
            on_click=_new_start,
        )  # fmt: skip
        st.markdown(
            f"step **{snapshot.steps:,}** · epoch **{snapshot.epoch:,.0f}** · train **{train}** · "
            f"test **{test}**",
            width="content",
        )
    if problem := st.session_state.get(_PROBLEM):
        st.warning(problem)


def polling() -> float | None:
    """Return seconds between two looks at the training, None while nothing trains."""
    explorer, survey = st.session_state.get(EXPLORER), st.session_state.get(_SURVEY)
    if explorer is not None and explorer.is_running:
        return _POLL if explorer.is_paced else _RARE_POLL
    return _POLL if survey is not None and survey.is_running else None


def poll_again_when(*, is_running: bool) -> None:
    """Run the page anew when polling has to begin or to end: Streamlit fixes it at the start."""
    background.poll_again_when("two_inputs", is_needed=is_running or polling() is not None)


def edit_weights(snapshot: Snapshot, setup: Setup, stamp: int) -> None:
    """Place sliders for the weights: all of the lecture's network, one unit's of any other."""
    values = snapshot.network.parameters.tolist()
    rows = [
        (title, [Weight(name, spoken, values[index]) for name, spoken, index in cells])
        for title, cells in _editable(snapshot.network, setup)
    ]
    weight_editor(rows, key=EDITOR, stamp=stamp, on_change=_take_weights)


def keep_weights_in_link(explorer: Explorer, snapshot: Snapshot) -> None:
    """Write the weights into the address while nothing moves them.

    Not through a widget: an answer that was on its way would bring the widget's older text back
    and undo what the visitor has just done.
    """
    if snapshot.is_running or st.session_state.get(_HELD):
        return
    text = explorer.text()
    st.session_state[TEXT] = st.session_state[_SHOWN] = text
    if st.query_params.get(TEXT, LECTURE_TEXT) != text:
        st.query_params[TEXT] = text


def show_weights_as_text() -> None:
    """Show the weights to copy, and take pasted ones."""
    copies = st.popover(
        "Weights as text", icon=":material/content_copy:", key=_COPIES, on_change="rerun"
    )
    if not copies.open:
        return  # a dragged slider does not send again what nobody sees
    with copies:
        st.caption("β₀ β₁ … ; w₁₀ w₁₁ w₁₂ ; … and the same for every unit")
        st.code(st.session_state[TEXT], language=None, wrap_lines=True)
        st.text_input(
            "Put these in their place", key=_PASTED, on_change=_take_pasted, placeholder="paste"
        )


def measure_widths(explorer: Explorer) -> list[WidthError]:
    """Offer to train networks of growing width, and return what has been measured so far."""
    setup = explorer.setup
    what = (setup.target, setup.activation, setup.noise, setup.data_seed)
    st.caption(
        f"Networks of one hidden layer with K = 1 to {MOST_UNITS} {setup.activation} units, each "
        f"trained from three starts on the target {setup.target}."
    )
    survey = st.session_state.get(_SURVEY)
    if survey is not None and survey.what != what:
        survey.stop()
        survey = st.session_state[_SURVEY] = None
    if survey is None:
        st.button(
            "Measure", icon=":material/monitoring:", key="two_inputs_measure",
            on_click=_begin_survey, args=(explorer, what),
        )  # fmt: skip
        return []
    survey.look()
    if survey.is_running:
        st.progress(len(survey.measured) / MOST_UNITS, text=f"K = {len(survey.measured) + 1}")
    return list(survey.measured)


def selected_unit(setup: Setup) -> tuple[int, int] | None:
    """Return (layer, index) of the unit whose weights are edited; None for the output."""
    match = re.fullmatch(r"(\d)\.(\d)", st.query_params.get(_SELECTED, ""))
    layer, index = (int(part) - 1 for part in match.groups()) if match else (-1, -1)
    if 0 <= layer < len(setup.hidden) and 0 <= index < setup.hidden[layer]:
        return layer, index
    return None


def take_unit() -> None:
    """Select the unit that was clicked in the network."""
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        return
    unit = pointed_unit(st.session_state[NETWORK].unit, explorer.setup.hidden)
    if unit is not None:
        st.query_params[_SELECTED] = ".".join(str(part + 1) for part in unit)
    elif _SELECTED in st.query_params:
        del st.query_params[_SELECTED]


def take_place_in_valley() -> None:
    """Put the network where the visitor walked to in the valley."""
    explorer = st.session_state.get(EXPLORER)
    change = edited(st.session_state[VALLEY].weights, 1)
    if explorer is None or change is None or not explorer.setup.is_lecture:
        return
    (t,), done = change
    explorer.adopt(trainable_network(valley(max(-1.5, min(1.5, t)))).parameters, is_own=False)
    st.session_state[_HELD] = not done


def _take_weights() -> None:
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        return
    network = explorer.network()
    indices = [index for _, cells in _editable(network, explorer.setup) for _, _, index in cells]
    change = edited(st.session_state[EDITOR].weights, len(indices))
    if change is None:
        return
    values, done = change
    network.parameters[indices] = torch.tensor(values)
    explorer.adopt(network.parameters)
    st.session_state[_HELD] = not done


def _take_pasted() -> None:
    text = str(st.session_state.get(_PASTED, "")).strip()
    explorer = st.session_state.get(EXPLORER)
    if explorer is not None and text:
        _adopt_text(explorer, text)
        st.session_state[_PASTED] = ""


def _adopt_text(explorer: Explorer, text: str) -> None:
    """Put the weights that `text` writes into the network; say what is wrong with it."""
    setup = explorer.setup
    st.session_state[_PROBLEM] = None
    try:
        network = read_text(text, setup) if text.strip() else setup.network()
    except ValueError as error:
        if text != LECTURE_TEXT:
            st.session_state[_PROBLEM] = f"{error} The weights stay as they were."
        return
    explorer.pause()
    explorer.adopt(network.parameters, is_own=False)


def _new_start() -> None:
    explorer = st.session_state.get(EXPLORER)
    if explorer is not None:
        explorer.pause()
    st.session_state.two_inputs_start = (st.session_state.get("two_inputs_start", 0) + 1) % SEEDS
    st.session_state[TEXT] = ""


def _begin_survey(explorer: Explorer, what: tuple[object, ...]) -> None:
    st.session_state[_SURVEY] = Survey(explorer.snapshot().split, explorer.setup.activation, what)


def _loss(value: float) -> str:
    """Return a mean squared error; what only the rounding of 32 bits leaves reads as 0."""
    return f"{value:.3g}" if value > _ROUNDING else "0"


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
    return [(f"{where}: what comes in (click another unit to edit it)", cells)]


@cache
def _places(n_features: int, hidden: tuple[int, ...]) -> list[tuple[list[list[int]], list[int]]]:
    """Return for each layer the indices of its weights and biases in the flat parameters."""
    counting = TwoInputNetwork(list(FEATURES)[:n_features], hidden)
    counting.parameters.copy_(torch.arange(counting.n_parameters))
    return [(weight.int().tolist(), bias.int().tolist()) for weight, bias in counting.layers]
