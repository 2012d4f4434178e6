"""Accuracy and predictions of a digit network while hidden units are dropped at random."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dlviz.datasets.mnist import Digits
from dlviz.networks.mnist import ACTIVATIONS, MLP, thinned
from dlviz.training.loop import as_tensors

SHARES = np.linspace(0.0, 0.9, 10)  # shares of dropped hidden units
N_NETWORKS = 50  # randomly thinned networks that predict one digit


@dataclass(frozen=True, slots=True)
class Spread:
    """Predictions of many randomly thinned networks for one digit.

    Attributes:
        probabilities: (networks, 10) of each network, in [0, 1].
        whole: (10,) of the network with all units.
    """

    probabilities: np.ndarray
    whole: np.ndarray

    @property
    def votes(self) -> np.ndarray:
        """(10,) number of networks that predict each digit."""
        return np.bincount(self.probabilities.argmax(axis=1), minlength=10)


def draw_masks(
    model: MLP, share: tuple[float, float], count: int, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Return for each hidden layer (count, units) bool, True for a unit that is kept."""
    sizes = (model.hidden1.out_features, model.hidden2.out_features)
    first, second = (
        torch.rand((count, size), generator=rng) >= off
        for size, off in zip(sizes, share, strict=True)
    )
    return first, second


def read_thinned(
    model: MLP, pixels: Tensor, masks: tuple[Tensor, Tensor], share: tuple[float, float]
) -> tuple[Tensor, Tensor, Tensor]:
    """Return what the network computes with only the units in `masks`.

    Kept activations are scaled by 1 / (1 - share), as in training, so that the mean stays.

    Args:
        model: On the CPU.
        pixels: (N, 784) in [0, 1].
        masks: (N, units) bool for each hidden layer, or (1, units) for all pictures alike.
        share: Share of dropped units in each layer, in [0, 1).

    Returns:
        Activations of both hidden layers, (N, units) each, and (N, 10) logits.
    """
    gate = ACTIVATIONS[model.activation]
    with torch.inference_mode():
        a1 = thinned(gate(model.hidden1(pixels)), masks[0], share[0])
        a2 = thinned(gate(model.hidden2(a1)), masks[1], share[1])
        return a1, a2, model.output(a2)


def error_when_thinned(
    model: MLP, digits: Digits, *, seed: int, draws: int = 5, shares: np.ndarray = SHARES
) -> np.ndarray:
    """Return the test error in per cent, (n,), for each share of dropped units in `shares`.

    Each value is the mean over `draws` random networks; both layers drop the same share.
    """
    rng = torch.Generator().manual_seed(seed)
    pixels, labels = as_tensors(digits.images, digits.labels)
    pixels = pixels.flatten(1)
    errors = []
    for share in shares.tolist():
        wrong = 0
        for _ in range(draws if share else 1):
            masks = draw_masks(model, (share, share), 1, rng)
            logits = read_thinned(model, pixels, masks, (share, share))[2]
            wrong += int((logits.argmax(dim=1) != labels).sum())
        errors.append(100 * wrong / len(digits) / (draws if share else 1))
    return np.array(errors)


def ask_thinned(
    model: MLP, image: np.ndarray, share: tuple[float, float], *, seed: int, count: int = N_NETWORKS
) -> Spread:
    """Return the predictions of `count` randomly thinned networks for `image` (28, 28) in [0, 1].

    Source: Y. Gal and Z. Ghahramani, "Dropout as a Bayesian approximation" (2016).
    """
    rng = torch.Generator().manual_seed(seed)
    masks = draw_masks(model, share, count, rng)
    pixels = torch.from_numpy(np.ascontiguousarray(image, dtype=np.float32)).reshape(1, -1)
    logits = read_thinned(model, pixels, masks, share)[2]
    with torch.inference_mode():
        whole = functional.softmax(model(pixels)[0].double(), dim=0)
    return Spread(functional.softmax(logits.double(), dim=1).numpy(), whole.numpy())
