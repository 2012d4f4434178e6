"""Codes can be read aloud and not be guessed in quantity; keys cannot be guessed at all."""

import re
from itertools import product

import pytest
from in_class import Clock

from dlviz.classroom import codes, pacing
from dlviz.classroom.classes import Classes
from dlviz.classroom.memory_store import MemoryStore
from dlviz.classroom.refusal import ClosedError, FullError, TooFastError, UnknownRoomError
from dlviz.classroom.stores import MOST_ROOMS


def test_codes_are_four_letters_that_make_no_word() -> None:
    made = [codes.new_code() for _ in range(2_000)]
    assert all(re.fullmatch("[B-DF-HJ-NP-TV-XZ]{4}", code) for code in made)
    assert len(set(made)) > 1_900  # of 160,000
    assert {letter for code in made for letter in code} == set(codes.LETTERS)
    every = map("".join, product(codes.LETTERS, repeat=codes.LENGTH))
    assert sum(map(codes.is_decent, every)) == codes.N_CODES


@pytest.mark.parametrize("code", ["FCKB", "BFCK", "SHTS", "KKKB", "BDSS", "WTFD", "NGGR", "HHBD"])
def test_codes_that_are_read_as_an_insult_are_drawn_again(code: str, monkeypatch) -> None:
    letters = iter(f"{code}BDFG")
    monkeypatch.setattr(codes.secrets, "choice", lambda _: next(letters))
    assert codes.new_code() == "BDFG"


@pytest.mark.parametrize("typed", ["BDFG", "bdfg", " b d f g ", "BD-FG", "bd\nfg"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert codes.read_code(typed) == "BDFG"


@pytest.mark.parametrize(
    "typed",
    [None, 7, "", "BDF", "BDFGH", "BD0G", "BDAG", "BDFG" * 50, ["BDFG"], "ＢＤＦＧ", "ßdfg"],
)
def test_what_is_no_code_is_none(typed: object) -> None:
    assert codes.read_code(typed) is None


def test_keys_have_128_bits_and_are_not_found_from_their_ids() -> None:
    keys = {codes.new_key() for _ in range(1_000)}
    assert len(keys) == 1_000
    assert all(codes.is_key(key) for key in keys)
    assert all(re.fullmatch("[0-9a-f]{16}", codes.id_of(key)) for key in keys)
    assert not any(codes.id_of(key) in key for key in keys)
    for other in (None, 7, "", "x", "x" * 23, "é" * 22, ["x" * 22], "x" * 21 + "\n"):
        assert not codes.is_key(other)


@pytest.fixture
def here(clock: Clock) -> Classes:
    return Classes(MemoryStore(clock), clock)


def test_who_tries_codes_has_to_wait_and_others_have_not(here: Classes, clock: Clock) -> None:
    opened = here.open("10.0.0.1")
    wrong = "BBBB" if opened.code != "BBBB" else "DDDD"
    tried = pacing.WRONG_CODES.at_once
    for _ in range(tried):
        with pytest.raises(UnknownRoomError):
            here.join(wrong, None, "192.0.2.7")
    with pytest.raises(TooFastError):
        here.join(opened.code, None, "192.0.2.7")  # not even a right one is looked up
    assert here.join(opened.code, None, "192.0.2.8")
    clock.now += pacing.WRONG_CODES.every + 0.01
    with pytest.raises(UnknownRoomError):
        here.join(wrong, None, "192.0.2.7")
    with pytest.raises(TooFastError):
        here.join(wrong, None, "192.0.2.7")
    clock.now += tried * pacing.WRONG_CODES.every + 1
    for _ in range(tried):
        with pytest.raises(UnknownRoomError):
            here.join("no code", None, "192.0.2.7")


def test_a_guesser_with_one_address_tries_as_many_codes_as_the_pace_says(
    here: Classes, clock: Clock
) -> None:
    here.open("10.0.0.1")
    tried = 0
    for _second in range(3 * 3_600):
        try:
            here.join("no code", None, "192.0.2.7")
        except UnknownRoomError:
            tried += 1
        except TooFastError:
            pass
        clock.now += 1
    assert tried == pytest.approx(40 + 360, abs=2)
    # What docs/threat-model.md states.
    assert pacing.chance_of_guessing(networks=1) == pytest.approx(400 / codes.N_CODES, rel=0.01)
    assert pacing.hours_to_guess(networks=1) == pytest.approx(643, abs=1)
    assert pacing.hours_to_guess(networks=1, rooms=MOST_ROOMS) == pytest.approx(25, abs=1)


def test_a_whole_school_behind_one_address_comes_in_at_once(here: Classes) -> None:
    opened = here.open("10.0.0.1")
    keys = {here.join(opened.code, None, "10.0.0.1") for _ in range(300)}
    assert len(keys) == 300
    with pytest.raises(TooFastError):
        here.join(opened.code, None, "10.0.0.1")
    one = min(keys)
    assert here.join(opened.code, one, "10.0.0.1") == one  # who was in comes back at any time


def test_a_class_of_three_hundred_is_full(here: Classes, clock: Clock) -> None:
    opened = here.open("10.0.0.1")
    for _ in range(300):
        here.join(opened.code, None, None)
    clock.now += 2
    with pytest.raises(FullError, match="The class is full: 300 are in it"):
        here.join(opened.code, None, None)
    assert here.for_projector(opened.code, opened.key).n_pupils == 300


def test_one_network_opens_few_rooms_and_a_server_has_a_bound(here: Classes) -> None:
    opened = [here.open("192.0.2.7") for _ in range(pacing.OPENING.at_once)]
    with pytest.raises(TooFastError):
        here.open("192.0.2.7")
    opened += [here.open(f"192.0.2.{100 + n}") for n in range(MOST_ROOMS - len(opened))]
    assert len({one.code for one in opened}) == len({one.key for one in opened}) == MOST_ROOMS
    with pytest.raises(FullError, match="50 classes are open"):
        here.open("192.0.2.99")
    here.close(opened[0].code, opened[0].key)
    with pytest.raises(ClosedError):
        here.join(opened[0].code, None, None)
    assert here.open("192.0.2.98")


def test_a_household_with_many_ipv6_addresses_counts_as_one() -> None:
    same = pacing.network_of("2001:db8::1"), pacing.network_of("2001:db8::ffff:1")
    assert same[0] == same[1] != pacing.network_of("2001:db8:0:1::1")
    assert pacing.network_of("::ffff:192.0.2.7") == pacing.network_of("192.0.2.7") == "192.0.2.7"
    assert pacing.network_of(None) == pacing.network_of("nowhere") == ""


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        (None, None, None),
        (None, "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "10.0.0.1, 192.0.2.7", "192.0.2.7"),  # only the last one is nginx's own
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("192.0.2.9", "192.0.2.7", "192.0.2.9"),  # no proxy of ours: anybody can write a header
        ("192.0.2.9", None, "192.0.2.9"),
        ("nowhere", "192.0.2.7", "nowhere"),
    ],
)
def test_a_browser_behind_nginx_is_told_apart_from_others(peer, forwarded, sender) -> None:
    assert pacing.sender_of(peer, forwarded) == sender


def test_the_pacer_remembers_a_bounded_number_of_addresses(clock: Clock, monkeypatch) -> None:
    monkeypatch.setattr(pacing, "_MOST_KNOWN", 50)
    pacer = pacing.Pacer(pacing.WRONG_CODES, clock)
    for place in range(200):
        pacer.note(str(place))
    assert len(pacer._free_at) == 50
