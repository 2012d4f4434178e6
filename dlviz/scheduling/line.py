"""Lines in which long work waits for its turn, with a place that everybody can see."""

import threading
import time
from typing import Protocol

from dlviz.scheduling.cores import N_CORES

TURN = 20.0  # seconds that one of a line works while others wait behind it
ROUND = 0.05  # seconds between two questions of one that waits whether it is its turn


class Waiting(Protocol):
    """What stands in a line."""

    def stop(self) -> None:
        """End: its visitor has begun something newer."""


class Line:
    """Where long work waits for its turn; the first to come is the first to work.

    Args:
        size: How many work at a time.
        turn: Seconds after which one goes back to the end of the line, if somebody waits.
    """

    def __init__(self, size: int = N_CORES, *, turn: float = TURN) -> None:
        self._size = size
        self._turn = turn
        self._lock = threading.Lock()
        self._waiting: list[Waiting] = []
        self._working: dict[Waiting, float] = {}  # since when
        self._of_visitor: dict[str, Waiting] = {}

    def place(self, one: Waiting) -> int:
        """Return 0 for one at work or not in the line, 1 for the next, and so on."""
        with self._lock:
            return self._waiting.index(one) + 1 if one in self._waiting else 0

    @property
    def length(self) -> int:
        """How many wait."""
        with self._lock:
            return len(self._waiting)

    def admit(self, one: Waiting, visitor: str) -> Waiting | None:
        """Put `one` at the end; return the visitor's one before it, which has to end."""
        with self._lock:
            before = self._of_visitor.get(visitor)
            self._of_visitor[visitor] = one
            self._waiting.append(one)
        return before

    def is_turn_of(self, one: Waiting) -> bool:
        """Return whether `one` may do its next step now."""
        now = time.monotonic()
        with self._lock:
            if one in self._working:
                if not self._waiting or now - self._working[one] < self._turn:
                    return True
                del self._working[one]
                self._waiting.append(one)
            elif one is self._waiting[0] and len(self._working) < self._size:
                self._working[self._waiting.pop(0)] = now
                return True
        return False

    def leave(self, one: Waiting, visitor: str) -> None:
        """Take `one` out: it has ended."""
        with self._lock:
            self._working.pop(one, None)
            if one in self._waiting:
                self._waiting.remove(one)
            if self._of_visitor.get(visitor) is one:
                del self._of_visitor[visitor]


TRAINING = Line()
ANSWERS = Line()  # what pages wait for: films, searches, photos that come in
