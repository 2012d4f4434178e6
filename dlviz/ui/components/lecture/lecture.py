"""The lecture display: for a projector, one thing on the screen, large, in strong colours.

docs/decisions/0011-lecture-display.md says how it works and why so.
"""

from functools import cache

from dlviz.ui._compat import selectors
from dlviz.ui.components.base.mounting import FOLDER, mount
from dlviz.ui.components.lecture import messages as sent


@cache
def style() -> str:
    """Return the page's rules in the lecture display as CSS."""
    return selectors.resolve((FOLDER / "lecture" / "lecture_page.css").read_text())


def step_by_keys() -> None:
    """Let keys and a foot line walk through the page's presets and screens."""
    mount("lecture", key="lecture_steps", data=sent.Data(selectors=selectors.table()))
