"""What a link asked for: where it must give way, and where it counts alone."""

import streamlit as st

from dlviz.ui._compat import link_values
from dlviz.ui.components.history.history import MARK

LECTURE = "lecture"
CARRIED = (LECTURE, "hide")  # belong to the visitor: they go along from page to page
_KEPT: set[str] = set()  # keys in links that are no widget's; filled while modules are imported


def forget(key: str) -> None:
    """Let the widget `key` start from what the page sets, not from what the link asked for."""
    if key in st.query_params:
        del st.query_params[key]
    link_values.forget(key)


def kept(key: str) -> str:
    """Return `key`, under which a page keeps a value in the link and in the session by itself.

    Called at module level: when the browser goes back, the session's value is forgotten, and the
    page reads the link again.
    """
    _KEPT.add(key)
    return key


def arrive(*, is_new_page: bool) -> bool:
    """Forget, if the browser has gone back or forward, what the session knows besides the link.

    Called before anything else of a page. The page then shows what its address says, as it does for
    somebody who follows a link. Where that is the address it was left with, the session knows more:
    the settings of what is not on screen.

    Args:
        is_new_page: Whether another page was on screen; else Streamlit itself sets the widgets.

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
    if LECTURE in st.session_state:  # a projector stays one, on whatever page
        st.session_state[LECTURE] = bool(st.session_state[LECTURE])
    return not is_as_left


def drop_mark() -> None:
    """Take out of the address what only told how the page was reached."""
    if MARK in st.query_params:
        del st.query_params[MARK]
