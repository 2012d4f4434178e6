"""Confusions of a digit classifier: predictions, confusion matrix, error rates, loss terms."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from dlviz.datasets.mnist import N_CLASSES, Digits
from dlviz.inside import read_all
from dlviz.intervals import Rate, error_rate


@dataclass(frozen=True, slots=True)
class Answers:
    """A model's predictions for many digits.

    Attributes:
        labels: (N,) true digits.
        answers: (N,) predicted digits.
        confidence: (N,) probability of the prediction, in [0.1, 1].
    """

    labels: np.ndarray
    answers: np.ndarray
    confidence: np.ndarray

    def confusion(self) -> np.ndarray:
        """(10, 10) confusion matrix: counts by true digit (rows) and predicted digit (columns)."""
        pairs = self.labels.astype(np.int64) * N_CLASSES + self.answers
        return np.bincount(pairs, minlength=N_CLASSES**2).reshape(N_CLASSES, N_CLASSES)

    def members(self, true: int, read_as: int) -> np.ndarray:
        """Return indices of the digits `true` predicted as `read_as`, the most confident first."""
        places = np.flatnonzero((self.labels == true) & (self.answers == read_as))
        return places[np.argsort(-self.confidence[places], kind="stable")]

    def rates(self) -> list[Rate]:
        """Return the error rate of each digit, 0 to 9."""
        counts = self.confusion()
        return [
            error_rate(int(row.sum() - row[digit]), max(1, int(row.sum())))
            for digit, row in enumerate(counts)
        ]


def answer_all(model: nn.Module, digits: Digits) -> Answers:
    """Return the predictions of `model` for all `digits`."""
    probabilities = read_all(model, digits.images / np.float32(255))
    answers = probabilities.argmax(axis=1)
    return Answers(digits.labels, answers, probabilities.max(axis=1))


def loss_terms(model: nn.Module, image: np.ndarray) -> np.ndarray:
    """Return -log f_m(x), (10,), for each digit m, of one picture (28, 28) in [0, 1], in nats."""
    pixels = torch.from_numpy(np.ascontiguousarray(image, dtype=np.float32)).reshape(1, -1)
    with torch.inference_mode():
        logits = model(pixels.to(next(model.parameters()).device))[0].cpu().double()
    return -torch.log_softmax(logits, dim=0).numpy()
