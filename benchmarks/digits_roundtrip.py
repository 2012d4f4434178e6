"""Measures "Draw a digit": from the pen's last move to its probabilities, and updates a second.

The alternative, in alternating trials of the same run, is the round trip of a bare Streamlit page
with a button and one line of text. Both are timed inside the page, from the pointer's event to the
frame after the last change that the event caused.
"""

import math
import random
import time
from collections.abc import Iterator

from harness import Stage, Table, as_before, main, number, percentile, spread
from playwright.sync_api import ElementHandle, Page

TRIALS = 6
STROKE = 3.0  # seconds
BEFORE = {"One unit": 5.07, "Four models": 5.63, "Move it": 4.35}  # medians in EARLIER.md

COUNTER = """
import streamlit as st

st.title("Counter")
st.session_state.setdefault("count", 0)
if st.button("Add"):
    st.session_state.count += 1
st.write(f"Count {st.session_state.count}")
"""

# Frames in which what is watched had changed, and the time of the last move with the pen down; if
# there was none, of the last pointerup.
WATCH = """element => {
  const seen = (window.benchmark = { frames: [], last: 0, hasMoved: false, text: "" })
  const note = (name, isLast) => addEventListener(name, event => {
    if (isLast(event)) seen.last = performance.now()
  }, true)
  note("pointerdown", () => (seen.hasMoved = false))
  note("pointermove", ({ buttons }) => buttons && (seen.hasMoved = true))
  note("pointerup", () => !seen.hasMoved)
  const changed = () => requestAnimationFrame(() => {
    const text = element.textContent
    seen.frames.push({ time: performance.now(), changed: text !== seen.text })
    seen.text = text
  })
  new MutationObserver(changed).observe(element, {
    subtree: true, childList: true, characterData: true,
  })
}"""


def watch(page: Page, selector: str) -> ElementHandle:
    """Watch the element at `selector` for changes."""
    element = page.locator(selector).first.element_handle()
    element.evaluate(WATCH)
    return element


def last_change(page: Page, patience: float = 0.6) -> float:
    """Wait until nothing changes any more; return ms from the hand's last event to the change."""
    time.sleep(patience)
    return page.evaluate(
        "() => window.benchmark.frames.findLast(f => f.changed).time - window.benchmark.last"
    )


def pen_up(page: Page, rng: random.Random) -> float:
    """Draw a stroke on the empty pad; return ms from the pen's last move to its probabilities."""
    page.get_by_role("button", name="Clear").click()
    box = page.locator(".pad canvas").bounding_box()
    x, y = (box[axis] + rng.uniform(60, 120) for axis in ("x", "y"))
    page.mouse.move(x, y)
    page.mouse.down()
    for _ in range(12):
        x, y = x + rng.uniform(0, 12), y + rng.uniform(0, 12)
        page.mouse.move(x, y)
        time.sleep(0.016)
    time.sleep(0.3)  # until the messages sent during the stroke have been answered
    page.mouse.move(x + 3, y + 12)
    page.mouse.move(x + 6, y + 25)
    page.mouse.up()
    return last_change(page)


def press(page: Page) -> float:
    """Press the counter's button and return the round trip in ms."""
    page.get_by_role("button", name="Add").click()
    return last_change(page)


def updates_per_second(page: Page, seconds: float) -> float:
    """Draw for so many seconds and return how many times a second other numbers were on screen."""
    page.get_by_role("button", name="Clear").click()
    time.sleep(0.5)
    box = page.locator(".pad canvas").bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 40)
    page.mouse.down()
    page.evaluate("() => (window.benchmark.frames = [])")
    start = time.perf_counter()
    while (now := time.perf_counter() - start) < seconds:
        radius = 30 + 12 * now
        x, y = 140 + radius * math.sin(2 * now), 140 - radius * math.cos(2 * now)
        page.mouse.move(box["x"] + x, box["y"] + y)
        time.sleep(0.016)
    changes = page.evaluate("() => window.benchmark.frames.filter(f => f.changed).length")
    page.mouse.up()
    return changes / seconds


def pen_up_once_unwatched(page: Page, settle: float) -> None:
    """Draw once, and wait `settle` seconds: models, plotly.js and figures are loaded then."""
    page.locator(".pad canvas").click(position={"x": 100, "y": 60})
    box = page.locator(".pad canvas").bounding_box()
    page.mouse.move(box["x"] + 80, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=8)
    page.mouse.up()
    page.locator(".outputs .winner").wait_for()
    time.sleep(settle)


def tables(stage: Stage) -> Iterator[Table]:
    """Measure every view."""
    rng = random.Random(0)
    trials, seconds = stage.size(TRIALS, 1), stage.size(STROKE, 0.5)
    counter = stage.visit(stage.rival(COUNTER))
    watch(counter, ".stMain")
    rows, claims = [], []
    for view, before in list(BEFORE.items())[: stage.size(3, 1)]:
        page = stage.visit(f"{stage.app}/digits?digits_view={view.replace(' ', '+')}")
        page.locator(".pad canvas").wait_for()
        pen_up_once_unwatched(page, stage.size(1.5, 0.3))
        watch(page, ".outputs")
        pairs = [(pen_up(page, rng), press(counter)) for _ in range(trials)]
        pen, bare = (percentile(values, 0.5) for values in zip(*pairs, strict=True))
        ratio = spread([one / other for one, other in pairs])
        rate = updates_per_second(page, seconds)
        rows.append((view, f"{pen:.0f}", f"{bare:.0f}", ratio, f"{rate:.1f}"))
        claims.append(as_before(f"the pen over a bare counter, {view}", number(ratio), before))
        page.close()
    counter.close()
    yield Table(
        "The pen's last move to its probabilities on screen, against a bare counter, medians of "
        f"{trials} in turns; screen updates a second during a stroke of {seconds:g} s",
        ("view", "pen, ms", "bare counter, ms", "ratio", "updates a second"),
        rows,
        claims,
    )


if __name__ == "__main__":
    main(tables, __doc__)
