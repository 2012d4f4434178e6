"""Where rooms are kept: in this process, or in Redis for several processes.

A store knows rooms by their codes, and beside each room its shelves. Each operation is atomic.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dlviz.classroom.refusal import FullError
from dlviz.classroom.room import DRAWINGS, MOST_DRAWINGS, MOST_ON, Room

MOST_ROOMS = 50  # of a server
REMEMBERED = 600.0  # seconds for which a closed room says that it is closed
LONGEST_ENTRY = 20_000  # characters
VARIABLE = "DLVIZ_REDIS_URL"

Step = Callable[[Room], Room]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pupil sends.

    Attributes:
        shelf: One of `room.SHELVES`.
        epoch: `Room.epoch` of the shelf for which it is meant.
        pupil: Id of the pupil.
        name: Its name on the shelf: a second entry of the same name replaces the first, so that
            sending it twice is no mistake.
        value: Text, at most LONGEST_ENTRY characters.
    """

    shelf: str
    epoch: int
    pupil: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A room at one moment.

    Attributes:
        room: What the teacher has set.
        version: A number that every change raises.
        revision: A number that only the teacher's changes raise.
        counts: Number of entries on each shelf.
        entries: What lies on the shelves that were asked for, by name.
    """

    room: Room
    version: int
    revision: int
    counts: Mapping[str, int] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Store(Protocol):
    """Keeps rooms.

    Every operation on a room raises UnknownRoomError if there is none, and StoreAwayError if the
    place where rooms are kept does not answer.
    """

    def open(self, room: Room) -> bool:
        """Keep a new room; return False if its code is taken.

        Raises:
            FullError: if MOST_ROOMS are kept.
        """
        ...

    def version(self, code: str) -> int:
        """Return the number that every change of the room raises."""
        ...

    def revision(self, code: str) -> int:
        """Return the number that only the teacher's changes raise."""
        ...

    def room(self, code: str) -> Room:
        """Return what the teacher has set."""
        ...

    def change(self, code: str, step: Step) -> Room:
        """Apply a step to the room and return what it became; a shelf of a new epoch is emptied.

        The step may be applied several times, to a newer room each time. What it raises is raised.
        """
        ...

    def put(self, code: str, entry: Entry) -> None:
        """Put an entry on its shelf.

        Raises:
            ClosedError: if the room is closed.
            LateError: if the shelf is not open, or for another epoch.
            StrangerError: if the pupil has not joined; to put oneself on PUPILS is to join.
            FullError: if the shelf is full.
        """
        ...

    def remove(self, code: str, entry: Entry) -> None:
        """Take an entry off its shelf, if it is there, open or not; its value does not count.

        Raises:
            ClosedError, LateError or StrangerError: as for `put`.
        """
        ...

    def of_pupil(self, code: str, pupil: str) -> Snapshot:
        """Return the room with this pupil's own entries and no others, and all counts."""
        ...

    def whole(self, code: str, *shelves: str) -> Snapshot:
        """Return the room with all entries of some shelves, and all counts."""
        ...

    def ping(self, code: str) -> None:
        """Note a sign of life: the room lives on for `room.LIFE` from now."""
        ...


def names_on(shelf: str, pupil: str) -> tuple[str, ...]:
    """Return the names that a pupil's own entries have on a shelf."""
    return own_drawings(pupil) if shelf == DRAWINGS else (pupil,)


def full_of_rooms() -> FullError:
    """Return what a teacher is told if the server keeps as many rooms as it may."""
    return FullError(f"{MOST_ROOMS} classes are open on this server: it takes no more now.")


def full_shelf(shelf: str) -> FullError:
    """Return what a pupil is told if a shelf is full."""
    most = MOST_ON[shelf]
    if shelf == DRAWINGS:
        return FullError(f"The wall is full: it has {most:,} drawings.")
    return FullError(f"The class is full: {most} are in it.")


def own_drawings(pupil: str) -> tuple[str, ...]:
    """Return the names that a pupil's drawings may have."""
    return tuple(f"{pupil}.{place}" for place in range(MOST_DRAWINGS))


def check_size(entry: Entry) -> None:
    """Refuse an entry that is too large.

    Raises:
        FullError: with a sentence for the pupil.
    """
    if len(entry.value) > LONGEST_ENTRY:
        raise FullError("This is too large to be sent to the class.")


def from_environment() -> Store:
    """Return a new store: in Redis if DLVIZ_REDIS_URL is set, else in this process.

    Raises:
        ValueError: if it holds no address; what it holds may be a password, so it is not shown.
    """
    address = os.environ.get(VARIABLE, "").strip()
    if address:
        from dlviz.classroom.redis_store import RedisStore  # who has no Redis needs no client

        try:
            return RedisStore(address)
        except ValueError:
            raise ValueError(
                f"{VARIABLE} holds no address of a server: its scheme is redis, rediss or unix, as "
                "in redis://host:6379/0."
            ) from None
    from dlviz.classroom.memory_store import MemoryStore

    return MemoryStore()
