"""Draw a digit: numbers follow the hand while the server is silent, and stay when it answers."""

import re
import time

from looking import hold_messages, release_messages, until, whole
from playwright.sync_api import expect

# `compared` counts the comparisons of a preview with the server's numbers; a difference is an error
# on the console, which fails the test.
COUNT = """() => {
  window.compared = 0
  Object.defineProperty(window, 'dlvizComparesPreviews', {
    get() {
      window.compared += 1
      return true
    },
  })
}"""
DO_NOT_COUNT = """Object.defineProperty(window, 'dlvizComparesPreviews', {
  value: true, writable: true,
})"""
SEVEN = [(70, 70), (200, 66), (130, 230)]
NUMBERS = "rows => rows.map(row => row.textContent)"
PIXELS = "grids => grids.map(canvas => canvas.toDataURL())"


def test_a_drawing_is_answered_before_the_server_hears_of_it_and_nothing_jumps_then(
    server_url, visit
) -> None:
    tab = visit(f"{server_url}/digits")
    pad = tab.get_by_role("application", name="Drawing pad")
    pad.press("c")  # what another test has drawn
    tab.get_by_text("The pad is empty").first.wait_for()
    whole(tab)
    tab.evaluate(COUNT)
    box = pad.bounding_box()
    scale = box["width"] / 280
    network = tab.locator(".network")
    winner = network.locator(".outputs .winner .name button")

    hold_messages(tab)
    began = time.monotonic()
    for number, (x, y) in enumerate(SEVEN):
        tab.mouse.move(box["x"] + x * scale, box["y"] + y * scale, steps=20)
        if number == 0:
            tab.mouse.down()
    expect(winner).to_have_text("7")
    n_held = until(tab, lambda: tab.evaluate("window.heldMessages.length"))
    assert n_held <= 2 + 5 * (time.monotonic() - began)
    expect(network.get_by_text("active").first).not_to_have_text("0 active")
    assert network.locator(".links path").count() > 10
    tab.mouse.up()

    tab.get_by_role("button", name="Clear").click()  # nothing is claimed about an empty pad
    expect(network.locator(".message")).to_contain_text("The pad is empty")
    expect(winner).to_have_count(0)
    tab.get_by_role("button", name="Undo").click()
    expect(winner).to_have_text("7")
    expect(network.get_by_text("The pad is empty")).to_have_count(0)

    picture = network.locator("canvas.movable").bounding_box()
    pixel = picture["width"] / 28
    tab.mouse.move(picture["x"] + 10 * pixel, picture["y"] + 10 * pixel)
    tab.mouse.down()
    tab.mouse.move(picture["x"] + 12 * pixel, picture["y"] + 9 * pixel, steps=4)
    tab.mouse.up()
    expect(network.get_by_text("moved +2, -1")).to_be_visible()

    numbers = network.locator(".outputs .row").evaluate_all(NUMBERS)
    pixels = network.locator("canvas.grid").evaluate_all(PIXELS)
    assert tab.get_by_text(re.compile("The network predicts 7 with")).count() == 0
    assert tab.evaluate("window.compared") == 0
    release_messages(tab)
    tab.get_by_text(re.compile("The network predicts 7 with")).wait_for()
    tab.wait_for_url(re.compile("digits_dy=-1"))
    whole(tab)
    tab.wait_for_function("window.compared > 0")
    assert network.locator(".outputs .row").evaluate_all(NUMBERS) == numbers
    assert network.locator("canvas.grid").evaluate_all(PIXELS) == pixels
    tab.evaluate(DO_NOT_COUNT)
