"""The teacher's bar on every page: what the class does, and the next step as one large button."""

from collections.abc import Callable

import streamlit as st

from dlviz.classroom.classes import Classes
from dlviz.classroom.refusal import RefusedError, StoreAwayError
from dlviz.classroom.room import VOTING, WITH_DRAWINGS, WITH_QUESTION, Phase
from dlviz.classroom.views import ForProjector
from dlviz.ui._compat.this_run import run_again
from dlviz.ui.shared.classroom import (
    choosing,
    doing,
    handwriting,
    membership,
    offers,
    opening,
    outcome,
    questions,
    sending,
)
from dlviz.ui.shared.classroom.membership import Member
from dlviz.ui.shared.pages import CLASS, HOME, PageEntry


def show(page: PageEntry, member: Member) -> None:
    """Draw the bar."""
    try:
        seen = doing.seen_by_teacher(member)
    except StoreAwayError as error:
        sending.show_away(member, error)
        return
    except RefusedError:  # the class has ended
        membership.leave()
        st.info("This class has ended.")
        return
    view = seen.view
    if view.phase is Phase.CLOSED:
        membership.leave()
        st.info("This class has ended.")
        return
    is_asking = view.phase in WITH_QUESTION and view.phase is not Phase.TOLD
    membership.note_asking(is_asking=is_asking)
    with st.container(key="class_bar"), st.container(key="class_asks" if is_asking else None):
        with st.container(horizontal=True, vertical_alignment="center", key="class_row"):
            st.markdown(_counts(view), width="content")
            _show_steps(page, member, view)
            _show_rest(page, member, view)
        doing.show_problem()
        _show_stage(page, member, view)
    sending.follow(member, seen.news)


def _counts(view: ForProjector) -> str:
    """Return how many are there, and in an open round how many have answered."""
    pupils = "1 pupil" if view.n_pupils == 1 else f"{view.n_pupils} pupils"
    told = f"**{view.code}** · {pupils}"
    if view.phase not in VOTING:
        return told
    is_second = view.phase is Phase.SECOND
    have = "has" if view.n_answered[is_second] == 1 else "have"
    again = " again" if is_second else ""
    n_pupils = max(view.n_pupils, view.n_answered[is_second])  # who left may have answered
    return (
        f"**{view.code}** · **{view.n_answered[is_second]} of {n_pupils}** {have} answered{again}"
    )


def _show_steps(page: PageEntry, member: Member, view: ForProjector) -> None:
    """Place the next step, large, and those that may be done instead."""
    tell = ("Show the answers", "class_tell", lambda: _tell(page, member, view))
    if view.phase is Phase.FIRST:
        _big("Discuss", "class_discuss", lambda: _lead(member, Classes.discuss))
        _small(*tell)
    elif view.phase is Phase.DISCUSS:
        _big("Vote again", "class_again", lambda: _lead(member, Classes.vote_again))
        _small(*tell)
    elif view.phase is Phase.SECOND:
        _big(*tell)
    elif view.phase in WITH_DRAWINGS:
        handwriting.show_steps(page, member, view)
    else:
        choosing.show_buttons(page, member, view)
        handwriting.show_button()


def _show_rest(page: PageEntry, member: Member, view: ForProjector) -> None:
    if page not in (HOME, CLASS):
        _small(
            "Send this page",
            "class_send",
            lambda: _send(member),
            icon=":material/send_to_mobile:",
        )
    offers.show_button(member, view)
    if view.phase in WITH_DRAWINGS:
        handwriting.show_end(member)
    elif view.phase is not Phase.WAIT:
        _small("Nothing asked", "class_rest", lambda: _lead(member, Classes.rest))
    with st.popover("End", type="tertiary", key="class_end_asked"):
        st.markdown("All phones leave the class, and nothing of it is kept.")
        st.button("End the class", key="class_end", on_click=_end, args=(member,))


def _show_stage(page: PageEntry, member: Member, view: ForProjector) -> None:
    """Draw what the class looks at: how to join, the question, the answers."""
    is_new = view.phase is Phase.WAIT and not view.turn
    if is_new and page is not CLASS and not choosing.is_choosing():
        opening.show_code(member, is_stage=True)
    if view.phase not in (*VOTING, Phase.DISCUSS, *WITH_DRAWINGS):
        choosing.show_choice(page, member, view)
        handwriting.show_choice(page, member, view)
    if view.asked is None:
        return
    built = doing.built(view.asked)
    identity = f"{view.code}-{view.turn}"
    if view.phase is Phase.TOLD:
        outcome.show(view, built)
        return
    if view.phase is Phase.DISCUSS:
        st.markdown(
            "**Discuss with those beside you**: why is it so? Nobody sees yet what others answered."
        )
    questions.show_asked(
        built,
        view.asked,
        key="class_question",
        identity=identity,
        is_still=True,
        on_said=_nothing,
    )


def _tell(page: PageEntry, member: Member, view: ForProjector) -> None:
    _lead(member, Classes.tell)
    if view.asked is not None:
        choosing.show_truth(page, view.asked)


def _lead(member: Member, act: Callable[[Classes, str, str], None]) -> None:
    doing.lead(lambda classes: act(classes, member.code, member.key))


def _send(member: Member) -> None:
    own = doing.link_here()
    doing.lead(lambda classes: classes.send(member.code, member.key, own))


def _end(member: Member) -> None:
    if doing.attempt(lambda: _lead(member, Classes.close)):
        membership.leave()
        run_again()  # the browser is to forget the class


def _big(label: str, key: str, act: Callable[[], object]) -> None:
    st.button(label, key=key, type="primary", on_click=doing.do, args=(act,))


def _small(label: str, key: str, act: Callable[[], object], *, icon: str | None = None) -> None:
    st.button(label, key=key, icon=icon, on_click=doing.do, args=(act,))


def _nothing() -> None:
    """React to nothing: the projector takes no answers."""
