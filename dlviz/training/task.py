"""Run any generator as background work in the queue of trainings."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from dlviz import device
from dlviz.training.player import Player

_Step = TypeVar("_Step")


class Task(Player, Generic[_Step]):
    """A generator that runs in the background; its latest value can be read at any time.

    Args:
        steps: Yields values that are not changed afterwards.
        visitor: Id of the visitor; each has at most one entry in the queue.
        is_here: Returns whether the visitor is still connected; None if only `look` can tell.
    """

    def __init__(
        self,
        steps: Iterator[_Step],
        *,
        visitor: str = "",
        is_here: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(visitor, is_here)
        self._steps = steps
        self.latest: _Step | None = None
        self.is_done = False

    def _advance(self) -> bool:
        with device.one_core():
            step = next(self._steps, None)
        if step is None:
            self.is_done = True
            return False
        self.latest = step
        return True
