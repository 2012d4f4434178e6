"""A part of a page: it is drawn with the page, and alone when one of its own widgets changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dlviz.ui.shared import held, keepsakes, link


@contextmanager
def answering() -> Iterator[None]:
    """Surround what a message of the browser lets run, other than the whole page."""
    link.drop_mark()
    held.hold()
    try:
        yield
    finally:
        keepsakes.store()


def draw_part(build: Callable[[], None]) -> None:
    """Draw a part inside of another one, as a fragment of its own.

    Its own widgets rerun it alone; if the other one runs, it runs with it.

    Args:
        build: Draws it.
    """
    is_inside = True

    def run() -> None:
        nonlocal is_inside
        if is_inside:  # the surrounding part does for both what belongs to a message
            is_inside = False
            build()
            return
        with answering():
            build()

    st.fragment(run)()
