"""Waits for news of the class and lets the part of the page that shows it run again.

The script keeps one request open and has no timers meanwhile. Nothing is asked for while the page
is hidden: a phone that wakes asks at once.
"""

import streamlit as st

from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.class_news import messages as sent

_GO, _N_GONE = "class_go", "class_n_gone"


def follow_news(*, key: str, path: str, header: str, room: str, own_key: str, seen: str) -> None:
    """Place the script in the part of the page that is to run again.

    Args:
        key: Key of the component.
        path: Where news are asked for, relative to the server's base URL.
        header: Name of the header that holds the key.
        room: The class's four letters.
        own_key: Key of the pupil or the teacher.
        seen: The news that this run shows.
    """
    mount(
        "class_news",
        key=key,
        data=sent.Data(
            path=path,
            header=header,
            room=room,
            key=own_key,
            seen=seen,
            go=st.session_state.get(_GO, ""),
            n_gone=st.session_state.get(_N_GONE, 0),
        ),
        states={"heard": None},
    )


def go(address: str) -> None:
    """Open a page of the app with a state in this tab: "pooling?pooling_window=3"; "" is home.

    The page opens as for a visitor who follows a link; a later call of `follow_news` says so.
    """
    st.session_state[_GO] = address
    st.session_state[_N_GONE] = st.session_state.get(_N_GONE, 0) + 1
