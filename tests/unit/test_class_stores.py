"""Both stores keep rooms alike, each operation in one step; the environment chooses one."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from in_class import CHOICE

from dlviz.classroom import room, stores, views
from dlviz.classroom.links import Link
from dlviz.classroom.memory_store import MemoryStore
from dlviz.classroom.refusal import (
    ClosedError,
    FullError,
    LateError,
    RefusedError,
    StrangerError,
    UnknownRoomError,
)
from dlviz.classroom.room import DRAWINGS, FIRST_VOTES, OFFERS, PUPILS, SECOND_VOTES, SHELVES, Room
from dlviz.classroom.stores import Entry, Store
from dlviz.ui.serving import rooms

ROOT = Path(__file__).resolve().parents[2]
CODE = "BDFG"
ONE, OTHER = "1" * 16, "2" * 16


def begun(store: Store) -> Store:
    """Return the store with a room in the first round of its first question, and a pupil."""
    assert store.open(Room(code=CODE, teacher="t" * 16))
    store.put(CODE, Entry(PUPILS, 0, ONE, ONE, "1"))
    store.change(CODE, lambda now: room.ask(now, CHOICE, turn=0))
    return store


def vote(epoch: int = 1, shelf: str = FIRST_VOTES, pupil: str = ONE) -> Entry:
    return Entry(shelf, epoch, pupil, pupil, "2")


def test_a_store_takes_nothing_for_a_shelf_that_is_shut(store: Store) -> None:
    begun(store).put(CODE, vote())
    for late in (vote(0), vote(2), vote(shelf=SECOND_VOTES), vote(shelf=DRAWINGS)):
        with pytest.raises(LateError):
            store.put(CODE, late)
    for step, shelf in ((room.discuss, FIRST_VOTES), (room.vote_again, FIRST_VOTES),
                        (room.tell, SECOND_VOTES)):  # fmt: skip
        store.change(CODE, step)
        with pytest.raises(LateError):
            store.put(CODE, vote(shelf=shelf))
    assert store.whole(CODE, *SHELVES).entries[FIRST_VOTES] == {ONE: "2"}
    store.change(CODE, room.close)
    for act in (store.put, store.remove):
        with pytest.raises(ClosedError):
            act(CODE, vote())


def test_a_store_takes_nothing_from_strangers_and_nothing_too_large(store: Store) -> None:
    begun(store)
    for act in (store.put, store.remove):
        with pytest.raises(StrangerError):
            act(CODE, vote(pupil=OTHER))
    with pytest.raises(FullError, match="too large"):
        store.put(CODE, replace(vote(), value="x" * (stores.LONGEST_ENTRY + 1)))
    assert store.whole(CODE, FIRST_VOTES).entries == {FIRST_VOTES: {}}


def test_a_step_is_taken_on_the_room_as_it_is_when_it_is_stored(store: Store) -> None:
    begun(store)
    seen = []

    def slow(now: Room) -> Room:
        if not seen:  # somebody is faster, once
            store.change(CODE, lambda other: room.send(other, Link("digits")))
        seen.append(now.n_sent)
        return room.discuss(now)

    after = store.change(CODE, slow)
    assert seen == [0, 1]
    assert after == store.room(CODE)
    assert (after.n_sent, after.phase) == (1, room.Phase.DISCUSS)


def test_a_step_that_is_refused_changes_nothing(store: Store) -> None:
    begun(store)
    before = store.whole(CODE, *SHELVES)
    with pytest.raises(RefusedError):
        store.change(CODE, room.stop_drawing)
    assert store.whole(CODE, *SHELVES) == before


def test_a_code_that_is_taken_is_not_opened_again(store: Store) -> None:
    begun(store).put(CODE, vote())
    assert not store.open(Room(code=CODE, teacher="x" * 16))
    assert store.room(CODE).teacher == "t" * 16
    assert store.whole(CODE, FIRST_VOTES).counts[FIRST_VOTES] == 1


def test_versions_grow_with_what_happens_and_with_nothing_else(store: Store) -> None:
    begun(store)

    def now() -> tuple[int, int]:
        return store.version(CODE), store.revision(CODE)

    last = now()
    store.put(CODE, vote())
    assert now() == (last[0] + 1, last[1])
    store.remove(CODE, Entry(OFFERS, 0, ONE, ONE, ""))
    store.ping(CODE)
    store.of_pupil(CODE, ONE)
    assert now() == (last[0] + 1, last[1])
    store.change(CODE, room.discuss)
    assert now() == (last[0] + 2, last[1] + 1)
    snapshot = store.whole(CODE)
    assert (snapshot.version, snapshot.revision) == now()


def test_a_pupil_is_given_own_entries_only(store: Store) -> None:
    begun(store).put(CODE, Entry(PUPILS, 0, OTHER, OTHER, "1"))
    for pupil in (ONE, OTHER):
        store.put(CODE, Entry(OFFERS, 0, pupil, pupil, "digits"))
    store.put(CODE, vote(pupil=OTHER))
    seen = store.of_pupil(CODE, ONE)
    assert seen.entries == {
        PUPILS: {ONE: "1"}, FIRST_VOTES: {}, SECOND_VOTES: {}, DRAWINGS: {},
        OFFERS: {ONE: "digits"},
    }  # fmt: skip
    assert seen.counts == {PUPILS: 2, FIRST_VOTES: 1, SECOND_VOTES: 0, OFFERS: 2, DRAWINGS: 0}


def test_views_keep_to_themselves_what_a_store_gives_too_much(store: Store) -> None:
    """Each guard holds alone: the projector asks for no votes, and shows none that it is given."""
    begun(store).put(CODE, vote())
    store.put(CODE, Entry(PUPILS, 0, OTHER, OTHER, "1"))
    for phase in room.Phase:
        asked = views.shelves_of_projector(phase)
        assert (FIRST_VOTES in asked) == (SECOND_VOTES in asked) == (phase is room.Phase.TOLD)
    everything = store.whole(CODE, *SHELVES)
    assert everything.entries[FIRST_VOTES] == {ONE: "2"}
    assert views.for_projector(everything).votes == ({}, {})
    assert views.for_pupil(everything, OTHER).own == (None, None)
    assert views.for_pupil(everything, ONE).own == (2, None)
    store.change(CODE, room.tell)
    assert views.for_projector(store.whole(CODE, *SHELVES)).votes == ({ONE: 2}, {})


@pytest.mark.parametrize("name", ["version", "revision", "room", "ping", "whole"])
def test_a_room_that_is_not_there_is_unknown(store: Store, name: str) -> None:
    with pytest.raises(UnknownRoomError):
        getattr(store, name)(CODE)
    with pytest.raises(UnknownRoomError):
        store.of_pupil(CODE, ONE)
    with pytest.raises(UnknownRoomError):
        store.put(CODE, vote())
    with pytest.raises(UnknownRoomError):
        store.change(CODE, room.discuss)


def test_a_laptop_keeps_rooms_in_its_own_process(monkeypatch) -> None:
    monkeypatch.delenv(stores.VARIABLE, raising=False)
    monkeypatch.setitem(sys.modules, "redis", None)  # it needs no client
    assert isinstance(stores.from_environment(), MemoryStore)
    monkeypatch.setenv(stores.VARIABLE, " ")
    assert isinstance(stores.from_environment(), MemoryStore)


def test_replicas_share_the_rooms_of_a_server(redis_address: str, monkeypatch) -> None:
    redis_store = pytest.importorskip("dlviz.classroom.redis_store")
    monkeypatch.setenv(stores.VARIABLE, redis_address)
    store = stores.from_environment()
    assert isinstance(store, redis_store.RedisStore)
    store.close()


@pytest.mark.parametrize("address", ["http://:secret@localhost:6379", "redis://:se/cret@host:1"])
def test_an_address_that_is_none_stops_the_server_at_its_start(monkeypatch, address: str) -> None:
    pytest.importorskip("redis")
    rooms.forget()
    monkeypatch.setenv(stores.VARIABLE, address)
    with pytest.raises(ValueError, match="scheme") as caught:
        rooms.check()  # what serve.py does
    assert "se" not in str(caught.value).replace("server", "")


def test_a_server_starts_while_its_redis_is_away(monkeypatch) -> None:
    pytest.importorskip("redis")
    rooms.forget()
    monkeypatch.setenv(stores.VARIABLE, "redis://127.0.0.1:1/0")
    rooms.check()
    rooms.forget()


def test_serve_checks_the_address() -> None:
    assert "rooms.check()" in (ROOT / "serve.py").read_text(encoding="utf-8")
