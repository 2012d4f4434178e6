"""What a visitor reads about work in the background that waits for its turn."""

import streamlit as st

from dlviz.scheduling.line import TRAINING


def show_place(place: int) -> None:
    """Show the place of a training that waits; screen readers speak what `st.info` holds."""
    st.info(
        f"Place **{place}** of {TRAINING.length} in the queue for this server's CPU; it starts "
        "automatically.",
        icon=":material/hourglass_empty:",
        width=420,
    )
