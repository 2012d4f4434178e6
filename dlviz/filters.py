"""Learned filters beside the kernels that people have written down."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from dlviz.kernels import KERNELS, weights


@dataclass(frozen=True, slots=True)
class Nearest:
    """The hand-made kernel that a filter resembles most.

    Attributes:
        name: A key of KERNELS.
        cosine: In [-1, 1], of the angle between the two as lists of numbers; negative where the
            filter is the kernel with its sign changed.
        kernel: (k, k) the kernel, as large as the filter, of length 1.
    """

    name: str
    cosine: float
    kernel: np.ndarray


def on_grey(filters: np.ndarray) -> np.ndarray:
    """Return (K, k, k): what filters (K, C, k, k) do to a picture whose channels are equal."""
    return filters.sum(axis=1)


def nearest_kernels(filters: np.ndarray) -> list[Nearest]:
    """Return for each of the filters (K, C, k, k), summed over C, the nearest of KERNELS.

    Nearest is the kernel whose cosine is largest in size; a filter of zeros has cosine 0.
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
    """Return the kernel `name` as (side, side), of length 1.

    Kernels of 3 x 3 are stretched smoothly to larger sides; a row lies in the middle.
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
