"""ASGI middleware in front of Streamlit: security headers, and limits on uploads and messages.

`serve.py` puts these classes in front of the app. Each is a callable of (scope, receive, send).
"""

import asyncio
import base64
import hashlib
import os
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from functools import cache
from typing import Any

from dlviz.ui._compat import policy_page
from dlviz.ui._compat.addresses import component_path, upload_path
from dlviz.ui.serving import first_page, uploads
from dlviz.ui.serving.class_news import ClassNews
from dlviz.ui.serving.weights import Weights

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

MOST_ON_THE_WAY = 200_000_000  # bytes of all uploads that are arriving at the same time
A_SECOND = 25  # websocket messages per second and browser; a pen or a slider sends some 5
AT_ONCE = 50  # messages of a burst after a pause
HEAD = 65_536  # first bytes of a refused upload that are passed on: they hold the file's name
TAIL = 4_096  # last bytes that are passed on: they hold the line that ends the upload
_UPLOADS = upload_path()
_COMPONENTS = component_path()
_OF_COMPONENTS = (".js", ".css")
_ABOUT_FORM = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-range", b"range")
_ABOUT_BODY = (b"content-length", b"etag", b"last-modified")
_ANCESTORS = "DLVIZ_FRAME_ANCESTORS"
_ANCESTOR = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)


class Headers:
    """Adds security headers to every answer."""

    def __init__(self, app: App) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass every request on, and return the answers with our headers added."""

        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers()]
            await send(message)

        await self._app(scope, receive, send_more)


class FirstPage:
    """Adds our part to the HTML page that Streamlit sends first (module `first_page`)."""

    def __init__(self, app: App) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass every request on, and return HTML pages with our part added."""
        asked = dict(scope.get("headers", ())).get(b"accept", b"")
        if scope["type"] != "http" or scope["method"] != "GET" or b"text/html" not in asked:
            await self._app(scope, receive, send)
            return
        # A compressed page could not be changed, and a cached one may lack our part.
        kept = [pair for pair in scope["headers"] if pair[0] not in _ABOUT_FORM]
        start: Message = {}
        body = b""

        async def send_changed(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                if not _is_html(start):
                    await send(start)
                return
            if not _is_html(start):
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            page = first_page.with_addition(body)
            heads = [pair for pair in start["headers"] if pair[0] not in _ABOUT_BODY]
            length = (b"content-length", str(len(page)).encode())
            await send({**start, "headers": [*heads, length]})
            await send({"type": "http.response.body", "body": page})

        await self._app({**scope, "headers": kept}, receive, send_changed)


class ScriptsAndStyles:
    """Restricts the components' folders to scripts and styles.

    Streamlit serves the whole folder of a component, but its Python source lies there too.
    """

    def __init__(self, app: App) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass every request on, but answer 404 for a component's other files."""
        path = scope.get("path", "")
        if scope["type"] != "http" or _COMPONENTS not in path or path.endswith(_OF_COMPONENTS):
            await self._app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"Not Found"})


class UploadBound:
    """Drops the content of an upload while other arriving uploads take up too much memory.

    Only the beginning and the end of such a file are passed on, so Streamlit stores a short file,
    and the page explains why it is empty (`uploaded.content`). If we refused it with an HTTP
    status, Streamlit would show a technical error. Module `uploads` bounds the files that have
    arrived.
    """

    def __init__(self, app: App) -> None:
        """Stand in front of `app`."""
        self._app = app
        self._arriving = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass on all requests that are no uploads, and uploads while there is room."""
        if scope["type"] != "http" or _UPLOADS not in scope["path"]:
            await self._app(scope, receive, send)
            return
        held, dropped, tail = 0, 0, b""
        with uploads.arriving() as arrival:

            async def receive_within() -> Message:
                nonlocal held, dropped, tail
                message = await receive()
                body = message.get("body", b"")
                if held > HEAD and self._arriving + len(body) > MOST_ON_THE_WAY:
                    arrival.is_refused = True
                if not arrival.is_refused:
                    held += len(body)
                    self._arriving += len(body)
                    return message
                dropped += len(body)
                if dropped > MOST_ON_THE_WAY:
                    return {"type": "http.disconnect"}  # a cut-off upload
                tail = (tail + body)[-TAIL:]
                return {**message, "body": b"" if message.get("more_body") else tail}

            try:
                await self._app(scope, receive_within, send)
            finally:
                self._arriving -= held


class Pace:
    """Throttles the websocket messages of each browser.

    Streamlit starts a run, in a thread of its own, for every message; a thousand at once would
    block all other visitors. Messages above the limit wait in the sender's own network buffers.
    """

    def __init__(self, app: App) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass every request on; delay websocket messages that exceed the rate limit."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        saved, before = float(AT_ONCE), time.monotonic()

        async def receive_paced() -> Message:
            nonlocal saved, before
            message = await receive()
            now = time.monotonic()
            saved = min(AT_ONCE, saved + (now - before) * A_SECOND) - 1
            before = now
            if saved < 0:
                await asyncio.sleep(-saved / A_SECOND)
            return message

        await self._app(scope, receive_paced, send)


IN_FRONT = (Headers, FirstPage, ScriptsAndStyles, Weights, ClassNews, UploadBound, Pace)


def _is_html(start: Message) -> bool:
    heads = dict(start["headers"])
    return heads.get(b"content-type", b"").startswith(b"text/html") and start["status"] == 200


@cache
def headers() -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers of every answer.

    Raises:
        ValueError: if the environment variable for pages that may frame the app holds an invalid
            origin.
    """
    ancestors = frame_ancestors(os.environ.get(_ANCESTORS, ""))
    named = {
        "content-security-policy": _policy(ancestors),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",  # the link contains a visitor's state
        "permissions-policy": "camera=(self), microphone=(), geolocation=()",
        "cross-origin-opener-policy": "same-origin",
    }
    if not ancestors:  # X-Frame-Options cannot express a list of origins
        named["x-frame-options"] = "DENY"
    return tuple((name.encode(), value.encode()) for name, value in named.items())


def frame_ancestors(text: str) -> tuple[str, ...]:
    """Return the addresses of pages that may show this app in a frame.

    Args:
        text: Origins with spaces or commas between them, "https://moodle.school.edu"; a name may
            begin with "*." for all below it.

    Raises:
        ValueError: if one of them is not an origin.
    """
    origins = tuple(text.replace(",", " ").split())
    for origin in origins:
        if not _ANCESTOR.fullmatch(origin):
            raise ValueError(
                f"{_ANCESTORS} names {origin!r}, which is no origin: write https://name or "
                "https://*.name, without a path, and spaces between several."
            )
    return origins


def _policy(ancestors: Sequence[str]) -> str:
    """Return the content security policy: a page may load everything from this server only.

    Inline styles are allowed because Streamlit and plotly write them into the page. The inline
    scripts of Streamlit's own page are allowed by their hashes; no other inline script runs.
    """
    scripts = " ".join(
        f"'sha256-{_sum(text)}'" for text in [*policy_page.scripts(), first_page.script()]
    )
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {scripts} 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "connect-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors " + (" ".join(ancestors) or "'none'"),
        ]
    )


def _sum(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
