"""A fair semaphore: waiting threads are admitted in the order of their arrival."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """A semaphore that admits waiting threads in the order of their arrival.

    Python's own lock and semaphore are not fair: a thread that releases one and asks again at once
    gets it before a sleeping thread has woken up. A training could so block a page for seconds.

    Args:
        places: How many threads may hold it at a time.
    """

    def __init__(self, places: int = 1) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for a place, and hold it until the block ends."""
        self._take()
        try:
            yield
        finally:
            self._give()

    def _take(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait()

    def _give(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()  # handed over directly, never free in between
            else:
                self._free += 1
