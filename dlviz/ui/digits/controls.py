"""The controls of "Draw a digit": input, weights of the network, selected unit, shift."""

import random
from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.datasets.drawings import DRAWINGS
from dlviz.datasets.mnist import PIXELS
from dlviz.digits import normalise, squeeze
from dlviz.figures.pictures import enlarged, ink_picture
from dlviz.inside import DIGIT_REACH, OUTPUT
from dlviz.networks.mnist import MLP, UNITS, activations
from dlviz.ui.components.drawing_pad.drawing_pad import SIDE, Sample
from dlviz.ui.components.network_view.network_view import (
    Source,
    clamped_move,
    dragged,
    selected_unit,
)
from dlviz.ui.shared import digit_networks, keepsakes
from dlviz.ui.shared.kept_drawing import KeptPad
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import cap_kept_number

NETWORK = "digits_network"
FIGURE_SHIFTS = "digits_shifts"
FIGURE_MISTAKES = "digits_mistakes"

# These texts are also values in links: do not change them.
DRAWING, TEST_DIGIT = "my drawing", "a test digit"
RANDOM = "random"
WEIGHTS = ("augmented", "dropout", "ridge", RANDOM)
_WEIGHTS = keepsakes.chosen("digits_weights")
WINNER = "the winner"
_PAD = KeptPad("digits_pad")
_UNIT, _OUTPUT = "digits_unit_number", "digits_output"  # counted from 1; a digit
_LAYERS = ("256 units", "128 units", "10 outputs")
_N_TEST = 10_000
_LAST_SEED = 9_999
LIMITS = (
    Limit("digits_test", "test digit", 0, _N_TEST - 1),
    Limit("digits_seed", "the seed", 0, _LAST_SEED),
    Limit(_UNIT, "unit", 1, UNITS[0], from_zero="digits_unit"),
    Limit(_OUTPUT, "digit of the output", 0, UNITS[-1] - 1),
    Limit("digits_dx", "move to the right", -DIGIT_REACH, DIGIT_REACH),
    Limit("digits_dy", "move down", -DIGIT_REACH, DIGIT_REACH),
)


@dataclass(frozen=True, slots=True)
class Controls:
    """The settings of the controls above the picture.

    Attributes:
        source: DRAWING or TEST_DIGIT.
        weights: One of WEIGHTS, or `digit_networks.OWN` if the visitor keeps a network.
        seed: Seed of random weights.
        is_normalised: Whether a drawing is normalised the way MNIST was.
    """

    source: str
    weights: str
    seed: int
    is_normalised: bool


def choose_input() -> Controls:
    """Place the controls above the picture."""
    with st.container(horizontal=True, vertical_alignment="center"):
        source = st.segmented_control(
            "Read",
            [DRAWING, TEST_DIGIT],
            default=DRAWING,
            required=True,
            key="digits_source",
            bind="query-params",
            label_visibility="collapsed",
        )
        with st.container(
            horizontal=True, vertical_alignment="center", width="content", wrap=False
        ):
            st.markdown("Weights", width="content")
            own = () if digit_networks.kept_digit_network() is None else (digit_networks.OWN,)
            weights = st.selectbox(
                "Weights",
                WEIGHTS + own,
                key=_WEIGHTS,
                bind="query-params",
                label_visibility="collapsed",
                width=190,
            )
        seed = 0
        if weights == RANDOM:
            seed = st.number_input(
                "Seed",
                0,
                _LAST_SEED,
                key="digits_seed",
                bind="query-params",
                label_visibility="collapsed",
                width=130,
            )
        is_normalised = st.toggle(
            "Normalise like MNIST",
            value=True,
            key="digits_normalise",
            bind="query-params",
            disabled=source == TEST_DIGIT,
            help="Crops the ink, scales it into 20 × 20 pixels and centres it by its mass. Test "
            "digits are already normalised.",
        )
    return Controls(source, weights, seed, is_normalised)


def choose_picture(controls: Controls) -> tuple[np.ndarray | None, np.ndarray]:
    """Place the pad or the choice of a test digit.

    Returns:
        The pad's ink (280, 280) uint8, None for a test digit; and the (28, 28) picture in [0, 1].
    """
    if controls.source == TEST_DIGIT:
        return None, _choose_test_digit()
    ink = _draw()
    return ink, normalise(ink) if controls.is_normalised and ink.any() else squeeze(ink)


def preview_source(controls: Controls, model: MLP, image: np.ndarray) -> Source:
    """Return what a browser needs to preview `model` on the (28, 28) picture before its move."""
    is_drawn = controls.source == DRAWING
    return Source(
        sizes=(PIXELS, *UNITS),
        activations=activations(model),
        parameters=digit_networks.parameters_address(controls.weights, controls.seed),
        picture=image,
        pad=_PAD.preview() if is_drawn else None,
        side=SIDE,
        is_normalised=controls.is_normalised,
    )


