"""What all trainings have in common: they are played, paused and looked at."""

import copy
import math
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from torch import nn

from dlviz.scheduling.job import Job
from dlviz.scheduling.line import TRAINING
from dlviz.training.loop import LoopEpoch, Step

_Model = TypeVar("_Model", bound=nn.Module)
_SLICE = 0.04  # seconds of training between two chances for the page, and for the next learner


class Player:
    """Work that waits for its turn in the line of trainings; a class of its own says what it is.

    Args:
        visitor: Whose work it is: everybody trains at most one thing at a time.
        is_here: Whether the visitor is still there; None if only the looks tell.
    """

    def __init__(self, visitor: str = "", is_here: Callable[[], bool] | None = None) -> None:
        self._visitor = visitor
        self._is_here = is_here
        self._job: Job | None = None

    def play(self) -> None:
        """Train in the background until paused, done, or the visitor is gone."""
        self.pause()
        self._job = Job(self._advance, line=TRAINING, visitor=self._visitor, is_here=self._is_here)

    def pause(self) -> None:
        """Stop where it is; it can go on from there."""
        if self._job:
            self._job.stop()
            self._job = None

    def look(self) -> None:
        """Say that the visitor is still there.

        Raises:
            Exception: what the training raised, if it failed.
        """
        job = self._job
        if job and job.error:
            self._job = None  # told once; what has been learnt so far stays
        if job:
            job.look()

    @property
    def is_running(self) -> bool:
        """Whether it trains or waits for its turn."""
        return self._job is not None and self._job.is_running

    @property
    def place(self) -> int:
        """How many turns until it trains; 0 while it does."""
        return self._job.place if self._job else 0

    def _advance(self) -> bool:
        """Train for a moment; return whether there is more to do."""
        raise NotImplementedError


class Learner(Generic[_Model]):
    """A model that learns for a moment at a time, and how it stood at its last record.

    Attributes:
        model: A copy with the weights that the last record speaks of, on the CPU.
        records: Of every look so far.
        share: Of the steps that are done, in [0, 1].
        problem: Why it cannot go on, or "".
    """

    def __init__(self, model: _Model, steps: Iterator[Step]) -> None:
        """Begin with `model`, which `steps` of `dlviz.training.loop` train in place."""
        self._trained, self._steps = model, steps
        self.model = snapshot(model)
        self.records: tuple[LoopEpoch, ...] = ()
        self.share = 0.0
        self.problem = ""

    def advance(self) -> Step | None:
        """Train for a moment, at most up to the next record; return the last step, if any."""
        end = time.perf_counter() + _SLICE
        for step in self._steps:
            self.share = step.share
            if step.epoch is not None:
                self.records = (*self.records, step.epoch)
                self.model = snapshot(self._trained)
                self.problem = problem_of(step.epoch)
            if step.epoch is not None or time.perf_counter() > end:
                return step
        self.share = 1.0
        return None


def snapshot(model: _Model) -> _Model:
    """Return a copy of `model` for the page: on the CPU, in eval mode, without gradients."""
    return copy.deepcopy(model).cpu().eval().requires_grad_(False)


def problem_of(epoch: LoopEpoch) -> str:
    """Return why a training cannot go on after `epoch`, in one sentence; "" if it can."""
    if math.isfinite(epoch.test.loss):
        return ""
    return "The weights have become infinite: choose a smaller learning rate."
