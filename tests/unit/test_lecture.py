"""The colours of the lecture display: what no browser's check reads on a canvas, too."""

import re
import tomllib
from pathlib import Path

import pytest

from dlviz.ui.components.lecture import lecture

ROOT = Path(__file__).resolve().parents[2]
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
GROUNDS = ("backgroundColor", "secondaryBackgroundColor")
LINES = ("--lecture-line",)  # a line needs 3 : 1, every other colour is one of words


def pairs() -> list[tuple[str, str, str]]:
    """Every colour of the style sheet: its name, in the light theme, in the dark one."""
    found = re.findall(
        r"([\w.-]+) ?\{?\s*(?:color)?:\s*light-dark\((#\w{6}), (#\w{6})\)", lecture.style()
    )
    return [pair for pair in found if pair[0] != "--lecture-paper"]


@pytest.mark.parametrize(("name", "light", "dark"), pairs())
def test_a_colour_stands_out_from_both_grounds(contrast, name, light, dark) -> None:
    least = 3 if name in LINES else 7
    for theme, colour in (("light", light), ("dark", dark)):
        for ground in GROUNDS:
            assert contrast(colour, THEME[theme][ground]) >= least, (theme, ground)


def test_the_paper_is_the_page_s_own() -> None:
    light, dark = (THEME[name]["backgroundColor"] for name in ("light", "dark"))
    assert f"--lecture-paper: light-dark({light}, {dark})" in lecture.style()
    assert len(pairs()) >= 10


@pytest.mark.parametrize("sheet", sorted((ROOT / "dlviz/ui/components").glob("*/*.css")), ids=str)
def test_lines_grow_with_the_text(sheet) -> None:
    """A border in pixels would stay thin while the root font grows: rem, or `--hairline`."""
    for line in sheet.read_text().splitlines():
        if re.match(r"\s*(border(-(left|right|top|bottom))?|outline):", line):
            assert not re.search(r"(?<!hairline, )\b\d+px", line), line


@pytest.mark.parametrize("script", sorted((ROOT / "dlviz/ui/components").glob("*/*.js")), ids=str)
def test_strokes_grow_with_the_text(script) -> None:
    bare = re.findall(r"\.lineWidth = [\d.]+\s*$", script.read_text(), re.MULTILINE)
    assert bare == []
