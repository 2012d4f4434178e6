"""Measures the time from a hand's event to the frame that shows its picture.

    python benchmarks/frame.py [--smoke]
    DLVIZ_RIVALS=folder python benchmarks/frame.py

Each case is one thing that a hand does in a real Chromium, a key pressed or a pointer moved: from
the time that the browser gives to the event, to the end of the frame in which the watched picture
has changed. In turns with it the same is measured on an empty page that paints one canvas at each
event, and on the app through a proxy that delays every byte by 100 ms each way.

The folder may hold two other tools: `playground`, the built `dist` of tensorflow/playground, and
`nn_vis`, a clone of aharley/nn_vis. They are served from there; one that is absent is left out.
"""

import math
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, cycle
from pathlib import Path
from threading import Thread

from delaying import delaying
from harness import Claim, Stage, Table, main, percentile
from playwright.sync_api import Error, Locator, Page

EVENTS, TURNS = 40, 4
FRAME, SLOWEST = 16.7, 33.0  # ms that the median and the 95th percentile may take more
DELAY = 0.1  # seconds each way
PATIENCE = 3_000.0  # ms for a picture; longer counts as this
FOUND = 30_000.0  # ms in which what a case needs must be on the page
STROKE = 300  # ms of a short stroke: more than a frame of a slow page
QUIET = 220  # ms without message or painting before the next event: the throttle of messages is 200
RIVALS = "DLVIZ_RIVALS"
WATCH = Path(__file__).with_name("frame_watch.js").read_text(encoding="utf-8")

EMPTY = """<!doctype html><title>Empty page</title><canvas></canvas><script>
  const pen = document.querySelector("canvas").getContext("2d")
  let turn = 0
  const paint = () => {
    pen.fillStyle = `hsl(${(turn += 37)}deg 80% 50%)`
    pen.fillRect(0, 0, 300, 150)
  }
  addEventListener("keydown", paint)
  addEventListener("pointermove", paint)
</script>"""

# Of a line, in pixels of the window
MIDDLE = """line => {
  const { x, y } = line.getPointAtLength(line.getTotalLength() / 2)
  const on = line.getScreenCTM()
  return [x * on.a + on.e, y * on.d + on.f]
}"""

