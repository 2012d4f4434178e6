"""The controls of "Digit training": methods of the race, number of digits, training settings."""

from dataclasses import replace

import streamlit as st

from dlviz.datasets.mnist import PIXELS
from dlviz.networks.mnist import ACTIVATIONS, HIDDEN
from dlviz.seeds import LARGEST_SEED
from dlviz.training.loop import OPTIMISERS
from dlviz.training.methods import (
    FEWEST_DIGITS,
    LARGEST_BATCH,
    LARGEST_DROPOUT,
    LARGEST_L2,
    LARGEST_RATE,
    METHOD_NAMES,
    METHODS,
    MOST_EPOCHS,
    MOST_UNITS,
    N_TRAIN,
    RIDGE,
    Choices,
)
from dlviz.training.race import Race, Standing
from dlviz.ui.shared import digit_networks, keepsakes
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.race_player import RacePlayer

PLAYER = RacePlayer("digit_training")
LOADED = keepsakes.kept("digit_training_loaded")
LOOK_AT = keepsakes.chosen("digit_training_model")
_POLL = 1.2  # polling interval of the race in seconds
POLL_INSIDE = 4.0  # polling interval of the views into a network, which cost more
_RIDGE = "digit_training_ridge_choices"
_DEFAULT = Choices()
_SMALLEST_RATE = 0.00001

# The ranges of the numbers in a link: key, name, lowest, highest.
LIMITS = (
    Limit("digit_training_digits", "training digits", FEWEST_DIGITS, N_TRAIN),
    Limit("digit_training_epochs", "epochs", 1, MOST_EPOCHS),
    Limit("digit_training_first", "units in the first hidden layer", 1, MOST_UNITS),
    Limit("digit_training_second", "units in the second hidden layer", 1, MOST_UNITS),
    Limit("digit_training_rate", "learning rate", _SMALLEST_RATE, LARGEST_RATE),
    Limit("digit_training_batch", "batch size", 1, LARGEST_BATCH),
    Limit("digit_training_l2", "ridge strength", 0.0, LARGEST_L2),
    Limit("digit_training_drop1", "dropout in the first layer", 0.0, LARGEST_DROPOUT),
    Limit("digit_training_drop2", "dropout in the second layer", 0.0, LARGEST_DROPOUT),
    Limit("digit_training_seed", "the seed", 0, LARGEST_SEED),
    Limit("digit_training_weight_from", "the unit that the weight comes from", 1, PIXELS),
    Limit("digit_training_weight_to", "the unit that the weight goes to", 0, MOST_UNITS),
)


def choose() -> Choices | None:
    """Place the controls above the picture; None if no method is ticked."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        methods = st.pills(
            "Race",
            METHOD_NAMES,
            selection_mode="multi",
            default=list(_DEFAULT.methods),
            key="digit_training_methods",
            bind="query-params",
        )
        n_digits = st.number_input(
            "Training digits",
            FEWEST_DIGITS,
            N_TRAIN,
            _DEFAULT.n_digits,
            1000,
            key="digit_training_digits",
            bind="query-params",
            width=140,
        )
        epochs = st.number_input(
            "Epochs",
            1,
            MOST_EPOCHS,
            _DEFAULT.epochs,
            key="digit_training_epochs",
            bind="query-params",
            width=110,
        )
        with st.popover("Settings", icon=":material/tune:"):
            choices = _choose_settings()
    ticked = tuple(name for name in METHOD_NAMES if name in methods)
    choices = replace(choices, n_digits=n_digits, epochs=epochs)
    # A sweep sets its own ridge strengths, and trains no other method.
    st.session_state[_RIDGE] = replace(choices, methods=(RIDGE,), l2=0.0, dropout=(0.0, 0.0))
    return replace(choices, methods=ticked) if ticked else None


def ridge_choices() -> Choices:
    """Return the controls' last settings for the ridge network, without its strength."""
    chosen = st.session_state.get(_RIDGE)
    return chosen if isinstance(chosen, Choices) else Choices(methods=(RIDGE,), l2=0.0)


def standings(race: Race | None) -> dict[str, Standing]:
    """Return the standings by title: those of the race, else of the shipped networks.

    A network that was loaded from a file comes last.
    """
    if race:
        shown = {METHODS[one.method].title: one for one in race.standings}
    else:
        shown = {METHODS[one.method].title: one for one in digit_networks.shipped_standings()}
    loaded = st.session_state.get(LOADED)
    return shown | ({"Loaded file": loaded} if loaded else {})


def seconds_to_next_look() -> float | None:
    """Return the polling interval in seconds while the race runs, else None."""
    return PLAYER.seconds_to_next_look(_POLL)


def _choose_settings() -> Choices:
    first_column, second_column = st.columns(2)
    with first_column:
        first = st.number_input(
            "Units in layer 1", 1, MOST_UNITS, HIDDEN[0], key="digit_training_first",
            bind="query-params",
        )  # fmt: skip
        second = st.number_input(
            "Units in layer 2", 1, MOST_UNITS, HIDDEN[1], key="digit_training_second",
            bind="query-params",
        )  # fmt: skip
        activation = st.selectbox(
            "Activation g", list(ACTIVATIONS), key="digit_training_activation", bind="query-params"
        )
        l2 = st.number_input(
            "Ridge strength λ",
            0.0,
            LARGEST_L2,
            _DEFAULT.l2,
            0.0001,
            format="%.5g",
            key="digit_training_l2",
            bind="query-params",
            help="λ times the sum of all squared weights is added to the loss.",
        )
        seed = st.number_input(
            "Seed", 0, LARGEST_SEED, _DEFAULT.seed, key="digit_training_seed", bind="query-params"
        )
    with second_column:
        optimiser = st.selectbox(
            "Optimiser", OPTIMISERS, key="digit_training_optimiser", bind="query-params"
        )
        rate = st.number_input(
            "Learning rate",
            _SMALLEST_RATE,
            LARGEST_RATE,
            _DEFAULT.learning_rate,
            0.001,
            format="%.5g",
            key="digit_training_rate",
            bind="query-params",
            help="The learning rate at the start; it decreases to zero like half a cosine wave.",
        )
        batch = st.number_input(
            "Batch size", 1, LARGEST_BATCH, _DEFAULT.batch_size, key="digit_training_batch",
            bind="query-params",
        )  # fmt: skip
        drops = [
            st.number_input(
                f"Dropout in layer {layer}",
                0.0,
                LARGEST_DROPOUT,
                _DEFAULT.dropout[layer - 1],
                0.1,
                format="%.2f",
                key=f"digit_training_drop{layer}",
                bind="query-params",
            )
            for layer in (1, 2)
        ]
    return Choices(
        hidden=(first, second),
        activation=activation,
        optimiser=optimiser,
        learning_rate=rate,
        batch_size=batch,
        l2=l2,
        dropout=(drops[0], drops[1]),
        seed=seed,
    )
