"""What a trained head reads in the photos that were held back: counts, mistakes, accuracies."""

from dataclasses import dataclass

import numpy as np

from dlviz.intervals import Rate, error_rate


@dataclass(frozen=True, slots=True)
class Reading:
    """What the head says about photos whose class is known.

    Attributes:
        places: (n,) which photos, as places in the whole list.
        labels: (n,) what they are.
        probabilities: (n, classes).
    """

    places: np.ndarray
    labels: np.ndarray
    probabilities: np.ndarray

    @property
    def answers(self) -> np.ndarray:
        """(n,) the most probable class of each."""
        return self.probabilities.argmax(axis=1)

    @property
    def confidence(self) -> np.ndarray:
        """(n,) the probability of the answer."""
        return self.probabilities.max(axis=1)

    def confusion(self) -> np.ndarray:
        """(classes, classes) how many of each class (rows) are read as each (columns)."""
        n = self.probabilities.shape[1]
        return np.bincount(self.labels * n + self.answers, minlength=n * n).reshape(n, n)

    def members(self, true: int, read_as: int) -> np.ndarray:
        """Return where in `places` the photos of a cell are, the surest first."""
        found = np.flatnonzero((self.labels == true) & (self.answers == read_as))
        return found[np.argsort(-self.confidence[found], kind="stable")]

    def mistakes(self) -> np.ndarray:
        """Return where in `places` the photos that are read wrongly are, the surest first."""
        found = np.flatnonzero(self.labels != self.answers)
        return found[np.argsort(-self.confidence[found], kind="stable")]

    def errors(self) -> list[Rate | None]:
        """Return the error rate of every class; None for one of which nothing was held back."""
        counts = self.confusion()
        return [
            error_rate(int(row.sum() - row[label]), int(row.sum())) if row.sum() else None
            for label, row in enumerate(counts)
        ]
