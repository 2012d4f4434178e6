"""Transfer learning in a real browser: own photos, their privacy, a training that is stopped."""

import io
import re
import zipfile

import numpy as np
from looking import choose, fits, insist
from PIL import Image

PATIENCE = 60_000  # ms: a slow machine is no failure
WIDEST = ("How much to freeze", "Try it")


def photo(shade: int, side: int = 300) -> bytes:
    rng = np.random.default_rng(shade)
    pixels = rng.integers(0, 60, (side, side + 40, 3)) + shade
    buffer = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def noticed(tab, words: str) -> None:
    tab.get_by_text("What to notice").first.wait_for(timeout=PATIENCE)
    tab.get_by_text(re.compile(words)).first.wait_for(timeout=PATIENCE)


def test_own_photos_are_embedded_and_never_touch_the_disk(watched_server, open_tab) -> None:
    """From a zip file of 3 MB, one folder a class, to a trained head and a clicked photo."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, shade in (("secretdark", 10), ("secretlight", 190)):
            for i in range(4):
                archive.writestr(f"{name}/{i}.jpg", photo(shade + i, 800))
    assert len(packed.getvalue()) > 3_000_000  # above what a web server likes to keep in memory
    tab = open_tab(
        f"{watched_server.address}/transfer?transfer_view=Photos&transfer_set=my+own+classes"
    )
    noticed(tab, "Still 2 more classes")
    before = watched_server.writes()
    tab.get_by_role("button", name="Folder or zip").click()
    tab.locator('input[type=file][accept*="zip"]').set_input_files(
        {"name": "x.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    )
    noticed(tab, "8 photos of 2 classes")
    tab.keyboard.press("Escape")
    sheet = tab.locator(".sheets canvas.first").first
    delete = tab.get_by_role("button", name="Delete photo 1")
    insist(tab, lambda: sheet.click(position={"x": 8, "y": 8}), delete.is_visible)
    delete.click()
    noticed(tab, "7 photos of 2 classes")
    tab.get_by_text("Train", exact=True).click()
    noticed(tab, "held-out photos correctly")
    assert "secret" not in tab.url
    tab.close()
    assert watched_server.writes() == before
    assert "secret" not in watched_server.said()


def test_a_training_is_stopped_and_goes_on(server_url, visit) -> None:
    tab = visit(
        f"{server_url}/transfer?transfer_view=How+much+to+freeze&transfer_side=96"
        "&transfer_fine_epochs=1"
    )
    noticed(tab, "Fc only classifies")
    tab.get_by_role("button", name="Compare three ways").click()
    tab.get_by_role("button", name="Stop").click(timeout=PATIENCE)
    tab.get_by_role("button", name="Continue").click(timeout=PATIENCE)
    tab.get_by_role("button", name="Stop").wait_for(timeout=PATIENCE)


def test_a_phone_shows_the_widest_views_without_scrolling_sideways(server_url, visit) -> None:
    tab = visit(f"{server_url}/transfer", width=390, height=844)
    for view in WIDEST:
        choose(tab, view)
        noticed(tab, ".")
        fits(tab)
