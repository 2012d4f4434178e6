"""The view that trains the built network on MNIST, or on CIFAR-100 if it is on this machine."""

from dataclasses import replace

import streamlit as st
from safetensors.torch import save

from dlviz.architecture import compute_shapes
from dlviz.datasets import cifar100
from dlviz.figures.training import Series, learning_curves
from dlviz.layers import Network
from dlviz.networks.built import OwnNetwork
from dlviz.notices import architecture as notices
from dlviz.seeds import LARGEST_SEED
from dlviz.training.built import Training, as_digits
from dlviz.training.plan import (
    CIFAR,
    DATA,
    FEWEST_PICTURES,
    LARGEST_RATE,
    MNIST,
    MOST_EPOCHS,
    MOST_PICTURES,
    Plan,
    adapt_network,
)
from dlviz.ui.architecture.builder import NETWORK
from dlviz.ui.architecture.cifar import download_is_running
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import background, digit_networks, keepsakes, page_parts
from dlviz.ui.shared.cifar_pictures import available_pictures
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.undo import Undo
from dlviz.ui.shared.visitors import TRAINED_NETWORK, presence, visitor

_UNDO = Undo("architecture_training_undo")
POLL = 1.0  # polling interval in seconds
_TRAINING = keepsakes.kept("architecture_training")
_SMALLEST_RATE = 0.00001
_DEFAULT = Plan(Network((1, 28, 28), ()))

LIMITS = (
    Limit("architecture_pictures", "pictures", FEWEST_PICTURES, MOST_PICTURES[MNIST]),
    Limit("architecture_epochs", "epochs", 1, MOST_EPOCHS),
    Limit("architecture_rate", "learning rate", _SMALLEST_RATE, LARGEST_RATE),
    Limit("architecture_train_seed", "the seed", 0, LARGEST_SEED),
)


def current_training() -> Training | None:
    """Return this visitor's training, if there is one."""
    training = st.session_state.get(_TRAINING)
    return training if isinstance(training, Training) else None


def trained_network() -> OwnNetwork | None:
    """Return this visitor's network with its weights so far; None if there is none."""
    share_trained_network()
    own = st.session_state.get(TRAINED_NETWORK)
    return own if isinstance(own, OwnNetwork) else None


def seconds_to_next_look() -> float | None:
    """Return the polling interval in seconds while background work is running, else None."""
    training = current_training()
    is_busy = (training is not None and training.is_running) or download_is_running()
    return POLL if is_busy else None


def share_trained_network() -> None:
    """Make the current weights available to the other pages; call this in every run."""
    training = current_training()
    if training and training.standing.records:
        st.session_state[TRAINED_NETWORK] = training.own_network


def show(network: Network) -> Plan:
    """Place the training's controls, buttons and curve; return the settings of the training."""
    plan = _choose(network)
    training = current_training()
    if training:
        training.look()
    if plan.problem:
        _show_problem(plan)
    _show_player(training, plan)
    if training and training.standing.problem:
        st.warning(training.standing.problem)
    if training and training.standing.records:
        _show_curve(training)
    else:
        page_parts.notice(notices.about_plan(compute_shapes(network), plan))
    return plan


def _choose(network: Network) -> Plan:
    has_cifar = cifar100.folder() is not None
    default = CIFAR if has_cifar and network.input == DATA[CIFAR].input else MNIST
    with st.container(horizontal=True):
        data = st.segmented_control(
            "Train on",
            list(DATA),
            default=default,
            required=True,
            key="architecture_data",
            bind="query-params",
        )
        n_pictures = st.number_input(
            "Pictures",
            FEWEST_PICTURES,
            MOST_PICTURES[MNIST],
            _DEFAULT.n_pictures,
            1000,
            key="architecture_pictures",
            bind="query-params",
            width=130,
        )
        epochs = st.number_input(
            "Epochs", 1, MOST_EPOCHS, _DEFAULT.epochs, key="architecture_epochs",
            bind="query-params", width=110,
        )  # fmt: skip
        rate = st.number_input(
            "Learning rate",
            _SMALLEST_RATE,
            LARGEST_RATE,
            _DEFAULT.learning_rate,
            0.001,
            format="%.5g",
            key="architecture_rate",
            bind="query-params",
            width=140,
        )
        seed = st.number_input(
            "Seed", 0, LARGEST_SEED, _DEFAULT.seed, key="architecture_train_seed",
            bind="query-params", width=110,
        )  # fmt: skip
    return Plan(network, data, min(n_pictures, MOST_PICTURES[data]), epochs, rate, seed)


