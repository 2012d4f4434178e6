"""What a phone shows of links: where the teacher sends the class, and the way back to the class."""

import streamlit as st

from dlviz.classroom import views
from dlviz.classroom.links import Link
from dlviz.classroom.refusal import StoreAwayError
from dlviz.ui.components.class_news import class_news as component
from dlviz.ui.serving import class_news
from dlviz.ui.shared import keepsakes
from dlviz.ui.shared.classroom.membership import ROOM, Member
from dlviz.ui.shared.pages import CLASS, HOME, entry_of

_DONE = keepsakes.kept("class_links_done")  # session key: how many sent links were opened or let be


def title_of(own: Link) -> str:
    """Return the title of the page that a link leads to."""
    try:
        return entry_of(f"pages/{own.page}.py").title if own.page else HOME.title
    except KeyError:
        return "a page"


def show_sent(view: views.ForPupil) -> bool:
    """Offer the link that the teacher has sent last; return whether there is a new one."""
    sent = view.sent
    if sent is None or view.n_sent <= st.session_state.get(_DONE, 0):
        return False
    st.markdown(f"Your teacher sends you to **{title_of(sent)}**.")
    st.button(
        "Open",
        key="class_open",
        icon=":material/open_in_new:",
        type="primary",
        on_click=_open,
        args=(sent, view.n_sent),
    )
    st.button("Stay here", key="class_stay", on_click=_note_done, args=(view.n_sent,))
    return True


def go_to_class(code: str) -> None:
    """Open the class's own page."""
    component.go(f"{CLASS.name}?{ROOM}={code}")


def follow(member: Member, news: str) -> None:
    """Let this part of the page run again when something in the class has changed."""
    component.follow_news(
        key="class_news",
        path=class_news.PATH,
        header=class_news.KEY.decode(),
        room=member.code,
        own_key=member.key,
        seen=news,
    )


def show_away(member: Member, error: StoreAwayError) -> None:
    """Say that the class cannot be reached; the browser asks again until it can."""
    st.warning(str(error))
    follow(member, class_news.GONE)


def _open(sent: Link, number: int) -> None:
    _note_done(number)
    component.go(sent.text)


def _note_done(number: int) -> None:
    st.session_state[_DONE] = number
