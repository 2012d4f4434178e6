"""A grid typed cell by cell: its text, its spare numbers, and what is said about bad ones."""

from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.ui.shared import number_boxes, number_grid
from dlviz.ui.shared.number_boxes import current_number, current_whole
from dlviz.ui.shared.number_grid import NumberGrid, typed_number

SPARE = np.arange(12).reshape(3, 4)
GRID = NumberGrid("Numbers", "page_numbers", SPARE, "page_problem")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    own: dict[str, object] = {}
    monkeypatch.setattr(number_grid, "st", SimpleNamespace(session_state=own))
    return own


def test_spare_numbers_stand_where_the_text_has_none(state) -> None:
    assert GRID.read((2, 3))[0].tolist() == [[0, 1, 2], [4, 5, 6]]
    state["page_numbers"] = "7; 1/2 9"
    matrix, problem = GRID.read((2, 3))
    assert matrix.tolist() == [[7, 1, 2], [0.5, 9, 6]]
    assert problem == ""


def test_a_typed_number_becomes_part_of_the_text(state) -> None:
    state["page_problem"] = "It was wrong before."
    GRID.put((2, 3), 4, "-1/4")
    assert GRID.read((2, 3))[0].tolist() == [[0, 1, 2], [4, -0.25, 6]]
    assert state["page_problem"] == ""


def test_what_is_no_number_changes_nothing_and_is_said(state) -> None:
    state["page_numbers"] = "7"
    GRID.put((2, 3), 0, "seven")
    assert state["page_numbers"] == "7"
    assert str(state["page_problem"]).endswith("The old number is kept.")
    assert typed_number("x", "page_problem") is None


def test_a_text_that_cannot_be_read_gives_way_to_the_spare_numbers(state) -> None:
    state["page_numbers"] = "1 two"
    matrix, problem = GRID.read((2, 3))
    assert matrix.tolist() == [[0, 1, 2], [4, 5, 6]]
    assert problem.endswith("The page's default numbers are used instead.")
    GRID.put((2, 3), 5, "8")
    assert GRID.read((2, 3))[0].tolist() == [[0, 1, 2], [4, 5, 8]]


@pytest.mark.parametrize(
    ("kept", "asked", "expected"),
    [
        (None, "7", 7), (None, "99", 9), (None, "nan", 3), (None, "x", 3), (5, "7", 5),
        (-4, "7", 1), (None, "\uff15", 5), (None, "9/2", 4), (None, "5,0", 5),
        (None, "1e999", 9), (None, "0_5", 3),
    ],
)  # fmt: skip
def test_a_number_is_the_visitors_else_the_links_within_limits(
    kept, asked: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = {} if kept is None else {"n": kept}
    own = SimpleNamespace(session_state=state, query_params={"n": asked})
    monkeypatch.setattr(number_boxes, "st", own)
    assert current_whole("n", 1, 9, 3) == expected
    if kept is not None:
        assert current_number("n", 3) == kept
