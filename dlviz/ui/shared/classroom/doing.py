"""What teachers and pupils do in a class: each function is one act, checked by the core.

Each raises `RefusedError`, whose sentence is for whoever has tried.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dlviz.classroom import answers, codes, news, pacing, views
from dlviz.classroom import room as rooms_
from dlviz.classroom.asked import Asked, OfPreset, Own, question_of
from dlviz.classroom.links import Link
from dlviz.classroom.refusal import RefusedError, StrangerError, UnknownRoomError
from dlviz.classroom.room import OFFERS, PUPILS, VOTING, Phase, Room
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
    network = _network()
    rooms.opening().check(network)
    key = codes.new_key()
    while True:
        code = codes.new_code()
        if rooms.store().open(Room(code=code, teacher=codes.id_of(key))):
            rooms.opening().note(network)
            return Member(True, code, key)


def join(text: str, key: str | None) -> Member:
    """Join a class, or come back into it.

    Args:
        text: The code, as it was typed or followed.
        key: With which this browser has joined already; None for a new pupil.
    """
    network = _network()
    rooms.wrong_codes().check(network)
    code = codes.read_code(text)
    try:
        if code is None:
            raise UnknownRoomError
        key = key or codes.new_key()
        pupil = codes.id_of(key)
        if pupil not in rooms.store().of_pupil(code, pupil).entries[PUPILS]:
            rooms.joining().check(code)
            rooms.store().put(code, Entry(PUPILS, 0, pupil, pupil, ""))
            rooms.joining().note(code)
    except UnknownRoomError:
        rooms.wrong_codes().note(network)
        raise
    return Member(False, code, key)


def leave(member: Member) -> None:
    """Let a pupil leave a class."""
    pupil = codes.id_of(member.key)
    rooms.store().remove(member.code, Entry(PUPILS, 0, pupil, pupil, ""))


def seen_by_pupil(member: Member) -> Seen:
    """Return what a pupil's phone shows now."""
    pupil = codes.id_of(member.key)
    snapshot = rooms.store().of_pupil(member.code, pupil)
    is_in = pupil in snapshot.entries.get(PUPILS, {}) or snapshot.room.phase is Phase.CLOSED
    if not is_in:
        raise StrangerError
    return Seen(views.for_pupil(snapshot, pupil), news.of_pupils(snapshot.room))


def seen_by_teacher(member: Member) -> SeenByTeacher:
    """Return what the projector shows now, and note that the teacher is there."""
    store = rooms.store()
    snapshot = store.whole(member.code, OFFERS)
    if snapshot.room.teacher != codes.id_of(member.key):
        raise StrangerError
    shelves = views.shelves_of_projector(snapshot.room.phase)
    if shelves != (OFFERS,):
        snapshot = store.whole(member.code, *shelves)
    store.ping(member.code)
    return SeenByTeacher(views.for_projector(snapshot), news.of_teacher(snapshot))


def vote(member: Member, view: views.ForPupil, answer: object) -> None:
    """Give an answer, or another one instead of it.

    Args:
        member: The pupil.
        view: What the pupil has seen: an answer to an older round comes too late.
        answer: Of any kind and from anybody.
    """
    if view.asked is None or view.phase not in VOTING:
        return
    pupil = codes.id_of(member.key)
    kept = answers.to_text(answers.checked(built(view.asked), answer))
    entry = Entry(VOTING[view.phase], view.turn, pupil, pupil, kept)
    rooms.store().put(member.code, entry)


def offer(member: Member, own: Link | None) -> None:
    """Offer a state to the projector; None takes the offer back."""
    pupil = codes.id_of(member.key)
    entry = Entry(OFFERS, 0, pupil, pupil, "" if own is None else own.text)
    if own is None:
        rooms.store().remove(member.code, entry)
    else:
        rooms.store().put(member.code, entry)


def step(member: Member, change: Callable[[Room], Room]) -> Room:
    """Let the teacher do a step of `dlviz.classroom.room`; everybody sees it at once."""
    teacher = codes.id_of(member.key)

    def allowed(room: Room) -> Room:
        if room.teacher != teacher:
            raise StrangerError
        return change(room)

    changed = rooms.store().change(member.code, allowed)
    class_news.poke()
    return changed


def ask(member: Member, asked: Asked, *, turn: int) -> None:
    """Ask the class; `turn` is the one that the teacher has seen: a second tap asks nothing."""
    built(asked)
    step(member, lambda room: rooms_.ask(room, asked, turn=turn))


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


def _network() -> str:
    return pacing.network_of(st.context.ip_address)
