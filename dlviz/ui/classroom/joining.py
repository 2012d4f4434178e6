"""Joining a class: by its link, or by four letters."""

import streamlit as st

from dlviz.classroom import codes
from dlviz.ui.shared.classroom import doing, membership
from dlviz.ui.shared.classroom.membership import ROOM, Member

_TYPED = "class_code"
_TRIED = "class_tried"  # session key: the code in the address that was refused


def is_another(member: Member) -> bool:
    """Return whether the address names another class than the pupil's."""
    code = codes.read_code(st.query_params.get(ROOM))
    return not member.is_teacher and code is not None and code != member.code


def show() -> None:
    """Join the class in the address, or ask for a code."""
    code = st.query_params.get(ROOM)
    if code is not None and code != st.session_state.get(_TRIED):
        if not membership.has_heard():
            st.markdown("Joining the class …")  # until the browser says whether it was there before
            return
        if _join(code):
            st.rerun()
        st.session_state[_TRIED] = code
    _ask_for_code()
    doing.show_problem()


def _ask_for_code() -> None:
    with st.form("class_join", border=False), st.container(key="class_join_form"):
        st.text_input(
            "The four letters of your class",
            key=_TYPED,
            max_chars=8,
            autocomplete="off",
            placeholder="B D F G",
        )
        st.form_submit_button("Join", type="primary", on_click=_typed)


def _typed() -> None:
    text = st.session_state.get(_TYPED, "")
    st.session_state.pop(_TRIED, None)
    code = codes.read_code(text)
    if code is not None:
        st.query_params[ROOM] = code
        if code == st.session_state.get(_TRIED):
            return
    if not _join(text):
        st.session_state[_TRIED] = st.query_params.get(ROOM)


def _join(text: str) -> bool:
    code = codes.read_code(text)

    def join() -> None:
        membership.enter(doing.join(text, membership.own_key(code) if code else None))

    is_in = doing.attempt(join)
    member = membership.current()
    if is_in and member is not None:
        st.query_params[ROOM] = member.code
    return is_in
