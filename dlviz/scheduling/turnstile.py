"""A lock for one thing that a training changes and a page reads, each in its turn."""

import threading


class Turnstile:
    """A lock that nobody takes twice while somebody else waits.

    A thread that lets go of a plain lock only to take it again is faster than any that waits: the
    training would keep the page out for seconds. Here one who waits already stands in the gate.
    """

    def __init__(self) -> None:
        self._gate, self._lock = threading.Lock(), threading.Lock()

    def __enter__(self) -> None:
        """Wait for one's turn."""
        with self._gate:
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        """Let the next one in."""
        self._lock.release()
