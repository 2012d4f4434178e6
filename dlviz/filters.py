"""Learned filters compared with hand-made kernels, by cosine similarity."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from dlviz.kernels import KERNELS, weights


@dataclass(frozen=True, slots=True)
class Nearest:
    """The hand-made kernel that is most similar to a filter.

    Attributes:
        name: A key of KERNELS.
        cosine: Cosine similarity in [-1, 1]; negative if the filter resembles the kernel with its
            sign changed.
        kernel: (k, k) the kernel, as large as the filter, with norm 1.
    """

    name: str
    cosine: float
    kernel: np.ndarray


def on_grey(filters: np.ndarray) -> np.ndarray:
    """Return (K, k, k): filters (K, C, k, k) summed over channels, as for a grey picture."""
    return filters.sum(axis=1)


def nearest_kernels(filters: np.ndarray) -> list[Nearest]:
    """Return the most similar of KERNELS for each of the filters (K, C, k, k), summed over C.

    This is the kernel whose cosine has the largest absolute value; a filter of zeros has cosine 0.
    """
    names = list(KERNELS)
    kernels = np.stack([stretched(name, filters.shape[-1]) for name in names])
    grey = on_grey(filters.astype(np.float64)).reshape(len(filters), -1)
    lengths = np.linalg.norm(grey, axis=1, keepdims=True)
    cosines = grey @ kernels.reshape(len(names), -1).T / np.where(lengths > 0, lengths, 1)
    best = np.abs(cosines).argmax(axis=1)
    return [
        Nearest(names[place], float(row[place].clip(-1, 1)), kernels[place])
        for row, place in zip(cosines, best, strict=True)
    ]


def stretched(name: str, side: int) -> np.ndarray:
    """Return the kernel `name` as (side, side), with norm 1.

    3 x 3 kernels are interpolated to larger sides; a kernel of one row is put in the middle.
    """
    own = weights(name, side if KERNELS[name].is_sized else 3)
    size = max(own.shape)
    square = np.zeros((size, size))
    top, left = ((size - n) // 2 for n in own.shape)
    square[top : top + own.shape[0], left : left + own.shape[1]] = own
    if size != side:
        square = functional.interpolate(
            torch.from_numpy(square)[None, None],
            size=(side, side),
            mode="bilinear",
            align_corners=False,
        )[0, 0].numpy()
    length: float = float(np.linalg.norm(square)) or 1.0
    return square / length
