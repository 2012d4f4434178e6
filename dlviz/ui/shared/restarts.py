"""A page that outlives its server: it comes back by itself, and says what has not come back.

The hidden number at a page's end (`presets.show_number`) counts the presets, from `BIRTH` on. A
browser that reconnects sends it, and from another server's number it can be told that this page
was begun there.
"""

import secrets

import streamlit as st

_PRESETS = 1_000  # numbers that one server takes up
BIRTH = _PRESETS * secrets.randbelow(10**12)  # of this process; a browser's numbers end at 9e15
SENTENCE = "The server was started anew: trainings and photos are gone, all else is here."
_SAID = "restarts_said"  # the number for which it has been said


def is_of_this_server(number: int) -> bool:
    """Return whether `number` was counted in this process."""
    return BIRTH <= number < BIRTH + _PRESETS


def say_once(number: int) -> None:
    """Say it once to a visitor whose page has the number of another server."""
    if is_of_this_server(number) or st.session_state.get(_SAID) == number:
        return
    st.session_state[_SAID] = number
    st.toast(SENTENCE, icon=":material/restart_alt:", duration="infinite")
