"""A lock that is fair: whoever has waited longest is next."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Lets a number of threads in at a time, in the order in which they came.

    A plain lock or a semaphore would not do: whoever lets go of it and asks again at once takes it
    before those who slept have woken up. A training would keep the page out for seconds.

    Args:
        places: How many may be in at a time.
    """

    def __init__(self, places: int = 1) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for a place and have it until the block ends."""
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
                self._waiting.popleft().set()  # it is never free in between
            else:
                self._free += 1
