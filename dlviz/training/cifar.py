"""The training loop for the CIFAR-100 network; it can be resumed, and yields a record per epoch."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.datasets.cifar100 import SIDE, Pictures
from dlviz.networks.cifar import new_network, standardise

BORDER = 4  # width of the black padding before a random 32 x 32 crop, in pixels
EVALUATION_BATCH = 500
N_GLANCE = 5_000  # training pictures for the train error, without augmentation


@dataclass(frozen=True, slots=True, kw_only=True)
class CifarSettings:
    """Settings of a training.

    Attributes:
        seed: Seed of the initial weights, the order of the pictures, and augmentation.
        epochs: Passes over the training pictures.
        augmented: Whether every picture is randomly shifted and mirrored in every epoch.
        learning_rate: The maximum; it rises for a quarter of the steps and then falls to zero.
        weight_decay: Coefficient of weight decay: each step shrinks a weight by this times the
            learning rate.
        momentum: Nesterov momentum of stochastic gradient descent.
        batch_size: Pictures per step.
        bf16: Whether products use bfloat16, twice as fast on hardware that multiplies it (AMX,
            tensor cores); sums and weights stay float32.
    """

    seed: int
    epochs: int
    augmented: bool = True
    learning_rate: float = 0.1
    weight_decay: float = 5e-4
    momentum: float = 0.9
    batch_size: int = 128
    bf16: bool = False


@dataclass(frozen=True, slots=True)
class CifarScore:
    """How well a network classifies some pictures.

    Attributes:
        loss: Mean cross-entropy, in nats.
        top1: Share of pictures whose class is the most probable one.
        top5: Share of pictures whose class is among the five most probable ones.
    """

    loss: float
    top1: float
    top5: float


@dataclass(frozen=True, slots=True)
class CifarEpoch:
    """Results after one epoch.

    Attributes:
        epoch: 1 for the first.
        running_loss: Mean cross-entropy over the epoch's steps, on the augmented pictures.
        train: Score on the first N_GLANCE training pictures, without augmentation.
        test: Score on the test pictures.
    """

    epoch: int
    running_loss: float
    train: CifarScore
    test: CifarScore


class Training:
    """A training that can be interrupted between two epochs and resumed.

    Attributes:
        model: The network with batch normalisation, in eval mode between two epochs.
        settings: The settings.
        epoch: Epochs done.
    """

    def __init__(self, settings: CifarSettings, n_pictures: int, device: torch.device) -> None:
        """Start a new training on `n_pictures` pictures."""
        self.settings = settings
        self.epoch = 0
        self._rng = torch.Generator().manual_seed(settings.seed)
        self._device = device
        model = new_network(self._rng)
        for convolution in model:
            if isinstance(convolution, nn.Conv2d):  # channels last is twice as fast on a CPU
                weight = convolution.weight.data
                convolution.weight.data = weight.contiguous(memory_format=torch.channels_last)
        self.model = model.to(device).eval()
        self._steps = n_pictures // settings.batch_size
        # Weight decay of biases and normalisation factors would only slow the training down.
        decay = [p for p in self.model.parameters() if p.ndim > 1]
        free = [p for p in self.model.parameters() if p.ndim == 1]
        self._optimiser = torch.optim.SGD(
            [
                {"params": decay, "weight_decay": settings.weight_decay},
                {"params": free, "weight_decay": 0.0},
            ],
            lr=settings.learning_rate,
            momentum=settings.momentum,
            nesterov=True,
        )
        self._schedule = self._new_schedule(0)

    def state(self) -> dict[str, object]:
        """Return all that `resume` needs, as tensors and plain values (a checkpoint)."""
        return {
            "epoch": self.epoch,
            "rng": self._rng.get_state(),
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }

    def resume(self, state: dict) -> None:
        """Continue from a checkpoint that `state` returned."""
        self.epoch = state["epoch"]
        self._rng.set_state(state["rng"])
        self.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule = self._new_schedule(self.epoch * self._steps)

    def epochs(self, train: Pictures, test: Pictures) -> Iterator[CifarEpoch]:
        """Train to the end; yield a record after every epoch."""
        glance = Pictures(train.images[:N_GLANCE], train.labels[:N_GLANCE], train.groups[:N_GLANCE])
        while self.epoch < self.settings.epochs:
            loss = self._pass_over(train)
            self.epoch += 1
            yield CifarEpoch(self.epoch, loss, score(self.model, glance), score(self.model, test))

    def _new_schedule(self, steps_done: int) -> torch.optim.lr_scheduler.OneCycleLR:
        return torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser,
            self.settings.learning_rate,
            total_steps=self.settings.epochs * self._steps,
            pct_start=0.25,
            cycle_momentum=False,
            last_epoch=steps_done - 1,
        )

    def _pass_over(self, train: Pictures) -> float:
        size = self.settings.batch_size
        order = torch.randperm(len(train), generator=self._rng).numpy()
        total = 0.0
        self.model.train()
        for step in range(self._steps):
            chosen = np.sort(order[step * size : (step + 1) * size])
            images = torch.from_numpy(train.images[chosen])
            if self.settings.augmented:
                images = shift_and_mirror(images, self._rng)
            labels = torch.from_numpy(train.labels[chosen]).long()
            with torch.autocast(self._device.type, torch.bfloat16, enabled=self.settings.bf16):
                logits = self.model(_as_input(images, self._device))
            loss = functional.cross_entropy(logits.float(), labels.to(self._device))
            self._optimiser.zero_grad()
            loss.backward()
            self._optimiser.step()
            self._schedule.step()
            total += loss.item()
        self.model.eval()
        return total / self._steps


def score(model: nn.Module, pictures: Pictures) -> CifarScore:
    """Return how well `model`, in eval mode, classifies `pictures`."""
    device = next(model.parameters()).device
    loss, first, five = 0.0, 0, 0
    with torch.inference_mode():
        for start in range(0, len(pictures), EVALUATION_BATCH):
            part = slice(start, start + EVALUATION_BATCH)
            labels = torch.from_numpy(pictures.labels[part]).long().to(device)
            logits = model(_as_input(torch.from_numpy(pictures.images[part]), device))
            loss += functional.cross_entropy(logits, labels, reduction="sum").item()
            is_label = logits.topk(5).indices == labels[:, None]
            first += int(is_label[:, 0].sum())
            five += int(is_label.any(dim=1).sum())
    n = len(pictures)
    return CifarScore(loss / n, first / n, five / n)


def shift_and_mirror(images: Tensor, rng: torch.Generator) -> Tensor:
    """Return images (N, 32, 32, 3) shifted by up to BORDER pixels each way, half of them mirrored.

    Pixels that come in are black. All random numbers come from `rng`.
    """
    n = len(images)
    corners = torch.randint(0, 2 * BORDER + 1, (2, n, 1), generator=rng)
    is_mirrored = torch.rand(n, 1, generator=rng) < 0.5
    along = torch.arange(SIDE)
    rows, columns = corners[0] + along, corners[1] + along  # (N, 32)
    columns = torch.where(is_mirrored, columns.flip(1), columns)
    padded = functional.pad(images, (0, 0, BORDER, BORDER, BORDER, BORDER))
    return padded[torch.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]


def _as_input(images: Tensor, device: torch.device) -> Tensor:
    pixels = images.to(device).permute(0, 3, 1, 2).float() / 255
    return standardise(pixels).contiguous(memory_format=torch.channels_last)
