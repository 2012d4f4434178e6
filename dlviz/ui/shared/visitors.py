"""Who is there: background work belongs to a visitor, and ends when the tab is closed."""

from functools import partial

from dlviz.ui._compat import sessions, this_run
from dlviz.ui.serving import tabs
from dlviz.ui.shared import keepsakes

# Where what a visitor has built and trained lies in the session.
TRAINED_NETWORK = keepsakes.kept("own_network")


def visitor() -> str:
    """Return the name of the tab that this run answers to, the same after a reload."""
    return keepsakes.visitor() if this_run.visitor() else ""


def is_connected(name: str) -> bool:
    """Return whether the tab of that name is open and reaches the server, on whatever page."""
    return sessions.is_connected(tabs.session_of(name))


def presence() -> "partial[bool]":
    """Return a function that tells, from any thread, whether this visitor is still there."""
    return partial(is_connected, visitor())
