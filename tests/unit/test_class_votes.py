"""No vote is lost or counted twice, and no phone learns what others answered, whatever happens."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from random import Random

import class_server
import pytest
from in_class import ALL_KINDS, CHOICE, Clock, answers_to, strokes_of

from dlviz.classroom import codes
from dlviz.classroom.asked import Asked
from dlviz.classroom.classes import Classes
from dlviz.classroom.links import Link
from dlviz.classroom.refusal import LateError, RefusedError, StoreAwayError, UnknownRoomError
from dlviz.classroom.room import Phase
from dlviz.classroom.stores import Store

ROOT = Path(__file__).resolve().parents[2]
N_VOTES = 10_000
N_PUPILS = 200


def votes_of(classes: Classes, code: str, key: str) -> tuple[dict, dict]:
    """Tell the class, and return what the projector then has of both rounds."""
    classes.tell(code, key)
    first, second = classes.for_projector(code, key).votes
    return dict(first), dict(second)


def test_ten_thousand_votes_are_counted_once_each(store: Store, clock: Clock) -> None:
    draw = Random(22)
    one, other = replicas = Classes(store, clock), Classes(store, clock)
    opened = one.open(None)
    code, key = opened.code, opened.key
    pupils = [one.join(code, None, None) for _ in range(N_PUPILS)]
    done = turn = 0
    while done < N_VOTES:
        one.ask(code, key, CHOICE, turn)
        turn += 1
        told: tuple[dict, dict] = ({}, {})
        for place, expected in enumerate(told):
            for _ in range(N_PUPILS):
                at, answer = draw.randrange(N_PUPILS), draw.randrange(3)
                here = draw.choice(replicas)
                if draw.random() < 0.1:  # a phone slept
                    assert other.join(code, pupils[at], None) == pupils[at]
                for _tap in range(draw.choice((1, 1, 1, 2))):
                    here.vote(code, pupils[at], turn, answer)
                    done += 1
                expected[codes.id_of(pupils[at])] = answer
            if place == 0:
                one.vote_again(code, key)
        assert votes_of(other, code, key) == told
        with pytest.raises(LateError):
            one.vote(code, pupils[0], turn, 0)
    assert one.for_projector(code, key).n_pupils == N_PUPILS


def test_votes_of_the_same_moment_and_a_closing_round_leave_an_exact_count(
    classes: Classes,
) -> None:
    opened = classes.open(None)
    code, key = opened.code, opened.key
    pupils = [classes.join(code, None, None) for _ in range(40)]
    classes.ask(code, key, CHOICE, 0)
    confirmed: dict[str, int] = {}
    start = threading.Barrier(5)

    def tap(own: list[str], seed: int) -> None:
        draw = Random(seed)
        start.wait()
        for pupil in own:
            answer = draw.randrange(3)
            try:
                classes.vote(code, pupil, 1, answer)
            except LateError:
                continue
            confirmed[codes.id_of(pupil)] = answer

    def end() -> None:
        start.wait()
        classes.discuss(code, key)

    threads = [threading.Thread(target=tap, args=(pupils[n::4], n)) for n in range(4)]
    threads.append(threading.Thread(target=end))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, _ = votes_of(classes, code, key)
    assert first == confirmed  # what a phone was told is kept, and nothing else


def test_connections_that_are_cut_lose_no_vote(
    new_store: Callable[[], Store], clock: Clock
) -> None:
    store, other = new_store(), new_store()
    classes = Classes(store, clock)
    opened = classes.open(None)
    code, key = opened.code, opened.key
    pupils = [classes.join(code, None, None) for _ in range(100)]
    classes.ask(code, key, CHOICE, 0)
    draw = Random(5)
    expected = {}
    for place in range(1_000):
        if place % 10 == 0:
            other._redis.client_kill_filter(_type="normal", skipme=True)
        pupil, answer = draw.choice(pupils), draw.randrange(3)
        classes.vote(code, pupil, 1, answer)
        expected[codes.id_of(pupil)] = answer
    assert votes_of(classes, code, key)[0] == expected


def test_a_way_to_the_server_that_breaks_all_the_time_loses_no_vote(
    redis_address: str, new_store: Callable[[], Store], clock: Clock
) -> None:
    redis_store = pytest.importorskip("dlviz.classroom.redis_store")
    good = Classes(new_store(), clock)
    opened = good.open(None)
    code, key = opened.code, opened.key
    pupils = [good.join(code, None, None) for _ in range(100)]
    draw, expected, taps = Random(7), {}, 0
    with class_server.cutting(redis_address, Random(8), 0.1) as address:
        store = redis_store.RedisStore(address)
        bad = Classes(store, clock)
        for turn in range(2):
            _until_done(partial(bad.ask, code, key, CHOICE, turn))
            expected.clear()
            for _ in range(60):
                pupil, answer = draw.choice(pupils), draw.randrange(3)
                taps += _until_done(partial(bad.vote, code, pupil, turn + 1, answer))
                expected[codes.id_of(pupil)] = answer
        store.close()
    assert good.for_projector(code, key).turn == 2  # asked once each
    assert votes_of(good, code, key)[0] == expected
    assert taps < 130  # the store tries again by itself


def _until_done(act: Callable[[], None]) -> int:
    """Do something as often as it takes; return how often that was."""
    for taps in range(1, 100):
        try:
            act()
        except StoreAwayError:
            continue
        return taps
    raise AssertionError("it is never done")


VOTER = """
import sys
from dlviz.classroom.classes import Classes
from dlviz.classroom.redis_store import RedisStore
address, code, *pupils = sys.argv[1:]
classes = Classes(RedisStore(address))
while True:
    for place, pupil in enumerate(pupils):
        classes.vote(code, pupil, 1, place % 3)
        print(place, flush=True)
