"""What to notice about networks: every number said is one that was computed."""

import numpy as np
import pytest
import torch

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY, network
from dlviz.flattening import Weights, flatten_picture, locate, seen_pixels
from dlviz.networks.built import build
from dlviz.notices import architecture as notices
from dlviz.training.loop import LoopEpoch, Score
from dlviz.training.plan import Plan


def test_the_largest_and_the_busiest_layer_are_named() -> None:
    said = notices.about_shapes(compute_shapes(network(LECTURE)))
    assert "dense1 has 54% of the 964,516 parameters, but conv2 does 30%" in said
    assert "used once for each picture, a filter's weight at 256 places" in said
    assert "3,072 numbers have become 1,024" in said
    said = notices.about_shapes(compute_shapes(network("1x8x8 flatten d5")))
    assert "dense1 has 100% of the 325 parameters and does 100% of the work" in said
    assert "every unit weighs all 64 numbers" in said


@pytest.mark.parametrize("text", [SHIPPED, LENET, TINY, "1x8x8", "1x8x8 max2", "2x8x8 c3k3"])
def test_something_is_said_about_every_network(text: str) -> None:
    assert notices.about_shapes(compute_shapes(network(text))).endswith(".")


def test_a_flattened_number_and_its_patch() -> None:
    module = build(network(TINY), 0)
    flattened = flatten_picture(module, torch.zeros(1, 28, 28))
    place = locate(100, flattened.maps.shape)
    field = seen_pixels(module, flattened.source, place, (28, 28))
    said = notices.about_flattened(flattened, 100, place, field, (28, 28))
    rows, columns = field.bottom - field.top + 1, field.right - field.left + 1
    assert "map 2, row 0, column 2" in said
    assert f"has seen {rows} × {columns} pixels, {rows * columns / 784:.0%}" in said
    assert "100% of all 784 numbers are exactly 0" in said


def test_weights_say_for_whom_a_number_speaks() -> None:
    values = np.array([0.5, -0.25, 0.1])
    weights = Weights("dense1", values, is_output=True, slopes=values)
    said = notices.about_weights(2.0, weights, ("cat", "dog", "cow"))
    assert "from -0.250 (dog) to +0.500 (cat)" in said
    assert "adds +1.000 to cat and -0.500 to dog" in said
    assert "says nothing about any class" in notices.about_weights(0.0, weights, ("a", "b", "c"))
    hidden = Weights("dense1", values, is_output=False, slopes=values)
    said = notices.about_weights(2.0, hidden, ("cat", "dog", "cow"))
    assert "At this picture its influences run" in said
    assert "One more of it would add +0.500 to cat" in said


def test_the_answer_is_softmax() -> None:
    said = notices.answer(np.log(np.array([0.2, 0.7, 0.06, 0.04])), ("a", "b", "c", "d"))
    assert said == "It answers b 70%, a 20%, c 6%."


def test_a_pictures_strongest_channel() -> None:
    picture = np.zeros((4, 5, 3), np.uint8)
    picture[..., 1] = 200
    picture[..., 2] = 20
    said = notices.about_picture(picture)
    assert "4 × 5 × 3 = 60 numbers" in said
    assert "green is strongest (200 of 255) and red weakest (0)" in said
    assert "almost grey" in notices.about_picture(np.full((4, 5, 3), 90, np.uint8))
    assert "on average 7" in notices.about_picture(np.full((4, 5, 1), 7, np.uint8))


def test_a_plan_says_what_it_costs() -> None:
    plan = Plan(network(TINY), n_pictures=60_000, epochs=2)
    said = notices.about_plan(compute_shapes(plan.network), plan)
    assert "60,000 pictures: 6.6 for each of the network's 9,098 parameters" in said
    assert "about 100 billion multiplications" in said  # 3 x 290,080 x 60,000 x 2
    few = Plan(network(TINY), n_pictures=500)
    assert "18 parameters for each picture" in notices.about_plan(compute_shapes(few.network), few)


def test_a_training_is_told_with_its_interval_and_against_guessing() -> None:
    records = (LoopEpoch(2.0, 1.0, Score(0.5, 200, 2000), Score(0.1, 5, 500)),)
    said = notices.about_training(records, 10, "digits")
    assert "After 2 epochs 200 of 2,000 test digits are read wrongly: 10.0 %" in said
    assert "8.8 to 11.4" in said
    assert "Guessing would be 90 %" in said
    assert "error is 1.0 %: it begins to know them by heart" in said