KEY, POINTER, LIFT = "keydown", "pointermove", "pointerup"
Acts = Generator[Callable[[], object], None, None]  # each makes one event


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that a hand does on a page.

    Attributes:
        name: What it is, and what is watched.
        address: Below the app's; or below a rival's folder.
        event: Type of the event.
        watched: CSS selector of the pictures, also inside components.
        hand: Takes the page, prepares it and yields what makes one event after the other.
        after: The page's function after whose end a painting counts, where the page never rests.
        rival: The rival's case.
    """

    name: str
    address: str
    event: str
    watched: str
    hand: Callable[..., Acts]
    after: str = ""
    rival: "Case | None" = None


@dataclass(slots=True)
class Times:
    """Milliseconds of one case, on each of the pages that take turns."""

    app: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    far: list[float] = field(default_factory=list)
    rival: list[float] = field(default_factory=list)


# Hands


def keys(find: Callable[[Page], Locator], *names: str, page: Page) -> Acts:
    """Press keys on an element, ten times one, then ten times the other."""
    element = find(page).first
    element.wait_for(state="attached", timeout=FOUND)  # Streamlit hides its sliders' inputs
    for name in cycle([name for name in names for _ in range(10)]):
        element.focus()
        yield partial(page.keyboard.press, name)


def digits(find: Callable[[Page], Locator], *, page: Page) -> Acts:
    """Replace the number in a text box by another digit, and press Enter."""
    element = find(page).first
    element.wait_for(timeout=FOUND)
    for digit in cycle("24681357"):
        element.focus()
        element.select_text()

        def write(digit: str = digit) -> None:
            page.keyboard.press(digit)
            page.keyboard.press("Enter")

        yield write


def drag(
    find: Callable[[Page], Locator],
    *,
    step: tuple[float, float],
    start: tuple[float, float] = (0.5, 0.5),
    there: int = 10,
    page: Page,
) -> Acts:
    """Drag with the mouse by `step` pixels an event, to and fro.

    Args:
        find: Finds what is dragged.
        step: Pixels of an event.
        start: Where the button is pressed, as shares of the width and the height.
        there: Events until the way back begins.
        page: The page.
    """
    element = find(page).first
    element.wait_for(timeout=FOUND)
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box is not None
    x, y = box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    try:
        for sign in cycle([1] * there + [-1] * there):
            x, y = x + sign * step[0], y + sign * step[1]
            yield partial(page.mouse.move, x, y)
    finally:
        page.mouse.up()


def pen(find: Callable[[Page], Locator], *, page: Page) -> Acts:
    """Draw one long stroke, a spiral; each event is a move."""
    place = spiral(find, page)
    page.mouse.move(*place(0))
    page.mouse.down()
    try:
        for turn in count(1):
            yield partial(page.mouse.move, *place(turn))
    finally:
        page.mouse.up()


def lifted_pen(find: Callable[[Page], Locator], *, page: Page) -> Acts:
    """Draw short strokes along a spiral; each event is the end of one."""
    place = spiral(find, page)
    for turn in count(1):
        page.mouse.move(*place(turn - 1))
        page.mouse.down()
        page.mouse.move(*place(turn))
        page.wait_for_timeout(STROKE)
        yield page.mouse.up


def spiral(find: Callable[[Page], Locator], page: Page) -> Callable[[int], tuple[float, float]]:
    """Return a function for the points of a spiral on a pad, in pixels of the window."""
    element = find(page).first
    element.wait_for(timeout=FOUND)
    box = element.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def place(turn: int) -> tuple[float, float]:
        radius, angle = 20 + 1.2 * (turn % 60), 0.35 * turn
        return x + radius * math.cos(angle), y + radius * math.sin(angle)

    return place


TO_AND_FRO = partial(drag, lambda page: page.locator("canvas"), step=(3, 0))


def lens(page: Page) -> Acts:
    """Zoom into the photo, then drag it."""
    closer = page.get_by_title("Zoom in (key +)")
    closer.click(timeout=FOUND)
    closer.click()
    yield from drag(lambda page: page.locator(f"{PANELS} canvas.view"), step=(6, 4), page=page)


def weight_in_playground(page: Page) -> Acts:
    """Open the box of a weight and press its arrow keys."""
    link = page.locator("path.link-hover").first
    link.wait_for(state="attached", timeout=FOUND)
    x, y = link.evaluate(MIDDLE)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    yield from keys(
        lambda page: page.locator("#hovercard input"), "ArrowUp", "ArrowDown", page=page
    )


# The cases. Parts of a page are found by their name in `data-part`.

SURFACES = '[data-part="Surfaces"]'
UNITS = '[data-part="Network"] canvas.units'
PANELS = '[data-part="Photo and answers"]'


def found(selector: str) -> Callable[[Page], Locator]:
    """Return a function that finds `selector` on a page."""
    return lambda page: page.locator(selector)


def labelled(name: str) -> Callable[[Page], Locator]:
    """Return a function that finds what screen readers call `name`."""
    return lambda page: page.get_by_label(name, exact=True)


PLAYGROUND = Case(
    "TensorFlow Playground, a weight's key",
    "playground/index.html",
    KEY,
    "#heatmap canvas",
    weight_in_playground,
)
NN_VIS = Case(
    "nn_vis, the lifted pen",  # before that it computes nothing
    "nn_vis/mlp/2d.html",
    LIFT,
    "#webgl_container canvas",
    partial(lifted_pen, found("#custom-board canvas")),
    after="updateCubes",
)
WEIGHT = "unit 1, weight of X1"
CASES = (
    Case(
        "Two inputs, a weight's key to the surfaces",
        "two_inputs",
        KEY,
        f"{SURFACES} canvas",
        partial(keys, labelled(WEIGHT), "ArrowUp", "ArrowDown"),
        rival=PLAYGROUND,
    ),
    Case(
        "Two inputs, a dragged slider to the surfaces",
        "two_inputs",
        POINTER,
        f"{SURFACES} canvas",
        partial(drag, labelled(f"{WEIGHT}, slider"), step=(6, 0), there=8),
    ),
    Case(
        "Two inputs, a walk in the valley to the units' maps",
        "two_inputs?two_inputs_view=Walk+the+valley",
        KEY,
        '[data-part="Network"] canvas',
        partial(keys, labelled("place in the valley, slider"), "ArrowRight", "ArrowLeft"),
    ),
    Case(
        "Draw a digit, the pen to the hidden units",
        "digits",
        POINTER,
        UNITS,
        partial(pen, found('[data-part="Drawing pad"] canvas')),
        rival=NN_VIS,
    ),
    Case(
        "Draw a digit, the moved picture to the hidden units",
        "digits?digits_source=a+test+digit&digits_view=Move+it",
        POINTER,
        UNITS,
        partial(drag, found('[data-part="Network"] canvas.movable'), step=(6, 0), there=5),
    ),
    Case(
        "Convolution, a number of the kernel to the response",
        "convolution?convolution_view=On+a+photo&convolution_pixels=1024",
        KEY,
        f"{PANELS} figure:nth-of-type(n + 2) canvas.view",
        partial(digits, found('[data-part="Kernels"] input')),
    ),
    Case(
        "Convolution, the lens to photo and response",
        "convolution?convolution_view=On+a+photo&convolution_pixels=1024",
        POINTER,
        f"{PANELS} canvas.view",
        lens,
    ),
    Case(
        "Pooling, the dragged photo",
        "pooling?pooling_view=Location+invariance&pooling_network=EfficientNet-Lite0",
        POINTER,
        '[data-part="Shifted photo"] canvas.seen',
        partial(drag, found('[data-part="Shifted photo"] canvas.seen'), step=(2, 0), there=4),
    ),
    Case(
        "Augmentation, a range's key to the copies",
        "augmentation?augmentation_chain=rotate-15..15",
        KEY,
        '[data-part="Pictures"] canvas',
        partial(
            keys,
            found(".st-key-augmentation_steps input[type=range]"),
            "ArrowRight",
            "ArrowLeft",
        ),
    ),
    Case(
        "Architecture, a number to the drawing",
        "architecture",
        KEY,
        '[data-part="Drawing of the network"] .pieces',
        partial(keys, labelled("Filters"), "ArrowUp", "ArrowDown"),
    ),
)


# Measuring


class Tab:
    """An open page on which one case is measured."""

    def __init__(self, stage: Stage, address: str, case: Case, into: list[float]) -> None:
        """Open the page and find what the case needs; raise `Error` if the page lacks that.

        Args:
            stage: The browser.
            address: The page's.
            case: What is measured.
            into: Gets the milliseconds of each event.
        """
        self._page = stage.browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        self._case = case
        self._into = into
        self._page.add_init_script(WATCH)
        self._page.route(is_elsewhere, lambda route: route.abort())
        self._acts = case.hand(page=self._page)
        try:
            self._page.goto(address)
            self._next = next(self._acts)
            self._page.locator(case.watched).first.wait_for(timeout=FOUND)
            if case.after:
                self._page.evaluate("name => frame.countAfter(name)", case.after)
            for _ in range(stage.size(2, 1)):  # the first may compile scripts and read weights
                self._measure()
            self._rest()
        except BaseException:
            self.close()
            raise

    def take(self, events: int) -> None:
        """Measure so many events."""
        self._page.evaluate("frame.hold(false)")
        self._into += [self._measure() for _ in range(events)]
        self._rest()

    def _rest(self) -> None:
        self._wait()
        self._page.evaluate("is => frame.hold(is)", bool(self._case.after))

    def _measure(self) -> float:
        self._wait()
        self._page.evaluate(
            "([watched, event]) => { frame.watch(watched); frame.arm(event) }",
            [self._case.watched, self._case.event],
        )
        self._next()
        took: float = self._page.evaluate("patience => frame.painted(patience)", PATIENCE)
        self._next = next(self._acts)
        return took

    def _wait(self) -> None:
        self._page.evaluate("([ms, most]) => frame.quiet(ms, most)", [QUIET, PATIENCE])

    def close(self) -> None:
        """Close the page."""
        with suppress(Error):
            self._acts.close()
        self._page.context.close()


def is_elsewhere(url: str) -> bool:
    """Return whether an address leads away from this machine: the rivals count visitors."""
    return not url.startswith("http://127.0.0.1")


@contextmanager
def opened(stage: Stage, address: str, case: Case, into: list[float]) -> Iterator[Tab | None]:
    """Yield a tab for the case; None if the page does not offer it."""
    try:
        tab = Tab(stage, address, case, into)
    except Error as error:
        print(f"{case.name}: {str(error).splitlines()[0]}", file=sys.stderr)
        yield None
        return
    with closing(tab):
        yield tab


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the files of a folder and yield the address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def empty_page(event: str) -> Case:
    """Return the case of the empty page for this type of event."""
    hand = partial(keys, found("canvas"), "a", "b") if event == KEY else TO_AND_FRO
    return Case("an empty page", "", event, "canvas", hand)


def rival_of(case: Case, folder: Path | None) -> Case | None:
    """Return the rival's case if the folder has the rival."""
    has = case.rival and folder and (folder / case.rival.address).is_file()
    return case.rival if has else None


