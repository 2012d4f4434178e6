"""Sets widgets' values so that stale messages of the browser do not take them back.

docs/decisions/0005-presets-hold.md says why such values are counted and may have to be set again.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dlviz.ui.shared import link, restarts

_PRESSED = "frame_pressed"
_N_PRESSED = "frame_n_pressed"
_HEARD = "frame_heard"


def forget() -> None:
    """Forget the values: another page is on screen."""
    st.session_state.pop(_PRESSED, None)


def hold() -> None:
    """Set the values again if a stale message overwrote them; called before a run's widgets.

    The drawing pad or a polling fragment may send a message before the browser has received the
    values. The message carries the values of all widgets, and Streamlit takes these old values for
    the visitor's newest input. Such a message lacks the number that `show_number` draws.
    """
    before, wanted = st.session_state.get(_PRESSED, ({}, {}))
    if st.session_state.get(_HEARD) == wanted.get(_HEARD):
        return
    for key, value in wanted.items():
        if key in before and st.session_state.get(key) == before[key] != value:
            st.session_state[key] = value


def set_held(values: Mapping[str, Any], *, is_restored: bool = False) -> None:
    """Set widget values by key and protect them from stale messages (see `hold`).

    Call it before the widgets of a run.

    Args:
        values: The values.
        is_restored: Whether the page had them when it was left. Its address then names those that
            are not what the page starts with, and gets no others.
    """
    if not values:
        return
    number = st.session_state.get(_N_PRESSED, restarts.BIRTH) + 1
    wanted = dict(values)
    for key in wanted:
        if key not in st.session_state and not (is_restored and key not in st.query_params):
            # A widget that is not on screen yet would take its value from the link, and Streamlit
            # writes a value into the link only for a widget that was on screen before.
            link.forget(key)
            st.query_params[key] = in_link(wanted[key])
    wanted[_HEARD] = number
    before = {key: st.session_state[key] for key in wanted if key in st.session_state}
    st.session_state[_N_PRESSED] = number
    st.session_state[_PRESSED] = before, wanted
    st.session_state.update(wanted)


def show_number() -> None:
    """Draw a hidden number input that counts such settings; it marks stale browser messages.

    The browser sends the number back with every message. It is drawn last: a browser that has
    received it has received everything above it.
    """
    heard = st.number_input(
        "Presets pressed", 0, value=restarts.BIRTH, key=_HEARD, label_visibility="collapsed"
    )
    restarts.say_once(heard)


def in_link(value: Any) -> str | list[str]:
    """Return a widget's value as links write it."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
