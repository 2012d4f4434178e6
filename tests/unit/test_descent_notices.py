"""What "Two inputs" says about gradient descent, as claims over many descents."""

import math
import random
import re
from itertools import pairwise

import pytest

from dlviz.descent import Place, Trail, descend
from dlviz.notices.descent import about_descent, written

NAMES = ("w₁₁", "w₁₂")


def quartic(at) -> Place:
    """Two bowls beside each other, with a hill between."""
    x, y = at
    return Place(at, (x * x - 1) ** 2 + 3 * y * y, (4 * x * (x * x - 1), 6 * y))


def said(start, rates, rate=None) -> tuple[str, Trail]:
    trail = Trail((quartic(start),))
    for own in rates:
        trail = descend(quartic, trail, own, 1)
        if trail.refused:
            break
    other = [
        descend(quartic, Trail(trail.places[:1]), (rates or [1])[0] * factor, len(trail.rates))
        for factor in (0.1, 10)
    ]
    return about_descent(trail, NAMES, rate or (rates or [0.1])[-1], (other[0], other[1])), trail


def goes_up_at_its_end(one: Place, two: Place) -> bool:
    """Whether the loss rises where a step ends, so that a place before it is lower."""
    before = (b - 1e-7 * (b - a) for a, b in zip(one.at, two.at, strict=True))
    return quartic(tuple(before)).loss < two.loss


def test_each_sentence_holds_for_what_the_steps_did() -> None:
    draw = random.Random(5)
    seen = set()
    for _ in range(400):
        rate = 10 ** draw.uniform(-3, 0.7)
        rates = [rate] * draw.randint(0, 12)
        text, trail = said((draw.uniform(-2.5, 2.5), draw.uniform(-2.5, 2.5)), rates)
        losses = [place.loss for place in trail.places]
        n = len(trail.rates)
        if not n:
            assert ("It is not taken" in text) == (trail.refused is not None)
            continue
        change = re.search(r"the loss (fell|rose|stayed)", text)[1]
        seen.add(change)
        if change == "fell":
            assert losses[-1] < losses[0]
        if change == "rose":
            assert losses[-1] > losses[0]
        raised = sum(b > a for a, b in pairwise(losses))
        if raised == n:
            assert "so long that" in text
        elif raised:
            assert f"{raised} of the {n} steps raised it" in text
        else:
            assert "raised" not in text
            assert "uphill on the other side" not in text
        past = sum(goes_up_at_its_end(*ends) for ends in pairwise(trail.places))
        if past and raised < n:
            assert (f"{past} of the {n} steps" if n > 1 else "The step") in text
            assert "went past a lower place" in text
        else:
            assert "went past" not in text
        assert ("It is not taken" in text) == (trail.refused is not None)
        seen.add("past" if "past" in text else "")
        seen.add("not taken" if trail.refused else "")
    assert {"fell", "rose", "past", "not taken"} <= seen


def test_other_learning_rates_are_compared_over_as_many_steps() -> None:
    text, trail = said((2.0, 1.0), [0.01] * 4)
    slow = descend(quartic, Trail(trail.places[:1]), 0.001, 4).places[-1].loss
    fast = descend(quartic, Trail(trail.places[:1]), 0.1, 4)
    assert f"After 4 steps with 0.001 it would be {slow:.3g}; with 0.1 " in text
    assert fast.refused is None
    assert f"{fast.places[-1].loss:.3g}." in text
    mixed, _ = said((2.0, 1.0), [0.01, 0.02])
    assert "learning rates from 0.01 to 0.02" in mixed
    assert "would be" not in mixed


def test_a_flat_place_and_numbers_that_overflow() -> None:
    assert "Both slopes are 0 up to rounding" in said((1.0, 0.0), [])[0]
    lost = Place((1.0, 1.0), math.inf, (math.nan, 0.0))
    text = about_descent(Trail((lost,)), NAMES, 0.1, (Trail((lost,)), Trail((lost,))))
    assert "beyond the largest number" in text
    assert "nan" not in text


def test_a_step_is_written_with_its_numbers() -> None:
    place = quartic((2.0, -0.5))
    assert written("w₁₁", place, 0, 0.05) == "w₁₁: 2 − 0.05 × 24 = 0.8"
    assert written("w₁₂", place, 1, 0.05) == "w₁₂: −0.5 − 0.05 × (−3) = −0.35"
    before, rate, slope, after = 2.0, 0.05, 24.0, 0.8
    assert before - rate * slope == pytest.approx(after)
