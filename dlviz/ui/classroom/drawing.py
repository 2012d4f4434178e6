"""A pupil's phone in a round of handwriting: draw what is asked for, send it, withdraw it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dlviz.classroom.drawings import Drawing
from dlviz.classroom.refusal import RefusedError
from dlviz.classroom.room import MOST_DRAWINGS, Phase
from dlviz.classroom.views import ForPupil
from dlviz.figures.png import encode
from dlviz.ui.components.base.mounting import as_base64
from dlviz.ui.components.drawing_pad import drawing_pad as pad
from dlviz.ui.shared import keepsakes
from dlviz.ui.shared.classroom import doing
from dlviz.ui.shared.classroom.membership import Member

PAD = "class_pad"
_EMPTIED = keepsakes.kept("class_pad_emptied")  # session key: how often the pad was emptied
_INK = 255


def show(member: Member, view: ForPupil) -> None:
    """Draw the pad with its task, and the pupil's own drawings."""
    if view.phase is Phase.WALL:
        st.subheader("No more drawings are taken", anchor=False)
        st.markdown("Look at the projector.")
    elif len(view.drawings) >= MOST_DRAWINGS:
        st.subheader("Thank you", anchor=False)
        st.markdown(f"You have sent {MOST_DRAWINGS} drawings: more of one pupil are not possible.")
    else:
        _show_pad(member, view)
    _show_own(member, view)


def next_digit(digits: Sequence[int], own: Mapping[int, Drawing]) -> int:
    """Return what a pupil draws next: the digit of which there are fewest, the smallest of these.

    Args:
        digits: What is to be drawn; at least one.
        own: The pupil's drawings.
    """
    drawn = [drawing.digit for drawing in own.values()]
    return min(digits, key=lambda digit: (drawn.count(digit), digit))


def name_of(digit: int) -> str:
    """Return a digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _show_pad(member: Member, view: ForPupil) -> None:
    digit = next_digit(view.digits, view.drawings)
    st.subheader(f"Draw {name_of(digit)}", anchor=False)
    pad.drawing_pad(key=PAD, restored=_empty(), while_drawing=False)
    st.button(
        "Send",
        key="class_send_drawing",
        type="primary",
        icon=":material/send:",
        on_click=_send,
        args=(member, view.turn, digit),
    )


def _show_own(member: Member, view: ForPupil) -> None:
    if not view.drawings:
        return
    st.markdown(f"**On the wall from you: {len(view.drawings) - len(view.hidden)}**")
    with st.container(horizontal=True, key="class_own"):
        for place, drawing in view.drawings.items():
            with st.container(width=104):
                is_hidden = place in view.hidden
                said = f"Your {drawing.digit}" + (", hidden by your teacher" if is_hidden else "")
                picture = as_base64(encode(_INK - drawing.image))
                st.html(
                    f'<img src="data:image/png;base64,{picture}" alt="{said}" width="64" '
                    f'height="64" style="opacity: {0.3 if is_hidden else 1}">'
                    f"{'<br>hidden' if is_hidden else ''}"
                )
                st.button(
                    f"Take {drawing.digit} back",
                    key=f"class_withdraw_{place}",
                    on_click=_withdraw,
                    args=(member, view.turn, place),
                )


def _empty() -> pad.Restored:
    return pad.Restored(st.session_state.get(_EMPTIED, 0), {"strokes": []})


def _send(member: Member, turn: int, digit: int) -> None:
    message = pad.said(PAD)
    if message is not None and not pad.has_restored(message, _empty()):
        return  # the second of two taps: the drawing is sent already
    strokes = message.get("strokes") if isinstance(message, dict) else None

    def submit() -> None:
        if not strokes:
            raise RefusedError(f"Draw {name_of(digit)} first.")
        own = doing.seen_by_pupil(member).view.drawings
        free = (place for place in range(MOST_DRAWINGS) if place not in own)
        place = next(free, MOST_DRAWINGS)
        doing.lead(
            lambda classes: classes.submit(member.code, member.key, turn, place, digit, strokes)
        )

    if doing.attempt(submit):
        st.session_state[_EMPTIED] = st.session_state.get(_EMPTIED, 0) + 1


def _withdraw(member: Member, turn: int, place: int) -> None:
    def withdraw() -> None:
        doing.lead(lambda classes: classes.withdraw(member.code, member.key, turn, place))

    doing.do(withdraw)
