"""Detects an open page whose server was restarted or whose session expired, and tells the visitor.

The hidden number at the end of a page (`held.show_number`) counts presets, starting at `BIRTH`,
which differs in each server process. A browser that reconnects sends the number; if it belongs to
another process, the server was restarted. If the first message of a session carries widget values,
the session replaces an expired one: a newly opened page has no widget values yet.
"""

import secrets

import streamlit as st

from dlviz.ui._compat import this_run

_PRESETS = 1_000  # numbers that one server takes up
BIRTH = _PRESETS * secrets.randbelow(10**12)  # of this process; a browser's numbers end at 9e15
SENTENCE = (
    "The server was restarted: your trainings and photos are lost, and perhaps your last change; "
    "everything else is still here."
)
TOO_LONG = (
    "This page was disconnected for too long: the server has deleted your photos and trainings; "
    "everything else is still here."
)
_SAID = "restarts_said"  # session key: the number for which the visitor has been told
_BEGUN, _LOST = "restarts_begun", "restarts_lost"


def is_of_this_server(number: int) -> bool:
    """Return whether `number` was counted in this process."""
    return BIRTH <= number < BIRTH + _PRESETS


def begin() -> None:
    """In a session's first run, find out whether its page is older; every page calls this."""
    if _BEGUN not in st.session_state:
        st.session_state[_BEGUN] = True
        st.session_state[_LOST] = this_run.brings_values()


def fresh_key(key: str) -> str:
    """Return `key`; in a session whose page is older than the session, return another key.

    An uploader keeps its list of files in the browser. With another key it becomes a new, empty
    uploader, and so matches the server's empty list.
    """
    return f"{key}_anew" if st.session_state.get(_LOST) else key


def say_once(number: int) -> None:
    """Tell a visitor once that the server was restarted, or that the session had expired."""
    is_ours = is_of_this_server(number)
    if st.session_state.get(_SAID) == number or (is_ours and not st.session_state.get(_LOST)):
        return
    if is_ours and _SAID in st.session_state:
        return  # the number has changed only because presets were pressed since
    st.session_state[_SAID] = number
    sentence = TOO_LONG if is_ours else SENTENCE
    st.toast(sentence, icon=":material/restart_alt:", duration="infinite")
