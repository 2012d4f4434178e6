"""A class votes, discusses, votes again, and is told; who may not do something is told why."""

import json
from dataclasses import asdict, replace

import pytest
from in_class import ALL_KINDS, CHOICE, CHOOSE, NUMBER, Clock, answers_to, strokes_of

from dlviz.classroom import room, room_record
from dlviz.classroom.asked import Drawn, OfPreset, Own, question_of
from dlviz.classroom.classes import Classes
from dlviz.classroom.links import LONGEST, Link, read_link
from dlviz.classroom.memory_store import MemoryStore
from dlviz.classroom.refusal import (
    ClosedError,
    LateError,
    RefusedError,
    StrangerError,
    UnknownRoomError,
)
from dlviz.classroom.room import Phase
from dlviz.classroom.stores import LONGEST_ENTRY
from dlviz.classroom.views import ForProjector

STRANGER = "x" * 22


def opened(classes: Classes, n_pupils: int = 3) -> tuple[str, str, list[str]]:
    """Return the code, the teacher's key and the pupils' keys of a new room."""
    made = classes.open("192.0.2.1")
    return made.code, made.key, [classes.join(made.code, None, None) for _ in range(n_pupils)]


@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda asked: type(question_of(asked)).__name__)
def test_a_class_votes_discusses_and_votes_again(classes: Classes, asked) -> None:
    code, key, pupils = opened(classes)
    right, wrong, *_ = answers_to(asked)
    versions = [classes.version(code)]
    classes.ask(code, key, asked, 0)
    revision = classes.revision(code)
    classes.vote(code, pupils[0], 1, wrong)
    classes.vote(code, pupils[1], 1, right)
    shown = classes.for_projector(code, key)
    assert (shown.phase, shown.n_pupils, shown.n_answered) == (Phase.FIRST, 3, (2, 0))
    assert classes.revision(code) == shown.revision == revision  # phones need no new picture
    assert classes.for_pupil(code, pupils[0]).version == shown.version > versions[0]
    assert shown.votes == ({}, {})  # nobody sees who chose what
    versions.append(classes.version(code))

    classes.discuss(code, key)
    assert classes.revision(code) > revision
    with pytest.raises(LateError):
        classes.vote(code, pupils[2], 1, right)
    assert classes.for_projector(code, key).votes == ({}, {})
    classes.vote_again(code, key)
    for pupil in pupils:
        classes.vote(code, pupil, 1, right)
    assert classes.for_projector(code, key).votes == ({}, {})
    assert classes.for_pupil(code, pupils[0]).own == (wrong, right)
    assert classes.for_pupil(code, pupils[2]).own == (None, right)
    versions.append(classes.version(code))

    classes.tell(code, key)
    first, second = classes.for_projector(code, key).votes
    assert sorted(map(str, first.values())) == sorted(map(str, (wrong, right)))
    assert list(second.values()) == [right] * 3
    versions.append(classes.version(code))
    assert versions == sorted(set(versions))  # whatever happened, the version has grown

    classes.ask(code, key, CHOICE, 1)
    shown = classes.for_projector(code, key)
    assert (shown.turn, shown.asked, shown.n_answered) == (2, CHOICE, (0, 0))
    assert classes.for_pupil(code, pupils[0]).own == (None, None)


def test_a_second_tap_changes_an_answer_and_a_phone_that_slept_comes_back(
    classes: Classes,
) -> None:
    code, key, (pupil, _, _) = opened(classes)
    classes.ask(code, key, CHOICE, 0)
    for answer in (0, 0, 2, 2):
        classes.vote(code, pupil, 1, answer)
    assert classes.join(code, pupil, None) == pupil
    back = classes.for_pupil(code, pupil)
    assert (back.own, back.n_pupils, back.n_answered) == ((2, None), 3, (1, 0))
    assert classes.join(code, STRANGER, None) not in (pupil, STRANGER)  # a key of another class


