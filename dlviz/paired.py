"""Which of two models reads the same pictures better: McNemar's exact test.

Two intervals that overlap say little about two models that read the same pictures: most pictures
are hard or easy for both. What decides is the pictures that exactly one of them reads correctly.

Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
percentages", Psychometrika 12 (1947); the exact form is a two-sided sign test.
"""

import base64
import math
from dataclasses import dataclass

import numpy as np

LEVEL = 0.05  # from this p-value on a difference counts as chance


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two models compare on the same pictures.

    Attributes:
        only_first: Pictures that the first model alone reads correctly.
        only_second: Pictures that the second alone reads correctly.
        p_value: Chance of a split at least as uneven if both were equally good, in (0, 1].
    """

    only_first: int
    only_second: int
    p_value: float

    @property
    def is_decided(self) -> bool:
        """Whether chance alone would rarely split the pictures so unevenly."""
        return self.p_value < LEVEL

    @property
    def is_first_better(self) -> bool:
        """Whether the first model is better, beyond chance."""
        return self.is_decided and self.only_first > self.only_second

    @property
    def is_second_better(self) -> bool:
        """Whether the second model is better, beyond chance."""
        return self.is_decided and self.only_second > self.only_first


def compare(first: np.ndarray, second: np.ndarray) -> Comparison:
    """Compare two models on the same pictures.

    Args:
        first: (N,) bool, whether the first model reads each picture correctly.
        second: (N,) bool, the same for the second model, in the same order.

    Raises:
        ValueError: if the two did not read equally many pictures.
    """
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(f"{first.shape} and {second.shape} are not answers to the same pictures")
    right, other = first.astype(bool), second.astype(bool)
    only_first = int((right & ~other).sum())
    only_second = int((other & ~right).sum())
    return Comparison(only_first, only_second, sign_test(only_first, only_second))


def pack(correct: np.ndarray) -> str:
    """Return (N,) bool as text for a file, eight pictures a byte; `unpack` reads it."""
    return base64.b64encode(np.packbits(correct.astype(bool)).tobytes()).decode()


def unpack(text: str, count: int) -> np.ndarray:
    """Return the (count,) bool that `pack` has written.

    Raises:
        ValueError: if the text does not hold that many.
    """
    packed = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    if len(packed) != -(-count // 8):
        raise ValueError(f"{8 * len(packed)} answers are not {count}")
    return np.unpackbits(packed, count=count).astype(bool)


def sign_test(one: int, other: int) -> float:
    """Return the two-sided p-value of `one` against `other` tosses of a fair coin, in (0, 1].

    1 where there was no toss at all.

    Args:
        one: Tosses that came up heads, at least 0.
        other: Tosses that came up tails, at least 0.

    Raises:
        ValueError: if a count is negative.
    """
    if min(one, other) < 0:
        raise ValueError(f"{one} and {other} are not counts")
    tosses = one + other
    # Logarithms: 2 ** -10,000 is no float.
    logs = [_log_choose(tosses, k) - tosses * math.log(2) for k in range(min(one, other) + 1)]
    largest = max(logs)
    tail = math.exp(largest) * math.fsum(math.exp(value - largest) for value in logs)
    return min(1.0, 2 * tail)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
