"""Every page is accessible: axe-core on each view, the Tab key, the arrow keys.

docs/accessibility.md lists what is checked and what is not.
"""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pytest
from conftest import load
from looking import follow, whole
from playwright.sync_api import TimeoutError as TooLate

from dlviz.figures import colours
from dlviz.ui.shared.pages import CLASS, HOME, PAGES, PageEntry, entry_of

PATIENCE = 60_000  # ms: a slow machine is no failure
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 720}
MOST_STOPS = 200
PASSES = 3  # a control that had the focus, or work that goes on, may have drawn others anew
UNREACHED = "elsewhere => reach.unreached(elsewhere)"
# The Tab key goes on where something had the focus, even if it is gone.
TO_THE_TOP = """() => {
  const first = document.createElement("a")
  first.tabIndex = -1
  document.body.prepend(first)
  first.focus()
  first.remove()
}"""
THEME = "getComputedStyle(document.querySelector('.stApp')).colorScheme"

# Pointing at these canvases is also done by a slider in the same component.
ELSEWHERE = ".shifted .seen, .film .curve, .film .strip"

# Wide equations and tables scroll sideways on a phone. Their markup is Streamlit's, without a
# tabindex; browsers give the focus to what scrolls (another test here presses Tab until they do),
# which axe-core does not know.
ALLOWED = {"scrollable-region-focusable": ".katex-display, [data-testid=stTable] > div"}

# In these components arrow keys do what pointing does: page, view, what has the focus, keys.
KEYS = {
    ("two_inputs", "Surface"): ((".points .map", "ArrowRight"), (".surface", "Shift+ArrowUp")),
    ("digits", "One unit"): ((".grid.units >> nth=1", "ArrowRight"),),
    ("digit_training", "Sizes"): ((".dlviz-figure .points >> nth=0", "ArrowRight"),),
    ("convolution", "By hand"): (
        (".image .cell[tabindex='0']", "ArrowRight"),
        (".matrix canvas", "ArrowDown"),
    ),
    ("convolution", "On a photo"): ((".panels .view >> nth=0", "ArrowRight"),),
    ("convolution", "Learned instead of given"): ((".film .curves", "ArrowLeft"),),
    ("pooling", "By hand"): ((".pooling .image .cell[tabindex='0']", "ArrowDown"),),
    ("pooling", "Location invariance"): ((".shifted input", "ArrowLeft"),),
    ("architecture", "Layer by layer"): ((".piece >> nth=1", "ArrowRight"),),
    ("feature_maps", "All maps"): ((".view.first", "ArrowRight"),),
    ("augmentation", "Copies"): ((".field .view", "ArrowRight"),),
    ("photos", "When does it change its mind?"): ((".film > input", "ArrowRight"),),
}


@dataclass
class Findings:
    """What was found wrong on one page, each with its view."""

    violations: list[str] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def axe_script() -> str:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    return axe.Axe().axe_script


@pytest.fixture(scope="module")
def tab(visit, server_url):
    """One visitor's tab that goes from page to page."""
    tab = visit(server_url)
    tab.emulate_media(reduced_motion="reduce")
    yield tab
    tab.emulate_media(reduced_motion="null")


def walks() -> Iterator[object]:
    """Yield a page as it opens, and, which takes minutes, with all of its views."""
    for page in (HOME, *PAGES, CLASS):
        yield pytest.param((page, 1), id=page.title)
        yield pytest.param((page, 99), id=f"{page.title}, all views", marks=pytest.mark.slow)


@pytest.fixture(scope="module", params=list(walks()))
def walked(request, tab, server_url, axe_script) -> Findings:
    """What a walk through the views of one page finds; the dark theme of its first view only."""
    (page, most), found = request.param, Findings()
    tab.set_viewport_size(SCREEN)
    tab.emulate_media(color_scheme="light")
    is_tabbed = most > 1 or page.name == "digits"
    names = islice(views(tab, server_url, axe_script, page), most)
    for place, name in enumerate(names):
        where = f"{page.title}, {name}: "
        if place == 0:
            found.violations += [where + told for told in in_both_themes(tab, "html")]
        else:  # the menu is the same on all views
            found.violations += [where + told for told in violations(tab, ".stMain")]
        if place == 0 and is_tabbed:
            press_tab(tab, found, where)
        else:
            focus_everything(tab, found, where)
        for what, key in KEYS.get((page.name, name), ()):
            if not answers_to(tab, what, key):
                found.silent.append(f"{where}{what} does not answer to {key}")
    return found


