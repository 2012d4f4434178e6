"""The controls above the picture of "Two inputs": network, data and training settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dlviz.activations import ACTIVATIONS
from dlviz.datasets.points import CLASSIFICATION, REGRESSION, TARGETS
from dlviz.networks.two_inputs import FEATURES, MOST_LAYERS, MOST_UNITS
from dlviz.training.two_inputs import PRODUCT_SETTINGS, TwoInputSettings
from dlviz.two_inputs_setup import PLAIN, Setup
from dlviz.ui.shared.limits import Limit

TRAINING_POINTS, TEST_POINTS = "training points", "test points"
SEEDS = 9999

# The ranges of the numbers in a link: key, name, lowest, highest.
LIMITS = (
    Limit("two_inputs_units", "hidden units K", 1, MOST_UNITS),
    Limit("two_inputs_layers", "hidden layers", 1, MOST_LAYERS),
    *(
        Limit(f"two_inputs_size{layer}", f"units in layer {layer}", 1, MOST_UNITS)
        for layer in range(1, MOST_LAYERS + 1)
    ),
    Limit("two_inputs_start", "the start", 0, SEEDS),
    Limit("two_inputs_data", "the draw of the data", 0, SEEDS),
    Limit("two_inputs_points", "points", 40, 1000),
    Limit("two_inputs_noise", "noise", 0.0, 0.5),
    Limit("two_inputs_share", "share of training points", 0.1, 0.9),
    Limit("two_inputs_rate", "learning rate", 0.00001, 10.0),
    Limit("two_inputs_l1", "L1", 0.0, 1.0),
    Limit("two_inputs_l2", "L2", 0.0, 1.0),
    Limit("two_inputs_batch", "batch size", 1, 1000),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings of the controls above the picture.

    Attributes:
        setup: Settings of the network and its data.
        settings: Settings of the training.
        is_paced: Whether the training is slowed down so that the eye can follow it.
        shown: TRAINING_POINTS, TEST_POINTS, both or none.
        is_discrete: Whether only the sign of f is drawn.
    """

    setup: Setup
    settings: TwoInputSettings
    is_paced: bool
    shown: Sequence[str]
    is_discrete: bool


