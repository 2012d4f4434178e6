"""Transfer learning: train a new last layer for a visitor's classes on embeddings.

The network before the last layer is frozen, so a photo's embedding never changes: it is computed
once, when the photo arrives. A training step is then one small matrix product.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.networks.backbone import new_head
from dlviz.seeds import LARGEST_SEED

MOST_EPOCHS = 100
LOW_RATE, HIGH_RATE = 1e-5, 1.0
SMALLEST_HELD_BACK, LARGEST_HELD_BACK = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """Settings for training the last layer.

    Attributes:
        epochs: Passes over the training photos, 1 to MOST_EPOCHS.
        learning_rate: Learning rate of Adam, LOW_RATE to HIGH_RATE.
        batch_size: Photos per step.
        held_back: Share of each class that is kept for validation.
        augmented: Whether flipped and cropped versions of the training photos are added.
        seed: Seed of the split, the initial weights and the order of the photos.
    """

    epochs: int = 20
    learning_rate: float = 0.003
    batch_size: int = 16
    held_back: float = 0.25
    augmented: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the ranges: a link can hold any value."""
        problems = (
            (1 <= self.epochs <= MOST_EPOCHS, f"The number of epochs is 1 to {MOST_EPOCHS}."),
            (LOW_RATE <= self.learning_rate <= HIGH_RATE, "This learning rate is not possible."),
            (1 <= self.batch_size <= 1000, "A batch has 1 to 1,000 photos."),
            (
                SMALLEST_HELD_BACK <= self.held_back <= LARGEST_HELD_BACK,
                "10 to 50 % of the photos can be held out.",
            ),
            (0 <= self.seed <= LARGEST_SEED, f"The seed goes from 0 to {LARGEST_SEED}."),
        )
        for is_fine, sentence in problems:
            if not is_fine:
                raise ValueError(sentence)


@dataclass(frozen=True, slots=True)
class Split:
    """Indices of the training photos and of the validation photos.

    Attributes:
        train: Indices of the training photos, ascending.
        validation: Indices of the validation photos.
    """

    train: np.ndarray
    validation: np.ndarray


@dataclass(frozen=True, slots=True)
class HeadEpoch:
    """Measurements after an epoch.

    Attributes:
        epoch: 0 is before the first step.
        train_loss: Mean cross-entropy over the training photos, in nats.
        train_accuracy: Share of training photos that are classified correctly.
        loss: Mean cross-entropy over the validation photos, in nats; NaN if there are none.
        accuracy: Share of validation photos that are classified correctly; NaN if there are none.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    loss: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Head:
    """A trained last layer.

    Attributes:
        weight: (classes, width) float32.
        bias: (classes,) float32.
    """

    weight: np.ndarray
    bias: np.ndarray

    def logits(self, embeddings: np.ndarray) -> np.ndarray:
        """Return the logits (N, classes) for embeddings (N, width)."""
        given, weight, bias = map(torch.from_numpy, (embeddings, self.weight, self.bias))
        return functional.linear(given, weight, bias).numpy()

    def probabilities(self, embeddings: np.ndarray) -> np.ndarray:
        """Return the probabilities (N, classes) for embeddings (N, width)."""
        return torch.from_numpy(self.logits(embeddings)).softmax(dim=1).numpy()


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished training of the last layer.

    Attributes:
        head: The layer.
        split: Its training and validation photos.
        epochs: Measurements, the one before the first step included.
    """

    head: Head
    split: Split
    epochs: tuple[HeadEpoch, ...]


def split(labels: np.ndarray, held_back: float, seed: int) -> Split:
    """Hold back the same share of every class at random.

    A class of two or more photos has at least one in each part; a single photo is used for
    training.

    Args:
        labels: (N,) classes.
        held_back: Share in (0, 1).
        seed: Seed of the random choice.
    """
    rng = np.random.default_rng(seed)
    kept: list[np.ndarray] = []
    for label in np.unique(labels):
        places = rng.permutation(np.flatnonzero(labels == label))
        n = len(places)
        n_held = 0 if n < 2 else min(n - 1, max(1, round(held_back * n)))
        kept.append(places[:n_held])
    validation = np.sort(np.concatenate(kept)) if kept else np.zeros(0, int)
    train = np.setdiff1d(np.arange(len(labels)), validation)
    return Split(train, validation)


