"""Train a small network with two inputs on points, one minibatch at a time.

With nine weights the arithmetic takes almost no time, and every call into torch counts. So there is
no autograd here: the gradient formulas are written out, each result goes into its place in one flat
tensor, and a step takes about twelve calls. `benchmarks/two_inputs.py` compares this with numpy.
"""

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Generator, Tensor

from dlviz import device
from dlviz.activations import ACTIVATIONS
from dlviz.datasets.points import Split
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.notation import format_measure

ADAM, SGD = "Adam", "SGD"
CONVERGED, STALLED, DIVERGED = "converged", "stalled", "diverged"

_CHECK_EVERY = (10, 50)  # steps between two measurements of the losses, at first and later
_MOST_HISTORY = 400  # points of the loss curve; beyond that every second one is dropped
_EXACT = 1e-7  # relative to the targets' variance: a smaller error changes no picture
_PATIENCE = 300  # epochs within which the error must fall by the share _PROGRESS
_PROGRESS = 0.01
_LOST = 1000.0  # diverged: this many times the larger of first error and targets' variance
_BETAS = (0.9, 0.999)
_EPSILON = 1e-8


@dataclass(frozen=True, slots=True)
class TwoInputSettings:
    """Settings of a training.

    Attributes:
        optimiser: ADAM or SGD.
        learning_rate: Positive.
        l1: Coefficient of the sum of absolute weights, without biases.
        l2: Coefficient of half the sum of squared weights, without biases.
        batch_size: Points per step; more than there are means all of them.

    Raises:
        ValueError: if one of them is out of its range.
    """

    optimiser: str = ADAM
    learning_rate: float = 0.03
    l1: float = 0.0
    l2: float = 0.0
    batch_size: int = 10

    def __post_init__(self) -> None:
        """Check the ranges."""
        if self.optimiser not in (ADAM, SGD):
            raise ValueError(f"unknown optimiser {self.optimiser!r}: {ADAM} or {SGD}")
        if not 0 < self.learning_rate <= 10:
            raise ValueError(f"a learning rate of {self.learning_rate} is not within 0 and 10")
        if not (0 <= self.l1 <= 1 and 0 <= self.l2 <= 1):
            raise ValueError(f"L1 {self.l1} or L2 {self.l2} is not within 0 and 1")
        if self.batch_size < 1:
            raise ValueError(f"a batch of {self.batch_size} points is empty")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a training stopped by itself.

    Attributes:
        kind: CONVERGED, STALLED or DIVERGED.
        sentence: The same for a visitor, with numbers and what to do next.
    """

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A network and settings that are known to learn a target well."""

    features: tuple[str, ...]
    hidden: tuple[int, ...]
    activation: str
    settings: TwoInputSettings
    epochs: int


PRODUCT_SETTINGS = TwoInputSettings(ADAM, 0.01)

_TWO = ("X1", "X2")
SUGGESTED = {
    "xor": Suggestion(_TWO, (4, 2), "tanh", TwoInputSettings(ADAM, 0.03), 200),
    "circle": Suggestion(_TWO, (4, 2), "tanh", TwoInputSettings(ADAM, 0.03), 200),
    "two gaussians": Suggestion(_TWO, (2,), "tanh", TwoInputSettings(ADAM, 0.03), 100),
    "spiral": Suggestion(
        ("X1", "X2", "sin X1", "sin X2"),
        (8, 8),
        "tanh",
        TwoInputSettings(ADAM, 0.01, l2=0.001),
        500,
    ),
}


