"""The message a visitor reads while background work waits in the queue."""

import streamlit as st

from dlviz.scheduling.line import TRAINING


def show_place(place: int) -> None:
    """Show a waiting training's place in the queue; screen readers announce `st.info`."""
    st.info(
        f"Place **{place}** of {TRAINING.length} in the queue for this server's CPU; it starts "
        "automatically.",
        icon=":material/hourglass_empty:",
        width=420,
    )