"""


def test_a_replica_that_is_killed_loses_no_vote_that_it_confirmed(
    redis_address: str, new_store: Callable[[], Store], clock: Clock
) -> None:
    classes = Classes(new_store(), clock)
    opened = classes.open(None)
    code, key = opened.code, opened.key
    pupils = [classes.join(code, None, None) for _ in range(60)]
    classes.ask(code, key, CHOICE, 0)
    replica = subprocess.Popen(
        [sys.executable, "-c", VOTER, redis_address, code, *pupils],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    confirmed = [int(replica.stdout.readline()) for _ in range(40)]
    os.kill(replica.pid, signal.SIGKILL)
    confirmed += [int(line) for line in replica.communicate()[0].splitlines()]
    counted = classes.for_projector(code, key).n_answered[0]
    assert counted - len(set(confirmed)) in (0, 1)  # one may have been kept and not yet confirmed
    for place in range(60):  # all phones are on the other replica now, and tap again
        classes.vote(code, pupils[place], 1, place % 3)
    first, _ = votes_of(classes, code, key)
    assert first == {codes.id_of(pupil): place % 3 for place, pupil in enumerate(pupils)}


def test_a_server_of_rooms_that_is_away_is_one_sentence(clock: Clock) -> None:
    redis_store = pytest.importorskip("dlviz.classroom.redis_store")
    store = redis_store.RedisStore("redis://:secret@127.0.0.1:1/0")
    classes = Classes(store, clock)
    for act in (
        lambda: classes.open(None),
        lambda: classes.version("BDFG"),
        lambda: classes.vote("BDFG", "x" * 22, 1, 0),
    ):
        with pytest.raises(StoreAwayError, match="cannot reach") as caught:
            act()
        assert "secret" not in str(caught.value)
    store.close()


def test_a_server_of_rooms_without_memory_keeps_what_it_has(
    new_store: Callable[[], Store], clock: Clock
) -> None:
    store = new_store()
    classes = Classes(store, clock)
    opened = classes.open(None)
    code, key = opened.code, opened.key
    pupil = classes.join(code, None, None)
    classes.ask(code, key, CHOICE, 0)
    classes.vote(code, pupil, 1, 1)
    store._redis.config_set("maxmemory", 1)
    try:
        for act in (
            lambda: classes.vote(code, pupil, 1, 2),
            lambda: classes.join(code, None, None),
            lambda: classes.open(None),
        ):
            with pytest.raises(StoreAwayError):
                act()
        assert classes.for_projector(code, key).n_answered == (1, 0)
        store._redis.config_set("maxmemory", 0)
        assert votes_of(classes, code, key)[0] == {codes.id_of(pupil): 1}
        store._redis.config_set("maxmemory", 1)
        classes.close(code, key)  # a class can be ended, which makes room
    finally:
        store._redis.config_set("maxmemory", 0)


def test_a_room_in_redis_ends_by_itself_and_leaves_nothing(
    new_store: Callable[[], Store], clock: Clock
) -> None:
    store = new_store()
    classes = Classes(store, clock)
    opened = classes.open(None)
    pupil = classes.join(opened.code, None, None)
    classes.ask(opened.code, opened.key, CHOICE, 0)
    classes.vote(opened.code, pupil, 1, 1)
    classes.offer(opened.code, pupil, Link("pooling"))
    keys = [key for key in store._redis.keys("*") if key != "dlviz:classes"]
    assert len(keys) == 4
    for key in keys:
        assert 3 * 3_600_000 - 60_000 < store._redis.pttl(key) <= 3 * 3_600_000
        store._redis.pexpire(key, 60_000)
    classes.vote(opened.code, pupil, 1, 2)
    assert min(store._redis.pttl(key) for key in keys) > 3 * 3_600_000 - 60_000  # a sign of life
    classes.close(opened.code, opened.key)
    (left,) = store._redis.keys("*")
    assert store._redis.pttl(left) <= 600_000
    assert set(store._redis.hgetall(left)) >= {"room", "version"}
    store._redis.delete(left)
    with pytest.raises(UnknownRoomError):
        classes.version(opened.code)


STEPS = (
    *("join", "vote", "vote", "vote", "offer", "take", "send"),
    *("ask", "discuss", "vote_again", "tell", "rest"),
    *("start_drawing", "draw", "withdraw", "hide", "stop_drawing"),
)


class _History:
    """A class in which anything happens, and what each pupil has put into it."""

    def __init__(self, classes: Classes, draw: Random) -> None:
        self.classes, self.draw = classes, draw
        made = classes.open(None)
        self.code, self.key = made.code, made.key
        self.pupils = [classes.join(self.code, None, None) for _ in range(3)]
        self.asked: Asked = CHOICE

    @property
    def turn(self) -> int:
        return self.classes.for_projector(self.code, self.key).turn

    def step(self) -> None:
        """Do something, possible or not."""
        name = self.draw.choice(STEPS)
        pupil = self.draw.choice(self.pupils)
        place = self.pupils.index(pupil)
        classes, code, key = self.classes, self.code, self.key
        try:
            match name:
                case "join":
                    assert classes.join(code, pupil, None) == pupil
                case "vote":
                    own = answers_to(self.asked)
                    classes.vote(code, pupil, self.turn, own[place % len(own)])
                case "offer":
                    classes.offer(code, pupil, Link("digits", f"digits_test=77{place}"))
                case "draw":
                    digit = self.draw.choice((1, 7))
                    classes.submit(code, pupil, self.turn, 0, digit, strokes_of(digit, place))
                case "withdraw":
                    classes.withdraw(code, pupil, self.turn, 0)
                case "ask":
                    self.asked = self.draw.choice(ALL_KINDS)
                    classes.ask(code, key, self.asked, self.turn)
                case "start_drawing":
                    classes.draw(code, key, (1, 7), self.turn)
                case "hide":
                    classes.hide(code, key, f"{codes.id_of(pupil)}.0")
                case "take":
                    classes.take(code, key, codes.id_of(pupil))
                case "send":
                    classes.send(code, key, Link("pooling"))
                case _:
                    getattr(classes, name)(code, key)
        except RefusedError:
            pass

    def views(self) -> Iterator[tuple[int, str]]:
        for place, pupil in enumerate(self.pupils):
            view = self.classes.for_pupil(self.code, pupil)
            yield place, json.dumps(asdict(view), default=str)


@pytest.mark.parametrize("seed", range(3))
def test_no_phone_and_no_projector_ever_holds_what_is_not_its_own(
    classes: Classes, seed: int
) -> None:
    history = _History(classes, Random(seed))
    code, key, pupils = history.code, history.key, history.pupils
    ids = [codes.id_of(pupil) for pupil in pupils]
    phases = set()
    for _ in range(120):
        history.step()
        shown = classes.for_projector(code, key)
        phases.add(shown.phase)
        projected = json.dumps(asdict(shown), default=str)
        if shown.phase is not Phase.TOLD:
            assert shown.votes == ({}, {})
        assert not any(secret in projected for secret in (key, codes.id_of(key), *pupils))
        for place, text in history.views():
            others = [at for at in range(3) if at != place]
            assert key not in text
            assert codes.id_of(key) not in text
            assert not any(secret in text for secret in (*pupils, *(ids[at] for at in others)))
            # Each pupil's answers, links and drawings differ: those of others are found if there.
            assert not any(f"digits_test=77{at}" in text for at in others)
            view = classes.for_pupil(code, pupils[place])
            own = answers_to(history.asked)
            assert set(view.own) <= {None, own[place % len(own)]}
            if view.drawings:
                assert {tuple(one.strokes) for one in view.drawings.values()} <= {
                    _strokes(digit, place) for digit in (1, 7)
                }
    assert len(phases) >= 5


def _strokes(digit: int, place: int) -> tuple:
    from dlviz.classroom.drawings import checked_drawing

    return checked_drawing(digit, strokes_of(digit, place), (digit,)).strokes
