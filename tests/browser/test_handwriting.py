"""Our handwriting in a browser: a projector, and two phones that draw, withdraw, are hidden."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import new_tab
from in_class import strokes_of
from looking import whole
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCREEN = {"viewport": {"width": 1280, "height": 720}}


@pytest.fixture
def open_screen(browser, watched_server) -> Iterator[Any]:
    """Return a function that opens a page in a browser of its own."""
    contexts = []

    def open_(path: str, **screen: Any) -> Any:
        context = browser.new_context(bypass_csp=True, **screen)
        contexts.append(context)
        tab = new_tab(context)
        tab.goto(f"{watched_server.address}/{path}")
        whole(tab)
        return tab

    yield open_
    for context in contexts:
        context.close()


def press(tab: Any, key: str) -> None:
    tab.locator(f".st-key-{key} button").first.click()


def draw(phone: Any, digit: int, seed: int) -> None:
    """Draw a digit on the pad, and send it."""
    whole(phone)
    box = phone.locator(".pad canvas").bounding_box()
    scale = box["width"] / 280
    for stroke in strokes_of(digit, seed):
        xs, ys = stroke["points"][::8], stroke["points"][1::8]
        places = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in zip(xs, ys, strict=True)]
        phone.mouse.move(*places[0])
        phone.mouse.down()
        for place in places[1:]:
            phone.mouse.move(*place)
        phone.mouse.up()
    whole(phone)
    press(phone, "class_send_drawing")


def test_two_phones_draw_withdraw_and_are_hidden(open_screen, watched_server) -> None:
    projector = open_screen("pooling?ask=0", **SCREEN)
    projector.get_by_role("button", name="Class", exact=True).first.click()
    press(projector, "class_begin")
    letters = projector.locator(".st-key-class_letters_shown p")
    letters.wait_for()
    code = letters.inner_text()
    press(projector, "class_handwriting")
    press(projector, "class_draw")
    expect(projector.get_by_text("The phones ask for 0, 1,")).to_be_visible()
    before = watched_server.writes()
    one, other = (open_screen(f"classroom?room={code}", **PHONE) for _ in range(2))
    tiles = projector.locator(".wall .tile")

    expect(one.get_by_role("heading", name="Draw a 0")).to_be_visible()
    draw(one, 0, 1)
    expect(one.get_by_role("heading", name="Draw a 1")).to_be_visible()
    expect(tiles).to_have_count(1)
    draw(one, 1, 1)
    draw(other, 0, 2)
    expect(tiles).to_have_count(3)
    expect(tiles.first).to_have_accessible_name(re.compile("^Meant as 0. Network . dropout: "))
    wide = one.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390

    tiles.first.focus()  # by keyboard
    projector.keyboard.press("ArrowRight")
    projector.keyboard.press("ArrowRight")
    projector.keyboard.press("Enter")
    expect(tiles.nth(2)).to_have_attribute("aria-pressed", "true")
    projector.get_by_role("button", name="Hide this drawing").click()
    expect(tiles).to_have_count(2)
    expect(other.get_by_alt_text("Your 0, hidden by your teacher")).to_be_visible()
    expect(one.get_by_text("hidden")).to_have_count(0)
    press(projector, "class_unhide")
    expect(tiles).to_have_count(3)

    press(one, "class_withdraw_1")
    expect(tiles).to_have_count(2)
    expect(one.get_by_role("heading", name="Draw a 1")).to_be_visible()
    press(projector, "class_stop_drawing")
    expect(other.get_by_text("No more drawings are taken")).to_be_visible()
    assert watched_server.writes() == before  # nothing of a class is on the disk
    assert code not in watched_server.said()  # nor in a log
