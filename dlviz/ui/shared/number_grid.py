"""Small grids of numbers that a visitor types cell by cell, kept in the link as one text."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.kernels import read_matrix, write_matrix
from dlviz.notation import LARGEST, parse_number

BRIGHTEST = 255  # of a pixel of 8 bits


@dataclass(frozen=True, slots=True)
class NumberGrid:
    """One grid of a page.

    Attributes:
        label: Label of the text input.
        key: Key of the text, also in the link.
        spare: (H, W) default numbers for empty cells; its shape is that of the largest grid.
        problem: Session key of the error message for the last input; the grids of one picture
            share it.
        largest: The largest absolute value of a number.
        what: What a number is, for messages: "weight", "pixel".
    """

    label: str
    key: str
    spare: np.ndarray
    problem: str
    largest: float = LARGEST
    what: str = "weight"

    def show_text_box(self) -> None:
        """Place a text input with the whole grid as one text."""
        st.text_input(
            self.label,
            key=self.key,
            bind="query-params",
            max_chars=600,
            on_change=clear_problem,
            args=(self.problem,),
        )

    def read(self, size: tuple[int, int]) -> tuple[np.ndarray, str]:
        """Return the grid's numbers, an array of shape `size`, and an error message or "".

        If the text has an error, the array holds the default numbers (`spare`).
        """
        try:
            text = st.session_state.get(self.key) or ""
            matrix = read_matrix(text, size, self.spare, largest=self.largest, what=self.what)
            return matrix, ""
        except ValueError as error:
            problem = f"{error} The page's default numbers are used instead."
            return read_matrix("", size, self.spare), problem

    def put(self, size: tuple[int, int], index: int, text: str) -> None:
        """Store a typed number in cell `index` (counted row by row) of the grid of `size`."""
        value = typed_number(text, self.problem, largest=self.largest, what=self.what)
        if value is not None:
            matrix, _ = self.read(size)
            matrix.flat[index] = value
            st.session_state[self.key] = write_matrix(matrix)


def typed_number(
    text: str, problem: str, *, largest: float = LARGEST, what: str = "weight"
) -> float | None:
    """Parse a cell's text; if it is no number, return None and store a message under `problem`."""
    try:
        value = parse_number(text, largest=largest, what=what)
    except ValueError as error:
        st.session_state[problem] = f"{error} The old number is kept."
        return None
    clear_problem(problem)
    return value


def show_grids_as_text(*grids: NumberGrid) -> None:
    """Place a popover with a text input for each grid."""
    with st.popover("As text", icon=":material/content_paste:"):
        ranges = " ".join(
            f"{grid.label}: \N{MINUS SIGN}{grid.largest:g} to {grid.largest:g}." for grid in grids
        )
        st.caption(f"Rows end with “;”. 1/4, ¼, 0.25 and 0,25 are the same number. {ranges}")
        for grid in grids:
            grid.show_text_box()


def clear_problem(problem: str) -> None:
    """Remove the error message under the key `problem`."""
    st.session_state[problem] = ""
