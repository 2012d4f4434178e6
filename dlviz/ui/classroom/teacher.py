"""The projector's own page: how to join, in letters for the last row, or the class's drawings."""

import streamlit as st

from dlviz.classroom.refusal import RefusedError
from dlviz.classroom.room import WITH_DRAWINGS
from dlviz.ui.shared import held, keepsakes, link
from dlviz.ui.shared.classroom import doing, opening, teacher_bar
from dlviz.ui.shared.classroom.membership import Member
from dlviz.ui.shared.pages import CLASS

LESSON = keepsakes.kept("class_lesson")  # session key: what learns from the class
POLL = 0.7  # seconds between two looks at a training


def show(member: Member) -> None:
    """Draw the bar and what the class sees; while something learns, again and again.

    Both are one part of the page: if two parts hear of news at the same moment, Streamlit runs only
    one of them again.
    """
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
    teacher_bar.show(CLASS, member)
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
        opening.show_code(member, is_stage=True)
