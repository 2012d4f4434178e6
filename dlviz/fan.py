"""What a network says about a picture and its copies, and which transform is to blame for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

import numpy as np

from dlviz.augmentation import Chain, Values
from dlviz.transforms import TRANSFORMS, Form, Step, magnitude

_CLEAR = 0.3  # difference of two shares of misread copies from which a transform is blamed


@dataclass(frozen=True, slots=True)
class Fan:
    """The answers to one picture and its copies.

    Attributes:
        label: The class that all copies are given: the picture's.
        original: (classes,) probabilities for the picture itself.
        copies: (N, classes) for its copies, at least one.
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
        """(N,) bool: another class than the label is the most probable."""
        return self.answers != self.label

    @property
    def average(self) -> np.ndarray:
        """The (classes,) mean of the copies' probabilities."""
        mean: np.ndarray = self.copies.mean(axis=0)
        return mean

    @property
    def best(self) -> int:
        """The copy with the highest probability of the label."""
        return int(self.of_label.argmax())

    @property
    def worst(self) -> int:
        """The copy with the lowest."""
        return int(self.of_label.argmin())


@dataclass(frozen=True, slots=True)
class Mistaken:
    """What the misread copies are taken for.

    Attributes:
        count: Copies that are misread.
        answer: The class for which most of them are taken.
        most: So many are taken for it.
        confidence: Mean probability that the misread copies give their wrong answers.
    """

    count: int
    answer: int
    most: int
    confidence: float


class Case(Enum):
    """Which copies a transform is blamed for."""

    APPLIED = "the copies that it was applied to"
    STRONG = "the half that it changed more"
    BOTH = "those that both of two were applied to"
    ONE = "those that one of two was applied to, and not the other"


@dataclass(frozen=True, slots=True)
class Cause:
    """A transform with which copies are misread far more often than without.

    Attributes:
        words: Its key, or two keys of transforms that act together.
        case: Which copies are meant.
        strong: So many they are.
        misread: So many of these are misread.
        weak: The other copies.
        weak_misread: So many of those are misread.
    """

    words: tuple[str, ...]
    case: Case
    strong: int
    misread: int
    weak: int
    weak_misread: int

    @property
    def difference(self) -> float:
        """Of the two shares of misread copies."""
        return self.misread / self.strong - self.weak_misread / self.weak


def mistaken_for(fan: Fan) -> Mistaken | None:
    """Return what the misread copies are taken for; None if all are read rightly."""
    wrong = fan.answers[fan.is_misread]
    if not len(wrong):
        return None
    counts = np.bincount(wrong)
    confidence = fan.copies[fan.is_misread, wrong].mean()
    return Mistaken(len(wrong), int(counts.argmax()), int(counts.max()), float(confidence))


def likeliest_cause(chain: Chain, drawn: Sequence[Values], is_misread: np.ndarray) -> Cause | None:
    """Return the transform that separates misread copies best from the others; None if none does.

    Args:
        chain: Its steps.
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
    """Yield who may be to blame, the simplest first, and (N,) bool, for which copies."""
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
    """Return (N,) bool: whether a step has changed a copy, or more than the median copy."""
    sizes = np.array([magnitude(step, values[place]) for values in drawn])
    if TRANSFORMS[step.word].form is Form.CHANCE:
        return sizes > 0
    strong: np.ndarray = sizes > np.median(sizes)
    return strong
