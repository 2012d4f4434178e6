"""The button that opens a class, and the window with its code, its QR code and its end."""

from urllib.parse import urlencode, urljoin

import streamlit as st

from dlviz.ui._compat.this_run import run_again
from dlviz.ui.shared import share
from dlviz.ui.shared.classroom import membership
from dlviz.ui.shared.classroom.membership import ROOM, Member
from dlviz.ui.shared.pages import CLASS, HOME


def show_button() -> None:
    """Place the button, unless this tab is a pupil's."""
    member = membership.current()
    if member is not None and not member.is_teacher:
        return
    if st.button(
        "Class",
        icon=":material/groups:",
        key="class",
        type="tertiary",
        help="A class together: questions to answer on phones, and links for all.",
        width="content",
    ):
        _show()


@st.dialog("A class together", width="large", icon=":material/groups:")
def _show() -> None:
    member = membership.current()
    if member is None:
        _offer_to_open()
    else:
        show_code(member, is_stage=False)


def _offer_to_open() -> None:
    from dlviz.ui.shared.classroom import doing

    st.markdown(
        "Open a class, and pupils join it on their phones: with four letters or a QR code, without "
        "an account and without a name. You ask; they answer, discuss and answer again; then all "
        "answers are on the projector. You can send them to a page, too."
    )
    st.caption(
        "Nothing is kept. The class ends when you end it, or after three hours without any answer."
    )
    st.button("Open a class", key="class_begin", type="primary", on_click=_open)
    if st.button("Join a class as a pupil", key="class_join_instead"):
        st.switch_page(CLASS.file)
    doing.show_problem()


def show_code(member: Member, *, is_stage: bool) -> None:
    """Show how pupils join: the code in large letters, the QR code and the address.

    Args:
        member: The teacher.
        is_stage: Whether it is on the page, and not in the window before it.
    """
    address, obstacle = address_of_class(member.code)
    left, right = st.columns(2, gap="medium")
    with left, st.container(key=f"class_qr_{'shown' if is_stage else 'again'}"):
        picture = share.code(address)
        if picture is not None:
            st.image(picture, width="stretch", alt="QR code with which pupils join the class")
    with right:
        with st.container(key=f"class_letters_{'shown' if is_stage else 'again'}"):
            st.markdown(member.code)
        st.text(address)
        if obstacle:
            st.warning(obstacle)


def address_of_class(code: str) -> tuple[str, str]:
    """Return the address with which pupils join, and a warning if they cannot reach it."""
    here, obstacle = share.address_here()
    is_home = st.session_state.get("frame_page") == HOME.file
    page = urljoin(here.rstrip("/") + "/" if is_home else here, CLASS.name)
    return f"{page}?{urlencode({ROOM: code})}", obstacle


def _open() -> None:
    from dlviz.ui.shared.classroom import doing

    def enter() -> None:
        membership.enter(doing.open_room())

    if doing.attempt(enter):
        run_again()  # the bar is outside of this window, which closes with it
