"""The update of one weight of a digit classifier for one digit, by backpropagation.

    gradient = delta of the unit the weight goes to * value of the unit it comes from
    new weight = weight - learning rate * gradient

The loss is the digit's cross-entropy, without ridge penalty and dropout; everything is float64.
"""

from dataclasses import dataclass

import numpy as np
from torch import nn

from dlviz.networks.mnist import activations, linear_layers
from dlviz.training.loop import ADAM

_EPSILON = 1e-8  # of Adam, as in PyTorch
Layer = tuple[np.ndarray, np.ndarray]  # weight (outputs, inputs) and bias (outputs,)


@dataclass(frozen=True, slots=True)
class Backward:
    """All that backpropagation computes for one digit, layer by layer, the first one first.

    Attributes:
        given: The inputs of each layer: the pixels, then the units' values.
        slopes: g'(z) of each layer's units; of the ten outputs (10,) ones.
        sums: What arrives at each layer's units from the next layer: the sum of weight times delta;
            of the ten outputs probability minus target.
        probabilities: (10,).
        label: The true digit.
    """

    given: tuple[np.ndarray, ...]
    slopes: tuple[np.ndarray, ...]
    sums: tuple[np.ndarray, ...]
    probabilities: np.ndarray
    label: int

    def deltas(self, layer: int) -> np.ndarray:
        """Return how fast the loss rises with the weighted sum z of each unit of a layer."""
        return self.slopes[layer] * self.sums[layer]

    def gradient(self, layer: int) -> np.ndarray:
        """Return the gradient of a layer's weights (outputs, inputs)."""
        return np.outer(self.deltas(layer), self.given[layer])

    def strongest(self, layer: int) -> tuple[int, int]:
        """Return (from, to) of the weight of a layer with the largest absolute gradient."""
        return (
            int(np.abs(self.given[layer]).argmax()),
            int(np.abs(self.deltas(layer)).argmax()),
        )


@dataclass(frozen=True, slots=True)
class Update:
    """One weight before and after one step of gradient descent on one digit.

    Attributes:
        weight: The weight before.
        value: Value of the unit or pixel that it comes from.
        slope: g'(z) of the unit that it goes to; 1 for an output.
        arriving: What arrives at that unit from behind; for an output probability minus target.
        rate: Learning rate.
        loss: The digit's loss before.
        loss_of_one: The loss after this weight alone has changed.
        loss_of_all: The loss after all weights and biases have changed by the same rule.
        before: (10,) the probabilities before.
        after: (10,) the probabilities after all weights and biases have changed.
        probability: The probability of the output that it goes to; None for a hidden unit.
    """

    weight: float
    value: float
    slope: float
    arriving: float
    rate: float
    loss: float
    loss_of_one: float
    loss_of_all: float
    before: np.ndarray
    after: np.ndarray
    probability: float | None

    @property
    def delta(self) -> float:
        """How fast the loss rises with the weighted sum of the unit."""
        return self.slope * self.arriving

    @property
    def gradient(self) -> float:
        """How fast the loss rises with the weight."""
        return self.delta * self.value

    @property
    def new(self) -> float:
        """The weight after the step."""
        return self.weight - self.rate * self.gradient


def backward(model: nn.Module, image: np.ndarray, label: int) -> Backward:
    """Return the backward pass of `model`, dropout off, for one picture (28, 28) in [0, 1]."""
    return _backward(_layers(model), activations(model), image, label)


def update_weight(
    model: nn.Module,
    image: np.ndarray,
    label: int,
    place: tuple[int, int, int],
    rate: float,
) -> Update:
    """Return one weight's step of plain gradient descent on one digit.

    Args:
        model: A digit classifier of linear layers.
        image: (28, 28) in [0, 1].
        label: Its digit.
        place: (layer, from, to), from 0.
        rate: Learning rate.
    """
    layers, gates = _layers(model), activations(model)
    found = _backward(layers, gates, image, label)
    layer, source, target = place
    gradients = [found.gradient(own) for own in range(len(layers))]
    one = [(weight.copy(), bias) for weight, bias in layers]
    one[layer][0][target, source] -= rate * gradients[layer][target, source]
    every = [
        (weight - rate * gradient, bias - rate * found.deltas(own))
        for own, ((weight, bias), gradient) in enumerate(zip(layers, gradients, strict=True))
    ]
    after = _answer(every, gates, image)
    return Update(
        weight=float(layers[layer][0][target, source]),
        value=float(found.given[layer][source]),
        slope=float(found.slopes[layer][target]),
        arriving=float(found.sums[layer][target]),
        rate=rate,
        loss=-float(_answer(layers, gates, image)[label]),
        loss_of_one=-float(_answer(one, gates, image)[label]),
        loss_of_all=-float(after[label]),
        before=found.probabilities,
        after=np.exp(after),
        probability=float(found.probabilities[target]) if layer == len(layers) - 1 else None,
    )


def first_step(optimiser: str, gradient: float, rate: float) -> float:
    """Return what an optimiser of the page subtracts in its first step, when it has no memory yet.

    Adam's two averages, corrected for their start at 0, are then the gradient and its square; SGD's
    momentum is the gradient itself.
    """
    if optimiser == ADAM:
        return rate * gradient / (abs(gradient) + _EPSILON)
    return rate * gradient


def _layers(model: nn.Module) -> list[Layer]:
    return [
        (layer.weight.detach().double().numpy(), layer.bias.detach().double().numpy())
        for layer in linear_layers(model)
    ]


def _backward(layers: list[Layer], gates: list[str], image: np.ndarray, label: int) -> Backward:
    given, slopes = [], []
    value = np.asarray(image, dtype=np.float64).ravel()
    for (weight, bias), gate in zip(layers, gates, strict=True):
        given.append(value)
        z = weight @ value + bias
        value, slope = _gate(gate, z)
        slopes.append(slope)
    probabilities = np.exp(_log_softmax(value))
    arriving = probabilities - np.eye(len(probabilities))[label]
    sums = [arriving]
    for (weight, _), slope in zip(layers[:0:-1], slopes[:0:-1], strict=True):
        arriving = weight.T @ (slope * arriving)
        sums.append(arriving)
    return Backward(tuple(given), tuple(slopes), tuple(sums[::-1]), probabilities, label)


def _answer(layers: list[Layer], gates: list[str], image: np.ndarray) -> np.ndarray:
    """Return the logarithms of the ten probabilities."""
    value = np.asarray(image, dtype=np.float64).ravel()
    for (weight, bias), gate in zip(layers, gates, strict=True):
        value = _gate(gate, weight @ value + bias)[0]
    return _log_softmax(value)


def _gate(name: str, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return g(z) and g'(z) of the activation `name`."""
    if name == "ReLU":
        return np.maximum(z, 0.0), (z > 0).astype(np.float64)
    if name == "tanh":
        value = np.tanh(z)
        return value, 1 - value**2
    if name == "sigmoid":
        value = 0.5 * (1 + np.tanh(z / 2))  # does not overflow
        return value, value * (1 - value)
    return z, np.ones_like(z)


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()))
