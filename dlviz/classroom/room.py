"""A room: what the teacher has set, as an immutable record, and the steps from one to the next.

What pupils send is no part of it. It lies on shelves beside the room, one entry for each pupil, so
that thirty votes at the same moment never wait for each other (`stores.py`). The room says which
shelves are open, and how often each was emptied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from dlviz.classroom.asked import Asked, question_of
from dlviz.classroom.links import Link
from dlviz.classroom.refusal import ClosedError, RefusedError

HOURS = 3
LIFE = 3_600.0 * HOURS  # seconds after the last sign of life at which a room ends
MOST_PUPILS = 300
MOST_DRAWINGS = 20  # of a pupil in a round of handwriting
MOST_OF_ROOM = 1_200  # drawings
DIGITS = range(10)

PUPILS, FIRST_VOTES, SECOND_VOTES, OFFERS, DRAWINGS = SHELVES = (
    "pupils", "first", "second", "offers", "drawings",
)  # fmt: skip
MOST_ON: Mapping[str, int] = MappingProxyType(
    {
        PUPILS: MOST_PUPILS,
        FIRST_VOTES: MOST_PUPILS,
        SECOND_VOTES: MOST_PUPILS,
        OFFERS: MOST_PUPILS,
        DRAWINGS: MOST_OF_ROOM,
    }
)


class Phase(StrEnum):
    """What the class is doing."""

    WAIT = "wait"
    FIRST = "first"
    DISCUSS = "discuss"
    SECOND = "second"
    TOLD = "told"
    DRAW = "draw"
    WALL = "wall"
    CLOSED = "closed"


VOTING: Mapping[Phase, str] = MappingProxyType(
    {Phase.FIRST: FIRST_VOTES, Phase.SECOND: SECOND_VOTES}
)
WITH_QUESTION = (Phase.FIRST, Phase.DISCUSS, Phase.SECOND, Phase.TOLD)
WITH_DRAWINGS = (Phase.DRAW, Phase.WALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the teacher has set.

    Attributes:
        code: Four letters.
        teacher: What `codes.id_of` makes of the teacher's key. The key itself is kept nowhere.
        phase: What the class is doing.
        turn: How many questions and rounds of handwriting there were.
        asked: The question; None before the first and during handwriting.
        digits: What is to be drawn; () while nothing is.
        hidden: Names of drawings that the teacher has hidden.
        sent: The last link that was sent to all; None before.
        n_sent: How many links were sent.
        taken: Id of the pupil whose state is on the projector, and its link; None if none is.
    """

    code: str
    teacher: str
    phase: Phase = Phase.WAIT
    turn: int = 0
    asked: Asked | None = None
    digits: tuple[int, ...] = ()
    hidden: frozenset[str] = field(default_factory=frozenset)
    sent: Link | None = None
    n_sent: int = 0
    taken: tuple[str, Link] | None = None

    @property
    def open_shelves(self) -> frozenset[str]:
        """The shelves that take what pupils send."""
        if self.phase is Phase.CLOSED:
            return frozenset()
        own = {VOTING[self.phase]} if self.phase in VOTING else set()
        own |= {DRAWINGS} if self.phase is Phase.DRAW else set()
        return frozenset({PUPILS, OFFERS} | own)

    def epoch(self, shelf: str) -> int:
        """Return a number whose change empties the shelf; an entry for another one is late."""
        if self.phase is Phase.CLOSED:
            return -1
        return 0 if shelf in (PUPILS, OFFERS) else self.turn


def ask(room: Room, asked: Asked, *, turn: int) -> Room:
    """Return the room with a question and its first round.

    Args:
        room: Before.
        asked: The question; building it may take seconds.
        turn: `turn` of the room that the teacher saw: a second tap asks nothing.

    Raises:
        RefusedError: if there is no such question.
    """
    if _has_gone_on(room, turn):
        return room
    question_of(asked)
    return _next(room, Phase.FIRST, asked=asked)


def discuss(room: Room) -> Room:
    """Return the room after the first round: the class talks, nobody sees who chose what."""
    return _moved(room, Phase.DISCUSS, Phase.FIRST)


def vote_again(room: Room) -> Room:
    """Return the room with its second round."""
    return _moved(room, Phase.SECOND, Phase.FIRST, Phase.DISCUSS)


def tell(room: Room) -> Room:
    """Return the room in which the truth and all votes are on the projector."""
    return _moved(room, Phase.TOLD, Phase.FIRST, Phase.DISCUSS, Phase.SECOND)


def draw(room: Room, digits: tuple[int, ...], *, turn: int) -> Room:
    """Return the room with a round of handwriting; arguments as for `ask`.

    Raises:
        RefusedError: if that are no digits.
    """
    if _has_gone_on(room, turn):
        return room
    if not digits or not all(digit in DIGITS for digit in digits):
        raise RefusedError("Choose at least one digit from 0 to 9.")
    return _next(room, Phase.DRAW, digits=tuple(sorted(set(digits))))


def stop_drawing(room: Room) -> Room:
    """Return the room whose wall takes no more drawings."""
    return _moved(room, Phase.WALL, Phase.DRAW)


def draw_on(room: Room) -> Room:
    """Return the room whose wall takes drawings again."""
    return _moved(room, Phase.DRAW, Phase.WALL)


def rest(room: Room) -> Room:
    """Return the room in which nothing is asked or drawn."""
    _check_open(room)
    if room.phase is Phase.WAIT:
        return room
    return _next(room, Phase.WAIT)


def hide(room: Room, drawing: str) -> Room:
    """Return the room in which a drawing is hidden."""
    _check_open(room)
    if len(room.hidden) >= MOST_OF_ROOM:
        raise RefusedError("Too many drawings are hidden: begin a new round.")
    return replace(room, hidden=room.hidden | {drawing})


def show(room: Room, drawing: str) -> Room:
    """Return the room in which a drawing is seen again."""
    _check_open(room)
    return replace(room, hidden=room.hidden - {drawing})


def send(room: Room, link: Link) -> Room:
    """Return the room with a link that opens on every phone with one tap."""
    _check_open(room)
    return replace(room, sent=link, n_sent=room.n_sent + 1)


def take(room: Room, pupil: str, link: Link) -> Room:
    """Return the room with a pupil's offered state on the projector."""
    _check_open(room)
    return replace(room, taken=(pupil, link))


def put_back(room: Room) -> Room:
    """Return the room with the teacher's own state on the projector."""
    _check_open(room)
    return replace(room, taken=None)


def close(room: Room) -> Room:
    """Return the ended room, which holds nothing but its code and the teacher's id."""
    return Room(code=room.code, teacher=room.teacher, phase=Phase.CLOSED, turn=room.turn)


def _has_gone_on(room: Room, turn: int) -> bool:
    _check_open(room)
    return room.turn != turn


def _next(
    room: Room, phase: Phase, *, asked: Asked | None = None, digits: tuple[int, ...] = ()
) -> Room:
    """Return the room at its next turn: votes and drawings begin anew."""
    return replace(
        room, phase=phase, turn=room.turn + 1, asked=asked, digits=digits, hidden=frozenset()
    )


def _moved(room: Room, phase: Phase, *before: Phase) -> Room:
    """Return the room in another phase; it stays as it is if it is in that phase already."""
    _check_open(room)
    if room.phase is phase:
        return room
    if room.phase not in before:
        raise RefusedError("This step does not follow what the class is doing now.")
    return replace(room, phase=phase)


def _check_open(room: Room) -> None:
    if room.phase is Phase.CLOSED:
        raise ClosedError
