"""Helpers that use the page "Transfer learning" with photos of a visitor's own."""

import io
import time

from PIL import Image
from streamlit.testing.v1 import AppTest

from dlviz.datasets.sample_photos import SAMPLES
from dlviz.ui.transfer.views import PHOTOS

PAGE = "pages/transfer.py"
OWN = {"transfer_set": "my own classes", "transfer_view": PHOTOS}


def text(at: AppTest) -> str:
    return " ".join(block.value for block in [*at.markdown, *at.caption, *at.info, *at.error])


def settled(at: AppTest) -> AppTest:
    """Wait until no background work is running, and run once more."""
    for _ in range(1200):
        if "transfer_work" not in at.session_state:
            break
        if not at.session_state["transfer_work"].task.is_running:
            break
        time.sleep(0.1)
    at.run()
    assert not at.exception
    return at


def jpeg(name: str = "coffee", size: int = 300) -> bytes:
    with Image.open(SAMPLES[name].path) as photo:
        buffer = io.BytesIO()
        photo.convert("RGB").resize((size + 40, size)).save(buffer, "JPEG")
    return buffer.getvalue()


def with_own_photos(open_page, n: int = 3) -> AppTest:
    """Open the page with two classes of `n` photos each, uploaded one class after the other."""
    at = open_page(PAGE, query=OWN)
    for place, name in enumerate(("cat", "bricks")):
        files = [(f"{i}.jpg", jpeg(name, 230 + 40 * i), "image/jpeg") for i in range(n)]
        at.get("file_uploader")[2 + place].set_value(files)
        settled(at.run())
    return at


def project_of(at: AppTest):
    return at.session_state["transfer_own"]
