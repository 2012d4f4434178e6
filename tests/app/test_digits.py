"""Draw a digit: what a visitor does, and what must not happen."""

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from offered import said_at_home
from PIL import Image
from screen import component, notices

from dlviz import inside
from dlviz.datasets import mnist as data
from dlviz.networks import mnist
from dlviz.ui.digits.controls import TEST_DIGIT
from dlviz.ui.digits.views import VIEWS
from dlviz.ui.shared import restarts

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
    assert not shown["blank"]
    assert f"reads {expected.winner} with" in notices(at)


def test_an_empty_pad_is_said_plainly_and_nothing_is_guessed(open_page) -> None:
    at = open_page(PAGE)
    shown = network(at)
    assert shown["blank"]
    assert "empty" in shown["message"]
    assert "reads" not in notices(at)
    assert "reads" not in shown["spoken"]


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


def png(picture: Image.Image, kind: str = "PNG") -> str:
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


def test_the_pad_reads_its_own_pictures_and_nothing_else() -> None:
    from dlviz.ui.components.drawing_pad.drawing_pad import decode_ink

    ink = np.zeros((280, 280), np.uint8)
    ink[30:60, 200:210] = 255
    good = png(Image.fromarray(ink).convert("RGB"))
    np.testing.assert_array_equal(decode_ink({"sequence": 1, "png": good}), ink)
    bomb = png(Image.new("L", (20_000, 20_000)))
    for message in (
        None,
        "text",
        7,
        [],
        {},
        {"png": 3},
        {"png": ""},
        {"png": "not base64!"},
        {"png": base64.b64encode(b"no picture").decode()},
        {"png": good[:-200]},
        {"png": png(Image.new("L", (28, 28)))},
        {"png": png(Image.new("L", (280, 280)), "GIF")},
        {"png": bomb},
        {"png": "A" * 10_000_000},
    ):
        assert not decode_ink(message).any()


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
