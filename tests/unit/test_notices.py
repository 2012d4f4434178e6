"""The sentences come from the numbers: other numbers, other sentences."""

import math
import re
import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch

from dlviz.datasets.points import draw_points
from dlviz.digits import normalisation_steps
from dlviz.inside import Activity, Reading, ShiftMap, Unit
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.notices import digits as notices
from dlviz.notices import two_inputs
from dlviz.training.loop import Score
from dlviz.training.two_inputs import DIVERGED, Verdict
from dlviz.training.two_inputs_explorer import Snapshot
from dlviz.two_inputs import PRODUCT, LectureNetwork, grid, valley
from dlviz.two_inputs_setup import trainable_network


def reading(*probabilities: float) -> Reading:
    values = np.array([*probabilities, *[0.0] * (10 - len(probabilities))])
    values = np.clip(values, 1e-9, 1)
    first, second = np.argsort(-values)[:2]
    return Reading(np.log(values), values, int(first), int(second))


def activity(answer: Reading, first: int, second: int) -> Activity:
    layers = [np.r_[np.ones(active), np.zeros(size - active)] for active, size in
              ((first, 256), (second, 128))]  # fmt: skip
    return Activity(np.zeros((28, 28)), (layers[0], layers[1]), (layers[0], layers[1]), answer)


def test_a_sure_answer_names_one_digit_and_a_torn_one_two() -> None:
    sure = notices.about_activity(activity(reading(0.02, 0.98), 60, 50))
    assert "predicts 1 with 98.0%" in sure
    assert "60 of 256 and 50 of 128" in sure
    assert "other 274" in sure
    assert "torn" not in sure
    torn = notices.about_activity(activity(reading(0.45, 0.55), 60, 50))
    assert "uncertain: 1 with 55.0%, 0 with 45.0%" in torn


def test_the_factor_is_the_ratio_of_the_probabilities() -> None:
    text = notices.about_activity(activity(reading(0.2, 0.8), 1, 1))
    assert "factor of 4.0 in probability" in text


def test_softmax_turns_a_difference_into_a_factor() -> None:
    text = notices.about_softmax(reading(0.2, 0.6, 0.1, 0.1))
    assert "logits of 1 and 0 lie 1.10 apart" in text  # ln 3
    assert "factor of 3.0" in text
    assert "share 0.2." in text


def test_a_unit_says_whether_relu_silenced_it() -> None:
    weights, inputs = np.array([2.0, -3.0, 1.0, 5.0]), np.array([1.0, 1.0, 0.5, 0.0])
    unit = Unit(0, 0, weights, inputs, weights * inputs, -0.5, -1.0, -1.5, 0.0)
    text = notices.about_unit(unit)
    assert "raise the sum of this unit by 2.50 and lower it by 3.00" in text
    assert "25% of its 4 inputs" in text
    assert "unit is inactive" in text


def test_models_that_agree_and_models_that_do_not() -> None:
    one, two = reading(0.1, 0.9), reading(0.8, 0.2)
    assert "All 2 models predict 1" in notices.about_models({"a": one, "b": one})
    mixed = notices.about_models({"a": one, "b": two, "c": one})
    assert "b predicts 0; a and c predict 1" in mixed
    assert "most confident is a with 90.0%" in mixed


def test_shifts_name_the_radius_and_the_rival() -> None:
    winners = np.full((17, 17), 3)
    winners[:, 0] = 8  # dx = -8 only
    shifts = ShiftMap(3, np.arange(-8, 9), np.full((17, 17), 0.75), winners)
    text = notices.about_shifts(shifts)
    assert "up to 7 pixels" in text
    assert "mostly predicts 8" in text
    kept = ShiftMap(3, np.arange(-8, 9), np.ones((17, 17)), np.full((17, 17), 3))
    assert "every move up to 8 pixels" in notices.about_shifts(kept)


def test_normalisation_off_says_where_the_ink_really_is() -> None:
    image = np.zeros((28, 28), np.float32)
    image[2:6, 4:8] = 1
    text = notices.about_normalisation(np.ones((28, 28)), image, is_on=False)
    assert "16 inked pixels around (6, 4)" in text


