"""Uploads on their way and messages in a burst are held back; the log keeps no message."""

import asyncio
import io
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from dlviz import log
from dlviz.ui import server

Result = TypeVar("Result")


def done(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what `work` returns, done in a thread of its own: this one may have a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def drained(_: dict, receive, send) -> None:
    """Read a whole request, as Streamlit does, and answer."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 204, "headers": []})


def test_uploads_on_their_way_are_bounded_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_ON_THE_WAY", 100)
    bound = server.UploadBound(drained)
    scope = {"type": "http", "path": "/_stcore/upload_file/a/b"}

    async def upload(*sizes: int) -> list[int]:
        statuses = []
        parts = [{"type": "http.request", "body": bytes(n), "more_body": True} for n in sizes]
        parts[-1]["more_body"] = False

        async def receive():
            return parts.pop(0)

        async def send(message) -> None:
            statuses.append(message.get("status"))

        await bound(scope, receive, send)
        return statuses

    assert done(upload(60, 40)) == [204]
    with pytest.raises(ConnectionError):
        done(upload(60, 60, 60))
    assert done(upload(60, 40)) == [204]  # what broke off counts no more


def test_a_burst_waits_and_a_hand_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(server.asyncio, "sleep", sleep)
    monkeypatch.setattr(server.time, "monotonic", lambda: clock[0])

    async def take(n: int, pause: float) -> None:
        async def app(_: dict, receive, __) -> None:
            for _ in range(n):
                clock[0] += pause
                await receive()

        async def receive() -> dict:
            return {"type": "websocket.receive"}

        await server.Pace(app)({"type": "websocket"}, receive, None)

    done(take(500, 1 / 12))  # a pen, for forty seconds
    assert waited == []
    start = clock[0]
    done(take(1000, 0.0))
    assert clock[0] - start == pytest.approx((1000 - server.AT_ONCE) / server.A_SECOND)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch):
    """A logger and what it writes, with the values left out."""
    before = logging.getLogRecordFactory()
    monkeypatch.setattr(log.threading, "excepthook", log.threading.excepthook)
    log.leave_out_values()
    text = io.StringIO()
    logger = logging.Logger("test")
    logger.addHandler(logging.StreamHandler(text))
    yield logger, text
    logging.setLogRecordFactory(before)


def test_the_log_names_place_and_kind_and_no_value(written) -> None:
    logger, text = written
    try:
        try:
            float("typed by a visitor")
        except ValueError as error:
            raise KeyError("their name") from error
    except KeyError as error:
        logger.exception("It broke: %s", error)
    said = text.getvalue()
    assert "It broke: KeyError" in said
    assert "builtins.ValueError" in said
    assert 'float("typed' in said  # a line of code
    assert "could not convert" not in said
    assert "'their name'" not in said
