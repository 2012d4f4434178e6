"""How the same network learns with and without augmentation: curves that ship, and of a race."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dlviz import shipped
from dlviz.datasets.cifar100 import SPLITS
from dlviz.networks import cifar
from dlviz.networks.mnist import FOLDER
from dlviz.training.cifar import N_GLANCE
from dlviz.training.loop import LoopEpoch
from dlviz.training.methods import AUGMENTED, PLAIN, Choices

FILE = FOLDER / "augmentation_curves.json"
FEW = Choices(methods=(PLAIN, AUGMENTED), n_digits=1_000, epochs=60)  # the gap is large


@dataclass(frozen=True, slots=True)
class Point:
    """What a training has led to after some epochs.

    Attributes:
        epoch: Passes over the training pictures.
        train_errors: Training pictures, as they are, that are read wrongly.
        train_count: So many were read.
        test_errors: Test pictures read wrongly.
        test_count: So many were read.
    """

    epoch: float
    train_errors: int
    train_count: int
    test_errors: int
    test_count: int

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
    """Two trainings that differ in nothing but augmentation.

    Attributes:
        plain: Without.
        augmented: With.
        parameters: Of the network.
        command: What makes the curves again.
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
    """Return the shipped curves of what FEW asks for: training that gives the same numbers."""
    return _shipped("few")


def cifar_pair() -> Pair | None:
    """Return the shipped curves of the CIFAR-100 network; None where its twin did not ship."""
    if not cifar.moments(augmented=False):
        return None
    made, plain = cifar.record(), cifar.record(augmented=False)
    return Pair(
        tuple(map(_of_cifar, plain["curve"])),
        tuple(map(_of_cifar, made["curve"])),
        made["parameters"],
        plain["command"],
    )


def of_race(records: Sequence[LoopEpoch]) -> Curve:
    """Return the curve of one method of a race."""
    return tuple(
        Point(one.epoch, one.train.errors, one.train.count, one.test.errors, one.test.count)
        for one in records
        if one.train is not None
    )


def _shipped(name: str) -> Pair:
    with shipped.reading(FILE):
        made = shipped.read_json(FILE)[name]
        plain, augmented = (
            tuple(map(_of_digits, made["curves"][method])) for method in (PLAIN, AUGMENTED)
        )
        return Pair(plain, augmented, made["parameters"], made["command"])


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
