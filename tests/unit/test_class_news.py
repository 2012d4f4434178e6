"""Phones and projectors hear of a class with one open request: at once, later, or not at all."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dlviz.classroom import codes, news, stores
from dlviz.classroom.asked import Own
from dlviz.classroom.classes import Classes, Opened
from dlviz.ui.serving import class_news, rooms
from dlviz.ui.serving.class_news import GONE, LATER, ClassNews

QUESTION = Own("How many?", ("one", "two"), 0)


@pytest.fixture(autouse=True)
def classes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Classes]:
    """Those of a server without classes, where nobody waits for long."""
    monkeypatch.delenv(stores.VARIABLE, raising=False)
    monkeypatch.setattr(class_news, "PATIENCE", 5.0)
    monkeypatch.setattr(class_news, "ROUND", 0.01)
    monkeypatch.setattr(class_news, "PACE", 0.0)
    rooms.forget()
    yield rooms.classes()
    rooms.forget()


def in_a_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """Return what `work` returns, done in a thread of its own: this one may have a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def nothing(*_: Any) -> None:
    """Be an app behind the middleware."""


class Asking:
    """Asks one server as browsers do."""

    def __init__(self) -> None:
        self.server = ClassNews(nothing)

    async def ask(self, room: str, key: str, seen: str = "", leaves: bool = False) -> dict:
        """Return the answer to one request; with `leaves` the browser goes at once."""
        sent: list[dict] = []
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/below/_class/news",
            "query_string": f"room={room}&seen={seen}".encode(),
            "headers": [(class_news.KEY, key.encode())],
            "client": ("10.0.0.1", 1),
        }

        async def receive() -> dict:
            if not leaves:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message: dict) -> None:
            sent.append(message)

        await self.server(scope, receive, send)
        assert sent[0]["status"] == 200
        assert (b"cache-control", b"no-store") in sent[0]["headers"]
        return json.loads(sent[1]["body"])

    async def waits(self, *given: str) -> "asyncio.Task[dict]":
        """Ask, and return once the request waits for news."""
        task = asyncio.create_task(self.ask(*given))
        while not self.server._watch.count:
            await asyncio.sleep(0)
        return task


def opened(classes: Classes, n_pupils: int = 1) -> tuple[Opened, list[str]]:
    room = classes.open(None)
    return room, [classes.join(room.code, None, None) for _ in range(n_pupils)]


def test_what_was_not_seen_is_told_at_once(classes: Classes) -> None:
    room, (pupil,) = opened(classes)
    told = in_a_loop(Asking().ask(room.code, pupil, "old"))
    assert told == {"now": news.of_pupils(rooms.store().room(room.code)), "wait": 0}


def test_a_step_of_the_teacher_wakes_who_waits(classes: Classes) -> None:
    room, (pupil,) = opened(classes)

    async def work() -> dict:
        asking = Asking()
        seen = (await asking.ask(room.code, pupil))["now"]
        task = await asking.waits(room.code, pupil, seen)
        classes.ask(room.code, room.key, QUESTION, 0)
        class_news.poke()
        told = await task
        assert told["now"] != seen
        assert asking.server._watch.count == 0
        return told

    assert in_a_loop(work())["now"] == news.of_pupils(rooms.store().room(room.code))


def test_a_vote_wakes_the_teacher_and_no_pupil(classes: Classes) -> None:
    room, (one, other) = opened(classes, 2)
    classes.ask(room.code, room.key, QUESTION, 0)

    async def work() -> None:
        asking = Asking()
        seen = (await asking.ask(room.code, other))["now"]
        pupils = await asking.waits(room.code, other, seen)
        before = (await asking.ask(room.code, room.key))["now"]
        teachers = await asking.waits(room.code, room.key, before)
        classes.vote(room.code, one, 1, 1)
        told = (await teachers)["now"]
        assert told != before
        assert news.step_of(told) == news.step_of(before) == seen
        assert not pupils.done()
        classes.close(room.code, room.key)
        assert (await pupils)["now"] != seen  # and not for good

    in_a_loop(work())


