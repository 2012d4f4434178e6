"""The types of the messages between Python and lecture.js."""

from collections.abc import Mapping
from typing import TypedDict


class Data(TypedDict):
    """The data that Python sends to the script.

    Attributes:
        selectors: Selectors into Streamlit's markup, by our names.
    """

    selectors: Mapping[str, str]
