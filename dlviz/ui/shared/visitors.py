"""Who is there: background work belongs to a visitor, and ends when the tab is closed."""

from functools import partial

from dlviz.ui._compat import sessions, this_run

TRAINED_NETWORK = "own_network"  # where what a visitor has built and trained lies in the session


def visitor() -> str:
    """Return the name of the tab that this run answers to."""
    return this_run.visitor()


def is_connected(name: str) -> bool:
    """Return whether the tab of that name is open and reaches the server, on whatever page."""
    return sessions.is_connected(name)


def presence() -> "partial[bool]":
    """Return a function that tells, from any thread, whether this visitor is still there."""
    return partial(is_connected, visitor())
