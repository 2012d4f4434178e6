"""How many visitors one machine bears: real websocket sessions that draw, drag, upload and train.

    python benchmarks/load.py [visitors ...]

Of every three visitors one draws a digit (a stroke is sent every 80 ms), one drags the weights of
the two-input network (likewise), one changes kernels; every fourth of them also uploads a photo
every 20 s, and two train. A light action is a stroke, a slider or a kernel: from the message until
the page has been sent. Server and visitors share the machine, as thirty browsers would not: the
visitors' own share of it is in the times.
"""

import asyncio
import base64
import io
import itertools
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from harness import percentile, serving_process, table
from PIL import Image, ImageDraw
from visitor import Answer, Visitor

COUNTS = (1, 10, 30, 60)
SECONDS = 60.0
PHOTO_EVERY = 20.0
STROKE_EVERY, STROKES = 0.08, 12
REST = (1.0, 4.0)  # seconds between two strokes, drags or thoughts


@dataclass
class Log:
    """What all visitors of a run have met with."""

    light: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note(self, answer: Answer, into: list[float]) -> None:
        """Keep an answer's time and errors."""
        into.append(answer.seconds)
        self.errors += answer.errors


def pen(rng: random.Random) -> list[str]:
    """Return a stroke as the pad sends it: one picture after another, base64 of PNG."""
    image = Image.new("L", (280, 280))
    draw = ImageDraw.Draw(image)
    place = (rng.uniform(60, 220), rng.uniform(60, 220))
    pictures = []
    for _ in range(STROKES):
        to = tuple(max(30, min(250, x + rng.uniform(-40, 40))) for x in place)
        draw.line([place, to], fill=255, width=18)
        place = to
        png = io.BytesIO()
        image.save(png, "PNG")
        pictures.append(base64.b64encode(png.getvalue()).decode())
    return pictures


async def draws(visitor: Visitor, log: Log, rng: random.Random) -> None:
    """Draw one stroke."""
    for sequence, png in enumerate(pen(rng)):
        start = time.perf_counter()
        answer = await visitor.set("digits_pad", {"ink": {"sequence": sequence, "png": png}})
        log.note(answer, log.light)
        await asyncio.sleep(max(0.0, STROKE_EVERY - (time.perf_counter() - start)))


async def drags(visitor: Visitor, log: Log, rng: random.Random) -> None:
    """Drag one weight."""
    weights = [0, 0.25, -0.25, 0, 1, 1, 0, 1, -1]
    place, goal = rng.randrange(9), rng.uniform(-2, 2)
    for step in range(STROKES):
        start = time.perf_counter()
        weights[place] += (goal - weights[place]) / (STROKES - step)
        message = {"values": weights, "done": step == STROKES - 1, "stamp": 1}
        log.note(await visitor.set("two_inputs_editor", {"weights": message}), log.light)
        await asyncio.sleep(max(0.0, STROKE_EVERY - (time.perf_counter() - start)))


async def convolves(visitor: Visitor, log: Log, rng: random.Random) -> None:
    """Choose another kernel for the photo."""
    kernel = rng.choice(["Sobel x", "Sobel y", "Scharr x", "Box blur", "Sharpen"])
    log.note(await visitor.set("convolution_kernel_name", kernel), log.light)


ROLES: tuple[tuple[str, dict[str, str], Callable], ...] = (
    ("digits", {}, draws),
    ("two_inputs", {}, drags),
    ("convolution", {"convolution_view": "On a photo"}, convolves),
)


async def visit(address: str, number: int, log: Log, until: float) -> Visitor:
    """Be one visitor until the time is over; return it, still connected."""
    rng = random.Random(number)
    page, query, act = ROLES[number % len(ROLES)]
    uploads = number % 12 == 2  # every fourth of those on the page with the photo
    if uploads:
        query = query | {"convolution_photo": "my own photo"}
    visitor = Visitor(address, page, **query)
    await asyncio.sleep(rng.uniform(0, 2))
    log.errors += (await visitor.arrive()).errors
    next_photo = time.perf_counter() + rng.uniform(0, PHOTO_EVERY)
    for turn in itertools.count():
        if time.perf_counter() > until:
            return visitor
        await act(visitor, log, rng)
        if uploads and time.perf_counter() > next_photo:
            next_photo += PHOTO_EVERY
            answer = await visitor.upload(
                "convolution_photo_file", f"{number}-{turn}.jpg", photo(rng)
            )
            log.note(answer, log.photos)
        await asyncio.sleep(rng.uniform(*REST))
    raise AssertionError


def photo(rng: random.Random) -> bytes:
    """Return a JPEG of twelve megapixels, as phones take them."""
    small = Image.frombytes("RGB", (80, 60), rng.randbytes(80 * 60 * 3))
    data = io.BytesIO()
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(data, "JPEG", quality=88)
    return data.getvalue()


async def train(address: str, seed: int) -> Visitor:
    """Start a training that lasts longer than the run."""
    visitor = Visitor(
        address, "digit_training", digit_training_digits="20000", digit_training_epochs="60",
        digit_training_seed=str(seed),
    )  # fmt: skip
    await visitor.arrive()
    await visitor.set("digit_training_play", None)
    return visitor


def resident(pid: int) -> float:
    """Return the memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def run(address: str, pid: int, n: int) -> tuple[Log, float, float, float]:
    """Let `n` visitors in; return what they met and the server's MB before, at the end, after."""
    before = resident(pid)
    log = Log()
    trainers = [await train(address, seed) for seed in range(2)]
    until = time.perf_counter() + SECONDS
    visitors = await asyncio.gather(
        *(visit(address, number, log, until) for number in range(n)), return_exceptions=True
    )
    during = resident(pid)
    for visitor in [*visitors, *trainers]:
        if isinstance(visitor, Visitor):
            await visitor.leave()
        else:
            log.errors.append(repr(visitor))
    await asyncio.sleep(60)  # a minute, in which all that was theirs is freed
    return log, before, during, resident(pid)


async def warm_up(address: str) -> None:
    """Open every page once: what all visitors share is in memory then."""
    log = Log()
    for number in range(len(ROLES)):
        visitor = await visit(address, number, log, time.perf_counter() + 5)
        await visitor.leave()
    await (await train(address, 9)).leave()
    await asyncio.sleep(35)


def main() -> None:
    """Print the table."""
    counts = [int(text) for text in sys.argv[1:]] or COUNTS
    rows = []
    with serving_process() as (address, pid):
        asyncio.run(warm_up(address))
        alone = 0.0
        for n in counts:
            log, before, during, after = asyncio.run(run(address, pid, n))
            p50, p95 = statistics.median(log.light), percentile(log.light, 0.95)
            alone = alone or p95
            photos = statistics.median(log.photos) if log.photos else float("nan")
            rows.append(
                (
                    n, len(log.light), f"{p50 * 1e3:.0f}", f"{p95 * 1e3:.0f}", f"{p95 / alone:.1f}",
                    f"{photos * 1e3:.0f}", len(log.errors), f"{(during - before) / n:.1f}",
                    f"{after / before:.2f}",
                )
            )  # fmt: skip
            print(rows[-1], log.errors[:3], flush=True)
    table(
        (
            "visitors", "light actions", "p50 ms", "p95 ms", "p95 / alone", "photo p50 ms",
            "errors", "MB a session", "memory after / before",
        ),
        rows,
    )  # fmt: skip


if __name__ == "__main__":
    main()
