"""Small fully connected networks on two inputs, with all weights in one flat tensor."""

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from dlviz.activations import ACTIVATIONS
from dlviz.networks import exported

MOST_UNITS = 8  # per layer
MOST_LAYERS = 6


@dataclass(frozen=True, slots=True)
class Feature:
    """A function of a point, x1 ** first * x2 ** second, or the sine of that.

    Attributes:
        first: Power of x1, 0 or more.
        second: Power of x2, 0 or more; not both are 0.
        is_sine: Whether the sine is taken.
    """

    first: int
    second: int
    is_sine: bool = False

    def __call__(self, points: Tensor) -> Tensor:
        """Return the feature of `points` (N, 2): (N,)."""
        powers = zip((self.first, self.second), points.T, strict=True)
        factors = [x if power == 1 else x**power for power, x in powers if power]
        value = math.prod(factors[1:], start=factors[0])
        return value.sin() if self.is_sine else value


# The features a network can be given.
FEATURES: Mapping[str, Feature] = {
    "X1": Feature(1, 0),
    "X2": Feature(0, 1),
    "X1^2": Feature(2, 0),
    "X2^2": Feature(0, 2),
    "X1X2": Feature(1, 1),
    "sin X1": Feature(1, 0, is_sine=True),
    "sin X2": Feature(0, 1, is_sine=True),
}

# Standard deviation of the random weights times the square root of the number of inputs, so that
# a layer's outputs vary about as much as its inputs.
_GAINS = {"sigmoid": 2.0, "ReLU": math.sqrt(2), "tanh": 1.2, "identity": 1.0}
# Two square units that point the same way need the same sign in the output, and one of them dies:
# with independent random weights a quarter of the starts never learn to multiply. Orthogonal
# weights make the units differ; small output weights can still change sign: 30 of 30 starts learn.
_SQUARE_OUTPUT_GAIN = 0.2


class TwoInputNetwork:
    """A network from features of a point (x1, x2) through hidden layers to one output.

    Attributes:
        features: Names in FEATURES.
        hidden: Units in each hidden layer.
        activation: Name in `dlviz.activations.ACTIVATIONS`.
        squashed: Whether the output goes through tanh, for the labels -1 and 1.
        parameters: (P,) float32, all weights. `blocks` and `layers` are views of it.

    Raises:
        ValueError: if a name is unknown, or a size exceeds MOST_UNITS or MOST_LAYERS.
    """

    def __init__(
        self,
        features: Sequence[str] = ("X1", "X2"),
        hidden: Sequence[int] = (2,),
        activation: str = "square",
        *,
        squashed: bool = False,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        unknown = [name for name in features if name not in FEATURES]
        if unknown or not features:
            given = ", ".join(map(repr, unknown)) or "none"
            raise ValueError(f"features are some of {', '.join(FEATURES)}; given was {given}")
        if activation not in ACTIVATIONS:
            raise ValueError(f"unknown activation {activation!r}: {', '.join(ACTIVATIONS)}")
        if not 1 <= len(hidden) <= MOST_LAYERS:
            raise ValueError(f"{len(hidden)} hidden layers; 1 to {MOST_LAYERS} are possible")
        if not all(1 <= width <= MOST_UNITS for width in hidden):
            raise ValueError(f"layers of {tuple(hidden)} units; 1 to {MOST_UNITS} are possible")
        self.features = tuple(features)
        self.hidden = tuple(hidden)
        self.activation = activation
        self.squashed = squashed
        sizes = (len(features), *hidden, 1)
        self._shapes = [(before + 1, after) for before, after in pairwise(sizes)]
        self._hold(torch.zeros(sum(map(math.prod, self._shapes)), dtype=dtype))

    def _hold(self, parameters: Tensor) -> None:
        self.parameters = parameters
        counts = [math.prod(shape) for shape in self._shapes]
        #: One (inputs + 1, outputs) matrix per layer; the last row is the bias.
        self.blocks = [
            part.view(shape)
            for part, shape in zip(parameters.split(counts), self._shapes, strict=True)
        ]

    @property
    def n_parameters(self) -> int:
        """Number of weights and biases."""
        return self.parameters.numel()

    @property
    def layers(self) -> list[tuple[Tensor, Tensor]]:
        """Weight (outputs, inputs) and bias (outputs,) of each layer, as views."""
        return [(block[:-1].T, block[-1]) for block in self.blocks]

    def inputs(self, points: Tensor) -> Tensor:
        """Return the features of `points` (N, 2) with a last column of ones: (N, F + 1)."""
        columns = [FEATURES[name](points) for name in self.features]
        return torch.stack([*columns, torch.ones_like(columns[0])], dim=1).to(self.parameters)

    def units(self, points: Tensor) -> list[Tensor]:
        """Return the outputs of each hidden layer at `points` (N, 2): a list of (N, width)."""
        below, values = self.inputs(points), []
        for block in self.blocks[:-1]:
            above = ACTIVATIONS[self.activation].value(below @ block)
            values.append(above)
            below = torch.cat([above, torch.ones_like(above[:, :1])], dim=1)
        return values

    def __call__(self, points: Tensor) -> Tensor:
        """Return the output at `points` (N, 2): (N,)."""
        last = self.units(points)[-1]
        weight, bias = self.blocks[-1][:-1, 0], self.blocks[-1][-1]
        output = last @ weight + bias
        return output.tanh() if self.squashed else output

    def exported(self) -> exported.Exported:
        """Return the network as data; its inputs there are the features, not the two inputs."""
        output = "tanh" if self.squashed else "identity"
        activations = [self.activation] * len(self.hidden) + [output]
        return exported.from_blocks(self.blocks, activations)

    def copy(self) -> "TwoInputNetwork":
        """Return a deep copy of the network."""
        same = copy(self)
        same._hold(self.parameters.clone())
        return same

    def to(self, device: torch.device) -> "TwoInputNetwork":
        """Return a deep copy of the network on `device`."""
        same = copy(self)
        same._hold(self.parameters.to(device, copy=True))
        return same

    def randomise(self, generator: torch.Generator) -> None:
        """Draw new random weights and set the biases to 0.

        Weights are normal, scaled by the layer's inputs; those of square units are orthogonal.
        """
        for block in self.blocks:
            weight = torch.empty(block[:-1].shape)
            if self.activation != "square":
                weight.normal_(generator=generator)
                weight *= _GAINS[self.activation] / math.sqrt(len(weight))
            else:
                gain = _SQUARE_OUTPUT_GAIN if block is self.blocks[-1] else 1.0
                nn.init.orthogonal_(weight, gain, generator=generator)
            block[:-1] = weight
            block[-1] = 0
