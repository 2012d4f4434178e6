"""Back, Forward, reload and the menu show each page with the state it had, in a real browser."""

import json

import pytest
from looking import until, whole
from playwright.sync_api import expect

from dlviz.ui.shared.pages import HOME, PAGES

LINK = ".stSidebar [data-testid=stPageLink-NavLink]"
# What every control of a page holds, in its order.
HELD = """() => [...document.querySelectorAll(
  '.stMain input, .stMain textarea, .stMain [role=radio], .stMain [role=slider], .stMain [data-tag]'
)].filter(own => own.type !== 'file' && !own.closest('.st-key-frame_heard')).map(own => [
  own.getAttribute('aria-label') ?? own.textContent,
  own.type === 'checkbox' ? own.checked : own.value ?? null,
  own.getAttribute('aria-checked'), own.getAttribute('aria-valuenow'),
].join(' | '))"""
WHERE = "[location.pathname, location.search]"
KEYS = "Object.fromEntries(new URLSearchParams(location.search))"


def follow(tab, page) -> None:
    """Open `page` by the menu."""
    tab.locator(LINK, has_text=page.title).click()
    arrive(tab, page)


def arrive(tab, page) -> None:
    """Wait until `page` is on screen, whole."""
    expect(tab.locator("h1")).to_have_text(page.question)
    whole(tab)


def walk(tab, step: int, page) -> None:
    """Go back or forward, to `page`."""
    tab.evaluate(f"history.go({step})")
    arrive(tab, page)


def change(tab) -> None:
    """Press a preset, choose another answer to the page's question, and move its first slider."""
    presets = tab.locator(".st-key-frame_presets button")
    for place in (1, 2, 1):
        presets.nth(place).click()
        whole(tab)
    tab.wait_for_timeout(300)
    whole(tab)
    others = tab.locator(".stMain [class*='_view'] button[role=radio][aria-checked=false]")
    if others.count():
        name = others.last.inner_text()
        others.last.click()
        tab.locator("button[role=radio][aria-checked=true]", has_text=name).first.wait_for()
        whole(tab)
    sliders = tab.locator(".stMain .stSlider [role=slider]")
    for _ in range(3 if sliders.count() else 0):
        sliders.first.press("ArrowRight")
        whole(tab)


def settled(tab) -> tuple[list[str], list[str]]:
    """Return what the controls hold and the address, when neither changes any more."""
    while True:
        now = tab.evaluate(HELD), tab.evaluate(WHERE)
        tab.wait_for_timeout(1000)
        whole(tab)
        if now == (tab.evaluate(HELD), tab.evaluate(WHERE)):
            return now


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_found_again_with_the_state_it_had(page, server_url: str, open_tab) -> None:
    other = PAGES[0] if page is not PAGES[0] else PAGES[1]
    tab = open_tab(server_url)
    length = tab.evaluate("history.length")
    follow(tab, page)
    change(tab)
    assert tab.evaluate("history.length") == length + 1  # settings make no entries
    held, where = settled(tab)
    assert where[1]

    def is_as_it_was() -> bool:
        return tab.evaluate(HELD) == held and tab.evaluate(WHERE) == where

    follow(tab, other)
    assert tab.evaluate("history.length") == length + 2
    assert not [key for key in tab.evaluate(KEYS) if not key.startswith(other.name)]
    walk(tab, -1, page)
    until(tab, is_as_it_was)
    walk(tab, -1, HOME)
    walk(tab, 1, page)
    until(tab, is_as_it_was)
    walk(tab, 1, other)
    follow(tab, page)
    until(tab, is_as_it_was)
    tab.reload()
    arrive(tab, page)
    until(tab, is_as_it_was)
    follow(tab, other)
    follow(tab, page)
    until(tab, is_as_it_was)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_older_visit_shows_its_own_state(page, server_url: str, open_tab) -> None:
    """The session knows a newer state of the page than the entry that Back goes to."""
    tab = open_tab(f"{server_url}/{page.name}")
    first, _ = settled(tab)
    follow(tab, HOME)
    follow(tab, page)
    tab.locator(".st-key-frame_presets button").nth(1).click()
    until(tab, lambda: tab.evaluate(HELD) != first)
    whole(tab)
    newer, _ = settled(tab)
    walk(tab, -2, page)
    until(tab, lambda: tab.evaluate(HELD) == first)
    walk(tab, 2, page)
    until(tab, lambda: tab.evaluate(HELD) == newer)


