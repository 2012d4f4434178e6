"""Measures "Two inputs": training with and without display, against numpy, and a slider's step.

Three tables, each against a named alternative in alternating trials of the same run:

1. Steps a second of the page's training while a browser shows it, against the same training in a
   process of its own that nobody looks at.
2. A slider of the page moved to the new surfaces on screen, against a bare Streamlit slider and
   one line of text.
3. Steps a second of `dlviz.training.two_inputs.Fit` against the same network, optimiser and order
   of batches written in numpy; both end at the same weights.
"""

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import torch
from harness import ROOT, Claim, Stage, Table, as_before, main, median_and_p95, number, spread
from playwright.sync_api import Locator, Page

from dlviz.datasets.points import draw_points
from dlviz.training.two_inputs import (
    SUGGESTED,
    Fit,
    Suggestion,
    TwoInputSettings,
    suggested_network,
)

TRIALS = 3
SECONDS = 4.0  # of training in a trial
STEPS = 1000  # in one round of the comparison with numpy
ROUNDS = 11
SLIDES = 15
WARM = 1.0  # seconds of training before it is timed, at most as many as are timed

SLIDER = """
import streamlit as st

st.title("Slider")
value = st.slider("Value", -3.0, 3.0, 1.0, 0.05)
st.write(f"Value {value}")
"""

# The page's training without the page: what `display` compares with.
ALONE = """
import sys, time
from dataclasses import replace
from dlviz.training.two_inputs_explorer import Explorer
from dlviz.two_inputs_setup import Setup
from dlviz.training.two_inputs import SUGGESTED

own = SUGGESTED["spiral"]
setup = Setup("spiral", "classification", own.features, own.hidden, own.activation, 1000)
explorer = Explorer(replace(setup, train_share=0.9), replace(own.settings, batch_size=1))
explorer.is_paced = False
for line in sys.stdin:
    explorer.reset()
    explorer.play()
    seconds = float(line)
    time.sleep(min(1, seconds))
    before, start = explorer.snapshot().steps, time.perf_counter()
    time.sleep(seconds)
    after, end = explorer.snapshot().steps, time.perf_counter()
    explorer.pause()
    print((after - before) / (end - start), flush=True)
"""
SPIRAL = (
    "two_inputs?two_inputs_target=spiral&two_inputs_activation=tanh&two_inputs_deeper=true"
    "&two_inputs_features=X1&two_inputs_features=X2&two_inputs_features=sin+X1"
    "&two_inputs_features=sin+X2&two_inputs_size1=8&two_inputs_size2=8&two_inputs_l2=0.001"
    "&two_inputs_pace=as+fast+as+it+goes&two_inputs_view=Loss"
    # So many steps an epoch that it does not settle while it is timed.
    "&two_inputs_points=1000&two_inputs_share=0.9&two_inputs_batch=1"
)

# A surface is a canvas, whose changes a MutationObserver cannot see, so its drawing calls are
# recorded. The first drawing after the event is the answer; nothing else draws meanwhile.
PAINTED = """() => {
  const seen = (window.benchmark = { changed: 0, moved: 0 })
  const note = () => Object.assign(seen, { moved: performance.now(), changed: 0 })
  addEventListener("keydown", note, true)
  const clear = CanvasRenderingContext2D.prototype.clearRect
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (seen.changed === 0 && this.canvas.className.includes("surface")) {
      seen.changed = -1
      requestAnimationFrame(() => (seen.changed = performance.now()))
    }
    return clear.apply(this, box)
  }
}"""

# The event is noted in the capturing phase; every frame after it in which the element has changed.
WATCH = """element => {
  const seen = (window.benchmark = { changed: 0, moved: 0 })
  addEventListener("keydown", () => (seen.moved = performance.now()), true)
  const changed = () => requestAnimationFrame(() => (seen.changed = performance.now()))
  new MutationObserver(changed).observe(element, {
    subtree: true, childList: true, characterData: true, attributes: true,
  })
}"""


def shown_steps(page: Page) -> tuple[int, float]:
    """Return the step that the page shows, and when it was read."""
    text = page.locator(".st-key-two_inputs_player").inner_text()
    # A button beside it may name the step that it would bring back.
    step = re.search(r"step ([\d,]+) ·", text).group(1)
    return int(step.replace(",", "")), time.perf_counter()


