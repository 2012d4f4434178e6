"""The browser's history: pages are its entries, settings change the entry they are made in.

By itself Streamlit makes an entry of every setting that the server writes into the address, and a
link to a page opens it anew. The script stands in front of the browser's history: it replaces such
entries, and remembers in the tab's own memory with which address each page was left. A link to that
page then does what Back would do, and `link.arrive` sets the page from its address alone.
"""

from collections.abc import Sequence

from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.history import messages as sent

KEY = "frame_history"
MARK = "frame_left"  # in the address of a page that is opened with what it was left with


def keep_history(pages: Sequence[str], carried: Sequence[str]) -> None:
    """Keep the browser's history in order, and let links to pages open them as they were left.

    Args:
        pages: The pages' paths behind the app's own; "" is the first page.
        carried: Parameters of the address that belong to the visitor and not to one page.
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
        ),
    )
