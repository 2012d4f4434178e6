"""Where the runs of pages pass one after the other, so that none holds up all the others."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.06  # seconds; what takes longer goes on beside the others
_COURTESY = 0.1  # seconds that background work waits for a crowd of pages at most
_CROWD = 2  # who wait at the gate


class Gate:
    """Lets one through at a time, the first to come first, and waits for nobody who takes long.

    Thirty threads that all want Python's lock get it in turn for moments, and all of them end late:
    ten runs of 10 ms each would end after 100 ms. One after the other they end after 10, 20, 30.

    Args:
        patience: Seconds after which the next one passes too.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._inside: threading.Event | None = None
        self._since = 0.0
        self._is_calm = threading.Event()
        self._is_calm.set()
        self._mine = threading.local()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait until nobody else is in the gate, and be in it until the block ends."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def pause(self, seconds: float) -> None:
        """Sleep for so long and let others pass meanwhile; in a crowd, go on at once."""
        with self._lock:
            if len(self._waiting) >= _CROWD:
                return
        was_inside = self._leave()
        time.sleep(seconds)
        if was_inside:
            self._enter()

    def let_a_crowd_pass(self) -> None:
        """Wait for a moment if several wait at the gate; background work calls this."""
        self._is_calm.wait(_COURTESY)

    def _enter(self) -> None:
        token = self._mine.token = threading.Event()
        with self._lock:
            if self._inside is None and not self._waiting:
                self._let_in(token)
                return
            self._waiting.append(token)
            self._tell_of_crowd()
        while not self._is_in(token):
            token.wait(self._wait_of(token))

    def _leave(self) -> bool:
        """Let the next one in; return whether this thread was in the gate."""
        token, self._mine.token = getattr(self._mine, "token", None), None
        with self._lock:
            if token is not None and self._inside is token:  # else others have passed meanwhile
                self._inside = None
                if self._waiting:
                    self._let_in(self._waiting.popleft())
        return token is not None

    def _is_in(self, token: threading.Event) -> bool:
        """Return whether `token` has been let in; the first in the line lets itself in in time."""
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
        """Return for how long `token` shall sleep, None until it is woken."""
        with self._lock:
            if not self._waiting or self._waiting[0] is not token:
                return None
            return max(0.0, self._since + self._patience - time.monotonic())

    def _let_in(self, token: threading.Event) -> None:
        self._inside, self._since = token, time.monotonic()
        token.set()
        if self._waiting:
            self._waiting[0].set()  # to look at the clock from now on
        self._tell_of_crowd()

    def _tell_of_crowd(self) -> None:
        if len(self._waiting) < _CROWD:
            self._is_calm.set()
        else:
            self._is_calm.clear()


GATE = Gate()