def test_a_teacher_s_second_tap_asks_no_second_question(classes: Classes) -> None:
    code, key, (pupil, _, _) = opened(classes)
    classes.ask(code, key, CHOICE, 0)
    classes.vote(code, pupil, 1, 1)
    classes.ask(code, key, CHOICE, 0)
    assert classes.for_projector(code, key).n_answered == (1, 0)
    for step in (classes.discuss, classes.vote_again, classes.tell):
        step(code, key)
        step(code, key)
    assert classes.for_projector(code, key).turn == 1
    classes.draw(code, key, (3, 5), 1)
    classes.draw(code, key, (7,), 1)
    assert classes.for_projector(code, key).digits == (3, 5)
    classes.rest(code, key)
    classes.rest(code, key)
    assert classes.for_projector(code, key).turn == 3


def test_steps_follow_each_other(classes: Classes) -> None:
    code, key, _ = opened(classes)
    for step in (classes.discuss, classes.vote_again, classes.tell, classes.stop_drawing):
        with pytest.raises(RefusedError, match="does not follow"):
            step(code, key)
    classes.ask(code, key, CHOICE, 0)
    classes.tell(code, key)  # a teacher may tell after one round
    with pytest.raises(RefusedError, match="does not follow"):
        classes.vote_again(code, key)  # the truth is known


def test_only_the_teacher_leads_and_only_who_has_joined_answers(classes: Classes) -> None:
    code, key, (pupil, _, _) = opened(classes)
    classes.ask(code, key, CHOICE, 0)
    for other in (pupil, STRANGER, "", None, 7, key[:-1] + ("A" if key[-1] != "A" else "B")):
        for step in (classes.discuss, classes.tell, classes.close, classes.rest):
            with pytest.raises(StrangerError):
                step(code, other)
        with pytest.raises(StrangerError):
            classes.for_projector(code, other)
        with pytest.raises(StrangerError):
            classes.send(code, other, Link("pooling"))
    for other in (key, STRANGER):
        with pytest.raises(StrangerError):
            classes.vote(code, other, 1, 1)
        with pytest.raises(StrangerError):
            classes.for_pupil(code, other)
        with pytest.raises(StrangerError):
            classes.offer(code, other, Link("pooling"))
    assert classes.for_projector(code, key).phase is Phase.FIRST


def test_a_vote_for_an_earlier_question_is_late(classes: Classes) -> None:
    code, key, (pupil, _, _) = opened(classes)
    classes.ask(code, key, CHOICE, 0)
    classes.ask(code, key, CHOOSE, 1)
    with pytest.raises(LateError):
        classes.vote(code, pupil, 1, 0)
    assert classes.for_projector(code, key).n_answered == (0, 0)


@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda asked: type(question_of(asked)).__name__)
def test_what_is_no_answer_is_refused_with_a_sentence(classes: Classes, asked) -> None:
    code, key, (pupil, _, _) = opened(classes)
    classes.ask(code, key, asked, 0)
    forged = [
        None, True, -1, 99,
        1.5, 10**400, float("nan"), "<b>", "1\x00", "9" * 100, [], [1], [1, 2, 3],
        [float("inf"), 0], [10**400, 0], ["1", "2"], [0.5, 0.5], [[0], [0]], {"answer": 0}, b"1",
        list(range(500)),
    ]  # fmt: skip
    for answer in forged:
        with pytest.raises(RefusedError, match=r"\w+ .*\."):
            classes.vote(code, pupil, 1, answer)
    assert classes.for_projector(code, key).n_answered == (0, 0)