def choose() -> Choice:
    """Place the controls above the picture."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        target = st.selectbox(
            "Target", list(TARGETS), key="two_inputs_target", bind="query-params", width=150
        )
        activation = st.selectbox(
            "Activation g",
            list(ACTIVATIONS),
            key="two_inputs_activation",
            bind="query-params",
            width=125,
        )
        width = st.container(width=130)
        with st.popover("Data", icon=":material/scatter_plot:"):
            data = _choose_data()
            shown, is_discrete = _choose_shown()
        with st.popover("Training", icon=":material/tune:"):
            settings, start, is_paced = _choose_settings()
        is_deep = st.toggle(
            "Deeper",
            key="two_inputs_deeper",
            bind="query-params",
            help="More layers and more inputs, as in TensorFlow Playground.",
        )
        with width:
            n_layers, units = _choose_width(is_deep=is_deep)
        hidden = _choose_layers(n_layers) if is_deep else (units,)
    task, features = _choose_task(target) if is_deep else (REGRESSION, PLAIN)
    setup = Setup(
        target=target,
        task=task,
        features=features,
        hidden=hidden,
        activation=activation,
        start=start,
        **data,
    )
    return Choice(setup, settings, is_paced, shown, is_discrete)


def _choose_data() -> dict[str, Any]:
    points = st.number_input(
        "Points", 40, 1000, 400, 20, key="two_inputs_points", bind="query-params"
    )
    share = st.slider(
        "Share for training", 0.1, 0.9, 0.5, 0.1, key="two_inputs_share", bind="query-params"
    )
    noise = st.slider("Noise", 0.0, 0.5, 0.0, 0.05, key="two_inputs_noise", bind="query-params")
    seed = st.number_input("Draw", 0, SEEDS, key="two_inputs_data", bind="query-params")
    st.button(
        "Another draw", icon=":material/casino:", key="two_inputs_draw", on_click=_choose_next_draw
    )
    return {
        "n_points": points,
        "train_share": share,
        "noise": noise,
        "data_seed": seed,
    }


def _choose_shown() -> tuple[Sequence[str], bool]:
    shown = st.segmented_control(
        "Show",
        (TRAINING_POINTS, TEST_POINTS),
        selection_mode="multi",
        default=[TRAINING_POINTS],
        key="two_inputs_show",
        bind="query-params",
    )
    is_discrete = st.toggle(
        "Show only the sign of f",
        key="two_inputs_discrete",
        bind="query-params",
        help="Discretised.",
    )
    return shown, is_discrete


def _choose_next_draw() -> None:
    seed = st.session_state.get("two_inputs_data", 0)
    st.session_state.two_inputs_data = (seed + 1) % SEEDS


def _choose_settings() -> tuple[TwoInputSettings, int, bool]:
    pace = st.segmented_control(
        "Pace",
        ["to watch", "as fast as it goes"],
        default="to watch",
        required=True,
        key="two_inputs_pace",
        bind="query-params",
        help="“to watch”: at most fifteen epochs per second.",
    )
    optimiser = st.segmented_control(
        "Optimiser",
        ["Adam", "SGD"],
        default=PRODUCT_SETTINGS.optimiser,
        required=True,
        key="two_inputs_optimiser",
        bind="query-params",
    )
    rate = st.number_input(
        "Learning rate",
        0.00001,
        10.0,
        PRODUCT_SETTINGS.learning_rate,
        0.001,
        format="%.5g",
        key="two_inputs_rate",
        bind="query-params",
    )
    l1 = st.number_input(
        "L1", 0.0, 1.0, 0.0, 0.001, format="%.4g", key="two_inputs_l1", bind="query-params"
    )
    l2 = st.number_input(
        "L2", 0.0, 1.0, 0.0, 0.001, format="%.4g", key="two_inputs_l2", bind="query-params"
    )
    batch = st.number_input(
        "Batch size", 1, 1000, PRODUCT_SETTINGS.batch_size, key="two_inputs_batch",
        bind="query-params",
    )  # fmt: skip
    start = st.number_input(
        "Start (seed of the random weights)", 0, SEEDS, key="two_inputs_start", bind="query-params"
    )
    settings = TwoInputSettings(
        optimiser=optimiser, learning_rate=rate, l1=l1, l2=l2, batch_size=batch
    )
    return settings, start, pace == "to watch"


def _choose_width(*, is_deep: bool) -> tuple[int, int]:
    """Return the number of hidden layers, and of units if there is one layer."""
    if is_deep:
        n_layers = st.number_input(
            "Hidden layers", 1, MOST_LAYERS, 2, key="two_inputs_layers", bind="query-params",
            persist_state="session",
        )  # fmt: skip
        return n_layers, 0
    units = st.number_input(
        "Hidden units K", 1, MOST_UNITS, 2, key="two_inputs_units", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    return 1, units


def _choose_layers(n_layers: int) -> tuple[int, ...]:
    """Return the units in each hidden layer."""
    return tuple(
        st.number_input(
            f"Layer {layer}", 1, MOST_UNITS, 4, key=f"two_inputs_size{layer}", bind="query-params",
            persist_state="session", width=78,
        )
        for layer in range(1, n_layers + 1)
    )  # fmt: skip


def _choose_task(target: str) -> tuple[str, tuple[str, ...]]:
    """Return the task and the inputs of a deeper network."""
    task = TARGETS[target].task
    with st.container(horizontal=True, vertical_alignment="bottom"):
        features = st.pills(
            "Inputs",
            list(FEATURES),
            selection_mode="multi",
            default=list(PLAIN),
            key="two_inputs_features",
            bind="query-params",
            persist_state="session",
        )
        if task == CLASSIFICATION:
            task = st.segmented_control(
                "Task",
                [CLASSIFICATION, REGRESSION],
                default=CLASSIFICATION,
                required=True,
                key="two_inputs_task",
                bind="query-params",
                persist_state="session",
                help="For classification, tanh is applied to the output.",
            )
    return task, tuple(name for name in FEATURES if name in features) or PLAIN
