"""Queues for long computations: first in, first out, with time slices and visible positions."""

import threading
import time
from typing import Protocol

from dlviz.scheduling.cores import N_CORES

TURN = 20.0  # time slice of a running entry while others wait, in seconds
ROUND = 0.05  # poll interval while queued, in seconds


class Waiting(Protocol):
    """An entry of a queue."""

    def stop(self) -> None:
        """End this entry: its visitor has started a newer one."""


class Line:
    """A first-in, first-out queue with time slices (round robin).

    Args:
        size: How many entries run at a time.
        turn: Time slice in seconds: after it a running entry goes back to the end of the queue, if
            another one waits.
    """

    def __init__(self, size: int = N_CORES, *, turn: float = TURN) -> None:
        self._size = size
        self._turn = turn
        self._lock = threading.Lock()
        self._waiting: list[Waiting] = []
        self._working: dict[Waiting, float] = {}  # running entry -> start time (monotonic clock)
        self._of_visitor: dict[str, Waiting] = {}

    def place(self, one: Waiting) -> int:
        """Return the position in the queue, from 1; 0 for an entry that runs or is not queued."""
        with self._lock:
            return self._waiting.index(one) + 1 if one in self._waiting else 0

    @property
    def length(self) -> int:
        """How many entries wait."""
        with self._lock:
            return len(self._waiting)

    def admit(self, one: Waiting, visitor: str) -> Waiting | None:
        """Append `one`; return the visitor's previous entry (the caller stops it) or None."""
        with self._lock:
            before = self._of_visitor.get(visitor)
            self._of_visitor[visitor] = one
            self._waiting.append(one)
        return before

    def is_turn_of(self, one: Waiting) -> bool:
        """Return whether `one` may do its next step now; start it or end its time slice if due."""
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
        """Remove `one`, which has ended."""
        with self._lock:
            self._working.pop(one, None)
            if one in self._waiting:
                self._waiting.remove(one)
            if self._of_visitor.get(visitor) is one:
                del self._of_visitor[visitor]


TRAINING = Line()
ANSWERS = Line()  # computations a page waits for: films, searches, uploaded photos
