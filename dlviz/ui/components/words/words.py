"""Explains the technical words of a page where a visitor taps on them, and lists them all.

The table of words is a script of its own (table.js, see `table`), which a browser loads once.
"""

from collections.abc import Mapping

from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.words import messages as sent

KEY = "frame_words"
# Dotted lines under the words, drawn by the browser without a change of the page's elements.
# A component whose texts have words, such as "question", has the rule in its own style sheet.
STYLE = """
::highlight(dlviz-words) {
  text-decoration: underline dotted max(1px, 0.0625rem) color-mix(in srgb, currentColor 60%, #0000);
  text-underline-offset: 0.2em;
}
"""


def show_words(page: str, titles: Mapping[str, str]) -> None:
    """Place the button that lists the words of a page; the same script marks them in its texts.

    Args:
        page: Name of the page on screen.
        titles: Titles of all pages, by name.
    """
    mount(
        "words",
        key=KEY,
        data=sent.Data(
            page=page,
            titles=titles,
            main=resolve(":--main"),
            text=resolve(":is(:--main, :--popover-body) :--markdown-inside"),
            equation=resolve(":--math"),
        ),
        width="content",
    )