class _Buffers:
    """Preallocated memory for the forward and backward pass of one batch.

    Attributes:
        layers: One for each hidden layer.
        output: (B,) the network's output.
        error: (B,) the gradient with respect to the output before tanh.
        scale: 2 / B, from d mean(e^2) / d e.
    """

    def __init__(self, network: TwoInputNetwork, size: int) -> None:
        new = network.parameters.new_empty
        self.layers = [
            _Layer(new(size, width), network.parameters.new_ones(size, width + 1),
                   new(size, width), new(size, width))
            for width in network.hidden
        ]  # fmt: skip
        self.output, self.error = new(size), new(size)
        self.scale = network.parameters.new_full((), 2 / size)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Buffers of one hidden layer: sums z, values with a last column of ones, gradients."""

    z: Tensor
    padded: Tensor
    by_value: Tensor
    by_z: Tensor

    @property
    def values(self) -> Tensor:
        """The values without the column of ones, as a view."""
        return self.padded[:, :-1]


class Fit:
    """One training of one network.

    Args:
        network: It is copied; the training changes the copy, the attribute `network`.
        split: The data.
        settings: Assign to `settings` to replace them at any time.
        seed: Seed of the order of the points.

    Attributes:
        network: The network in training. After a divergence it has the weights from before.
        split: The data.
        steps: Minibatches so far.
        verdict: Why the training stopped by itself; while it is set, `run` does nothing.
        history: (step, train, test) mean squared errors over the whole run, thinned out.
    """

    def __init__(
        self, network: TwoInputNetwork, split: Split, settings: TwoInputSettings, *, seed: int = 0
    ) -> None:
        self.network = network.copy()
        self.split = split
        self._start = network.parameters.clone()
        self._seed = seed
        self._inputs = self.network.inputs(split.train_inputs)  # (N, F + 1)
        self._targets = split.train_targets.to(self._inputs)
        self._shuffled = torch.empty_like(self._inputs), torch.empty_like(self._targets)
        self._gradient = torch.zeros_like(self.network.parameters)
        sizes = [block.numel() for block in self.network.blocks]
        self._gradients = [
            part.view_as(block)
            for part, block in zip(self._gradient.split(sizes), self.network.blocks, strict=True)
        ]
        masks = [torch.ones_like(block) for block in self.network.blocks]
        for mask in masks:
            mask[-1] = 0  # the biases
        self._is_weight = torch.cat([mask.flatten() for mask in masks])
        self._one = torch.ones((), device=self._inputs.device)
        self._spread = float(self._targets.var(correction=0)) or 1.0
        self._settings = settings
        self._cut()
        self.verdict: Verdict | None = None
        self.reset()

    @property
    def start(self) -> Tensor:
        """The initial weights (P,)."""
        return self._start.clone()

    @property
    def settings(self) -> TwoInputSettings:
        """The present settings."""
        return self._settings

    @settings.setter
    def settings(self, settings: TwoInputSettings) -> None:
        before, self._settings = self._settings, settings
        if settings == before:
            return
        if settings.optimiser != before.optimiser:
            self._forget()
        if settings.batch_size != before.batch_size:
            self._cut()
            self._shuffle()
        if self.verdict is not None and self.verdict.kind != DIVERGED:
            self.verdict = None  # other settings may improve the fit further

    @property
    def batch_size(self) -> int:
        """Points per step, at most all of them."""
        return min(self._settings.batch_size, len(self._targets))

    @property
    def epoch(self) -> float:
        """Passes over the training points."""
        return self._epochs + self._next / len(self._batches)

    def start_from(self, parameters: Tensor) -> None:
        """Restart from these weights (P,); a dragged slider calls this twelve times a second."""
        self._start = parameters.clone()
        self.reset()

    def reset(self) -> None:
        """Go back to the initial weights, step 0 and the first order of the points."""
        self.network.parameters.copy_(self._start)
        self._generator = Generator().manual_seed(self._seed)
        self.steps = 0
        self._epochs = 0
        self.verdict = None
        self._forget()
        self._shuffle()
        first = self.losses()
        self.history = [(0, *first)]
        self._next_check = self._every = _CHECK_EVERY[0]
        self._best = self._best_before = first[0]
        self._looked = 0.0
        self._limit = _LOST * max(first[0], self._spread)

    def run(self, n_steps: int) -> None:
        """Train on `n_steps` minibatches, fewer if a verdict comes first."""
        device.use_one_thread()  # for a hundred numbers, a thread pool takes 100 times as long
        while n_steps > 0 and self.verdict is None:
            chunk = min(n_steps, self._next_check - self.steps)
            before = self.network.parameters.clone()
            for _ in range(chunk):
                self._step()
            self.steps += chunk
            n_steps -= chunk
            if self.steps == self._next_check:
                first, later = _CHECK_EVERY
                self._next_check += min(later, max(first, self.steps // first))
                self._judge(before)
            elif not bool(self.network.parameters.isfinite().all()):
                self._judge(before)

    def losses(self) -> tuple[float, float]:
        """Return the mean squared errors (train, test), without penalties.

        TensorFlow Playground's loss is half of it.
        """
        split = self.split
        pairs = (
            (split.train_inputs, split.train_targets),
            (split.test_inputs, split.test_targets),
        )
        train, test = (
            float((self.network(inputs) - targets.to(self._targets)).square().mean())
            for inputs, targets in pairs
        )
        return train, test

    def latest_losses(self) -> tuple[float, float]:
        """Return `losses()`; reuse the newest entry of the history if it is from this step."""
        step, *losses = self.history[-1]
        return (losses[0], losses[1]) if step == self.steps else self.losses()

    def gradients(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Return the gradient (P,) of the loss on a batch, penalties included.

        Args:
            inputs: (B, 2) points.
            targets: (B,).
        """
        padded = self.network.inputs(inputs)
        buffers = _Buffers(self.network, len(padded))
        self._differentiate(self._plan(padded, targets.to(padded), buffers))
        return self._gradient.clone()

    def _step(self) -> None:
        if self._next == len(self._batches):
            self._epochs += 1
            self._shuffle()
        self._differentiate(self._batches[self._next])
        self._next += 1
        parameters, settings = self.network.parameters, self._settings
        if settings.optimiser == SGD:
            parameters.sub_(self._gradient, alpha=settings.learning_rate)
            return
        self._age.add_(self._one)
        torch._fused_adam_(
            [parameters], [self._gradient], [self._mean], [self._square], [], [self._age],
            lr=settings.learning_rate, beta1=_BETAS[0], beta2=_BETAS[1], weight_decay=0.0,
            eps=_EPSILON, amsgrad=False, maximize=False,
        )  # fmt: skip

    def _differentiate(self, plan: Sequence[Callable[[], object]]) -> None:
        """Write the gradient of the batch of `plan`, and of the penalties, into `_gradient`."""
        for call in plan:
            call()
        settings = self._settings
        if settings.l2:
            self._gradient.addcmul_(self.network.parameters, self._is_weight, value=settings.l2)
        if settings.l1:
            self._gradient.addcmul_(
                self.network.parameters.sign(), self._is_weight, value=settings.l1
            )

    def _plan(
        self, inputs: Tensor, targets: Tensor, buffers: _Buffers
    ) -> list[Callable[[], object]]:
        """Return the calls that write the gradient of one batch, with all their tensors bound.

        Looking the tensors up at every step would take as long as the calls themselves.

        Args:
            inputs: (B, F + 1) with a last column of ones, which makes the bias a weight.
            targets: (B,).
            buffers: For B points.
        """
        blocks, gradients = self.network.blocks, self._gradients
        activation = ACTIVATIONS[self.network.activation]
        plan: list[Callable[[], object]] = []

        def do(operation: Callable[..., object], *operands: Any, **options: Any) -> None:
            plan.append(partial(operation, *operands, **options))

        below = inputs
        for block, layer in zip(blocks[:-1], buffers.layers, strict=True):
            do(torch.mm, below, block, out=layer.z)
            do(activation.value, layer.z, out=layer.values)
            below = layer.padded
        weight, output, error = blocks[-1][:, 0], buffers.output, buffers.error
        do(torch.mv, below, weight, out=output)
        if self.network.squashed:
            do(torch.tanh, output, out=output)
        do(torch.sub, output, targets, out=error)
        if self.network.squashed:
            do(torch.ops.aten.tanh_backward.grad_input, error, output, grad_input=error)
        do(torch.mul, error, buffers.scale, out=error)
        do(torch.mv, below.t(), error, out=gradients[-1][:, 0])
        do(torch.outer, error, weight[:-1], out=buffers.layers[-1].by_value)
        for depth in range(len(buffers.layers) - 1, -1, -1):
            layer = buffers.layers[depth]
            do(activation.pass_back, layer.by_value, layer.z, layer.values, layer.by_z)
            sources = buffers.layers[depth - 1].padded if depth else inputs
            do(torch.mm, sources.t(), layer.by_z, out=gradients[depth])
            if depth:
                before = buffers.layers[depth - 1]
                do(torch.mm, layer.by_z, blocks[depth][:-1].t(), out=before.by_value)
        return plan

    def _cut(self) -> None:
        """Cut the shuffled points into batches: views, so that every shuffle refills them."""
        size = self.batch_size
        room: dict[int, _Buffers] = {}
        self._batches = []
        inputs, targets = (part.split(size) for part in self._shuffled)
        for own, wanted in zip(inputs, targets, strict=True):
            buffers = room.setdefault(len(own), _Buffers(self.network, len(own)))
            self._batches.append(self._plan(own, wanted, buffers))

    def _shuffle(self) -> None:
        order = torch.randperm(len(self._targets), generator=self._generator)
        order = order.to(self._inputs.device)
        torch.index_select(self._inputs, 0, order, out=self._shuffled[0])
        torch.index_select(self._targets, 0, order, out=self._shuffled[1])
        self._next = 0

    def _forget(self) -> None:
        """Reset Adam's moment estimates."""
        self._mean = torch.zeros_like(self._gradient)
        self._square = torch.zeros_like(self._gradient)
        self._age = torch.zeros_like(self._one)

    def _judge(self, before: Tensor) -> None:
        """Record the losses; stop if the training has converged, stalled or diverged."""
        train, test = self.losses()
        is_lost = not (train <= self._limit and math.isfinite(train))
        if is_lost or not bool(self.network.parameters.isfinite().all()):
            self.network.parameters.copy_(before)
            if not math.isfinite(self._limit):
                self._stop(
                    DIVERGED,
                    f"Diverged: at step {self.steps:,} the error is beyond the largest number "
                    "that "
                    "the computer holds, as it was at the start. Start with smaller weights: "
                    "press New start.",
                )
                return
            grown = f"the error grew beyond {format_measure(self._limit, 2)}"
            self._stop(
                DIVERGED,
                f"Diverged: at step {self.steps:,} {grown}. The weights are those before this "
                f"step. Lower the learning rate below {self._settings.learning_rate:g} and "
                "press Reset.",
            )
            return
        self._note(train, test)
        self._best = min(self._best, train)
        if train <= _EXACT * self._spread:
            self._stop(
                CONVERGED,
                f"Converged: after {self.steps:,} steps the mean squared error on the training "
                f"points is {format_measure(train)}, too small to be visible; on the test "
                f"points it is {format_measure(test)}.",
            )
        elif self.epoch - self._looked >= _PATIENCE:
            if self._best > (1 - _PROGRESS) * self._best_before:
                self._stop(
                    STALLED,
                    f"Settled: {_PATIENCE} epochs lowered the error by less than "
                    f"{_PROGRESS:.0%}, and the "
                    "mean "
                    f"squared error stays at {format_measure(train)} (test "
                    f"{format_measure(test)}). More units, another "
                    "activation, a smaller learning rate or a new start may lower it.",
                )
            self._looked, self._best_before = self.epoch, self._best

    def _note(self, train: float, test: float) -> None:
        if self.steps - self.history[-1][0] >= self._every:
            self.history.append((self.steps, train, test))
        if len(self.history) > _MOST_HISTORY:
            self.history = self.history[::2]
            self._every *= 2

    def _stop(self, kind: str, sentence: str) -> None:
        self.verdict = Verdict(kind, sentence)


