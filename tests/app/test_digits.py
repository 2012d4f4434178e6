"""Draw a digit: what a visitor does, and what must not happen."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from offered import said_at_home
from screen import component, notices

from dlviz import inside
from dlviz.datasets import mnist as data
from dlviz.networks import mnist
from dlviz.ui.components.drawing_pad.drawing_pad import decode_ink
from dlviz.ui.digits.controls import TEST_DIGIT
from dlviz.ui.digits.views import VIEWS
from dlviz.ui.shared import restarts
from dlviz.ui.shared.digit_networks import OWN

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/digits.py"


def network(at) -> dict:
    return component(at, "network_view")


def test_the_page_shows_the_numbers_of_the_network(open_page) -> None:
    at = open_page(PAGE, query={"digits_source": TEST_DIGIT, "digits_test": "8"})
    image = data.load("test").images[8] / np.float32(255)
    expected = inside.read(mnist.load("augmented"), image)
    shown = network(at)
    np.testing.assert_allclose(shown["probabilities"], expected.probabilities, atol=1e-6)
    assert shown["winner"] == expected.winner
    assert shown["message"] == ""
    assert f"predicts {expected.winner} with" in notices(at)


def test_an_empty_pad_is_said_plainly_and_nothing_is_guessed(open_page) -> None:
    at = open_page(PAGE)
    shown = network(at)
    assert "empty" in shown["message"]
    assert "reads" not in notices(at)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(open_page, view: str) -> None:
    at = open_page(
        PAGE, query={"digits_source": TEST_DIGIT, "digits_test": "8", "digits_view": view}
    )
    assert not at.exception
    assert "What to notice" in notices(at)


@pytest.mark.parametrize("weights", ["dropout", "ridge", "random"])
def test_other_weights_give_other_answers(open_page, weights: str) -> None:
    query = {"digits_source": TEST_DIGIT, "digits_test": "8"}
    usual = network(open_page(PAGE, query=query))
    other = network(open_page(PAGE, query={**query, "digits_weights": weights}))
    assert other["logits"] != usual["logits"]


def test_random_weights_follow_the_seed_in_the_link(open_page) -> None:
    query = {"digits_source": TEST_DIGIT, "digits_weights": "random", "digits_seed": "5"}
    image = data.load("test").images[0] / np.float32(255)
    expected = inside.read(mnist.random_mlp(5), image)
    np.testing.assert_allclose(network(open_page(PAGE, query=query))["logits"], expected.logits)


def test_moving_the_picture_changes_the_answer(open_page) -> None:
    at = open_page(PAGE, query={"digits_source": TEST_DIGIT, "digits_test": "0"})
    before = network(at)
    at.number_input(key="digits_dx").set_value(6).run()
    after = network(at)
    assert after["move"] == [6, 0]
    assert after["logits"] != before["logits"]
    image = inside.move(data.load("test").images[0] / np.float32(255), 6, 0)
    expected = inside.read(mnist.load("augmented"), image)
    np.testing.assert_allclose(after["probabilities"], expected.probabilities, atol=1e-6)


@pytest.mark.parametrize(
    "query",
    [
        {"digits_test": "99999"},
        {"digits_test": "-1"},
        {"digits_unit": "100000", "digits_layer": "10 outputs"},
        {"digits_unit": "255", "digits_layer": "128 units"},
        {"digits_unit_number": "999", "digits_layer": "128 units"},
        {"digits_dx": "1e9", "digits_dy": "nan"},
        {"digits_dx": "1e999", "digits_seed": "-1e999", "digits_test": "inf"},
        {"digits_weights": "../../etc/passwd"},
        {"digits_view": "<script>"},
        {"digits_source": ""},
        {"digits_seed": "seven", "digits_weights": "random"},
        {"digits_sample": "no such drawing"},
        {"lecture": "perhaps"},
    ],
    ids=str,
)
def test_a_forged_link_opens_the_page_all_the_same(open_page, query: dict[str, str]) -> None:
    at = open_page(PAGE, query={"digits_source": TEST_DIGIT, **query})
    assert not at.exception
    shown = network(at)
    assert max(map(abs, shown["move"])) <= inside.DIGIT_REACH
    sizes = [784, 256, 128, 10]
    assert shown["selected"]["index"] < sizes[shown["selected"]["layer"]]


def test_a_preset_shows_its_goal_and_sets_the_page(open_page) -> None:
    at = open_page(PAGE)
    assert not any("Try this" in block.value for block in at.markdown)
    at.button(key="preset_1").click().run()
    assert any("Try this" in block.value for block in at.markdown)
    assert at.segmented_control(key="digits_source").value == TEST_DIGIT
    assert network(at)["selected"] == {"layer": 3, "index": 7}


def goal(at) -> str:
    return next((block.value for block in at.markdown if "Try this" in block.value), "")


def test_a_drawing_that_a_link_asks_for_is_on_the_pad_at_once(open_page) -> None:
    at = open_page(PAGE, query={"digits_sample": "three in the corner"})
    assert component(at, "drawing_pad")["sample"]["name"] == "three in the corner"


def test_the_goal_to_normalise_stays_when_it_is_obeyed(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_0").click().run()
    assert "switch normalising on" in goal(at)
    assert not at.toggle(key="digits_normalise").value
    at.toggle(key="digits_normalise").set_value(True).run()
    assert "switch normalising on" in goal(at)


def test_the_goal_to_look_at_units_stays_at_another_unit(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_1").click().run()
    assert (network(at)["layers"][1]["values"]) != ""
    at.selectbox(key="digits_layer").set_value("256 units").run()
    at.number_input(key="digits_unit_number").set_value(27).run()
    assert "point at bright cells" in goal(at)
    assert "ReLU" in notices(at)


def test_the_four_models_do_disagree_and_the_goal_outlives_a_drawing(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_2").click().run()
    assert "The models disagree" in notices(at)
    image = data.load("test")
    assert image.labels[8] == 5
    answers = {
        inside.read(mnist.load(name), image.images[8] / np.float32(255)).winner
        for name in ("dropout", "ridge", "logistic", "lda")
    }
    assert 5 in answers
    assert len(answers) > 1
    assert any("is better than" in block.value for block in at.caption)
    at.segmented_control(key="digits_source").set_value("my drawing").run()
    assert "draw a digit yourself" in goal(at)


def test_softmax_writes_out_logits_of_any_size(open_page) -> None:
    query = {"digits_source": TEST_DIGIT, "digits_weights": OWN, "digits_view": "Softmax"}
    at = open_page(PAGE)
    model = mnist.random_mlp(1)
    with torch.no_grad():
        model.output.bias[:2] = torch.tensor([5000.0, -5000.0])
    at.session_state["digit_networks_own_network"] = model
    at.run()
    at.segmented_control(key="digits_source").set_value(query["digits_source"]).run()
    at.segmented_control(key="digits_view").set_value(query["digits_view"]).run()
    at.selectbox(key="digits_weights").set_value(query["digits_weights"]).run()
    assert not at.exception
    assert any(r"\cdot 10^{2171}" in block.value for block in at.get("latex"))
    assert "about 10^" in notices(at)


def test_formulas_may_break_between_their_terms(open_page) -> None:
    """No fraction and no table of lines holds ten terms: a phone would cut it."""
    at = open_page(PAGE, query={"digits_source": TEST_DIGIT, "digits_view": "Softmax"})
    for block in at.get("latex"):
        inside = re.findall(r"\\frac\{(.*?)\} = ", block.value)
        assert all(part.count("+") < 2 for part in inside)
        assert "aligned" not in block.value


def test_a_picture_that_was_moved_out_has_no_centre(open_page) -> None:
    query = {"digits_view": "Normalisation", "digits_source": TEST_DIGIT, "digits_test": "0"}
    at = open_page(PAGE, query=query)
    assert "centre of mass lies" in notices(at)
    at.number_input(key="digits_dx").set_value(8).run()
    assert not at.exception


def test_a_preset_holds_against_a_message_that_was_on_its_way(open_page) -> None:
    at = open_page(PAGE, query={"digits_view": "Softmax"})
    at.button(key="preset_0").click().run()
    assert at.segmented_control(key="digits_view").value == "Normalisation"
    # A message from before the preset: neither its values nor its number are known to the browser.
    at.number_input(key="frame_heard").set_value(restarts.BIRTH)
    at.segmented_control(key="digits_view").set_value("Softmax").run()
    assert at.segmented_control(key="digits_view").value == "Normalisation"
    assert at.number_input(key="frame_heard").value == restarts.BIRTH + 1


def test_what_a_preset_set_is_changed_back_at_once(open_page) -> None:
    at = open_page(PAGE, query={"digits_view": "Softmax"})
    at.button(key="preset_0").click().run()
    at.toggle(key="digits_normalise").set_value(True).run()
    at.segmented_control(key="digits_view").set_value("Softmax").run()
    assert at.toggle(key="digits_normalise").value
    assert at.segmented_control(key="digits_view").value == "Softmax"


def test_all_four_models_are_compared_with_their_test_errors(open_page) -> None:
    query = {"digits_source": TEST_DIGIT, "digits_view": "Four models"}
    at = open_page(PAGE, query=query)
    table = at.table[0].value.to_csv()
    for name in ("dropout", "ridge", "logistic", "lda"):
        assert f"{mnist.record(name).test_error:.2f}%" in table
    assert '"235,146"' in table
    assert '"7,850"' in table


@pytest.mark.parametrize("weights", ["augmented", "random"])
def test_the_code_prints_the_numbers_on_screen(
    open_page, weights: str, monkeypatch, tmp_path
) -> None:
    query = {"digits_source": TEST_DIGIT, "digits_test": "247", "digits_dy": "-2"}
    at = open_page(PAGE, query=query | {"digits_weights": weights})
    assert not at.code  # built only when it is opened
    output = said_at_home(at, "digits_code", monkeypatch, tmp_path)
    lines = re.findall(r"logit +(\S+)  probability (\S+)$", output, re.MULTILINE)
    np.testing.assert_allclose(
        [float(probability) for _, probability in lines], network(at)["probabilities"], atol=2e-6
    )
    np.testing.assert_allclose([float(z) for z, _ in lines], network(at)["logits"], atol=1e-3)


def strokes(*told: object) -> dict:
    return {"sequence": 1, "strokes": [{"points": points, "width": 18} for points in told]}


def test_the_pad_draws_what_its_strokes_say() -> None:
    """Every pixel by its distance from the stroke's middle line; only the edge is mixed."""
    ink = decode_ink(strokes([60, 100, 200, 130], [40.5, 220]))
    y, x = np.mgrid[:280, :280] + 0.5
    along = np.clip(((x - 60) * 140 + (y - 100) * 30) / (140**2 + 30**2), 0, 1)
    far = np.hypot(x - 60 - 140 * along, y - 100 - 30 * along)
    far = np.minimum(far, np.hypot(x - 40.5, y - 220))
    assert (ink[far < 9 - 1.5] == 255).all()
    assert (ink[far > 9 + 1.5] == 0).all()


