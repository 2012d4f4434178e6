"""Measures how many visitors one machine can serve, with real websocket sessions.

    python benchmarks/load.py [--smoke]         one, thirty and sixty visitors, for a shorter time
    python benchmarks/load.py 1 10 30 60        so many, a minute each, and docs/images/load.png
    python benchmarks/load.py soak              10,000 actions of thirty visitors: does it grow?

Of every three visitors one draws a digit, one drags the weights of the two-input network, one
changes kernels of a photo. While a hand moves, the page sends at most five messages a second, fewer
if the server answers slowly (components/base/pace.js, as here), and one when the hand rests; the
table before has the rate of earlier versions, 12.5. Nobody begins in the same moment as another:
all arrive within 2 s, and then all begin within 2 s. Of every twelve one uploads a photo of its own
every 20 s while it does so, and one does on "Photos", where a network classifies it. Two more
visitors train. A single visitor does the three things one after the other. A light action is a
message of a hand or a chosen kernel, once all visitors have arrived (within 2 s); its time is from
the message until the page has been sent. Server and visitors share the machine, unlike thirty real
browsers, so the times include the visitors' own CPU time.
"""

import asyncio
import io
import itertools
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import plotly.graph_objects
from harness import (
    ROOT,
    Claim,
    Stage,
    Table,
    as_before,
    main,
    number,
    percentile,
    serving_process,
    stage,
)
from PIL import Image
from visitor import Answer, Visitor

from dlviz.kernels import KERNELS

T = TypeVar("T")
COUNTS = (1, 30, 60)
COUNTS_EARLIER = (1, 30)
MOST_RATIO, MOST_MS = 2.5, {30: 200.0, 60: 500.0}  # of the 95th percentile, by number of visitors
SECONDS = 10.0  # for each number of visitors; a minute if numbers are given
FREED = 60.0  # seconds after which all data of a visitor is freed
SOAK, SOAKERS, EVERY = 10_000, 30, 1_000
PLOT = ROOT / "docs" / "images" / "load.png"
PHOTO_EVERY = 20.0
# The numbers of the page's own pace, in ms; then the seconds between messages of earlier versions.
PACE = ROOT / "dlviz/ui/components/base/pace.js"
OF_PACE = {
    name: int(ms)
    for name, ms in re.findall(r"const ([A-Z]+) = (\d+)", PACE.read_text(encoding="utf-8"))
}
LEAST, MOST, QUICK = (OF_PACE[name] / 1_000 for name in ("LEAST", "MOST", "QUICK"))
WITHIN = 2.0  # seconds in which all visitors arrive, and in which all begin to act
EVERY_MOVE, EVERY_MOVE_EARLIER = LEAST, 0.08
MOVE = 0.96  # seconds of a stroke, and of a drag
POINT_EVERY = 0.02  # seconds between the points of a stroke
TWO_STROKES = 0.3  # share of the digits that take two strokes, as people write 4, 5 and 7
PAUSE = (0.2, 0.6)  # seconds between two strokes of a digit
REST = (1.0, 4.0)  # seconds between two actions


@dataclass
class Log:
    """The response times and errors of all visitors of a run.

    Attributes:
        every: Seconds between two messages of a moving hand.
        roles: What the visitors do, in turn.
        light: Seconds of each light action.
        photos: Seconds of each uploaded photo.
        arrivals: Seconds until a page was open, of each visitor.
        errors: Texts of the errors.
        changes: Numbers of what hands change; each is larger than those before.
    """

    every: float = EVERY_MOVE
    roles: "Sequence[Role] | None" = None
    light: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    changes: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def note(self, answer: Answer, into: list[float]) -> None:
        """Record an answer's time and errors."""
        into.append(answer.seconds)
        self.errors += answer.errors


def pen(rng: random.Random) -> list[float]:
    """Return the points of a stroke as the pad sends them, x and y in turn."""
    points = [rng.uniform(60, 220), rng.uniform(60, 220)]
    for _ in range(round(MOVE / POINT_EVERY)):
        points += [max(30, min(250, value + rng.uniform(-10, 10))) for value in points[-2:]]
    return [round(value, 1) for value in points]


async def moves(visitor: Visitor, log: Log) -> AsyncIterator[float]:
    """Yield the share of a hand's move that is done at each of its messages; the last is 1."""
    start = time.perf_counter()
    every = pace_of(visitor, log)
    due = start if every == log.every else start + every
    while due < start + MOVE:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sent = time.perf_counter()
        yield (sent - start) / MOVE
        note_answer(visitor)
        due = max(time.perf_counter(), sent + pace_of(visitor, log))
    await asyncio.sleep(max(0.0, start + MOVE - time.perf_counter()))
    yield 1.0
    note_answer(visitor)


