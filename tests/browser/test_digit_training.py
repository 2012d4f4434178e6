"""Digit training in a real browser: a race while one watches, leaves and comes back."""

import re

from looking import fits, insist
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


def test_a_click_into_the_confusion_matrix_opens_its_digits(server_url, open_tab) -> None:
    tab = open_tab(f"{server_url}/digit_training?digit_training_view=Confusion")
    matrix = tab.get_by_role("img", name=re.compile("Confusion matrix"))
    matrix.locator(".nsewdrag").wait_for(timeout=PATIENCE)
    cells = matrix.locator(".nsewdrag")
    area = cells.bounding_box()
    place = {"x": 0.35 * area["width"], "y": 0.55 * area["height"]}  # is a 5, read as 3
    shown = tab.get_by_text(re.compile("test digits are a 5 and read as 3"))
    insist(tab, lambda: cells.click(position=place), shown.is_visible)


def test_nothing_sticks_out_on_a_phone(server_url, open_tab) -> None:
    tab = open_tab(f"{server_url}/digit_training?{QUICK}", width=390, height=844)
    tab.locator(".js-plotly-plot").nth(1).wait_for(timeout=PATIENCE)
    fits(tab)
    main = "document.querySelector('.stMain')"
    tab.wait_for_function(f"{main}.scrollWidth <= {main}.clientWidth")
