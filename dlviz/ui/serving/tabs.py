"""Carries a browser tab's data from one session to the next when the page is reloaded.

A reload ends the Streamlit session. The browser keeps a random key in the tab's sessionStorage and
sends it to the session after the reload, which then takes over the kept data. This module holds
only weak references to tabs; the sessions hold them, so a tab's data ends with its last session
(`server.disconnectedSessionTTL`).
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

_KEY_BYTES = 32
_LONGEST_KEY = 64  # characters; a longer key from a browser is rejected
_LOCK = Lock()


@dataclass(eq=False, slots=True, weakref_slot=True)
class Tab:
    """One tab of a browser.

    Attributes:
        session: Id of its current session.
        visitor: Owner's name of its background work; it stays the same when the session changes.
        key: Random secret; whoever sends it gets the kept data.
        kept: Data that the tab's next session takes over.
        times: How many times a session has taken over.
    """

    session: str
    visitor: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(_KEY_BYTES))
    kept: Mapping[str, Any] = field(default_factory=dict)
    times: int = 0


_BY_KEY: WeakValueDictionary[str, Tab] = WeakValueDictionary()
_BY_VISITOR: WeakValueDictionary[str, Tab] = WeakValueDictionary()


def open_tab(session: str) -> Tab:
    """Return a new tab for a session; it can be found as long as somebody references it."""
    tab = Tab(session, visitor=session)
    with _LOCK:
        _BY_KEY[tab.key] = _BY_VISITOR[session] = tab
    return tab


def take_over(
    key: object, session: str, *, has_left: bool, is_connected: Callable[[str], bool]
) -> Tab | None:
    """Give the tab with that key to `session` and return it; None if there is no such tab.

    Args:
        key: As the browser sent it; anybody can forge one.
        session: The session that asks.
        has_left: Whether the page with the key reported that it was being closed or reloaded. A
            duplicated tab has the same key, but its original has not reported this.
        is_connected: Tells whether a session is connected. It may still return True for a page that
            has just left.
    """
    if not isinstance(key, str) or len(key) > _LONGEST_KEY:
        return None
    with _LOCK:
        tab = _BY_KEY.get(key)
        if tab is None or (not has_left and is_connected(tab.session)):
            return None
        tab.session = session
        tab.times += 1
        return tab


def session_of(visitor: str) -> str:
    """Return a visitor's current session; a reload changes it."""
    tab = _BY_VISITOR.get(visitor)
    return tab.session if tab else visitor
