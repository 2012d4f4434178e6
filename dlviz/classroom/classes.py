"""Everything that pages may do with classes: who may do it, and what becomes of it.

Codes and keys come from browsers: anything may be sent as one.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hmac import compare_digest

from dlviz.classroom import answers, codes, room, views
from dlviz.classroom.asked import Asked, question_of
from dlviz.classroom.drawings import checked_drawing
from dlviz.classroom.links import Link
from dlviz.classroom.pacing import JOINING, OPENING, WRONG_CODES, Pacer, network_of
from dlviz.classroom.received import whole
from dlviz.classroom.refusal import (
    ClosedError,
    LateError,
    RefusedError,
    StrangerError,
    UnknownRoomError,
)
from dlviz.classroom.room import DRAWINGS, MOST_DRAWINGS, OFFERS, PUPILS, VOTING, Phase, Room
from dlviz.classroom.stores import Entry, Snapshot, Store, own_drawings
from dlviz.classroom.views import ForProjector, ForPupil

_TRIES = 100  # codes drawn until one is free: of 160,000, fifty are taken


@dataclass(frozen=True, slots=True)
class Opened:
    """A room that was just opened.

    Attributes:
        code: Four letters, for all.
        key: For the teacher's browser only.
    """

    code: str
    key: str


class Classes:
    """All rooms of a server.

    Every method but `open` raises RefusedError, with a sentence for whoever asked, if the room is
    unknown or full, if a key is not the right one, or if the store does not answer.

    Args:
        store: Keeps the rooms.
        clock: Returns seconds that never go back; paces attempts.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._wrong = Pacer(WRONG_CODES, clock)
        self._joining = Pacer(JOINING, clock)
        self._opening = Pacer(OPENING, clock)

    def open(self, address: str | None) -> Opened:
        """Open a room.

        Args:
            address: Of the browser that asks; None if it is unknown.

        Raises:
            RefusedError: if this network opens too many, or the server has no room left.
        """
        network, key = network_of(address), codes.new_key()
        self._opening.check(network)
        self._opening.note(network)
        for _ in range(_TRIES):
            code = codes.new_code()
            if self._store.open(Room(code=code, teacher=codes.id_of(key))):
                return Opened(code, key)
        raise RefusedError("No code for a new class was found: try again.")

    def join(self, code: object, key: object, address: str | None) -> str:
        """Let a pupil in; return the pupil's key, which is for this browser only.

        Args:
            code: As it was typed.
            key: The key from before, if this browser has one: then it is the same pupil again.
            address: Of the browser.
        """
        found = self._known(code, address)
        if codes.is_key(key) and self._has(found, codes.id_of(str(key))):
            self._store.ping(found)
            return str(key)
        self._joining.check(found)
        self._joining.note(found)
        new = codes.new_key()
        pupil = codes.id_of(new)
        self._store.put(found, Entry(PUPILS, 0, pupil, pupil, "1"))
        return new

    def version(self, code: str) -> int:
        """Return a number that every change of the room raises: the projector's to ask for."""
        return self._store.version(_read(code))

    def revision(self, code: str) -> int:
        """Return a number that only the teacher's changes raise: the phones' to ask for.

        Two hundred phones are not drawn anew for each other's votes.
        """
        return self._store.revision(_read(code))

    def for_pupil(self, code: str, key: str) -> ForPupil:
        """Return what a pupil's phone shows."""
        pupil = codes.id_of(key)
        snapshot = self._store.of_pupil(_read(code), pupil)
        _check_joined(snapshot, pupil)
        return views.for_pupil(snapshot, pupil)

    def for_projector(self, code: str, key: str) -> ForProjector:
        """Return what the teacher's screen shows to all."""
        return views.for_projector(self._whole(_read(code), key))

    def vote(self, code: str, key: str, turn: int, answer: object) -> None:
        """Keep a pupil's answer in the round that is open; a second one replaces the first.

        Args:
            code: Of the room.
            key: The pupil's.
            turn: `turn` of what the pupil saw.
            answer: Of any kind; it is checked against the question.
        """
        read, pupil = _read(code), codes.id_of(key)
        now = self._store.room(read)
        _check_open(now)
        if now.phase not in VOTING or now.asked is None or now.turn != turn:
            raise LateError
        text = answers.to_text(answers.checked(question_of(now.asked), answer))
        self._store.put(read, Entry(VOTING[now.phase], turn, pupil, pupil, text))

    def offer(self, code: str, key: str, link: Link | None) -> None:
        """Offer a pupil's state for the projector; None takes the offer back."""
        pupil = codes.id_of(key)
        if link is None:
            self._store.remove(_read(code), Entry(OFFERS, 0, pupil, pupil, ""))
        else:
            self._store.put(_read(code), Entry(OFFERS, 0, pupil, pupil, link.text))

    def submit(
        self, code: str, key: str, turn: int, place: int, digit: object, strokes: object
    ) -> None:
        """Put a drawing on the wall; one of the same place replaces the one before.

        Args:
            code: Of the room.
            key: The pupil's.
            turn: `turn` of what the pupil saw.
            place: 0 to MOST_DRAWINGS - 1, chosen by the phone: sending it twice adds nothing.
            digit: What it is meant to be.
            strokes: As the drawing pad sends them.
        """
        read, pupil = _read(code), codes.id_of(key)
        now = self._seen(read, pupil)
        if now.phase is not Phase.DRAW or now.turn != turn:
            raise LateError
        name = _name(pupil, place)
        drawing = checked_drawing(digit, strokes, now.digits)
        self._store.put(read, Entry(DRAWINGS, turn, pupil, name, drawing.text))

    def withdraw(self, code: str, key: str, turn: int, place: int) -> None:
        """Take a pupil's own drawing off the wall, also when no more are taken."""
        pupil = codes.id_of(key)
        self._store.remove(_read(code), Entry(DRAWINGS, turn, pupil, _name(pupil, place), ""))

    def ask(self, code: str, key: str, asked: Asked, turn: int) -> None:
        """Ask a question: its first round begins. `turn` is that of what the teacher saw."""
        question_of(asked)  # before the room is read: building it may take seconds
        self._change(code, key, lambda now: room.ask(now, asked, turn=turn))

    def discuss(self, code: str, key: str) -> None:
        """End the first round."""
        self._change(code, key, room.discuss)

    def vote_again(self, code: str, key: str) -> None:
        """Begin the second round."""
        self._change(code, key, room.vote_again)

    def tell(self, code: str, key: str) -> None:
        """Show the truth and all votes."""
        self._change(code, key, room.tell)

    def draw(self, code: str, key: str, digits: Sequence[int], turn: int) -> None:
        """Begin a round of handwriting. `turn` is that of what the teacher saw."""
        self._change(code, key, lambda now: room.draw(now, tuple(digits), turn=turn))

    def stop_drawing(self, code: str, key: str) -> None:
        """Take no more drawings."""
        self._change(code, key, room.stop_drawing)

    def draw_on(self, code: str, key: str) -> None:
        """Take drawings again."""
        self._change(code, key, room.draw_on)

    def hide(self, code: str, key: str, drawing: str, *, is_hidden: bool = True) -> None:
        """Hide a drawing of the wall by its name, or show it again."""
        read = _read(code)
        if drawing not in self._store.whole(read, DRAWINGS).entries[DRAWINGS]:
            raise RefusedError("This drawing is not on the wall any more.")
        step = room.hide if is_hidden else room.show
        self._change(code, key, lambda now: step(now, drawing))

    def send(self, code: str, key: str, link: Link) -> None:
        """Send the teacher's state to all phones."""
        self._change(code, key, lambda now: room.send(now, link))

    def take(self, code: str, key: str, pupil: str) -> None:
        """Take the state that a pupil offers to the projector, by the pupil's id."""
        offers = views.for_projector(self._whole(_read(code), key)).offers
        if pupil not in offers:
            raise RefusedError("This state is not offered any more.")
        self._change(code, key, lambda now: room.take(now, pupil, offers[pupil]))

    def put_back(self, code: str, key: str) -> None:
        """Show the teacher's own state again."""
        self._change(code, key, room.put_back)

    def rest(self, code: str, key: str) -> None:
        """Ask and draw nothing."""
        self._change(code, key, room.rest)

    def close(self, code: str, key: str) -> None:
        """End the room: everything in it is gone."""
        self._change(code, key, room.close)

    def _known(self, code: object, address: str | None) -> str:
        """Return the code of a room that is open; wrong ones are counted by network."""
        network = network_of(address)
        self._wrong.check(network)
        read = codes.read_code(code)
        try:
            if read is None:
                raise UnknownRoomError
            self._store.version(read)
        except UnknownRoomError:
            self._wrong.note(network)
            raise
        return read

    def _has(self, code: str, pupil: str) -> bool:
        return pupil in self._store.of_pupil(code, pupil).entries[PUPILS]

    def _seen(self, code: str, pupil: str) -> Room:
        snapshot = self._store.of_pupil(code, pupil)
        _check_joined(snapshot, pupil)
        return snapshot.room

    def _whole(self, code: str, key: str) -> Snapshot:
        """Return the room with the shelves that its phase shows, all of one moment."""
        shelves: tuple[str, ...] = ()
        while True:
            snapshot = self._store.whole(code, *shelves)
            _check_teacher(snapshot.room, key)
            needed = views.shelves_of_projector(snapshot.room.phase)
            if set(needed) <= set(shelves):
                return snapshot
            shelves = needed

    def _change(self, code: str, key: str, step: Callable[[Room], Room]) -> None:
        def checked(now: Room) -> Room:
            _check_teacher(now, key)
            return step(now)

        self._store.change(_read(code), checked)


def _read(code: object) -> str:
    read = codes.read_code(code)
    if read is None:
        raise UnknownRoomError
    return read


def _check_open(now: Room) -> None:
    if now.phase is Phase.CLOSED:
        raise ClosedError


def _check_joined(snapshot: Snapshot, pupil: str) -> None:
    _check_open(snapshot.room)
    if pupil not in snapshot.entries[PUPILS]:
        raise StrangerError


def _check_teacher(now: Room, key: object) -> None:
    if not codes.is_key(key) or not compare_digest(codes.id_of(str(key)), now.teacher):
        raise StrangerError


def _name(pupil: str, place: object) -> str:
    own = whole(place, MOST_DRAWINGS)
    if own is None:
        raise RefusedError(f"Up to {MOST_DRAWINGS} drawings of one pupil are possible.")
    return own_drawings(pupil)[own]
