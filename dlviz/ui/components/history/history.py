"""The browser's history: pages are its entries, settings change the entry they are made in.

By itself Streamlit makes an entry of every setting that the server writes into the address, and a
link to a page opens it anew. The script stands in front of the browser's history: it replaces such
entries, and remembers in the tab's own memory with which address each page was left. A link to that
page then does what Back would do, and `link.arrive` sets the page from its address alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.history import messages as sent

KEY = "frame_history"
MARK = "frame_left"  # in the address of a page that is opened with what it was left with


@dataclass(frozen=True, slots=True)
class Before:
    """What a browser says of the page that its tab showed before this one.

    Attributes:
        key: Of the tab; anybody can forge one.
        has_left: Whether that page said that it was leaving: a duplicated tab has a key whose page
            is still there.
        is_reload: Whether this is the same page again, and no link that somebody follows.
    """

    key: object
    has_left: bool
    is_reload: bool


def said_before() -> Before | None:
    """Return what the browser has said of the page before, None as long as there was none."""
    said = st.session_state.get(KEY, {}).get("before")
    if not isinstance(said, dict):
        return None
    return Before(said.get("key"), said.get("left") is True, said.get("reload") is True)


def keep_history(pages: Sequence[str], carried: Sequence[str], tab: str, *, is_known: bool) -> None:
    """Keep the browser's history in order, and let links to pages open them as they were left.

    Args:
        pages: The pages' paths behind the app's own; "" is the first page.
        carried: Parameters of the address that belong to the visitor and not to one page.
        tab: The key by which the tab is recognised after a reload.
        is_known: Whether the key that the browser had before has been looked up: `tab` counts then.
    """
    mount(
        "history",
        key=KEY,
        data=sent.Data(
            pages=pages,
            carried=carried,
            mark=MARK,
            link=resolve(":--page-link"),
            menu=resolve(":--sidebar"),
            close=resolve(":--close-sidebar"),
            tab=tab,
            is_known=is_known,
        ),
        states={"before": None},
    )
