"""Arriving uploads are limited, bursts of messages are throttled, logs hold no error messages."""

import asyncio
import io
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from starlette.requests import Request
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from dlviz import log
from dlviz.ui.serving import server, uploads
from dlviz.ui.shared import uploaded

Result = TypeVar("Result")


def done(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what `work` returns, done in a thread of its own: this one may have a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_an_upload_without_room_on_its_way_becomes_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "MOST_ON_THE_WAY", 1_000)
    monkeypatch.setattr(server, "HEAD", 200)
    monkeypatch.setattr(server, "TAIL", 100)
    kept: list[UploadedFileRec] = []
    most = 0

    async def take(scope: dict, receive, _) -> None:
        """Do what Streamlit does with an upload."""
        async with Request(scope, receive).form() as form:
            (upload,) = form.values()
            record = UploadedFileRec("file", upload.filename, "image/png", await upload.read())
        kept.append(uploads.fitting(record, {}, "visitor"))

    bound = server.UploadBound(take)

    async def upload(n_bytes: int, *, part: int = 150) -> bytes | str:
        nonlocal most
        body = (
            b'--edge\r\nContent-Disposition: form-data; name="f"; filename="cat.png"\r\n\r\n'
            + b"x" * n_bytes
            + b"\r\n--edge--\r\n"
        )
        parts = [body[start : start + part] for start in range(0, len(body), part)]

        async def receive():
            nonlocal most
            most = max(most, bound._arriving)
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        scope = {
            "type": "http", "method": "PUT", "path": "/_stcore/upload_file/a/b",
            "headers": [(b"content-type", b"multipart/form-data; boundary=edge")],
        }  # fmt: skip
        await bound(scope, receive, None)
        record = kept.pop()
        assert record.name == "cat.png"
        try:
            return uploaded.content(UploadedFile(record, None))
        except uploaded.NoRoomError as error:
            return str(error)

    assert done(upload(700)) == b"x" * 700
    assert "Too many files are being uploaded" in done(upload(1_500))
    assert most <= 1_000
    assert done(upload(700)) == b"x" * 700  # what was refused counts no more


def test_an_upload_without_end_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_ON_THE_WAY", 1_000)
    monkeypatch.setattr(server, "HEAD", 200)
    n_read = 0

    async def read(_: dict, receive, __) -> None:
        nonlocal n_read
        while (await receive())["type"] != "http.disconnect":
            n_read += 1

    async def receive() -> dict:
        return {"type": "http.request", "body": bytes(100), "more_body": True}

    scope = {"type": "http", "path": "/_stcore/upload_file/a/b"}
    done(server.UploadBound(read)(scope, receive, None))
    assert n_read == 20  # as much as there is room for, and as much again without its content


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


@pytest.mark.parametrize(
    ("path", "is_answered"),
    [
        ("dlviz.surfaces/surfaces.js", True),
        ("dlviz.surfaces/surfaces.css", True),
        ("plotly.script/plotly.min.js", True),
        ("dlviz.surfaces/surfaces.py", False),
        ("dlviz.surfaces/__init__.py", False),
        ("base/__pycache__/mounting.cpython-311.pyc", False),
        ("dlviz.surfaces/surfaces.js/../surfaces.py", False),
        ("dlviz.surfaces/", False),
    ],
)
def test_a_component_s_folder_gives_scripts_and_styles_only(path: str, is_answered: bool) -> None:
    passed_on, said = [], []

    async def app(scope: dict, *_) -> None:
        passed_on.append(scope["path"])

    async def send(message: dict) -> None:
        said.append(message)

    scope = {"type": "http", "path": f"/base/_stcore/bidi-components/{path}"}
    done(server.ScriptsAndStyles(app)(scope, None, send))
    assert bool(passed_on) == is_answered
    assert bool(said) != is_answered
    assert is_answered or said[0]["status"] == 404
