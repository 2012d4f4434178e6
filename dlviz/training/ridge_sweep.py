"""Ridge's strength, chosen on digits held out and judged once on the test digits."""

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
N_HELD_OUT = 5_000  # the last training digits: as many as tell half a per cent


@dataclass(frozen=True, slots=True)
class Trained:
    """What one strength has led to.

    Attributes:
        l2: The strength; 0 for no ridge at all.
        model: With the weights of the last step, on the CPU.
        train: On the digits that it has learnt from.
        validation: On the digits held out.
    """

    l2: float
    model: nn.Module
    train: Score
    validation: Score


@dataclass(frozen=True, slots=True)
class Judged:
    """The end of a sweep: the test digits were read once with ridge and once without.

    Attributes:
        chosen: The strength with the fewest validation errors; the largest of several.
        test: Of the network with that strength.
        without: Of the network without ridge, to compare it with.
    """

    chosen: float
    test: Score
    without: Score


class Sweep(Player):
    """Trains the ridge network of `choices` once for every strength.

    All trainings have the same seed, so they begin with the same weights and see the same batches.

    Args:
        choices: What the ridge network is trained with; its `l2` is not used.
        train: All training digits: the first `choices.n_digits` are learnt from, but none of the
            last N_HELD_OUT, on which the strength is chosen.
        test: Read once, when the strength is chosen.
        visitor: Whose sweep it is: everybody trains at most one thing at a time.
        is_here: Whether the visitor is still there; None if only the looks tell.
        strengths: To be tried, 0 first.
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
        """How many digits each training learns from."""
        return len(self._own)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing more to do."""
        return self.judged is not None or bool(self.problem)

    @property
    def share(self) -> float:
        """Of the whole work that is done, in [0, 1]."""
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
        """Train for a moment; after the last step, count the errors."""
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
            self.problem = problem_of(end)  # there is nothing to compare the others with

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
    """Return the point with the fewest validation errors; of several the strongest ridge."""
    return min(points, key=lambda point: (point.validation.errors, -point.l2))
