"""The lecture's digit classifiers (784-256-128-10 and linear models), with shipped weights."""

import base64
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from dlviz import shipped
from dlviz.datasets.mnist import N_CLASSES, PIXELS
from dlviz.networks import exported as as_data

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "models"
HIDDEN = (256, 128)  # the lecture's two hidden layers
UNITS = (*HIDDEN, N_CLASSES)  # units of every layer with weights
LINEAR = ("logistic", "lda")
NAMES = ("dropout", "ridge", "augmented", *LINEAR)
ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "ReLU": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "identity": torch.clone,  # without a nonlinearity, three layers equal one linear map
}


class Dropout(nn.Module):
    """Dropout: set a random share of the units to 0 at every training step, none afterwards.

    Like `torch.nn.Dropout`, but its random numbers can come from a generator of one's own:
    PyTorch's layer uses the global one, which all visitors of a server share.

    Attributes:
        rng: Random generator; None for the global one.
        kept: (N, units) bool, the units that the last training step kept; None before the first.
    """

    rng: torch.Generator | None = None
    kept: Tensor | None = None

    def __init__(self, share: float) -> None:
        """Drop `share` of the units, in [0, 1).

        Raises:
            ValueError: if `share` is outside.
        """
        super().__init__()
        if not 0 <= share < 1:
            raise ValueError(f"dropout can silence a share of at least 0 and below 1, not {share}")
        self.share = share

    def forward(self, activations: Tensor) -> Tensor:
        """Return `activations` with a share set to 0 and the rest scaled up, so the mean stays."""
        if not self.training:
            return activations
        if self.share == 0:
            self.kept = torch.ones_like(activations, dtype=torch.bool)
            return activations
        where = activations.device if self.rng is None else self.rng.device
        draws = torch.rand(activations.shape, generator=self.rng, device=where)
        self.kept = draws.to(activations.device) >= self.share
        return thinned(activations, self.kept, self.share)


def thinned(activations: Tensor, kept: Tensor, share: float) -> Tensor:
    """Return `activations` with only those of `kept`, scaled up so that the mean stays.

    Args:
        activations: (..., units).
        kept: bool, True for a unit that is kept; broadcast to the activations.
        share: Share of dropped units, in [0, 1).
    """
    return activations * kept / (1 - share)