def test_normalisation_speaks_of_the_picture_that_the_network_gets() -> None:
    image = np.zeros((28, 28), np.float32)
    image[12:16, 13:15] = 1
    same = notices.about_normalisation(image, image, is_on=True)
    assert "covers 8 of 784 pixels" in same
    assert "almost the same picture" in same
    moved = notices.about_normalisation(image, np.roll(image, 8, axis=1), is_on=True)
    assert "8 inked pixels around (22, 14), before 8 around (14, 14)" in moved
    assert "almost the same picture" not in moved
    for is_on in (True, False):
        gone = notices.about_normalisation(image, np.zeros((28, 28)), is_on=is_on)
        assert "moved out of the picture" in gone


def test_a_test_digit_says_where_its_ink_really_is() -> None:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 10:20] = 1
    text = notices.about_test_digit(image)
    assert "is 10 × 20 pixels; its centre of mass lies 15.00 pixels from the left" in text
    assert "14.00 from the top" in text
    assert "moved out" in notices.about_test_digit(np.zeros((28, 28)))


def test_the_steps_say_where_the_centre_of_mass_comes_to_lie() -> None:
    ink = np.zeros((280, 280), np.uint8)
    ink[10:210, 10:110] = 255
    text = notices.about_steps(normalisation_steps(ink))
    assert "100 × 200 of 280 × 280" in text
    assert "becomes 20, so 10 × 20" in text
    assert "5.00 pixels from the left edge" in text
    assert "14.00 from the left and 14.00 from the top" in text
    assert "begins in column 10, row 5." in text  # counted from 1
    assert "kept inside" not in text
    lopsided = np.zeros((280, 280), np.uint8)
    lopsided[0:280, 0:2] = 255
    lopsided[0:2, 0:280] = 40  # faint: the box is wide, the mass lies at its left edge
    assert "kept inside" in notices.about_steps(normalisation_steps(lopsided))


def test_a_certainty_below_one_never_reads_as_one() -> None:
    sure = reading(0.99999, 0.00001)
    assert "predicts 0 with more than 99.9%." in notices.about_activity(activity(sure, 1, 1))
    models = notices.about_models({"a": sure, "b": sure})
    assert "The most confident is a with more than 99.9%, and equally confident is b." in models
    lead = Reading(np.r_[900.0, np.zeros(9)], np.r_[1.0, np.zeros(9)], 0, 1)
    assert "a factor of about 10^391 in" in notices.about_softmax(lead)
    assert "other eight digits share 0." in notices.about_softmax(lead)


def test_moves_that_lose_one_answer_do_not_keep_all() -> None:
    winners = np.full((17, 17), 3)
    winners[0, 0] = 8
    text = notices.about_shifts(ShiftMap(3, np.arange(-8, 9), np.full((17, 17), 0.75), winners))
    assert "288 of all 289 moves keep it" in text
    winners[0, 1] = 5
    text = notices.about_shifts(ShiftMap(3, np.arange(-8, 9), np.full((17, 17), 0.75), winners))
    assert "mostly predicts 5 and 8" in text


def test_mistakes_are_counted_in_ties_and_where_there_are_none() -> None:
    assert "all of these 100 digits" in notices.about_mistakes(100, 0, [])
    text = notices.about_mistakes(10_000, 9, [(7, 2, 4), (9, 7, 3), (4, 9, 2)])
    assert "most often classifies 7 as 2 (4 times), then 9 as 7 (3 times)." in text
    assert "are hard for people too" in text
    text = notices.about_mistakes(100, 90, [(7, 2, 4), (9, 7, 4), (4, 9, 2)])
    assert "most often classifies 7 as 2 and 9 as 7 (4 times each)." in text
    assert "argue" not in text  # of a network that guesses no person would say so
    text = notices.about_mistakes(1000, 3, [(7, 2, 1), (9, 7, 1), (4, 9, 1)])
    assert "No mistake occurs twice" in text
    text = notices.about_mistakes(1000, 8, [(7, 2, 4), (9, 7, 2), (4, 9, 2)])
    assert "classifies 7 as 2 (4 times)." in text


def test_four_models_are_compared_on_the_test_digits() -> None:
    right = np.ones(100, bool)
    wrong = right.copy()
    wrong[:20] = False
    scores = {
        name: Score(0.1, int((~own).sum()), 100, np.packbits(own).tobytes())
        for name, own in {"A": right, "B": wrong}.items()
    }
    assert "On the same 100 digits A is better than B (20 digits to 0" in (
        notices.about_test_errors(scores)
    )


