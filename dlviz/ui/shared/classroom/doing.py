"""What teachers and pupils do in a class: each function is one act, checked by the core.

Each raises `RefusedError`, whose sentence is for whoever has tried.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dlviz.classroom import codes, news, pacing, views
from dlviz.classroom.asked import Asked, OfPreset, Own, question_of
from dlviz.classroom.classes import Classes
from dlviz.classroom.links import Link
from dlviz.classroom.refusal import RefusedError
from dlviz.classroom.room import PUPILS
from dlviz.classroom.stores import Entry
from dlviz.questions.kinds import Question
from dlviz.ui.serving import class_news, rooms
from dlviz.ui.shared import link, share, turns
from dlviz.ui.shared.classroom.membership import ROOM, Member

_PROBLEM = "class_problem"  # session key: what was refused, until it is shown
_BUILT: set[Asked] = set()  # questions that need not wait for the queue any more


@dataclass(frozen=True, slots=True)
class Seen:
    """What a pupil's phone shows.

    Attributes:
        view: The class, as this pupil may know it.
        news: The text that changes with what the teacher does.
    """

    view: views.ForPupil
    news: str


@dataclass(frozen=True, slots=True)
class SeenByTeacher:
    """What the projector shows.

    Attributes:
        view: The class, as everybody may see it.
        news: The text that changes with everything in the class.
    """

    view: views.ForProjector
    news: str


def open_room() -> Member:
    """Open a class; return its teacher."""
    opened = rooms.classes().open(_address())
    return Member(True, opened.code, opened.key)


def join(text: str, key: str | None) -> Member:
    """Join a class, or come back into it.

    Args:
        text: The code, as it was typed or followed.
        key: With which this browser has joined already; None for a new pupil.
    """
    own = rooms.classes().join(text, key, _address())
    return Member(False, str(codes.read_code(text)), own)


def leave(member: Member) -> None:
    """Let a pupil leave a class."""
    pupil = codes.id_of(member.key)
    rooms.store().remove(member.code, Entry(PUPILS, 0, pupil, pupil, ""))


def seen_by_pupil(member: Member) -> Seen:
    """Return what a pupil's phone shows now."""
    now = _news(member)  # first: what comes in between is then news
    return Seen(rooms.classes().for_pupil(member.code, member.key), now)


def seen_by_teacher(member: Member) -> SeenByTeacher:
    """Return what the projector shows now, and note that the teacher is there."""
    now = _news(member)
    view = rooms.classes().for_projector(member.code, member.key)
    rooms.store().ping(member.code)
    return SeenByTeacher(view, now)


def vote(member: Member, view: views.ForPupil, answer: object) -> None:
    """Give an answer, or another one instead of it.

    Args:
        member: The pupil.
        view: What the pupil has seen: an answer to an older round comes too late.
        answer: Of any kind and from anybody.
    """
    rooms.classes().vote(member.code, member.key, view.turn, answer)


def offer(member: Member, own: Link | None) -> None:
    """Offer a state to the projector; None takes the offer back."""
    rooms.classes().offer(member.code, member.key, own)


def lead(act: Callable[[Classes], object]) -> None:
    """Let the teacher do a step of the class; everybody sees it at once."""
    act(rooms.classes())
    class_news.poke()


def ask(member: Member, asked: Asked, *, turn: int) -> None:
    """Ask the class; `turn` is the one that the teacher has seen: a second tap asks nothing."""
    built(asked)
    lead(lambda classes: classes.ask(member.code, member.key, asked, turn))


def built(asked: Asked) -> Question | Own:
    """Return a question; building a page's own for the first time waits in the queue."""
    if isinstance(asked, OfPreset) and asked not in _BUILT:
        with turns.turn():
            question_of(asked)
        _BUILT.add(asked)
    return question_of(asked)


def link_here() -> Link:
    """Return a link to what is on screen: a state of the class's own page is none."""
    page = str(st.session_state.get("frame_page", ""))
    name = "" if page == "app.py" else page.removeprefix("pages/").removesuffix(".py")
    return Link(name, share.state_here(without=(*link.CARRIED, ROOM)))


def attempt(act: Callable[[], object]) -> bool:
    """Do an act; return whether it was possible. If not, its sentence is shown once."""
    try:
        act()
    except RefusedError as error:
        st.session_state[_PROBLEM] = str(error)
        return False
    st.session_state.pop(_PROBLEM, None)
    return True


def do(act: Callable[[], object]) -> None:
    """Do an act, as the callback of a button."""
    attempt(act)


def show_problem() -> None:
    """Show what was refused, until something else is done."""
    if _PROBLEM in st.session_state:
        st.warning(st.session_state[_PROBLEM])


def _address() -> str | None:
    """Return the address of this browser, which paces attempts and is kept nowhere else."""
    forwarded = st.context.headers.get("X-Forwarded-For")
    return pacing.sender_of(st.context.ip_address, forwarded)


def _news(member: Member) -> str:
    """Return the text that tells whether this member's screen is out of date."""
    identity = codes.id_of(member.key)
    return news.for_somebody(rooms.store().of_pupil(member.code, identity), identity) or ""
