"""Pooling: what a hand moves is shown before the server hears of it, and stays afterwards."""

import re

import pytest
from looking import choose, hold_messages, release_messages, whole
from playwright.sync_api import expect

SLIDE = (
    "pooling?pooling_view=Location+invariance&pooling_network=CIFAR-100+network&pooling_shift=0"
    "&pooling_photo=cat"
)
# Where the vertical line of the curves and the mark of the map are on screen.
PLACES = """() => [".shapelayer [data-index='2']", ".heatmaplayer ~ .scatterlayer .point"]
  .map((what) => document.querySelector(what)?.getBoundingClientRect() ??
    [...document.querySelectorAll("*")].map((own) => own.shadowRoot?.querySelector(what))
      .find((own) => own)?.getBoundingClientRect())
  .map(({ x, y }) => [Math.round(x), Math.round(y)])"""


@pytest.fixture(scope="module")
def tab(server_url, visit):
    return visit(f"{server_url}/{SLIDE}")


def labels(tab) -> str:
    return " ".join(tab.locator(".dlviz-figure .annotation").all_text_contents())


def test_curves_and_map_follow_the_dragged_photo_before_the_server_answers(tab) -> None:
    tab.locator(".dlviz-figure text").filter(has_text="1 pooling 0.00").first.wait_for()
    whole(tab)
    still = tab.evaluate(PLACES)
    hold_messages(tab)
    box = tab.locator(".shifted canvas.seen").bounding_box()
    x, y, pixel = box["x"] + 20, box["y"] + 20, box["width"] / 32
    tab.mouse.move(x, y)
    tab.mouse.down()
    for step in range(1, 6):
        tab.mouse.move(x + step * pixel, y)
    tab.mouse.up()
    expect(tab.locator(".dlviz-figure text").filter(has_text="1 pooling 0.71")).to_be_visible()
    expect(tab.get_by_text("Moved 5 px to the right")).to_be_visible()
    expect(tab.get_by_label("Pixels", exact=True)).to_have_value("0")  # it does not know yet
    previewed, moved = labels(tab), tab.evaluate(PLACES)
    assert [one[0] < other[0] for one, other in zip(still, moved, strict=True)] == [True, True]
    release_messages(tab)
    tab.wait_for_url(re.compile("pooling_shift=5"))
    whole(tab)
    expect(tab.get_by_label("Pixels", exact=True)).to_have_value("5")
    assert labels(tab) == previewed
    assert tab.evaluate(PLACES) == moved


def test_the_pooled_numbers_follow_two_typed_ones_before_the_server_answers(tab) -> None:
    choose(tab, "By hand")
    tab.locator(".pooling .output .cell").first.wait_for()
    whole(tab)
    hold_messages(tab)
    for index, text in ((2, "1/2"), (0, "9")):
        tab.locator(".pooling .image .cell").nth(index).dblclick()
        tab.keyboard.type(text)
        tab.keyboard.press("Enter")
    output = tab.locator(".pooling .output .cell .text")
    expect(output).to_have_text(["9", "3", "2", "4"])
    expect(tab.locator(".pooling .gradient .cell .text").first).to_have_text("1")
    expect(tab.locator(".pooling .line")).to_have_text("")  # its sentence is the server's
    release_messages(tab)
    tab.wait_for_url(re.compile("pooling_numbers=9\\+2\\+1%2F2\\+3"))
    expect(tab.locator(".pooling .line")).to_contain_text("Number (1, 1) = 9 decides output (1, 1)")
    expect(output).to_have_text(["9", "3", "2", "4"])
