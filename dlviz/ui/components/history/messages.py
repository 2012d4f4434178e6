"""What Python and history.js say to each other."""

from collections.abc import Sequence
from typing import TypedDict


class Data(TypedDict):
    """What the script is told.

    Attributes:
        pages: Paths behind the app's own; "" is the first page.
        carried: Parameters of the address that belong to the visitor and not to one page.
        mark: Parameter of a page that is opened with what it was left with.
        link: Selector of the links to pages.
        menu: Selector of the menu.
        close: Selector of the button that closes it.
        tab: The key by which the tab is recognised after a reload.
        is_known: Whether the key that the browser had before has been looked up.
    """

    pages: Sequence[str]
    carried: Sequence[str]
    mark: str
    link: str
    menu: str
    close: str
    tab: str
    is_known: bool


class Before(TypedDict):
    """What the browser says of the page before this one; see `history.Before`."""

    key: str
    left: bool
    reload: bool


class States(TypedDict):
    """What the script says."""

    before: Before