def test_a_page_reached_by_a_link_to_it_is_the_first_entry(server_url: str, open_tab) -> None:
    """What the server puts right in a link makes no entry that Back would stop at."""
    tab = open_tab(server_url)
    tab.goto(f"{server_url}/convolution?convolution_stride=1&convolution_rows=99")
    arrive(tab, next(page for page in PAGES if page.name == "convolution"))
    until(tab, lambda: "convolution_stride" not in tab.evaluate(KEYS))
    tab.evaluate("history.back()")
    arrive(tab, HOME)


def test_the_lecture_display_goes_along_with_back(server_url: str, open_tab) -> None:
    pooling, photos = (
        next(page for page in PAGES if page.name == name) for name in ("pooling", "photos")
    )
    tab = open_tab(f"{server_url}/pooling")
    follow(tab, photos)
    tab.locator(".st-key-lecture label").first.click()
    until(tab, lambda: tab.evaluate(KEYS).get("lecture") == "true")
    whole(tab)
    walk(tab, -1, pooling)
    expect(tab.locator(".st-key-lecture input")).to_be_checked()


INK = """() => {
  const pad = [...document.querySelectorAll('.stMain *')].map(({ shadowRoot }) => shadowRoot)
    .find(root => root?.querySelector('.pad canvas'))?.querySelector('canvas')
  if (!pad?.width) return 0
  const { data } = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height)
  return data.filter((value, place) => place % 4 === 0 && value < 128).length
}"""


def test_what_was_made_is_still_there_after_a_reload(server_url: str, open_tab) -> None:
    digits, training = (
        next(page for page in PAGES if page.name == name) for name in ("digits", "digit_training")
    )
    query = "digit_training_methods=LDA&digit_training_digits=500&digit_training_epochs=1"
    tab = open_tab(f"{server_url}/digit_training?{query}")
    tab.get_by_role("button", name="Race", exact=True).click()
    tab.get_by_text("Done in").wait_for()
    follow(tab, digits)
    box = tab.get_by_role("application", name="Drawing pad").bounding_box()
    tab.mouse.move(box["x"] + 60, box["y"] + 60)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 180, box["y"] + 180, steps=5)
    tab.mouse.up()
    whole(tab)
    drawn = until(tab, lambda: tab.evaluate(INK))
    assert drawn > 1000
    for _ in range(2):  # the second time before the server may have noticed the first
        tab.reload()
    arrive(tab, digits)
    # Points are told to a tenth of a pixel.
    until(tab, lambda: abs(tab.evaluate(INK) - drawn) < 0.02 * drawn)
    follow(tab, training)
    tab.get_by_text("Done in").wait_for()
    # A duplicated tab has the storage of its original, which is still there.
    stored = tab.evaluate("({...sessionStorage})")
    assert "dlviz-left" not in stored
    other = tab.context.new_page()
    copy = f"sessionStorage.length || Object.assign(sessionStorage, {json.dumps(stored)})"
    other.add_init_script(copy)
    other.goto(f"{server_url}/digit_training")
    other.locator("h1").wait_for()
    until(other, lambda: other.evaluate("sessionStorage['dlviz-tab']") != stored["dlviz-tab"])
    assert other.get_by_text("Done in").count() == 0
    other.close()
    whole(tab)
    assert tab.get_by_text("Done in").count() == 1
