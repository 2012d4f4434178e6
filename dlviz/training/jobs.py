"""Work in the background that ends with its visitor, in a pool that a small server can bear."""

import atexit
import os
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from weakref import WeakSet

PATIENCE = 30.0  # seconds without a visitor until a job ends itself
TURN = 20.0  # seconds that a job of a line works while others wait behind it

_ROUND = 0.05  # seconds between two questions of a waiting job whether it is its turn
# Two jobs on a laptop of four cores leave two for everybody's pages. A slot is held for one slice
# of work only, so a whole class's jobs advance in turns instead of waiting for each other's end.
_CORES = max(1, (os.cpu_count() or 2) // 2)
_SLOTS = threading.BoundedSemaphore(_CORES)


class Line:
    """Where long jobs wait for their turn; the first to come is the first to work.

    Args:
        size: How many work at a time.
        turn: Seconds after which a job goes back to the end of the line, if somebody waits.
    """

    def __init__(self, size: int = _CORES, *, turn: float = TURN) -> None:
        self._size = size
        self._turn = turn
        self._lock = threading.Lock()
        self._waiting: list[Job] = []
        self._working: dict[Job, float] = {}  # since when
        self._of_visitor: dict[str, Job] = {}

    def place(self, job: "Job") -> int:
        """Return 0 for a job at work or not in the line, 1 for the next, and so on."""
        with self._lock:
            return self._waiting.index(job) + 1 if job in self._waiting else 0

    @property
    def length(self) -> int:
        """How many jobs wait."""
        with self._lock:
            return len(self._waiting)

    def admit(self, job: "Job", visitor: str) -> "Job | None":
        """Put `job` at the end; return the visitor's job before this one, which has to end."""
        with self._lock:
            before = self._of_visitor.get(visitor)
            self._of_visitor[visitor] = job
            self._waiting.append(job)
        return before

    def is_turn_of(self, job: "Job") -> bool:
        """Return whether `job` may do its next slice now."""
        now = time.monotonic()
        with self._lock:
            if job in self._working:
                if not self._waiting or now - self._working[job] < self._turn:
                    return True
                del self._working[job]
                self._waiting.append(job)
            elif job is self._waiting[0] and len(self._working) < self._size:
                self._working[self._waiting.pop(0)] = now
                return True
        return False

    def leave(self, job: "Job", visitor: str) -> None:
        """Take `job` out: it has ended."""
        with self._lock:
            self._working.pop(job, None)
            if job in self._waiting:
                self._waiting.remove(job)
            if self._of_visitor.get(visitor) is job:
                del self._of_visitor[visitor]


TRAINING = Line()

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
        self._slot = _SLOTS if computes else nullcontext()
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
        try:
            while not self._stop.is_set() and self._has_a_visitor():
                if self._line and not self._line.is_turn_of(self):
                    self._stop.wait(_ROUND)
                    continue
                with self._slot:
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
