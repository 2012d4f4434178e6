"""The training loop for digit classifiers; it yields a record after every step."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.datasets.mnist import N_CLASSES, PIXELS, Digits
from dlviz.networks.mnist import HIDDEN, MLP, Dropout, initialise, linear_layers
from dlviz.training.augment import augment

EVALUATION_BATCH = 2000  # batch size for evaluation: larger ones are not faster on a CPU
ADAM, SGD = "Adam", "SGD"
OPTIMISERS = (ADAM, SGD)
MOMENTUM = 0.9  # of SGD


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopSettings:
    """Settings of a training.

    Attributes:
        seed: Seed of the initial weights, the order of the digits, dropout and augmentation.
        epochs: Passes over the training digits.
        hidden: Units of the two hidden layers; None for no hidden layer, which is multinomial
            logistic regression.
        activation: A name in `dlviz.networks.mnist.ACTIVATIONS`, of the hidden units.
        dropout: Share of units dropped in each hidden layer, in [0, 1).
        l2: Ridge penalty: this times the sum of all squared weights (without biases) is added to
            the loss.
        augmented: Whether every digit is randomly distorted in every epoch.
        drawn_share: Share of each batch taken from `drawn` instead of the training digits.
        averaging: Decay of an exponential moving average of the weights; 0 for no averaging.
        optimiser: One of OPTIMISERS; SGD has momentum.
        learning_rate: Initial learning rate; it falls to zero along half a cosine.
        batch_size: Digits per step.
    """

    seed: int
    epochs: int
    hidden: tuple[int, int] | None = HIDDEN
    activation: str = "ReLU"
    dropout: tuple[float, float] = (0.0, 0.0)
    l2: float = 0.0
    augmented: bool = False
    drawn_share: float = 0.0
    averaging: float = 0.0
    optimiser: str = ADAM
    learning_rate: float = 1e-3
    batch_size: int = 128


@dataclass(frozen=True, slots=True)
class Score:
    """How well a model classifies some digits.

    Attributes:
        loss: Mean cross-entropy in nats.
        errors: Misclassified digits.
        count: Digits classified.
        packed: Which digits were classified correctly, eight per byte to save memory: a race keeps
            one for every measurement. Empty if this was not kept.
    """

    loss: float
    errors: int
    count: int
    packed: bytes = field(default=b"", compare=False, repr=False)

    @property
    def correct(self) -> np.ndarray | None:
        """(count,) bool, which digits were classified correctly; None if this was not kept."""
        if not self.packed:
            return None
        bits = np.unpackbits(np.frombuffer(self.packed, np.uint8), count=self.count)
        return bits.astype(bool)

    @property
    def error(self) -> float:
        """Misclassified digits in per cent."""
        return 100 * self.errors / self.count


@dataclass(frozen=True, slots=True)
class LoopEpoch:
    """A measurement during training, usually after a pass over the digits.

    Attributes:
        epoch: Passes so far: 1 after the first, 1.5 in the middle of the second.
        train_loss: Mean cross-entropy in nats over the steps since the last record, on the batches
            in training: with dropout, before each step, without the ridge penalty.
        test: Score on the test digits.
        train: Score on the first `n_checked` training digits without augmentation; None if
            `n_checked` is 0.
    """

    epoch: float
    train_loss: float
    test: Score
    train: Score | None = None

    @property
    def test_errors(self) -> int:
        """Misclassified test digits."""
        return self.test.errors

    @property
    def test_error(self) -> float:
        """The same in per cent."""
        return self.test.error


@dataclass(frozen=True, slots=True)
class Step:
    """One step of gradient descent on one batch.

    Attributes:
        share: Share of all steps done after this one, in (0, 1].
        pixels: (N, 784) the batch, after augmentation.
        labels: (N,) its labels.
        kept: For each hidden layer (N, units) bool, the units that dropout kept; () without
            dropout.
        epoch: A measurement; None at most steps.
    """

    share: float
    pixels: Tensor
    labels: Tensor
    kept: tuple[Tensor, ...]
    epoch: LoopEpoch | None


def new_model(settings: LoopSettings) -> nn.Module:
    """Return the untrained classifier for `settings`, on the CPU."""
    with torch.device("meta"):
        if settings.hidden is None:
            model: nn.Module = nn.Linear(PIXELS, N_CLASSES)
        else:
            model = MLP(settings.hidden, dropout=settings.dropout, activation=settings.activation)
    return initialise(model, torch.Generator().manual_seed(settings.seed))


def train_epochs(
    model: nn.Module,
    settings: LoopSettings,
    train: Digits,
    test: Digits,
    *,
    drawn: Digits | None = None,
    looks: int = 1,
) -> Iterator[LoopEpoch]:
    """Train like `train_steps`, but yield only the measurements."""
    for step in train_steps(model, settings, train, test, drawn=drawn, looks=looks):
        if step.epoch is not None:
            yield step.epoch


def train_steps(
    model: nn.Module,
    settings: LoopSettings,
    train: Digits,
    test: Digits,
    *,
    drawn: Digits | None = None,
    looks: int = 1,
    n_checked: int = 0,
) -> Iterator[Step]:
    """Train `model` in place and yield a record after every step.

    All random numbers come from `settings.seed` and are drawn on the CPU: they are the same on
    every device, and the global random state does not change. At a record with a measurement
    (`epoch`), `model` is in eval mode and holds the weights that were measured; it keeps them until
    the next one (with `settings.averaging` only until the next step).

    Args:
        model: From `new_model`, on the device that computes; or any module from (N, 784) pixels to
            (N, 10) logits.
        settings: The settings.
        train: The training digits.
        test: The test digits, used for measurements only.
        drawn: Synthetic digits, mixed into the batches if `settings.drawn_share` is positive.
        looks: Measurements per epoch; 0 for a single one at the end.
        n_checked: Number of training digits that each measurement classifies too.

    Raises:
        ValueError: if drawn digits are asked for and there are none, or if the optimiser is
            unknown.
    """
    if settings.drawn_share > 0 and drawn is None:
        raise ValueError(f"{settings.drawn_share:.0%} drawn digits were asked for, but none given")
    device = next(model.parameters()).device
    rng = torch.Generator().manual_seed(settings.seed + 1)  # the initial weights used `seed` itself
    learner = copy.deepcopy(model).requires_grad_(True).train()
    thinned = [layer for layer in learner.modules() if isinstance(layer, Dropout)]
    is_thinning = any(layer.share for layer in thinned)
    for layer in thinned:
        layer.rng = rng
    n_drawn = round(settings.batch_size * settings.drawn_share)
    n_own = min(settings.batch_size - n_drawn, len(train))
    per_epoch = steps_per_epoch(len(train), n_own)
    steps = settings.epochs * per_epoch
    others = _batches(drawn, n_drawn, rng, device) if drawn is not None and n_drawn else None
    batches = _mixed(_batches(train, n_own, rng, device), others)
    optimiser = _optimiser(learner, settings)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    stops = {round(per_epoch * look / looks) for look in range(1, looks + 1)}
    checked = Digits(train.images[:n_checked], train.labels[:n_checked])
    losses = []
    for step in range(1, steps + 1):
        pixels, labels = next(batches)
        if settings.augmented:
            pixels = augment(pixels, rng)
        pixels = pixels.flatten(1)
        loss = functional.cross_entropy(learner(pixels), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.detach())
        is_look = (step - 1) % per_epoch + 1 in stops if looks else step == steps
        if settings.averaging or is_look:
            _move_towards(model, learner, 1 - settings.averaging)
        epoch = None
        if is_look:
            train_loss = float(torch.stack(losses).cpu().double().mean())
            losses.clear()
            model.eval()
            score = measure(model, checked) if n_checked else None
            epoch = LoopEpoch(step / per_epoch, train_loss, measure(model, test), score)
        kept = tuple(layer.kept for layer in thinned if layer.kept is not None and is_thinning)
        yield Step(step / steps, pixels, labels, kept, epoch)


def steps_per_epoch(n_digits: int, batch_size: int) -> int:
    """Return the steps of one pass over the digits; an incomplete batch is left out."""
    return n_digits // min(batch_size, n_digits)


def ridge_penalty(model: nn.Module, l2: float) -> Tensor:
    """Return l2 times the sum of all squared weights of `model`, without biases."""
    squares = [layer.weight.square().sum() for layer in linear_layers(model)]
    return l2 * torch.stack(squares).sum()


@torch.inference_mode()
def measure(model: nn.Module, digits: Digits) -> Score:
    """Return how well `model` classifies `digits`."""
    device = next(model.parameters()).device
    losses, correct = [], []
    for start in range(0, len(digits), EVALUATION_BATCH):
        part = slice(start, start + EVALUATION_BATCH)
        pixels, labels = as_tensors(digits.images[part], digits.labels[part])
        logits, labels = model(pixels.flatten(1).to(device)), labels.to(device)
        losses.append(functional.cross_entropy(logits, labels, reduction="sum"))
        correct.append(logits.argmax(dim=1) == labels)
    loss = float(torch.stack(losses).cpu().double().sum()) / len(digits)
    read = torch.cat(correct).cpu().numpy()
    return Score(loss, int((~read).sum()), len(digits), np.packbits(read).tobytes())


def count_errors(model: nn.Module, digits: Digits) -> int:
    """Return how many of `digits` the model misclassifies."""
    return measure(model, digits).errors


def as_tensors(images: np.ndarray, labels: np.ndarray) -> tuple[Tensor, Tensor]:
    """Return images (N, 28, 28) as float32 in [0, 1] and labels (N,) as int64."""
    pixels = torch.from_numpy(images.astype(np.float32) / np.float32(255))
    return pixels, torch.from_numpy(labels.astype(np.int64))


def _optimiser(learner: nn.Module, settings: LoopSettings) -> torch.optim.Optimizer:
    """Return the optimiser; its weight decay adds the gradient of the ridge penalty, 2 l2 w.

    It is "fused" (one kernel updates all parameters): on the lecture's network this is four times
    faster than PyTorch's default, and the penalty takes no extra time.
    """
    weights = [layer.weight for layer in linear_layers(learner)]
    own = {id(weight) for weight in weights}
    biases = [parameter for parameter in learner.parameters() if id(parameter) not in own]
    groups = [
        {"params": weights, "weight_decay": 2 * settings.l2},
        {"params": biases, "weight_decay": 0.0},
    ]
    if settings.optimiser == ADAM:
        return torch.optim.Adam(groups, lr=settings.learning_rate, fused=True)
    if settings.optimiser == SGD:
        return torch.optim.SGD(groups, lr=settings.learning_rate, momentum=MOMENTUM, fused=True)
    raise ValueError(
        f"there is no optimiser {settings.optimiser!r}: choose one of {', '.join(OPTIMISERS)}"
    )


def _mixed(
    batches: Iterator[tuple[Tensor, Tensor]], others: Iterator[tuple[Tensor, Tensor]] | None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield every batch with a batch of `others` appended, if there are any."""
    for pixels, labels in batches:
        if others is None:
            yield pixels, labels
        else:
            more_pixels, more_labels = next(others)
            yield torch.cat([pixels, more_pixels]), torch.cat([labels, more_labels])


def _batches(
    digits: Digits, size: int, rng: torch.Generator, device: torch.device
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield batches of `size` for ever, reshuffled after each pass; incomplete ones are dropped."""
    size = min(size, len(digits))
    is_cpu = device.type == "cpu"
    if not is_cpu:  # all digits are copied to the device once, as bytes
        all_images = torch.tensor(digits.images, device=device)
        all_labels = torch.tensor(digits.labels, device=device)
    while True:
        order = torch.randperm(len(digits), generator=rng)
        for start in range(0, len(digits) - size + 1, size):
            chosen = order[start : start + size]
            if is_cpu:
                yield as_tensors(digits.images[chosen.numpy()], digits.labels[chosen.numpy()])
            else:
                places = chosen.to(device)
                yield all_images[places].float() / 255, all_labels[places].long()


@torch.no_grad()
def _move_towards(model: nn.Module, learner: nn.Module, share: float) -> None:
    for kept, new in zip(model.parameters(), learner.parameters(), strict=True):
        kept.lerp_(new, share)
