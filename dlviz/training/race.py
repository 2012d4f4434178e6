"""A race: several methods trained in turns in the background, to compare their learning curves."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import nn

from dlviz import device
from dlviz.datasets.mnist import Digits
from dlviz.training import lda
from dlviz.training.loop import (
    LoopEpoch,
    LoopSettings,
    Score,
    Step,
    as_tensors,
    measure,
    new_model,
    train_steps,
)
from dlviz.training.methods import Choices
from dlviz.training.player import Learner, Player, snapshot

N_CHECKED = 5_000  # training digits evaluated at every measurement: precise to about 1 %
_LOOKS = 30  # a curve has about this many points, at least one per epoch
_TOO_EARLY = 0.02  # below this share of the work the remaining time is not estimated


@dataclass(frozen=True, slots=True)
class Thinned:
    """The units that dropout kept for one digit of one batch.

    Attributes:
        image: (28, 28) the digit, in [0, 1].
        label: Its label.
        kept: For each hidden layer (units,) bool, the units that were kept.
    """

    image: np.ndarray
    label: int
    kept: tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """State of one method at one moment; immutable.

    Attributes:
        method: A name in `dlviz.training.methods.METHODS`.
        model: A copy with the weights of the last record, on the CPU.
        records: One for each measurement so far.
        share: Share of the work done, in [0, 1].
        seconds: Computing time so far, measurements included.
        thinned: Dropout for the first digit of the latest batch; None without dropout.
        problem: Why the training cannot continue, or "".
    """

    method: str
    model: nn.Module
    records: tuple[LoopEpoch, ...] = ()
    share: float = 0.0
    seconds: float = 0.0
    thinned: Thinned | None = None
    problem: str = ""

    @property
    def score(self) -> Score | None:
        """Score on the test digits at the last measurement; None before the first."""
        return self.records[-1].test if self.records else None

    @property
    def is_done(self) -> bool:
        """Whether the training has ended."""
        return self.share >= 1 or bool(self.problem)


class Race(Player):
    """All methods of `choices`, trained in turns; the next slice goes to the one furthest behind.

    Args:
        choices: Methods and settings.
        train: The training digits; the first `choices.n_digits` are used.
        test: The test digits.
        visitor: Id of the visitor; each trains at most one race at a time.
        is_here: Returns whether the visitor is still connected; None if only `look` can tell.
    """

    def __init__(
        self,
        choices: Choices,
        train: Digits,
        test: Digits,
        *,
        visitor: str = "",
        is_here: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(visitor, is_here)
        self.choices = choices
        n_digits = choices.n_digits
        own = Digits(train.images[:n_digits], train.labels[:n_digits])
        self._runners = [_Runner(method, choices, own, test) for method in choices.methods]
        self._until = 0.0  # epoch at which every runner pauses
        self.is_stopped = False

    def play(self) -> None:
        """Train in the background until paused or done, or until the visitor has left."""
        self._play_until(math.inf)

    def step_epoch(self) -> None:
        """Train all methods up to the next whole epoch, in the background."""
        behind = [runner.epoch for runner in self._runners if not runner.standing.is_done]
        self._play_until(math.floor(min(behind, default=0.0) + 1e-9) + 1)

    def stop(self) -> None:
        """End the race for good, where it is."""
        self.pause()
        self.is_stopped = True

    @property
    def standings(self) -> tuple[Standing, ...]:
        """State of every method."""
        return tuple(runner.standing for runner in self._runners)

    @property
    def is_done(self) -> bool:
        """Whether every method has ended."""
        return all(standing.is_done for standing in self.standings)

    @property
    def can_go_on(self) -> bool:
        """Whether there is work left and the visitor has not stopped the race."""
        return not (self.is_done or self.is_stopped)

    @property
    def epoch(self) -> float:
        """Epochs that every method still training has completed."""
        left = [one.share for one in self.standings if not one.is_done]
        return min(left, default=1.0) * self.choices.epochs

    @property
    def share(self) -> float:
        """Share of the whole work done, in [0, 1], weighted by computing time."""
        done = sum(standing.seconds for standing in self.standings)
        left = self.seconds_left
        if left is None:
            shares = [standing.share for standing in self.standings]
            return sum(shares) / len(shares)
        return done / (done + left) if done + left else 1.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds until the end; None while that cannot be estimated."""
        left = 0.0
        for standing in self.standings:
            if standing.is_done:
                continue
            if standing.share < _TOO_EARLY:
                return None
            left += standing.seconds / standing.share * (1 - standing.share)
        return left

    def _play_until(self, epoch: float) -> None:
        self.pause()
        self._until = epoch
        super().play()

    def _advance(self) -> bool:
        behind = [
            runner
            for runner in self._runners
            if not runner.standing.is_done and runner.epoch < self._until - 1e-9
        ]
        if not behind:
            return False
        with device.one_core():
            min(behind, key=lambda runner: runner.standing.share).advance()
        return True


class _Runner:
    """One method of a race."""

    def __init__(self, method: str, choices: Choices, train: Digits, test: Digits) -> None:
        self._train, self._test = train, test
        self._settings = choices.settings(method)
        self._epochs = choices.epochs
        model = _untrained_lda() if self._settings is None else new_model(self._settings)
        self.standing = Standing(method, snapshot(model))
        self._learner: Learner[nn.Module] | None = None
        if self._settings is not None:
            model = model.to(device.choose())
            self._learner = Learner(model, self._steps(model, self._settings))

    @property
    def epoch(self) -> float:
        """Passes over the digits so far."""
        return self.standing.share * self._epochs

    def advance(self) -> None:
        """Train for one slice, at most up to the next record."""
        start = time.perf_counter()
        standing = self._fit_lda() if self._learner is None else self._after(self._learner)
        seconds = standing.seconds + time.perf_counter() - start
        self.standing = replace(standing, seconds=seconds)

    def _after(self, learner: Learner[nn.Module]) -> Standing:
        step = learner.advance()
        return replace(
            self.standing,
            model=learner.model,
            records=learner.records,
            share=learner.share,
            problem=learner.problem,
            thinned=self.standing.thinned if step is None else _thinned(step),
        )

    def _steps(self, model: nn.Module, settings: LoopSettings) -> Iterator[Step]:
        return train_steps(
            model,
            settings,
            self._train,
            self._test,
            looks=max(1, _LOOKS // self._epochs),
            n_checked=min(N_CHECKED, len(self._train)),
        )

    def _fit_lda(self) -> Standing:
        pixels, labels = as_tensors(self._train.images, self._train.labels)
        if len(labels.unique()) < 10:
            problem = "LDA needs every digit at least once: take more training digits."
            return replace(self.standing, problem=problem)
        model = lda.fit(pixels.flatten(1), labels)
        checked = Digits(self._train.images[:N_CHECKED], self._train.labels[:N_CHECKED])
        score = measure(model, checked)
        record = LoopEpoch(self._epochs, score.loss, measure(model, self._test), score)
        return replace(self.standing, model=model, records=(record,), share=1.0)


def _untrained_lda() -> nn.Module:
    layer = nn.utils.skip_init(nn.Linear, 784, 10)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
    return layer


def _thinned(step: Step) -> Thinned | None:
    if not step.kept:
        return None
    return Thinned(
        image=step.pixels[0].reshape(28, 28).cpu().numpy(),
        label=int(step.labels[0]),
        kept=tuple(mask[0].cpu().numpy() for mask in step.kept),
    )