def display(page: Page, seconds: float) -> float:
    """Train on the page for so many seconds; return steps a second."""
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_timeout(min(WARM, seconds) * 1000)
    before, start = shown_steps(page)
    page.wait_for_timeout(seconds * 1000)
    after, end = shown_steps(page)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    return (after - before) / (end - start)


class NumpyFit:
    """The same network, the same Adam, the same batches as `Fit`, written in numpy."""

    def __init__(self, fit: Fit) -> None:
        """Copy the weights of `fit`."""
        self.blocks = [block.numpy().copy() for block in fit.network.blocks]
        self.settings: TwoInputSettings = fit.settings
        self.means = [np.zeros_like(block) for block in self.blocks]
        self.squares = [np.zeros_like(block) for block in self.blocks]
        self.age = 0

    def step(self, inputs: np.ndarray, targets: np.ndarray) -> None:
        """Train with one batch: inputs (B, F + 1) with a column of ones, targets (B,)."""
        ones = np.ones((len(inputs), 1), np.float32)
        layers = [inputs]
        for block in self.blocks[:-1]:
            layers.append(np.hstack([np.tanh(layers[-1] @ block), ones]))
        output = np.tanh(layers[-1] @ self.blocks[-1][:, 0])
        gradient = (2 / len(inputs) * (output - targets) * (1 - output**2))[:, None]
        gradients = []
        for block, below in zip(self.blocks[::-1], layers[::-1], strict=True):
            weights = self.settings.l2 * block
            weights[-1] = 0
            gradients.append(below.T @ gradient + weights)
            values = below[:, :-1]
            gradient = gradient @ block[:-1].T * (1 - values**2)
        self.age += 1
        rate = self.settings.learning_rate * np.sqrt(1 - 0.999**self.age) / (1 - 0.9**self.age)
        for place, slope in enumerate(gradients[::-1]):
            mean, square = self.means[place], self.squares[place]
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            epsilon = 1e-8 * np.sqrt(1 - 0.999**self.age)
            self.blocks[place] -= rate * mean / (np.sqrt(square) + epsilon)


