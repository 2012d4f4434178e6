"""Lists the parts of the current page with their names on screen, for the "share" dialog."""

from typing import Any

from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.parts import messages as sent

_MOST = 100


def find_parts(page: str) -> dict[str, str]:
    """Return the names on screen of the parts of `page`, by key; empty until the script answers."""
    placed = mount(
        "parts",
        key="share_parts",
        data=sent.Data(page=page, label=resolve(":--label")),
        states={"parts": None},
    )
    return named_parts(placed.parts, page)


def named_parts(said: Any, page: str) -> dict[str, str]:
    """Return the browser's list of the parts of `page`, without invalid entries."""
    pairs = said[:_MOST] if isinstance(said, list) else []
    return {
        pair[0]: pair[1]
        for pair in pairs
        if isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(text, str) for text in pair)
        and pair[0].startswith(f"{page}_")
    }
