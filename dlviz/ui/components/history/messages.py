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
    """

    pages: Sequence[str]
    carried: Sequence[str]
    mark: str
    link: str
    menu: str
    close: str
