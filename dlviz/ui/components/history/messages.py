"""The types of the messages between Python and history.js."""

from collections.abc import Sequence
from typing import Literal, TypedDict


class Member(TypedDict):
    """Who somebody is in a class: pupil or teacher; the key is a secret of this browser."""

    role: Literal["pupil", "teacher"]
    code: str
    key: str


class Data(TypedDict):
    """The data that Python sends to the script.

    Attributes:
        pages: Paths relative to the app's; "" is the first page.
        carried: Query parameters that are carried from page to page.
        mark: Query parameter of a page that is opened with the address it was left with.
        link: Selector of the links to pages.
        menu: Selector of the menu.
        close: Selector of the button that closes the menu.
        tab: The key by which the tab is recognised after a reload.
        is_known: Whether the browser's previous key has been looked up.
        asks: Whether pages ask before they show; None as long as nobody has chosen.
        member: The class that this browser is to remember; None while the tab is in none.
        left: Codes of classes that it is to forget.
        wants_member: Whether the page waits to hear which classes it remembers, also if none.
        session: Name of the session that would hear it.
    """

    pages: Sequence[str]
    carried: Sequence[str]
    mark: str
    link: str
    menu: str
    close: str
    tab: str
    is_known: bool
    asks: bool | None
    member: Member | None
    left: Sequence[str]
    wants_member: bool
    session: str


class Before(TypedDict):
    """What the browser reports about the previous page; see `history.Before`."""

    key: str
    left: bool
    reload: bool


class Members(TypedDict):
    """The classes that the browser remembers.

    Attributes:
        session: Who was told: a browser repeats its states to a new session, and they may be old.
        all: The classes.
    """

    session: str
    all: Sequence[Member]


class States(TypedDict):
    """Values that the script sends to Python."""

    before: Before
    asks: bool
    members: Members
