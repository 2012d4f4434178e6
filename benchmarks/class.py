"""Measures one teacher and 200 phones in a class, with real websocket sessions.

    python benchmarks/class.py [--smoke]

Every phone opens the link of the class, joins it and keeps a request for news open, as the page's
script does (components/class_news); so does the projector. The teacher presses the page's own
buttons. Each question is answered twice, in both rounds, after up to so many seconds; a phone alone
changes its answer some times. A vote takes from the tap until the page with the answer has been
sent. The projector's count is as old as the oldest vote that it lacks, from the tap. A drawing
takes from "Send" until the projector's page with its readings has been sent. Server and phones
share the machine, so the times include the phones' own CPU time. The server of a full run keeps a
closed page for 5 s instead of ten minutes, so that its memory afterwards can be read soon.
"""

import asyncio
import itertools
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
from harness import Claim, Stage, Table, main, percentile, serving_process
from load import an_answer, completed, resident
from visitor import Answer, Visitor

from dlviz.datasets.strokes import STYLES, draw, place

N_PHONES, N_DRAWING = 200, 30
SLOW, QUICK = 10.0, 2.0  # seconds in which a class votes
JOINING = 10.0  # seconds in which all come in
CHANGES = 10  # votes of a phone that is alone
DRAWINGS = 3  # of each phone
KEPT = 5  # seconds for which the server keeps a closed page
WIDTH = 18  # of the pen, in pixels of the pad
FREED = 20.0  # seconds after which all data of a class is freed
PATIENCE = 20.0  # seconds until something counts as lost
MOST_MS, MOST_OLD, MOST_WALL, MOST_MB = 500.0, 1.0, 1.0, 1.0
MOST_AFTER = 1.05  # memory afterwards over that before
_COUNT = re.compile(r"\*\*(\d+) of \d+\*\* ha(?:s|ve) answered|our error \(of ([\d,]+)\)")


@dataclass
class Log:
    """What was measured in one row of a table.

    Attributes:
        took: Seconds of each vote, or of each drawing until the phone shows that it was sent.
        taps: When each phone gave its first vote of a round, or its drawings.
        oldest: Seconds by which the projector was behind at most.
        followed: Seconds until the last phone showed the teacher's step, for each step.
        errors: Texts of the errors.
    """

    took: list[float] = field(default_factory=list)
    taps: list[float] = field(default_factory=list)
    oldest: float = 0.0
    followed: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Member:
    """A tab on the page of a class, which hears of its news.

    Attributes:
        visitor: Its session.
        n_heard: How often it has shown news.
        log: Where errors go.
    """

    def __init__(self, address: str, log: Log, **query: str) -> None:
        """Prepare a tab; the arguments are the server's address, and the page's query."""
        self.visitor = Visitor(address, "classroom", **query)
        self.n_heard = 0
        self.log = log
        self._place = urlsplit(address)
        self._one_by_one = asyncio.Lock()
        self._listening: asyncio.Task[None] | None = None
        self._sequence = itertools.count(1)

    async def act(self, key: str, value: object) -> Answer:
        """Set a widget when the server has answered to what came before."""
        async with self._one_by_one:
            answer = await self.visitor.set(key, value)
        self.log.errors += answer.errors
        self.look(answer)
        return answer

    async def report(self, key: str, name: str, **said: object) -> Answer:
        """Let the script of the component `key` send a message."""
        return await self.act(key, {name: said | {"sequence": next(self._sequence)}})

    def look(self, answer: Answer) -> None:
        """Look at what has come."""

    def given(self, key: str) -> dict[str, Any]:
        """Return the data that a component was given last."""
        given: dict[str, Any] = json.loads(self.visitor.data[key])
        return given

    def listen(self) -> None:
        """Ask for news from now on."""
        self._listening = asyncio.create_task(self._listen())

    async def leave(self) -> None:
        """Close the tab; what has ended its listening is an error."""
        if self._listening is not None:
            self._listening.cancel()
            (ended,) = await asyncio.gather(self._listening, return_exceptions=True)
            if isinstance(ended, Exception):
                self.log.errors.append(repr(ended))
        await self.visitor.leave()

    async def _listen(self) -> None:
        now = None
        while now != "":
            asked = self.given("class_news")
            answer = await self._news(**asked)
            if answer["wait"]:
                await asyncio.sleep(answer["wait"])
            now = answer["now"]
            if now == asked["seen"] or self.given("class_news")["seen"] != asked["seen"]:
                continue
            await self.report("class_news", "heard", now=now)
            self.n_heard += 1

    async def _news(
        self, *, path: str, room: str, seen: str, key: str, header: str, **_: object
    ) -> dict[str, Any]:
        query = urlencode({"room": room, "seen": seen})
        heads = f"Host: {self._place.netloc}\r\n{header}: {key}\r\nConnection: close"
        reader, writer = await asyncio.open_connection(self._place.hostname, self._place.port)
        try:
            writer.write(f"GET /{path}?{query} HTTP/1.1\r\n{heads}\r\n\r\n".encode())
            answer = await reader.read()
        finally:
            writer.close()
        said: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
        return said


