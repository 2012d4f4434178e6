"""The loop that trains a digit classifier, one record for each epoch."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.datasets.mnist import N_CLASSES, PIXELS, Digits
from dlviz.networks.mnist import HIDDEN, MLP, Dropout, initialise, linear_layers
from dlviz.training.augment import augment

EVALUATION_BATCH = 2000  # pictures at once: more gains nothing on a processor


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is chosen before a training.

    Attributes:
        seed: Of the first weights, the order of the digits, dropout and augmentation.
        epochs: Passes over the training digits.
        hidden: Units of the two hidden layers; None for no hidden layer at all, which is
            multinomial logistic regression.
        dropout: Share of silenced units of each hidden layer, in [0, 1).
        l2: Ridge: this times the sum of all squared weights, biases left out, is added to the loss.
        augmented: Whether every digit is distorted anew in every epoch.
        drawn_share: Share of each batch taken from `drawn` instead of the training digits.
        averaging: Weights are averaged over the past steps with this decay; 0 for the last alone.
        learning_rate: Of Adam at the start; it falls to zero along half a cosine.
        batch_size: Digits for one step.
    """

    seed: int
    epochs: int
    hidden: tuple[int, int] | None = HIDDEN
    dropout: tuple[float, float] = (0.0, 0.0)
    l2: float = 0.0
    augmented: bool = False
    drawn_share: float = 0.0
    averaging: float = 0.0
    learning_rate: float = 1e-3
    batch_size: int = 128


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one pass over the training digits has led to.

    Attributes:
        epoch: 1 for the first.
        train_loss: Mean cross-entropy over the epoch's steps, in nats, without the ridge penalty.
        test_errors: Test digits read wrongly.
        test_error: The same in per cent.
    """

    epoch: int
    train_loss: float
    test_errors: int
    test_error: float


def new_model(settings: Settings) -> nn.Module:
    """Return the untrained classifier that `settings` ask for."""
    with torch.device("meta"):
        if settings.hidden is None:
            model: nn.Module = nn.Linear(PIXELS, N_CLASSES)
        else:
            model = MLP(settings.hidden, dropout=settings.dropout)
    return initialise(model, torch.Generator().manual_seed(settings.seed))


def train_epochs(
    model: nn.Module,
    settings: Settings,
    train: Digits,
    test: Digits,
    *,
    drawn: Digits | None = None,
) -> Iterator[Epoch]:
    """Train `model` in place and yield a record after every epoch.

    All that is random comes from `settings.seed`: the global random state is left alone. Between
    two records `model` is in eval mode and holds the weights the record speaks of.

    Args:
        model: From `new_model`; any module from (N, 784) pixels to (N, 10) logits.
        settings: See there.
        train: The digits to learn from.
        test: The digits to count errors on; nothing is learnt from them.
        drawn: Synthetic digits, mixed into the batches if `settings.drawn_share` is positive.

    Raises:
        ValueError: if a share of drawn digits is asked for and there are none.
    """
    if settings.drawn_share > 0 and drawn is None:
        raise ValueError(f"{settings.drawn_share:.0%} drawn digits were asked for, but none given")
    rng = torch.Generator().manual_seed(settings.seed + 1)  # the first weights used the seed itself
    learner = copy.deepcopy(model).requires_grad_(True).train()
    for layer in learner.modules():
        if isinstance(layer, Dropout):
            layer.rng = rng
    n_drawn = round(settings.batch_size * settings.drawn_share)
    n_own = min(settings.batch_size - n_drawn, len(train))
    steps = len(train) // n_own
    others = _batches(drawn, n_drawn, rng) if drawn is not None and n_drawn else None
    batches = _mixed(_batches(train, n_own, rng), others)
    optimiser = torch.optim.Adam(learner.parameters(), lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, settings.epochs * steps)
    for epoch in range(1, settings.epochs + 1):
        total_loss = 0.0
        for step in range(steps):
            pixels, labels = next(batches)
            if settings.augmented:
                pixels = augment(pixels, rng)
            loss = functional.cross_entropy(learner(pixels.flatten(1)), labels)
            optimiser.zero_grad()
            (loss + ridge_penalty(learner, settings.l2)).backward()
            optimiser.step()
            schedule.step()
            total_loss += loss.item()
            if settings.averaging or step == steps - 1:
                _move_towards(model, learner, 1 - settings.averaging)
        model.eval()
        errors = count_errors(model, test)
        yield Epoch(epoch, total_loss / steps, errors, 100 * errors / len(test))


def ridge_penalty(model: nn.Module, l2: float) -> Tensor:
    """Return l2 times the sum of all squared weights of `model`; biases are free."""
    squares = [layer.weight.square().sum() for layer in linear_layers(model)]
    return l2 * torch.stack(squares).sum()


def count_errors(model: nn.Module, digits: Digits) -> int:
    """Return how many of `digits` the model reads wrongly."""
    errors = 0
    with torch.inference_mode():
        for start in range(0, len(digits), EVALUATION_BATCH):
            part = slice(start, start + EVALUATION_BATCH)
            pixels, labels = as_tensors(digits.images[part], digits.labels[part])
            errors += int((model(pixels.flatten(1)).argmax(dim=1) != labels).sum())
    return errors


def as_tensors(images: np.ndarray, labels: np.ndarray) -> tuple[Tensor, Tensor]:
    """Return images (N, 28, 28) as float32 in [0, 1] and labels (N,) as int64."""
    pixels = torch.from_numpy(images.astype(np.float32) / np.float32(255))
    return pixels, torch.from_numpy(labels.astype(np.int64))


def _mixed(
    batches: Iterator[tuple[Tensor, Tensor]], others: Iterator[tuple[Tensor, Tensor]] | None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield every batch with one of `others` appended, if there are any."""
    for pixels, labels in batches:
        if others is None:
            yield pixels, labels
        else:
            more_pixels, more_labels = next(others)
            yield torch.cat([pixels, more_pixels]), torch.cat([labels, more_labels])


def _batches(digits: Digits, size: int, rng: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield batches of `size` for ever, in a new order after each pass; a rest is left out."""
    size = min(size, len(digits))
    while True:
        order = torch.randperm(len(digits), generator=rng).numpy()
        for start in range(0, len(digits) - size + 1, size):
            chosen = order[start : start + size]
            yield as_tensors(digits.images[chosen], digits.labels[chosen])


@torch.no_grad()
def _move_towards(model: nn.Module, learner: nn.Module, share: float) -> None:
    for kept, new in zip(model.parameters(), learner.parameters(), strict=True):
        kept.lerp_(new, share)
