"""What visitors upload never touches the disk, on all pages that take files."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
from looking import bring, insist, noticed, whole
from PIL import Image
from test_classroom import class_at, press


def test_an_uploaded_photo_never_touches_the_disk(watched_server, large_photo, open_tab) -> None:
    tab = open_tab(f"{watched_server.address}/convolution?convolution_view=On+a+photo"
                   "&convolution_photo=my+own+photo")  # fmt: skip
    tab.locator("input[type=file]").wait_for(state="attached")
    before = watched_server.writes()
    tab.locator("input[type=file]").set_input_files(
        {"name": "secret.jpg", "mimeType": "image/jpeg", "buffer": large_photo}
    )
    tab.get_by_text("Photo, 512 × 392").wait_for()
    assert "secret" not in tab.url
    tab.close()
    assert watched_server.writes() == before
    assert "secret" not in watched_server.said()  # nor is its name logged


def test_photos_are_classified_and_never_touch_the_disk(
    watched_server, large_photo, open_tab
) -> None:
    tab = open_tab(f"{watched_server.address}/photos?photos_view=Several+photos")
    noticed(tab, "kingfisher")
    before = watched_server.writes()
    files = [
        {"name": f"secret{n}.jpg", "mimeType": "image/jpeg", "buffer": large_photo + bytes(n)}
        for n in range(2)
    ]
    bring(tab, *files)
    tab.get_by_text("my photo 2").first.wait_for()
    assert "secret" not in tab.url
    tab.close()
    assert watched_server.writes() == before
    assert "secret" not in watched_server.said()  # nor are their names logged


def test_a_class_never_touches_the_disk(browser, watched_server) -> None:
    """Nor its drawings, which test_handwriting.py watches."""
    with class_at(browser, watched_server.address) as own:
        projector, code = own.teacher("augmentation?ask=0")
        _, phone = own.pupil(code)
        before = watched_server.writes()
        press(projector, "class_ask")
        phone.locator(".way button").nth(1).tap()
        phone.get_by_text("Your answer: 34.").wait_for()
        keys = [
            key
            for tab in (projector, phone)
            for key in tab.evaluate(
                "Object.values(JSON.parse(localStorage['dlviz-classes'])).map(({key}) => key)"
            )
        ]
        press(projector, "class_tell")
        phone.get_by_text("How it is worked out").wait_for()
        ask_in_own_words(projector, "A secret?", "secret yes", "secret no")
        phone.get_by_text("A secret?").first.wait_for()
        phone.locator(".way button").nth(1).tap()
        phone.get_by_text("Your answer: secret no.").wait_for()
        addresses = projector.url + phone.url
    assert len(keys) == 2
    assert watched_server.writes() == before
    assert not any(secret in watched_server.said() for secret in (*keys, code, "secret"))
    assert not any(secret in addresses for secret in (*keys, "secret"))


def ask_in_own_words(projector, question: str, *answers: str) -> None:
    press(projector, "class_ask_another")
    projector.get_by_text("My own words", exact=True).click()
    projector.locator(".st-key-class_words textarea").fill(question)
    for place, text in enumerate(answers, start=1):
        field = projector.get_by_label(f"Answer {place}", exact=True)
        field.fill(text)
        field.press("Enter")
        whole(projector)
    press(projector, "class_ask_words")


def test_the_watcher_sees_what_it_is_there_for(watcher: Path) -> None:
    program = "import tempfile; f = tempfile.SpooledTemporaryFile(max_size=9); f.write(bytes(99))"
    done = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(watcher)},
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert "WRITES" in done.stderr


def photo(shade: int, side: int) -> bytes:
    rng = np.random.default_rng(shade)
    pixels = rng.integers(0, 60, (side, side + 40, 3)) + shade
    buffer = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


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