class Projector(Member):
    """The teacher's tab.

    Attributes:
        counts: When it showed how many votes or drawings, in the present round.
    """

    def __init__(self, address: str, log: Log) -> None:
        """Prepare the tab."""
        super().__init__(address, log)
        self.counts: list[tuple[float, int]] = []

    async def open(self) -> str:
        """Open a class; return its code."""
        self.log.errors += (await self.visitor.arrive()).errors
        for key in ("class", "class_begin"):
            await self.act(key, None)
        self.listen()
        return str(self.given("class_news")["room"])

    def look(self, answer: Answer) -> None:
        """Note how many votes or drawings are on the page."""
        for text in answer.texts:
            if found := _COUNT.search(text):
                count = int((found[1] or found[2]).replace(",", ""))
                self.counts.append((time.perf_counter(), count))

    async def follow(self, phones: Sequence["Phone"], *keys: str) -> None:
        """Press buttons; wait until every phone shows what the last one does."""
        for key in keys[:-1]:
            await self.act(key, None)
        heard = [phone.n_heard for phone in phones]
        start = time.perf_counter()
        await self.act(keys[-1], None)
        await self._until(
            lambda: all(own.n_heard > was for own, was in zip(phones, heard, strict=True)),
            f"not every phone has heard of {keys[-1]}",
        )
        self.log.followed.append(time.perf_counter() - start)

    async def note_oldest(self) -> None:
        """Wait until all votes or drawings are here, and note how late the latest was."""
        taps = sorted(self.log.taps)
        await self._until(
            lambda: self.counts[-1:] and self.counts[-1][1] >= len(taps),
            f"fewer than {len(taps)} have come: {self.counts[-1:]}",
        )
        if self.counts[-1][1] > len(taps):
            self.log.errors.append(f"{self.counts[-1][1]} of {len(taps)} have come")
        for number, tap in enumerate(taps, 1):
            shown = (at for at, count in self.counts if count >= number)
            self.log.oldest = max(self.log.oldest, next(shown, tap + PATIENCE) - tap)

    def begin_round(self) -> None:
        """Count anew."""
        self.counts.clear()
        self.log.taps.clear()

    async def _until(self, is_so: Callable[[], object], otherwise: str) -> None:
        last = time.perf_counter() + PATIENCE
        while not is_so():
            if time.perf_counter() > last:
                self.log.errors.append(otherwise)
                return
            await asyncio.sleep(0.01)


