"""The view "One weight" of "Digit training": one weight's update for one digit, written out."""

from itertools import pairwise

import numpy as np
import streamlit as st

from dlviz.figures import bars
from dlviz.networks.mnist import count_parameters
from dlviz.notices import one_weight as notices
from dlviz.one_weight import Backward, backward, update_weight
from dlviz.training.methods import LDA
from dlviz.training.race import Race, Standing
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.digit_training import controls, parts
from dlviz.ui.shared import digit_networks, page_parts
from dlviz.ui.shared.number_boxes import whole_number

LAYER, WHICH, RATE, FROM, TO = (
    f"digit_training_weight_{name}" for name in ("layer", "which", "rate", "from", "to")
)
STRONGEST, CHOSEN = "largest gradient", "my choice"
_RATES = tuple(float(f"{digit}e{power}") for power in range(-3, 1) for digit in (1, 2, 5))
_RATE = 0.1
_SIDE = 28  # pixels


def show_update(race: Race | None, title: str, one: Standing) -> None:
    """Write out the update of one weight for one test digit."""
    if one.method == LDA:
        page_parts.notice(
            "The weights of LDA come from a formula and not from gradient descent: choose another "
            "network."
        )
        return
    left, right = st.columns([0.2, 0.8], gap="medium")
    images, labels = digit_networks.test_digits().images, digit_networks.test_digits().labels
    with left:
        index = parts.digit_box()
        label = parts.show_digit(index)
    image = images[index] / np.float32(255)
    found = backward(one.model, image, int(labels[index]))
    with right:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            layer, source, target = _choose_weight(found)
            rate = st.select_slider(
                "Learning rate", _RATES, value=_RATE, key=RATE, bind="query-params", width=180
            )
        step = update_weight(one.model, image, label, (layer, source, target), rate)
        names = _source_name(layer, source), _target_name(found, layer, target)
        behind = None if layer == len(found.given) - 1 else len(found.slopes[layer + 1])
        st.markdown("  \n".join(notices.lines(step, *names, behind, count_parameters(one.model))))
        live_figure(
            bars.answers({"before": step.before, "after the step of all weights": step.after}),
            key="digit_training_weight_bars",
            alt=f"The ten probabilities that {title} gives to test digit {index}, before and after "
            "one step of all weights",
            height=220,
        )
    shares = [float((own != 0).mean()) for own in (found.given[layer], found.deltas(layer))]
    page_parts.notice(notices.about_update(step, *names, shares))
    st.caption(notices.about_optimiser(step, *_optimiser(race, one)))


def place_on_screen(one: Standing, index: int) -> tuple[int, int, int]:
    """Return (layer, from, to) of the weight that the view shows, from 0, for the program."""
    digits = digit_networks.test_digits()
    found = backward(one.model, digits.images[index] / np.float32(255), int(digits.labels[index]))
    names = _layer_names(found)
    name = st.session_state.get(LAYER)
    layer = names.index(name) if name in names else len(names) - 1
    if st.session_state.get(WHICH) != CHOSEN:
        return layer, *found.strongest(layer)
    source = int(st.session_state.get(FROM, 1)) - 1
    return layer, source, int(st.session_state.get(TO, 1)) - _first(found, layer)


def rate_on_screen() -> float:
    """Return the learning rate of the view."""
    return float(st.session_state.get(RATE, _RATE))


def _choose_weight(found: Backward) -> tuple[int, int, int]:
    """Place the choice of a weight; return (layer, from, to), from 0."""
    names = _layer_names(found)
    if st.session_state.get(LAYER, names[-1]) not in names:
        st.session_state[LAYER] = names[-1]  # the stored layer belongs to another network
    name = st.selectbox(
        "A weight from", names, index=len(names) - 1, key=LAYER, bind="query-params", width=190
    )
    layer = names.index(name)
    source, target = found.strongest(layer)
    which = st.segmented_control(
        "Which weight", (STRONGEST, CHOSEN), default=STRONGEST, required=True, key=WHICH,
        bind="query-params",
    )  # fmt: skip
    if which == CHOSEN:
        first = _first(found, layer)
        most = len(found.slopes[layer]) - 1 + first
        source = whole_number("From", FROM, 1, len(found.given[layer]), source + 1, width=90) - 1
        target = whole_number("To", TO, first, most, target + first, width=90) - first
    return layer, source, target


def _layer_names(found: Backward) -> list[str]:
    ends = ["pixels", *(f"layer {number}" for number in range(1, len(found.given))), "outputs"]
    return [f"{one} to {other}" for one, other in pairwise(ends)]


def _first(found: Backward, layer: int) -> int:
    """Return from where the units that a layer's weights go to are counted: outputs from 0."""
    return 0 if layer == len(found.given) - 1 else 1


def _source_name(layer: int, source: int) -> str:
    if layer:
        return f"unit {source + 1} of layer {layer}"
    row, column = divmod(source, _SIDE)
    return f"pixel {source + 1} (row {row + 1}, column {column + 1})"


def _target_name(found: Backward, layer: int, target: int) -> str:
    is_output = layer == len(found.given) - 1
    return f"output {target}" if is_output else f"unit {target + 1} of layer {layer + 1}"


def _optimiser(race: Race | None, one: Standing) -> tuple[str, float]:
    """Return optimiser and learning rate of the race, or of the settings if it is over."""
    is_raced = race is not None and parts.is_raced(race, one)
    choices = race.choices if race and is_raced else controls.ridge_choices()
    return choices.optimiser, choices.learning_rate