def test_a_link_is_sent_to_all_and_a_pupil_s_is_taken_when_it_is_offered(
    classes: Classes,
) -> None:
    code, key, (one, other, _) = opened(classes)
    classes.send(code, key, Link("pooling", "pooling_size=3"))
    assert classes.for_pupil(code, one).sent == Link("pooling", "pooling_size=3")
    assert classes.for_pupil(code, one).n_sent == 1
    with pytest.raises(RefusedError, match="not offered any more"):
        classes.take(code, key, "0" * 16)
    classes.offer(code, one, Link("digits", "digits_test=8"))
    ((pupil, link),) = classes.for_projector(code, key).offers.items()
    classes.take(code, key, pupil)
    assert classes.for_projector(code, key).taken == (pupil, link)
    assert classes.for_pupil(code, one).is_taken
    assert not classes.for_pupil(code, other).is_taken
    classes.put_back(code, key)
    assert not classes.for_pupil(code, one).is_taken
    classes.offer(code, one, None)
    assert classes.for_projector(code, key).offers == {}
    assert classes.for_pupil(code, one).offered is None


def test_a_closed_room_says_so_and_holds_nothing(classes: Classes) -> None:
    code, key, (pupil, _, _) = opened(classes)
    classes.ask(code, key, CHOICE, 0)
    classes.vote(code, pupil, 1, 1)
    classes.close(code, key)
    for act in (
        lambda: classes.vote(code, pupil, 1, 0),
        lambda: classes.for_pupil(code, pupil),
        lambda: classes.join(code, None, None),
        lambda: classes.join(code, pupil, None),
        lambda: classes.offer(code, pupil, Link("digits")),
        lambda: classes.ask(code, key, CHOICE, 1),
        lambda: classes.send(code, key, Link("digits")),
    ):
        with pytest.raises(ClosedError, match="Your teacher has ended this class"):
            act()
    shown = classes.for_projector(code, key)
    assert (shown.phase, shown.n_pupils, shown.n_answered) == (Phase.CLOSED, 0, (0, 0))
    classes.close(code, key)


def test_a_room_ends_three_hours_after_the_last_sign_of_life(clock: Clock) -> None:
    store = MemoryStore(clock)
    classes = Classes(store, clock)
    code, key, (pupil, _, _) = opened(classes)
    classes.ask(code, key, CHOICE, 0)
    clock.now += 3 * 3_600 - 1
    classes.vote(code, pupil, 1, 1)
    clock.now += 3 * 3_600 - 1
    assert classes.for_pupil(code, pupil).own == (1, None)  # looking on is no sign of life
    assert classes.join(code, pupil, None) == pupil  # coming back is one
    clock.now += 3 * 3_600 - 1
    assert classes.for_pupil(code, pupil).own == (1, None)
    clock.now += 2
    with pytest.raises(UnknownRoomError):
        classes.for_pupil(code, pupil)
    with pytest.raises(UnknownRoomError):
        classes.discuss(code, key)
    store.sweep()
    assert store._rooms == {}


def test_a_closed_room_is_forgotten_after_ten_minutes(clock: Clock) -> None:
    store = MemoryStore(clock)
    classes = Classes(store, clock)
    code, key, _ = opened(classes)
    classes.close(code, key)
    clock.now += 601
    with pytest.raises(UnknownRoomError):
        classes.version(code)
    store.sweep()
    assert store._rooms == {}


@pytest.mark.parametrize(
    ("prompt", "answers", "right", "said"),
    [
        ("", ("a", "b"), None, "question is empty"),
        (" \n ", ("a", "b"), None, "question is empty"),
        ("x" * 301, ("a", "b"), None, "up to 300"),
        ("x" * 10**5, ("a", "b"), None, "too long"),
        ("a\x00b", ("a", "b"), None, "cannot be shown"),
        ("a\u202eb", ("a", "b"), None, "cannot be shown"),
        ("a\ud800b", ("a", "b"), None, "cannot be shown"),
        ("Why?", ("a",), None, "2 to 6"),
        ("Why?", tuple("abcdefg"), None, "2 to 6"),
        ("Why?", ("a", " A "), None, "are the same"),
        ("Why?", ("a", "x" * 81), None, "answer 2 has 81"),
        ("Why?", ("a", "b"), 2, "not among"),
        ("Why?", ("a", 7), None, "answer 2 is not a text"),
    ],
    ids=lambda value: (
        "" if isinstance(value, tuple) else str(value)[:12].encode("ascii", "replace")
    ),
)
def test_a_teacher_s_words_are_bounded(prompt, answers, right, said) -> None:
    with pytest.raises(RefusedError, match=said):
        Own(prompt, answers, right)


