"""What a network answers while a photo changes step by step, and where it changes its mind."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dlviz.networks.imagenet import Classifier
from dlviz.reframing import CHANGES, STANDARD, Window, along, frame_answers, see_all
from dlviz.scheduling.turn import Progress, no_progress


@dataclass(frozen=True, slots=True)
class Curve:
    """The answers over the whole range of one change.

    Attributes:
        name: Of the change, a key of CHANGES.
        pictures: What the network saw, one for each value of the change.
        padding: Share of each that lies outside the photo.
        probabilities: (values, classes).
        seconds: That pictures and answers took.
    """

    name: str
    pictures: tuple[Image.Image, ...]
    padding: tuple[float, ...]
    probabilities: np.ndarray
    seconds: float

    @property
    def winners(self) -> np.ndarray:
        """The class that wins at each value."""
        best: np.ndarray = self.probabilities.argmax(axis=1)
        return best


@dataclass(frozen=True, slots=True)
class Reign:
    """Neighbouring values at which one class wins.

    Attributes:
        label: The class.
        first: Place of the first value.
        last: Place of the last one.
        highest: The class's largest probability there.
    """

    label: int
    first: int
    last: int
    highest: float


def measure_curve(
    classifier: Classifier,
    image: Image.Image,
    name: str,
    window: Window = STANDARD,
    progress: Progress = no_progress,
) -> Curve:
    """Change `image` (RGB) over the whole range of one change and ask the network each time.

    Args:
        classifier: The network.
        image: The photo.
        name: Of the change, a key of CHANGES.
        window: What the network sees when nothing is changed.
        progress: Told between batches which share is done.

    Raises:
        KeyError: if there is no such change.
    """
    start = time.perf_counter()
    frames = see_all(image, classifier.transform, along(name, window))
    pictures = tuple(frame.picture for frame in frames)
    probabilities = frame_answers(classifier, pictures, progress)
    seconds = time.perf_counter() - start
    return Curve(name, pictures, tuple(f.padding for f in frames), probabilities, seconds)


def find_reigns(probabilities: np.ndarray) -> list[Reign]:
    """Return who wins from where to where, for (values, classes)."""
    winners = probabilities.argmax(axis=1)
    ends = np.flatnonzero(np.diff(winners)) + 1
    return [
        Reign(
            int(winners[first]),
            int(first),
            int(last) - 1,
            float(probabilities[first:last, winners[first]].max()),
        )
        for first, last in zip([0, *ends], [*ends, len(winners)], strict=True)
    ]


def leading_classes(probabilities: np.ndarray, neutral: int, most: int) -> list[int]:
    """Return the classes worth a curve: the answer without change, then those that win most.

    Args:
        probabilities: (values, classes).
        neutral: Place of the value that changes nothing.
        most: How many at most.
    """
    winners = probabilities.argmax(axis=1)
    won = np.bincount(winners, minlength=probabilities.shape[1]).astype(float)
    order = np.argsort(-(won + probabilities.max(axis=0)), kind="stable")
    first = int(winners[neutral])
    return [first, *(int(label) for label in order if label != first)][:most]


def curve_rows(
    curve: Curve, categories: Sequence[str], labels: Sequence[int]
) -> list[list[object]]:
    """Return the curve as rows: value, padding, winner, probability of each of `labels`."""
    return [
        [value, round(outside, 4), categories[winner], *(f"{row[label]:.6f}" for label in labels)]
        for value, outside, winner, row in zip(
            CHANGES[curve.name].values, curve.padding, curve.winners, curve.probabilities,
            strict=True,
        )
    ]  # fmt: skip
