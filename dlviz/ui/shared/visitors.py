"""Identifies the visitor who owns background work; the work ends when the tab is closed."""

from functools import partial

from dlviz.ui._compat import sessions, this_run
from dlviz.ui.serving import tabs
from dlviz.ui.shared import keepsakes

# Session key of the network that a visitor has built and trained.
TRAINED_NETWORK = keepsakes.kept("own_network")


def visitor() -> str:
    """Return the name of the current tab; it stays the same after a reload."""
    return keepsakes.visitor() if this_run.visitor() else ""


def is_connected(name: str) -> bool:
    """Return whether the tab of that name is open and connected, on whatever page."""
    return sessions.is_connected(tabs.session_of(name))


def presence() -> "partial[bool]":
    """Return a function that tells, from any thread, whether this visitor is still there."""
    return partial(is_connected, visitor())
