"""Tells phones and projectors when something in their class has changed.

A browser asks once and waits for the answer: it comes at once if the browser has seen something
else, else as soon as there is something new. So two hundred phones at rest cost one look at a
number twice a second. Whoever is not in the class learns nothing, not even that it exists.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from weakref import WeakSet

from dlviz.ui.serving import rooms

if TYPE_CHECKING:
    from dlviz.ui.serving.server import App, Message, Receive, Send

PATH = "_class/news"  # below the server's base URL
KEY = b"x-dlviz-class"  # header with the key of who asks: proxies do not write headers into logs
PATIENCE = 25.0  # seconds until an answer without news; a proxy waits a minute
ROUND = 0.5  # seconds between two looks at the rooms
PACE = 0.5  # seconds between two answers to a teacher that only tell of votes
LATER = 10  # seconds until somebody for whom there is no place asks again
MOST = 5_000  # requests that wait in this process
MOST_OF_NETWORK = 1_000  # a school has one address
MOST_OF_ONE = 4  # tabs of one pupil
GONE = ""  # the news for those who are in no such class


@dataclass(eq=False, slots=True)
class _Waiter:
    """A request that waits.

    Attributes:
        code: The room's.
        identity: Of who asks, as the room knows it.
        network: Where the request comes from.
        seen: The news that the browser has.
        now: The news that woke it.
        woken: Set when there is something new.
    """

    code: str
    identity: str
    network: str
    seen: str
    now: str = ""
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class _Watch:
    """The requests that wait, and the one task that looks at their rooms meanwhile."""

    def __init__(self) -> None:
        self._waiters: dict[str, set[_Waiter]] = {}  # by code
        self._of_network: Counter[str] = Counter()
        self._of_one: Counter[str] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._poked: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        """How many wait."""
        return self._of_network.total()

    def has_room(self, waiter: _Waiter) -> bool:
        """Return whether one more may wait."""
        return (
            self.count < MOST
            and self._of_network[waiter.network] < MOST_OF_NETWORK
            and self._of_one[waiter.identity] < MOST_OF_ONE
        )

    @contextmanager
    def waiting(self, waiter: _Waiter) -> Iterator[None]:
        """Let a request wait during the block."""
        self._begin()
        self._waiters.setdefault(waiter.code, set()).add(waiter)
        counts = ((self._of_network, waiter.network), (self._of_one, waiter.identity))
        for counter, name in counts:
            counter[name] += 1
        try:
            yield
        finally:
            own = self._waiters[waiter.code]
            own.discard(waiter)
            if not own:
                del self._waiters[waiter.code]
            for counter, name in counts:
                counter[name] -= 1
                if not counter[name]:
                    del counter[name]

    def poke(self) -> None:
        """Look at once; it can be called from any thread."""
        if self._loop is not None and self._poked is not None:
            with suppress(RuntimeError):  # the server is shutting down
                self._loop.call_soon_threadsafe(self._poked.set)

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._loop, self._poked = asyncio.get_running_loop(), asyncio.Event()
            self._task = self._loop.create_task(self._look(self._poked))

    async def _look(self, poked: asyncio.Event) -> None:
        known: dict[str, int] = {}
        await asyncio.sleep(0)  # the first to wait is not in the table yet
        while self._waiters:
            poked.clear()
            for code in list(self._waiters):
                version, pupils, teacher = await asyncio.to_thread(_news, code, known.get(code, 0))
                if version != known.get(code, 0):
                    known[code] = version
                    self._wake(code, pupils, teacher)
            with suppress(TimeoutError):
                await asyncio.wait_for(poked.wait(), ROUND)

    def _wake(self, code: str, pupils: str, teacher: str) -> None:
        from dlviz.classroom import news

        for waiter in self._waiters.get(code, ()):
            now = teacher if news.is_teachers(waiter.seen) else pupils
            if now != waiter.seen:
                waiter.now = now
                waiter.woken.set()


_WATCHES: WeakSet[_Watch] = WeakSet()


def poke() -> None:
    """Let all who wait know at once that a teacher has done something; from any thread."""
    for watch in list(_WATCHES):
        watch.poke()


class ClassNews:
    """Answers requests for news of a class."""

    def __init__(self, app: "App") -> None:
        """Stand in front of `app`."""
        self._app = app
        self._watch = _Watch()
        _WATCHES.add(self._watch)

    async def __call__(self, scope: "Message", receive: "Receive", send: "Send") -> None:
        """Pass every other request on."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not scope["path"].endswith(f"/{PATH}")
        ):
            await self._app(scope, receive, send)
            return
        waiter = _asked(scope)
        if waiter is None:
            await _answer(send, GONE)
        elif not self._watch.has_room(waiter):
            await _answer(send, waiter.seen, LATER)
        else:
            with self._watch.waiting(waiter):
                now, wait = await self._now(waiter, receive)
            await _answer(send, now, wait)

    async def _now(self, waiter: _Waiter, receive: "Receive") -> tuple[str, int]:
        """Return the news, waiting for them, and after how many seconds to ask again."""
        from dlviz.classroom import news
        from dlviz.classroom.refusal import RefusedError

        since = time.monotonic()
        try:
            now = await asyncio.to_thread(_for_somebody, waiter)
        except RefusedError:  # the store is away
            return waiter.seen, LATER
        if now == waiter.seen != GONE:  # a stranger must not wait for what wakes the others
            now = await _next(waiter, receive)
        is_vote = news.step_of(now) == news.step_of(waiter.seen) and now != waiter.seen
        if is_vote:
            await asyncio.sleep(max(0.0, since + PACE - time.monotonic()))
        return now, 0