def against_numpy(own: Suggestion, target: str, rounds: int) -> tuple[float, float, str, float]:
    """Return steps a second of ours and of numpy, their ratio, and how far their weights differ."""
    split = draw_points(target, 400)
    network = suggested_network(target)
    network.randomise(torch.Generator().manual_seed(0))
    ours = Fit(network, split, own.settings)
    theirs = NumpyFit(ours)
    inputs = network.inputs(split.train_inputs).numpy()
    targets = split.train_targets.numpy()
    # 200 steps with the same batches must give the same weights; then each is timed for itself.
    generator = torch.Generator().manual_seed(0)
    size = own.settings.batch_size
    for _ in range(200 * size // len(targets)):
        order = torch.randperm(len(targets), generator=generator).numpy()
        for batch in order.reshape(-1, size):
            theirs.step(inputs[batch], targets[batch])
    ours.run(200)
    pairs = zip(ours.network.blocks, theirs.blocks, strict=True)
    apart = max(float(np.abs(block.numpy() - other).max()) for block, other in pairs)
    batches = [
        (inputs[first : first + size], targets[first : first + size])
        for first in range(0, len(targets), size)
    ]
    times = []
    for _ in range(rounds):  # in turns, a tenth of a second each: other programs disturb both
        start = time.perf_counter()
        ours.run(STEPS)
        middle = time.perf_counter()
        for place in range(STEPS):
            theirs.step(*batches[place % len(batches)])
        times.append((middle - start, time.perf_counter() - middle))
    fast, slow = (statistics.median(own) for own in zip(*times, strict=True))
    ratio = spread([theirs_took / ours_took for ours_took, theirs_took in times])
    return STEPS / fast, STEPS / slow, ratio, apart


def slide(page: Page, slider: Locator, place: int) -> float:
    """Press an arrow key on `slider`; return ms until the frame after the last change."""
    page.bring_to_front()  # a page behind another one gets hardly any frames
    slider.focus()
    page.wait_for_timeout(100)
    page.keyboard.press("ArrowRight" if place % 2 else "ArrowLeft")
    page.wait_for_timeout(500)
    return page.evaluate("window.benchmark.changed - window.benchmark.moved")


def watched_and_alone(stage: Stage) -> Table:
    """Return the training with the display on, against the same training that nobody looks at."""
    trials, seconds = stage.size(TRIALS, 1), stage.size(SECONDS, 0.3)
    alone = subprocess.Popen(
        [sys.executable, "-c", ALONE], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert alone.stdin is not None
    assert alone.stdout is not None
    page = stage.visit(f"{stage.app}/{SPIRAL}")
    page.get_by_role("button", name="Train", exact=True).wait_for()
    if not stage.is_smoke:
        display(page, seconds)  # warm-up
    pairs = []
    for _ in range(trials):
        shown = display(page, seconds)
        alone.stdin.write(f"{seconds}\n")
        alone.stdin.flush()
        pairs.append((shown, float(alone.stdout.readline())))
    page.close()
    alone.stdin.close()
    alone.wait()
    on, off = (statistics.median(own) for own in zip(*pairs, strict=True))
    ratio = spread([shown / bare for shown, bare in pairs])
    return Table(
        f"Spiral, 4-8-8-1, one point a step, as fast as it goes, against the same with nobody "
        f"looking, medians of {trials} trials of {seconds:g} s in turns",
        ("", "steps a second", "ratio: this / nobody looking"),
        [("display on", f"{on:,.0f}", ratio), ("nobody looking", f"{off:,.0f}", "1.00")],
        [as_before("training with the display on over without", number(ratio), 0.78,
                   more_is_better=True)],
    )  # fmt: skip


def slider_to_surfaces(stage: Stage) -> Table:
    """Return a slider's step to the three surfaces on screen, against a bare slider."""
    slides = stage.size(SLIDES, 1)
    page = stage.visit(f"{stage.app}/two_inputs")
    counter = stage.visit(stage.rival(SLIDER))
    page.locator(".st-key-two_inputs_surfaces canvas").first.wait_for()
    page.evaluate(PAINTED)
    counter.locator(".stMain").evaluate(WATCH)
    own = page.get_by_label("unit 1, weight of X1, slider")
    bare = counter.get_by_role("slider")
    slide(page, own, 0), slide(counter, bare, 0)
    times = [(slide(page, own, place), slide(counter, bare, place)) for place in range(slides)]
    page.close()
    counter.close()
    rows = [
        (name, f"{surface:.0f}", f"{text:.0f}", f"{surface / text:.2f}")
        for name, surface, text in median_and_p95(times)
    ]
    return Table(
        f"A step of a slider to its three surfaces on screen, against a bare slider and a line of "
        f"text, {slides} each in turns",
        ("", "three surfaces, ms", "bare line, ms", "ratio"),
        rows,
        [as_before("median step of a slider over a bare one", number(rows[0][-1]), 1.63)],
    )


def steps_against_numpy(stage: Stage) -> Table:
    """Return the arithmetic of the steps against numpy."""
    rows, farthest = [], 0.0
    rounds = stage.size(ROUNDS, 1)
    for target, suggestion in list(SUGGESTED.items())[: stage.size(len(SUGGESTED), 1)]:
        fast, slow, ratio, apart = against_numpy(suggestion, target, rounds)
        farthest = max(farthest, apart)
        sizes = "-".join(map(str, (len(suggestion.features), *suggestion.hidden, 1)))
        rows.append((f"{target}, {sizes}", f"{fast:,.0f}", f"{slow:,.0f}", ratio, f"{apart:.0e}"))
    worst = min(number(row[3]) for row in rows)
    return Table(
        f"Steps a second, batches of 10, against the same in numpy, medians of {rounds} rounds in "
        "turns",
        ("", "dlviz", "numpy", "ratio", "weights differ after 200 steps by"),
        rows,
        [
            as_before("dlviz over numpy, the slowest network", worst, 1.46, more_is_better=True),
            Claim("weights differ, in thousandths", 1e3 * farthest, 1.0),
        ],
    )


def tables(stage: Stage) -> Iterator[Table]:
    """Measure all."""
    torch.set_num_threads(1)
    yield steps_against_numpy(stage)
    yield slider_to_surfaces(stage)
    yield watched_and_alone(stage)


if __name__ == "__main__":
    main(tables, __doc__)
