"""What is said of a class's handwriting is so, for every number of drawings and of mistakes."""

import itertools
import re

import numpy as np
import pytest
from scipy import stats

from dlviz.classroom.handwriting import MODELS, Wall
from dlviz.classroom.learning import Learned
from dlviz.datasets.mnist import Digits
from dlviz.intervals import error_rate
from dlviz.mistakes import Answers
from dlviz.networks.mnist import record
from dlviz.notices import class_handwriting, handwriting
from dlviz.paired import compare
from dlviz.training.methods import METHODS


def wall_of(n: int, wrong: tuple[int, ...]) -> Wall:
    """Return a wall of n drawings, of which each model misclassifies so many, the first ones."""
    labels = np.arange(n, dtype=np.uint8) % 10
    readings = {}
    for name, count in zip(MODELS, wrong, strict=True):
        answers = np.where(np.arange(n) < count, (labels + 1) % 10, labels)
        readings[name] = Answers(labels, answers, np.ones(n))
    names = tuple(f"pupil.{place}" for place in range(n))
    return Wall(names, Digits(np.zeros((n, 28, 28), np.uint8), labels), readings)


def wilson(wrong: int, n: int) -> tuple[float, float]:
    """Return the interval by another route: where the score test's p-value is 5 %."""
    found = stats.binomtest(wrong, n).proportion_ci(0.95, method="wilson")
    return 100 * found.low, 100 * found.high


@pytest.mark.parametrize("n", [1, 2, 7, 30, 300])
def test_the_class_is_compared_with_mnist_by_intervals(n: int) -> None:
    counts = sorted({0, 1, n // 3, n - 1, n} & set(range(n + 1)))
    for wrong in itertools.islice(itertools.product(counts, repeat=4), 0, None, 7):
        said = handwriting.about_mnist(wall_of(n, wrong))
        for name, count in zip(MODELS, wrong, strict=True):
            low, high = wilson(count, n)
            mnist = wilson(record(name).test_errors, 10_000)
            title = re.escape(METHODS[name].title)
            expected = "harder" if low > mnist[1] else "easier" if high < mnist[0] else None
            for what in ("harder", "easier"):
                found = re.search(rf"{what} than MNIST's test digits for [^.:]*{title}", said)
                assert bool(found) == (expected == what), (name, count, said)


@pytest.mark.parametrize(
    ("n", "wrong"), [(1, (0, 0, 0, 0)), (1, (1, 1, 1, 1)), (1, (1, 0, 1, 1)), (5, (5, 5, 5, 5)),
                     (30, (0, 0, 0, 0)), (30, (3, 3, 3, 3)), (30, (2, 1, 5, 20))]
)  # fmt: skip
def test_what_is_said_of_the_models_counts_their_mistakes(n: int, wrong: tuple[int, ...]) -> None:
    said = class_handwriting.about_wall(wall_of(n, wrong))
    assert f"{min(wrong)} of {n} drawing{'s' if n > 1 else ''}" in said
    assert said.startswith("All") == (len(set(wrong)) == 1)


def test_nothing_on_the_wall_says_what_is_asked_for() -> None:
    assert handwriting.about_no_drawing((3, 5, 8)).endswith("ask for 3, 5 and 8.")
    assert handwriting.about_no_drawing((7,)).endswith("ask for 7.")


def learned_of(n: int, before: int, corrected: int, spoiled: int) -> Learned:
    first = np.arange(n) >= before
    second = first.copy()
    second[:corrected] = True
    second[n - spoiled :] = False
    rates = [error_rate(int((~own).sum()), n) for own in (first, second)]
    return Learned(None, n, n, *rates, compare(first, second))


def test_what_so_few_drawings_can_show_is_so_for_every_outcome() -> None:
    needed = handwriting.fewest_significant()
    assert stats.binomtest(needed, needed).pvalue < 0.05 <= stats.binomtest(needed - 1, needed - 1).pvalue  # fmt: skip  # noqa: E501
    n = 20
    for before in range(n + 1):
        for corrected in range(before + 1):
            said = handwriting.about_few(learned_of(n, before, corrected, 0))
            if before == 0:
                assert "cannot become better" in said
                continue
            best = learned_of(n, before, before, 0).comparison
            assert best.is_decided == ("would not be a significant difference" not in said)
            if best.is_decided:
                low, high = wilson(before - corrected, n)
                assert f"{low:.1f} to {high:.1f} %" in said


@pytest.mark.parametrize(("corrected", "spoiled"), [(0, 0), (2, 2), (3, 5), (0, 30), (30, 0)])
def test_what_was_forgotten_is_told_by_the_paired_test(corrected: int, spoiled: int) -> None:
    first = np.arange(10_000) >= 148
    second = first.copy()
    second[:corrected] = True
    second[10_000 - spoiled :] = False
    after = int((~second).sum())
    said = handwriting.about_forgetting(148, after, compare(first, second))
    p = stats.binomtest(corrected, corrected + spoiled).pvalue if corrected + spoiled else 1.0
    assert ("significant" in said) == (p < 0.05)
    assert ("significantly more" in said) == (p < 0.05 and spoiled > corrected)
    assert ("as many as before" in said) == (corrected == spoiled)
    assert f"148 before, {after} now" in said
