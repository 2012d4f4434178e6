"""The types of the messages between Python and equation.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Moving


class Row(TypedDict):
    """A row of the table: its name, and the six coefficients."""

    name: str
    values: Sequence[float]


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        moving: A network with one hidden layer on X1 and X2 and one output, and what changes it.
        coefficients: Of f as a polynomial, for 1, X1, X2, X1^2, X2^2 and X1X2; None if it is none.
        target: The row to compare it with, None if it has no six coefficients.
    """

    moving: Moving
    coefficients: Sequence[float] | None
    target: Row | None
