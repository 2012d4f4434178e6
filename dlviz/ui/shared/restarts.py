"""A page that outlives its server, or its session: it comes back, and says what has not come back.

The hidden number at a page's end (`presets.show_number`) counts the presets, from `BIRTH` on. A
browser that reconnects sends it, and from another server's number it can be told that this page
was begun there. A session whose first message brings values of widgets took the place of one that
the server has forgotten: a page that is opened anew has none yet.
"""

import secrets

import streamlit as st

from dlviz.ui._compat import this_run

_PRESETS = 1_000  # numbers that one server takes up
BIRTH = _PRESETS * secrets.randbelow(10**12)  # of this process; a browser's numbers end at 9e15
SENTENCE = (
    "The server was restarted: your trainings and photos are lost, everything else is still here."
)
TOO_LONG = (
    "This page was disconnected for too long: the server has deleted your photos and trainings, "
    "everything else is still here."
)
_SAID = "restarts_said"  # the number for which it has been said
_BEGUN, _LOST = "restarts_begun", "restarts_lost"


def is_of_this_server(number: int) -> bool:
    """Return whether `number` was counted in this process."""
    return BIRTH <= number < BIRTH + _PRESETS


def begin() -> None:
    """Find out in a session's first run whether its page is older than it; called by every page."""
    if _BEGUN not in st.session_state:
        st.session_state[_BEGUN] = True
        st.session_state[_LOST] = this_run.brings_values()


def fresh_key(key: str) -> str:
    """Return `key`, or another one in a session whose page is older than it.

    An uploader keeps the list of its files in the browser. Under another key it is another one,
    and empty, as the server's list is.
    """
    return f"{key}_anew" if st.session_state.get(_LOST) else key


def say_once(number: int) -> None:
    """Say it once to a visitor whose page has the number of another server, or is older."""
    is_ours = is_of_this_server(number)
    if st.session_state.get(_SAID) == number or (is_ours and not st.session_state.get(_LOST)):
        return
    if is_ours and _SAID in st.session_state:
        return  # presets that were pressed since then have changed the number
    st.session_state[_SAID] = number
    sentence = TOO_LONG if is_ours else SENTENCE
    st.toast(sentence, icon=":material/restart_alt:", duration="infinite")