def note_answer(visitor: Visitor) -> None:
    """Note how long the answer to a hand's message took, as components/base/pace.js does."""
    visitor.took = max(visitor.answered, visitor.took / OF_PACE["FORGET"])


def pace_of(visitor: Visitor, log: Log) -> float:
    """Return the seconds between two messages of a hand, as components/base/pace.js does."""
    if log.every != EVERY_MOVE:
        return log.every
    return min(MOST, log.every + OF_PACE["SHARE"] * max(0.0, visitor.took - QUICK))


async def draws(visitor: Visitor, log: Log, rng: random.Random) -> None:
    """Draw a digit of one stroke or two."""
    strokes: list[dict[str, object]] = []
    for is_second in (False, True):
        if is_second:
            if rng.random() > TWO_STROKES:
                return
            await asyncio.sleep(rng.uniform(*PAUSE))
        points = pen(rng)
        async for share in moves(visitor, log):
            seen = points[: 2 + 2 * round(share * (len(points) / 2 - 1))]
            change = next(log.changes)
            ink = {
                "sequence": change,
                "change": change,
                "strokes": [*strokes, {"points": seen, "width": 18}],
            }
            log.note(await visitor.set("digits_pad", {"ink": ink}), log.light)
        strokes.append({"points": points, "width": 18})


async def drags(visitor: Visitor, log: Log, rng: random.Random) -> None:
    """Drag one weight."""
    weights = [0, 0.25, -0.25, 0, 1, 1, 0, 1, -1]
    place, goal = rng.randrange(9), rng.uniform(-2, 2)
    first = weights[place]
    async for share in moves(visitor, log):
        weights[place] = first + share * (goal - first)
        message = {
            "values": weights,
            "done": share == 1,
            "stamp": 1,
            "change": 1 + round(99 * share),
        }
        log.note(await visitor.set("two_inputs_editor", {"weights": message}), log.light)


async def convolves(visitor: Visitor, log: Log, rng: random.Random) -> None:
    """Choose another kernel for the photo."""
    log.note(await visitor.set("convolution_kernel_name", rng.choice(list(KERNELS))), log.light)


async def answers(visitor: Visitor, log: Log, rng: random.Random) -> None:
    """Answer a question, and ask for another one."""
    for act in ("answer", "next"):
        asked = json.loads(visitor.data["frame_question"])["asked"]
        said = {
            "identity": asked["identity"],
            "act": act,
            "answer": an_answer(asked, rng),
            "sequence": next(log.changes),
        }
        log.note(await visitor.set("frame_question", {"said": said}), log.light)
        await asyncio.sleep(rng.uniform(*PAUSE))


def an_answer(asked: dict[str, Any], rng: random.Random) -> dict[str, object]:
    """Return any answer to a question, as the component sends it."""
    index, text, numbers = -1, "", []
    if asked["kind"] == "choose":
        index = rng.randrange(len(asked["items"]))
    elif asked["kind"] == "number":
        text = str(rng.randrange(100))
    elif asked["kind"] == "order":
        numbers = rng.sample(range(len(asked["items"])), len(asked["items"]))
    elif asked["kind"] == "place":
        numbers = [rng.randrange(asked["cells"][side]) for side in ("rows", "columns")]
    else:
        numbers = [asked["axes"]["low"]] * len(asked["axes"]["x"])
    return {"index": index, "text": text, "numbers": numbers}


Role = tuple[str, dict[str, str], Callable]
ROLES: tuple[Role, ...] = (
    ("digits", {}, draws),
    ("two_inputs", {}, drags),
    ("convolution", {"convolution_view": "On a photo"}, convolves),
)
ANSWERING: tuple[Role, ...] = tuple(
    (page, {"ask": f"{question}/1/1"}, answers)
    for page, question in (
        ("digits", "digits_softmax"),
        ("two_inputs", "two_inputs_hidden"),
        ("convolution", "conv_output_size"),
    )
)
UPLOADERS = {2: "convolution_photo_file", 8: "photos_own_files"}  # of every twelve visitors


async def looks(_visitor: Visitor, _log: Log, _rng: random.Random) -> None:
    """Look at what the network says about the photo."""


