"""Work in the background that ends with its visitor, in a pool that a small server can bear."""

import os
import threading
import time
from collections.abc import Callable

PATIENCE = 30.0  # seconds without a visitor's look until a job ends itself

# Two jobs on a laptop of four cores leave two for everybody's pages. A slot is held for one slice
# of work only, so a whole class's jobs advance in turns instead of waiting for each other's end.
_SLOTS = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) // 2))


class Job:
    """One piece of background work, done in slices by a thread of its own.

    Args:
        work: Does one slice, some milliseconds, and returns whether there is more to do. It runs
            in another thread, so what it shares with the page needs a lock.
        pause: Seconds between two slices.
        patience: Seconds after which a job that nobody looks at ends itself.
    """

    def __init__(
        self, work: Callable[[], bool], *, pause: float = 0.0, patience: float = PATIENCE
    ) -> None:
        self._work = work
        self.pause = pause
        self._patience = patience
        self._stop = threading.Event()
        self._seen = time.monotonic()
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="dlviz job", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether there is still work going on."""
        return self._thread.is_alive()

    def look(self) -> None:
        """Say that the visitor is still there.

        Raises:
            Exception: what the work raised, if it failed.
        """
        self._seen = time.monotonic()
        if self.error is not None:
            raise self.error

    def stop(self) -> None:
        """End the work after its present slice, and wait for that."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set() and time.monotonic() - self._seen < self._patience:
            with _SLOTS:
                try:
                    if not self._work():
                        return
                except Exception as error:  # the page that looks next must hear of it
                    self.error = error
                    return
            self._stop.wait(self.pause)
