"""Offers the downloadable program of "Digit training", for the race and for the selected view."""

from collections.abc import Mapping

import streamlit as st

from dlviz.networks.mnist import MLP
from dlviz.snippets import digit_training as snippets
from dlviz.snippets.digit_training import Kept
from dlviz.snippets.digit_training_views import Look
from dlviz.training.methods import DROPOUT, METHODS, RIDGE
from dlviz.training.race import Race, Standing
from dlviz.ui.digit_training import controls, one_weight, parts, units
from dlviz.ui.digit_training.views import HISTOGRAM, ONE, SPREAD, THINNED
from dlviz.ui.shared import page_parts

_LOADED_FILE = "loaded-network.pth"


def offer(view: str, race: Race | None, shown: Mapping[str, Standing]) -> None:
    """Place the program: it trains the race's networks, and loads the others from files."""
    choices = race.choices if race else None
    kept = _kept(race, shown)
    page_parts.code(
        lambda: snippets.train_digits(choices, kept, _look(view, race, shown)),
        key="digit_training_code",
        files=lambda: page_parts.program_files(snippets.files(choices, kept)),
    )


def _kept(race: Race | None, shown: Mapping[str, Standing]) -> dict[str, Kept]:
    """Return the networks on screen that no race has trained."""
    loaded = st.session_state.get(controls.LOADED)
    kept = {}
    for title, one in shown.items():
        if one is loaded:
            kept[title] = Kept(_LOADED_FILE, one.model)
        elif race is None:
            kept[title] = Kept(f"{METHODS[one.method].shipped}.pth", one.model)
    return kept


def _look(view: str, race: Race | None, shown: Mapping[str, Standing]) -> Look:
    networks = {title: one for title, one in shown.items() if isinstance(one.model, MLP)}
    title = str(st.session_state.get(controls.LOOK_AT))
    if view == THINNED:
        title = next((name for name, one in networks.items() if one.method == DROPOUT), title)
    choice = networks if view in (SPREAD, THINNED) and networks else shown
    title = title if title in choice else next(iter(choice))
    one = shown[title]
    digit = int(st.session_state.get("digit_training_digit", parts.TORN_DIGIT))
    is_ridge = race is not None and parts.is_raced(race, one) and one.method == RIDGE
    return Look(
        view,
        title,
        tuple(networks or shown) if view == HISTOGRAM else tuple(networks),
        digit=digit,
        draw=int(st.session_state.get("digit_training_draw", 0)),
        share=units.dropout_of(one.model) if isinstance(one.model, MLP) else (0.0, 0.0),
        l2=race.choices.l2 if race and is_ridge else 0.0,
        is_learning=one.thinned is not None and not one.is_done,
        weight=one_weight.place_on_screen(one, digit) if view == ONE else (0, 0, 0),
        rate=one_weight.rate_on_screen(),
    )
