"""What belongs to a tab of a browser and outlives its session: found again by a key, not guessed.

A reload ends a session of Streamlit's. The browser keeps the tab's key in the tab's own storage and
shows it to the session after the reload, which takes over what was kept. Nothing here holds a tab:
sessions do, so it ends with the last one of them (`server.disconnectedSessionTTL`).
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

_KEY_BYTES = 32
_LONGEST_KEY = 64  # characters of what a browser may show
_LOCK = Lock()


@dataclass(eq=False, slots=True, weakref_slot=True)
class Tab:
    """One tab of a browser.

    Attributes:
        session: Name of the session that it has now.
        visitor: Name that its background work goes by; it stays when the session changes.
        key: Random; who shows it gets what is kept.
        kept: What the tab's next session takes over.
        times: How often a session has taken over.
    """

    session: str
    visitor: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(_KEY_BYTES))
    kept: Mapping[str, Any] = field(default_factory=dict)
    times: int = 0


_BY_KEY: WeakValueDictionary[str, Tab] = WeakValueDictionary()
_BY_VISITOR: WeakValueDictionary[str, Tab] = WeakValueDictionary()


def open_tab(session: str) -> Tab:
    """Return a new tab for a session; it is known for as long as somebody holds it."""
    tab = Tab(session, visitor=session)
    with _LOCK:
        _BY_KEY[tab.key] = _BY_VISITOR[session] = tab
    return tab


def take_over(
    key: object, session: str, *, has_left: bool, is_connected: Callable[[str], bool]
) -> Tab | None:
    """Return the tab with that key, which from now on has `session`; None if there is none.

    Args:
        key: As a browser shows it; anybody can forge one.
        session: That asks.
        has_left: Whether the page that had the key said that it was leaving. A tab that was
            duplicated has the key too, but its original has not left.
        is_connected: Tells whether a session has a page on screen. It may still believe in one that
            has left.
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
    """Return the session that a visitor has now: another one after a reload."""
    tab = _BY_VISITOR.get(visitor)
    return tab.session if tab else visitor
