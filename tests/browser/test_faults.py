"""The server is killed while pages are open, and started again at the same address."""

import os
import re
import signal
from pathlib import Path

from looking import insist
from playwright.sync_api import expect

from dlviz.ui.shared import restarts

PATIENCE = 60_000  # ms: a page that reconnects waits a while between its tries
RACE = "digit_training_digits=500&digit_training_epochs=200&digit_training_methods=ridge"


def draw_a_one(tab) -> None:
    pad = tab.get_by_role("application", name="Drawing pad")
    pad.wait_for(timeout=PATIENCE)
    box = pad.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 30
    tab.mouse.move(x, y)
    tab.mouse.down()
    for step in range(1, 20):
        tab.mouse.move(x, y + 8 * step)
    tab.mouse.up()
    tab.get_by_text("The network predicts 1").first.wait_for(timeout=PATIENCE)


def fill(tab, label: str, value: str) -> None:
    tab.bring_to_front()
    tab.get_by_label(label, exact=True).fill(value, timeout=PATIENCE)
    tab.get_by_label(label, exact=True).press("Enter")


def test_pages_outlive_a_server_that_is_killed(lasting, serve_process, tmp_path: Path) -> None:
    left = tmp_path / "temporary"
    left.mkdir()
    environment = os.environ | {"TMPDIR": str(left), "HOME": str(tmp_path / "home")}
    (tmp_path / "home").mkdir()
    tabs = {}

    def open_(page: str):
        tab = lasting.new_page()
        tab.set_default_timeout(PATIENCE)
        tab.goto(f"{address}/{page}")
        tab.locator("h1").first.wait_for(timeout=PATIENCE)
        tab.evaluate("window.still = true")  # until the page is loaded anew
        return tab

    with serve_process(env=environment) as (address, server):
        draw_a_one(tabs.setdefault("digits", open_("digits")))
        tabs["convolution"] = open_("convolution?convolution_stride=2&convolution_padding=1")
        fill(tabs["convolution"], "Padding", "0")
        tabs["convolution"].get_by_text("Output 2 × 1").wait_for(timeout=PATIENCE)
        tabs["two_inputs"] = open_("two_inputs")
        fill(tabs["two_inputs"], "unit 1, bias", "3/4")
        tabs["two_inputs"].wait_for_function("location.search.includes('3')", timeout=PATIENCE)
        race = tabs["digit_training"] = open_(f"digit_training?{RACE}")
        race.get_by_role("button", name="Race", exact=True).click()
        race.get_by_role("button", name="Pause").wait_for(timeout=PATIENCE)
        os.kill(server, signal.SIGKILL)
    fill(tabs["two_inputs"], "unit 2, weight of X1", "1/2")  # nobody hears of it
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []

    with serve_process(port=int(address.rpartition(":")[2]), env=environment):
        tabs["digits"].get_by_text("The network predicts 1").first.wait_for(timeout=PATIENCE)
        race.get_by_text("1 methods, 500 digits, 200 epochs").wait_for(timeout=PATIENCE)
        race.get_by_text(restarts.SENTENCE).wait_for(timeout=PATIENCE)
        back = tabs["convolution"]
        insist(
            back, lambda: fill(back, "Padding", "2"), back.get_by_text("Output 4 × 3").is_visible
        )
        expect(tabs["convolution"].get_by_label("Stride")).to_have_value("2")
        tabs["convolution"].get_by_text(restarts.SENTENCE).wait_for(timeout=PATIENCE)
        told = "decodeURIComponent(location.search).replaceAll('+', ' ').includes('0 1/2 -1')"
        tabs["two_inputs"].wait_for_function(told, timeout=PATIENCE)
        slope = tabs["two_inputs"].get_by_label("unit 2, weight of X1", exact=True)
        expect(slope).to_have_value("1/2")
        fill(tabs["two_inputs"], "unit 2, bias", "1/2")
        tabs["two_inputs"].get_by_text(restarts.SENTENCE).wait_for(timeout=PATIENCE)
        bias = tabs["two_inputs"].get_by_label("unit 1, bias", exact=True)
        expect(bias).to_have_value("3/4")
        race.bring_to_front()
        race.get_by_role("button", name="Race", exact=True).click()
        race.get_by_text(re.compile("epoch .* of 200")).wait_for(timeout=PATIENCE)
        for tab in tabs.values():
            assert tab.evaluate("window.still")
            expect(tab.get_by_text("Connection error")).to_have_count(0)
            tab.close()
