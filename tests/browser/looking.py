"""Waiting helpers of browser tests: they wait for a state, so that slow machines do not fail."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

REACH = Path(__file__).with_name("reach.js").read_text(encoding="utf-8")
TRIES = 12
COUNT_MESSAGES = """() => {
  window.sent = 0
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) { window.sent += 1; send.call(this, data) }
}"""

HOLD_MESSAGES = """() => {
  const held = window.heldMessages = []
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) { held.push([this, data]) }
  window.releaseMessages = () => {
    window.releaseMessages = undefined
    WebSocket.prototype.send = send
    for (const [socket, data] of held) socket.send(data)
  }
}"""


def whole(tab) -> None:
    """Wait until no script run is active, every component has drawn and nothing moves."""
    tab.wait_for_function("reach.isWhole()", polling=50)


def follow(tab, address: str) -> None:
    """Follow a link to an address of the app that `tab` shows, and wait until it is complete.

    The app is not loaded anew, which takes three times as long. The session goes on: what stands in
    no address is still there, such as drawings, uploads and trainings.
    """
    tab.bring_to_front()  # a tab behind another one gets a frame a second
    tab.evaluate("address => reach.follow(address)", address)
    whole(tab)


def tap(what, position: dict[str, float] | None = None) -> None:
    """Tap on an element, in its middle or at `position`: with a finger, where the tab is a phone's.

    Playwright's own `tap` wants a whole context of phones.
    """
    what.click(trial=True, **({"position": position} if position else {}))  # it is there, and still
    box = what.bounding_box()
    x, y = (
        box[start] + (position[start] if position else box[size] / 2)
        for start, size in (("x", "width"), ("y", "height"))
    )
    finger = what.page.context.new_cdp_session(what.page)
    for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.detach()


def fits(tab, width: int = 390) -> None:
    """Wait until the whole page is no wider than `width` pixels."""
    wide = "width => document.documentElement.scrollWidth <= width"
    tab.wait_for_function(wide, arg=width, polling=50)


def reaches(tab, what: str, end: int) -> None:
    """Wait until no element of `what` extends further to the right than `end` pixels."""
    right = f"own => own.getBoundingClientRect().right > {end}"
    until(tab, lambda: not tab.locator(what).evaluate_all(f"all => all.some({right})"))


def choose(tab, view: str) -> None:
    """Choose one of a page's views and wait until it is complete."""
    choice = tab.locator("[class*='_view'] button[role=radio]").get_by_text(view, exact=True)
    choice.click()
    tab.locator("[class*='_view'] button[aria-checked=true]", has_text=view).wait_for()
    whole(tab)


def noticed(tab, words: str) -> None:
    """Wait until the page says what is to be noticed, and somewhere the pattern `words`."""
    tab.get_by_text("What to notice").first.wait_for()
    tab.get_by_text(re.compile(words)).first.wait_for()


def bring(tab, *files: dict) -> None:
    """Hand files to the uploader behind a button of the page."""
    tab.get_by_role("button", name="Your own photos").click()
    uploader = tab.locator("input[type=file]")
    uploader.wait_for(state="attached")
    uploader.set_input_files(list(files))


def until(tab, is_so: Callable[[], Any], seconds: float = 60) -> Any:
    """Wait until `is_so()`, which queries the page, returns a truthy value."""
    for _ in range(int(10 * seconds)):
        if found := is_so():
            return found
        tab.wait_for_timeout(100)
    raise TimeoutError(f"{seconds} s have not been enough")


def insist(tab, act: Callable[[], object], is_so: Callable[[], object]) -> None:
    """Repeat an action until it has its effect: a figure that is being redrawn ignores clicks."""
    for _ in range(TRIES):
        act()
        try:
            until(tab, is_so, seconds=5)
        except TimeoutError:
            continue
        return
    raise TimeoutError(f"{TRIES} tries have not been enough")


def count_messages(tab) -> None:
    """From now on, count the page's messages to the server in `window.sent`."""
    tab.evaluate(COUNT_MESSAGES)


def hold_messages(tab) -> None:
    """Keep from the server what the page sends, until `release_messages`: it cannot answer.

    The messages are in `window.heldMessages`.
    """
    tab.evaluate(HOLD_MESSAGES)


def release_messages(tab) -> None:
    """Let the server hear what has been kept from it."""
    tab.evaluate("window.releaseMessages()")