def snapshot(network: TwoInputNetwork, target: str = "product", **changes) -> Snapshot:
    split = draw_points(target, 40)
    state = {
        "network": network, "split": split, "steps": 0, "epoch": 0.0, "losses": (0.5, 0.5),
        "history": [(0, 1.0, 1.0)], "verdict": None, "is_running": False,
    }  # fmt: skip
    return Snapshot(**state | changes)


def test_the_product_is_said_to_be_exact_and_another_network_where_it_is_worst() -> None:
    plane = grid(2.0, 5)
    wanted = plane.prod(dim=1).numpy()
    network = trainable_network(PRODUCT)
    exact = two_inputs.about_function(
        snapshot(network), PRODUCT, network(plane).numpy(), wanted, plane.numpy()
    )
    assert "Exact: with 2 hidden units" in exact
    assert "slide lists β₂ = +1/4" in exact
    shifted = wanted.copy()
    shifted[7] += 3  # X1 = 0, X2 = -1
    worse = two_inputs.about_function(snapshot(network), PRODUCT, shifted, wanted, plane.numpy())
    assert "Exact" not in worse
    assert "largest at X₁ = 0, X₂ = -1: 3 instead of 0" in worse.replace("-0", "0")
    assert f"difference from the target is {9 / 25:.3g}" in worse


def test_coefficients_are_counted() -> None:
    assert "Five of the six" in two_inputs.about_coefficients(PRODUCT)
    slide = LectureNetwork(PRODUCT.weights, PRODUCT.beta.abs())
    assert "uses −1/4" in two_inputs.about_coefficients(slide)
    plane = LectureNetwork(torch.tensor([[1.0, 2, 3]]), torch.tensor([0.5, 2]), "identity")
    assert "2.5" in two_inputs.about_coefficients(plane) or "5/2" in two_inputs.about_coefficients(
        plane
    )
    assert "one plane" in two_inputs.about_coefficients(plane)
    assert "-" not in two_inputs.about_coefficients(plane)  # a minus sign is longer
    assert "flat" in two_inputs.about_coefficients(
        LectureNetwork(torch.zeros(1, 3), torch.zeros(2))
    )


def test_training_is_described_by_its_own_numbers() -> None:
    network = trainable_network(PRODUCT)
    assert "Not trained yet" in two_inputs.about_training(snapshot(network))
    good = snapshot(network, steps=500, epoch=25.0, losses=(0.1, 0.11))
    assert "500 steps, 25.0 times" in two_inputs.about_training(good)
    assert "is small too" in two_inputs.about_training(good)
    over = snapshot(network, steps=500, losses=(0.1, 0.4))
    assert "4.0 times as large as" in two_inputs.about_training(over)
    stopped = snapshot(network, verdict=Verdict(DIVERGED, "Diverged: at step 3."))
    assert two_inputs.about_training(stopped) == "Diverged: at step 3."


def test_noise_is_blamed_only_where_there_is_some() -> None:
    network = trainable_network(PRODUCT)
    over = snapshot(network, steps=500, losses=(0.1, 0.4))
    assert "noise" not in two_inputs.about_training(over)
    assert "fits the training points better" in two_inputs.about_training(over, noise=0.05)
    noisy = replace(over, split=draw_points("product", 40, noise=0.5))
    variance = float(noisy.split.train_targets.var(correction=0)) / 5  # a quarter of the exact one
    below = replace(noisy, losses=(0.5 * variance, 4 * variance))
    assert "it learns the noise of its training points" in two_inputs.about_training(
        below, noise=0.5
    )
    above = replace(noisy, losses=(1.5 * variance, 4 * variance))
    assert "it learns the noise" not in two_inputs.about_training(above, noise=0.5)


