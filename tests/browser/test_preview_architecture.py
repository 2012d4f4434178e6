"""Architecture: what the hand changes is drawn in the same frame, and the server confirms it."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest
from looking import hold_messages, release_messages, whole
from playwright.sync_api import expect

TINY = "1x28x28 c8k3p1 relu max2 c16k3p1 relu max2 flatten d10"

# Presses a button and returns what the frame after shows; the server hears nothing meanwhile.
PRESSED = """async (button) => {
  button.click()
  await new Promise(requestAnimationFrame)
  const inside = (key) =>
    [...document.querySelectorAll(`.st-key-architecture_${key} *`)]
      .find((own) => own.shadowRoot).shadowRoot
  const block = inside("drawing").querySelectorAll(".piece")[1]
  return {
    piece: block.getAttribute("aria-label"),
    corners: block.querySelector("polygon").getAttribute("points"),
    total: inside("drawing").querySelector(".legend strong").textContent,
    problem: inside("problem").querySelector(".problem").textContent,
  }
}"""
# Streamlit itself needs a newer browser than the preview: only the preview misses the function.
OLD = """
const entries = Array.prototype.entries
Array.prototype.entries = function () {
  if (this[0]?.numbers) throw new TypeError("entries is not a function")
  return entries.call(this)
}
delete window.WebGL2RenderingContext
window.dlvizComparesPreviews = false // as on a visitor's page, where a failing preview is no error
"""


def address(server_url: str, network: str) -> str:
    return f"{server_url}/architecture?architecture_network={quote_plus(network)}"


@pytest.fixture(scope="module")
def tab(server_url, visit) -> Any:
    return visit(address(server_url, TINY))


@pytest.fixture
def press(tab) -> Callable[[str], dict[str, str]]:
    """Press a button beside a number, and return what the next frame shows."""
    return lambda title: tab.get_by_title(title).evaluate(PRESSED)


@pytest.fixture
def silent(tab):
    """The server hears nothing, and everything afterwards."""
    hold_messages(tab)
    yield
    release_messages(tab)
    whole(tab)


@pytest.mark.usefixtures("silent")
def test_shapes_counts_and_drawing_follow_in_the_frame_of_the_event(press) -> None:
    first = press("Filters: one more")
    assert "28 × 28 × 9" in first["piece"]
    assert "90 parameters" in first["piece"]
    assert first["total"].startswith("9,252 parameters")
    smaller = press("Padding: one less")
    assert "26 × 26 × 9" in smaller["piece"]
    assert smaller["corners"] != first["corners"]


def test_the_server_confirms_it_and_keeps_it_in_the_link(tab) -> None:
    network = TINY.replace("c8k3p1", "c9k3")
    tab.wait_for_url(lambda url: f"architecture_network={quote_plus(network)}" in url)
    expect(tab.get_by_role("button", name=re.compile("^conv1: .*26 × 26 × 9"))).to_be_visible()
    expect(tab.get_by_role("table")).to_contain_text("(3·3·1 + 1)·9 = 90")
    tab.get_by_role("button", name="Undo").first.click()
    expect(tab.get_by_role("spinbutton", name="Padding")).to_have_value("1")
    expect(tab.get_by_role("spinbutton", name="Filters")).to_have_value("8")


@pytest.mark.usefixtures("silent")
def test_a_layer_that_does_not_fit_is_told_in_the_same_frame(tab, press) -> None:
    tab.get_by_label("Stride", exact=True).fill("8")
    tab.get_by_role("spinbutton", name="Filter size").fill("5")
    assert press("Filter size: one more")["problem"] == ""
    shown = press("Filter size: one more")
    assert "3 × 3 × 8 ⌊(28 + 2·1 − 7)/8⌋ + 1 = 3, 400 parameters" in shown["piece"]
    assert shown["total"].endswith("in the layers before pool2")
    assert shown["problem"] == (
        "pool2, layer 6, is impossible: a window of 2 × 2 does not fit into maps of 1 × 1. "
        "Nothing is left to pool: remove this pooling, or an earlier one."
    )


def test_the_menu_says_where_numbers_are_computed(tab) -> None:
    line = tab.locator(".st-key-frame_computed .where")
    expect(line).to_have_text("Preview in this browser, numbers from the CPU of this server")
    tab.get_by_role("link", name="Feature maps").click()  # a page without a preview
    expect(line).to_have_text("Numbers from the CPU of this server")


def test_an_old_browser_shows_the_servers_numbers_and_the_menu_says_so(
    server_url, open_tab
) -> None:
    """Its preview fails; it also lacks WebGL, which nothing here needs."""
    tab = open_tab(address(server_url, TINY), script=OLD)
    tab.get_by_title("Filters: one more").click()
    expect(tab.get_by_role("button", name=re.compile("^conv1: .*28 × 28 × 9"))).to_be_visible()
    line = tab.locator(".st-key-frame_computed .where")
    expect(line).to_have_text("Numbers from the CPU of this server")