@dataclass(frozen=True, slots=True)
class WidthError:
    """Errors of the networks of one width.

    Attributes:
        width: Hidden units K.
        best_test: The smallest test error among the starts, a mean squared error.
        median_test: The median test error of the starts.
    """

    width: int
    best_test: float
    median_test: float


def error_against_width(
    split: Split,
    activation: str,
    *,
    widths: Iterable[int] = range(1, 9),
    seeds: int = 3,
    epochs: int = 150,
) -> Iterator[WidthError | None]:
    """Train networks with one hidden layer of growing width; yield the errors for each width.

    In between it yields None about ten times a second, so that the caller can let others work.
    """
    for width in widths:
        errors = []
        for seed in range(seeds):
            network = TwoInputNetwork(_TWO, (width,), activation)
            network.randomise(Generator().manual_seed(seed))
            fit = Fit(network, split, PRODUCT_SETTINGS, seed=seed)
            while fit.epoch < epochs and fit.verdict is None:
                fit.run(500)
                yield None
            errors.append(fit.losses()[1])
        yield WidthError(width, min(errors), statistics.median(errors))


def suggested_network(target: str) -> TwoInputNetwork:
    """Return the untrained network in SUGGESTED for the classification target `target`."""
    own = SUGGESTED[target]
    return TwoInputNetwork(own.features, own.hidden, own.activation, squashed=True)