class Phone(Member):
    """A pupil's tab."""

    def __init__(self, address: str, log: Log, code: str, number: int) -> None:
        """Prepare the tab of the pupil with this number."""
        super().__init__(address, log, room=code)
        self.rng = random.Random(number)
        self._n_drawn = 0  # in this round

    async def join(self) -> None:
        """Open the link and join the class."""
        self.log.errors += (await self.visitor.arrive()).errors
        session = self.given("frame_history")["session"]
        await self.act("frame_history", {"members": {"session": session, "all": []}})
        self.listen()

    async def vote(self) -> None:
        """Answer the question."""
        tap = time.perf_counter()
        asked = self.given("class_question")["asked"]
        answer = await self.report(
            "class_question", "said",
            identity=asked["identity"], act="answer", answer=an_answer(asked, self.rng),
        )  # fmt: skip
        self._sent(tap, answer, "Your answer")

    async def change(self) -> None:
        """Answer once more, instead of the answer before."""
        await self.vote()
        self.log.taps.pop()

    def begin_round(self) -> None:
        """Begin a round of handwriting."""
        self._n_drawn = 0

    async def draw(self) -> None:
        """Draw what is asked for and send it."""
        drawn = {"strokes": strokes_of(self._n_drawn % 10, self.rng), "loaded": None, "change": 1}
        restored = self.given("class_pad")["restored"]["number"]
        await self.report("class_pad", "ink", **drawn, restored=restored)
        tap = time.perf_counter()
        answer = await self.act("class_send_drawing", None)
        self._n_drawn += 1
        self._sent(tap, answer, f"**On the wall from you: {self._n_drawn}**")

    def _sent(self, tap: float, answer: Answer, sign: str) -> None:
        self.log.took.append(time.perf_counter() - tap)
        self.log.taps.append(tap)
        if not any(text.startswith(sign) for text in answer.texts):
            self.log.errors.append(f"not confirmed: {answer.texts}")


