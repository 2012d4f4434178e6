"""Work in the background that ends with its visitor, in a pool that a small server can bear."""

import atexit
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from weakref import WeakSet

from dlviz.scheduling.cores import CORES
from dlviz.scheduling.gate import GATE
from dlviz.scheduling.line import ROUND, Line
from dlviz.scheduling.priorities import step_back

PATIENCE = 30.0  # seconds without a visitor until a job ends itself
_LAST_SLICE = 2.0  # seconds in which a job ends when the server does


class Job:
    """One piece of background work, done in slices by a thread of its own.

    Args:
        work: Does one slice, some milliseconds, and returns whether there is more to do. It runs
            in another thread, so what it shares with the page needs a lock.
        pause: Seconds between two slices.
        patience: Seconds after which a job that nobody looks at ends itself.
        line: Where it waits for its turn; without one it shares the pool slice by slice.
        visitor: Whose job it is: in a line everybody has at most one, the latest.
        is_here: Whether the visitor is still there, without a look too; None if nobody knows.
        computes: Whether it needs a core; one that waits for the network would only block it.
    """

    def __init__(
        self,
        work: Callable[[], bool],
        *,
        pause: float = 0.0,
        patience: float = PATIENCE,
        line: Line | None = None,
        visitor: str = "",
        is_here: Callable[[], bool] | None = None,
        computes: bool = True,
    ) -> None:
        self._work = work
        self.pause = pause
        self._patience = patience
        self._line = line
        self._visitor = visitor
        self._is_here = is_here
        self._slot = CORES.passing if computes else nullcontext
        self._stop = threading.Event()
        self._seen = time.monotonic()
        self.error: Exception | None = None
        before = line.admit(self, visitor) if line else None
        if before:
            before.stop()
        self._thread = threading.Thread(target=self._run, name="dlviz job", daemon=True)
        _JOBS.add(self)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether there is still work going on."""
        return self._thread.is_alive()

    @property
    def place(self) -> int:
        """How many turns until this job works; 0 while it does."""
        return self._line.place(self) if self._line else 0

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
        step_back()
        try:
            while not self._stop.is_set() and self._has_a_visitor():
                if self._line and not self._line.is_turn_of(self):
                    self._stop.wait(ROUND)
                    continue
                GATE.let_a_crowd_pass()
                with self._slot():
                    if not self._work():
                        return
                self._stop.wait(self.pause)
        except Exception as error:  # the page that looks next must hear of it
            self.error = error
        finally:
            if self._line:
                self._line.leave(self, self._visitor)

    def _has_a_visitor(self) -> bool:
        if self._is_here is not None and self._is_here():
            self._seen = time.monotonic()
        return time.monotonic() - self._seen < self._patience


_JOBS: WeakSet[Job] = WeakSet()


@atexit.register
def _end_with_the_server() -> None:
    """End every job: a thread that is inside torch when Python goes away aborts the process."""
    jobs = list(_JOBS)
    for job in jobs:
        job._stop.set()
    for job in jobs:
        job._thread.join(_LAST_SLICE)
