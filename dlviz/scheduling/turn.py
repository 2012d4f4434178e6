"""A calculation that a page waits for: a place in the line, then a core of the pool."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from dlviz.scheduling.cores import CORES
from dlviz.scheduling.line import ANSWERS, ROUND, Line
from dlviz.scheduling.turnstile import Turnstile

Progress = Callable[[float], None]  # told between two steps which share is done


class SupersededError(Exception):
    """The visitor has begun something newer, in the same tab."""


class _Token:
    """Stands in a line for a page's run."""

    def __init__(self) -> None:
        self.is_superseded = False

    def stop(self) -> None:
        self.is_superseded = True


def no_progress(_share: float) -> None:
    """Tell nobody."""


@contextmanager
def turn(
    visitor: str,
    tell: Callable[[int, int], None],
    *,
    line: Line = ANSWERS,
    cores: Turnstile = CORES,
) -> Iterator[Callable[[], None]]:
    """Wait until it is this visitor's turn, and have a core until the block ends.

    The block gets a function to call between its steps, every tenth of a second or so: it lets
    others have the core in between, and may send a long calculation back to the end of the line.

    Args:
        visitor: Whose calculation it is: everybody has at most one, the latest.
        tell: Called while it waits, some times a second, with its place and the line's length;
            what it raises ends the waiting.
        line: Where to wait.
        cores: What is waited for.

    Raises:
        SupersededError: if the visitor begins another one meanwhile.
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
