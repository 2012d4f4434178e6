"""Plain gradient descent on two weights of a small network; all others keep their values.

    new weight = weight - learning rate * gradient

The gradient is that of the mean squared error over all training points.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from dlviz.activations import ACTIVATIONS
from dlviz.datasets.points import Split
from dlviz.networks.two_inputs import FEATURES, TwoInputNetwork
from dlviz.notation import LARGEST

_AT_ONCE = 400_000  # numbers of one layer's largest batch: more would not fit into a cache

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the landscape.

    Attributes:
        at: The two weights.
        loss: Mean squared error on the training points.
        gradient: How fast the loss rises with each of the two.
    """

    at: Pair
    loss: float
    gradient: Pair

    def after(self, rate: float) -> Pair:
        """Return the two weights after one step with the learning rate `rate`."""
        (x, y), (dx, dy) = self.at, self.gradient
        return x - rate * dx, y - rate * dy


@dataclass(frozen=True)
class Landscape:
    """The training loss of a network as a function of two of its weights, in float64.

    Attributes:
        network: All other weights are fixed at its values.
        split: Its data.
        pair: Indices of the two weights in `network.parameters`.
    """

    network: TwoInputNetwork
    split: Split
    pair: tuple[int, int]

    @cached_property
    def _fixed(self) -> Tensor:
        return self.network.parameters.double()

    @cached_property
    def _points(self) -> tuple[Tensor, Tensor]:
        points = self.split.train_inputs.double()
        columns = [FEATURES[name](points) for name in self.network.features]
        inputs = torch.stack([*columns, torch.ones_like(columns[0])], dim=1)
        return inputs, self.split.train_targets.double()

    def here(self) -> Pair:
        """Return the network's own two weights."""
        first, second = self._fixed[list(self.pair)].tolist()
        return first, second

    def losses(self, places: Tensor) -> Tensor:
        """Return the losses (G,) at places (G, 2)."""
        inputs, targets = self._points
        size = max(1, _AT_ONCE // (len(targets) * (max(self.network.hidden) + 1)))
        parts = []
        for some in places.double().split(size):
            parameters = self._fixed.repeat(len(some), 1)
            for column, index in enumerate(self.pair):
                parameters = parameters.index_copy(
                    1, torch.tensor([index]), some[:, column : column + 1]
                )
            outputs = _outputs(self.network, parameters, inputs)
            parts.append((outputs - targets).square().mean(dim=1))
        return torch.cat(parts)

    def place(self, at: Pair) -> Place:
        """Return loss and gradient at two weights."""
        weights = torch.tensor([at], dtype=torch.float64, requires_grad=True)
        with torch.enable_grad():
            loss = self.losses(weights)[0]
            (slopes,) = torch.autograd.grad(loss, weights)
        first, second = slopes[0].tolist()
        return Place(at, float(loss.detach()), (first, second))


@dataclass(frozen=True, slots=True)
class Trail:
    """Some steps of gradient descent.

    Attributes:
        places: The start and the place after each step.
        rates: The learning rate of each step.
        refused: The two weights that one more step would have had, if they were beyond the largest
            weight; that step was not taken.
    """

    places: tuple[Place, ...]
    rates: tuple[float, ...] = ()
    refused: Pair | None = None


def descend(
    place: Callable[[Pair], Place],
    trail: Trail,
    rate: float,
    n_steps: int,
    *,
    most: float = LARGEST,
) -> Trail:
    """Return `trail` with up to `n_steps` more steps.

    It ends before a step that makes a weight larger than `most`, or not a number.

    Args:
        place: Returns the place at two weights, for instance `Landscape.place`.
        trail: The steps so far.
        rate: Learning rate.
        n_steps: Number of steps.
        most: Largest absolute value of a weight.
    """
    places, rates = list(trail.places), list(trail.rates)
    for _ in range(n_steps):
        new = places[-1].after(rate)
        if not all(abs(weight) <= most for weight in new):  # true for NaN too
            return Trail(tuple(places), tuple(rates), new)
        places.append(place(new))
        rates.append(rate)
    return Trail(tuple(places), tuple(rates))


def _outputs(network: TwoInputNetwork, parameters: Tensor, inputs: Tensor) -> Tensor:
    """Return the outputs (G, N) of G networks of one shape, with `parameters` (G, P).

    Args:
        network: One of that shape.
        parameters: All weights of each.
        inputs: (N, F + 1) features with a last column of ones.
    """
    counts = [block.numel() for block in network.blocks]
    blocks = [
        part.reshape(-1, *block.shape)
        for part, block in zip(parameters.split(counts, dim=1), network.blocks, strict=True)
    ]
    below = inputs.expand(len(parameters), *inputs.shape)
    for block in blocks[:-1]:
        above = ACTIVATIONS[network.activation].value(below @ block)
        below = torch.cat([above, torch.ones_like(above[..., :1])], dim=2)
    output = (below @ blocks[-1])[..., 0]
    return output.tanh() if network.squashed else output
