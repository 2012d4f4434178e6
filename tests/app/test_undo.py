"""Undo restores what a control has discarded, on every page that has such a control."""

import pytest
from screen import component
from streamlit.testing.v1 import AppTest

from dlviz.datasets.mnist import Digits, load
from dlviz.layers import Network
from dlviz.training.built import Training
from dlviz.training.methods import Choices
from dlviz.training.plan import Plan
from dlviz.training.race import Race
from dlviz.training.ridge_sweep import Sweep
from dlviz.ui.shared import digit_networks

FITTING = {
    "architecture_view": "Train it",
    "architecture_network": "1x28x28 c8k3 relu max2 flatten d10",
}

pytestmark = pytest.mark.usefixtures("one_core")


def few_digits() -> Digits:
    digits = load("test")
    return Digits(digits.images[:300], digits.labels[:300])


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def is_offered(at: AppTest, key: str) -> bool:
    return any(one.key == key for one in at.button)


def test_a_race_that_was_reset(open_page) -> None:
    few = few_digits()
    race = Race(Choices(methods=("lda",), n_digits=300, epochs=2), few, few)
    race._until = 2.0
    while race._advance():
        pass
    at = open_page("pages/digit_training.py")
    at.session_state["digit_training_race"] = race
    at.run()
    undo = "digit_training_race_undo"
    assert not is_offered(at, undo)
    press(at, "digit_training_reset")
    assert at.session_state["digit_training_race"] is not race
    press(at, undo)
    assert at.session_state["digit_training_race"] is race
    assert not is_offered(at, undo)


def test_a_sweep_that_was_dropped(open_page) -> None:
    few = few_digits()
    train = digit_networks.train_digits()
    sweep = Sweep(Choices(methods=("ridge",), n_digits=300, epochs=1), train, few)
    at = open_page("pages/digit_training.py", query={"digit_training_view": "Ridge sweep"})
    at.session_state["digit_training_sweep"] = sweep
    at.run()
    press(at, "digit_training_sweep_drop")
    assert "digit_training_sweep" not in at.session_state
    press(at, "digit_training_sweep_undo")
    assert at.session_state["digit_training_sweep"] is sweep


def test_a_training_of_an_own_network_that_was_reset(open_page) -> None:
    few = few_digits()
    at = open_page("pages/architecture.py", query=FITTING)
    network = at.session_state["architecture_network_value"]
    assert isinstance(network, Network)
    training = Training(Plan(network, "MNIST"), few, few)
    at.session_state["architecture_training"] = training
    at.run()
    press(at, "architecture_reset")
    assert "architecture_training" not in at.session_state
    press(at, "architecture_training_undo")
    assert at.session_state["architecture_training"] is training


@pytest.mark.parametrize("control", ["two_inputs_reset", "two_inputs_new"])
def test_weights_that_were_trained(open_page, control: str) -> None:
    at = open_page("pages/two_inputs.py", query={"two_inputs_weights": "", "two_inputs_start": "3"})
    press(at, control)
    assert not is_offered(at, "two_inputs_undo")  # nothing was learnt yet
    start = at.number_input(key="two_inputs_start").value
    press(press(at, "two_inputs_step"), "two_inputs_step")
    learnt = component(at, "points_view")["layers"]
    press(at, control)
    assert component(at, "points_view")["layers"] != learnt
    press(at, "two_inputs_undo")
    assert component(at, "points_view")["layers"] == learnt
    assert at.number_input(key="two_inputs_start").value == start
    assert any("step **2**" in block.value for block in at.markdown)
    assert not is_offered(at, "two_inputs_undo")


def test_a_transform_that_was_removed(open_page) -> None:
    at = open_page("pages/augmentation.py")
    before = at.session_state["augmentation_chain"]
    assert at.button(key="augmentation_undo").disabled
    press(at, "augmentation_off_1")
    assert at.session_state["augmentation_chain"] != before
    press(at, "augmentation_undo")
    assert at.session_state["augmentation_chain"] == before


def test_what_is_brought_back_is_not_what_came_since(open_page) -> None:
    """If another race has been started elsewhere, undo must not replace it by the old one."""
    few = few_digits()
    at = open_page("pages/digit_training.py")
    race = Race(Choices(methods=("lda",), n_digits=300, epochs=2), few, few)
    race._until = 2.0
    while race._advance():
        pass
    at.session_state["digit_training_race"] = race
    at.run()
    press(at, "digit_training_reset")
    at.session_state["digit_training_race"] = race
    at.run()
    assert not is_offered(at, "digit_training_race_undo")
