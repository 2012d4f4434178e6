"""How often a model is right where it is as sure as this: its reliability."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

ENDS = (0.0, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """The pictures whose highest probability lies between two ends.

    Attributes:
        low: Lower end, which belongs to the bin.
        high: Upper end, which does not, unless it is 1.
        count: How many pictures there are.
        right: How many of them are classified correctly.
    """

    low: float
    high: float
    count: int
    right: int

    @property
    def share(self) -> float | None:
        """Share of the pictures that are classified correctly; None if there are none."""
        return self.right / self.count if self.count else None

    @property
    def is_too_sure(self) -> bool:
        """Whether fewer are right than even the lower end promises."""
        return self.share is not None and self.share < self.low

    @property
    def is_too_unsure(self) -> bool:
        """Whether more are right than the upper end promises."""
        return self.share is not None and self.share > self.high


def bins_of(
    probabilities: np.ndarray, labels: np.ndarray, ends: Sequence[float] = ENDS
) -> tuple[Bin, ...]:
    """Sort pictures by their highest probability, and count those classified correctly.

    Args:
        probabilities: (N, classes), each row sums to 1.
        labels: (N,) the true classes.
        ends: Rising, from 0 to 1.
    """
    sure, is_right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    found = []
    for low, high in pairwise(ends):
        inside = (sure >= low) & ((sure < high) | (high == ends[-1]))
        found.append(Bin(low, high, int(inside.sum()), int(is_right[inside].sum())))
    return tuple(found)
