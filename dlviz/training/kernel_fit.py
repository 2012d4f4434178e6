"""A kernel that is learned: from pairs of a photo and what a hidden kernel answers on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn import functional

from dlviz import device
from dlviz.responses import centred
from dlviz.tables import table_csv

TESTED = 24  # pairs that are never learned from
TEST_SIDE = 24  # pixels along each of them
LOST = 1e6  # a loss this many times the first will not come back
_DENSE = 20  # steps that are all recorded, before the records grow apart
_MOST_RECORDS = 120


@dataclass(frozen=True, slots=True)
class KernelTask:
    """What is to be learned, from what, and how.

    Attributes:
        hidden: (h, w) the kernel that made the answers; odd sides.
        side: Of the square kernel that learns; odd.
        pairs: Patches of photos to learn from.
        patch: Pixels along a patch.
        noise: Standard deviation of what is added to the answers, in standard deviations of them.
        learning_rate: Of gradient descent.
        momentum: Share of the last step that goes into the next one.
        steps: Of gradient descent, each on all pairs.
        seed: Of patches, noise and the first weights.
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
        """Side of the larger of both kernels: what a patch loses, less one."""
        return max(self.side, *self.hidden.shape)

    @property
    def equations(self) -> int:
        """Answers to learn from: one equation for the weights each."""
        return self.pairs * max(0, self.patch - self.reach + 1) ** 2


@dataclass(frozen=True, slots=True)
class Record:
    """Where the learning stands.

    Attributes:
        step: 0 before the first.
        kernel: (side, side) the weights.
        train_loss: Mean squared difference from the answers, noise included.
        test_loss: The same on other patches, without noise.
        distance: From the hidden kernel, as a share of its own length.
    """

    step: int
    kernel: np.ndarray
    train_loss: float
    test_loss: float
    distance: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Patches and their answers.

    Attributes:
        inputs: (N, 1, P, P) of mean 0 and deviation 1.
        answers: (N, 1, P', P') where both kernels fit.
    """

    inputs: Tensor
    answers: Tensor


def make_pairs(photos: Sequence[np.ndarray], task: KernelTask) -> tuple[Pairs, Pairs]:
    """Return pairs to learn from, and pairs to test with.

    Args:
        photos: (H, W) uint8 grey, larger than a patch.
        task: See there.

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
    mean, deviation = test.mean(), test.std()  # of many pixels, however few there are to learn from
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
    """Learn a kernel by gradient descent; yield where it stands, often at first, then less often.

    A loss that grows beyond all measure ends the learning: the last record is the one before.

    Args:
        photos: As of `make_pairs`.
        task: See there.
        where: The device that computes; a GPU takes longer for so few numbers.
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
    """Return at which of `steps` a record is made: all at first, at most some 120 in all."""
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
    """Return the mean squared difference where both kernels fit."""
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
    """Return (count, 1, side, side) patches in [0, 1], from the photos in turns."""
    patches = []
    for number in range(count):
        photo = photos[number % len(photos)]
        top, left = (
            int(torch.randint(length - side + 1, (), generator=rng)) for length in photo.shape
        )
        patches.append(torch.from_numpy(photo[top : top + side, left : left + side].copy()))
    return torch.stack(patches)[:, None].float() / 255
