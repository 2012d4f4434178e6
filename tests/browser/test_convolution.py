"""Convolution in a real browser: pointing, playing, editing, zooming, photos in memory."""

import re

import numpy as np
import pytest
import torch
from looking import count_messages, fits, tap, until
from playwright.sync_api import expect
from torch.nn import functional

from dlviz.datasets import sample_photos
from dlviz.kernels import weights

PATIENCE = 60_000  # ms: a slow machine is no failure
NUMBERS = "convolution_letters=false&convolution_image=1+2+3;4+5+6;7+8+9;1+1+1"
ON_A_PHOTO = "convolution?convolution_view=On+a+photo"


def cell(tab, grid: str, index: int):
    return tab.locator(f".sliding .{grid} .cell").nth(index)


def line(tab):
    return tab.locator(".sliding .line, .panels .line").first


def says(tab, words: str) -> None:
    line(tab).get_by_text(re.compile(re.escape(words))).or_(
        line(tab).filter(has_text=words)
    ).first.wait_for(timeout=PATIENCE)


def lit(tab):
    return tab.locator(".sliding .image .cell.lit .text")


def test_pointing_explains_everything_without_the_server(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution")
    cell(tab, "output", 0).wait_for(timeout=PATIENCE)
    tab.get_by_text("What to notice").first.wait_for(timeout=PATIENCE)
    tab.wait_for_load_state("networkidle")
    requests = []

    def note(request) -> None:
        requests.append(request.url)

    tab.on("request", note)
    count_messages(tab)
    cell(tab, "output", 3).hover()  # second row, second column
    says(tab, "Output (2, 2) = eα + fβ + hγ + iδ")
    expect(lit(tab)).to_have_text(["e", "f", "h", "i"])
    cell(tab, "image", 4).hover()
    says(tab, "Pixel (2, 2) = e is used for 4 outputs")
    expect(tab.locator(".sliding .output .cell.lit")).to_have_count(4)
    cell(tab, "kernel", 0).hover()
    says(tab, "Weight (1, 1) = α meets 6 pixels")
    expect(lit(tab)).to_have_text(["a", "b", "d", "e", "g", "h"])
    assert tab.evaluate("window.sent") == 0
    tab.remove_listener("request", note)
    assert requests == []


def test_the_matrix_points_where_the_grids_do(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution")
    matrix = tab.locator(".matrix canvas")
    matrix.wait_for(timeout=PATIENCE)
    before = matrix.screenshot()
    cell(tab, "kernel", 0).hover()
    says(tab, "Weight (1, 1)")
    assert matrix.screenshot() != before
    outputs = matrix.bounding_box()["height"] / 12  # as many rows as pixels
    matrix.hover(position={"x": 5, "y": 2.5 * outputs})
    says(tab, "Output (2, 1) = dα + eβ + gγ + hδ")
    expect(lit(tab)).to_have_text(["d", "e", "g", "h"])


def test_stride_formula_and_what_to_notice_are_seen_together(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution")
    tab.locator(".matrix canvas").wait_for(timeout=PATIENCE)
    parts = [
        tab.get_by_label("Stride", exact=True),
        tab.get_by_label("Padding", exact=True),
        tab.locator(".katex-display", has_text="stride"),
        tab.locator("[data-testid=stAlert]", has_text="What to notice"),
    ]
    boxes = [part.bounding_box() for part in parts]
    top = min(box["y"] for box in boxes)
    assert max(box["y"] + box["height"] for box in boxes) - top < 720


def test_it_plays_and_pointing_stops_it(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?{NUMBERS}")
    cell(tab, "output", 0).wait_for(timeout=PATIENCE)
    tab.get_by_label("Speed").fill("0")  # slow, so that a slow machine misses nothing
    tab.get_by_role("button", name="▶ Play").click()
    tab.get_by_role("button", name="Pause").wait_for(timeout=PATIENCE)
    says(tab, "Output (1, 2)")
    assert tab.locator(".sliding .output .cell.waiting").count() > 0
    cell(tab, "output", 5).hover()
    tab.get_by_role("button", name="▶ Play").wait_for(timeout=PATIENCE)
    says(tab, "Output (3, 2)")
    expect(tab.locator(".sliding .output .cell.waiting")).to_have_count(0)
    tab.get_by_role("button", name="Step ▶").click()
    says(tab, "Output (1, 1)")


def test_a_cell_keeps_the_keyboard_when_the_grids_are_made_anew(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?{NUMBERS}")
    cell(tab, "output", 5).wait_for(timeout=PATIENCE)
    cell(tab, "output", 5).focus()  # row 3 of 3, column 2 of 2
    step_up = tab.get_by_test_id("stNumberInputStepUp")
    stride = tab.get_by_test_id("stNumberInput").filter(has_text="Stride").first
    stride.locator(step_up).evaluate("button => button.click()")  # does not move the focus
    tab.wait_for_url(re.compile("convolution_stride=2"), timeout=PATIENCE)
    expect(tab.locator(".sliding .output .cell")).to_have_count(2, timeout=PATIENCE)
    expect(cell(tab, "output", 1)).to_be_focused()  # row 2 of 2, column 1 of 1
    tab.keyboard.press("ArrowUp")
    expect(cell(tab, "output", 0)).to_be_focused()


def test_cells_are_edited_by_keyboard_in_fractions(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?{NUMBERS}&convolution_kernel=0+0;0+0")
    cell(tab, "kernel", 0).wait_for(timeout=PATIENCE)
    cell(tab, "kernel", 0).focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.type("1/4")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("convolution_kernel=0\\+1%2F4"), timeout=PATIENCE)
    cell(tab, "output", 0).get_by_text("1/2", exact=True).wait_for(timeout=PATIENCE)  # 2 / 4
    cell(tab, "image", 0).dblclick()
    tab.locator(".sliding .cell input").wait_for()
    tab.keyboard.type("much")
    tab.keyboard.press("Enter")
    tab.get_by_text("'much' is not a number").wait_for(timeout=PATIENCE)
    expect(cell(tab, "image", 0).locator(".text")).to_have_text("1")  # nothing is lost


def test_a_finger_points_and_nothing_sticks_out_on_a_phone(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?{NUMBERS}&convolution_rows=8&convolution_columns=8",
                   is_phone=True)  # fmt: skip
    cell(tab, "output", 0).wait_for(timeout=PATIENCE)
    tap(cell(tab, "kernel", 1))
    says(tab, "Weight (1, 2)")
    tap(tab.get_by_role("button", name="Edit numbers"))
    tap(cell(tab, "kernel", 1))
    tab.locator(".sliding .cell input").wait_for(timeout=PATIENCE)
    fits(tab)


def test_letters_of_a_large_kernel_keep_to_their_cells(server_url, visit) -> None:
    size = "convolution_kernel_rows=3&convolution_kernel_columns=3&convolution_padding=2"
    tab = visit(f"{server_url}/convolution?{size}")
    outputs = tab.locator(".output .cell .text")
    expect(outputs.first).to_have_text("aι")
    said = outputs.all_inner_texts()
    assert "9\nterms" in said or "6\nterms" in said
    assert not any(words.startswith("1\n") for words in said)
    too_wide = """all => all.filter(own => own.scrollWidth > own.closest(".cell").clientWidth
      || own.getBoundingClientRect().width > own.closest(".cell").clientWidth).length"""
    assert outputs.evaluate_all(too_wide) == 0
    kernel = tab.locator(".kernel .cell .text")
    style = "own => getComputedStyle(own).fontStyle"
    assert kernel.nth(7).evaluate(style) == "normal"  # θ has one shape, as in sums and matrix


def canvas(tab, place: int):
    return tab.locator(".panels canvas.view").nth(place)


def test_a_pixel_becomes_the_number_that_conv2d_computes(server_url, visit) -> None:
    tab = visit(f"{server_url}/{ON_A_PHOTO}&convolution_kernel_name=Gaussian+blur")
    canvas(tab, 1).wait_for(timeout=PATIENCE)
    canvas(tab, 1).focus()
    tab.keyboard.press("ArrowRight")
    says(tab, "Response")
    words = line(tab).inner_text()
    row, column, pixel, answer = re.match(
        r"Row (\d+), column (\d+): Photo (\d+) · response (\S+?)\.? ", words + " ",
        re.IGNORECASE,
    ).groups()  # fmt: skip
    grey = np.asarray(sample_photos.load("cat").convert("L"))
    expected = functional.conv2d(
        torch.tensor(grey.astype(np.float64))[None, None],
        torch.tensor(weights("Gaussian blur", 3).astype(np.float64))[None, None],
    )[0, 0]
    row, column = int(row) - 1, int(column) - 1  # people count from 1
    assert int(pixel) == grey[row, column]
    there = float(expected[row - 1, column - 1])
    assert float(answer) == pytest.approx(there, abs=0.051)


def test_the_lens_zooms_both_panels_and_the_link_keeps_it(server_url, visit, open_tab) -> None:
    tab = visit(f"{server_url}/{ON_A_PHOTO}")
    canvas(tab, 1).wait_for(timeout=PATIENCE)
    tab.locator(".panels[data-identity]").wait_for(timeout=PATIENCE)
    before = [canvas(tab, place).screenshot() for place in (0, 1)]
    tab.get_by_role("button", name="To the numbers").click()
    tab.wait_for_url(re.compile("convolution_look="), timeout=PATIENCE)
    for place in (0, 1):
        until(tab, lambda: canvas(tab, place).screenshot() != before[place])  # noqa: B023
    again = open_tab(tab.url)
    canvas(again, 1).wait_for(timeout=PATIENCE)
    again.locator(".panels[data-identity]").wait_for(timeout=PATIENCE)
    assert float(re.search(r"look=[^&]*%2C([\d.]+)", again.url).group(1)) > 20


def test_editing_a_named_kernel_makes_it_ones_own(server_url, visit) -> None:
    tab = visit(f"{server_url}/{ON_A_PHOTO}")
    box = tab.get_by_label("row 2, column 2", exact=False).first
    box.wait_for(timeout=PATIENCE)
    box.fill("1/2")
    box.press("Enter")
    tab.wait_for_url(re.compile("convolution_kernel_name=your\\+own"), timeout=PATIENCE)
    tab.get_by_text("Your own kernel responds with values from").wait_for(timeout=PATIENCE)


def test_a_kernel_is_learned_before_ones_eyes(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?convolution_view=Learned+instead+of+given"
                   "&convolution_steps=40")  # fmt: skip
    film = tab.locator(".film")
    film.wait_for(timeout=PATIENCE)
    film.get_by_text(re.compile(r"^Step 40: ")).wait_for(timeout=PATIENCE)  # it plays by itself
    middle = film.locator(".grid").first.locator("div").nth(3)
    until(tab, lambda: float(middle.inner_text()) < -1)
    learned = float(middle.inner_text())
    film.get_by_label("Training step", exact=True).fill("0")
    film.get_by_text(re.compile(r"^Step 0: ")).wait_for(timeout=PATIENCE)
    until(tab, lambda: abs(float(middle.inner_text()) + 2) > abs(learned + 2))
