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
    assert "3,072 values become 1,024" in said
    said = notices.about_shapes(compute_shapes(network("1x8x8 flatten d5")))
    assert "dense1 has 100% of the 325 parameters and does 100% of the work" in said
    assert "every unit has a separate weight for each of the 64 numbers" in said


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
    assert "map 3, row 1, column 3" in said  # counted from 1
    assert f"depends on {rows} × {columns} pixels, {rows * columns / 784:.0%}" in said
    assert "100% of all 784 numbers are exactly 0" in said


def test_weights_say_for_whom_a_number_speaks() -> None:
    values = np.array([0.5, -0.25, 0.1])
    weights = Weights("dense1", values, is_output=True, slopes=values)
    said = notices.about_weights(2.0, weights, ("cat", "dog", "cow"))
    assert "from -0.250 (dog) to +0.500 (cat)" in said
    assert "adds +1.000 to cat and -0.500 to dog" in said
    assert "does not change any output" in notices.about_weights(0.0, weights, ("a", "b", "c"))
    hidden = Weights("dense1", values, is_output=False, slopes=values)
    said = notices.about_weights(2.0, hidden, ("cat", "dog", "cow"))
    assert "For this picture its influences run" in said
    assert "If the number grew by 1, it would add +0.500 to cat" in said


def test_the_answer_is_softmax() -> None:
    said = notices.answer(np.log(np.array([0.2, 0.7, 0.06, 0.04])), ("a", "b", "c", "d"))
    assert said == "Its prediction: b 70%, a 20%, c 6%."


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
    assert "After 2 epochs 200 of 2,000 test digits are misclassified: 10.0 %" in said
    assert "8.8 to 11.4" in said
    assert "Random guessing would give 90 %" in said
    assert "error is 1.0 %: it begins to overfit" in said


@pytest.mark.parametrize(
    ("epoch", "test", "train", "said"),
    [
        (0.25, (200, 2000), (5, 500), "9.0 points lower; it has not seen all of them yet"),
        (2.0, (200, 2000), (40, 500), "about the same"),
        (2.0, (12, 100), (25, 500), "about the same; the intervals overlap"),
        (2.0, (200, 2000), (5, 500), "9.0 points lower"),
        (2.0, (200, 2000), (100, 500), "does not overfit"),
        (2.0, (300, 10_000), (100, 10_000), "slightly better than on new pictures"),
        (1.0, (0, 100), (0, 100), "about the same"),
        (0.25, (90, 100), (90, 100), "about the same"),
    ],
)
def test_by_heart_is_said_only_where_the_numbers_show_it(epoch, test, train, said) -> None:
    record = LoopEpoch(epoch, 1.0, Score(0.5, *test), Score(0.1, *train))
    told = notices.about_training((record,), 10, "digits")
    assert ("begins to overfit" in told) == (epoch >= 1 and "points lower" in said)
    assert said in told


def test_two_layers_are_explained_by_their_own_numbers() -> None:
    text = LECTURE.replace("c32k3p1", "c32k5s2")
    path = compute_shapes(network(text))
    said = notices.about_shapes(path)
    steps = {step.name: step for step in path.steps}
    largest = max(path.steps, key=lambda step: step.parameters)
    busiest = max(path.steps, key=lambda step: step.multiply_adds)
    assert said.startswith(f"{largest.name} has ")
    for named, words in ((largest, "is used at"), (busiest, "at")):
        if "conv" in named.name:
            places = steps[named.name].shape[1] * steps[named.name].shape[2]
            assert f"{words} {places}" in said


def test_layers_that_are_equal_are_named_together() -> None:
    said = notices.about_shapes(compute_shapes(network("4x8x8 c4k3p1 relu c4k3p1")))
    assert said.startswith("conv1 has 50% of the 296 parameters (as much as conv2)")
    assert "does 50% of the work (as much as conv2)" in said
    said = notices.about_shapes(compute_shapes(network(LECTURE)))
    assert "conv2 does 30% of the 15,616,000 multiply-adds (as much as conv3 and conv4)" in said
    said = notices.about_shapes(compute_shapes(network("1x8x8 flatten d400 d1")))
    assert "dense1 has 98% of" in said
    assert "64 numbers" in said
    said = notices.about_shapes(compute_shapes(network("1x28x28 flatten d4000 d1")))
    assert "dense1 has more than 99% of" in said


def test_outputs_that_move_alike_speak_for_no_class() -> None:
    same = Weights("dense1", np.full(2, 0.5), is_output=True, slopes=np.full(2, 0.5))
    assert "does not favour any class" in notices.about_weights(1.0, same, ("a", "b"))
