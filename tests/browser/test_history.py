"""Back, Forward, reload and the menu show each page with the state it had, in a real browser."""

import json

from looking import until, whole
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from dlviz.ui.shared.pages import HOME, PAGES, entry_of

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


# What it holds and the address, once the page is whole and neither has changed for a moment.
SETTLED = f"""() => {{
  const now = JSON.stringify([({HELD})(), {WHERE}])
  const is = performance.now()
  if (!reach.isWhole() || window.held?.now !== now) window.held = {{ now, since: is }}
  return is - window.held.since > 300 && now
}}"""


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


def press(tab) -> str:
    """Press one preset after the other; return what they leave.

    The first press also writes into the address what is the default; the second one does not.
    """
    for place in (2, 1):
        tab.locator(".st-key-frame_presets button").nth(place).click()
        whole(tab)
    return settled(tab)


def change(tab) -> str:
    """Choose another answer to the page's question, move a slider; return what this leaves."""
    others = tab.locator(".stMain [class*='_view'] button[role=radio][aria-checked=false]")
    if others.count():
        name = others.last.inner_text()
        others.last.click()
        tab.locator("button[role=radio][aria-checked=true]", has_text=name).first.wait_for()
        whole(tab)
    sliders = tab.locator(".stMain .stSlider [role=slider], .stMain .range-slider input")
    if sliders.count():
        sliders.first.press("ArrowRight")
        whole(tab)
    return settled(tab)


def settled(tab) -> str:
    """Return what the controls hold and the address, when neither changes any more."""
    return tab.wait_for_function(SETTLED, polling=100).json_value()


def is_as(tab, state: str) -> None:
    """Wait until controls and address are as they were in `state`."""
    try:
        tab.wait_for_function(f"state => ({SETTLED})() === state", arg=state, polling=100)
    except PlaywrightTimeout:
        assert json.loads(settled(tab)) == json.loads(state)


def test_every_page_is_found_again_with_the_state_it_had(server_url: str, open_tab) -> None:
    """One visitor opens every page, then again to change it; then back, and forward with reloads.

    The session knows one state of each page, the browser's entries have two.
    """
    tab = open_tab(server_url, fresh=True)
    length = tab.evaluate("history.length")
    older, newer = {}, {}
    for place, page in enumerate(PAGES, 1):
        follow(tab, page)
        older[page] = press(tab)
        # Settings make no entries, and the address has nothing of the pages before.
        assert tab.evaluate("history.length") == length + place
        keys = tab.evaluate(KEYS)
        assert keys
        assert not [key for key in keys if not key.startswith(page.name)]
    for page in PAGES:
        follow(tab, page)
        is_as(tab, older[page])
        newer[page] = change(tab)
        assert newer[page] != older[page]
    assert tab.evaluate("history.length") == length + 2 * len(PAGES)
    for page in PAGES[-2::-1]:
        walk(tab, -1, page)
        is_as(tab, newer[page])
    for page in PAGES[::-1]:  # the session knows a newer state than the entry
        walk(tab, -1, page)
        is_as(tab, older[page])
    walk(tab, -1, HOME)
    step = len(PAGES) + 1
    for page in PAGES:  # and now an older one, or nothing
        walk(tab, step, page)
        is_as(tab, newer[page])
        tab.reload()
        arrive(tab, page)
        is_as(tab, newer[page])
        step = 1
    follow(tab, PAGES[0])
    is_as(tab, newer[PAGES[0]])


def test_a_page_reached_by_a_link_to_it_is_the_first_entry(server_url: str, open_tab) -> None:
    """What the server puts right in a link makes no entry that Back would stop at."""
    tab = open_tab(server_url)
    tab.goto(f"{server_url}/convolution?convolution_stride=1&convolution_rows=99")
    arrive(tab, entry_of("pages/convolution.py"))
    until(tab, lambda: "convolution_stride" not in tab.evaluate(KEYS))
    tab.evaluate("history.back()")
    arrive(tab, HOME)


