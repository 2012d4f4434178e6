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
        label: Of the box with its text.
        key: Of that text, also in the link.
        spare: (H, W) what stands in cells that nobody has filled; the largest grid there is.
        problem: Key of the sentence on what was typed last; grids of one picture share it.
        largest: The largest size of a number.
        what: What a number is: "weight", "pixel".
    """

    label: str
    key: str
    spare: np.ndarray
    problem: str
    largest: float = LARGEST
    what: str = "weight"

    def show_text_box(self) -> None:
        """Place the box with the grid as text."""
        st.text_input(
            self.label,
            key=self.key,
            bind="query-params",
            max_chars=600,
            on_change=clear_problem,
            args=(self.problem,),
        )

    def read(self, size: tuple[int, int]) -> tuple[np.ndarray, str]:
        """Return the grid's numbers as (rows, columns) of `size`, and what is wrong with its text.

        Where something is, the spare numbers stand in for all of it; else the sentence is "".
        """
        try:
            text = st.session_state.get(self.key) or ""
            matrix = read_matrix(text, size, self.spare, largest=self.largest, what=self.what)
            return matrix, ""
        except ValueError as error:
            problem = f"{error} The page's default numbers are used instead."
            return read_matrix("", size, self.spare), problem

    def put(self, size: tuple[int, int], index: int, text: str) -> None:
        """Put a number that was typed into cell `index`, row by row, of the grid of `size`."""
        value = typed_number(text, self.problem, largest=self.largest, what=self.what)
        if value is not None:
            matrix, _ = self.read(size)
            matrix.flat[index] = value
            st.session_state[self.key] = write_matrix(matrix)


def typed_number(
    text: str, problem: str, *, largest: float = LARGEST, what: str = "weight"
) -> float | None:
    """Return the number in a cell; None, and a sentence under the key `problem`, if it is none."""
    try:
        value = parse_number(text, largest=largest, what=what)
    except ValueError as error:
        st.session_state[problem] = f"{error} The old number is kept."
        return None
    clear_problem(problem)
    return value


def show_grids_as_text(*grids: NumberGrid) -> None:
    """Place a popover with the texts of grids."""
    with st.popover("As text", icon=":material/content_paste:"):
        ranges = " ".join(
            f"{grid.label}: \N{MINUS SIGN}{grid.largest:g} to {grid.largest:g}." for grid in grids
        )
        st.caption(f"Rows end with “;”. 1/4, ¼, 0.25 and 0,25 are the same number. {ranges}")
        for grid in grids:
            grid.show_text_box()


def clear_problem(problem: str) -> None:
    """Take back the sentence under the key `problem`."""
    st.session_state[problem] = ""
