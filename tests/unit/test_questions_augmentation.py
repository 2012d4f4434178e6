"""The drawn questions about augmentation, with truths by another route."""

from fractions import Fraction
from itertools import product
from math import dist

import numpy as np
import pytest
from asked import check
from score_interval import score_interval

from dlviz.questions.generators.augmentation import GENERATORS

# The bars of a clock's digits: top, upper left and right, middle, lower left and right, bottom.
BARS = ("tuUlLb", "UL", "tUmlb", "tUmLb", "uUmL", "tumLb", "tumlLb", "tUL", "tuUmlLb", "tuUmLb")
SWAPPED = {
    "flipped left-right": str.maketrans("uUlL", "UuLl"),
    "flipped up-down": str.maketrans("tbuUlL", "btlLuU"),
    "turned by 180°": str.maketrans("tbuUlL", "btLlUu"),
}


def pixel(question) -> tuple[int, int]:
    """Move an array with NumPy's own functions."""
    side, start = question.facts["side"], question.facts["start"]
    picture = np.zeros((side, side))
    picture[start] = 1
    for word, value in question.facts["changes"]:
        if word == "shift":
            picture = np.roll(picture, (value[1], value[0]), axis=(0, 1))
        elif word == "rotate":
            picture = np.rot90(picture, value[0] // 90)
        else:
            picture = np.flip(picture, axis=1 if word == "hflip" else 0)
    return tuple(int(at[0]) for at in np.nonzero(picture))


def order(question) -> Fraction:
    """Multiply and add exactly, in the order of the changes."""
    before, zoom, move, is_zoom_first = question.facts.values()
    return before * zoom + move if is_zoom_first else (before + move) * zoom


def label(question) -> str:
    """Swap the names of the bars."""
    digit, bars = question.facts["digit"], BARS[question.facts["digit"]]
    for change in question.facts["changes"]:
        bars = bars.translate(SWAPPED[change])
    bars = {"ul": "UL"}.get("".join(sorted(bars, reverse=True)), bars)  # a 1 on the other side
    found = [at for at, own in enumerate(BARS) if set(own) == set(bars)]
    if not found:
        return "no digit"
    text = f"an {found[0]}" if found[0] == 8 else f"a {found[0]}"
    return f"still {text}" if found[0] == digit else text


def value(question) -> Fraction:
    """Go the random number's share of the way from the lower end to the upper one."""
    word, low, high, number, side = question.facts.values()
    unit = Fraction(side, 100) if word == "shift" else 1
    return (1 - number) * low * unit + number * high * unit


def copies(question) -> Fraction:
    """List all combinations, and the copies of one epoch after the other."""
    counts, pictures, epochs = question.facts.values()
    every = set(product(*map(range, counts)))
    seen = len(every) if epochs is None else len({at % len(every) for at in range(epochs)})
    return Fraction(pictures * seen)


def average(question) -> Fraction:
    shares = question.facts["shares"]
    return sum(shares) / len(shares)


def vote(question) -> str:
    tenths, classes = question.facts.values()
    totals = dict(zip(classes, map(sum, zip(*tenths, strict=True)), strict=True))
    return max(totals, key=totals.get)


def network(question) -> str:
    counts = question.facts["plain"], question.facts["augmented"]
    plain, augmented = (score_interval(own, question.facts["tested"]) for own in counts)
    if plain[1] < augmented[0]:
        return "the one without augmentation"
    if augmented[1] < plain[0]:
        return "the one with augmentation"
    return "the intervals overlap: they do not decide"


def strays(question) -> Fraction:
    """Measure the copies one by one, on lists of numbers."""
    (original, *copies, other), level = question.facts.values()

    def measured(row: list[int]) -> list[int]:
        longest = max(len(run) for run in "".join(map(str, row)).split("0"))
        return {1: row, 2: [sum(row)], 3: [sum(row), longest]}[level]

    def apart(one: list[int], two: list[int]) -> float:
        return dist(measured(one), measured(two))

    return Fraction(sum(apart(copy, other) < apart(copy, original) for copy in copies))


TRUTHS = {
    "augmentation_pixel": pixel,
    "augmentation_order": order,
    "augmentation_label": label,
    "augmentation_value": value,
    "augmentation_copies": copies,
    "augmentation_average": average,
    "augmentation_vote": vote,
    "augmentation_network": network,
    "augmentation_strays": strays,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
