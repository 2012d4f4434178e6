"""Pooling in a real browser: pointing, playing, editing, dragging, a phone."""

import re

from looking import choose, count_messages, fits, tap
from playwright.sync_api import expect

PATIENCE = 60_000  # ms: a slow machine is no failure
SLIDE = (
    "pooling?pooling_view=Location+invariance&pooling_network=CIFAR-100+network&pooling_shift=0"
    "&pooling_photo=cat"
)


def cell(tab, grid: str, index: int):
    return tab.locator(f".pooling .{grid} .cell").nth(index)


def says(tab, words: str) -> None:
    tab.locator(".pooling .line").filter(has_text=words).wait_for(timeout=PATIENCE)


def test_pointing_shows_window_and_winner_without_the_server(server_url, visit) -> None:
    tab = visit(f"{server_url}/pooling")
    cell(tab, "output", 0).wait_for(timeout=PATIENCE)
    tab.get_by_text("What to notice").first.wait_for(timeout=PATIENCE)
    tab.wait_for_load_state("networkidle")
    count_messages(tab)
    cell(tab, "output", 1).hover()
    says(tab, "Output (1, 2) = max(5, 3, 1, 2) = 5: number (1, 3) is the largest.")
    expect(tab.locator(".pooling .image .cell.lit .text")).to_have_text(["5", "3", "1", "2"])
    expect(tab.locator(".pooling .image .cell.chosen .text")).to_have_text(["5"])
    expect(tab.locator(".pooling .image .cell.winner")).to_have_count(4)
    cell(tab, "gradient", 0).hover()
    says(tab, "Number (1, 1) = 1 decides nothing: other numbers decide output (1, 1); gradient 0.")
    tab.get_by_label("Speed").fill("3")
    tab.get_by_role("button", name="▶ Play").click()
    says(tab, "Output (2, 2)")
    tab.get_by_role("button", name="▶ Play").wait_for(timeout=PATIENCE)
    assert tab.evaluate("window.sent") == 0


def test_a_number_is_edited_and_the_winner_changes(server_url, visit) -> None:
    tab = visit(f"{server_url}/pooling")
    cell(tab, "image", 2).wait_for(timeout=PATIENCE)
    cell(tab, "image", 2).dblclick()
    tab.locator(".pooling .cell input").wait_for()
    tab.keyboard.type("1/2")
    tab.keyboard.press("Enter")
    cell(tab, "output", 1).get_by_text("3", exact=True).wait_for(timeout=PATIENCE)
    tab.wait_for_url(re.compile("pooling_numbers=1\\+2\\+1%2F2\\+3"), timeout=PATIENCE)
    cell(tab, "output", 1).hover()
    says(tab, "number (1, 4) is the largest")


def test_the_picture_follows_the_hand_and_the_curves_follow(server_url, visit) -> None:
    tab = visit(f"{server_url}/{SLIDE}")
    tab.get_by_text("Moved 0 px to the right").wait_for(timeout=PATIENCE)
    still = tab.locator(".dlviz-figure text").filter(has_text="1 pooling 0.00")
    still.first.wait_for(timeout=PATIENCE)
    box = tab.locator(".shifted canvas.seen").bounding_box()
    pixel = box["width"] / 32
    tab.mouse.move(box["x"] + 20, box["y"] + 20)
    tab.mouse.down()
    for step in range(1, 6):
        tab.mouse.move(box["x"] + 20 + step * pixel, box["y"] + 20)
    tab.mouse.up()
    tab.get_by_text("Moved 5 px to the right").wait_for(timeout=PATIENCE)  # at once
    tab.wait_for_url(re.compile("pooling_shift=5"), timeout=PATIENCE)  # a moment later
    still.wait_for(state="detached", timeout=PATIENCE)
    expect(tab.get_by_text("Moved 5 px to the right")).to_be_visible()  # no answer moves it back
    tab.locator(".shifted input[type=range]").focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url(re.compile("pooling_shift=6"), timeout=PATIENCE)


def test_nothing_sticks_out_on_a_phone(server_url, visit) -> None:
    tab = visit(f"{server_url}/pooling", is_phone=True)
    for view in ("Location invariance", "On a photo", "By hand"):
        choose(tab, view)
        component = {"By hand": ".pooling", "On a photo": ".sheets"}.get(view, ".shifted")
        tab.locator(component).first.wait_for(timeout=PATIENCE)
        fits(tab)
    tap(cell(tab, "output", 3))
    says(tab, "Output (2, 2)")
