"""Results of the shipped CIFAR-100 network on the 10,000 test pictures, which are not shipped.

Counts and means only, measured by `dlviz.training.build_cifar`: the confusion matrix, and how
strongly every filter responds to every class.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from dlviz import shipped
from dlviz.datasets.cifar100 import N_CLASSES, Pictures
from dlviz.datasets.cifar100_names import CLASS_NAMES, GROUP_NAMES, GROUP_OF
from dlviz.networks.cifar import FOLDER, standardise

FILE = FOLDER / "cifar_statistics.safetensors"
_BATCH = 250


@dataclass(frozen=True, slots=True)
class LayerStatistics:
    """Outputs of a convolution's filters after ReLU, over all test pictures.

    Attributes:
        active: (filters,) share of positions with an output above 0.
        highest: (filters,) the largest output.
        by_class: (filters, 100) the mean output for the pictures of each class.
    """

    active: np.ndarray
    highest: np.ndarray
    by_class: np.ndarray

    def favourites(self, index: int, count: int = 3) -> list[tuple[int, float]]:
        """Return the classes with the highest mean output of filter `index`, with those means."""
        means = self.by_class[index]
        best = np.argsort(-means, kind="stable")[:count]
        return [(int(label), float(means[label])) for label in best]


@dataclass(frozen=True, slots=True)
class Confusion:
    """The confusion matrix.

    Attributes:
        counts: (100, 100) number of pictures by true class (rows) and predicted class (columns).
        groups: (100,) the group of each class.
    """

    counts: np.ndarray
    groups: np.ndarray

    @property
    def right(self) -> int:
        """Number of pictures classified correctly."""
        return int(np.trace(self.counts))

    @property
    def mistakes(self) -> int:
        """Number of pictures classified incorrectly."""
        return int(self.counts.sum()) - self.right

    @property
    def within_groups(self) -> int:
        """Number of mistakes that predict another class of the same group."""
        same = self.groups[:, None] == self.groups[None]
        return int(self.counts[same].sum()) - self.right

    def taken_for(self, label: int, count: int = 3) -> list[tuple[int, int]]:
        """Return the most frequent wrong predictions for class `label`, as (class, pictures)."""
        row = self.counts[label].copy()
        row[label] = 0
        best = np.argsort(-row, kind="stable")[:count]
        return [(int(other), int(row[other])) for other in best if row[other]]


def measure(model: nn.Sequential, pictures: Pictures) -> dict[str, Tensor]:
    """Return confusion matrix and filter statistics of `model` (on any device), as tensors to save.

    Args:
        model: The lecture's network, folded; its ReLUs are named "relu1_1" and so on.
        pictures: At least one of every class.
    """
    device = next(model.parameters()).device
    confusion = torch.zeros(N_CLASSES, N_CLASSES, dtype=torch.int32)
    sums: dict[str, Tensor] = {}
    active: dict[str, Tensor] = {}
    highest: dict[str, Tensor] = {}
    labels_of_all = torch.from_numpy(pictures.labels).long()
    for start in range(0, len(pictures), _BATCH):
        part = slice(start, start + _BATCH)
        labels = labels_of_all[part]
        x = torch.from_numpy(pictures.images[part]).permute(0, 3, 1, 2).float() / 255
        x = standardise(x.to(device))
        with torch.inference_mode():
            for name, layer in model.named_children():
                x = layer(x)
                if not isinstance(layer, nn.ReLU):
                    continue
                key = name.replace("relu", "conv")
                means = x.mean(dim=(2, 3)).double().cpu()
                into = sums.setdefault(key, torch.zeros(N_CLASSES, means.shape[1]).double())
                into.index_add_(0, labels, means)
                share = (x > 0).double().mean(dim=(2, 3)).sum(dim=0).cpu()
                active[key] = active.get(key, torch.zeros_like(share)) + share
                top = x.amax(dim=(0, 2, 3)).cpu()
                highest[key] = torch.maximum(highest.get(key, top), top)
        answers = x.argmax(dim=1).cpu()
        confusion.index_put_((labels, answers), torch.ones_like(answers).int(), accumulate=True)
    per_class = torch.bincount(labels_of_all, minlength=N_CLASSES)
    found = {"confusion": confusion}
    for key, total in sums.items():
        found[f"{key}.by_class"] = (total / per_class[:, None]).T.half().contiguous()
        found[f"{key}.active"] = (active[key] / len(pictures)).float()
        found[f"{key}.highest"] = highest[key].float()
    return found


def confusion() -> Confusion:
    """Return the confusion matrix of the shipped network."""
    groups = np.array([GROUP_NAMES.index(GROUP_OF[name]) for name in CLASS_NAMES])
    return Confusion(_load()["confusion"].numpy(), groups)


def of_layer(name: str) -> LayerStatistics:
    """Return the filter statistics of the convolution `name`.

    Raises:
        KeyError: if the network has no convolution of that name.
    """
    kept = _load()
    return LayerStatistics(
        kept[f"{name}.active"].numpy(),
        kept[f"{name}.highest"].numpy(),
        kept[f"{name}.by_class"].float().numpy(),
    )


@cache
def _load() -> dict[str, Tensor]:
    with shipped.reading(FILE):
        return load_file(FILE)