@dataclass
class Guest:
    """A visitor who has opened its page, and what it will do there.

    Attributes:
        visitor: Its session.
        act: What it does again and again.
        log: Where its times go.
        rng: Its random numbers.
        uploader: Key of the uploader that gets its photos; "" if it uploads none.
    """

    visitor: Visitor
    act: Callable
    log: Log
    rng: random.Random
    uploader: str

    async def acts(self, is_over: Callable[[], bool], within: float = WITHIN) -> Visitor:
        """Act until the end, at least once; return the visitor, still connected.

        The first act begins after up to `within` seconds: no two people begin in the same moment.
        """
        await asyncio.sleep(self.rng.uniform(0, within))
        next_photo = time.perf_counter() + self.rng.uniform(0, PHOTO_EVERY)
        for turn in itertools.count():
            await self.act(self.visitor, self.log, self.rng)
            if self.uploader and time.perf_counter() > next_photo:
                next_photo += PHOTO_EVERY
                await self._upload(f"{turn}.jpg")
            if is_over():
                return self.visitor
            await asyncio.sleep(self.rng.uniform(*REST))
        raise AssertionError

    async def _upload(self, name: str) -> None:
        taken = await asyncio.to_thread(photo, self.rng)
        answer = await self.visitor.upload(self.uploader, name, taken)
        self.log.note(answer, self.log.photos)


async def arrive(address: str, number: int, log: Log, *, within: float = WITHIN) -> Guest:
    """Open a page as the visitor with this number, some time `within` that many seconds."""
    rng = random.Random(number)
    roles = log.roles or ROLES
    page, query, act = roles[number % len(roles)]
    uploader = "" if log.roles else UPLOADERS.get(number % 12, "")
    if uploader == "photos_own_files":
        page, query, act = "photos", {}, looks
    elif uploader:
        query = query | {"convolution_photo": "my own photo"}
    visitor = Visitor(address, page, **query)
    await asyncio.sleep(rng.uniform(0, within))
    log.note(await visitor.arrive(), log.arrivals)
    return Guest(visitor, act, log, rng, uploader)


async def visit(
    address: str, numbers: Sequence[int], log: Log, seconds: float
) -> list[Visitor | BaseException]:
    """Let visitors open their pages, and act for so many seconds once all have arrived.

    Return the visitors, still connected, or their exceptions.
    """
    within = min(WITHIN, seconds)
    arriving = (arrive(address, number, log, within=within) for number in numbers)
    arrived = await asyncio.gather(*arriving, return_exceptions=True)
    is_over = until(time.perf_counter() + seconds)
    guests = [own for own in arrived if isinstance(own, Guest)]
    acting = await asyncio.gather(
        *(own.acts(is_over, within) for own in guests), return_exceptions=True
    )
    return [*acting, *(own for own in arrived if isinstance(own, BaseException))]


def until(end: float) -> Callable[[], bool]:
    """Return a function that tells whether `end` has passed."""
    return lambda: time.perf_counter() > end


def photo(rng: random.Random) -> bytes:
    """Return a JPEG of twelve megapixels, as phones take them."""
    small = Image.frombytes("RGB", (80, 60), rng.randbytes(80 * 60 * 3))
    data = io.BytesIO()
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(data, "JPEG", quality=88)
    return data.getvalue()


async def train(address: str, seed: int, seconds: float) -> Visitor:
    """Start a training that lasts longer than a run of so many seconds; it outlives its visitor."""
    n_digits = "20000" if seconds > 1 else "500"
    visitor = Visitor(
        address, "digit_training", digit_training_digits=n_digits, digit_training_epochs="60",
        digit_training_seed=str(seed),
    )  # fmt: skip
    await visitor.arrive()
    await visitor.set("digit_training_play", None)
    return visitor


