"""Waiting for a computation's turn within a page rerun: first the queue, then a core."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from dlviz.scheduling.cores import CORES
from dlviz.scheduling.line import ANSWERS, ROUND, Line
from dlviz.scheduling.turnstile import Turnstile

Progress = Callable[[float], None]  # called between two steps with the share done, 0 to 1


class SupersededError(Exception):
    """The visitor has started a newer computation in the same tab."""


class _Token:
    """A page rerun's entry in a queue."""

    def __init__(self) -> None:
        self.is_superseded = False

    def stop(self) -> None:
        self.is_superseded = True


def no_progress(_share: float) -> None:
    """Ignore the progress."""


@contextmanager
def turn(
    visitor: str,
    tell: Callable[[int, int], None],
    *,
    line: Line = ANSWERS,
    cores: Turnstile = CORES,
) -> Iterator[Callable[[], None]]:
    """Wait for this visitor's turn, then hold a core until the block ends.

    The block receives a function to call between its steps, about every tenth of a second. Each
    call releases the core, waits for the next turn (after its time slice a long calculation goes
    to the end of the queue), and takes a core again.

    Args:
        visitor: Id of the visitor; each has at most one calculation, the latest.
        tell: Called with the position and the queue's length at every poll while waiting. An
            exception that it raises ends the waiting.
        line: The queue.
        cores: The pool of cores.

    Raises:
        SupersededError: if the visitor starts a newer calculation meanwhile.
    """
    token, core = _Token(), ExitStack()
    before = line.admit(token, visitor)
    if before:
        before.stop()

    def go_on() -> None:
        core.close()
        while not token.is_superseded and not line.is_turn_of(token):
            tell(line.place(token), line.length)
            time.sleep(ROUND)
        if token.is_superseded:
            raise SupersededError
        core.enter_context(cores.passing())

    try:
        go_on()
        yield go_on
    finally:
        core.close()
        line.leave(token, visitor)
