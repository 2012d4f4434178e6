"""Draw a digit in a real browser: with the pointer, by keyboard, by link."""

import math
import re
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from looking import count_messages, fits, insist, until
from playwright.sync_api import expect

from dlviz.ui.shared.pages import PAGES

SEVEN = [[(70, 70), (200, 66), (130, 230)]]
# An ellipse-like ring of 24 points.
ZERO = [[
    (140, 50), (165, 54), (186, 68), (200, 92), (206, 120), (207, 140), (206, 160), (200, 188),
    (186, 212), (165, 226), (140, 230), (115, 226), (94, 212), (80, 188), (74, 160), (73, 140),
    (74, 120), (80, 92), (94, 68), (115, 54), (140, 50),
]]  # fmt: skip


def pad(tab):
    return tab.get_by_role("application", name="Drawing pad")


def draw(tab, strokes, before_the_pen_is_lifted: Callable = lambda: None) -> None:
    """Draw strokes given in pixels of a 280 x 280 pad with the mouse, a move for 45 of them."""
    pad(tab).wait_for()
    pad(tab).scroll_into_view_if_needed()
    box = pad(tab).bounding_box()
    scale = box["width"] / 280
    for stroke in strokes:
        points = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]
        tab.mouse.move(*points[0])
        tab.mouse.down()
        for (x1, y1), (x2, y2) in pairwise(points):
            steps = 1 + int(math.dist((x1, y1), (x2, y2)) // 45)
            tab.mouse.move(x2, y2, steps=steps)
        before_the_pen_is_lifted()
        tab.mouse.up()


def clear(tab) -> None:
    """Take away what another test has drawn."""
    pad(tab).press("c")
    winner(tab).wait_for(state="detached")


def winner(tab):
    return tab.locator(".outputs .winner .name button")


def expect_digit(tab, digit: int) -> None:
    winner(tab).get_by_text(str(digit), exact=True).wait_for()


def test_a_digit_is_read_while_it_is_drawn_and_another_one_replaces_it(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits")
    canvas = pad(tab).element_handle()
    clear(tab)
    draw(tab, SEVEN, before_the_pen_is_lifted=winner(tab).wait_for)
    expect_digit(tab, 7)
    tab.get_by_text(re.compile(r"The network predicts 7")).first.wait_for()
    tab.get_by_role("button", name="Clear").click()
    tab.get_by_text("The pad is empty").first.wait_for()
    winner(tab).wait_for(state="detached")  # nothing is guessed about an empty pad
    draw(tab, ZERO)
    expect_digit(tab, 0)
    tab.get_by_role("button", name="Undo").click()
    tab.get_by_text("The pad is empty").first.wait_for()
    assert canvas.evaluate("canvas => canvas.isConnected")  # updates never replace the pad


def test_a_finger_draws_and_does_not_scroll(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits", is_phone=True)
    clear(tab)
    assert pad(tab).evaluate("canvas => getComputedStyle(canvas).touchAction") == "none"
    box = pad(tab).bounding_box()
    session = tab.context.new_cdp_session(tab)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        where = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    before = tab.locator(".stMain").evaluate("main => main.scrollTop")
    touch("touchStart", (120, 40))
    for step in range(15):
        touch("touchMove", (120, 40 + 12 * step))
        time.sleep(0.016)
    touch("touchEnd")
    expect_digit(tab, 1)
    assert tab.locator(".stMain").evaluate("main => main.scrollTop") == before
    fits(tab)


def test_the_keyboard_draws_too(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits")
    clear(tab)
    pad(tab).focus()
    for _ in range(3):
        tab.keyboard.press("Shift+ArrowUp")
    tab.keyboard.press("Space")
    for _ in range(6):
        tab.keyboard.press("Shift+ArrowDown")
    tab.keyboard.press("Space")
    expect_digit(tab, 1)
    tab.keyboard.press("c")
    tab.get_by_text("The pad is empty").first.wait_for()


def test_a_deep_link_on_a_fresh_server_shows_its_picture(fresh_server, open_tab) -> None:
    tab = open_tab(
        f"{fresh_server}/digits?digits_source=a+test+digit&digits_test=1"
        "&digits_view=Move+it&digits_dx=2&lecture=true"
    )
    expect_digit(tab, 2)  # the second test digit is a two
    tab.get_by_text("moved +2, +0").wait_for()
    expect(tab.locator("html")).to_have_css("font-size", "24px")
    tab.locator(".dlviz-figure .plot-container").first.wait_for()
    expect(tab.locator(".stSidebar")).to_be_hidden()


def test_pointing_at_a_unit_explains_it_and_the_link_keeps_it(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits?digits_source=a+test+digit&digits_view=Softmax")
    grid = tab.get_by_role("application", name=re.compile("Activations of 128 units"))
    grid.wait_for()
    box = grid.bounding_box()
    cell = box["width"] / 8
    grid.click(position={"x": 2.5 * cell, "y": 3.5 * cell})  # row 3, column 2
    tab.get_by_text("The inputs raise the sum of this unit").wait_for()
    tab.wait_for_url(re.compile("digits_unit_number=27"))
    tab.wait_for_url(re.compile(r"digits_layer=128\+units"))


def test_clicking_a_mistake_opens_it(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits?digits_view=Mistakes&digits_weights=dropout", height=1400)
    tile = tab.locator(".dlviz-figure .nsewdrag[data-subplot=xy]")  # the surest mistake
    tile.wait_for()
    title = tab.locator(".dlviz-figure .annotation-text").first.text_content()
    true, read_as = re.findall(r"\d", title)
    insist(tab, tile.click, tab.get_by_text(f"its label is {true}").is_visible)
    expect_digit(tab, int(read_as))


def test_clicking_the_shift_map_moves_the_picture(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits?digits_source=a+test+digit&digits_view=Move+it", height=1400)
    cells = tab.locator(".dlviz-figure .heatmaplayer image").first
    cells.wait_for()

    def click() -> None:  # column 12, row 5 of -8..8
        box = cells.bounding_box()
        tab.mouse.click(box["x"] + box["width"] * 12.5 / 17, box["y"] + box["height"] * 5.5 / 17)

    insist(tab, click, tab.get_by_text("moved +4, -3").is_visible)


def test_dragging_the_input_moves_it(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits?digits_source=a+test+digit")
    picture = tab.get_by_role("application", name=re.compile("Input picture"))
    picture.wait_for()
    box = picture.bounding_box()
    cell = box["width"] / 28
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    for part in range(1, 11):
        tab.mouse.move(x + 0.4 * part * cell, y - 0.2 * part * cell)
        time.sleep(0.03)
    tab.mouse.up()
    tab.get_by_text("moved +4, -2").wait_for()


def test_letting_go_says_nothing_that_was_said_already(server_url, visit) -> None:
    """A second message of the same move would set the exact boxes back to what they were."""
    tab = visit(f"{server_url}/digits?digits_source=a+test+digit")
    count_messages(tab)
    picture = tab.get_by_role("application", name=re.compile("Input picture"))
    picture.wait_for()
    box = picture.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 3 * box["width"] / 28, y)
    tab.get_by_text("moved +3, +0").wait_for()
    before = until(tab, lambda: tab.evaluate("sent")) - 1
    while (sent := tab.evaluate("sent")) > before:  # until it is quiet for longer than any message
        before = sent  # waits in the page
        tab.wait_for_timeout(1000)
    tab.mouse.up()
    tab.wait_for_timeout(1000)
    assert tab.evaluate("sent") == before


def test_a_preset_drawing_is_loaded_and_normalising_changes_the_picture(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits")
    tab.get_by_role("button", name="Three in the corner").click()
    tab.get_by_text("Normalising is off").wait_for()
    tab.get_by_text("Normalise like MNIST").click()
    expect_digit(tab, 3)


def test_the_drawing_survives_leaving_the_page_and_a_second_visitor(
    server_url, visit, open_tab
) -> None:
    tab = visit(f"{server_url}/digits")
    clear(tab)
    draw(tab, SEVEN)
    expect_digit(tab, 7)
    other = open_tab(f"{server_url}/digits")
    draw(other, ZERO)
    expect_digit(other, 0)
    tab.bring_to_front()
    expect_digit(tab, 7)  # the other visitor's ink is not ours
    tab.get_by_role("link", name=re.compile("Home")).click()
    tab.get_by_text("The map of the course").wait_for()
    tab.get_by_role("link", name=re.compile("Draw a digit")).first.click()
    expect_digit(tab, 7)


@pytest.mark.parametrize("width", [1280, 390])
def test_home_is_whole_in_both_themes_and_widths(server_url, visit, width) -> None:
    tab = visit(server_url, width=width, height=800)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        tab.wait_for_function(
            "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme",
            arg=scheme,
        )
        tab.get_by_text("The map of the course").wait_for()
        tab.get_by_role("cell", name="Transformer").wait_for()
        fits(tab, width)
        tab.wait_for_function(
            "count => [...document.querySelectorAll('.stImage img')]"
            ".filter(image => image.naturalWidth > 0).length === count",
            arg=len(PAGES),
        )


@pytest.mark.parametrize("rounds", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_the_page_survives_quick_drawing_and_clearing(server_url, visit, rounds) -> None:
    # Runs interrupt each other all the time; docs/decisions/0004-whole-messages.md.
    tab = visit(f"{server_url}/digits?digits_view=Four+models")
    clear(tab)
    draw(tab, SEVEN)
    expect_digit(tab, 7)
    tab.locator(".dlviz-figure .plot-container").nth(3).wait_for()
    canvas = pad(tab).element_handle()
    for place in range(rounds):
        tab.get_by_role("button", name="Clear").click()
        draw(tab, SEVEN)
        time.sleep(0.05 * (place % 7))  # the next run comes at another place of this one
    expect_digit(tab, 7)
    tab.get_by_text("Logistic regression: ten templates").wait_for()
    assert canvas.evaluate("canvas => canvas.isConnected")