def measured(stage: Stage, case: Case, folder: Path | None, far: str) -> Times:
    """Measure one case on all pages that take turns.

    Args:
        stage: App and browser.
        case: What is measured.
        folder: Of the rivals.
        far: The app's address through the proxy.
    """
    times = Times()
    rival = rival_of(case, folder)
    with ExitStack() as exits:
        (stage.folder / "empty").mkdir(exist_ok=True)
        (stage.folder / "empty" / "index.html").write_text(EMPTY)
        empty = exits.enter_context(served(stage.folder / "empty"))
        pages = [
            (empty, empty_page(case.event), times.empty),
            (f"{stage.app}/{case.address}", case, times.app),
            (f"{far}/{case.address}", case, times.far),
        ]
        if rival and folder:
            address = f"{exits.enter_context(served(folder))}/{rival.address}"
            pages.append((address, rival, times.rival))
        tabs = [exits.enter_context(opened(stage, *page)) for page in pages]
        turns = stage.size(TURNS, 1)
        for _ in range(turns):
            for tab in tabs:
                if tab:
                    tab.take(stage.size(EVENTS, 1) // turns)
    return times


# Tables

All = Sequence[tuple[Case, Times]]


def middle(times: Sequence[float]) -> float:
    """Return the median."""
    return percentile(times, 0.5)


def slow(times: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return percentile(times, 0.95)


def none_of(what: str, names: Sequence[str]) -> Claim:
    """Return the claim that nothing is in `names`, which it lists."""
    listed = f" ({'; '.join(names)})" if names else ""
    return Claim(f"{what}{listed}", len(names), 0)


def beside_the_empty_page(results: All, events: int) -> Table:
    """Return each case against the empty page."""
    rows = []
    for case, times in results:
        if not times.app:
            rows.append((case.name, "not there", *[""] * 6))
            continue
        own, bare = ((middle(part), slow(part)) for part in (times.app, times.empty))
        rows.append(
            (
                case.name,
                *(f"{ms:.1f}" for ms in (own[0], bare[0], own[0] - bare[0])),
                *(f"{ms:.1f}" for ms in (own[1], bare[1], own[1] - bare[1])),
                f"{own[0] / bare[0]:.2f}",
            )
        )
    there = [(case.name, times) for case, times in results if times.app]

    def above(of: Callable[[Sequence[float]], float], most: float) -> list[str]:
        return [name for name, times in there if of(times.app) - of(times.empty) > most]

    return Table(
        f"Event to the frame with the new picture in ms, against an empty page that paints one "
        f"canvas at each event, {events} events each in turns",
        (
            "", "median", "empty page", "more", "p95", "empty page", "more", "ratio of medians",
        ),
        rows,
        [
            none_of("cases not there", [case.name for case, own in results if not own.app]),
            none_of(f"cases with a median of more than {FRAME} ms more", above(middle, FRAME)),
            none_of(f"cases with a p95 of more than {SLOWEST:g} ms more", above(slow, SLOWEST)),
        ],
    )  # fmt: skip


def beside_the_rivals(results: All, events: int) -> Table:
    """Return the cases that others have as well, against theirs."""
    rows, claims = [], []
    for case, times in results:
        if case.rival is None:
            continue
        if not times.app or not times.rival:
            there = "not there" if not times.app else f"{middle(times.app):.1f}"
            rows.append((case.name, there, case.rival.name, "absent", ""))
            continue
        own, other = middle(times.app), middle(times.rival)
        ratio = own / other
        rows.append((case.name, f"{own:.1f}", case.rival.name, f"{other:.1f}", f"{ratio:.2f}"))
        claims.append(Claim(f"median over that of {case.rival.name}", ratio, 1))
    return Table(
        f"The same events in ms, against other tools that compute in the browser, {events} events "
        f"each in turns; a tool is absent if {RIVALS} names no folder with it",
        ("", "median", "other tool", "its median", "ratio: this / other tool"),
        rows,
        claims,
    )


def beside_a_far_server(results: All, events: int, delay: float) -> Table:
    """Return the cases through the proxy, against those without it."""
    rows, late = [], []
    for case, times in results:
        if not times.app or not times.far:
            rows.append((case.name, "not there", "", "", ""))
            continue
        near, far = middle(times.app), middle(times.far)
        ratio = f"{far / near:.2f}"
        rows.append((case.name, f"{near:.1f}", f"{far:.1f}", f"{far - near:.1f}", ratio))
        if abs(far - near) > FRAME:
            late.append(case.name)
    return Table(
        f"Medians in ms through a proxy that delays every byte by {1e3 * delay:g} ms each way, "
        f"against those without it, {events} events each in turns",
        ("", "direct", "delayed", "more", "ratio: delayed / direct"),
        rows,
        [none_of(f"cases whose median differs by more than {FRAME} ms", late)],
    )


def tables(stage: Stage) -> Iterator[Table]:
    """Measure every case."""
    named = os.environ.get(RIVALS)
    folder = Path(named) if named else None
    events, delay = stage.size(EVENTS, 1), stage.size(DELAY, 0.001)
    results = []
    with delaying(stage.app, delay) as far:
        for case in CASES[: stage.size(len(CASES), 1)]:
            results.append((case, measured(stage, case, folder, far)))
    yield beside_the_empty_page(results, events)
    yield beside_the_rivals(results, events)
    yield beside_a_far_server(results, events, delay)


if __name__ == "__main__":
    main(tables, __doc__)
