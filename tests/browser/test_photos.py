"""Photos in a real browser: the film, two visitors, a phone."""

import io
import re

import numpy as np
import pytest
from looking import bring, choose, count_messages, fits, reaches, until
from PIL import Image
from playwright.sync_api import expect

PATIENCE = 60_000  # ms: a slow machine is no failure
MIND = "photos?photos_view=When+does+it+change+its+mind%3F&photos_network=EfficientNet-Lite0"


def painted(tab, kind: str, words: str = "") -> None:
    """Wait until a component whose identity contains `words` is painted."""
    wanted = f'[data-identity*="{words}"]' if words else "[data-identity]"
    tab.locator(f".{kind}{wanted}").wait_for(timeout=PATIENCE)


def shade(value: int) -> dict:
    buffer = io.BytesIO()
    Image.fromarray(np.full((300, 420, 3), value, np.uint8)).save(buffer, "PNG")
    return {"name": "mine.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def test_the_film_follows_the_hand_without_the_server(server_url, visit, open_tab) -> None:
    tab = visit(f"{server_url}/{MIND}")
    painted(tab, "film", "kingfisher")
    tab.get_by_text("What to notice").first.wait_for(timeout=PATIENCE)
    line, slider = tab.locator(".film .line"), tab.get_by_label("Zoom", exact=True).first
    line.filter(has_text="Zoom × 1: the answer is jacamar").wait_for(timeout=PATIENCE)
    tab.wait_for_load_state("networkidle")
    before = tab.locator(".film .picture").screenshot()
    count_messages(tab)
    box = tab.locator(".film .curve").bounding_box()
    tab.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 0.93 * box["width"], box["y"] + 40, steps=8)
    line.filter(has_text="the answer is robin").wait_for(timeout=PATIENCE)
    expect(tab.locator(".film .row.first .label")).to_have_text("robin")
    until(tab, lambda: tab.locator(".film .picture").screenshot() != before)
    assert tab.evaluate("window.sent") == 0
    tab.mouse.up()
    tab.wait_for_url(re.compile(r"photos_at=3\.\d+"), timeout=PATIENCE)
    slider.focus()
    tab.keyboard.press("Home")
    line.filter(has_text="Zoom × 0.5: the answer is jacamar").wait_for(timeout=PATIENCE)
    assert "lies outside the photo and is grey" in line.inner_text()
    tab.wait_for_url(re.compile(r"photos_at=0\.5"), timeout=PATIENCE)
    again = open_tab(tab.url)
    again.locator(".film .line").filter(has_text="Zoom × 0.5").wait_for(timeout=PATIENCE)


def test_two_visitors_each_see_their_own_photos(server_url, open_tab) -> None:
    tabs = [open_tab(f"{server_url}/photos") for _ in range(2)]
    seen = []
    for tab, value in zip(tabs, (60, 200), strict=True):
        tab.bring_to_front()
        painted(tab, "cards", "kingfisher")
        bring(tab, shade(value))
    for tab in tabs:
        tab.bring_to_front()
        tab.locator('.cards[data-identity]:not([data-identity*="kingfisher"])').wait_for(
            timeout=PATIENCE
        )
        seen.append(
            tab.locator(".cards img").last.evaluate(
                """async image => {
                  await image.decode()
                  const canvas = document.createElement("canvas")
                  const pen = canvas.getContext("2d")
                  pen.drawImage(image, 0, 0)
                  return pen.getImageData(3, 3, 1, 1).data[0]
                }"""
            )
        )
        assert "mine" not in tab.url
    assert seen == pytest.approx([60, 200], abs=3)


def test_a_phone_shows_every_view_without_scrolling_sideways(server_url, visit) -> None:
    views = {"film": "When does it change its mind?", "sheets": "Why?", "cards": "What is it?"}
    tab = visit(f"{server_url}/photos", width=390, height=844)
    for kind, view in views.items():
        choose(tab, view)
        painted(tab, kind)
        tab.get_by_text("What to notice").first.wait_for(timeout=PATIENCE)
        fits(tab)
        reaches(tab, f".{kind} canvas, .{kind} img", 391)
