"""The page of a class: for nobody yet a field for the code, for a pupil what the teacher does."""

import streamlit as st

from dlviz.ui.classroom import joining, pupil, teacher
from dlviz.ui.shared.classroom import membership


def show() -> None:
    """Draw the page for whoever opens it."""
    with st.container(key="class_page"):
        _show()


def _show() -> None:
    member = membership.current()
    if member is None or joining.is_another(member):
        joining.show()
    elif member.is_teacher:
        teacher.show(member)
    else:
        st.fragment(pupil.show)(member)