@pytest.mark.parametrize(
    "losses",
    [(3.6e13, 3.6e13), (5.0, 5.0), (math.inf, math.inf), (math.nan, 1.0), (0.0, 0.0), (0.0, 2.0),
     (1e-15, 2e-15), (0.9, 0.8), (1e30, 1e38), (1.0, 0.0), (0.02, 1.8)],
)  # fmt: skip
@pytest.mark.parametrize("noise", [0.0, 0.5])
@pytest.mark.parametrize("target", ["product", "xor"])
def test_no_error_is_praised_that_is_not_small(losses, noise: float, target: str) -> None:
    own = snapshot(trainable_network(PRODUCT), target, steps=9, losses=losses)
    said = two_inputs.about_training(own, noise)
    targets = own.split.test_targets
    is_small = losses[1] <= 0.1 * float((targets - own.split.train_targets.mean()).square().mean())
    if "also fits new points" in said:
        assert is_small
        assert losses[1] <= 1.5 * losses[0] or losses[1] < 0.02
    assert not re.search(r"\b(nan|inf)\b|\d{8}", said)
    if not all(map(math.isfinite, losses)):
        assert "beyond the largest number" in said


def test_a_difference_that_float32_cannot_square_is_said_without_a_warning() -> None:
    plane = grid(2.0, 5)
    far = np.full(25, 2e19, np.float32)
    network = trainable_network(PRODUCT)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = two_inputs.about_function(
            snapshot(network), None, far, plane.prod(dim=1).numpy(), plane.numpy()
        )
    assert "4e38" in said
    for value in (np.inf, np.nan):
        said = two_inputs.about_function(
            snapshot(network), None, np.full(25, value), np.zeros(25), plane.numpy()
        )
        assert "beyond the largest number" in said


def test_units_that_move_alike_are_named_together() -> None:
    said = two_inputs.about_pieces(PRODUCT.weights, PRODUCT.beta, [4.0, 4.0])
    assert "Units 1 and 2 change the output most, each by 4" in said
    flat = two_inputs.about_pieces(PRODUCT.weights, PRODUCT.beta, [0.0, 0.0])
    assert "none changes the output" in flat
    lost = two_inputs.about_pieces(PRODUCT.weights, PRODUCT.beta, [math.inf, 1.0])
    assert "beyond the largest number" in lost


def test_width_is_praised_only_where_it_buys_something() -> None:
    widths = [1, 2, 3]
    assert "falls" not in two_inputs.about_widths(widths, [1e-15, 1e-14, 1e-13], "square")
    said = two_inputs.about_widths(widths, [0.5, 0.4, 0.5], "identity")
    assert "not much more accurate" in said
    assert "lowest at K = 2" in said
    assert "diverged" in two_inputs.about_widths(widths, [1.0, math.nan, math.inf], "square")
    assert "are being measured" in two_inputs.about_widths([1], [1.0], "square")


def test_the_start_of_the_valley_is_not_a_way() -> None:
    said = two_inputs.about_valley(-0.0, valley(0.0), 0.0, 0.0178)
    assert "At t = 0.00" in said
    assert "instead" not in said


def test_squares_stay_only_in_the_slide_s_own_network() -> None:
    apart = LectureNetwork(torch.tensor([[0, 1.0, 0], [0, 0, 1.0]]), torch.tensor([0, 1.0, 1.0]))
    said = two_inputs.about_coefficients(apart)
    assert "products cancel" not in said
    assert "4 of the six coefficients are 0" in said


def test_labelled_points_are_counted_on_their_sides() -> None:
    network = trainable_network(PRODUCT)
    sides = snapshot(network, "xor")
    text = two_inputs.about_function(sides, None, np.zeros(4), None, np.zeros((4, 2)))
    assert "100.0% of 20 test points" in text  # X1 X2 separates XOR
    assert "0.25" in text  # the Playground's half


def test_width_pieces_and_valley_are_put_into_words() -> None:
    assert "below 0.0001 at K = 2" in two_inputs.about_widths(
        [1, 2, 3], [1.0, 1e-6, 1e-7], "square"
    )
    assert "10 times less" in two_inputs.about_widths([1, 2], [1.0, 0.1], "ReLU")
    ridges = two_inputs.about_pieces(PRODUCT.weights, PRODUCT.beta, [4.0, 9.0])
    assert "2 ridges. Unit 2 changes the output most, by 9" in ridges
    walked = two_inputs.about_valley(1.0, valley(1.0), 4e-16, 0.0178)
    assert "the weights 2.72 for X₁ and 0.368 for X₂" in walked
    assert "4e-16" in walked


def test_an_error_that_hardly_moved_is_called_that() -> None:
    assert two_inputs._change(0.999, 1.0) == "almost as at the start"
    assert two_inputs._change(0.5, 1.0) == "0.5 of what it was at the start"
    assert two_inputs._change(1.0, 1.0) == "as at the start"
