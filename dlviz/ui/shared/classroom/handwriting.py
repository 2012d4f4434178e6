"""What the teacher does in a round of handwriting: choose digits, begin, stop, look at the wall."""

from collections.abc import Callable

import streamlit as st

from dlviz.classroom.classes import Classes
from dlviz.classroom.room import DIGITS, Phase
from dlviz.classroom.views import ForProjector
from dlviz.ui.shared.classroom import doing, sending
from dlviz.ui.shared.classroom.membership import Member
from dlviz.ui.shared.pages import CLASS, PageEntry

_CHOOSES = "class_chooses_digits"  # session key: whether the teacher chooses what is drawn
_DIGITS = "class_digits"  # widget key


def show_button() -> None:
    """Place the button that lets the teacher choose what is drawn."""
    st.button("Our handwriting", key="class_handwriting", icon=":material/draw:", on_click=_turn)


def show_choice(page: PageEntry, member: Member, view: ForProjector) -> None:
    """Draw the choice of digits, while the teacher chooses."""
    if not st.session_state.get(_CHOOSES):
        return
    digits = st.pills(
        "Digits to draw",
        list(DIGITS),
        selection_mode="multi",
        default=list(DIGITS),
        key=_DIGITS,
    )
    st.caption(
        "Each pupil draws one digit after the other. The drawings come to the projector, with what "
        "four models read in them; nobody's name stands beside them."
    )
    st.button(
        "Begin to draw",
        key="class_draw",
        type="primary",
        on_click=_begin,
        args=(page, member, digits, view.turn),
    )


def show_steps(page: PageEntry, member: Member, view: ForProjector) -> None:
    """Place the buttons of a round of handwriting."""
    if page is not CLASS:
        st.button(
            "See the wall",
            key="class_to_wall",
            type="primary",
            on_click=sending.go_to_class,
            args=(member.code,),
        )
    is_open = view.phase is Phase.DRAW
    st.button(
        "Take no more drawings" if is_open else "Take drawings again",
        key="class_stop_drawing" if is_open else "class_draw_on",
        on_click=_stop if is_open else _draw_on,
        args=(member,),
    )


def show_end(member: Member) -> None:
    """Place the button that ends the round."""
    with st.popover("End the round", key="class_rest_asked"):
        st.markdown("All drawings are gone then. You can take them along before, below the wall.")
        st.button("Forget the drawings", key="class_rest", on_click=_rest, args=(member,))


def _begin(page: PageEntry, member: Member, digits: list[int], turn: int) -> None:
    def begin() -> None:
        doing.lead(lambda classes: classes.draw(member.code, member.key, digits, turn))

    if doing.attempt(begin):
        st.session_state[_CHOOSES] = False
        if page is not CLASS:
            sending.go_to_class(member.code)


def _stop(member: Member) -> None:
    _lead(member, Classes.stop_drawing)


def _draw_on(member: Member) -> None:
    _lead(member, Classes.draw_on)


def _rest(member: Member) -> None:
    _lead(member, Classes.rest)


def _lead(member: Member, act: Callable[[Classes, str, str], None]) -> None:
    doing.do(lambda: doing.lead(lambda classes: act(classes, member.code, member.key)))


def _turn() -> None:
    st.session_state[_CHOOSES] = not st.session_state.get(_CHOOSES)
