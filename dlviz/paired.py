"""Paired comparison of two models on the same pictures: McNemar's exact test.

Overlapping intervals say little about two models that were tested on the same pictures, since most
pictures are easy or hard for both. The pictures that exactly one of them gets right decide.

Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
percentages", Psychometrika 12 (1947); the exact form is a two-sided sign test.
"""

import base64
import math
from dataclasses import dataclass

import numpy as np

LEVEL = 0.05  # significance level: from this p-value on a difference counts as chance


@dataclass(frozen=True, slots=True)
class Comparison:
    """Result of a paired comparison.

    Attributes:
        only_first: Pictures that only the first model classifies correctly.
        only_second: Pictures that only the second model classifies correctly.
        p_value: Probability of a split at least as uneven if both were equally good, in (0, 1].
    """

    only_first: int
    only_second: int
    p_value: float

    @property
    def is_decided(self) -> bool:
        """Whether the difference is significant: the p-value is below LEVEL."""
        return self.p_value < LEVEL

    @property
    def is_first_better(self) -> bool:
        """Whether the first model is significantly better."""
        return self.is_decided and self.only_first > self.only_second

    @property
    def is_second_better(self) -> bool:
        """Whether the second model is significantly better."""
        return self.is_decided and self.only_second > self.only_first


def compare(first: np.ndarray, second: np.ndarray) -> Comparison:
    """Compare two models on the same pictures.

    Args:
        first: (N,) bool, whether the first model classifies each picture correctly.
        second: (N,) bool, the same for the second model, in the same order.

    Raises:
        ValueError: if the two have different lengths.
    """
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(f"{first.shape} and {second.shape} are not answers to the same pictures")
    right, other = first.astype(bool), second.astype(bool)
    only_first = int((right & ~other).sum())
    only_second = int((other & ~right).sum())
    return Comparison(only_first, only_second, sign_test(only_first, only_second))


def pack(correct: np.ndarray) -> str:
    """Return (N,) bool as text for a file, eight values per byte; `unpack` reads it."""
    return base64.b64encode(np.packbits(correct.astype(bool)).tobytes()).decode()


def unpack(text: str, count: int) -> np.ndarray:
    """Return the (count,) bool that `pack` wrote.

    Raises:
        ValueError: if the text does not hold that many.
    """
    packed = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    if len(packed) != -(-count // 8):
        raise ValueError(f"{8 * len(packed)} answers are not {count}")
    return np.unpackbits(packed, count=count).astype(bool)


def sign_test(one: int, other: int) -> float:
    """Return the two-sided p-value of `one` heads and `other` tails of a fair coin, in (0, 1].

    It is 1 if there was no toss at all.

    Args:
        one: Number of heads, at least 0.
        other: Number of tails, at least 0.

    Raises:
        ValueError: if a count is negative.
    """
    if min(one, other) < 0:
        raise ValueError(f"{one} and {other} are not counts")
    tosses = one + other
    # In logarithms, because 2 ** -10,000 underflows.
    logs = [_log_choose(tosses, k) - tosses * math.log(2) for k in range(min(one, other) + 1)]
    largest = max(logs)
    tail = math.exp(largest) * math.fsum(math.exp(value - largest) for value in logs)
    return min(1.0, 2 * tail)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
