"""The switch between a page that asks before it shows, and one that only lets explore.

The switch is in the link (`ask=0`, `ask=1`), goes along from page to page, and is remembered by the
browser. A link can also hold one question: `ask=<generator>/<level>/<seed>`.
"""

import os
import re

import streamlit as st

from dlviz.questions.ladder import EASIEST, HARDEST
from dlviz.ui.components.history import history
from dlviz.ui.shared import link

VARIABLE = "DLVIZ_ASK"  # environment variable: "0" lets pages explore where nobody chose
_ON = "frame_ask"  # session key: whether pages ask
_WIDGET = "frame_explore"
_HELD = "frame_ask_held"  # session key: the question in the link
_CHOSEN = "frame_ask_chosen"  # session key: whether the visitor has chosen, now or earlier
_LINKED = (
    "frame_ask_linked"  # session key: whether the link has; the browser does not remember that
)
_QUESTION = re.compile(r"([a-z][a-z0-9_]{0,40})/(\d)/(\d{1,9})")


def begin() -> None:
    """Find out whether pages ask; every page calls this before anything asks."""
    state = st.session_state
    said = st.query_params.get(link.ASK)
    if _ON not in state:
        state[_ON] = os.environ.get(VARIABLE, "") != "0"
        state[_CHOSEN], state[_LINKED] = False, said is not None
        if said is not None:
            state[_ON] = said != "0"
            state[_HELD] = _question(said)
    elif said is not None and said != "0" and not state[_ON]:
        st.query_params[link.ASK] = "0"  # an older entry of the browser's history
    elif said == "0" and state[_ON]:
        st.query_params[link.ASK] = "1"
    remembered = history.remembered_ask()
    if not (state[_CHOSEN] or state[_LINKED]) and remembered is not None:
        state[_ON], state[_CHOSEN] = remembered, True


def is_on() -> bool:
    """Return whether pages ask before they show."""
    return bool(st.session_state.get(_ON, False))


def to_remember() -> bool | None:
    """Return what the browser is to remember; None as long as nobody has chosen."""
    return is_on() if st.session_state.get(_CHOSEN) else None


def held_question() -> tuple[str, int, int] | None:
    """Return generator, level and seed of the one question in the link; None without one."""
    held: tuple[str, int, int] | None = st.session_state.get(_HELD)
    return held


def show() -> None:
    """Place the switch."""
    st.session_state[_WIDGET] = not is_on()
    st.toggle(
        "Just explore",
        key=_WIDGET,
        on_change=_switch,
        help="Nothing is asked any more: the buttons show at once what there is to notice.",
        width="content",
    )


def turn_on() -> None:
    """Let pages ask, as a visitor chooses who wants to be led."""
    st.session_state[_ON] = True


def _switch() -> None:
    state = st.session_state
    state[_ON], state[_CHOSEN], state[_HELD] = not state[_WIDGET], True, None
    st.query_params[link.ASK] = "1" if state[_ON] else "0"


def _question(said: str) -> tuple[str, int, int] | None:
    """Return what a link names: generator, level, seed; None if it names no question."""
    found = _QUESTION.fullmatch(said)
    if found is None or not EASIEST <= int(found[2]) <= HARDEST:
        return None
    return found[1], int(found[2]), int(found[3])
