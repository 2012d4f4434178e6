"""Rooms in this process: a laptop in a classroom needs nothing else."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from dlviz.classroom.refusal import ClosedError, LateError, StrangerError, UnknownRoomError
from dlviz.classroom.room import LIFE, MOST_ON, PUPILS, SHELVES, Phase, Room
from dlviz.classroom.stores import (
    MOST_ROOMS,
    REMEMBERED,
    Entry,
    Snapshot,
    Step,
    check_size,
    full_of_rooms,
    full_shelf,
    names_on,
)

Shelf = dict[str, str]


@dataclass(slots=True)
class _Kept:
    room: Room
    ends: float
    version: int = 1
    revision: int = 1
    shelves: dict[str, Shelf] = field(default_factory=lambda: {name: {} for name in SHELVES})


class MemoryStore:
    """A `Store` in the memory of this process.

    Args:
        clock: Returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._rooms: dict[str, _Kept] = {}

    def open(self, room: Room) -> bool:
        """Keep a new room; see `Store`."""
        with self._lock:
            self._sweep()
            if room.code in self._rooms:
                return False
            n_open = sum(kept.room.phase is not Phase.CLOSED for kept in self._rooms.values())
            if n_open >= MOST_ROOMS:
                raise full_of_rooms()
            self._rooms[room.code] = _Kept(room, self._clock() + LIFE)
            return True

    def version(self, code: str) -> int:
        """Return the number that every change of the room raises."""
        with self._lock:
            return self._find(code).version

    def revision(self, code: str) -> int:
        """Return the number that only the teacher's changes raise."""
        with self._lock:
            return self._find(code).revision

    def room(self, code: str) -> Room:
        """Return what the teacher has set."""
        with self._lock:
            return self._find(code).room

    def change(self, code: str, step: Step) -> Room:
        """Apply a step to the room; see `Store`."""
        while True:
            with self._lock:
                before = self._find(code).room
            after = step(before)  # not under the lock: it may build a question
            with self._lock:
                kept = self._find(code)
                if kept.room is before:
                    self._set(kept, after)
                    return after

    def put(self, code: str, entry: Entry) -> None:
        """Put an entry on its shelf; see `Store`."""
        check_size(entry)
        with self._lock:
            kept = self._admitted(code, entry)
            shelf = kept.shelves[entry.shelf]
            if entry.name not in shelf and len(shelf) >= MOST_ON[entry.shelf]:
                raise full_shelf(entry.shelf)
            shelf[entry.name] = entry.value
            self._note_life(kept)

    def remove(self, code: str, entry: Entry) -> None:
        """Take an entry off its shelf; see `Store`."""
        with self._lock:
            kept = self._admitted(code, entry, also_shut=True)
            if kept.shelves[entry.shelf].pop(entry.name, None) is not None:
                self._note_life(kept)

    def of_pupil(self, code: str, pupil: str) -> Snapshot:
        """Return the room with this pupil's own entries; see `Store`."""
        with self._lock:
            kept = self._find(code)
            entries = {
                name: {own: shelf[own] for own in names_on(name, pupil) if own in shelf}
                for name, shelf in kept.shelves.items()
            }
            return Snapshot(kept.room, kept.version, kept.revision, _counts(kept), entries)

    def whole(self, code: str, *shelves: str) -> Snapshot:
        """Return the room with all entries of some shelves; see `Store`."""
        with self._lock:
            kept = self._find(code)
            entries = {name: dict(kept.shelves[name]) for name in shelves}
            return Snapshot(kept.room, kept.version, kept.revision, _counts(kept), entries)

    def ping(self, code: str) -> None:
        """Note a sign of life; see `Store`."""
        with self._lock:
            kept = self._find(code)
            if kept.room.phase is not Phase.CLOSED:
                kept.ends = self._clock() + LIFE

    def sweep(self) -> None:
        """Forget the rooms that have ended."""
        with self._lock:
            self._sweep()

    def _find(self, code: str) -> _Kept:
        kept = self._rooms.get(code)
        if kept is None or kept.ends <= self._clock():
            self._rooms.pop(code, None)
            raise UnknownRoomError
        return kept

    def _admitted(self, code: str, entry: Entry, *, also_shut: bool = False) -> _Kept:
        """Return the room with the entry's shelf, which takes it."""
        kept = self._find(code)
        if kept.room.phase is Phase.CLOSED:
            raise ClosedError
        is_open = also_shut or entry.shelf in kept.room.open_shelves
        if not is_open or kept.room.epoch(entry.shelf) != entry.epoch:
            raise LateError
        if entry.shelf != PUPILS and entry.pupil not in kept.shelves[PUPILS]:
            raise StrangerError
        return kept

    def _set(self, kept: _Kept, room: Room) -> None:
        for shelf in SHELVES:
            if room.epoch(shelf) != kept.room.epoch(shelf):
                kept.shelves[shelf] = {}
        kept.room = room
        kept.revision += 1
        self._note_life(kept)

    def _note_life(self, kept: _Kept) -> None:
        kept.version += 1
        is_closed = kept.room.phase is Phase.CLOSED
        kept.ends = self._clock() + (REMEMBERED if is_closed else LIFE)

    def _sweep(self) -> None:
        now = self._clock()
        self._rooms = {code: kept for code, kept in self._rooms.items() if kept.ends > now}


def _counts(kept: _Kept) -> dict[str, int]:
    return {name: len(shelf) for name, shelf in kept.shelves.items()}