def test_a_pen_outside_of_the_pad_leaves_ink_where_it_crosses_it() -> None:
    ink = decode_ink(strokes([-100, 140, 1e300, 140]))
    assert (ink[140] == 255).all()
    assert not ink[:120].any()


@pytest.mark.parametrize(
    "stroke",
    [
        None,
        "text",
        7,
        [],
        {},
        {"points": [1, 2]},
        {"points": [], "width": 18},
        {"points": [1], "width": 18},
        {"points": [1, 2, 3], "width": 18},
        {"points": ["1", 2], "width": 18},
        {"points": [[1, 2]], "width": 18},
        {"points": [1, float("nan")], "width": 18},
        {"points": [1, 10**400], "width": 18},
        {"points": "12", "width": 18},
        {"points": [100, 100], "width": "18"},
        {"points": [100, 100], "width": 0},
        {"points": [100, 100], "width": 1e9},
        {"points": [100, 100], "width": float("nan")},
    ],
)
def test_a_forged_stroke_leaves_no_ink_and_the_others_stay(stroke: object) -> None:
    good = strokes([40, 40, 90, 90])
    forged = good | {"strokes": [stroke, *good["strokes"], stroke]}
    np.testing.assert_array_equal(decode_ink(forged), decode_ink(good))


@pytest.mark.parametrize(
    "message",
    [None, "text", 7, [], {}, {"strokes": 3}, {"strokes": ""}, {"strokes": []}, {"png": "A"}],
)
def test_a_forged_message_is_an_empty_pad(message: object) -> None:
    ink = decode_ink(message)
    assert ink.shape == (280, 280)
    assert not ink.any()


