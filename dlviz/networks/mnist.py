"""The lecture's digit classifiers: the 784-256-128-10 network and its linear rivals."""

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

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "models"
HIDDEN = (256, 128)  # the lecture's two hidden layers
UNITS = (*HIDDEN, N_CLASSES)  # of every layer that computes
LINEAR = ("logistic", "lda")
NAMES = ("dropout", "ridge", "augmented", *LINEAR)
ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "ReLU": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "identity": torch.clone,  # without a bend, three layers are one linear map
}


class Dropout(nn.Module):
    """Silence a random share of the units at every training step, none afterwards.

    As `torch.nn.Dropout`, except that the draws can come from a generator of one's own: PyTorch's
    layer knows only the global one, which all visitors of a server share.

    Attributes:
        rng: Draws; None for the global generator.
        kept: (N, units) bool, which units the last training step let through; None before it.
    """

    rng: torch.Generator | None = None
    kept: Tensor | None = None

    def __init__(self, share: float) -> None:
        """Silence `share` of the units, in [0, 1).

        Raises:
            ValueError: if `share` is outside.
        """
        super().__init__()
        if not 0 <= share < 1:
            raise ValueError(f"dropout can silence a share of at least 0 and below 1, not {share}")
        self.share = share

    def forward(self, activations: Tensor) -> Tensor:
        """Return `activations` with a share set to 0, the others scaled up so the mean stays."""
        if not self.training:
            return activations
        if self.share == 0:
            self.kept = torch.ones_like(activations, dtype=torch.bool)
            return activations
        where = activations.device if self.rng is None else self.rng.device
        draws = torch.rand(activations.shape, generator=self.rng, device=where)
        self.kept = draws.to(activations.device) >= self.share
        return activations * self.kept / (1 - self.share)


class MLP(nn.Module):
    """784 pixels, two hidden layers of ReLU units unless said otherwise, ten logits."""

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
            dropout: Share of the units of each that every training step silences, in [0, 1).
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
    """Every number an MLP computes for N pictures.

    Attributes:
        z1: (N, 256) weighted pixels plus bias of the first hidden layer.
        a1: (N, 256) g(z1), for ReLU max(z1, 0); while training, after dropout.
        z2: (N, 128) weighted a1 plus bias of the second hidden layer.
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
    """How shipped weights were made and how well they do.

    Attributes:
        name: One of NAMES.
        parameters: Number of weights and biases.
        epochs: Passes over the training digits; 0 where a formula gives the weights.
        seed: Of the initialisation, the order of the digits and all that is random; None where
            nothing is.
        settings: What was chosen for the training, by name.
        test_errors: How many of the 10,000 test digits are read wrongly.
        test_error: The same in per cent.
        torch: Version of PyTorch that made them.
        command: What to run to make them again.
        correct: Which test digits are read correctly: eight a byte, in base64. With it, models are
            compared on the digits that only one of two reads.
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
        """The same as bytes, as `dlviz.training.loop.Score` keeps it."""
        return base64.b64decode(self.correct)


def trace(model: MLP, x: Tensor) -> Trace:
    """Return everything `model` computes for x (N, 784), pixels in [0, 1], layer by layer."""
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
    with torch.device("meta"):  # PyTorch would draw from the global generator
        model = MLP()
    initialise(model, torch.Generator().manual_seed(seed))
    return model.eval().requires_grad_(False)


def initialise(model: nn.Module, rng: torch.Generator) -> nn.Module:
    """Return `model` with new weights in every linear layer, PyTorch's default drawn from `rng`.

    Weights and biases are uniform in +-1/sqrt(n) for a layer of n inputs. After
    `torch.manual_seed(s)`, `MLP()` draws the same numbers as this does from a generator with seed
    s; this leaves the global random state alone. A model on the meta device gets memory here.
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


def count_parameters(model: nn.Module) -> int:
    """Return the number of weights and biases of `model`."""
    return sum(parameter.numel() for parameter in model.parameters())


def _check(name: str) -> None:
    if name not in NAMES:
        raise ValueError(f"there is no model {name!r}: choose one of {', '.join(NAMES)}")