def completed(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a new thread, since Playwright's event loop may occupy this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def resident(pid: int) -> float:
    """Return the memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def run(
    address: str, pid: int, n: int, seconds: float, freed: float, log: Log
) -> tuple[Log, float, float, float]:
    """Simulate `n` visitors; return `log` and the server's MB before, at the end, afterwards.

    With `n` = 1, three visitors with different roles act one after the other.

    Args:
        address: Address of the server.
        pid: Process id of the server.
        n: Number of simultaneous visitors.
        seconds: Seconds for which they act.
        freed: Seconds to wait before the memory afterwards is read.
        log: Where their times go; it also says what they do.
    """
    before = resident(pid)
    trainers = [await train(address, seed, seconds) for seed in range(2)]
    visitors: list[Visitor | BaseException] = []
    for together in [range(n)] if n > 1 else [[role] for role in range(len(ROLES))]:
        visitors += await visit(address, together, log, seconds)
    during = resident(pid)
    await leave([*visitors, *trainers], log, freed)
    return log, before, during, resident(pid)


async def leave(
    visitors: Sequence[Visitor | BaseException], log: Log, freed: float = FREED
) -> None:
    """Disconnect all visitors, and wait until the server must have freed their data."""
    for visitor in visitors:
        if isinstance(visitor, Visitor):
            await visitor.leave()
        else:
            log.errors.append(repr(visitor))
    await asyncio.sleep(freed)


async def warm_up(address: str, seconds: float = 5.0, freed: float = FREED) -> None:
    """Open every page once, so that shared data is loaded."""
    log = Log()
    guests = [
        own for number in (0, 1, 2, 8) for own in await visit(address, [number], log, seconds)
    ]
    await leave([*guests, await train(address, 9, seconds)], log, freed)


async def soak(address: str, pid: int) -> list[tuple[object, ...]]:
    """Let visitors act thousands of times; return a row for each thousand of light actions."""
    log: Log = Log()
    rows: list[tuple[object, ...]] = []
    guests = await asyncio.gather(*(arrive(address, number, log) for number in range(SOAKERS)))
    visitors = [asyncio.create_task(guest.acts(lambda: len(log.light) >= SOAK)) for guest in guests]
    for goal in range(EVERY, SOAK + 1, EVERY):
        while len(log.light) < goal:
            await asyncio.sleep(0.1)
        p95 = percentile(log.light[-EVERY:], 0.95)
        rows.append((goal, f"{resident(pid):.0f}", f"{p95 * 1e3:.0f}", len(log.errors)))
        print(rows[-1], log.errors[:3], flush=True)
    await leave(await asyncio.gather(*visitors, return_exceptions=True), log)
    rows.append(("a minute after they left", f"{resident(pid):.0f}", "", len(log.errors)))
    return rows


def row_of(n: int, measured: tuple[Log, float, float, float], alone: float) -> tuple[object, ...]:
    """Return the table's row for `n` visitors; `alone` is the p95 of one, in seconds."""
    log, before, during, after = measured
    p50, p95 = statistics.median(log.light), percentile(log.light, 0.95)
    photos = f"{1e3 * statistics.median(log.photos):.0f}" if log.photos else ""
    return (
        n, len(log.light), f"{1e3 * p50:.0f}", f"{1e3 * p95:.0f}", f"{p95 / alone:.2f}", photos,
        f"{1e3 * percentile(log.arrivals, 0.95):.0f}",
        len(log.errors), f"{(during - before) / max(n, len(ROLES)):.1f}", f"{after / before:.2f}",
    )  # fmt: skip


def plot(rows: Sequence[Sequence[object]]) -> None:
    """Draw p50 and p95 over the visitors into docs/images/load.png."""
    figure = plotly.graph_objects.Figure()
    for name, place, side in (
        ("95 of 100 are answered sooner", 3, "top center"),
        ("half are answered sooner", 2, "bottom center"),
    ):
        figure.add_scatter(
            x=[row[0] for row in rows], y=[float(str(row[place])) for row in rows], name=name,
            mode="lines+markers+text", text=[row[place] for row in rows], textposition=side,
        )  # fmt: skip
    for n, most in MOST_MS.items():
        figure.add_hline(most, line_dash="dot", annotation_text=f"at most, with {n} visitors")
    figure.update_layout(
        template="plotly_white", font_size=16, legend={"x": 0.02, "y": 0.98},
        margin={"l": 70, "r": 20, "t": 20, "b": 60},
        xaxis_title="visitors at once, and two trainings",
        yaxis_range=[-60, 1.15 * max(float(str(row[3])) for row in rows)],
        yaxis_title="ms from a stroke to its answer",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, stage() as one:
        file = Path(folder) / "load.html"
        figure.write_html(file)
        page = one.browser.new_page(viewport={"width": 900, "height": 480})
        page.goto(file.as_uri())
        page.locator(".main-svg").first.wait_for()
        page.screenshot(path=PLOT)


def measured(
    address: str,
    pid: int,
    counts: Sequence[int],
    seconds: float,
    freed: Sequence[float],
    *,
    is_earlier: bool = False,
) -> Table:
    """Return the table for so many visitors at once.

    Args:
        address: Address of the server.
        pid: Process id of the server.
        counts: Numbers of visitors.
        seconds: Seconds for which they act.
        freed: For each of the counts, seconds before the memory afterwards is read.
        is_earlier: Whether moving hands send as often as in earlier versions; nothing is claimed.
    """
    every = EVERY_MOVE_EARLIER if is_earlier else EVERY_MOVE
    rows: list[tuple[object, ...]] = []
    alone = 0.0
    for n, wait in zip(counts, freed, strict=True):
        result = completed(run(address, pid, n, seconds, wait, Log(every)))
        alone = alone or percentile(result[0].light, 0.95)
        rows.append(row_of(n, result, alone))
        for error in result[0].errors[:3]:
            print(error, file=sys.stderr)
    rate = "as in earlier versions" if is_earlier else "or as seldom as answers come, and at rest"
    return Table(
        f"Light actions (strokes, dragged weights, chosen kernels) beside two trainings, a moving "
        f"hand sends every {1e3 * every:g} ms, {rate}; {seconds:g} s a row, against one visitor "
        f"alone; memory {freed[-1]:g} s after the last",
        (
            "visitors", "light actions", "p50 ms", "p95 ms", "ratio: p95 / alone", "photo p50 ms",
            "page open p95 ms", "errors", "MB a session", "memory after / before",
        ),
        rows,
        () if is_earlier else claims_of(rows),
    )  # fmt: skip


def claims_of(rows: Sequence[Sequence[object]]) -> list[Claim]:
    """Return what is claimed about the rows of a table."""
    claims = []
    for n, p95, ratio in ((row[0], number(row[3]), number(row[4])) for row in rows):
        if n == min(MOST_MS):
            claims.append(Claim(f"p95 over that of one visitor, {n} visitors", ratio, MOST_RATIO))
        if n in MOST_MS:
            claims.append(Claim(f"p95 in ms with {n} visitors", p95, MOST_MS[n]))
    memory = max(number(row[9]) for row in rows)
    return [
        *claims,
        Claim("errors", sum(number(row[7]) for row in rows), 0),
        as_before("memory afterwards over before", memory, 1.15),
    ]


def tables(stage: Stage) -> Iterator[Table]:
    """Measure one visitor and many, at both rates of messages."""
    if stage.is_smoke:
        completed(warm_up(stage.app, 0, 0))
        yield measured(stage.app, stage.process, (2, 3), 0.2, (0, 0))
        yield asked_together(stage.app, stage.process, 3, 0.2)
        return
    for is_earlier, counts in ((True, COUNTS_EARLIER), (False, COUNTS)):
        with serving_process() as (address, pid):
            completed(warm_up(address, 2, 5))
            freed = [0] * (len(counts) - 1) + [20]
            yield measured(address, pid, counts, SECONDS, freed, is_earlier=is_earlier)
            if not is_earlier:
                yield asked_together(address, pid, min(MOST_MS), SECONDS)


def asked_together(address: str, pid: int, n: int, seconds: float) -> Table:
    """Return the table of `n` visitors who answer questions, beside `n` who drag and draw."""
    rows: list[tuple[object, ...]] = []
    times: list[float] = []
    for name, roles in (("draw, drag, choose, upload", None), ("answer questions", ANSWERING)):
        log = completed(run(address, pid, n, seconds, 0, Log(roles=roles)))[0]
        p50, p95 = statistics.median(log.light), percentile(log.light, 0.95)
        times.append(p95)
        told = (f"{1e3 * p50:.0f}", f"{1e3 * p95:.0f}", f"{p95 / times[0]:.2f}", len(log.errors))
        rows.append((name, len(log.light), *told))
        for error in log.errors[:3]:
            print(error, file=sys.stderr)
    return Table(
        f"{n} visitors who answer questions, against as many who draw and drag; beside two "
        f"trainings, {seconds:g} s a row",
        ("visitors", "actions", "p50 ms", "p95 ms", "ratio: p95 / that of hands", "errors"),
        rows,
        [
            Claim("p95 of those who answer over that of those who drag", times[1] / times[0], 1.0),
            Claim("errors of those who answer", number(rows[1][5]), 0),
        ],
    )


def soaked() -> Table:
    """Return memory and times over thousands of actions."""
    with serving_process() as (address, pid):
        completed(warm_up(address))
        before = resident(pid)
        rows = completed(soak(address, pid))
    head = ("light actions", "memory, MB", "p95 ms of the last 1,000", "errors")
    return Table(f"Thirty visitors, no training; {before:.0f} MB before", head, rows)


def at_length(counts: Sequence[int]) -> Table:
    """Return the table for these counts, a minute each, and draw it."""
    with serving_process() as (address, pid):
        completed(warm_up(address))
        table = measured(address, pid, counts, 60.0, [FREED] * len(counts))
    if len(counts) > 1:
        plot(table.rows)
    return table


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked == ["soak"]:
        print(soaked().markdown())
    elif asked and all(text.isdecimal() for text in asked):
        print(at_length([int(text) for text in asked]).markdown())
    else:
        main(tables, __doc__)
