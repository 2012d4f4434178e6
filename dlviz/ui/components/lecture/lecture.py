"""The lecture display, for projectors: one picture per screen, large text, strong contrast.

docs/decisions/0011-lecture-display.md explains how it works and why.
"""

from functools import cache

from dlviz.ui._compat import selectors
from dlviz.ui.components.base.mounting import FOLDER, mount
from dlviz.ui.components.lecture import messages as sent


@cache
def style() -> str:
    """Return the page's style sheet in the lecture display."""
    return selectors.resolve((FOLDER / "lecture" / "lecture_page.css").read_text())


def step_by_keys() -> None:
    """Place the script that steps through presets and screens with keys and a foot line."""
    mount("lecture", key="lecture_steps", data=sent.Data(selectors=selectors.table()))
