"""Take screenshots of every view and preset of every page, for review: `docs/pictures.py --help`.

Each is taken as it first appears and, if it is longer than the window, as a whole; in four
displays: a laptop, a phone with touch, dark, and the lecture display, which is taken screen by
screen. Chromium must be on the PATH.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    TimeoutError,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from conftest import CHROMIUM, FLAGS, serving  # noqa: E402
from looking import REACH, whole  # noqa: E402

from dlviz.ui.shared.pages import PAGES  # noqa: E402

HOME = "home"
PATIENCE = 60_000  # timeout in milliseconds for a page or a text
LONGEST = 8000  # pixels; Chromium cannot paint a higher window
VIEW = ".stMain [class*='_view'] button[role=radio]"
LECTURE = ".st-key-lecture_steps"
PRESET = ".st-key-frame_presets button"


@dataclass(frozen=True)
class Display:
    """A display on which pages are shown.

    Attributes:
        width, height: Size of the window, in pixels.
        options: Further options of Chromium's context.
        query: Query string of the address.
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
    """Return the labels of buttons, without the names of icons."""
    said = buttons.evaluate_all(
        "all => all.map(own => [...own.querySelectorAll('p')].map(p => p.innerText).join(' ')"
        " || own.innerText)"
    )
    return [text.strip() for text in said if text.strip()]


def context_of(browser: Browser, display: Display) -> BrowserContext:
    """Open a browser context for a display; its tabs share the browser's cache."""
    context = browser.new_context(
        viewport={"width": display.width, "height": display.height},
        bypass_csp=True,  # or it lets nobody ask whether the page is whole
        **display.options,
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(REACH)
    return context


def opened(context: BrowserContext, address: str, display: Display) -> Page:
    """Open a page in a display and wait until it is whole."""
    tab = context.new_page()
    tab.goto(f"{address}{'&' if '?' in address else '?'}{display.query}".rstrip("?&"))
    tab.locator("h1").first.wait_for()
    settle(tab)
    return tab


def settle(tab: Page) -> None:
    """Wait until a page is complete; a page that keeps moving is taken as it is."""
    try:
        whole(tab)
    except TimeoutError:
        print("goes on moving:", tab.url)
    tab.wait_for_timeout(500)


def take(tab: Page, display: Display, file: Path) -> None:
    """Save the window, and the whole page if it is longer; in the lecture display, every screen."""
    tab.screenshot(path=file.with_suffix(".png"))
    if display.query:
        screens(tab, file)
        return
    height = tab.evaluate("() => document.querySelector('.stMain').scrollHeight")
    if height <= display.height:
        return
    tab.set_viewport_size({"width": display.width, "height": min(height + 40, LONGEST)})
    settle(tab)
    tab.screenshot(path=file.with_name(f"{file.stem}-whole.png"))
    tab.set_viewport_size({"width": display.width, "height": display.height})


def screens(tab: Page, file: Path) -> None:
    """Save the second screen of the lecture display and those after it."""
    place = tab.locator(f"{LECTURE} span").last
    count = int(place.inner_text().rpartition("/")[2])
    for number in range(2, count + 1):
        tab.locator(f"{LECTURE} button").last.dispatch_event("click")
        settle(tab)
        tab.screenshot(path=file.with_name(f"{file.stem}-{number}.png"))


def pressed(tab: Page, place: int, preset: str) -> str:
    """Press a preset and return the address of its state.

    Right after the press the old page may still look complete. The preset's goal shows that the
    server's answer has arrived; then the address is updated.
    """
    tab.locator(PRESET).get_by_text(preset, exact=True).click()
    tab.locator(f".st-key-frame_goal_{place}").wait_for()
    settle(tab)
    before = ""
    while tab.url != before:
        before = tab.url
        tab.wait_for_timeout(500)
    return tab.url


def states(
    context: BrowserContext, address: str, page: str, *, has_presets: bool
) -> Iterator[tuple[str, str]]:
    """Yield name and address of every view of a page and, if requested, of its presets.

    The presets are pressed in a laptop's window.
    """
    if page == HOME:
        yield HOME, address
        return
    laptop = DISPLAYS["laptop"]
    first = opened(context, f"{address}/{page}", laptop)
    first.locator(PRESET).last.wait_for()
    views, presets = names_of(first.locator(VIEW)), names_of(first.locator(PRESET))
    first.close()
    if not views:
        yield page, f"{address}/{page}"
    for view in views:
        yield f"{page}-{slug(view)}", f"{address}/{page}?{page}_view={quote(view)}"
    for place, preset in enumerate(presets if has_presets else []):
        tab = opened(context, f"{address}/{page}", laptop)
        where = pressed(tab, place, preset)
        tab.close()
        yield f"{page}-preset-{slug(preset)}", where


def slug(words: str) -> str:
    """Convert words to a part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def main(words: Sequence[str] | None = None) -> None:
    """Read the command line, or `words`, start the app if needed and save the pictures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where the pictures go")
    names = [HOME, *(page.name for page in PAGES)]
    asked.add_argument("--page", nargs="*", default=names, choices=names, help="all if not given")
    asked.add_argument("--display", nargs="*", default=list(DISPLAYS), choices=list(DISPLAYS))
    asked.add_argument("--views-only", action="store_true", help="no presets")
    asked.add_argument("--address", help="of an app that runs; one is started if not given")
    given = asked.parse_args(words)
    given.folder.mkdir(parents=True, exist_ok=True)
    app = nullcontext(given.address) if given.address else serving()
    with app as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        contexts = {kind: context_of(chromium, display) for kind, display in DISPLAYS.items()}
        for page in given.page:
            has_presets = not given.views_only
            for name, where in states(contexts["laptop"], address, page, has_presets=has_presets):
                for kind in given.display:
                    tab = opened(contexts[kind], where, DISPLAYS[kind])
                    take(tab, DISPLAYS[kind], given.folder / f"{name}-{kind}")
                    print(name, kind, flush=True)
                    tab.close()
        chromium.close()


if __name__ == "__main__":
    main()