class MLP(nn.Module):
    """Multilayer perceptron: 784 pixels, two hidden layers (ReLU by default), ten logits."""

    def __init__(
        self,
        hidden: tuple[int, int] = HIDDEN,
        *,
        dropout: tuple[float, float] = (0.0, 0.0),
        activation: str = "ReLU",
    ) -> None:
        """Make the layers, with PyTorch's default initial weights.

        Args:
            hidden: Units of the first and the second hidden layer.
            dropout: Share of each hidden layer's units that a training step drops, in [0, 1).
            activation: A name in ACTIVATIONS, of both hidden layers.

        Raises:
            ValueError: if there is no activation of that name.
        """
        super().__init__()
        if activation not in ACTIVATIONS:
            raise ValueError(
                f"there is no activation {activation!r}: choose one of {', '.join(ACTIVATIONS)}"
            )
        self.activation = activation
        first, second = hidden
        self.hidden1 = nn.Linear(PIXELS, first)
        self.dropout1 = Dropout(dropout[0])
        self.hidden2 = nn.Linear(first, second)
        self.dropout2 = Dropout(dropout[1])
        self.output = nn.Linear(second, N_CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 10) logits for x (N, 784), pixels in [0, 1]."""
        return trace(self, x).logits


@dataclass(frozen=True, slots=True)
class Trace:
    """All numbers that an MLP computes for N pictures; widths as in the lecture's network.

    Attributes:
        z1: (N, 256) pre-activations of the first hidden layer: weighted pixels plus bias.
        a1: (N, 256) g(z1), for ReLU max(z1, 0); while training, after dropout.
        z2: (N, 128) pre-activations of the second hidden layer: weighted a1 plus bias.
        a2: (N, 128) g(z2); while training, after dropout.
        logits: (N, 10) weighted a2 plus bias; softmax turns them into probabilities.
    """

    z1: Tensor
    a1: Tensor
    z2: Tensor
    a2: Tensor
    logits: Tensor


@dataclass(frozen=True, slots=True)
class Record:
    """How shipped weights were made and how accurate they are.

    Attributes:
        name: One of NAMES.
        parameters: Number of weights and biases.
        epochs: Passes over the training digits; 0 if a formula gives the weights.
        seed: Seed of everything random (initial weights, order of the digits, ...); None if nothing
            is random.
        settings: Settings of the training, by name.
        test_errors: Number of the 10,000 test digits that are misclassified.
        test_error: The same in per cent.
        torch: Version of PyTorch that made them.
        command: Command that makes them again.
        correct: Which test digits are classified correctly: eight per byte, in base64. It allows
            paired comparisons: counting the digits that only one of two models gets right.
    """

    name: str
    parameters: int
    epochs: int
    seed: int | None
    settings: dict[str, Any]
    test_errors: int
    test_error: float
    torch: str
    command: str
    correct: str

    @property
    def packed(self) -> bytes:
        """The same as bytes, in the format of `dlviz.training.loop.Score`."""
        return base64.b64decode(self.correct)


def trace(model: MLP, x: Tensor) -> Trace:
    """Return all numbers that `model` computes for x (N, 784), pixels in [0, 1], layer by layer."""
    gate = ACTIVATIONS[model.activation]
    z1 = model.hidden1(x)  # (N, 256)
    a1 = model.dropout1(gate(z1))
    z2 = model.hidden2(a1)  # (N, 128)
    a2 = model.dropout2(gate(z2))
    return Trace(z1, a1, z2, a2, model.output(a2))  # logits (N, 10)


def load(name: str) -> nn.Module:
    """Return a shipped classifier on the CPU, in eval mode, without gradients.

    It takes (N, 784) float32 pixels in [0, 1] and gives (N, 10) logits; those of "lda" are the
    discriminants delta_k(x), log priors included.

    Raises:
        ValueError: if there is no model of that name.
    """
    _check(name)
    with torch.device("meta"):  # the weights come from the file: no random numbers are drawn
        model = nn.Linear(PIXELS, N_CLASSES) if name in LINEAR else MLP()
    file = FOLDER / f"{name}.safetensors"
    with shipped.reading(file):
        model.load_state_dict(load_file(file), assign=True)
    return model.eval().requires_grad_(False)


def record(name: str) -> Record:
    """Return how the weights of `load(name)` were made.

    Raises:
        ValueError: if there is no model of that name.
    """
    _check(name)
    file = FOLDER / f"{name}.json"
    with shipped.reading(file):
        return Record(**shipped.read_json(file))


def random_mlp(seed: int) -> MLP:
    """Return an untrained 784-256-128-10 network, in eval mode, without gradients."""
    with torch.device("meta"):  # without this, PyTorch would draw from the global generator
        model = MLP()
    initialise(model, torch.Generator().manual_seed(seed))
    return model.eval().requires_grad_(False)


def initialise(model: nn.Module, rng: torch.Generator) -> nn.Module:
    """Draw new weights for every linear layer from `rng`, as PyTorch does; return `model`.

    Weights and biases are uniform in +-1/sqrt(n) for a layer of n inputs. A generator with seed s
    gives the same numbers as `MLP()` after `torch.manual_seed(s)`, but the global random state does
    not change. A model on the meta device gets memory here.
    """
    if any(parameter.is_meta for parameter in model.parameters()):
        model.to_empty(device=rng.device)
    with torch.no_grad():
        for layer in linear_layers(model):
            bound = 1 / math.sqrt(layer.in_features)
            layer.weight.uniform_(-bound, bound, generator=rng)
            layer.bias.uniform_(-bound, bound, generator=rng)
    return model


def linear_layers(model: nn.Module) -> list[nn.Linear]:
    """Return the linear layers of `model`, first to last."""
    return [module for module in model.modules() if isinstance(module, nn.Linear)]


def activations(model: nn.Module) -> list[str]:
    """Return the name of each layer's activation, first to last; that of the logits is identity."""
    gate = model.activation if isinstance(model, MLP) else "identity"
    return [gate] * (len(linear_layers(model)) - 1) + ["identity"]


def exported(model: nn.Module) -> as_data.Exported:
    """Return a digit classifier as data: pixels in, logits out. Dropout is off, as in eval mode."""
    return as_data.from_linear_layers(linear_layers(model), activations(model))


def count_parameters(model: nn.Module) -> int:
    """Return the number of weights and biases of `model`."""
    return sum(parameter.numel() for parameter in model.parameters())


def _check(name: str) -> None:
    if name not in NAMES:
        raise ValueError(f"there is no model {name!r}: choose one of {', '.join(NAMES)}")
