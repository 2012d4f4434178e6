"""Augmentation: the copies follow a dragged range before the server hears of it, and stay then."""

import re

import numpy as np
import pytest
from looking import hold_messages, release_messages, whole
from playwright.sync_api import expect

# The copies on screen, one byte of each pixel: digits are grey. Frames in colour are left out.
COPIES = """() => {
  const canvas = [...document.querySelectorAll("*")]
    .map((own) => own.shadowRoot?.querySelector(".field canvas.view")).find((own) => own)
  const { width, height } = canvas
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height)
  const grey = (at) => data[at] === data[at + 1] && data[at] === data[at + 2]
  return Array.from({ length: width * height }, (_, at) => (grey(4 * at) ? data[4 * at] : -1))
}"""
LEVELS = 1  # of 255: the server rounds to whole levels


@pytest.fixture(scope="module")
def tab(server_url, visit):
    tab = visit(f"{server_url}/augmentation")
    tab.locator(".field[data-identity]").wait_for()
    whole(tab)
    return tab


def thumb(tab, name: str):
    return tab.get_by_label(re.compile(rf"Rotation, °, {name}"))


def test_the_copies_follow_a_dragged_range_before_the_server_answers(tab) -> None:
    still = np.array(tab.evaluate(COPIES))
    expect(tab.locator(".field .line")).to_contain_text("Point at a copy")
    hold_messages(tab)
    box = thumb(tab, "highest").bounding_box()
    room = box["width"] - 16  # a thumb is 16 pixels wide
    x, y = box["x"] + 8 + room * 195 / 360, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    for step in range(1, 6):
        tab.mouse.move(x + step * room / 36, y)
    tab.mouse.up()
    expect(thumb(tab, "highest")).to_have_value(re.compile("6[3-7]"))
    tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    previewed = np.array(tab.evaluate(COPIES))
    assert (previewed != still).mean() > 0.02
    tab.locator(".field canvas.view").hover(position={"x": 30, "y": 25})
    expect(tab.locator(".field .line")).to_have_text("Copy 1")  # its answer is the server's
    tab.mouse.move(5, 5)
    release_messages(tab)
    tab.wait_for_url(re.compile(r"rotate-15\.\.6[3-7]"))
    whole(tab)
    answered = np.array(tab.evaluate(COPIES))
    both = (previewed >= 0) & (answered >= 0)
    assert both.mean() > 0.5
    off = np.abs(previewed - answered)[both]
    assert (off <= LEVELS).mean() > 0.98  # all but the letters on misread copies


def test_keys_move_one_end_and_the_ends_do_not_cross(tab) -> None:
    thumb(tab, "lowest").press("End")
    tab.wait_for_url(re.compile(r"rotate(6[3-7])\.\.\1"))
    thumb(tab, "lowest").press("ArrowLeft")
    tab.wait_for_url(re.compile(r"rotate6[2-6]\.\.6[3-7]"))
    tab.get_by_role("button", name="Undo").click()
    tab.wait_for_url(re.compile(r"rotate(6[3-7])\.\.\1"))
    whole(tab)