def train_head(
    embeddings: np.ndarray,
    labels: np.ndarray,
    settings: HeadSettings,
    *,
    variants: list[np.ndarray] | None = None,
    chosen: Split | None = None,
) -> Trained:
    """Train a last layer on embeddings; the frozen network is not needed.

    Args:
        embeddings: (N, width) float32.
        labels: (N,) classes from 0; at least two different ones.
        settings: The settings.
        variants: For each photo the embeddings (n, width) of its augmented versions; those of
            training photos are used if `settings.augmented`.
        chosen: A given split; without it, `settings` determine one.

    Raises:
        ValueError: if there are fewer than two classes.
    """
    n_classes = int(labels.max(initial=-1)) + 1
    if len(np.unique(labels)) < 2:
        raise ValueError("Two classes with photos are needed for training.")
    parts = chosen or split(labels, settings.held_back, settings.seed)
    seen, targets = _with_variants(embeddings, labels, parts, variants, settings)
    generator = torch.Generator().manual_seed(settings.seed)
    head = new_head(embeddings.shape[1], n_classes, generator)
    checked = tuple(
        (torch.from_numpy(embeddings[places]), torch.from_numpy(labels[places].astype(np.int64)))
        for places in (parts.train, parts.validation)
    )
    epochs = [measure(head, 0, *checked)]
    for epoch in _descend(head, seen, targets, settings, generator):
        epochs.append(measure(head, epoch, *checked))
    weight, bias = (own.detach().numpy().copy() for own in (head.weight, head.bias))
    return Trained(Head(weight, bias), parts, tuple(epochs))


def _descend(
    head: nn.Linear,
    given: Tensor,
    targets: Tensor,
    settings: HeadSettings,
    generator: torch.Generator,
) -> Iterator[int]:
    """Train `head` in place; yield the number of each epoch at its end."""
    optimiser = torch.optim.Adam(head.parameters(), lr=settings.learning_rate)
    for epoch in range(1, settings.epochs + 1):
        order = torch.randperm(len(given), generator=generator)
        for places in order.split(settings.batch_size):
            optimiser.zero_grad()
            functional.cross_entropy(head(given[places]), targets[places]).backward()
            optimiser.step()
        yield epoch


def measure(
    network: nn.Module, epoch: int, train: tuple[Tensor, Tensor], validation: tuple[Tensor, Tensor]
) -> HeadEpoch:
    """Return how well `network` classifies training and validation data, each (inputs, classes)."""
    numbers = []
    with torch.inference_mode():
        for given, targets in (train, validation):
            if not len(given):
                numbers += [float("nan"), float("nan")]
                continue
            logits = network(given)
            numbers.append(float(functional.cross_entropy(logits, targets)))
            numbers.append(float((logits.argmax(dim=1) == targets).float().mean()))
    return HeadEpoch(epoch, *numbers)


def _with_variants(
    embeddings: np.ndarray,
    labels: np.ndarray,
    parts: Split,
    variants: list[np.ndarray] | None,
    settings: HeadSettings,
) -> tuple[Tensor, Tensor]:
    rows = [embeddings[parts.train]]
    classes = [labels[parts.train]]
    if settings.augmented and variants is not None:
        for place in parts.train:
            if len(variants[place]):
                rows.append(variants[place])
                classes.append(np.full(len(variants[place]), labels[place]))
    targets = np.concatenate(classes).astype(np.int64)
    return torch.from_numpy(np.concatenate(rows)), torch.from_numpy(targets)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Validation accuracy with `n_each` training photos per class, over repeated splits.

    Attributes:
        n_each: Training photos per class.
        accuracies: One for each split so far, in [0, 1].
    """

    n_each: int
    accuracies: tuple[float, ...]


def learning_curve(
    embeddings: np.ndarray, labels: np.ndarray, settings: HeadSettings, *, repeats: int = 10
) -> Iterator[tuple[CurvePoint, ...]]:
    """Train on 1, 2, 5, 10, ... photos of every class, with `repeats` splits each.

    A split keeps its validation photos for all sizes, so that along a curve only the number of
    training photos changes. Yields the points so far after every training.
    """
    smallest = int(np.bincount(labels).min())
    held = [split(labels, settings.held_back, settings.seed + r) for r in range(repeats)]
    most = min(int(np.bincount(labels[own.train]).min()) for own in held)
    sizes = [n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500) if n < most] + [most]
    points: dict[int, list[float]] = {}
    for n_each in sizes if smallest >= 2 else []:
        for repeat, own in enumerate(held):
            few = _few(labels, own.train, n_each, settings.seed + repeat)
            seed = (settings.seed + repeat) % (LARGEST_SEED + 1)
            plain = replace(settings, augmented=False, seed=seed)
            trained = train_head(embeddings, labels, plain, chosen=Split(few, own.validation))
            points.setdefault(n_each, []).append(trained.epochs[-1].accuracy)
            yield tuple(CurvePoint(n, tuple(values)) for n, values in points.items())


def _few(labels: np.ndarray, places: np.ndarray, n_each: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng([seed, 1])
    return np.sort(
        np.concatenate(
            [
                rng.permutation(places[labels[places] == label])[:n_each]
                for label in np.unique(labels)
            ]
        )
    )