def test_a_drawing_has_no_more_points_than_the_pad_sends() -> None:
    room = 12_000
    first = [10, 10] * (room - 1)
    ink = decode_ink(strokes(first, [100, 100, 200, 200], [250, 250]))
    assert ink[100, 100] == 255
    assert not ink[180:, 180:].any()
    many = {"strokes": [{"points": [3, 3], "width": 1 + n % 64} for n in range(10**5)]}
    assert decode_ink(many)[3, 3] == 255


def test_messages_of_the_network_view_are_checked() -> None:
    from dlviz.ui.components.network_view.network_view import clamped_move, selected_unit

    assert selected_unit({"layer": 1, "index": 255}) == (0, 255)
    assert selected_unit({"layer": 3, "index": 9}) == (2, 9)
    for bad in (None, 3, {}, {"layer": 0, "index": 1}, {"layer": 1, "index": 256},
                {"layer": "1", "index": 0}, {"layer": 4, "index": 0}):  # fmt: skip
        assert selected_unit(bad) is None
    assert clamped_move([3, -2]) == (3, -2)
    assert clamped_move([300, -1e9]) == (8, -8)
    for bad in (None, [], [1], [1, 2, 3], ["1", 2], [float("nan"), 0], {"x": 1}):
        assert clamped_move(bad) is None
