"""What pupils offer to the projector: their pages, which the teacher may take."""

import streamlit as st

from dlviz.classroom.links import Link
from dlviz.classroom.views import ForProjector
from dlviz.ui.components.class_news import class_news as component
from dlviz.ui.shared.classroom import doing, sending
from dlviz.ui.shared.classroom.membership import Member

_BEFORE = "class_before"  # session key: the teacher's own page while a pupil's is shown


def show_button(member: Member, view: ForProjector) -> None:
    """Place the list of what is offered, and the way back from what was taken."""
    if view.taken is not None:
        st.button(
            "Back to my page",
            key="class_put_back",
            icon=":material/undo:",
            on_click=_put_back,
            args=(member,),
        )
    if not view.offers:
        return
    with st.popover(f"Offered ({len(view.offers)})", key="class_offers", icon=":material/cast:"):
        for place, (pupil, link) in enumerate(view.offers.items()):
            st.button(
                f"{place + 1}: {sending.title_of(link)}",
                key=f"class_take_{pupil}",
                on_click=_take,
                args=(member, pupil, link),
            )


def _take(member: Member, pupil: str, link: Link) -> None:
    here = doing.link_here()

    def take() -> None:
        doing.lead(lambda classes: classes.take(member.code, member.key, pupil))

    if doing.attempt(take):
        st.session_state.setdefault(_BEFORE, here.text)
        component.go(link.text)


def _put_back(member: Member) -> None:
    def put_back() -> None:
        doing.lead(lambda classes: classes.put_back(member.code, member.key))

    if doing.attempt(put_back):
        component.go(st.session_state.pop(_BEFORE, ""))