def _asked(scope: "Message") -> _Waiter | None:
    """Return what a request asks for; None if nobody in a class can ask that."""
    from dlviz.classroom import codes, pacing

    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    code = codes.read_code(asked.get("room", [""])[0])
    headers = dict(scope["headers"])
    key = headers.get(KEY, b"").decode("latin-1")
    if code is None or not codes.is_key(key):
        return None
    peer, _ = scope.get("client") or (None, 0)
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
    network = pacing.network_of(pacing.sender_of(peer, forwarded))
    return _Waiter(code, codes.id_of(key), network, asked.get("seen", [""])[0][:64])


async def _next(waiter: _Waiter, receive: "Receive") -> str:
    """Wait until there is something new, the browser has gone, or it took too long."""
    waits = [
        asyncio.ensure_future(waiter.woken.wait()),
        asyncio.ensure_future(_has_left(receive)),
    ]
    try:
        await asyncio.wait(waits, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return waiter.now if waiter.woken.is_set() else waiter.seen


async def _has_left(receive: "Receive") -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _for_somebody(waiter: _Waiter) -> str:
    """Return the present news for who asks.

    Raises:
        RefusedError: if the store is away.
    """
    from dlviz.classroom import news
    from dlviz.classroom.refusal import UnknownRoomError

    try:
        snapshot = rooms.store().of_pupil(waiter.code, waiter.identity)
    except UnknownRoomError:
        return GONE
    return news.for_somebody(snapshot, waiter.identity) or GONE


def _news(code: str, known: int) -> tuple[int, str, str]:
    """Return a room's version, and its news for pupils and for the teacher.

    Nothing is looked up if the version is the known one. A room that has ended has version -1.
    """
    from dlviz.classroom import news
    from dlviz.classroom.refusal import RefusedError, UnknownRoomError

    try:
        if rooms.store().version(code) == known:
            return known, "", ""
        snapshot = rooms.store().whole(code)
    except UnknownRoomError:
        return -1, GONE, GONE
    except RefusedError:  # the store is away: later
        return known, "", ""
    return snapshot.version, news.of_pupils(snapshot.room), news.of_teacher(snapshot)


async def _answer(send: "Send", now: str, wait: int = 0) -> None:
    body = json.dumps({"now": now, "wait": wait}, separators=(",", ":")).encode()
    heads = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": heads})
    await send({"type": "http.response.body", "body": body})
