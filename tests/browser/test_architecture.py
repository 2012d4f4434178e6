"""Architecture in a real browser: by pointer, by keyboard, saved, trained, by two visitors."""

import re
from urllib.parse import parse_qs, quote_plus, urlsplit
from xml.etree import ElementTree as ET

from looking import choose, fits, insist
from playwright.sync_api import expect

PATIENCE = 60_000  # ms: a slow machine is no failure
TINY = "1x28x28 c3k5s2 relu max2 flatten d10"


def page(network: str, **more: str) -> str:
    query = {"architecture_network": network} | {f"architecture_{k}": v for k, v in more.items()}
    return "architecture?" + "&".join(f"{key}={quote_plus(value)}" for key, value in query.items())


def piece(tab, name: str):
    return tab.get_by_role("button", name=re.compile(rf"^{name}: "))


def wait_for_shape(tab, name: str, shape: str) -> None:
    tab.get_by_role("button", name=re.compile(rf"^{name}: .*{re.escape(shape)}")).wait_for(
        timeout=PATIENCE
    )


def named(url: str, what: str) -> str | None:
    """Return what a link says about the network or another thing."""
    return parse_qs(urlsplit(url).query).get(f"architecture_{what}", [None])[0]


def number(tab) -> str:
    return tab.get_by_role("spinbutton", name=re.compile("^Number")).input_value(timeout=PATIENCE)


def test_a_block_is_chosen_and_changed_by_pointer(server_url, visit, open_tab) -> None:
    tab = visit(f"{server_url}/{page(TINY)}")
    piece(tab, "dense1").click(timeout=PATIENCE)
    units = tab.get_by_role("spinbutton", name="Units")
    units.wait_for(timeout=PATIENCE)
    units.fill("7")
    units.press("Enter")
    wait_for_shape(tab, "dense1", "7")
    tab.wait_for_url(lambda url: named(url, "network") == TINY.replace("d10", "d7"))
    # The link alone makes the same picture.
    again = open_tab(tab.url)
    wait_for_shape(again, "dense1", "7")
    expect(piece(again, "dense1")).to_have_attribute("aria-pressed", "true")


def test_the_drawing_is_walked_by_keyboard(server_url, visit) -> None:
    tab = visit(f"{server_url}/{page(TINY)}")
    piece(tab, "conv1").focus(timeout=PATIENCE)
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    tab.get_by_role("spinbutton", name="Window").wait_for(timeout=PATIENCE)
    tab.locator(".piece[aria-pressed=true]", has_text="pool1").wait_for(timeout=PATIENCE)
    expect(piece(tab, "pool1")).to_be_focused()


def test_an_impossible_network_is_repaired_by_its_button(server_url, visit) -> None:
    tab = visit(f"{server_url}/{page('1x6x6 c2k3 max9 flatten d3')}")
    tab.locator(".piece.fails").wait_for(timeout=PATIENCE)
    tab.get_by_text("One of at most 4 × 4 would").wait_for(timeout=PATIENCE)
    tab.get_by_role("button", name="Make it fit").click()
    tab.locator(".piece.fails").wait_for(state="detached", timeout=PATIENCE)
    expect(tab.locator(".piece.unreached")).to_have_count(0)
    tab.wait_for_function("location.search.includes('max4s8')", timeout=PATIENCE)


def test_the_drawing_is_saved_as_png_and_svg(server_url, visit) -> None:
    tab = visit(f"{server_url}/{page(TINY)}")
    piece(tab, "conv1").wait_for(timeout=PATIENCE)
    with tab.expect_download(timeout=PATIENCE) as saved:
        tab.get_by_role("button", name="The whole drawing").or_(
            tab.locator(".drawing .save")
        ).first.click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    with tab.expect_download(timeout=PATIENCE) as saved:
        tab.get_by_role("button", name="Drawing as SVG").click(timeout=PATIENCE)
    words = [element.text for element in ET.fromstring(saved.value.path().read_text()).iter()]
    assert "conv1" in words


def test_a_network_learns_and_its_flattened_numbers_are_followed(server_url, visit) -> None:
    where = page(TINY, view="Train it", pictures="500", epochs="1")
    tab = visit(f"{server_url}/{where}")
    tab.get_by_role("button", name="Train it").and_(
        tab.locator(".st-key-architecture_play button")
    ).click(timeout=PATIENCE)
    tab.get_by_text(re.compile("After 1 epochs .* test digits are misclassified")).wait_for(
        timeout=2 * PATIENCE
    )
    choose(tab, "Flattening")
    tab.get_by_text("The network has the weights that you have trained").wait_for(timeout=PATIENCE)
    strip = tab.locator(".st-key-architecture_strip .nsewdrag").first
    strip.scroll_into_view_if_needed(timeout=PATIENCE)
    before = number(tab)
    insist(tab, lambda: strip.click(position={"x": 60, "y": 40}), lambda: number(tab) != before)


def test_two_visitors_build_two_networks(server_url, visit, open_tab) -> None:
    one, other = (show(f"{server_url}/{page(TINY)}") for show in (visit, open_tab))
    for tab in (one, other):
        piece(tab, "conv1").wait_for(timeout=PATIENCE)
    one.bring_to_front()
    filters = one.get_by_role("spinbutton", name="Filters")
    filters.fill("9")
    filters.press("Enter")
    wait_for_shape(one, "conv1", "12 × 12 × 9")
    other.get_by_role("button", name=re.compile("Undo")).first.wait_for(timeout=PATIENCE)
    expect(piece(other, "conv1")).to_have_attribute("aria-label", re.compile("× 3"))


def test_a_button_that_cannot_be_pressed_can_be_read(server_url, visit) -> None:
    tab = visit(f"{server_url}/architecture?architecture_view=Train+it")
    button = tab.get_by_role("button", name="Train it")
    expect(button).to_be_disabled()
    colour, paper = button.locator("p").evaluate(
        "own => [getComputedStyle(own).color, getComputedStyle(document.querySelector('.stApp'))"
        ".backgroundColor]"
    )
    assert colour != paper


def test_nothing_is_wider_than_a_phone(server_url, visit) -> None:
    tab = visit(f"{server_url}/architecture", width=390, height=844)
    tab.locator(".st-key-architecture_table table").wait_for(timeout=PATIENCE)
    fits(tab)
    wide = tab.locator(".st-key-architecture_table [data-testid=stTable]")
    expect(wide).to_have_css("overflow-x", "auto")


def test_a_row_of_the_confusion_chooses_its_class(server_url, visit) -> None:
    tab = visit(f"{server_url}/architecture?architecture_view=CIFAR-100")
    cells = tab.locator(".st-key-architecture_confusion .nsewdrag").first
    cells.wait_for(timeout=PATIENCE)
    box = cells.bounding_box()
    place = {"x": box["width"] * 0.3, "y": box["height"] * 0.5}
    insist(tab, lambda: cells.click(position=place), lambda: named(tab.url, "class") is not None)
    name = named(tab.url, "class")
    tab.get_by_text(f"pictures of the class {name} correctly").wait_for(timeout=PATIENCE)
