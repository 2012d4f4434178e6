"""Background jobs: work done in small slices by a thread; it ends when its visitor has left."""

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

PATIENCE = 30.0  # seconds without a sign of the visitor after which a job ends itself
_LAST_SLICE = 2.0  # longest wait for a job's present slice when the server shuts down, in seconds


class Job:
    """One piece of background work, done slice by slice in its own thread.

    Args:
        work: Does one slice (some milliseconds) and returns whether there is more to do. It runs
            in the job's thread, so data it shares with the page needs a lock.
        pause: Seconds between two slices.
        patience: Timeout in seconds: the job ends if `look` and `is_here` have given no sign of
            the visitor for that long.
        line: The queue in which the job waits for its turn. Without one it competes for a core at
            every slice.
        visitor: Id of the visitor. In a queue each visitor has at most one job: the latest.
        is_here: Returns whether the visitor is still connected; None if that cannot be known.
        computes: Whether a slice holds a core. A job that waits for the network does not need one.
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
        """Whether the thread is still alive."""
        return self._thread.is_alive()

    @property
    def place(self) -> int:
        """Position in the queue, from 1; 0 while the job works or if it has no queue."""
        return self._line.place(self) if self._line else 0

    def look(self) -> None:
        """Record that the visitor is still there (this restarts the timeout).

        Raises:
            Exception: what the work raised, if it failed.
        """
        self._seen = time.monotonic()
        if self.error is not None:
            raise self.error

    def stop(self) -> None:
        """End the job after its present slice; return when the thread has ended."""
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
        except Exception as error:  # `look` raises it in the page's thread
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
    """End all jobs: a thread still inside torch when Python exits would abort the process."""
    jobs = list(_JOBS)
    for job in jobs:
        job._stop.set()
    for job in jobs:
        job._thread.join(_LAST_SLICE)
