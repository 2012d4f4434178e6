"""The table of views into the networks of "Digit training", and the choice of a network."""

from collections.abc import Mapping

import streamlit as st

from dlviz.networks.mnist import MLP
from dlviz.notices import digit_training as notices
from dlviz.training.race import Race, Standing
from dlviz.ui.digit_training import answers, controls, files, one_weight, parts, sweep, units
from dlviz.ui.shared import page_parts

WEIGHTS, HISTOGRAM, THINNED, CONFUSION, DIGITS, LOSS, ONE, ROBUST, SPREAD, SWEEP, KEEP = VIEWS = (
    "Weights",
    "Sizes",
    "Dropout",
    "Confusion",
    "By digit",
    "Loss",
    "One weight",
    "Units off",
    "50 networks",
    "Ridge sweep",
    "Keep",
)


def seconds_to_next_look() -> float | None:
    """Return the polling interval in seconds while a race or a sweep runs, else None."""
    return sweep.seconds_to_next_look() or controls.PLAYER.seconds_to_next_look(
        controls.POLL_INSIDE
    )


def show(view: str, race: Race | None, shown: Mapping[str, Standing]) -> None:
    """Draw `view` of the networks in `shown`; networks with non-finite weights are omitted."""
    if view == SWEEP:
        sweep.show_sweep()
        return
    lost = [title for title, one in shown.items() if not parts.is_finite(one)]
    if lost:
        page_parts.notice(notices.about_lost(lost))
        shown = {title: one for title, one in shown.items() if title not in lost}
    if not shown:
        return
    networks = {title: one for title, one in shown.items() if isinstance(one.model, MLP)}
    if view == WEIGHTS:
        units.show_weights(race, *_choose_network(shown))
    elif view == HISTOGRAM:
        units.show_histogram(networks or shown)
    elif view == CONFUSION:
        answers.show_confusion(*_choose_network(shown))
    elif view == DIGITS:
        answers.show_digits(shown)
    elif view == LOSS:
        answers.show_loss(race, *_choose_network(shown))
    elif view == ONE:
        one_weight.show_update(race, *_choose_network(shown))
    elif view == KEEP:
        files.show_keep(race, *_choose_network(shown))
    elif not networks:
        st.info("This view needs a network with hidden units: race one, or load one.")
    elif view == THINNED:
        units.show_thinned(networks)
    elif view == ROBUST:
        units.show_robustness(networks)
    else:
        units.show_spread(*_choose_network(networks))


def _choose_network(shown: Mapping[str, Standing]) -> tuple[str, Standing]:
    """Place the choice of the network to look into."""
    title = st.selectbox(
        "Look into", list(shown), key=controls.LOOK_AT, bind="query-params", width=240
    )
    return title, shown[title]
