"""Shared code of the benchmarks: servers, a browser, statistics, tables, and claims about them."""

import argparse
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Page,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from conftest import CHROMIUM, FLAGS, THRIFTY, serving, serving_process  # noqa: E402
from weights import random_resnet50  # noqa: E402

from dlviz.networks.imagenet import VARIABLE  # noqa: E402

T = TypeVar("T")
SERVED = "serve.py"  # the file that `serving` starts, for dlviz and for the rival
MARGIN = 1.25  # factor by which a ratio may be worse than before and still counts as unchanged

SCREEN: ViewportSize = {"width": 1280, "height": 720}

# The rival's server reads its program at every run, so several rivals can share one server.
_RIVAL = """import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).with_name("program.py")))
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the project that depends on a measured number.

    Attributes:
        sentence: The claim, without numbers.
        measured: The measured number.
        limit: The number that it is compared with.
        why: Source of the limit.
        at_least: Whether the limit is a lower bound instead of an upper bound.
    """

    sentence: str
    measured: float
    limit: float
    why: str = "wanted"
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the measured number is on the right side of the limit."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def __str__(self) -> str:
        """The claim as text, marked if it does not hold."""
        side = "at least" if self.at_least else "at most"
        mark = "Holds" if self.holds else "**No longer holds**"
        return f"{mark}: {self.sentence}: {self.measured:.2f} ({side} {self.limit:.2f} {self.why})."


def as_before(
    sentence: str, measured: float, before: float, *, more_is_better: bool = False
) -> Claim:
    """Return the claim that a ratio is at most MARGIN times worse than in EARLIER.md.

    Args:
        sentence: What is claimed.
        measured: The new ratio.
        before: The ratio in the earlier table.
        more_is_better: Whether a larger ratio is a better one.
    """
    limit = before / MARGIN if more_is_better else before * MARGIN
    return Claim(sentence, measured, limit, f"after {before:g} earlier", more_is_better)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results.

    Attributes:
        caption: Meaning of the rows, number of trials, and the alternative.
        head: Column titles; those of ratios contain the word "ratio".
        rows: One tuple of printable cells per row.
        claims: Claims of the project about these numbers.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    claims: Sequence[Claim] = ()

    def markdown(self) -> str:
        """Return caption, table and claims as Markdown."""
        lines = [
            "| " + " | ".join(str(cell) for cell in row) + " |"
            for row in (self.head, ["---"] * len(self.head), *self.rows)
        ]
        claims = ["", *(f"- {claim}" for claim in self.claims)] if self.claims else []
        return "\n".join([f"{self.caption}:", "", *lines, *claims]) + "\n"


