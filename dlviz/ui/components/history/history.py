"""Manages the browser's history: one entry per page visit, whose address changes with settings.

By default, Streamlit adds a history entry for every setting that the server writes into the
address, and a link to a page opens the page with its defaults. This component's script intercepts
the history calls: it replaces such entries, and stores in sessionStorage with which address each
page was left. A link to that page then opens this address, as Back does, and `link.arrive` sets the
page from its address alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.history import messages as sent

KEY = "frame_history"
MARK = "frame_left"  # query parameter of a page that is opened with the address it was left with


@dataclass(frozen=True, slots=True)
class Before:
    """What the browser reports about the page that its tab showed before this one.

    Attributes:
        key: Key of the tab; anybody can forge one.
        has_left: Whether that page was unloaded. A duplicated tab has the same key, but its
            original page is still open.
        is_reload: Whether this page is a reload, not the target of a link.
    """

    key: object
    has_left: bool
    is_reload: bool


def said_before() -> Before | None:
    """Return what the browser has reported about the previous page, None if it has not."""
    said = st.session_state.get(KEY, {}).get("before")
    if not isinstance(said, dict):
        return None
    return Before(said.get("key"), said.get("left") is True, said.get("reload") is True)


def remembered_ask() -> bool | None:
    """Return whether pages ask, as the browser remembers it; None if it remembers nothing."""
    said = st.session_state.get(KEY, {}).get("asks")
    return said if isinstance(said, bool) else None


def remembered_members(session: str) -> Sequence[object] | None:
    """Return the classes that the browser remembers, unchecked; None if it has not said.

    Args:
        session: This one: what an earlier session has heard may be no longer so.
    """
    said = st.session_state.get(KEY, {}).get("members")
    if not isinstance(said, dict) or said.get("session") != session:
        return None
    own = said.get("all")
    return own if isinstance(own, list) else None


def keep_history(
    pages: Sequence[str],
    carried: Sequence[str],
    tab: str,
    *,
    is_known: bool,
    asks: bool | None,
    member: sent.Member | None = None,
    left: Sequence[str] = (),
    wants_member: bool = False,
    session: str,
) -> None:
    """Install the history script in the page.

    Args:
        pages: The pages' paths, relative to the app's; "" is the first page.
        carried: Query parameters that are carried from page to page.
        tab: The key by which the tab is recognised after a reload.
        is_known: Whether the browser's previous key has been looked up; only then is `tab` final.
        asks: Whether pages ask before they show, for the browser to remember; None as long as
            nobody has chosen.
        member: The class that the browser is to remember; None while the tab is in none.
        left: Codes of classes that it is to forget.
        wants_member: Whether the page waits to hear which classes it remembers, also if none.
        session: Name of this session.
    """
    mount(
        "history",
        key=KEY,
        data=sent.Data(
            pages=pages,
            carried=carried,
            mark=MARK,
            link=resolve(":--page-link"),
            menu=resolve(":--sidebar"),
            close=resolve(":--close-sidebar"),
            tab=tab,
            is_known=is_known,
            asks=asks,
            member=member,
            left=left,
            wants_member=wants_member,
            session=session,
        ),
        states={"before": None, "asks": None, "members": None},
    )
