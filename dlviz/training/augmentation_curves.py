"""Learning curves of one network with and without augmentation: shipped, or from a race."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from dlviz import shipped
from dlviz.datasets.cifar100 import SPLITS
from dlviz.networks import cifar
from dlviz.networks.mnist import FOLDER
from dlviz.paired import unpack
from dlviz.training.cifar import N_GLANCE
from dlviz.training.loop import LoopEpoch
from dlviz.training.methods import AUGMENTED, PLAIN, Choices

FILE = FOLDER / "augmentation_curves.json"
CIFAR = "cifar"  # key in FILE: results of the two shipped networks on the test pictures
READ = "read"  # key in a record: which test pictures were classified correctly, packed
FEW = Choices(methods=(PLAIN, AUGMENTED), n_digits=1_000, epochs=60)  # so few that the gap is large


@dataclass(frozen=True, slots=True)
class Point:
    """Train and test errors after some epochs.

    Attributes:
        epoch: Passes over the training pictures.
        train_errors: Misclassified training pictures, without augmentation.
        train_count: Number of training pictures that were classified.
        test_errors: Misclassified test pictures.
        test_count: Number of test pictures that were classified.
        correct: (test_count,) bool, which test pictures were classified correctly; None if this
            was not kept.
    """

    epoch: float
    train_errors: int
    train_count: int
    test_errors: int
    test_count: int
    correct: np.ndarray | None = field(default=None, compare=False, repr=False)

    @property
    def train(self) -> float:
        """Train error in per cent."""
        return 100 * self.train_errors / self.train_count

    @property
    def test(self) -> float:
        """Test error in per cent."""
        return 100 * self.test_errors / self.test_count


Curve = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two trainings that differ only in augmentation.

    Attributes:
        plain: Curve without augmentation.
        augmented: Curve with augmentation.
        parameters: Number of the network's parameters.
        command: Command that makes the curves again.
    """

    plain: Curve
    augmented: Curve
    parameters: int
    command: str


@cache
def mnist_pair() -> Pair:
    """Return the shipped curves of the lecture's network on all 60,000 digits."""
    return _shipped("all")


@cache
def few_digits_pair() -> Pair:
    """Return the shipped curves of FEW: the page's own training gives the same numbers."""
    return _shipped("few")


def cifar_pair() -> Pair | None:
    """Return the shipped curves of the CIFAR-100 network; None if its twin is not shipped."""
    if not cifar.moments(augmented=False):
        return None
    made, plain = cifar.record(), cifar.record(augmented=False)
    read = _read().get(CIFAR, {})
    return Pair(
        _with_read(tuple(map(_of_cifar, plain["curve"])), read.get(PLAIN)),
        _with_read(tuple(map(_of_cifar, made["curve"])), read.get(AUGMENTED)),
        made["parameters"],
        plain["command"],
    )


def of_race(records: Sequence[LoopEpoch]) -> Curve:
    """Return the curve of one method in a race."""
    return tuple(
        Point(
            one.epoch,
            one.train.errors,
            one.train.count,
            one.test.errors,
            one.test.count,
            one.test.correct,
        )
        for one in records
        if one.train is not None
    )


def _shipped(name: str) -> Pair:
    with shipped.reading(FILE):
        made = shipped.read_json(FILE)[name]
        records = [made["curves"][method] for method in (PLAIN, AUGMENTED)]
        plain, augmented = (
            _with_read(tuple(map(_of_digits, own)), own[-1].get(READ)) for own in records
        )
        return Pair(plain, augmented, made["parameters"], made["command"])


def _read() -> dict[str, Any]:
    with shipped.reading(FILE):
        made: dict[str, Any] = shipped.read_json(FILE)
        return made


def _with_read(curve: Curve, packed: str | None) -> Curve:
    """Return the curve with `correct` of its last point filled in from `packed`."""
    if packed is None:
        return curve
    return (*curve[:-1], replace(curve[-1], correct=unpack(packed, curve[-1].test_count)))


def _of_digits(record: dict[str, Any]) -> Point:
    train, test = record["train"], record["test"]
    return Point(record["epoch"], train["errors"], train["count"], test["errors"], test["count"])


def _of_cifar(record: dict[str, Any]) -> Point:
    n_train, n_test = N_GLANCE, SPLITS["test"]
    train, test = record["train"], record["test"]
    return Point(
        record["epoch"],
        round((1 - train["top1"]) * n_train),
        n_train,
        round((1 - test["top1"]) * n_test),
        n_test,
    )
