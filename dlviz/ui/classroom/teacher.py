"""The projector's own page: how to join, in letters for the last row, or the class's drawings."""

import streamlit as st

from dlviz.classroom.refusal import RefusedError
from dlviz.classroom.room import WITH_DRAWINGS
from dlviz.ui.shared import held, keepsakes, link
from dlviz.ui.shared.classroom import doing, opening, sending
from dlviz.ui.shared.classroom.membership import Member

LESSON = keepsakes.kept("class_lesson")  # session key: what learns from the class
POLL = 0.7  # seconds between two looks at a training


def show(member: Member) -> None:
    """Draw what the class sees; while something learns, it is drawn anew again and again."""
    seconds = _seconds_to_next_look()

    def part() -> None:
        link.drop_mark()
        held.hold()
        try:
            _show(member)
        finally:
            keepsakes.store()
        if _seconds_to_next_look() != seconds:
            st.rerun()

    st.fragment(part, run_every=seconds)()


def forget_lesson() -> None:
    """End what learns from the class, and forget what it has learned."""
    lesson = st.session_state.pop(LESSON, None)
    if lesson is not None:
        lesson.task.pause()


def _seconds_to_next_look() -> float | None:
    lesson = st.session_state.get(LESSON)
    return POLL if lesson is not None and lesson.task.is_running else None


def _show(member: Member) -> None:
    try:
        seen = doing.seen_by_teacher(member)
    except RefusedError:
        forget_lesson()
        return  # the bar says why
    if seen.view.phase in WITH_DRAWINGS:
        from dlviz.ui.classroom import wall  # needs torch

        wall.show(member, seen.view)
    else:
        forget_lesson()
        opening.show_code(member)
    sending.follow(member, seen.news, key="class_wall_news")
