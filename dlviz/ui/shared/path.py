"""The path through the course, in about an hour: the questions of all presets, page after page.

It goes on where the visitor was: what was answered or skipped is kept with the session.
"""

from collections.abc import Sequence

import streamlit as st

from dlviz.ui._compat import link_values
from dlviz.ui.shared import ask_switch, keepsakes
from dlviz.ui.shared.pages import PAGES, PageEntry

_DONE = keepsakes.kept("frame_path_done")  # session key: names of presets, by page
_WHOLE = keepsakes.kept("frame_path_whole")  # session key: names of pages with none left
_LEAVES = "frame_path_leaves"  # session key: the page that the next run opens
_GOES = "frame_path_goes"  # session key: the page whose next question is to be asked


def note(page: str, preset: str, presets: Sequence[str]) -> None:
    """Note that a preset's question was answered or skipped.

    Args:
        page: Name of the page.
        preset: Name of the preset.
        presets: The names of all presets of that page.
    """
    done: dict[str, set[str]] = st.session_state.setdefault(_DONE, {})
    done.setdefault(page, set()).add(preset)
    if next_preset(page, presets) is None:
        whole: set[str] = st.session_state.setdefault(_WHOLE, set())
        whole.add(page)


def next_preset(page: str, presets: Sequence[str]) -> str | None:
    """Return the first of a page's presets whose question is still to be asked."""
    done = st.session_state.get(_DONE, {}).get(page, set())
    return next((name for name in presets if name not in done), None)


def next_page() -> PageEntry | None:
    """Return the first page with questions that are still to be asked, None after the last."""
    whole = st.session_state.get(_WHOLE, set())
    return next((page for page in PAGES if page.name not in whole), None)


def has_begun() -> bool:
    """Return whether the visitor has answered or skipped a question."""
    return bool(st.session_state.get(_DONE))


def asks_on(page: str) -> bool:
    """Return, once, whether `page` was opened to go on with the path."""
    if st.session_state.get(_GOES) != page:
        return False
    del st.session_state[_GOES]
    return True


def show_start() -> None:
    """Place the button with which the path begins, or goes on."""
    page = next_page()
    if page is None:
        st.success("You have met every question of the path. Each page has further ones.")
        return
    label = f"Go on: {page.title}" if has_begun() else "Start here"
    with st.container(horizontal=True, vertical_alignment="center", key="frame_path"):
        if st.button(label, icon=":material/arrow_forward:", type="primary", key="frame_start"):
            go_on(page)
        st.caption(
            "A path of about an hour through all pages: each one asks before it shows."
            if not has_begun()
            else f"{len(PAGES) - _left()} of {len(PAGES)} pages are done."
        )


def leave_for(page: PageEntry) -> None:
    """Let the next run open `page`; a callback cannot."""
    st.session_state[_LEAVES] = page


def leave() -> None:
    """Open the page of `leave_for`, if there is one."""
    page = st.session_state.pop(_LEAVES, None)
    if page is not None:
        go_on(page)


def go_on(page: PageEntry) -> None:
    """Open `page` with the next of its questions."""
    ask_switch.turn_on()
    st.session_state[_GOES] = page.name
    link_values.forget_all()
    st.switch_page(page.file)


def _left() -> int:
    whole = st.session_state.get(_WHOLE, set())
    return sum(page.name not in whole for page in PAGES)
