"""Common base of background trainings: play, pause, look."""

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
_SLICE = 0.04  # seconds of training per slice; between slices pages and other trainings run


class Player:
    """Background work in the queue of trainings; subclasses implement one slice, `_advance`.

    Args:
        visitor: Id of the visitor; each trains at most one thing at a time.
        is_here: Returns whether the visitor is still connected; None if only `look` can tell.
    """

    def __init__(self, visitor: str = "", is_here: Callable[[], bool] | None = None) -> None:
        self._visitor = visitor
        self._is_here = is_here
        self._job: Job | None = None

    def play(self) -> None:
        """Train in the background until paused or done, or until the visitor has left."""
        self.pause()
        self._job = Job(self._advance, line=TRAINING, visitor=self._visitor, is_here=self._is_here)

    def pause(self) -> None:
        """Stop after the present slice; `play` continues from there."""
        if self._job:
            self._job.stop()
            self._job = None

    def look(self) -> None:
        """Record that the visitor is still there.

        Raises:
            Exception: what the training raised, if it failed.
        """
        job = self._job
        if job and job.error:
            self._job = None  # the error is raised once; the results so far are kept
        if job:
            job.look()

    @property
    def is_running(self) -> bool:
        """Whether it trains or waits in the queue."""
        return self._job is not None and self._job.is_running

    @property
    def place(self) -> int:
        """Position in the queue, from 1; 0 while it trains."""
        return self._job.place if self._job else 0

    def _advance(self) -> bool:
        """Train for one slice; return whether there is more to do."""
        raise NotImplementedError


class Learner(Generic[_Model]):
    """A model trained slice by slice, with a snapshot of it at its last record.

    Attributes:
        model: A copy with the weights of the last record, on the CPU.
        records: One for each measurement so far.
        share: Share of the steps done, in [0, 1].
        problem: Why the training cannot continue, or "".
    """

    def __init__(self, model: _Model, steps: Iterator[Step]) -> None:
        """Start with `model`, which `steps` of `dlviz.training.loop` train in place."""
        self._trained, self._steps = model, steps
        self.model = snapshot(model)
        self.records: tuple[LoopEpoch, ...] = ()
        self.share = 0.0
        self.problem = ""

    def advance(self) -> Step | None:
        """Train for one slice, at most up to the next record; return the last step, if any."""
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
    """Return why a training cannot continue after `epoch`, in one sentence; "" if it can."""
    if math.isfinite(epoch.test.loss):
        return ""
    return "The weights have become infinite: choose a smaller learning rate."
