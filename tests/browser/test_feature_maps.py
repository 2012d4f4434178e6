"""Feature maps in a real browser: pointing, clicking, keyboard, two visitors, a phone."""

import io
import re

import numpy as np
import pytest
from looking import choose, count_messages, fits, reaches
from PIL import Image

from dlviz.datasets import sample_photos
from dlviz.networks.image_network import of_cifar

PATIENCE = 60_000  # ms: a slow machine is no failure
WIDEST = ("One map as a sum", "Filters", "Where it looked")


def painted(tab, words: str = "") -> None:
    """Wait until sheets whose identity contains `words` are painted."""
    wanted = f'.sheets[data-identity*="{words}"]' if words else ".sheets[data-identity]"
    tab.locator(wanted).wait_for(timeout=PATIENCE)


def line(tab):
    return tab.locator(".sheets .line")


def first(tab):
    return tab.locator(".sheets canvas.first").first


def test_pointing_reads_a_map_and_shows_what_it_sees_without_the_server(server_url, visit) -> None:
    tab = visit(f"{server_url}/feature_maps")
    painted(tab, "cat")
    tab.get_by_text("What to notice").first.wait_for(timeout=PATIENCE)
    count_messages(tab)
    first(tab).scroll_into_view_if_needed()
    box = first(tab).bounding_box()
    tab.mouse.move(box["x"] + 30, box["y"] + 30)
    line(tab).filter(has_text=re.compile(r"^Map 1, row \d+, column \d+: about")).wait_for(
        timeout=PATIENCE
    )
    said = line(tab).inner_text()
    row, column, value = re.search(r"row (\d+), column (\d+): about ([\d.]+)", said).groups()
    assert "it depends on 3 × 3 pixels of the photo" in said
    network = of_cifar()
    photo = sample_photos.load("cat")
    maps = network.traced.observe(network.prepare(photo), ["relu1_1"])["relu1_1"].result[0]
    own = float(maps[0, int(row) - 1, int(column) - 1])  # the page counts from 1
    assert float(value) == pytest.approx(own, abs=1.5 * float(maps.max()) / 254)
    assert tab.evaluate("window.sent") == 0


def test_a_click_selects_and_the_link_says_so(server_url, visit) -> None:
    tab = visit(f"{server_url}/feature_maps")
    painted(tab, "cat")
    first(tab).scroll_into_view_if_needed()
    box = first(tab).bounding_box()
    tab.mouse.click(box["x"] + 110, box["y"] + 40)
    tab.wait_for_url(re.compile(r"feature_maps_map_number=2(&|$)"), timeout=PATIENCE)
    tab.get_by_text("Map 2 goes from").wait_for(timeout=PATIENCE)


def test_maps_are_selected_by_keyboard(server_url, visit) -> None:
    tab = visit(f"{server_url}/feature_maps")
    painted(tab, "cat")
    first(tab).focus()
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    line(tab).filter(has_text="Map 4").wait_for(timeout=PATIENCE)
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"feature_maps_map_number=4(&|$)"), timeout=PATIENCE)


def test_two_visitors_each_see_their_own_photo(server_url, open_tab) -> None:
    one = open_tab(f"{server_url}/feature_maps?feature_maps_photo=my+own+photo")
    other = open_tab(f"{server_url}/feature_maps?feature_maps_photo=my+own+photo")
    pictures = []
    for tab, shade in ((one, 60), (other, 200)):
        tab.bring_to_front()
        painted(tab, "cat")
        tab.locator("input[type=file]").wait_for(state="attached", timeout=PATIENCE)
        buffer = io.BytesIO()
        Image.fromarray(np.full((300, 300, 3), shade, np.uint8)).save(buffer, "PNG")
        tab.locator("input[type=file]").set_input_files(
            {"name": "mine.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
        )
    for tab in (one, other):
        tab.bring_to_front()
        tab.locator('.sheets:not([data-identity*="cat"])').wait_for(timeout=PATIENCE)
        pictures.append(
            tab.locator(".sheets canvas.photo").evaluate(
                "c => c.getContext('2d').getImageData(3, 3, 1, 1).data[0]"
            )
        )
    assert pictures[0] < 70  # the darker one, dimmed or not
    assert pictures[1] > 100
    assert "mine" not in one.url


def test_a_phone_shows_the_widest_views_without_scrolling_sideways(server_url, visit) -> None:
    address = f"{server_url}/feature_maps?feature_maps_network=CIFAR-100+network"
    tab = visit(address, width=390, height=844)
    for view in WIDEST:
        choose(tab, view)
        painted(tab)
        tab.get_by_text("What to notice").first.wait_for(timeout=PATIENCE)
        fits(tab)
        reaches(tab, ".sheets canvas", 391)


def test_what_to_notice_begins_on_a_laptops_screen(server_url, visit) -> None:
    tab = visit(f"{server_url}/feature_maps")
    painted(tab, "cat")
    notice = tab.get_by_text("What to notice").first
    notice.wait_for(timeout=PATIENCE)
    assert notice.bounding_box()["y"] < 690