def views(tab, server_url: str, axe_script: str, page: PageEntry) -> Iterator[str]:
    """Open a page and then one of its views after the other; yield their names."""
    follow(tab, f"{server_url}/{'' if page is HOME else page.name}")
    tab.locator("h1", has_text=page.question).wait_for()
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(axe_script)
    buttons = tab.locator(f".st-key-{page.name}_view button")
    choices = {button.inner_text(): button for button in buttons.all()}
    first = (
        tab.locator(f".st-key-{page.name}_view [aria-checked=true]").inner_text() if choices else ""
    )
    yield first
    for name, button in choices.items():
        if name == first:
            continue
        before = tab.evaluate("location.search")
        button.click()
        tab.wait_for_function("before => location.search !== before", arg=before)
        whole(tab)
        yield name


def violations(tab, part: str, rules: dict | None = None) -> list[str]:
    """Return what axe-core calls serious or critical in a part of the page."""
    options = {"resultTypes": ["violations"], "runOnly": rules or list(RULES), "preload": False}
    result = tab.evaluate("([part, options]) => axe.run([part], options)", [part, options])
    return [
        f"{one['id']} at {json.dumps(node['target'])}: {node['failureSummary']}"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if not is_allowed(tab, one["id"], node["target"])
    ]


def is_allowed(tab, rule: str, target: list) -> bool:
    """Return whether a finding is one of ALLOWED."""
    if rule not in ALLOWED or not isinstance(target[0], str):
        return False
    return tab.locator(target[0]).first.evaluate("(own, s) => own.matches(s)", ALLOWED[rule])


def in_both_themes(tab, part: str) -> list[str]:
    """Return all in the light theme, and what is too faint in the dark one."""
    found = violations(tab, part)
    turn(tab, "dark")  # where nothing but the colours differs
    found += violations(tab, part, {"type": "rule", "values": ["color-contrast"]})
    turn(tab, "light")
    return found


def turn(tab, theme: str) -> None:
    """Show a theme."""
    tab.emulate_media(color_scheme=theme)
    tab.wait_for_function(f"theme => {THEME} === theme", arg=theme)


def press_tab(tab, found: Findings, where: str) -> None:
    """Go through the whole page with the Tab key, from its top."""
    tab.evaluate("reach.start()")
    tab.evaluate(TO_THE_TOP)
    for stop in range(MOST_STOPS):
        tab.keyboard.press("Tab")
        state = tab.evaluate("reach.note()")
        if state == "out" and stop > 0:
            break
        if state == "again":
            found.unreached.append(f"{where}the focus is caught after {stop} stops")
            break
    collect(tab, found, where, tab.evaluate(UNREACHED, ELSEWHERE))


def focus_everything(tab, found: Findings, where: str) -> None:
    """Give the focus to all that can take it; quicker than the Tab key, and in no order."""
    tab.evaluate("reach.start()")
    tab.keyboard.press("Tab")  # the browser shows the focus to those who use the keyboard
    for _ in range(PASSES):
        missed = tab.evaluate("elsewhere => reach.focusEverything(elsewhere)", ELSEWHERE)
        if not missed:
            break
        whole(tab)
    collect(tab, found, where, missed)


def collect(tab, found: Findings, where: str, missed: list[str]) -> None:
    found.unreached += [where + name for name in missed]
    found.unseen += [where + name for name in tab.evaluate("reach.blind()")]


def answers_to(tab, what: str, key: str) -> bool:
    """Return whether a component says something else after a key."""
    element = tab.locator(what).first
    element.focus()
    before = tab.evaluate("reach.said()")
    tab.keyboard.press(key)
    try:
        tab.wait_for_function("before => reach.said() !== before", arg=before, timeout=30_000)
    except TooLate:
        return False
    return True


def test_axe_finds_nothing_serious(walked) -> None:
    assert walked.violations == []


def test_all_controls_take_the_focus(walked) -> None:
    assert walked.unreached == []


def test_the_focus_shows(walked) -> None:
    assert walked.unseen == []


def test_arrow_keys_do_what_pointing_does(walked) -> None:
    assert walked.silent == []


def test_every_arrow_key_was_tried() -> None:
    assert {page for page, _ in KEYS} == {page.name for page in PAGES} - {"transfer"}