def test_the_lecture_display_goes_along_with_back(server_url: str, open_tab) -> None:
    pooling, photos = (entry_of(f"pages/{name}.py") for name in ("pooling", "photos"))
    tab = open_tab(f"{server_url}/pooling")
    follow(tab, photos)
    tab.locator(".st-key-lecture label").first.click()
    until(tab, lambda: tab.evaluate(KEYS).get("lecture") == "true")
    whole(tab)
    walk(tab, -1, pooling)
    expect(tab.locator(".st-key-lecture input")).to_be_checked()


def test_back_to_a_page_as_it_was_left_keeps_what_is_not_in_its_address(
    server_url: str, open_tab
) -> None:
    """The goal that was obeyed: only the session knows it, and forgets it for an older state."""
    pooling, convolution = (entry_of(f"pages/{name}.py") for name in ("pooling", "convolution"))
    tab = open_tab(f"{server_url}/pooling")
    press(tab)
    goal = tab.locator("[class*=st-key-frame_goal_]").inner_text()
    tab.locator(".st-key-pooling_kinds button", has_text="average").first.click()
    until(tab, lambda: tab.evaluate(KEYS).get("pooling_kinds") == "max")
    whole(tab)
    expect(tab.locator("[class*=st-key-frame_goal_]")).to_have_text(goal)
    follow(tab, convolution)
    walk(tab, -1, pooling)
    expect(tab.locator("[class*=st-key-frame_goal_]")).to_have_text(goal)


INK = """() => {
  const pad = [...document.querySelectorAll('.stMain *')].map(({ shadowRoot }) => shadowRoot)
    .find(root => root?.querySelector('.pad canvas'))?.querySelector('canvas')
  if (!pad?.width) return 0
  const { data } = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height)
  return data.filter((value, place) => place % 4 === 0 && value < 128).length
}"""


FORBIDDEN = """Object.defineProperty(window, 'sessionStorage', {
  get() { throw new DOMException('forbidden', 'SecurityError') },
})"""


def draw_line(tab) -> int:
    """Draw a line on the pad of 'Draw a digit'; return how much ink there is."""
    box = tab.get_by_role("application", name="Drawing pad").bounding_box()
    tab.mouse.move(box["x"] + 60, box["y"] + 60)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 180, box["y"] + 180, steps=5)
    tab.mouse.up()
    whole(tab)
    drawn = until(tab, lambda: tab.evaluate(INK))
    assert drawn > 1000
    return drawn


def test_a_browser_that_stores_nothing_shows_every_page(server_url: str, open_tab) -> None:
    """Settings are in the address; a drawing is lost with a reload, and nothing fails."""
    digits, pooling = (entry_of(f"pages/{name}.py") for name in ("digits", "pooling"))
    tab = open_tab(f"{server_url}/digits", script=FORBIDDEN)
    drawn = draw_line(tab)
    follow(tab, pooling)
    pooled = press(tab)
    walk(tab, -1, digits)
    until(tab, lambda: abs(tab.evaluate(INK) - drawn) < 0.02 * drawn)
    walk(tab, 1, pooling)
    tab.reload()
    arrive(tab, pooling)
    is_as(tab, pooled)
    follow(tab, digits)
    assert tab.evaluate(INK) < 1000


def test_what_was_made_is_still_there_after_a_reload(server_url: str, open_tab) -> None:
    digits, training = (entry_of(f"pages/{name}.py") for name in ("digits", "digit_training"))
    query = "digit_training_methods=plain&digit_training_digits=1000&digit_training_epochs=60"
    tab = open_tab(f"{server_url}/digit_training?{query}")
    tab.get_by_role("button", name="Race", exact=True).click()
    tab.get_by_role("button", name="Pause", exact=True).wait_for()
    tab.reload()  # the race goes on
    tab.get_by_text("Done in").wait_for()
    whole(tab)
    follow(tab, digits)
    drawn = draw_line(tab)
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
