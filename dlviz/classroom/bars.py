"""Bars of a histogram: for answers of which nobody knows beforehand which will come."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np

from dlviz.questions.judging import with_unit
from dlviz.questions.kinds import Number

MOST_BARS = 8
Answer = TypeVar("Answer", str, Fraction)
_OUTER = 5.0  # per cent of the numbers at either end that share an open bin


@dataclass(frozen=True, slots=True)
class Bars:
    """A histogram of two rounds.

    Attributes:
        labels: What each bar stands for.
        counts: For each round, how many answers each bar has.
        right: Index of the bar that holds the truth; None if there is none.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], tuple[int, ...]]
    right: int | None


def bars_of_texts(right: str, first: Sequence[str], second: Sequence[str], other: str) -> Bars:
    """Return a bar for the truth, then for the most frequent other answers.

    Args:
        right: The truth.
        first: The answers of the first round.
        second: Those of the second.
        other: Name of the last bar, for all that have none of their own.
    """
    kept = (right, *_most_frequent([own for own in (*first, *second) if own != right]))
    labels = (*kept, other) if {*first, *second} - {*kept} else kept
    places = {label: at for at, label in enumerate(kept)}
    return Bars(labels, _counted([[places.get(own, len(kept)) for own in votes]
                                  for votes in (first, second)], len(labels)), 0)  # fmt: skip


def bars_of_numbers(
    question: Number, first: Sequence[Fraction], second: Sequence[Fraction]
) -> Bars:
    """Return a bar for each number, from the smallest to the largest; for many, one for several.

    Numbers within the question's tolerance of the truth are the truth. Many different estimates
    fall into bins; where an exact number is asked for, rare ones share the last bar.

    Args:
        question: What was asked.
        first: The numbers of the first round.
        second: Those of the second.
    """
    rounds = [
        [question.truth if question.accepts(own) else own for own in votes]
        for votes in (first, second)
    ]
    everything = [*rounds[0], *rounds[1]]
    if question.tolerance and len({*everything, question.truth}) > MOST_BARS:
        return _binned(question.truth, rounds)
    kept = sorted(
        {question.truth, *_most_frequent([own for own in everything if own != question.truth])}
    )
    labels = [with_unit(own, "") for own in kept]
    if {*everything} - {*kept}:
        labels.append("another number")
    places = {own: at for at, own in enumerate(kept)}
    found = [[places.get(own, len(kept)) for own in votes] for votes in rounds]
    return Bars(tuple(labels), _counted(found, len(labels)), places[question.truth])


def _most_frequent(answers: Sequence[Answer]) -> list[Answer]:
    counts = Counter(answers)
    return sorted(counts, key=lambda own: -counts[own])[: MOST_BARS - 1]


def _counted(
    rounds: Sequence[Sequence[int]], n_bars: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    first, second = (tuple(list(found).count(at) for at in range(n_bars)) for found in rounds)
    return first, second


def _binned(truth: Fraction, rounds: Sequence[Sequence[Fraction]]) -> Bars:
    """Return bins of equal width for the middle of all numbers, and open ones for the rest."""
    numbers = [np.array([float(own) for own in votes]) for votes in rounds]
    everything = np.concatenate([*numbers, [float(truth)]])
    low, high = np.percentile(everything, (_OUTER, 100 - _OUTER))
    low, high = min(low, float(truth)), max(high, float(truth))
    width = _round_width((high - low) / (MOST_BARS - 3))
    start = math.floor(low / width)
    edges = np.array([(start + at) * width for at in range(math.floor(high / width) - start + 2)])
    names = [_written(edge) for edge in edges]
    labels = [
        f"below {names[0]}",
        *map("{} to {}".format, names, names[1:]),
        f"{names[-1]} or more",
    ]
    places = [np.digitize(own, edges).tolist() for own in numbers]
    used = [
        at for at in range(len(labels)) if 0 < at < len(edges) or any(at in own for own in places)
    ]
    counts = _counted(places, len(labels))
    right = int(np.digitize(float(truth), edges))
    kept = [tuple(own[at] for at in used) for own in counts]
    return Bars(tuple(labels[at] for at in used), (kept[0], kept[1]), used.index(right))


def _round_width(width: float) -> float:
    """Return the next larger one of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(width)) if width > 0 else 1.0
    return next(step * power for step in (1, 2, 5, 10) if step * power >= width * (1 - 1e-9))


def _written(edge: float) -> str:
    return with_unit(Fraction(float(edge)).limit_denominator(10**9), "")
