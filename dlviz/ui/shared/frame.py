"""Draws the frame around every page: tab title, menu, headline, lecture display, device."""

from itertools import groupby

import streamlit as st

from dlviz import device
from dlviz.ui._compat import this_run
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base import mounting
from dlviz.ui.components.computed_where.computed_where import computed_where
from dlviz.ui.components.history import history
from dlviz.ui.components.lecture import lecture
from dlviz.ui.components.words import words
from dlviz.ui.serving import memory
from dlviz.ui.shared import (
    ask_switch,
    errors,
    held,
    keepsakes,
    link,
    notes,
    presets,
    readable,
    restarts,
    share,
)
from dlviz.ui.shared.classroom import bar, membership, opening
from dlviz.ui.shared.pages import CLASS, HOME, ICON, PAGES, PageEntry

device.begin_with_one_thread()

_STYLE = resolve("""<style>
:--main-block {padding: 1rem 2rem 4rem; max-width: 90rem}
:--main-block :--vertical {gap: 0.75rem}
:--main-block h1 {padding: 0.2rem 0}
:--header {background: none}
:--header, :--header div {pointer-events: none} /* it lies on our headline's buttons */
:--header button, :--header button * {pointer-events: auto}
:--math-block {overflow-x: auto; overflow-y: hidden}
:--main-block :--math-block {margin: 0.3em 0} /* its neighbours are 0.75rem away as it is */
.st-key-frame_heard, .st-key-frame_history {display: none}
@media (pointer: coarse) {
  /* A phone zooms into a box of smaller letters, and stays there. */
  :--app :is(input, textarea) {font-size: max(1rem, 16px)}
}
:--popover-body {min-height: 10rem} /* it opens upwards where less is left below */
.st-key-class_bar {
  padding: 0.5rem 0.9rem;
  border: 1px solid;
  border-radius: 0.5rem;
}
[class*=st-key-class_letters] p {
  margin: 0; font-size: clamp(3.5rem, 10vw, 9rem); font-weight: 700; line-height: 1.1;
  letter-spacing: 0.12em;
}
:root:has(.st-key-class_asks) .st-key-frame_question,
:root:has(.st-key-class_joined) .st-key-frame_explanation {display: none}
.st-key-class_code input {
  font-size: 2rem; letter-spacing: 0.3em; text-transform: uppercase; text-align: center;
}
.st-key-class_said p {font-size: 1.2rem; font-weight: 600}
.st-key-class_join_form {max-width: 22rem}
[class*=st-key-class_qr] img {max-height: 20rem; object-fit: contain}
.st-key-share_code img {max-height: calc(100vh - 13rem); object-fit: contain}
@media (min-width: 641px) {
  /* The question on the left, in two lines where it is long; "Running" stands on the far right. */
  .st-key-frame_headline {flex-wrap: nowrap; padding-right: 7rem}
  .st-key-frame_headline h1 {text-wrap: pretty}
  .st-key-frame_explanation {flex-wrap: nowrap}
}
@media (max-width: 640px) {
  :--main-block {padding: 3.5rem 1rem 4rem}
  .st-key-frame_headline :--checkbox {display: none}
  .st-key-frame_presets {flex-wrap: nowrap; overflow-x: auto; padding-bottom: 0.2rem}
  .st-key-frame_headline {flex-wrap: nowrap}
  .st-key-class_bar {gap: 0 0.5rem; padding: 0.2rem 0.6rem}
  :is(.st-key-share, .st-key-class, .st-key-frame_notes_button) p {font-size: 0}
  :--math-block :--math {font-size: 0.92em}
  /* Columns come below each other: picture, controls, what to notice, what to take along. */
  :has(> :--column > :--vertical > * > :is(:--expander, :--alert)) {
    flex-flow: column nowrap;
    gap: 0.75rem;
  }
  :has(> :--column > :--vertical > * > :is(:--expander, :--alert)) > :--column,
  :has(> :--column > :--vertical > * > :is(:--expander, :--alert)) > :--column > :--vertical {
    display: contents;
  }
  :--column > :--vertical > :has(> :--alert :--info-text) {order: 1}
  :--column > :--vertical > :is(:has(> :--expander), :has(> :--download)) {order: 2}
}
</style>""")

_PAGE = "frame_page"
_PATHS = ("", *(page.name for page in (*PAGES, CLASS)))
_MENU_WIDTH = 230  # pixels; leaves room for the picture on a screen 1280 pixels wide


def draw(page: PageEntry) -> bool:
    """Draw the frame for `page`; return whether the visitor comes from another page."""
    memory.keep_house()
    mounting.declare()
    restarts.begin()
    ask_switch.begin()
    membership.begin()
    is_another = st.session_state.get(_PAGE) != page.file
    is_older = link.arrive(is_new_page=is_another)
    st.session_state[_PAGE] = page.file
    held.set_held(keepsakes.begin(page.name), is_restored=True)
    if is_older:
        presets.forget_goal()
    tab = "dlviz" if page is HOME else f"{page.title} - dlviz"
    st.set_page_config(
        page_title=tab, page_icon=str(ICON), layout="wide", initial_sidebar_state=_MENU_WIDTH
    )
    with st.sidebar:
        _menu()
        tab, is_known = keepsakes.announce()
        history.keep_history(
            _PATHS,
            link.CARRIED,
            tab,
            is_known=is_known,
            asks=ask_switch.to_remember(),
            member=membership.to_remember(),
            left=membership.left(),
            wants_member=page is CLASS,
            session=this_run.visitor(),
        )
    is_lecture = _headline(page)
    styles = [readable.style(), words.STYLE, *([lecture.style()] if is_lecture else [])]
    styles.append(presets.style())
    st.html(_STYLE + "".join(f"<style>{style}</style>" for style in styles))
    share.hide_for_pupils()
    if is_lecture:
        lecture.step_by_keys()
    with st.container(key="frame_explanation", horizontal=True, vertical_alignment="center"):
        st.write(page.explanation)
        if page not in (HOME, CLASS):
            presets.show_switch()
    bar.show(page)
    return is_another


def show_device(page: PageEntry) -> None:
    """Show in the menu where the numbers of `page` are computed.

    The home page does not call this: it has no networks and must not import torch.
    """
    device.use_one_thread()
    memory.set_aside()
    with st.sidebar:
        computed_where(device.place(only_cpu=page.only_cpu), is_gpu_lost=device.has_given_up())
    errors.show_lost_gpu()


def _headline(page: PageEntry) -> bool:
    """Draw the question and the buttons beside it; return whether the lecture display is on."""
    with st.container(key="frame_headline", horizontal=True, vertical_alignment="center"):
        st.title(page.question, anchor=False)
        is_lecture = st.toggle(
            "Lecture display",
            key=link.LECTURE,
            bind="query-params",
            persist_state="session",
            help="For a projector: larger text and lines, strong colours, one element on the "
            "screen. The keys ← → change the preset, ↑ ↓ change the screen.",
            width="content",
        )
        words.show_words(page.name, {own.name: own.title for own in (HOME, *PAGES)})
        notes.show_button()
        share.show_button()
        opening.show_button()
    return is_lecture


def _menu() -> None:
    st.page_link(HOME.file, label=f"**dlviz** · {HOME.title}", icon=HOME.icon)
    for group, pages in groupby(PAGES, key=lambda page: page.group):
        st.caption(group)
        for page in pages:
            st.page_link(page.file, label=page.title, icon=page.icon)
    st.caption(CLASS.group)
    st.page_link(CLASS.file, label=CLASS.title, icon=CLASS.icon)
