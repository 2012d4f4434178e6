"""Going through the app as a visitor does: by the menu, back, forward, with its state compared."""

import json

from looking import whole
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

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


def settled(tab) -> str:
    """Return what the controls hold and the address, when neither changes any more."""
    return tab.wait_for_function(SETTLED, polling=100).json_value()


def is_as(tab, state: str) -> None:
    """Wait until controls and address are as they were in `state`."""
    try:
        tab.wait_for_function(f"state => ({SETTLED})() === state", arg=state, polling=100)
    except PlaywrightTimeout:
        assert json.loads(settled(tab)) == json.loads(state)
