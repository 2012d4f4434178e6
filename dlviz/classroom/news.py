"""What tells phones and projectors that their room has changed: short texts that are compared.

A pupil's text changes with what the teacher does, never with what other pupils send. So a vote
wakes one projector and not two hundred phones.
"""

from hashlib import blake2b

from dlviz.classroom import room_record
from dlviz.classroom.room import PUPILS, Room
from dlviz.classroom.stores import Snapshot

_DIGEST = 5  # bytes: enough that two states of one room do not have the same text
_VOTES = "."  # stands before the version in a teacher's text


def of_pupils(room: Room) -> str:
    """Return the text that changes with each step of the teacher."""
    return blake2b(room_record.to_text(room).encode(), digest_size=_DIGEST).hexdigest()


def of_teacher(snapshot: Snapshot) -> str:
    """Return the text that changes with everything in the room, its pupils' text first."""
    return f"{of_pupils(snapshot.room)}{_VOTES}{snapshot.version}"


def for_somebody(snapshot: Snapshot, identity: str) -> str | None:
    """Return the text for whoever has an id; None for a stranger.

    Args:
        snapshot: From `Store.of_pupil` for this id.
        identity: What `codes.id_of` made of a key.
    """
    if snapshot.room.teacher == identity:
        return of_teacher(snapshot)
    return of_pupils(snapshot.room) if identity in snapshot.entries.get(PUPILS, {}) else None


def is_teachers(news: str) -> bool:
    """Return whether a text is a teacher's."""
    return _VOTES in news


def step_of(news: str) -> str:
    """Return the part of a text that changes with each step of the teacher."""
    return news.partition(_VOTES)[0]
