"""Measures "Architecture": time from a changed number to the new drawing, and the shape arithmetic.

The page, whose drawing follows in the browser, is compared with a bare Streamlit page, with a
number input and one line of text from the server, in alternating trials of the same run. The
arithmetic is compared with building the PyTorch module and sending zeros through it, as tools that
summarise a network do.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote_plus

import torch
from harness import Stage, Table, as_before, main, number, percentile
from playwright.sync_api import Page

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, network
from dlviz.figures import drawing
from dlviz.layers import Network
from dlviz.networks.built import build, read_picture

TRIALS = 10
REPEATS = 30
NETWORKS = {"LeNet-5": LENET, "the lecture's": LECTURE, "the shipped one": SHIPPED}

BARE = """
import streamlit as st
st.title("Bare")
filters = st.number_input("Filters", 1, 512, 6)
st.write(f"now {filters} filters")
"""

MORE = {"page": '[title="Filters: one more"]', "bare": '[data-testid="stNumberInputStepUp"]'}
# Presses the box's "+" and waits for the frame after the one in which the text has changed.
PRESS = """([find, button]) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`nothing changed in ${find}`)), 10000)
  const roots = [document, ...[...document.querySelectorAll("*")].map(one => one.shadowRoot)]
    .filter(Boolean)
  const words = () => roots.map(root => root.querySelector(find)?.textContent ?? "").join("")
  const more = roots.map(root => root.querySelector(button)).find(Boolean)
  const old = words()
  const start = performance.now()
  more.click()
  const look = () => words() !== old
    ? requestAnimationFrame(() => resolve(performance.now() - start))
    : requestAnimationFrame(look)
  look()
})"""


def press(page: Page, find: str, button: str) -> float:
    """Return milliseconds from a press of `button` until the text in `find` has changed."""
    return float(page.evaluate(PRESS, [find, button]))


def answers(stage: Stage) -> Table:
    """Return how long a changed box takes, against the bare page."""
    rows = []
    trials = stage.size(TRIALS, 1)
    bare = stage.visit(stage.rival(BARE))
    bare.get_by_text("now 6 filters").wait_for()
    for name, text in list(NETWORKS.items())[: stage.size(3, 1)]:
        query = f"architecture_network={quote_plus(text)}"
        page = stage.visit(f"{stage.app}/architecture?{query}")
        for part in (MORE["page"], ".pieces"):
            page.locator(part).first.wait_for(timeout=60_000)
        times: dict[str, list[float]] = {"page": [], "bare": []}
        n_warm = stage.size(3, 1)  # the first ones load what all others find
        for trial in range(trials + n_warm):
            for key, one, find in (("page", page, ".pieces"), ("bare", bare, "body")):
                took = press(one, find, MORE[key])
                if trial >= n_warm:
                    times[key].append(took)
                one.wait_for_timeout(250)
        page.close()
        middle = {key: statistics.median(values) for key, values in times.items()}
        rows.append(
            (
                name,
                f"{middle['page']:.0f} / {percentile(times['page'], 0.95):.0f}",
                f"{middle['bare']:.0f} / {percentile(times['bare'], 0.95):.0f}",
                f"{middle['page'] / middle['bare']:.2f}",
            )
        )
    bare.close()
    worst = max(number(row[-1]) for row in rows)
    return Table(
        'A press of "+" until every block has followed, against a bare number box, '
        f"{trials} in turns",
        ("network", "page, p50 / p95 ms", "bare number box, p50 / p95 ms", "ratio of medians"),
        rows,
        [as_before("the slowest network's answer over the bare round trip", worst, 1.87)],
    )


def milliseconds(run: Callable[[], object], repeats: int) -> float:
    """Return the median duration of `run`."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def ask_torch(net: Network) -> object:
    """Build the module and send zeros through it."""
    return read_picture(build(net, 0), torch.zeros(net.input))


def arithmetic(stage: Stage) -> Table:
    """Return how long shapes, counts and the drawing take, against asking torch for the shapes."""
    rows = []
    repeats = stage.size(REPEATS, 1)
    for name, text in NETWORKS.items():
        net = network(text)
        ours = milliseconds(lambda net=net: compute_shapes(net), repeats)
        drawn = milliseconds(lambda net=net: drawing.pieces(compute_shapes(net)), repeats)
        torchs = milliseconds(lambda net=net: ask_torch(net), repeats)
        rows.append((name, f"{ours:.2f}", f"{drawn:.2f}", f"{torchs:.2f}", f"{drawn / torchs:.3f}"))
    worst = max(number(row[-1]) for row in rows)
    return Table(
        f"All shapes, counts and the drawing, against a module and zeros, medians of {repeats}",
        ("network", "shapes and counts, ms", "and the drawing", "module and zeros", "ratio"),
        rows,
        [as_before("shapes, counts and drawing over asking torch", worst, 0.1)],
    )


def tables(stage: Stage) -> Iterator[Table]:
    """Measure both."""
    torch.set_num_threads(1)
    yield arithmetic(stage)
    yield answers(stage)


if __name__ == "__main__":
    main(tables, __doc__)
