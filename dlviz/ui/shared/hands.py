"""What a hand is changing on a page: which of its changes the server knows.

The browser shows a change at once and sends its number with it (`components/base/preview.js`). The
number goes back with everything that depends on the change, so that the script knows when the
server's numbers have caught up.
"""

import streamlit as st

from dlviz.ui.components.base.messages import Preview, change


def take(hand: str, message: object) -> None:
    """Note the number of the change that a component's message tells of."""
    key = _key(hand)
    st.session_state[key] = max(st.session_state.get(key, 0), change(message))


def preview(hand: str) -> Preview:
    """Return what ties a component's data to a hand."""
    return Preview(hand=hand, answered=st.session_state.get(_key(hand), 0))


def _key(hand: str) -> str:
    return f"{hand}_change"
