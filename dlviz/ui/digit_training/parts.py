"""Helpers that the views of "Digit training" share: input widgets, and a cache per network."""

from typing import cast

import streamlit as st

from dlviz.figures.pictures import enlarged, ink_picture
from dlviz.training.methods import N_TEST
from dlviz.training.race import Race, Standing
from dlviz.ui.digit_training import controls
from dlviz.ui.shared import digit_networks

TORN_DIGIT = 8  # index of a five that looks like a six: networks disagree on it


def digit_box() -> int:
    """Place the choice of a test digit."""
    return st.number_input(
        "Test digit",
        0,
        N_TEST - 1,
        TORN_DIGIT,
        key="digit_training_digit",
        bind="query-params",
        width=140,
    )


def seed_box() -> int:
    """Place the seed of the units that are switched off."""
    return st.number_input(
        "Draw", 0, 9_999, key="digit_training_draw", bind="query-params", width=110,
        help="Seed of the units that are switched off.",
    )  # fmt: skip


def show_digit(index: int) -> int:
    """Draw a test digit; return its label."""
    digits = digit_networks.test_digits()
    label = int(digits.labels[index])
    st.image(
        enlarged(ink_picture(digits.images[index] / 255), 6),
        caption=f"no. {index}, a {label}",
        alt=f"Test digit {index}, a {label}",
    )
    return label


def remembered(one: Standing, what: str) -> dict:
    """Return this visitor's cache for one model; it lives as long as the model, not the race."""
    notes = st.session_state.setdefault("digit_training_notes", {})
    key = (what, one.method)
    model, cache = notes.get(key, (None, None))
    if model is not one.model:
        cache = {}
        notes[key] = (one.model, cache)
    return cast("dict", cache)


def is_finite(one: Standing) -> bool:
    """Return whether all weights of `one` are finite: too large a learning rate makes them NaN."""
    return all(bool(weights.isfinite().all()) for weights in one.model.parameters())


def is_raced(race: Race, one: Standing) -> bool:
    """Return whether `one` comes from `race`, not from a file that was loaded."""
    return one is not st.session_state.get(controls.LOADED) and one.method in race.choices.methods
