"""The types of the messages between Python and sparse_matrix.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.sliding_kernel.messages import Texts


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        texts: Texts of all numbers.
        touched: Pixel under each weight, for each output: 16-bit integers, -1 for the padding.
        is_letters: Whether cells show letters instead of numbers.
        note: A sentence above the matrix.
        palette: A colour for each weight, "#rrggbb".
    """

    texts: Texts
    touched: str
    is_letters: bool
    note: str
    palette: Sequence[str]