def _show_problem(plan: Plan) -> None:
    fitting = replace(plan, network=adapt_network(plan.network, DATA[plan.data]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(plan.problem, icon=":material/info:")
        if fitting.network != plan.network and not fitting.problem:
            st.button(
                f"Make it fit {plan.data}",
                icon=":material/build:",
                key="architecture_adapt",
                on_click=NETWORK.replace,
                args=(fitting.network,),
                help="Changes the input and the last layer; the layers between stay the same.",
            )


def _show_player(training: Training | None, plan: Plan) -> None:
    is_running = training is not None and training.is_running
    can_go_on = training is not None and not training.is_done and training.plan == plan
    has_data = plan.data == MNIST or available_pictures("train") is not None
    if not has_data:
        st.info(
            "CIFAR-100's pictures are not on this machine: get them under “CIFAR-100”, or train "
            "on MNIST, which is always available."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_running:
            st.button("Pause", icon=":material/pause:", key="architecture_pause", on_click=_pause)
        else:
            st.button(
                "Continue" if can_go_on and training and training.standing.share else "Train it",
                icon=":material/play_arrow:",
                key="architecture_play",
                type="primary",
                on_click=_play,
                args=(plan,),
                disabled=bool(plan.problem) or not has_data,
            )
        st.button(
            "Reset", icon=":material/replay:", key="architecture_reset", on_click=_reset,
            disabled=training is None, help="Deletes the trained weights.",
        )  # fmt: skip
        _UNDO.offer()
        if training:
            _show_progress(training, plan)


def _show_progress(training: Training, plan: Plan) -> None:
    one = training.standing
    if training.is_running and training.place:
        background.show_place(training.place)
        return
    left = training.seconds_left
    if training.is_done:
        text = f"done in {one.seconds:.0f} s"
    elif training.is_running:
        text = "learning" + ("" if left is None else f", about {left:.0f} s left")
    else:
        text = "paused"
    if training.plan != plan:
        text += " (network or settings have changed since: Train it starts again)"
    st.progress(one.share, text=text, width=360)


def _show_curve(training: Training) -> None:
    records, plan = training.standing.records, training.plan
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        series = Series(
            "my network",
            1,
            [record.epoch for record in records],
            [record.train.error if record.train else 0.0 for record in records],
            [record.test_error for record in records],
        )
        live_figure(
            learning_curves([series], quantity="error in %", epochs=plan.epochs),
            key="architecture_curve",
            alt=f"Error over the epochs, now {records[-1].test_error:.1f} %",
            height=300,
        )
    with right:
        page_parts.notice(
            notices.about_training(
                records,
                len(DATA[plan.data].categories),
                "digits" if plan.data == MNIST else "pictures",
            )
        )
        st.caption(
            "Solid: test pictures. Dotted: training pictures. The network is kept as long as "
            "this tab is open: see its flattened numbers under “Flattening” and its maps on the "
            "next page."
        )
        st.page_link(
            "pages/feature_maps.py", label="**Feature maps** now shows it", icon=":material/check:"
        )
        own = training.own_network
        st.download_button(
            "Its weights",
            lambda: save(own.module.state_dict()),
            file_name="own-network.safetensors",
            icon=":material/download:",
            on_click="ignore",
            key="architecture_weights_file",
        )


def _play(plan: Plan) -> None:
    training = current_training()
    if training is None or training.is_done or training.plan != plan:
        if training:
            training.pause()
        if plan.data == MNIST:
            train, test = digit_networks.train_digits(), digit_networks.test_digits()
        else:
            found = available_pictures("train"), available_pictures("test")
            if found[0] is None or found[1] is None:
                return
            train, test = as_digits(found[0]), as_digits(found[1])
        with _UNDO.step("the training before", [_TRAINING]):
            training = Training(plan, train, test, visitor=visitor(), is_here=presence())
            st.session_state[_TRAINING] = training
    training.play()


def _pause() -> None:
    training = current_training()
    if training:
        training.pause()


def _reset() -> None:
    training = current_training()
    if training:
        training.pause()
    with _UNDO.step("what was learned", [_TRAINING]):
        st.session_state.pop(_TRAINING, None)
        st.session_state.pop(TRAINED_NETWORK, None)
