"""Learn a convolution kernel by gradient descent from photos and a hidden kernel's outputs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn import functional

from dlviz import device
from dlviz.responses import centred
from dlviz.tables import table_csv

TESTED = 24  # test pairs
TEST_SIDE = 24  # side of a test patch in pixels
LOST = 1e6  # training stops as diverged when the loss is this many times the first one
_DENSE = 20  # so many first steps are all recorded; then the intervals grow
_MOST_RECORDS = 120


@dataclass(frozen=True, slots=True)
class KernelTask:
    """What is to be learned, from which data, with which settings.

    Attributes:
        hidden: (h, w) the kernel that makes the targets; odd sides.
        side: Side of the square kernel that is trained; odd.
        pairs: Number of training patches.
        patch: Side of a training patch in pixels.
        noise: Standard deviation of noise added to the targets, relative to their own.
        learning_rate: Learning rate of gradient descent.
        momentum: Share of the last step that is added to the next one.
        steps: Steps of gradient descent, each on all pairs (full batch).
        seed: Seed of patches, noise and the initial weights.
    """

    hidden: np.ndarray
    side: int = 3
    pairs: int = 48
    patch: int = 24
    noise: float = 0.0
    learning_rate: float = 0.05
    momentum: float = 0.9
    steps: int = 400
    seed: int = 0

    @property
    def reach(self) -> int:
        """Side of the larger of both kernels; an output is this less one smaller than its patch."""
        return max(self.side, *self.hidden.shape)

    @property
    def equations(self) -> int:
        """Number of training targets: each is one linear equation for the weights."""
        return self.pairs * max(0, self.patch - self.reach + 1) ** 2


@dataclass(frozen=True, slots=True)
class Record:
    """State of the training at one step.

    Attributes:
        step: 0 before the first.
        kernel: (side, side) the weights.
        train_loss: Mean squared error on the training targets, noise included.
        test_loss: Mean squared error on the test targets, which have no noise.
        distance: Norm of the difference from the hidden kernel over the norm of the hidden kernel.
    """

    step: int
    kernel: np.ndarray
    train_loss: float
    test_loss: float
    distance: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Patches and the hidden kernel's outputs for them.

    Attributes:
        inputs: (N, 1, P, P) standardised with the test patches' mean and deviation.
        answers: (N, 1, P', P') targets, at the positions where both kernels fit.
    """

    inputs: Tensor
    answers: Tensor


def make_pairs(photos: Sequence[np.ndarray], task: KernelTask) -> tuple[Pairs, Pairs]:
    """Return the training pairs and the test pairs.

    Args:
        photos: (H, W) uint8 grey, larger than a patch.
        task: The task.

    Raises:
        ValueError: if a kernel does not fit into a patch.
    """
    if task.patch < task.reach:
        raise ValueError(
            f"A kernel with a side of {task.reach} does not fit into a patch of {task.patch} "
            "pixels; choose larger patches."
        )
    rng = Generator().manual_seed(task.seed)
    train = _patches(photos, task.pairs, task.patch, rng)
    test = _patches(photos, TESTED, TEST_SIDE, rng)
    mean, deviation = test.mean(), test.std()  # of many pixels, even if training pairs are few
    hidden = torch.from_numpy(centred(task.hidden, (task.reach, task.reach)))
    pairs = []
    for patches in (train, test):
        inputs = (patches - mean) / deviation
        pairs.append(Pairs(inputs, functional.conv2d(inputs, hidden[None, None])))
    if task.noise:
        clean = pairs[0].answers
        noise = torch.randn(clean.shape, generator=rng) * (task.noise * pairs[1].answers.std())
        pairs[0] = Pairs(pairs[0].inputs, clean + noise)
    return pairs[0], pairs[1]


def fit_kernel(
    photos: Sequence[np.ndarray], task: KernelTask, *, where: str | torch.device = "cpu"
) -> Iterator[Record]:
    """Train a kernel by gradient descent; yield records, often at first and then less often.

    If the loss diverges (LOST), the training stops without another record.

    Args:
        photos: As for `make_pairs`.
        task: The task.
        where: The device that computes; for so few numbers a GPU takes longer than a CPU.
    """
    device.use_one_thread()
    train, test = (
        Pairs(own.inputs.to(where), own.answers.to(where)) for own in make_pairs(photos, task)
    )
    rng = Generator().manual_seed(task.seed + 1)
    kernel = torch.randn(1, 1, task.side, task.side, generator=rng).to(where) / task.side
    velocity = torch.zeros_like(kernel)
    wanted = set(recorded_steps(task.steps))
    first = float(_loss(kernel, train, task.reach))
    for step in range(task.steps + 1):
        kernel.requires_grad_(True)
        loss = _loss(kernel, train, task.reach)
        (gradient,) = torch.autograd.grad(loss, kernel)
        kernel = kernel.detach()
        value = loss.item()
        if not value <= LOST * max(first, 1e-12):
            return
        if step in wanted:
            yield _record(step, kernel, value, test, task)
        velocity = task.momentum * velocity + gradient
        kernel = kernel - task.learning_rate * velocity


def recorded_steps(steps: int) -> list[int]:
    """Return which of `steps` are recorded: the first ones all, at most about 120 in all."""
    spread = np.unique(np.rint(np.geomspace(_DENSE, max(_DENSE, steps), _MOST_RECORDS - _DENSE)))
    return sorted(
        {*range(min(_DENSE, steps) + 1), *(int(step) for step in spread if step <= steps)}
    )


def learned_csv(records: Sequence[Record]) -> str:
    """Return the records as CSV: step, losses, distance, then the weights row by row."""
    side = records[0].kernel.shape[0]
    names = [f"w{row}{column}" for row in range(1, side + 1) for column in range(1, side + 1)]
    rows = []
    for record in records:
        numbers = [record.train_loss, record.test_loss, record.distance, *record.kernel.ravel()]
        rows.append([record.step, *(f"{number:.7g}" for number in numbers)])
    return table_csv(("step", "train_loss", "test_loss", "distance", *names), rows)


def _loss(kernel: Tensor, pairs: Pairs, reach: int) -> Tensor:
    """Return the mean squared error over the positions where both kernels fit."""
    rim = (reach - kernel.shape[-1]) // 2
    inputs = pairs.inputs[..., rim:-rim, rim:-rim] if rim else pairs.inputs
    return (functional.conv2d(inputs, kernel) - pairs.answers).square().mean()


def _record(step: int, kernel: Tensor, loss: float, test: Pairs, task: KernelTask) -> Record:
    weights = kernel[0, 0].cpu().numpy().copy()
    size = (task.reach, task.reach)
    hidden = centred(task.hidden, size)
    off = np.linalg.norm(centred(weights, size) - hidden)
    test_loss = float(_loss(kernel, test, task.reach))
    return Record(step, weights, loss, test_loss, float(off / np.linalg.norm(hidden)))


def _patches(photos: Sequence[np.ndarray], count: int, side: int, rng: Generator) -> Tensor:
    """Return patches (count, 1, side, side) in [0, 1], cut from the photos in turn."""
    patches = []
    for number in range(count):
        photo = photos[number % len(photos)]
        top, left = (
            int(torch.randint(length - side + 1, (), generator=rng)) for length in photo.shape
        )
        patches.append(torch.from_numpy(photo[top : top + side, left : left + side].copy()))
    return torch.stack(patches)[:, None].float() / 255
