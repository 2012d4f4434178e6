"""What the browser benchmarks share: servers, a browser, statistics, tables."""

import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from conftest import CHROMIUM, FLAGS, serving, serving_process  # noqa: E402, F401


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print(f"Chromium {browser.version}, headless\n")
        yield browser
        browser.close()


@contextmanager
def app_and_rival(program: str) -> Iterator[tuple[str, str]]:
    """Serve dlviz and, with the same settings, the one-file app `program`; yield both addresses."""
    with tempfile.TemporaryDirectory() as folder:
        rival = Path(folder) / "serve.py"  # what `serving` starts
        rival.write_text(program)
        settings = Path(folder) / ".streamlit"
        settings.mkdir()
        (settings / "config.toml").write_text((ROOT / ".streamlit" / "config.toml").read_text())
        with serving() as ours, serving(folder=folder) as theirs:
            yield ours, theirs


def visit(browser: Browser, address: str) -> Page:
    """Open `address` as a new visitor."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.goto(address)
    page.locator("h1").first.wait_for()
    return page


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of `values` lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()
