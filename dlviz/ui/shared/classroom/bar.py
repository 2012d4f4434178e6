"""The bar of a class on every page: a pupil's shows what the teacher does, the teacher's leads.

A visitor in no class gets nothing: nothing is imported and no store is asked.
"""

import streamlit as st

from dlviz.ui.shared import held, keepsakes, link
from dlviz.ui.shared.classroom import membership
from dlviz.ui.shared.pages import CLASS, PageEntry


def show(page: PageEntry) -> None:
    """Draw the bar of `page`, if this tab is in a class; the class's own page draws its own."""
    member = membership.current()
    if member is None or page is CLASS:
        membership.note_asking(is_asking=False)
        return

    def bar() -> None:
        link.drop_mark()
        held.hold()
        try:
            if member.is_teacher:
                from dlviz.ui.shared.classroom import teacher_bar

                teacher_bar.show(page, member)
            else:
                from dlviz.ui.shared.classroom import pupil_bar

                pupil_bar.show(page, member)
        finally:
            keepsakes.store()

    st.fragment(bar)()