def choose_unit_and_move(
    controls: Controls,
) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """Place the choice of a sample drawing, and exact inputs for the selected unit and the shift.

    Returns:
        The selected unit as (layer, index), None for the output that wins; and the shift of the
        picture as (dx, dy) in pixels.
    """
    with st.container(horizontal=True):
        name = st.selectbox(
            "Look into", (WINNER, *_LAYERS), key="digits_layer", bind="query-params", width=140
        )
        index = _choose_index(name)
        dx = _move_box("Move right", "digits_dx")
        dy = _move_box("Move down", "digits_dy")
        if controls.source == DRAWING:
            st.selectbox(
                "Start from",
                ["an empty pad", *DRAWINGS],
                key="digits_sample",
                bind="query-params",
                width=180,
            )
    if name == WINNER:
        return None, (dx, dy)
    return (_LAYERS.index(name), index), (dx, dy)


def _choose_index(name: str) -> int:
    """Place the input for a unit, counted from 1, or for the digit of an output.

    Returns:
        Its index in the layer `name`, from 0.
    """
    if name == _LAYERS[OUTPUT]:
        if _OUTPUT not in st.session_state and _OUTPUT not in st.query_params:
            # An older link counted outputs as units.
            st.session_state[_OUTPUT] = min(st.session_state.get(_UNIT, 1), UNITS[OUTPUT]) - 1
        return st.number_input(
            "Output of digit", 0, UNITS[OUTPUT] - 1, key=_OUTPUT, bind="query-params", width=110
        )
    most = UNITS[0] if name == WINNER else UNITS[_LAYERS.index(name)]
    cap_kept_number(_UNIT, most)
    number = st.number_input(
        f"Unit (1 to {most})", 1, most, key=_UNIT, bind="query-params", disabled=name == WINNER,
        width=110,
    )  # fmt: skip
    return number - 1


def select_clicked_unit() -> None:
    """Select the unit that was clicked in the network."""
    unit = selected_unit(st.session_state[NETWORK].unit)
    if unit:
        layer, index = unit
        st.session_state.digits_layer = _LAYERS[layer]
        if layer == OUTPUT:
            st.session_state[_OUTPUT] = index
        else:
            st.session_state[_UNIT] = index + 1
        st.session_state.digits_view = "One unit"


def apply_drag() -> None:
    """Shift the picture by the distance that it was dragged."""
    _set_move(dragged(NETWORK))


def apply_clicked_shift() -> None:
    """Shift the picture as in the clicked cell of the shift map."""
    point = st.session_state[FIGURE_SHIFTS].point
    if isinstance(point, dict):
        _set_move(clamped_move([point.get("x"), point.get("y")]))


def open_clicked_mistake() -> None:
    """Open the misclassified digit that was clicked."""
    point = st.session_state[FIGURE_MISTAKES].point
    index = point.get("custom") if isinstance(point, dict) else None
    if isinstance(index, int) and 0 <= index < _N_TEST:
        st.session_state.digits_source = TEST_DIGIT
        st.session_state.digits_test = index


def _set_move(move: tuple[int, int] | None) -> None:
    if move:
        st.session_state.digits_dx, st.session_state.digits_dy = move


def _draw() -> np.ndarray:
    name = st.session_state.get("digits_sample")
    sample = None
    if name in DRAWINGS:
        sample = Sample(name, DRAWINGS[name].strokes, DRAWINGS[name].width)
    return _PAD.show(sample)


def _choose_test_digit() -> np.ndarray:
    digits = digit_networks.test_digits()
    picture = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        index = st.number_input(
            "Test digit (0 to 9,999)", 0, _N_TEST - 1, key="digits_test", bind="query-params",
            help=digit_networks.NUMBERED,
        )  # fmt: skip
        st.button(
            "Any",
            icon=":material/shuffle:",
            key="digits_any",
            on_click=_choose_any_digit,
            help="A random digit",
        )
    with picture:
        st.image(
            enlarged(ink_picture(digits.images[index] / 255), 10),
            caption=f"Test digit {index}; its label is {digits.labels[index]}",
            alt=f"Test digit {index}, a {digits.labels[index]}",
        )
    return digits.images[index] / np.float32(255)


def _choose_any_digit() -> None:
    # No seed is needed: the link holds the digit that was drawn.
    st.session_state.digits_test = random.randrange(_N_TEST)


def _move_box(label: str, key: str) -> int:
    return st.number_input(
        label, -DIGIT_REACH, DIGIT_REACH, 0, key=key, bind="query-params", width=95
    )
