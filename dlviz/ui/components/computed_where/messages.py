"""The types of the messages from Python to computed_where.js."""

from typing import TypedDict


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        plain: The line of a page without a preview.
        preview: The line of a page on which this browser computes previews.
    """

    plain: str
    preview: str
