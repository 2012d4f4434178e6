"""What a pupil's phone and what the projector may know: two records, and neither holds a key.

A phone gets its own answers only. The projector gets the answers of all once they are told, and
until then how many there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dlviz.classroom import answers
from dlviz.classroom.asked import Asked
from dlviz.classroom.drawings import Drawing
from dlviz.classroom.links import Link, read_link
from dlviz.classroom.room import (
    DRAWINGS,
    FIRST_VOTES,
    OFFERS,
    PUPILS,
    SECOND_VOTES,
    WITH_DRAWINGS,
    WITH_QUESTION,
    Phase,
)
from dlviz.classroom.stores import Snapshot, own_drawings
from dlviz.questions.asking import Answer

ROUNDS = (FIRST_VOTES, SECOND_VOTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What both know.

    Attributes:
        code: Four letters.
        version: A number that every change raises.
        revision: A number that only the teacher's changes raise.
        phase: What the class is doing.
        turn: How many questions and rounds of handwriting there were.
        asked: The question; None while nothing is asked.
        digits: What is to be drawn; () while nothing is.
        n_pupils: How many have joined.
        n_answered: How many have answered in the first and in the second round.
        sent: The last link that was sent to all.
        n_sent: How many were sent: a larger number is a new link.
    """

    code: str
    version: int
    revision: int
    phase: Phase
    turn: int
    asked: Asked | None
    digits: tuple[int, ...]
    n_pupils: int
    n_answered: tuple[int, int]
    sent: Link | None
    n_sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPupil(_View):
    """What one pupil's phone shows.

    Attributes:
        own: The pupil's answers in the first and in the second round; None for none.
        offered: The link that the pupil offers; None for none.
        is_taken: Whether the pupil's state is on the projector.
        drawings: The pupil's own drawings, by their places.
        hidden: Places of those that the teacher has hidden.
    """

    own: tuple[Answer | None, Answer | None]
    offered: Link | None
    is_taken: bool
    drawings: Mapping[int, Drawing]
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForProjector(_View):
    """What the teacher's screen shows to all.

    Attributes:
        votes: For each round the answers by the pupils' ids, once they are told; else two empty
            ones.
        offers: What pupils offer, by their ids.
        taken: The id of the pupil whose state is on the projector, and its link.
        drawings: The wall by name, without those that are hidden.
        hidden: Those that are hidden, by name.
    """

    votes: tuple[Mapping[str, Answer], Mapping[str, Answer]]
    offers: Mapping[str, Link]
    taken: tuple[str, Link] | None
    drawings: Mapping[str, Drawing]
    hidden: Mapping[str, Drawing]


def shelves_of_projector(phase: Phase) -> tuple[str, ...]:
    """Return the shelves whose entries the projector needs in a phase."""
    votes = ROUNDS if phase is Phase.TOLD else ()
    return (OFFERS, *votes, *((DRAWINGS,) if phase in WITH_DRAWINGS else ()))


def for_pupil(snapshot: Snapshot, pupil: str) -> ForPupil:
    """Return what a pupil's phone shows.

    Args:
        snapshot: From `Store.of_pupil`; of any other, only the pupil's own entries are taken.
        pupil: Id of the pupil.
    """
    room, entries = snapshot.room, snapshot.entries
    names = own_drawings(pupil) if room.phase in WITH_DRAWINGS else ()
    wall = entries.get(DRAWINGS, {})
    own = [entries.get(shelf, {}).get(pupil) for shelf in ROUNDS]
    offered = entries.get(OFFERS, {}).get(pupil)
    first, second = (None if text is None else answers.from_text(text) for text in own)
    return ForPupil(
        **_shared(snapshot),
        own=(first, second),
        offered=None if offered is None else read_link(offered),
        is_taken=room.taken is not None and room.taken[0] == pupil,
        drawings={
            place: Drawing.read(wall[name]) for place, name in enumerate(names) if name in wall
        },
        hidden=frozenset(place for place, name in enumerate(names) if name in room.hidden),
    )


def for_projector(snapshot: Snapshot) -> ForProjector:
    """Return what the projector shows; `snapshot` is from `Store.whole`."""
    room, entries = snapshot.room, snapshot.entries
    is_told = room.phase is Phase.TOLD
    first, second = (
        {pupil: answers.from_text(text) for pupil, text in entries.get(shelf, {}).items()}
        if is_told
        else {}
        for shelf in ROUNDS
    )
    wall = {name: Drawing.read(text) for name, text in entries.get(DRAWINGS, {}).items()}
    return ForProjector(
        **_shared(snapshot),
        votes=(first, second),
        offers={pupil: read_link(text) for pupil, text in entries.get(OFFERS, {}).items()},
        taken=room.taken,
        drawings={name: own for name, own in wall.items() if name not in room.hidden},
        hidden={name: own for name, own in wall.items() if name in room.hidden},
    )


def _shared(snapshot: Snapshot) -> dict[str, Any]:
    room, counts = snapshot.room, snapshot.counts
    return {
        "code": room.code,
        "version": snapshot.version,
        "revision": snapshot.revision,
        "phase": room.phase,
        "turn": room.turn,
        "asked": room.asked if room.phase in WITH_QUESTION else None,
        "digits": room.digits if room.phase in WITH_DRAWINGS else (),
        "n_pupils": counts.get(PUPILS, 0),
        "n_answered": (counts.get(FIRST_VOTES, 0), counts.get(SECOND_VOTES, 0)),
        "sent": room.sent,
        "n_sent": room.n_sent,
    }
