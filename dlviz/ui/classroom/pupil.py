"""A pupil's phone in a class: wait, answer, discuss, answer again, see what is so."""

from contextlib import suppress

import streamlit as st

from dlviz.classroom.refusal import RefusedError, StoreAwayError
from dlviz.classroom.room import VOTING, Phase
from dlviz.classroom.views import ForPupil
from dlviz.questions.kinds import Choose
from dlviz.ui._compat.this_run import run_again
from dlviz.ui.classroom import drawing
from dlviz.ui.components.question.question import heard
from dlviz.ui.shared import held, keepsakes, link
from dlviz.ui.shared.classroom import doing, membership, questions, sending
from dlviz.ui.shared.classroom.membership import ROOM, Member

_KEY = "class_question"


def show(member: Member) -> None:
    """Draw what the class does now."""
    link.drop_mark()
    held.hold()
    try:
        _show(member)
    finally:
        keepsakes.store()


def _show(member: Member) -> None:
    try:
        seen = doing.seen_by_pupil(member)
    except StoreAwayError as error:
        sending.show_away(member, error)
        st.button("Try again", key="class_try_again")
        return
    except RefusedError as error:
        _say_end(str(error))
        return
    view = seen.view
    with st.container(key="class_joined", horizontal=True, vertical_alignment="center"):
        st.caption(f"You are in the class {view.code}.", width="content")
        st.button("Leave", key="class_leave", type="tertiary", on_click=_leave, args=(member,))
    with st.container(key="class_sent", horizontal=True, vertical_alignment="center"):
        sending.show_sent(view)
    _PHASES.get(view.phase, _show_waiting)(member, view)
    doing.show_problem()
    sending.follow(member, seen.news)


def _show_waiting(_member: Member, _view: ForPupil) -> None:
    st.subheader("Look at the projector.", anchor=False)


def _show_round(member: Member, view: ForPupil) -> None:
    if view.asked is None:
        return
    built = doing.built(view.asked)
    is_second = view.phase is Phase.SECOND
    own = view.own[is_second]
    if own is None:
        first = view.own[0] if is_second else None
        said = f" You answered: {questions.words_of(built, first)}." if first is not None else ""
        told = f"Answer again, after the discussion.{said}" if is_second else "Answer for yourself."
    else:
        change = "Tap" if isinstance(questions.as_question(built), Choose) else "Give"
        told = (
            f"Your answer: {questions.words_of(built, own)}. {change} another answer to change it."
        )
    st.text(told)
    questions.show_asked(
        built,
        view.asked,
        key=_KEY,
        identity=_identity(view),
        is_still=False,
        on_said=lambda: _answer(member),
    )


def _show_discussion(_member: Member, view: ForPupil) -> None:
    st.subheader("Discuss with those beside you", anchor=False)
    st.markdown("Why is it so? Nobody sees yet what others answered. You will answer again.")
    if view.asked is not None and view.own[0] is not None:
        built = doing.built(view.asked)
        st.text(f"{questions.as_question(built).prompt}\n\nYour answer: "
                f"{questions.words_of(built, view.own[0])}")  # fmt: skip


def _show_told(_member: Member, view: ForPupil) -> None:
    if view.asked is None:
        return
    built = doing.built(view.asked)
    first, second = view.own
    if first is not None and second is not None and first != second:
        st.text(
            f"You answered first: {questions.words_of(built, first)}. "
            f"Then: {questions.words_of(built, second)}."
        )
    questions.show_told(
        built,
        view.asked,
        key=_KEY,
        identity=f"{_identity(view)}-told",
        answer=first if second is None else second,
    )


def _answer(member: Member) -> None:
    said = heard(st.session_state[_KEY].get("said"))
    if said is None or said.act != "answer":
        return

    def vote() -> None:
        view = doing.seen_by_pupil(member).view
        if said.identity == _identity(view):
            doing.vote(member, view, said.answer)

    doing.attempt(vote)


def _identity(view: ForPupil) -> str:
    """Return a name for this round of this question: an answer to another one is late."""
    is_second = view.phase is Phase.SECOND
    return f"{view.code}-{view.turn}-{2 if is_second else 1}"


def _leave(member: Member) -> None:
    with suppress(RefusedError):  # the class is gone, or will forget its pupils when it ends
        doing.leave(member)
    _forget()
    run_again()


def _say_end(sentence: str) -> None:
    st.info(sentence)
    st.markdown("Everything on the other pages is still there: the menu leads to them.")
    membership.leave()


def _forget() -> None:
    membership.leave()
    if ROOM in st.query_params:
        del st.query_params[ROOM]


_PHASES = {
    Phase.FIRST: _show_round,
    Phase.SECOND: _show_round,
    Phase.DISCUSS: _show_discussion,
    Phase.TOLD: _show_told,
    Phase.DRAW: drawing.show,
    Phase.WALL: drawing.show,
}
assert set(VOTING) <= set(_PHASES)
