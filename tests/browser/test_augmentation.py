"""Augmentation in a real browser: pointing, leafing, the cloud, a training that grows."""

import re

from looking import fits, tap
from playwright.sync_api import expect

WAIT = 60_000
# Whether the picture has many colours.
PAINTED = """() => {
  const canvas = [...document.querySelectorAll("*")]
    .map(one => one.shadowRoot?.querySelector(".field canvas.view")).find(found => found)
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
  return new Set(new Uint32Array(data.buffer)).size > 50
}"""


def field(tab):
    found = tab.locator(".field")
    found.locator("canvas.view").wait_for(timeout=WAIT)
    tab.locator(".field[data-identity]").wait_for(timeout=WAIT)
    return found


def test_a_copy_that_is_pointed_at_tells_its_values_and_is_left_again(server_url, visit) -> None:
    tab = visit(f"{server_url}/augmentation")
    found = field(tab)
    tab.wait_for_function(PAINTED)
    canvas, line = found.locator("canvas.view"), found.locator(".line")
    expect(line).to_contain_text("Point at a copy")
    canvas.hover(position={"x": 30, "y": 25})
    expect(line).to_have_text(re.compile(r"^Copy 1: classified as \d, \d+%; zoom ×[\d.]+; shift "))
    tab.mouse.move(5, 5)
    expect(line).to_contain_text("Point at a copy")
    canvas.focus()
    tab.keyboard.press("ArrowRight")
    expect(line).to_contain_text("Copy")
    tab.keyboard.press("Escape")
    expect(line).to_contain_text("Point at a copy")


def test_all_values_are_one_tap_away_on_a_phone(server_url, visit) -> None:
    tab = visit(f"{server_url}/augmentation", is_phone=True)
    found = field(tab)
    tap(found.get_by_role("button", name="49–64"))
    expect(found.get_by_role("button", name="49–64")).to_have_attribute("aria-pressed", "true")
    tap(found.locator("canvas.view"), position={"x": 20, "y": 20})
    expect(found.locator(".line")).to_contain_text("Copy 49")
    fits(tab)


def test_numbers_stand_above_the_buttons_on_a_phone(server_url, visit) -> None:
    address = f"{server_url}/augmentation?augmentation_view=Training"
    tab = visit(address, is_phone=True)
    boxes = [tab.get_by_label(name, exact=True) for name in ("Digits", "Epochs", "Seed")]
    tops = {round(box.bounding_box()["y"]) for box in boxes}
    assert len(tops) == 1
    button = tab.get_by_role("button", name="Train both").bounding_box()
    assert button["y"] > tops.pop()
    assert button["x"] < 30
    fits(tab)


def test_a_lecture_says_which_copy_is_the_best_under_its_picture(server_url, visit) -> None:
    tab = visit(f"{server_url}/augmentation?augmentation_view=A+prediction&lecture=true")
    words = tab.get_by_text(re.compile("Best: copy"))
    words.wait_for(timeout=WAIT)
    card = tab.locator(".st-key-card_best")
    picture = card.locator("img").bounding_box()
    assert words.bounding_box()["y"] >= picture["y"] + picture["height"]
    # Both are hidden, or shown, with the card: no screen parts them.
    assert words.evaluate("own => Boolean(own.closest('.st-key-card_best'))")


def test_a_preset_leads_to_the_cloud_and_a_link_back_to_it(server_url, visit, open_tab) -> None:
    tab = visit(f"{server_url}/augmentation")
    field(tab)
    tab.get_by_role("button", name="A cloud of points").click()
    expect(tab.locator(".field .line")).to_contain_text("180 pictures of other classes")
    expect(tab.get_by_text("Measured in pixels")).to_be_visible()
    expect(tab.locator(".field .tools button").first).to_be_hidden()
    tab.wait_for_url(re.compile("augmentation_chain="))
    again = open_tab(tab.url)
    expect(again.locator(".field .line")).to_contain_text("180 pictures", timeout=WAIT)
    expect(again.get_by_text("switch between pixels")).to_be_visible()
