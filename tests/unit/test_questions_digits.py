"""The drawn questions about a drawn digit, with truths by another route."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from asked import check

from dlviz.questions.generators.digits import GENERATORS


def parameters(question) -> Fraction:
    """Count the cells of the weight matrices, each with a row for the biases."""
    sizes = question.facts["sizes"]
    return Fraction(sum(np.empty((before + 1, after)).size for before, after in pairwise(sizes)))


def unit(question) -> Fraction:
    weights, inputs, total, is_output = question.facts.values()
    for weight, value in zip(weights, inputs, strict=True):
        total += weight * value
    return Fraction(total if is_output or total > 0 else 0)


def template(question) -> Fraction:
    """Follow each bright pixel to the place where it lies after the move."""
    facts = question.facts
    total, (dx, dy) = facts["bias"], facts["shift"]
    for row, column in zip(*np.nonzero(facts["picture"]), strict=True):
        if 0 <= row + dy < 3 and 0 <= column + dx < 3:
            total += int(facts["template"][row + dy, column + dx])
    return Fraction(total)


def pixel(question) -> tuple[int, int]:
    weights, picture = question.facts["weights"], question.facts["picture"]
    gains = {}
    for at in np.ndindex(picture.shape):
        brighter = picture.copy()
        brighter[at] = 1
        gains[at] = np.vdot(weights, brighter)
    return max(gains, key=gains.__getitem__)


def scaled(question) -> Fraction:
    """Find the whole number whose ratio to 20 is nearest to the ink's."""
    shorter, longer = sorted((question.facts["width"], question.facts["height"]))
    return Fraction(min(range(1, 21), key=lambda side: abs(side * longer - 20 * shorter)))


def ratio(question) -> str:
    first, second = (math.exp(value) for value in question.facts["logits"])

    def off(text: str) -> float:
        number = text.removeprefix("about ").partition(":")[0].replace(",", "")
        return abs(math.log(float(number)) - math.log(first / second))

    best = min(question.options, key=lambda option: off(option.text))
    assert off(best.text) < 0.03
    return best.text


def softmax(question) -> Fraction:
    exps = [math.exp(value) for value in question.facts["logits"]]
    return Fraction(round(100 * exps[question.facts["at"]] / sum(exps)), 100)


def scribble(question) -> str:
    exps = sorted(math.exp(value) for value in question.facts["logits"])
    if exps[-1] > 9 * sum(exps[:-1]):
        return "more than 90%"
    return "50% to 90%" if exps[-1] > sum(exps[:-1]) else "less than 50%"


def losses(question) -> list[str]:
    """The larger the probability of the true digit, the smaller the loss."""
    rows = zip(question.facts["percent"], question.items, strict=True)
    return [item for _, item in sorted(rows, key=lambda row: -row[0][0])]


def certainty(question) -> str:
    """Lay the digits out one by one, each with its probability in hundredths."""
    promised = sum(sure for count, sure in question.facts["groups"] for _ in range(count))
    missing = promised - 100 * question.facts["right"]
    if not missing:
        return "as sure as it is right"
    return "too sure" if missing > 0 else "not sure enough"


TRUTHS = {
    "digits_parameters": parameters,
    "digits_unit": unit,
    "digits_template": template,
    "digits_pixel": pixel,
    "digits_scaled": scaled,
    "digits_ratio": ratio,
    "digits_softmax": softmax,
    "digits_scribble": scribble,
    "digits_loss": losses,
    "digits_certainty": certainty,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
