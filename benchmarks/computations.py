"""The computations that `gpu.py` runs on two devices: their names, tolerances and shared helpers.

Each computation returns named arrays; a training is compared by its losses and the trained
network's predictions. Random numbers are seeded and drawn on the CPU, so both devices get the same.
"""

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from dlviz import device
from dlviz.datasets import mnist as digits
from dlviz.datasets.cifar100 import Pictures
from dlviz.datasets.mnist import Digits
from dlviz.datasets.ready_sets import SETS
from dlviz.networks import backbone, imagenet
from dlviz.networks.backbone import Backbone

_SHORT = 20.0  # seconds; quicker computations run twice

Arrays = dict[str, np.ndarray]

# Largest difference allowed, as a share of the largest number on the CPU.
PASS = 1e-4  # one pass through a network: float32 sums in another order
DEEP = 1e-3  # fifty layers and more, and gradients through them
TRAINED = 1e-2  # some dozen training steps, in which differences accumulate


@dataclass(frozen=True, slots=True)
class Computation:
    """One computation of the core.

    Attributes:
        name: Name in the table.
        tolerance: Largest difference allowed, as a share of the largest number on the CPU.
        run: Computes on the device in use; its argument is whether to use the smallest sizes.
    """

    name: str
    tolerance: float
    run: Callable[[bool], Arrays]


ALL: list[Computation] = []


def computation(
    name: str, tolerance: float
) -> Callable[[Callable[[bool], Arrays]], Callable[[bool], Arrays]]:
    """Decorator that adds a function to ALL."""

    def keep(run: Callable[[bool], Arrays]) -> Callable[[bool], Arrays]:
        ALL.append(Computation(name, tolerance, run))
        return run

    return keep


def here(module: nn.Module) -> nn.Module:
    """Return a copy of `module` on the device in use."""
    return copy.deepcopy(module).to(device.choose())


def array(values: Tensor) -> np.ndarray:
    """Return the numbers of a tensor, wherever it is."""
    return values.detach().float().cpu().numpy()


def noise(*shape: int, seed: int = 0) -> Tensor:
    """Return normally distributed numbers, the same on every device."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def first_digits(part: str, n: int) -> Digits:
    """Return the first `n` training or test digits."""
    whole = digits.load(part)
    return Digits(whole.images[:n], whole.labels[:n])


def random_pictures(n: int) -> Pictures:
    """Return pictures like CIFAR-100's, of noise; every class occurs."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (n, 32, 32, 3), np.uint8)
    labels = (np.arange(n) % 100).astype(np.uint8)
    return Pictures(images, labels, (labels // 5).astype(np.uint8))


def lite() -> imagenet.Classifier:
    """Return EfficientNet-Lite0."""
    return imagenet.load("efficientnet_lite0")


def lite_backbone() -> Backbone:
    """Return EfficientNet-Lite0 as a row of blocks."""
    return backbone.load("efficientnet_lite0")


def few_photos(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `n` pictures of each of two classes, (2 n, 224, 224, 3) uint8, and their classes."""
    chosen = SETS["4 or 9"]
    crops = np.concatenate([chosen.draw(name)[:n] for name in chosen.classes])
    return crops, np.repeat([0, 1], n)


def timed(one: Computation, *, is_smoke: bool) -> tuple[Arrays, float]:
    """Return the result of a computation on the device in use, and the seconds it takes.

    A short one runs twice, and the second run counts: the first one includes loading and warm-up.
    """
    for _ in range(2):
        start = time.perf_counter()
        arrays = one.run(is_smoke)
        seconds = time.perf_counter() - start
        if is_smoke or seconds > _SHORT:
            break
    return arrays, seconds
