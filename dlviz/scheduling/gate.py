"""A fair lock that runs page reruns one at a time; a slow rerun loses its exclusive hold."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.06  # seconds a rerun holds the gate alone; after that the next one may start too
_COURTESY = 0.1  # longest wait of background work while reruns are queued, in seconds
_CROWD = 2  # this many waiting reruns count as a crowd


class Gate:
    """A first-in, first-out lock whose exclusive hold ends after `patience` seconds.

    Thirty threads that compete for Python's global lock (GIL) get it in short slices, and all of
    them finish late: ten runs of 10 ms each would all finish after about 100 ms. Run one after the
    other, they finish after 10, 20, 30, ... ms.

    Args:
        patience: Seconds after which the next thread may enter although the one inside has not
            left.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._inside: threading.Event | None = None
        self._since = 0.0
        self._is_calm = threading.Event()
        self._is_calm.set()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Queue for the gate, and hold it until the block ends."""
        token = self._enter()
        try:
            yield
        finally:
            self._leave(token)

    def let_a_crowd_pass(self) -> None:
        """Wait up to 0.1 s while a crowd waits at the gate; background work calls this."""
        self._is_calm.wait(_COURTESY)

    def _enter(self) -> threading.Event:
        token = threading.Event()
        with self._lock:
            if self._inside is None and not self._waiting:
                self._let_in(token)
                return token
            self._waiting.append(token)
            self._tell_of_crowd()
        while not self._is_in(token):
            token.wait(self._wait_of(token))
        return token

    def _leave(self, token: threading.Event) -> None:
        """Leave the gate and admit the next thread."""
        with self._lock:
            if self._inside is token:  # else a later one has been admitted
                self._inside = None
                if self._waiting:
                    self._let_in(self._waiting.popleft())

    def _is_in(self, token: threading.Event) -> bool:
        """Return whether `token` has been admitted.

        The head of the queue admits itself after `patience` seconds.
        """
        with self._lock:
            if token not in self._waiting:
                return True
            is_due = time.monotonic() - self._since >= self._patience
            if self._waiting[0] is not token or not is_due:
                token.clear()
                return False
            self._waiting.popleft()
            self._let_in(token)
            return True

    def _wait_of(self, token: threading.Event) -> float | None:
        """Return how many seconds `token` may sleep; None means until its event is set."""
        with self._lock:
            if not self._waiting or self._waiting[0] is not token:
                return None
            return max(0.0, self._since + self._patience - time.monotonic())

    def _let_in(self, token: threading.Event) -> None:
        self._inside, self._since = token, time.monotonic()
        token.set()
        if self._waiting:
            self._waiting[0].set()  # the new head of the queue starts to watch the clock
        self._tell_of_crowd()

    def _tell_of_crowd(self) -> None:
        if len(self._waiting) < _CROWD:
            self._is_calm.set()
        else:
            self._is_calm.clear()


GATE = Gate()