def test_a_teacher_s_words_stay_as_they_were_typed() -> None:
    own = Own("  Was ist <b>größer</b>?\n", ("می‌خواهم", "👩‍🏫 & **so**"), 1)
    assert (own.prompt, own.answers) == ("Was ist <b>größer</b>?", ("می‌خواهم", "👩‍🏫 & **so**"))


@pytest.mark.parametrize(
    "asked",
    [
        Drawn("pooling", "no_such", 1, 1),
        Drawn("os", "path", 1, 1),
        Drawn("..os", "path", 1, 1),
        Drawn("pooling", "pool_order", 9, 1),
        Drawn("pooling", "pool_order", 1, 10**9),
        OfPreset("pooling", "no such preset"),
        OfPreset("x" * 1_000, "a"),
    ],
    ids=str,
)
def test_there_is_no_such_question(classes: Classes, asked) -> None:
    code, key, _ = opened(classes, 0)
    with pytest.raises(RefusedError, match="no such question"):
        classes.ask(code, key, asked, 0)
    assert classes.for_projector(code, key).phase is Phase.WAIT


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("//evil.example", ""), ("javascript:alert(1)", ""), ("../x", ""), ("Pooling", ""), (7, ""),
        ("pooling", "a" * (LONGEST + 1)), ("pooling", "&".join(["a=1"] * 201)), ("pooling", None),
        ("pooling", "<script>=1"), ("pooling", "=1"),
    ],
)  # fmt: skip
def test_a_link_that_leads_to_no_page_is_refused(page, state) -> None:
    with pytest.raises(RefusedError):
        Link(page, state)


def test_a_link_s_values_are_written_anew() -> None:
    link = Link("two_inputs", 'a=1&b=%3Cscript%3E&c="#x&d=')
    assert link.text == "two_inputs?a=1&b=%3Cscript%3E&c=%22%23x&d="
    assert read_link(link.text) == link
    assert read_link(Link("").text) == Link("")


def test_a_room_survives_its_way_through_json() -> None:
    full = room.Room(
        code="BDFG", teacher="ab", phase=Phase.DRAW, turn=7, asked=CHOICE, digits=(1, 2),
        hidden=frozenset({"b.1", "a.0"}), sent=Link("pooling", "a=1"), n_sent=3,
        taken=("p", Link("")),
    )  # fmt: skip
    for asked in (None, CHOICE, CHOOSE, NUMBER, OfPreset("pooling", "The lecture's example")):
        one = replace(full, asked=asked)
        assert room_record.from_text(room_record.to_text(one)) == one
    plain = room.Room(code="BDFG", teacher="ab")
    assert room_record.from_text(room_record.to_text(plain)) == plain


def test_the_largest_things_that_are_taken_fit_into_an_entry() -> None:
    assert LONGEST < LONGEST_ENTRY
    from dlviz.classroom.drawings import MOST_POINTS, MOST_STROKES, Drawing, Stroke

    of_each = MOST_POINTS // MOST_STROKES
    strokes = (Stroke(64, b"\xff" * 4 * of_each),) * MOST_STROKES
    assert len(Drawing(9, strokes).text) < LONGEST_ENTRY


def test_the_projector_s_record_has_no_place_for_a_key(classes: Classes) -> None:
    code, key, (pupil, _, _) = opened(classes)
    classes.draw(code, key, (3,), 0)
    classes.submit(code, pupil, 1, 0, 3, strokes_of(3))
    text = json.dumps(asdict(classes.for_projector(code, key)), default=str)
    assert "points" in text
    assert key not in text
    assert pupil not in text
    assert "teacher" not in ForProjector.__dataclass_fields__
