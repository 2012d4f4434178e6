"""A fully connected network as plain data: what a browser needs to compute it itself.

The same numbers that the server computes with are sent, so there is one network with two programs
that run it: PyTorch here, `components/base/forward.js` there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # home shows components too, and must not wait for torch
    from torch import Tensor, nn

ACTIVATIONS = ("identity", "ReLU", "sigmoid", "tanh", "square")


@dataclass(frozen=True, slots=True, eq=False)
class Exported:
    """A network of fully connected layers.

    Attributes:
        sizes: Numbers of inputs, of units in each hidden layer, and of outputs; at least two.
        activations: One of ACTIVATIONS for each layer with weights, the output included.
        parameters: (P,) float32. For each layer (inputs + 1, outputs) numbers row by row: the
            weights of the first input, of the second, ..., and at last the biases.

    Raises:
        ValueError: if the lengths do not fit together or an activation is unknown.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    parameters: np.ndarray

    def __post_init__(self) -> None:
        """Check that the lengths fit together."""
        wanted = count(self.sizes)
        if len(self.activations) != len(self.sizes) - 1 or self.parameters.shape != (wanted,):
            raise ValueError(
                f"layers of {self.sizes} need {len(self.sizes) - 1} activations and {wanted} "
                f"parameters, not {len(self.activations)} and {self.parameters.shape}"
            )
        unknown = [name for name in self.activations if name not in ACTIVATIONS]
        if unknown:
            raise ValueError(f"unknown activation {unknown[0]!r}: {', '.join(ACTIVATIONS)}")


def count(sizes: Sequence[int]) -> int:
    """Return the number of weights and biases of a network with these `sizes` of layers."""
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


def from_linear_layers(layers: "Sequence[nn.Linear]", activations: Sequence[str]) -> Exported:
    """Return `layers` as data, each followed by its activation.

    Args:
        layers: First to last; the outputs of each are the inputs of the next.
        activations: A name in ACTIVATIONS for each layer.
    """
    blocks = [
        np.concatenate([_numbers(layer.weight).T, _numbers(layer.bias)[None]]) for layer in layers
    ]
    return _from_arrays(blocks, activations)


def from_blocks(blocks: "Sequence[Tensor]", activations: Sequence[str]) -> Exported:
    """Return a network as data from one (inputs + 1, outputs) matrix per layer, biases last."""
    return _from_arrays([_numbers(block) for block in blocks], activations)


def _from_arrays(blocks: Sequence[np.ndarray], activations: Sequence[str]) -> Exported:
    sizes = (len(blocks[0]) - 1, *(block.shape[1] for block in blocks))
    flat = np.concatenate([block.ravel() for block in blocks])
    return Exported(sizes, tuple(activations), flat.astype(np.float32))


def _numbers(values: "Tensor") -> np.ndarray:
    return values.detach().cpu().numpy()
