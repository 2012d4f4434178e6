"""A changed box until the whole drawing has followed, and the arithmetic against asking torch.

The page's alternative, in the same run and in turns, is a bare Streamlit page: the same number box
and one line of text. The arithmetic's is to build the module and send zeros through it, as tools
that summarise a network do.
"""

import statistics
import sys
import time
from collections.abc import Callable
from urllib.parse import quote_plus

import torch
from harness import ROOT, app_and_rival, chromium, percentile, table, visit
from playwright.sync_api import Page

sys.path.append(str(ROOT))

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, network
from dlviz.figures import drawing
from dlviz.layers import Network
from dlviz.networks.built import build, read_picture

TRIALS = 30
REPEATS = 30
NETWORKS = {"LeNet-5": LENET, "the lecture's": LECTURE, "the shipped one": SHIPPED}

BARE = """
import streamlit as st
st.title("Bare")
filters = st.number_input("Filters", 1, 512, 6)
st.write(f"now {filters} filters")
"""

# Presses the box's "+" and waits for the frame after the one in which the words have changed.
PRESS = """find => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`nothing changed in ${find}`)), 10000)
  const words = () => {
    const roots = [document, ...[...document.querySelectorAll("*")].map(one => one.shadowRoot)]
    return roots.filter(Boolean).map(root => root.querySelector(find)?.textContent ?? "").join("")
  }
  const more = document.querySelector('[data-testid="stNumberInputStepUp"]')
  const old = words()
  const start = performance.now()
  more.click()
  const look = () => words() !== old
    ? requestAnimationFrame(() => resolve(performance.now() - start))
    : requestAnimationFrame(look)
  look()
})"""


def press(page: Page, find: str) -> float:
    """Return milliseconds from a press of "+" to the words in `find` having followed."""
    return float(page.evaluate(PRESS, find))


def round_trips() -> None:
    """Print how long a changed box takes, against the bare page."""
    rows = []
    with app_and_rival(BARE) as (ours, theirs), chromium() as browser:
        for name, text in NETWORKS.items():
            page = visit(browser, f"{ours}/architecture?architecture_network={quote_plus(text)}")
            bare = visit(browser, theirs)
            page.get_by_text("What to notice").first.wait_for(timeout=60_000)
            bare.get_by_text("now 6 filters").wait_for()
            times: dict[str, list[float]] = {"page": [], "bare": []}
            for trial in range(TRIALS + 3):
                for key, one, find in (("page", page, ".pieces"), ("bare", bare, "body")):
                    took = press(one, find)
                    if trial >= 3:  # the first ones load what all others find
                        times[key].append(took)
                    one.wait_for_timeout(250)
            page.close()
            bare.close()
            middle = {key: statistics.median(values) for key, values in times.items()}
            rows.append(
                [
                    name,
                    f"{middle['page']:.0f} / {percentile(times['page'], 0.95):.0f}",
                    f"{middle['bare']:.0f} / {percentile(times['bare'], 0.95):.0f}",
                    f"{middle['page'] / middle['bare']:.2f}",
                ]
            )
    table(["network", "page, p50 / p95 ms", "bare number box", "ratio of medians"], rows)


def milliseconds(run: Callable[[], object]) -> float:
    """Return the median duration of `run`."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def ask_torch(net: Network) -> object:
    """Build the module and send zeros through it."""
    return read_picture(build(net, 0), torch.zeros(net.input))


def arithmetic() -> None:
    """Print how long shapes, counts and the drawing take, against asking torch for the shapes."""
    rows = []
    for name, text in NETWORKS.items():
        net = network(text)
        ours = milliseconds(lambda net=net: compute_shapes(net))
        drawn = milliseconds(lambda net=net: drawing.pieces(compute_shapes(net)))
        torchs = milliseconds(lambda net=net: ask_torch(net))
        rows.append(
            [name, f"{ours:.2f}", f"{drawn:.2f}", f"{torchs:.2f}", f"1 / {torchs / drawn:.0f}"]
        )
    head = ["network", "shapes and counts, ms", "and the drawing", "module and zeros", "ratio"]
    table(head, rows)


if __name__ == "__main__":
    torch.set_num_threads(1)
    arithmetic()
    round_trips()
