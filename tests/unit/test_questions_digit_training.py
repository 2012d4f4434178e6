"""The drawn questions about digit training, with truths by another route."""

from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from statistics import NormalDist

import numpy as np
import pytest
from asked import check

from dlviz.questions.generators.digit_training import GENERATORS


def steps(question) -> Fraction:
    """Count the places at which a whole batch begins."""
    digits, batch, epochs = question.facts.values()
    return Fraction(epochs * len(range(0, digits - batch + 1, batch)))


def dropout(question) -> Fraction:
    """What is passed on has the mean of the activations, if each unit is dropped equally often."""
    facts = question.facts
    if not facts["is_training"]:
        return Fraction(sum(facts["values"]))
    kept = [value for value, keep in zip(facts["values"], facts["kept"], strict=True) if keep]
    return sum(kept) / (1 - facts["share"])


def sizes(question) -> list[str]:
    """Count the cells of the weight matrices, each with a row for the biases."""
    counts = [
        sum(np.empty((before + 1, after), bool).size for before, after in pairwise(shape))
        for shape in question.facts["shapes"]
    ]
    return [item for _, item in sorted(zip(counts, question.items, strict=True))]


def ridge(question) -> Fraction:
    """Differentiate by two points, which is exact for a square."""
    facts = question.facts
    w, l2 = facts["weight"], facts["l2"]
    slope = (l2 * (w + 1) ** 2 - l2 * (w - 1) ** 2) / 2
    return w - facts["rate"] * (facts["data"] + slope) if facts["is_step"] else slope


def update(question) -> Fraction:
    facts = question.facts
    error = facts["p"] - 1 if facts["is_true"] else facts["p"]
    return facts["weight"] - facts["rate"] * error * facts["pixel"]


def strength(question) -> str:
    facts = question.facts
    least = min(facts["held_out"])
    pairs = zip(facts["strengths"], facts["held_out"], strict=True)
    return f"λ = {max(l2 for l2, errors in pairs if errors == least):.3f}"


def ends(errors: int, count: int) -> tuple[float, float]:
    """Solve |share − p| = z · sqrt(p (1 − p) / n) for p."""
    z2, share = NormalDist().inv_cdf(0.975) ** 2, errors / count
    low, high = sorted(np.roots([1 + z2 / count, -2 * share - z2 / count, share**2]))
    return low, high


def interval(question) -> str:
    """The intervals and the test of a 2 × 2 table say the same, or nothing is asked."""
    errors, count = question.facts["errors"], question.facts["count"]
    first, second = (ends(own, count) for own in errors)
    table = np.array([errors, [count - own for own in errors]])
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    square = float((np.square(table - expected) / expected).sum())
    is_decided = square > NormalDist().inv_cdf(0.975) ** 2
    assert is_decided == (first[1] < second[0] or second[1] < first[0])
    if not is_decided:
        return "it is open which is better"
    return "A is better" if errors[0] < errors[1] else "B is better"


def discordant(question) -> Fraction:
    """Put the digits into two sets that share as many as they should."""
    a, b, c = question.facts["given"]
    first, second = set(range(a)), set(range(a - c, a - c + b))
    return Fraction(len(first ^ second if question.facts["is_total"] else second - first))


@cache
def share_as_uneven(pair: tuple[int, int]) -> Fraction:
    tosses, lead = sum(pair), abs(pair[0] - pair[1])
    ways = list(product((-1, 1), repeat=tosses))
    return Fraction(sum(abs(sum(way)) >= lead for way in ways), len(ways))


TRUTHS = {
    "training_steps": steps,
    "training_dropout": dropout,
    "training_sizes": sizes,
    "training_ridge": ridge,
    "training_update": update,
    "training_strength": strength,
    "training_interval": interval,
    "training_discordant": discordant,
    "training_chance": lambda question: share_as_uneven(question.facts["pair"]),
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
