"""Take pictures of every view and preset of every page, to be looked at: `docs/pictures.py --help`.

Each is taken as it is first seen and, where it goes on below, whole, in four displays: a laptop, a
phone with touch, dark, and the lecture display. Chromium must be on the PATH.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Locator, Page, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from conftest import CHROMIUM, FLAGS, serving  # noqa: E402
from looking import REACH, whole  # noqa: E402

from dlviz.ui.shared.pages import PAGES  # noqa: E402

HOME = "home"
LONGEST = 8000  # pixels: Chromium paints no higher window
VIEW = ".stMain [class*='_view'] button[role=radio]"
PRESET = ".st-key-frame_presets button"


@dataclass(frozen=True)
class Display:
    """Where a page is looked at.

    Attributes:
        width, height: Of the window, in pixels.
        options: More of what Chromium is told of it.
        query: What the address says of it.
    """

    width: int
    height: int
    options: dict = field(default_factory=dict)
    query: str = ""


DISPLAYS = {
    "laptop": Display(1280, 720),
    "phone": Display(390, 844, {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}),
    "dark": Display(1280, 720, {"color_scheme": "dark"}),
    "lecture": Display(1280, 720, query="lecture=true"),
}


def names_of(buttons: Locator) -> list[str]:
    """Return what is written on buttons; an icon's name is none of it."""
    said = buttons.evaluate_all(
        "all => all.map(own => [...own.querySelectorAll('p')].map(p => p.innerText).join(' ')"
        " || own.innerText)"
    )
    return [text.strip() for text in said if text.strip()]


def opened(browser: Browser, address: str, display: Display) -> Page:
    """Open a page in a display and wait until it is whole."""
    context = browser.new_context(
        viewport={"width": display.width, "height": display.height},
        bypass_csp=True,  # or it lets nobody ask whether the page is whole
        **display.options,
    )
    context.add_init_script(REACH)
    tab = context.new_page()
    tab.goto(f"{address}{'&' if '?' in address else '?'}{display.query}".rstrip("?&"))
    tab.locator("h1").first.wait_for()
    settle(tab)
    return tab


def settle(tab: Page) -> None:
    """Wait until a page is whole; one that goes on moving is taken as it is."""
    try:
        whole(tab)
    except TimeoutError:
        print("goes on moving:", tab.url)
    tab.wait_for_timeout(500)


def take(tab: Page, display: Display, file: Path) -> None:
    """Save what is first seen, and all of it if it goes on below."""
    tab.screenshot(path=file.with_suffix(".png"))
    height = tab.evaluate("() => document.querySelector('.stMain').scrollHeight")
    if height <= display.height:
        return
    tab.set_viewport_size({"width": display.width, "height": min(height + 40, LONGEST)})
    settle(tab)
    tab.screenshot(path=file.with_name(f"{file.stem}-whole.png"))
    tab.set_viewport_size({"width": display.width, "height": display.height})


def states(browser: Browser, address: str, page: str) -> Iterator[tuple[str, str]]:
    """Give a name and an address to every view of a page and every preset."""
    if page == HOME:
        yield HOME, address
        return
    first = opened(browser, f"{address}/{page}", DISPLAYS["laptop"])
    views, presets = names_of(first.locator(VIEW)), names_of(first.locator(PRESET))
    first.context.close()
    if not views:
        yield page, f"{address}/{page}"
    for view in views:
        yield f"{page}-{slug(view)}", f"{address}/{page}?{page}_view={quote(view)}"
    for preset in presets:
        tab = opened(browser, f"{address}/{page}", DISPLAYS["laptop"])
        tab.locator(PRESET).get_by_text(preset, exact=True).click()
        settle(tab)
        where = tab.url
        tab.context.close()
        yield f"{page}-preset-{slug(preset)}", where


def slug(words: str) -> str:
    """Return words as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def main(words: Sequence[str] | None = None) -> None:
    """Read the command line, or `words`, start the app and save the pictures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where the pictures go")
    names = [HOME, *(page.name for page in PAGES)]
    asked.add_argument("--page", nargs="*", default=names, choices=names, help="all if not given")
    asked.add_argument("--display", nargs="*", default=list(DISPLAYS), choices=list(DISPLAYS))
    given = asked.parse_args(words)
    given.folder.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for page in given.page:
            for name, where in states(chromium, address, page):
                for kind in given.display:
                    tab = opened(chromium, where, DISPLAYS[kind])
                    take(tab, DISPLAYS[kind], given.folder / f"{name}-{kind}")
                    print(name, kind, flush=True)
                    tab.context.close()
        chromium.close()


if __name__ == "__main__":
    main()
