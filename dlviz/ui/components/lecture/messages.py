"""What Python and lecture.js say to each other."""

from collections.abc import Mapping
from typing import TypedDict


class Data(TypedDict):
    """What the script is told.

    Attributes:
        selectors: Of Streamlit's markup, by our names.
    """

    selectors: Mapping[str, str]
