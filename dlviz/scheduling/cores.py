"""The cores that long work may use, so that light work always finds one."""

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

# Half of them: two on a laptop of four leave two for everybody's pages.
N_CORES = max(1, (os.cpu_count() or 2) // 2)


class Cores:
    """A number of cores, each lent for one step of work; whoever has waited longest is next.

    A semaphore would not do: whoever gives a core back and asks again at once takes it before
    those who slept have woken up.
    """

    def __init__(self, count: int) -> None:
        """Lend `count` cores."""
        self._lock = threading.Lock()
        self._free = count
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Have a core until the block ends."""
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


CORES = Cores(N_CORES)
