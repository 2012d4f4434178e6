"""Two inputs in a real browser: sliders that send while they move, a camera, training, phones."""

import re

import pytest
from looking import fits, hold_messages, release_messages, until
from playwright.sync_api import expect


def surfaces(tab):
    return tab.locator(".st-key-two_inputs_surfaces")


def slider(tab, name: str):
    return tab.get_by_role("slider", name=f"{name}, slider")


def box(tab, name: str):
    return tab.get_by_role("textbox", name=name, exact=True)


def wait_for_coefficients(tab, expected: list[str]) -> None:
    row = tab.locator(".st-key-two_inputs_equation tr.own")
    expect(row).to_have_text(re.compile(f"^f{''.join(map(re.escape, expected))}$"))


def painted(tab) -> str:
    """Return what the first surface shows, as text."""
    canvas = surfaces(tab).locator("canvas.surface").first
    return canvas.evaluate("canvas => canvas.toDataURL()")


PICTURES = (
    ".st-key-two_inputs_surfaces canvas.surface >> nth=0",
    ".st-key-two_inputs_surfaces canvas.map >> nth=2",
    ".st-key-two_inputs_network canvas.map",
)


def test_the_picture_follows_a_dragged_slider_before_the_server_knows(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs")
    wait_for_coefficients(tab, ["0", "0", "0", "0", "0", "1"])
    own = slider(tab, "unit 2, weight in the output")
    place = own.bounding_box()
    x, y = place["x"] + place["width"] * 0.46, place["y"] + place["height"] / 2
    canvases = [tab.locator(picture).element_handle() for picture in PICTURES]
    before = [canvas.evaluate("canvas => canvas.toDataURL()") for canvas in canvases]
    hold_messages(tab)
    tab.mouse.move(x, y)
    tab.mouse.down()
    for part in range(8):
        tab.mouse.move(x + 2 * part, y)
    # The button is still down, and the server has heard nothing.
    tab.wait_for_function(
        "([canvases, before]) => canvases.every((canvas, at) => canvas.toDataURL() !== before[at])",
        arg=[canvases, before],
    )
    expect(tab.locator(".st-key-two_inputs_equation tr.own")).not_to_have_text("f000001")
    assert "two_inputs_weights=" not in tab.evaluate("location.href")  # not before it is let go
    tab.mouse.up()
    shown = tab.locator(".st-key-two_inputs_equation tr.own").inner_text()
    release_messages(tab)
    tab.wait_for_function("location.href.includes('two_inputs_weights=')")
    # The server's numbers, which the page compares with its own, are the same.
    assert tab.locator(".st-key-two_inputs_equation tr.own").inner_text() == shown


def test_fractions_are_typed_and_nonsense_is_refused_in_a_sentence(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs")
    beta = box(tab, "unit 2, weight in the output")
    beta.fill("1/4")
    beta.press("Enter")
    wait_for_coefficients(tab, ["0", "0", "0", "1/2", "1/2", "0"])
    tab.get_by_text("The products cancel and the squares stay, 1/2 X₁²").first.wait_for()
    beta.fill("a quarter")
    beta.press("Enter")
    tab.get_by_text("is not a number").wait_for()
    wait_for_coefficients(tab, ["0", "0", "0", "1/2", "1/2", "0"])  # nothing is lost
    beta.fill("-0,25")
    beta.press("Enter")
    wait_for_coefficients(tab, ["0", "0", "0", "0", "0", "1"])


def test_the_camera_stays_where_it_was_turned(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs")
    canvas = surfaces(tab).locator("canvas.surface").first
    canvas.wait_for()
    handle = canvas.element_handle()
    canvas.scroll_into_view_if_needed()
    first = painted(tab)
    place = canvas.bounding_box()
    middle = (place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    tab.mouse.move(*middle)
    tab.mouse.down()
    tab.mouse.move(middle[0] + 90, middle[1] - 20, steps=4)
    tab.mouse.up()
    tab.mouse.move(5, 5)
    tab.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[handle, first]
    )
    turned = painted(tab)
    beta = box(tab, "output bias")
    beta.fill("1")
    beta.press("Enter")
    wait_for_coefficients(tab, ["1", "0", "0", "0", "0", "1"])
    tab.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[handle, turned]
    )
    beta.fill("0")
    beta.press("Enter")
    tab.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() === before", arg=[handle, turned]
    )
    assert handle.evaluate("canvas => canvas.isConnected")


def test_it_trains_pauses_and_comes_back_to_its_start(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs")
    tab.get_by_role("button", name="A spiral, deeper").click()
    tab.wait_for_function("location.href.includes('two_inputs_features=sin+X1')")
    tab.get_by_text("Not trained yet").wait_for()
    tab.get_by_role("button", name="Train", exact=True).click()
    player = tab.locator(".st-key-two_inputs_player")
    player.get_by_text(re.compile(r"step [1-9]")).wait_for()
    tab.get_by_role("button", name="Pause").click()
    tab.get_by_role("button", name="Train", exact=True).wait_for()
    tab.get_by_role("button", name="Reset").click()
    player.get_by_text("step 0 ·").wait_for()
    tab.get_by_text("Not trained yet").wait_for()


def test_pointing_at_a_unit_shows_it_large_and_a_click_edits_it(server_url, visit) -> None:
    tab = visit(
        f"{server_url}/two_inputs?two_inputs_deeper=true&two_inputs_target=circle"
        "&two_inputs_activation=tanh&two_inputs_layers=1"
    )
    unit = tab.get_by_role("button", name=re.compile("^Unit 2 of"))
    unit.hover()
    title = tab.locator(".st-key-two_inputs_network figcaption b")
    title.get_by_text("h2").wait_for()
    tab.mouse.move(5, 5)
    title.get_by_text("f(X)").wait_for()
    unit.click()
    tab.get_by_text("Layer 1, unit 2: its inputs").wait_for()
    tab.wait_for_url(re.compile(r"two_inputs_unit=1\.2"))


def test_the_keyboard_moves_a_weight(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs")
    own = slider(tab, "output bias")
    own.focus()
    for _ in range(10):
        tab.keyboard.press("ArrowRight")
    wait_for_coefficients(tab, ["1/2", "0", "0", "0", "0", "1"])


def test_nothing_sticks_out_on_a_phone_and_the_picture_comes_first(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs", width=390, height=844)
    surfaces(tab).locator("canvas.surface").first.wait_for()
    fits(tab)
    picture = tab.locator(".st-key-two_inputs_network").bounding_box()
    weights = tab.locator(".st-key-two_inputs_editor").bounding_box()
    assert picture["y"] + picture["height"] <= weights["y"]


def test_a_link_with_weights_shows_its_network_on_a_fresh_server(fresh_server, open_tab) -> None:
    tab = open_tab(
        f"{fresh_server}/two_inputs?two_inputs_units=1&two_inputs_weights=1+2;0+1+0&lecture=true"
    )
    wait_for_coefficients(tab, ["1", "0", "0", "2", "0", "0"])
    expect(tab.locator("html")).to_have_css("font-size", "24px")


@pytest.mark.parametrize("wide", [1280, 390])
def test_a_hand_puts_a_slider_on_a_quarter_and_back(server_url, visit, wide: int) -> None:
    tab = visit(f"{server_url}/two_inputs", width=wide)
    own = slider(tab, "unit 2, weight in the output")
    own.scroll_into_view_if_needed()
    box = own.bounding_box()
    assert box["width"] > 100
    number = tab.get_by_label("unit 2, weight in the output", exact=True)

    def put(value: float, off: float) -> None:
        """Drag the thumb to a place some pixels beside that of `value`."""
        own_box = own.bounding_box()
        y = own_box["y"] + own_box["height"] / 2
        place = own_box["x"] + 8 + (own_box["width"] - 16) * (value + 3) / 6
        tab.mouse.move(place + 30, y)
        tab.mouse.down()
        tab.mouse.move(place + off, y, steps=4)
        tab.mouse.up()

    for off in (-2, 0, 2):
        put(0.25, off)
        expect(number).to_have_value("1/4")
        put(-0.25, off)
        expect(number).to_have_value("-1/4")
    own.focus()
    tab.keyboard.press("ArrowRight")
    expect(number).to_have_value("-1/5")


def test_the_window_of_the_weights_as_text_is_no_slit(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs", width=1280, height=720)
    button = tab.get_by_role("button", name="Weights as text")
    button.click(timeout=60_000)
    box = tab.get_by_role("dialog", name="Weights as text").bounding_box()
    assert box["height"] >= 150
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 720


def test_on_a_phone_the_last_edges_arrive_above_the_output(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs", width=390, height=844)
    read = """all => all.map(own => {
      const top = (element) => element.getBoundingClientRect().y
      const end = own.getPointAtLength(own.getTotalLength()).y + top(own.ownerSVGElement)
      return end - top(own.getRootNode().querySelector('.plane'))
    })"""
    edges = tab.locator(".points:has(.plane) svg path")
    until(tab, lambda: edges.evaluate_all(read)[-2:] == pytest.approx([0, 0], abs=2), seconds=20)
