"""Any computation that goes on in steps, as work in the line of trainings."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from dlviz import device
from dlviz.training.player import Player

_Step = TypeVar("_Step")


class Task(Player, Generic[_Step]):
    """A generator that is driven in the background; its latest step can be read at every moment.

    Args:
        steps: Yields values that nobody changes afterwards.
        visitor: Whose work it is: everybody has at most one thing in the line.
        is_here: Whether the visitor is still there; None if only the looks tell.
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
