"""The sentences come from the numbers: other numbers, other sentences."""

import numpy as np

from dlviz.inside import Activity, Reading, ShiftMap, Unit
from dlviz.notices import digits as notices


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
    assert "reads 1 with 98.0%" in sure
    assert "60 of 256 and 50 of 128" in sure
    assert "other 274" in sure
    assert "torn" not in sure
    torn = notices.about_activity(activity(reading(0.45, 0.55), 60, 50))
    assert "torn: 1 with 55.0%, 0 with 45.0%" in torn


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
    assert "up by 2.50 and down by 3.00" in text
    assert "25% of its 4 inputs" in text
    assert "stays silent" in text


def test_models_that_agree_and_models_that_do_not() -> None:
    one, two = reading(0.1, 0.9), reading(0.8, 0.2)
    assert "All 2 models read 1" in notices.about_models({"a": one, "b": one})
    mixed = notices.about_models({"a": one, "b": two, "c": one})
    assert "b reads 0; a and c read 1" in mixed
    assert "surest is a with 90.0%" in mixed


def test_shifts_name_the_radius_and_the_rival() -> None:
    winners = np.full((17, 17), 3)
    winners[:, 0] = 8  # dx = -8 only
    shifts = ShiftMap(3, np.arange(-8, 9), np.full((17, 17), 0.75), winners)
    text = notices.about_shifts(shifts)
    assert "up to 7 pixels" in text
    assert "mostly reads 8" in text
    kept = ShiftMap(3, np.arange(-8, 9), np.ones((17, 17)), np.full((17, 17), 3))
    assert "every move up to 8 pixels" in notices.about_shifts(kept)


def test_normalisation_off_says_where_the_ink_really_is() -> None:
    image = np.zeros((28, 28), np.float32)
    image[2:6, 4:8] = 1
    text = notices.about_normalisation(np.ones((28, 28)), image, is_on=False)
    assert "16 inked pixels around (6, 4)" in text
