"""Validation results of a trained last layer: predictions, confusion matrix, error rates."""

from dataclasses import dataclass

import numpy as np

from dlviz.intervals import Rate, error_rate


@dataclass(frozen=True, slots=True)
class Reading:
    """Predictions for photos whose class is known.

    Attributes:
        places: (n,) index of each photo in the list of all photos.
        labels: (n,) true classes.
        probabilities: (n, classes).
    """

    places: np.ndarray
    labels: np.ndarray
    probabilities: np.ndarray

    @property
    def answers(self) -> np.ndarray:
        """(n,) the most probable class of each photo."""
        return self.probabilities.argmax(axis=1)

    @property
    def confidence(self) -> np.ndarray:
        """(n,) the probability of that class."""
        return self.probabilities.max(axis=1)

    def confusion(self) -> np.ndarray:
        """(classes, classes) confusion matrix: true classes in rows, predicted ones in columns."""
        n = self.probabilities.shape[1]
        return np.bincount(self.labels * n + self.answers, minlength=n * n).reshape(n, n)

    def members(self, true: int, read_as: int) -> np.ndarray:
        """Return indices into `places` of one cell's photos, the most confident first."""
        found = np.flatnonzero((self.labels == true) & (self.answers == read_as))
        return found[np.argsort(-self.confidence[found], kind="stable")]

    def mistakes(self) -> np.ndarray:
        """Return indices into `places` of the misclassified photos, the most confident first."""
        found = np.flatnonzero(self.labels != self.answers)
        return found[np.argsort(-self.confidence[found], kind="stable")]

    def errors(self) -> list[Rate | None]:
        """Return the error rate of every class; None for a class without validation photos."""
        counts = self.confusion()
        return [
            error_rate(int(row.sum() - row[label]), int(row.sum())) if row.sum() else None
            for label, row in enumerate(counts)
        ]
