"""The types of the messages from Python to words.js."""

from collections.abc import Mapping
from typing import TypedDict


class Data(TypedDict):
    """The data that Python sends to the script.

    Attributes:
        page: Name of the page on screen.
        titles: Titles of all pages, by name.
        main: Selector of the page's content.
        text: Selector of a block of text, also of one in a small window over the page.
        equation: Selector of an equation.
    """

    page: str
    titles: Mapping[str, str]
    main: str
    text: str
    equation: str
