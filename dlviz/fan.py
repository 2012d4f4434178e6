"""Predictions for a picture and its augmented copies, and which transform causes mistakes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

import numpy as np

from dlviz.augmentation import Chain, Values
from dlviz.transforms import TRANSFORMS, Form, Step, magnitude

_CLEAR = 0.3  # difference between two shares of misread copies from which a transform is blamed


@dataclass(frozen=True, slots=True)
class Fan:
    """Predictions for one picture and its copies.

    Attributes:
        label: The class that the picture and all copies are meant to show.
        original: (classes,) probabilities for the picture itself.
        copies: (N, classes) probabilities for its copies, at least one.
    """

    label: int
    original: np.ndarray
    copies: np.ndarray

    @property
    def of_label(self) -> np.ndarray:
        """The (N,) probabilities of the label."""
        return self.copies[:, self.label]

    @property
    def answers(self) -> np.ndarray:
        """The (N,) most probable classes."""
        return self.copies.argmax(axis=1)

    @property
    def is_misread(self) -> np.ndarray:
        """(N,) bool: whether the most probable class is another one than the label."""
        return self.answers != self.label

    @property
    def average(self) -> np.ndarray:
        """The (classes,) mean of the copies' probabilities."""
        mean: np.ndarray = self.copies.mean(axis=0)
        return mean

    @property
    def best(self) -> int:
        """Index of the copy with the highest probability of the label."""
        return int(self.of_label.argmax())

    @property
    def worst(self) -> int:
        """Index of the copy with the lowest probability of the label."""
        return int(self.of_label.argmin())


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Wrong predictions for the misread copies.

    Attributes:
        count: Number of misread copies.
        answer: The class most often predicted for them.
        most: Number of copies for which that class is predicted.
        confidence: Mean probability of the wrong predictions.
    """

    count: int
    answer: int
    most: int
    confidence: float


class Case(Enum):
    """The group of copies that a transform is blamed for."""

    APPLIED = "the copies that it was applied to"
    STRONG = "the half that it changed more"
    BOTH = "those that both of two were applied to"
    ONE = "those that one of two was applied to, and not the other"


@dataclass(frozen=True, slots=True)
class Cause:
    """A transform that raises the share of misread copies clearly.

    Attributes:
        words: Its key, or the keys of two transforms that act together.
        case: Which copies form the affected group.
        strong: Number of affected copies.
        misread: Number of these that are misread.
        weak: Number of the other copies.
        weak_misread: Number of those that are misread.
    """

    words: tuple[str, ...]
    case: Case
    strong: int
    misread: int
    weak: int
    weak_misread: int

    @property
    def difference(self) -> float:
        """Share of misread copies in the affected group minus the share in the other."""
        return self.misread / self.strong - self.weak_misread / self.weak


def mistaken_for(fan: Fan) -> Mistaken | None:
    """Return the wrong predictions for misread copies; None if all are classified correctly."""
    wrong = fan.answers[fan.is_misread]
    if not len(wrong):
        return None
    counts = np.bincount(wrong)
    confidence = fan.copies[fan.is_misread, wrong].mean()
    return Mistaken(len(wrong), int(counts.argmax()), int(counts.max()), float(confidence))


def likeliest_cause(chain: Chain, drawn: Sequence[Values], is_misread: np.ndarray) -> Cause | None:
    """Return the transform that best separates misread copies from the others, None if none does.

    Args:
        chain: The chain's steps.
        drawn: The values of each copy.
        is_misread: (N,) bool.
    """
    found = [
        Cause(
            words,
            case,
            int(own.sum()),
            int((own & is_misread).sum()),
            int((~own).sum()),
            int((~own & is_misread).sum()),
        )
        for words, case, own in _groups(chain, drawn)
        if own.any() and not own.all()
    ]
    worst = max(found, key=lambda one: one.difference, default=None)
    return worst if worst is not None and worst.difference >= _CLEAR else None


def acting_words(chain: Chain, drawn: Sequence[Values]) -> tuple[str, ...]:
    """Return the words of the steps that have changed any copy, each once."""
    words = [
        step.word
        for place, step in enumerate(chain)
        if step.word == "crop" or any(magnitude(step, values[place]) for values in drawn)
    ]
    return tuple(dict.fromkeys(words))


def _groups(
    chain: Chain, drawn: Sequence[Values]
) -> Iterator[tuple[tuple[str, ...], Case, np.ndarray]]:
    """Yield candidate causes, single steps first: words, case, (N,) bool of affected copies."""
    strong = [_is_strong(step, place, drawn) for place, step in enumerate(chain)]
    chances = [TRANSFORMS[step.word].form is Form.CHANCE for step in chain]
    for step, is_chance, own in zip(chain, chances, strong, strict=True):
        yield (step.word,), Case.APPLIED if is_chance else Case.STRONG, own
    places = [place for place, is_chance in enumerate(chances) if is_chance]
    for first, second in combinations(places, 2):
        words = chain[first].word, chain[second].word
        yield words, Case.BOTH, strong[first] & strong[second]
        yield words, Case.ONE, strong[first] ^ strong[second]


def _is_strong(step: Step, place: int, drawn: Sequence[Values]) -> np.ndarray:
    """Return (N,) bool: whether a yes/no step changed a copy, another one more than the median."""
    sizes = np.array([magnitude(step, values[place]) for values in drawn])
    if TRANSFORMS[step.word].form is Form.CHANCE:
        return sizes > 0
    strong: np.ndarray = sizes > np.median(sizes)
    return strong
