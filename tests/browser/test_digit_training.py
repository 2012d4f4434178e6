"""Digit training in a real browser: a race while the visitor watches, leaves and comes back."""

import re

import numpy as np
import pytest
from looking import fits, insist
from PIL import Image
from playwright.sync_api import expect

PATIENCE = 60_000  # milliseconds: two cores may be busy with other things
QUICK = (
    "digit_training_digits=500&digit_training_epochs=4"
    "&digit_training_methods=ridge&digit_training_methods=dropout"
)


def race(tab) -> None:
    tab.get_by_role("button", name="Race", exact=True).click()


def row(tab, name: str):
    return tab.locator(".dlviz-race tbody tr").filter(has_text=name)


def test_a_race_grows_and_ends_by_itself(server_url, open_tab) -> None:
    tab = open_tab(f"{server_url}/digit_training?{QUICK}")
    row(tab, "LDA").get_by_text("12.70 %").wait_for(timeout=PATIENCE)  # shipped, before any race
    race(tab)
    tab.get_by_text(re.compile("Done in")).wait_for(timeout=PATIENCE)
    expect(row(tab, "ridge")).to_have_count(1)
    expect(row(tab, "LDA")).to_have_count(0)
    tab.get_by_role("img", name=re.compile("errors in % over the epochs")).wait_for()
    tab.get_by_role("img", name=re.compile("cross-entropy")).wait_for()
    expect(tab.get_by_role("button", name="Race", exact=True)).to_be_enabled()


def test_a_race_goes_on_while_its_visitor_is_on_another_page(server_url, open_tab) -> None:
    tab = open_tab(
        f"{server_url}/digit_training?digit_training_digits=2000&digit_training_epochs=200"
        "&digit_training_methods=plain"
    )
    race(tab)
    tab.get_by_role("button", name="Pause").wait_for(timeout=PATIENCE)
    tab.get_by_role("link", name="Two inputs").click()
    tab.get_by_role("heading", name=re.compile("multiply")).wait_for(timeout=PATIENCE)
    tab.get_by_role("link", name="Digit training").click()
    tab.get_by_role("heading", name=re.compile("regularisation")).wait_for(timeout=PATIENCE)
    tab.get_by_role("button", name="Pause").wait_for(timeout=PATIENCE)  # it runs still
    tab.get_by_text(re.compile(r"epoch [\d.]+ of 200")).wait_for(timeout=PATIENCE)
    # While a page is being computed, Streamlit's own header has a "Stop" too.
    tab.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click()
    tab.get_by_text(re.compile("ended")).wait_for(timeout=PATIENCE)


def test_a_click_into_the_confusion_matrix_opens_its_digits(server_url, visit) -> None:
    tab = visit(f"{server_url}/digit_training?digit_training_view=Confusion")
    matrix = tab.get_by_role("img", name=re.compile("Confusion matrix"))
    matrix.locator(".nsewdrag").wait_for(timeout=PATIENCE)
    cells = matrix.locator(".nsewdrag")
    area = cells.bounding_box()
    place = {"x": 0.35 * area["width"], "y": 0.55 * area["height"]}  # is a 5, read as 3
    shown = tab.get_by_text(re.compile("test digits are a 5 and classified as 3"))
    insist(tab, lambda: cells.click(position=place), shown.is_visible)


def test_nothing_sticks_out_on_a_phone(server_url, visit) -> None:
    tab = visit(f"{server_url}/digit_training?{QUICK}", width=390, height=844)
    tab.locator(".js-plotly-plot").nth(1).wait_for(timeout=PATIENCE)
    fits(tab)
    main = "document.querySelector('.stMain')"
    tab.wait_for_function(f"{main}.scrollWidth <= {main}.clientWidth")


def test_titles_of_panels_do_not_run_into_each_other_on_a_phone(server_url, visit) -> None:
    for page, view, picture in (
        ("digit_training", "Dropout", "active hidden units"),
        ("digits", "Four models", "Network \\+ dropout predicts"),
        ("digits", "Mistakes", "misclassified"),
    ):
        tab = visit(
            f"{server_url}/{page}?{page}_view={view}&digits_source=a test digit&digits_test=8",
            width=390,
            height=844,
        )
        figure = tab.get_by_role("img", name=re.compile(picture))
        figure.locator(".annotation-text").first.wait_for(timeout=PATIENCE)
        boxes = figure.locator(".annotation-text").evaluate_all(
            "all => all.map(own => own.getBoundingClientRect())"
            ".map(b => [b.x, b.y, b.width, b.height])"
        )
        assert len(boxes) > 2
        for place, (x, y, width, height) in enumerate(boxes):
            for other in boxes[place + 1 :]:
                beside = x + width <= other[0] or other[0] + other[2] <= x
                above = y + height <= other[1] or other[1] + other[3] <= y
                assert beside or above, (view, place)


def test_a_saved_figure_is_the_one_on_screen_with_an_edge(server_url, visit, tmp_path) -> None:
    tab = visit(f"{server_url}/digit_training")
    figure = tab.get_by_role("img", name=re.compile("Test errors with 95 % intervals"))
    figure.locator(".legend").wait_for(timeout=PATIENCE)
    with tab.expect_download(timeout=PATIENCE) as saved:
        tab.get_by_role("button", name=re.compile("Save as PNG")).first.click()
    saved.value.save_as(tmp_path / "figure.png")
    image = Image.open(tmp_path / "figure.png").convert("L")
    shown = figure.bounding_box()
    assert image.width == pytest.approx(2 * (shown["width"] + 32), abs=4)
    pixels = np.asarray(image)
    for edge in (pixels[:, :3], pixels[:, -3:], pixels[:3], pixels[-3:]):
        assert edge.min() == edge.max()  # paper, and no cut letter


def test_formulas_fit_a_phone(server_url, visit) -> None:
    for address in (
        "digit_training?digit_training_view=Loss",
        "digits?digits_view=Softmax&digits_source=a test digit",
    ):
        tab = visit(f"{server_url}/{address}", width=390, height=844)
        formula = tab.locator(".katex-display")
        formula.first.wait_for(timeout=PATIENCE)
        for one in formula.all():
            assert one.evaluate("own => own.scrollWidth - own.clientWidth") <= 6