def test_votes_are_told_twice_a_second_at_most(
    classes: Classes, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, (pupil,) = opened(classes)
    classes.ask(room.code, room.key, QUESTION, 0)
    waited: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await real(0)

    async def work() -> None:
        asking = Asking()
        seen = (await asking.ask(room.code, room.key))["now"]
        classes.vote(room.code, pupil, 1, 0)
        waited.clear()
        assert (await asking.ask(room.code, room.key, seen))["now"] != seen
        assert [seconds for seconds in waited if seconds > 0.4]
        waited.clear()
        seen = (await asking.ask(room.code, room.key))["now"]
        classes.discuss(room.code, room.key)
        await asking.ask(room.code, room.key, seen)  # a step is told at once
        assert not [seconds for seconds in waited if seconds > 0.0]

    monkeypatch.setattr(class_news, "PACE", 0.5)
    monkeypatch.setattr(class_news.asyncio, "sleep", sleep)
    in_a_loop(work())


@pytest.mark.parametrize("ask", ["stranger", "unknown", "no code", "no key"])
def test_strangers_learn_nothing_not_even_that_there_is_a_class(classes: Classes, ask: str) -> None:
    room, _ = opened(classes)
    unknown = "BCDF" if room.code != "BCDF" else "BCDG"
    code = {"unknown": unknown, "no code": "hello"}.get(ask, room.code)
    key = "x" if ask == "no key" else codes.new_key()
    assert in_a_loop(Asking().ask(code, key)) == {"now": GONE, "wait": 0}


def test_who_leaves_or_waits_too_long_is_forgotten(
    classes: Classes, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, (pupil,) = opened(classes)

    async def work() -> None:
        asking = Asking()
        seen = (await asking.ask(room.code, pupil))["now"]
        assert (await asking.ask(room.code, pupil, seen, leaves=True))["now"] == seen
        monkeypatch.setattr(class_news, "PATIENCE", 0.01)
        assert await asking.ask(room.code, pupil, seen) == {"now": seen, "wait": 0}
        watch = asking.server._watch
        assert not watch.count
        assert not watch._waiters
        assert not watch._of_one

    in_a_loop(work())


@pytest.mark.parametrize("limit", ["MOST", "MOST_OF_NETWORK", "MOST_OF_ONE"])
def test_no_more_wait_than_may(
    classes: Classes, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    room, (pupil,) = opened(classes)
    monkeypatch.setattr(class_news, limit, 1)

    async def work() -> dict:
        asking = Asking()
        seen = (await asking.ask(room.code, pupil))["now"]
        task = await asking.waits(room.code, pupil, seen)
        told = await asking.ask(room.code, pupil, seen)
        task.cancel()
        return told

    assert in_a_loop(work())["wait"] == LATER


def test_a_store_that_is_away_ends_nothing(
    classes: Classes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dlviz.classroom.refusal import StoreAwayError

    room, (pupil,) = opened(classes)

    def away(*_: object) -> None:
        raise StoreAwayError

    monkeypatch.setattr(rooms.store(), "of_pupil", away)
    assert in_a_loop(Asking().ask(room.code, pupil, "seen")) == {"now": "seen", "wait": LATER}


def test_other_requests_pass() -> None:
    passed: list[str] = []

    async def app(scope: dict, *_: Any) -> None:
        passed.append(scope["path"])

    async def work(server: Callable) -> None:
        await server({"type": "http", "method": "GET", "path": "/pooling"}, None, None)
        await server({"type": "http", "method": "POST", "path": "/_class/news"}, None, None)
        await server({"type": "websocket", "path": "/_class/news"}, None, None)

    in_a_loop(work(ClassNews(app)))
    assert len(passed) == 3
