"""The thin bar of a pupil in a class, on every page but the class's own."""

import streamlit as st

from dlviz.classroom.refusal import ClosedError, RefusedError, StoreAwayError
from dlviz.classroom.room import FIRST_VOTES, VOTING, WITH_DRAWINGS, Phase
from dlviz.classroom.views import ForPupil
from dlviz.ui.shared.classroom import doing, membership, sending
from dlviz.ui.shared.classroom.membership import Member
from dlviz.ui.shared.pages import PageEntry


def show(_page: PageEntry, member: Member) -> None:
    """Draw the bar."""
    try:
        seen = doing.seen_by_pupil(member)
    except StoreAwayError as error:
        sending.show_away(member, error)
        return
    except ClosedError as error:
        st.info(str(error))
        membership.leave()
        return
    except RefusedError:  # the class has ended long ago
        membership.leave()
        return
    with st.container(key="class_bar", horizontal=True, vertical_alignment="center"):
        st.markdown(f"Class **{member.code}**", width="content")
        if not sending.show_sent(seen.view):
            _show_step(member, seen.view)
        _show_offer(member, seen.view)
    doing.show_problem()
    sending.follow(member, seen.news)


def _show_step(member: Member, view: ForPupil) -> None:
    label, is_new = _step(view)
    st.button(
        label,
        key="class_back",
        icon=":material/groups:",
        type="primary" if is_new else "secondary",
        on_click=sending.go_to_class,
        args=(member.code,),
    )


def _step(view: ForPupil) -> tuple[str, bool]:
    """Return what the button to the class says, and whether something waits there."""
    if view.phase in VOTING:
        own = view.own[0 if VOTING[view.phase] == FIRST_VOTES else 1]
        return ("Answer the question", True) if own is None else ("Back to the question", False)
    if view.phase is Phase.TOLD:
        return "See the answer", True
    if view.phase in WITH_DRAWINGS:
        return "Draw digits", view.phase is Phase.DRAW
    return "Back to the class", False


def _show_offer(member: Member, view: ForPupil) -> None:
    if view.is_taken:
        st.markdown("Your page is on the projector.", width="content")
    is_offered = view.offered is not None
    st.button(
        "Take my offer back" if is_offered else "Offer my page to the projector",
        key="class_offer",
        icon=":material/cast:",
        type="tertiary",
        on_click=_offer,
        args=(member,),
        kwargs={"is_back": is_offered},
    )


def _offer(member: Member, *, is_back: bool) -> None:
    doing.attempt(lambda: doing.offer(member, None if is_back else doing.link_here()))
