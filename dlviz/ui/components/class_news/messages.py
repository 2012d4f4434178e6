"""The types of the messages between Python and class_news.js."""

from typing import TypedDict


class Data(TypedDict):
    """The data that Python sends to the script.

    Attributes:
        path: Where news are asked for, relative to the server's base URL.
        header: Name of the header that holds the key.
        room: Four letters.
        key: Of the pupil or the teacher.
        seen: The news that are on screen.
        go: Address of the page that is to be opened now, relative to the app's; "" if none is.
        n_gone: How many pages were to be opened: a larger number is a new one.
    """

    path: str
    header: str
    room: str
    key: str
    seen: str
    go: str
    n_gone: int


class Heard(TypedDict):
    """What there is now; the `sequence` lets the same news count twice."""

    now: str
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    heard: Heard
