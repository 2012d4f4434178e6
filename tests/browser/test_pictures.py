"""The script that takes pictures of every page, to be looked at."""

import subprocess
import sys

import pytest
from conftest import CHROMIUM, ROOT
from PIL import Image


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_script_takes_a_page_in_the_displays_asked_for(server_url, tmp_path) -> None:
    asked = [tmp_path, "--address", server_url, "--page", "home", "--display", "phone", "dark"]
    subprocess.run([sys.executable, ROOT / "docs" / "pictures.py", *asked], check=True, timeout=300)
    pictures = {}
    for file in tmp_path.iterdir():
        with Image.open(file) as picture:
            pictures[file.name] = picture.convert("L")
    assert pictures["home-phone.png"].size == (780, 1688)  # two pixels for one, as on a phone
    assert pictures["home-dark.png"].size == (1280, 720)
    wide, high = pictures["home-phone-whole.png"].size
    assert wide == 780
    assert high > 1688
    assert pictures["home-dark.png"].getpixel((640, 715)) < 60
