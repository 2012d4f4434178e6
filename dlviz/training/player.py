"""What all trainings have in common: they are played, paused and looked at."""

import copy
import math
from collections.abc import Callable
from typing import TypeVar

from torch import nn

from dlviz.scheduling.job import Job
from dlviz.scheduling.line import TRAINING
from dlviz.training.loop import LoopEpoch

_Model = TypeVar("_Model", bound=nn.Module)


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


def snapshot(model: _Model) -> _Model:
    """Return a copy of `model` for the page: on the CPU, in eval mode, without gradients."""
    return copy.deepcopy(model).cpu().eval().requires_grad_(False)


def problem_of(epoch: LoopEpoch) -> str:
    """Return why a training cannot go on after `epoch`, in one sentence; "" if it can."""
    if math.isfinite(epoch.test.loss):
        return ""
    return "The weights have run away to infinity: take a smaller learning rate."
