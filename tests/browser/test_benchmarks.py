"""The benchmarks that compare the app with a rival find both of them served."""

from harness import app_and_rival
from playwright.sync_api import expect

PATIENCE = 60_000  # ms: a slow machine is no failure


def test_the_app_and_its_rival_are_served_side_by_side(browser) -> None:
    tab = browser.new_page()
    with app_and_rival("import streamlit as st\n\nst.title('The rival')\n") as (ours, theirs):
        for address, headline in ((theirs, "The rival"), (ours, "See what a neural network does")):
            tab.goto(address)
            expect(tab.locator("h1")).to_have_text(headline, timeout=PATIENCE)
    tab.close()
