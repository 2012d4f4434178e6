"""Choose the ridge penalty on validation digits, then evaluate the choice once on test digits."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from torch import nn

from dlviz import device
from dlviz.datasets.mnist import Digits
from dlviz.training.loop import LoopSettings, Score, Step, measure, new_model, train_steps
from dlviz.training.methods import RIDGE, Choices
from dlviz.training.player import Learner, Player, problem_of

STRENGTHS = (0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 2e-3, 4e-3, 8e-3)
N_HELD_OUT = 5_000  # validation digits, the last training digits: precise to about 0.5 %


@dataclass(frozen=True, slots=True)
class Trained:
    """Result of the training with one penalty.

    Attributes:
        l2: The penalty; 0 for none.
        model: With the weights of the last step, on the CPU.
        train: Score on its training digits.
        validation: Score on the validation digits.
    """

    l2: float
    model: nn.Module
    train: Score
    validation: Score


@dataclass(frozen=True, slots=True)
class Judged:
    """Final result of a sweep: test scores of the chosen network and of the one without ridge.

    Attributes:
        chosen: The penalty with the fewest validation errors; the largest such if several tie.
        test: Test score of the network with that penalty.
        without: Test score of the network without ridge.
    """

    chosen: float
    test: Score
    without: Score


class Sweep(Player):
    """Trains the ridge network of `choices` once for every penalty.

    All trainings have the same seed: they start with the same weights and see the same batches.

    Args:
        choices: Settings of the ridge network; its `l2` is not used.
        train: All training digits. The first `choices.n_digits` are used for training, but none of
            the last N_HELD_OUT, which are for validation.
        test: Test digits, evaluated only after the penalty is chosen.
        visitor: Id of the visitor; each trains at most one thing at a time.
        is_here: Returns whether the visitor is still connected; None if only `look` can tell.
        strengths: The penalties to try, 0 first.
    """

    def __init__(
        self,
        choices: Choices,
        train: Digits,
        test: Digits,
        *,
        visitor: str = "",
        is_here: Callable[[], bool] | None = None,
        strengths: tuple[float, ...] = STRENGTHS,
    ) -> None:
        super().__init__(visitor, is_here)
        self.choices = choices
        self.strengths = strengths
        n_own = min(choices.n_digits, len(train) - N_HELD_OUT)
        self._own = Digits(train.images[:n_own], train.labels[:n_own])
        self._held_out = Digits(train.images[-N_HELD_OUT:], train.labels[-N_HELD_OUT:])
        self._test = test
        self._learner: Learner[nn.Module] | None = None
        self.points: tuple[Trained, ...] = ()
        self.judged: Judged | None = None
        self.problem = ""
        self.seconds = 0.0

    @property
    def n_learnt(self) -> int:
        """Number of training digits."""
        return len(self._own)

    @property
    def is_done(self) -> bool:
        """Whether the sweep has ended."""
        return self.judged is not None or bool(self.problem)

    @property
    def share(self) -> float:
        """Share of the whole work done, in [0, 1]."""
        if self.is_done:
            return 1.0
        begun = self._learner.share if self._learner else 0.0
        return (len(self.points) + begun) / len(self.strengths)

    def _advance(self) -> bool:
        start = time.perf_counter()
        with device.one_core():
            if len(self.points) < len(self.strengths):
                self._learn(self.strengths[len(self.points)])
            else:
                self.judged = self._judge()
        self.seconds += time.perf_counter() - start
        return not self.is_done

    def _learn(self, l2: float) -> None:
        """Train for one slice; after the last step, count the errors."""
        if self._learner is None:
            settings = self._settings(l2)
            model = new_model(settings).to(device.choose())
            self._learner = Learner(model, self._steps(model, settings))
        learner = self._learner
        learner.advance()
        if not learner.records:
            return
        model, end = learner.model, learner.records[-1]
        self._learner = None
        point = Trained(l2, model, measure(model, self._own), end.test)
        self.points = (*self.points, point)
        if l2 == 0 and problem_of(end):
            self.problem = problem_of(end)  # without l2 = 0 there is no baseline

    def _settings(self, l2: float) -> LoopSettings:
        settings = self.choices.settings(RIDGE)
        if settings is None:
            raise ValueError("ridge is trained step by step")
        return replace(settings, l2=l2)

    def _steps(self, model: nn.Module, settings: LoopSettings) -> Iterator[Step]:
        return train_steps(model, settings, self._own, self._held_out, looks=0)

    def _judge(self) -> Judged:
        chosen = best_of([one for one in self.points if math.isfinite(one.validation.loss)])
        without = next(point for point in self.points if point.l2 == 0)
        return Judged(
            chosen.l2, measure(chosen.model, self._test), measure(without.model, self._test)
        )


def best_of(points: list[Trained]) -> Trained:
    """Return the point with the fewest validation errors; if several tie, the largest penalty."""
    return min(points, key=lambda point: (point.validation.errors, -point.l2))
