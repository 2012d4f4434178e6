"""A network's predictions while one property of a photo changes, and where the winner changes."""

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
    """Predictions over the whole range of one change.

    Attributes:
        name: Name of the change, a key of CHANGES.
        pictures: What the network saw, one for each value of the change.
        padding: For each, the share that lies outside the photo.
        probabilities: (values, classes).
        seconds: Time for pictures and predictions.
    """

    name: str
    pictures: tuple[Image.Image, ...]
    padding: tuple[float, ...]
    probabilities: np.ndarray
    seconds: float

    @property
    def winners(self) -> np.ndarray:
        """The most probable class at each value."""
        best: np.ndarray = self.probabilities.argmax(axis=1)
        return best


@dataclass(frozen=True, slots=True)
class Reign:
    """A run of neighbouring values at which one class is the most probable.

    Attributes:
        label: The class.
        first: Index of the first value.
        last: Index of the last value.
        highest: The class's largest probability in the run.
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
    """Apply one change to `image` (RGB) over its whole range; predict each time.

    Args:
        classifier: The network.
        image: The photo.
        name: Name of the change, a key of CHANGES.
        window: What the network sees without the change.
        progress: Called between batches with the share done, 0 to 1.

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
    """Return the runs of equal winners, for probabilities (values, classes)."""
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
    """Return the classes to draw: the prediction without change, then those that win most often.

    Args:
        probabilities: (values, classes).
        neutral: Index of the value that changes nothing.
        most: Maximum number of classes.
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