class Lesson:
    """A class from its opening to its end.

    Args:
        address: Of the server.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._phones: list[Phone] = []
        self._code = ""
        self.teacher = Projector(address, Log())

    async def begin(self) -> None:
        """Open the class."""
        self._code = await self.teacher.open()

    async def grow(self, n: int, within: float) -> Log:
        """Let pupils come in until there are `n`; return their errors."""
        log = self._renewed()
        new = [
            Phone(self._address, log, self._code, number) for number in range(len(self._phones), n)
        ]
        self._phones += new
        await _spread(new, Phone.join, within)
        return log

    async def vote(self, within: float) -> Log:
        """Ask, let all vote, discuss and vote again, and tell."""
        log, (teacher, phones) = self._renewed(), (self.teacher, self._phones)
        await teacher.follow(phones, "class_ask_another", "class_ask_drawn")
        for is_second in (False, True):
            if is_second:
                await teacher.follow(phones, "class_discuss")
                await teacher.follow(phones, "class_again")
            teacher.begin_round()
            await _spread(phones, Phone.vote, within if len(phones) > 1 else 0)
            await teacher.note_oldest()
            if len(phones) == 1:
                for _ in range(CHANGES):
                    await asyncio.sleep(within / CHANGES)
                    await phones[0].change()
        await teacher.follow(phones, "class_tell")
        return log

    async def draw(self, n_drawings: int, within: float) -> Log:
        """Let every phone draw so many digits, each some time `within` so many seconds."""
        log, (teacher, phones) = self._renewed(), (self.teacher, self._phones)
        await teacher.follow(phones, "class_handwriting", "class_draw")
        for phone in phones:
            phone.begin_round()
        teacher.begin_round()
        for _ in range(n_drawings):
            await _spread(phones, Phone.draw, within)
            await teacher.note_oldest()
        await teacher.follow(phones, "class_rest")
        return log

    async def end(self) -> Log:
        """End the class, and close all tabs."""
        log, phones = self._renewed(), self._phones
        await self.teacher.follow(phones, "class_end")
        await asyncio.gather(*(own.leave() for own in (self.teacher, *phones)))
        return log

    def _renewed(self) -> Log:
        log = Log()
        for own in (self.teacher, *self._phones):
            own.log = log
        return log


def strokes_of(digit: int, rng: random.Random) -> list[dict[str, object]]:
    """Return a digit in some handwriting, as the drawing pad sends it."""
    draws = np.random.default_rng(rng.getrandbits(32))
    style = rng.choice(list(STYLES[digit]))
    lines = place(draw(style, draws), WIDTH, draws)
    return [{"points": line.ravel().tolist(), "width": WIDTH} for line in lines]


async def _spread(
    phones: Sequence[Phone], act: Callable[[Phone], Coroutine[Any, Any, None]], within: float
) -> None:
    """Let each phone do something, some time `within` so many seconds."""

    async def later(phone: Phone) -> None:
        await asyncio.sleep(phone.rng.uniform(0, within))
        try:
            await act(phone)
        except Exception as error:
            phone.log.errors.append(repr(error))

    await asyncio.gather(*(later(phone) for phone in phones))


def row_of(title: str, n: int, log: Log, alone: float) -> tuple[object, ...]:
    """Return a row of votes; `alone` is the p95 of a phone alone, in seconds."""
    p95 = percentile(log.took, 0.95)
    return (
        n, title, len(log.took), f"{1e3 * statistics.median(log.took):.0f}", f"{1e3 * p95:.0f}",
        f"{p95 / alone:.2f}", f"{log.oldest:.2f}", f"{max(log.followed):.2f}", len(log.errors),
    )  # fmt: skip


HEAD = (
    "phones", "all vote within", "votes", "p50 ms", "p95 ms", "ratio: p95 / alone",
    "projector's count at most so old, s", "last phone shows the teacher's step after, s",
    "errors",
)  # fmt: skip


@dataclass
class Measured:
    """What a lesson has given.

    Attributes:
        alone: A single phone that votes.
        votes: Of a class that votes, by the number of phones and by the seconds in which they do.
        drawings: Of a phone that draws alone, and of a class that draws.
        memory: MB of the server before its first class, after it, with all phones, and afterwards.
        others: What gave no times: errors only.
    """

    alone: Log
    votes: dict[tuple[int, float], Log]
    drawings: dict[int, Log]
    memory: tuple[float, float, float, float]
    others: list[Log]


async def measure(
    address: str, pid: int, few: int, many: int, slow: float, quick: float, freed: float
) -> Measured:
    """Measure a lesson with one phone, then with `few`, then with `many`.

    Args:
        address: Address of the server.
        pid: Its process.
        few: Number of phones that draw at once.
        many: Number of phones that vote.
        slow: Seconds in which a class votes.
        quick: Seconds in which it votes, or draws, if all are quick.
        freed: Seconds to wait before the memory afterwards is read.
    """
    fresh = await whole_lesson(address, pid, many, quick, freed)
    before = resident(pid)
    lesson = Lesson(address)
    await lesson.begin()
    others = [await lesson.grow(1, 0)]
    alone = await lesson.vote(quick)
    drawings = {1: await lesson.draw(DRAWINGS, 0)}
    others.append(await lesson.grow(few, quick))
    votes = {(few, slow): await lesson.vote(slow)}
    drawings[few] = await lesson.draw(DRAWINGS, quick)
    others.append(await lesson.grow(many, slow))
    for within in (slow, quick):
        votes[many, within] = await lesson.vote(within)
    during = resident(pid)
    others.append(await lesson.end())
    await asyncio.sleep(freed)
    return Measured(alone, votes, drawings, (fresh, before, during, resident(pid)), others)


async def whole_lesson(address: str, pid: int, n: int, within: float, freed: float) -> float:
    """Let two phones do everything once, so that shared data is loaded; then let `n` vote.

    Return the memory before they did, in MB. The first class of `n` leaves most of what stays; a
    second one of as many adds little.
    """
    fresh = 0.0
    for n_phones, n_drawings in ((2, 1), (n, 0)):
        fresh = resident(pid)
        lesson = Lesson(address)
        await lesson.begin()
        await lesson.grow(n_phones, n_phones * within / N_DRAWING)
        await lesson.vote(within)
        if n_drawings:
            await lesson.draw(n_drawings, within)
        await lesson.end()
    await asyncio.sleep(freed)
    return fresh


def tables(stage: Stage) -> Iterator[Table]:
    """Measure a class that votes, a class that draws, and memory."""
    if stage.is_smoke:
        lesson = measure(stage.app, stage.process, 3, 5, 0.2, 0.1, 0)
        yield from of_lesson(completed(lesson), 5, 0)
        return
    with serving_process(f"--server.disconnectedSessionTTL={KEPT}") as (address, pid):
        lesson = measure(address, pid, N_DRAWING, N_PHONES, SLOW, QUICK, FREED)
        yield from of_lesson(completed(lesson), N_PHONES, FREED)


def of_lesson(found: Measured, n: int, freed: float) -> Iterator[Table]:
    """Yield the tables of votes, drawings and memory, and print errors."""
    logs = [found.alone, *found.votes.values(), *found.drawings.values(), *found.others]
    errors = [error for log in logs for error in log.errors]
    for error in errors[:5]:
        print(error, file=sys.stderr)
    yield of_votes(found, n, len(errors))
    yield of_drawings(found)
    yield of_memory(found, n, freed)


def of_votes(found: Measured, n: int, n_errors: int) -> Table:
    """Return the table of votes."""
    alone = percentile(found.alone.took, 0.95)
    rows = [row_of("", 1, found.alone, alone)]
    rows += [row_of(f"{s:g} s", n, log, alone) for (n, s), log in found.votes.items()]
    slowest = max(percentile(log.took, 0.95) for log in found.votes.values())
    return Table(
        f"A vote in two rounds, from the tap to the answer on the phone, {n} phones and fewer "
        "against one phone alone, which votes again and again",
        HEAD,
        rows,
        [
            Claim("p95 of a vote in ms, the slowest class", 1e3 * slowest, MOST_MS),
            Claim(
                "age of the projector's count in s, at most",
                max(log.oldest for log in found.votes.values()),
                MOST_OLD,
            ),
            Claim("errors, lost votes and lost drawings", n_errors, 0),
        ],
    )


def of_drawings(found: Measured) -> Table:
    """Return the table of drawings."""
    alone = found.drawings[1].oldest
    rows = []
    for n, log in found.drawings.items():
        took = f"{1e3 * statistics.median(log.took):.0f}", f"{1e3 * percentile(log.took, 0.95):.0f}"
        ratio = f"{log.oldest / alone:.2f}"
        rows.append((n, len(log.took), *took, f"{log.oldest:.2f}", ratio, len(log.errors)))
    n, most = max(found.drawings), max(log.oldest for log in found.drawings.values())
    return Table(
        f"{DRAWINGS} drawings of each phone, from \"Send\" to the phone and to the wall with what "
        "four models read, all phones within 2 s, against one phone alone",
        ("phones", "drawings", "p50 ms", "p95 ms", "on the wall after at most, s",
         "ratio: wall / alone", "errors"),
        rows,
        [Claim(f"s until the wall has each drawing of {n} phones", most, MOST_WALL)],
    )  # fmt: skip


def of_memory(found: Measured, n: int, freed: float) -> Table:
    """Return the table of the server's memory."""
    fresh, before, during, after = found.memory
    each = (during - fresh) / n
    return Table(
        f"Memory of the server, {n} phones against none; afterwards is {freed:g} s after the class "
        "has ended and all pages were closed",
        ("", "MB", "MB a phone more than before any", "ratio: this / before"),
        [
            ("before any such class", f"{fresh:.0f}", "", f"{fresh / before:.2f}"),
            ("before, after another class", f"{before:.0f}", "", "1.00"),
            ("all phones in the class", f"{during:.0f}", f"{each:.2f}", f"{during / before:.2f}"),
            ("afterwards", f"{after:.0f}", "", f"{after / before:.2f}"),
        ],
        [
            Claim("MB a phone", each, MOST_MB),
            Claim("memory afterwards over before", after / before, MOST_AFTER),
        ],
    )


if __name__ == "__main__":
    main(tables, __doc__)