def test_axe_finds_nothing_serious_in_the_dialog(tab, server_url, axe_script) -> None:
    tab.set_viewport_size(SCREEN)
    tab.emulate_media(color_scheme="dark")
    next(views(tab, server_url, axe_script, entry_of("pages/photos.py")))
    tab.get_by_role("button", name="Share", exact=True).click()
    tab.get_by_role("dialog").get_by_role("img").wait_for()
    tab.get_by_role("dialog").get_by_role("combobox").click()
    tab.get_by_role("option", name="Presets").click()
    whole(tab)
    assert violations(tab, "html") == []


def test_the_menu_can_be_skipped(tab, server_url) -> None:
    tab.set_viewport_size(SCREEN)
    load(tab, f"{server_url}/pooling")  # the Tab key begins at the top of a new document
    tab.keyboard.press("Tab")
    tab.wait_for_function("document.activeElement.textContent === 'Skip to main content'")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.wait_for_function("document.activeElement.closest('.stMain') !== null")
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.locator("h1").count() == 1


def test_what_scrolls_on_a_phone_takes_the_focus(tab, server_url) -> None:
    tab.set_viewport_size(PHONE)
    follow(tab, f"{server_url}/convolution")
    tab.locator(".katex-display").first.wait_for()
    tab.get_by_role("button", name="Save as PNG").first.focus()
    stops = []
    for _ in range(12):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('.katex-display')"):
            return
        stops.append(tab.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    pytest.fail(f"the equation was not reached: {stops}")


def test_enter_selects_a_point_of_a_figure(tab, server_url) -> None:
    tab.set_viewport_size(SCREEN)
    follow(tab, f"{server_url}/digit_training?digit_training_view=Confusion")
    figure = tab.get_by_role("application", name="Enter selects")
    figure.focus()
    spoken = tab.locator(".dlviz-figure:has([aria-label*='Enter selects']) .spoken")
    mistake = re.compile(r"(\d) classified as ([1-9]): ")  # not as 0, which the link would not name
    keys = itertools.cycle(["ArrowDown", "ArrowUp", "ArrowRight"])  # no mistake, no point there
    while not mistake.search(spoken.text_content() or ""):
        tab.keyboard.press(next(keys))
        tab.wait_for_timeout(100)
    read = mistake.search(spoken.text_content())[2]
    figure.press("Enter")
    tab.wait_for_function(f"location.search.includes('digit_training_read={read}')")


def test_black_or_white_is_readable_on_every_colour(tab, server_url) -> None:
    """The components choose their ink in the browser, by the same rule as the figures."""
    random = np.random.default_rng(0).integers(0, 256, (500, 3))
    scales = [colours.table(scale) for scale in (colours.SIGNED, colours.UNSIGNED, colours.CYCLIC)]
    shown = np.concatenate([random, *scales])
    chosen = tab.evaluate(
        """async ([address, all]) => {
          const { inkOn } = await import(address)
          return all.map((own) => (inkOn(own) === "#000" ? "#000000" : "#ffffff"))
        }""",
        [f"{server_url}/_stcore/bidi-components/base/pictures.js", shown.tolist()],
    )
    assert chosen == colours.inks(shown).tolist()


@pytest.mark.slow
@pytest.mark.parametrize("page", [HOME, *PAGES, CLASS], ids=lambda page: page.title)
def test_axe_finds_nothing_serious_in_the_dark_on_a_phone_and_opened(
    page, tab, server_url, axe_script
) -> None:
    """All views in the dark theme and at a phone's width; popovers and the program, opened."""
    tab.set_viewport_size(SCREEN)
    tab.emulate_media(color_scheme="dark")
    found = []
    for name in views(tab, server_url, axe_script, page):
        found += [f"{name}: {told}" for told in violations(tab, "html")]
        for popover in tab.get_by_test_id("stPopover").get_by_role("button").all():
            if not popover.is_enabled():
                continue
            popover.click()
            tab.get_by_test_id("stPopoverBody").first.wait_for()
            whole(tab)
            found += [f"{name}, opened: {told}" for told in violations(tab, "html")]
            tab.keyboard.press("Escape")
        tab.set_viewport_size(PHONE)
        whole(tab)
        found += [f"{name}, phone: {told}" for told in violations(tab, "html")]
        tab.set_viewport_size(SCREEN)
    program = tab.locator("summary", has_text="PyTorch code")
    if program.count():
        program.click()
        tab.locator(".stExpander code").first.wait_for()
        whole(tab)
        found += [f"program: {told}" for told in violations(tab, "html")]
    assert found == []
