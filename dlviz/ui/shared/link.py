"""Decides which values win: those in the link's query parameters or those in the session.

After the browser's back or forward button the link wins; after the page set a value, the session.
"""

import streamlit as st

from dlviz.ui._compat import link_values
from dlviz.ui.components.history.history import MARK

LECTURE = "lecture"
ASK = "ask"  # whether pages ask before they show: "0", "1", or one question
CARRIED = (LECTURE, "hide", ASK)  # query parameters that are carried from page to page
_KEPT: set[str] = set()  # query parameters of no widget; filled while modules are imported


def forget(key: str) -> None:
    """Let the widget `key` start from the value that the page sets, not from the link's value."""
    if key in st.query_params:
        del st.query_params[key]
    link_values.forget(key)


def kept(key: str) -> str:
    """Register a key whose value a page itself stores in both link and session; return the key.

    Call it at module level. When the browser goes back, the session's value is deleted, and the
    page reads the link again.
    """
    _KEPT.add(key)
    return key


def arrive(*, is_new_page: bool) -> bool:
    """After back or forward, delete session values, so that the page shows what its address says.

    A page calls this first of all. The page then behaves as for a visitor who follows the link. If
    the address is the one that the page was left with, the session is kept: it also holds the
    settings of widgets that are not on screen.

    Args:
        is_new_page: Whether another page was on screen; if not, Streamlit itself sets the widgets.

    Returns:
        Whether the page shows an older state than the one it was left with.
    """
    is_as_left = st.query_params.get(MARK) == "1"
    drop_mark()
    if not link_values.is_from_history():
        return False
    widgets = link_values.begin_anew() if is_new_page else set()
    for key in set() if is_as_left else (widgets | _KEPT) - {LECTURE}:
        if key in st.session_state:
            del st.session_state[key]
    if LECTURE in st.session_state:  # the lecture display stays on, on whatever page
        st.session_state[LECTURE] = bool(st.session_state[LECTURE])
    return not is_as_left


def is_fresh(page: str) -> bool:
    """Return whether the address has no settings of `page`."""
    return not any(key.startswith(f"{page}_") for key in st.query_params)


def drop_mark() -> None:
    """Remove the query parameter that only marks how the page was reached."""
    if MARK in st.query_params:
        del st.query_params[MARK]