class Stage:
    """The servers and the browser of one run; each starts when it is first used.

    Attributes:
        is_smoke: Whether all sizes are minimal: the same code runs, but the numbers mean nothing.
        has_resnet50: Whether the app has ResNet50, with random weights.
    """

    def __init__(self, exits: ExitStack, *, is_smoke: bool, has_resnet50: bool) -> None:
        """Start nothing yet; whatever is started later ends with `exits`."""
        self._exits = exits
        self.is_smoke = is_smoke
        self.has_resnet50 = has_resnet50

    def size(self, full: T, smoke: T) -> T:
        """Return how much to do: `smoke` in a smoke run, else `full`."""
        return smoke if self.is_smoke else full

    @cached_property
    def folder(self) -> Path:
        """A temporary folder."""
        return Path(self._exits.enter_context(tempfile.TemporaryDirectory()))

    @cached_property
    def _server(self) -> tuple[str, int]:
        weights = {VARIABLE: str(self.resnet50)} if self.has_resnet50 else {}
        return self._exits.enter_context(serving_process(env=os.environ | weights))

    @property
    def app(self) -> str:
        """The address of dlviz."""
        return self._server[0]

    @property
    def process(self) -> int:
        """The process that serves dlviz."""
        return self._server[1]

    @cached_property
    def resnet50(self) -> Path:
        """A file with random weights of ResNet50; computing takes as long as with trained ones."""
        return random_resnet50(self.folder)

    def rival(self, program: str) -> str:
        """Serve the one-file app `program` with dlviz's settings; return its address."""
        (self._rival_folder / "program.py").write_text(program)
        return self._rival_address

    @cached_property
    def _rival_folder(self) -> Path:
        folder = self.folder / "rival"
        (folder / ".streamlit").mkdir(parents=True)
        (folder / SERVED).write_text(_RIVAL)
        settings = (ROOT / ".streamlit" / "config.toml").read_text()
        (folder / ".streamlit" / "config.toml").write_text(settings)
        return folder

    @cached_property
    def _rival_address(self) -> str:
        return self._exits.enter_context(serving(folder=self._rival_folder))

    @cached_property
    def _chromium(self) -> BrowserType:
        return self._exits.enter_context(sync_playwright()).chromium

    @cached_property
    def browser(self) -> Browser:
        """A headless Chromium."""
        if self.is_smoke and self._lasting.browser:
            return self._lasting.browser
        browser = self._chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        self._exits.callback(browser.close)
        return browser

    @cached_property
    def _lasting(self) -> BrowserContext:
        # With a profile on disk; its pages share compiled scripts, and so open more quickly.
        context = self._chromium.launch_persistent_context(
            self.folder / "profile",
            executable_path=CHROMIUM,
            args=[*FLAGS, *THRIFTY],
            viewport=SCREEN,
        )
        self._exits.callback(context.close)
        return context

    def visit(self, address: str) -> Page:
        """Open `address` as a new visitor; in a smoke run as one who has been there before."""
        context = self._lasting if self.is_smoke else self.browser.new_context(viewport=SCREEN)
        page = context.new_page()
        page.goto(address)
        page.locator("h1").first.wait_for()
        return page


@contextmanager
def stage(*, is_smoke: bool = False, has_resnet50: bool = False) -> Iterator[Stage]:
    """Provide the servers and the browser, and end them; arguments as the attributes of `Stage`."""
    with ExitStack() as exits:
        yield Stage(exits, is_smoke=is_smoke, has_resnet50=has_resnet50)


def machine() -> str:
    """Describe this machine: "2 cores of a virtual machine, CPU only"."""
    import torch

    cpuinfo = Path("/proc/cpuinfo")
    is_virtual = cpuinfo.exists() and " hypervisor" in cpuinfo.read_text()
    cores = f"{os.cpu_count()} cores of a {'virtual ' if is_virtual else ''}machine"
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU only"
    return f"{cores}, {gpu}"


def versions() -> str:
    """Return the versions of the libraries that the numbers depend on."""
    names = {"torch": "torch", "streamlit": "Streamlit", "playwright": "Playwright"}
    return ", ".join(f"{title} {version(name)}" for name, title in names.items())


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of `values` lie."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def median_and_p95(trials: Sequence[Sequence[float]]) -> Iterator[tuple[Any, ...]]:
    """Yield the name and, for each of those measured in every trial, the percentile."""
    for share, name in ((0.5, "median"), (0.95, "p95")):
        yield name, *(percentile(own, share) for own in zip(*trials, strict=True))


def spread(ratios: Sequence[float]) -> str:
    """Return the median of ratios from alternating trials, with the smallest and the largest."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def number(text: object) -> float:
    """Return the number that a cell begins with: 1.08 for "1.08 (0.90 to 1.20)"."""
    found = re.match(r"-?[\d,]*\.?\d+", str(text))
    if found is None:
        raise ValueError(f"{text!r} does not begin with a number")
    return float(found[0].replace(",", ""))


def main(
    tables: Callable[[Stage], Iterator[Table]],
    description: str | None,
    *,
    has_resnet50: bool = False,
) -> None:
    """Measure and print the tables of one benchmark.

    Args:
        tables: Takes a stage; yields each table as soon as it is measured.
        description: The text of `--help`.
        has_resnet50: Whether the app needs ResNet50.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="the smallest sizes, in seconds")
    with stage(is_smoke=parser.parse_args().smoke, has_resnet50=has_resnet50) as one:
        for table in tables(one):
            print(table.markdown(), flush=True)
