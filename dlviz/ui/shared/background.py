"""How a page follows what goes on in the background: it looks again, and shows the place."""

import streamlit as st

from dlviz.scheduling.line import TRAINING


def note_polling(page: str, *, is_polling: bool) -> None:
    """Remember whether this run of the page polls; called once in each run of the whole page."""
    st.session_state[_key(page)] = is_polling


def poll_again_when(page: str, *, is_needed: bool) -> None:
    """Run the page anew when polling has to begin or to end: Streamlit fixes it at the start."""
    if st.session_state.get(_key(page), False) != is_needed:
        note_polling(page, is_polling=is_needed)
        st.rerun()


def show_place(place: int) -> None:
    """Show the place of a training that waits; screen readers speak what `st.info` holds."""
    st.info(
        f"Place **{place}** of {TRAINING.length} in the line for this server's processor; it "
        "starts by itself.",
        icon=":material/hourglass_empty:",
        width=420,
    )


def _key(page: str) -> str:
    return f"{page}_polled"
