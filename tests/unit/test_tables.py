"""Tables as CSV: whatever a title holds, a reader gets the fields back."""

import ast
import csv
import io
from pathlib import Path

import numpy as np
import pytest

from dlviz.datasets.own_classes import OwnClass, Photo, Project
from dlviz.tables import table_csv
from dlviz.transfer_result import Reading
from dlviz.ui.digit_training.files import race_csv
from dlviz.ui.shared import digit_networks
from dlviz.ui.transfer import results

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["plain", "one, two", 'so "called"', "3 × 3, 'bold'", "two\nlines", "1,5", "", " edges "]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_field_comes_back() -> None:
    text = table_csv(NAMES, [NAMES, NAMES[::-1]])
    assert read(text) == [NAMES, NAMES, NAMES[::-1]]


def test_lines_end_with_a_line_feed_and_only_what_needs_quotes_has_them() -> None:
    text = table_csv(("a", "b c"), [(1, "x"), (None, "1,5"), (0.25, "")])
    assert text == 'a,b c\n1,x\n,"1,5"\n0.25,\n'


def test_a_file_without_a_head_begins_with_its_numbers() -> None:
    assert table_csv((), [(1, 2), (3, 4)]) == "1,2\n3,4\n"


@pytest.mark.parametrize("title", NAMES)
def test_a_race_with_any_title_has_nine_columns(title: str) -> None:
    rows = read(race_csv({title: digit_networks.shipped_standings()[0]}))
    assert {len(row) for row in rows} == {9}
    assert rows[1][0] == title


def test_classes_keep_their_names_in_the_table_of_answers() -> None:
    names = ('cat, "big"', "dog; small")
    photo = Photo(b"", np.zeros(1, np.float32))
    project = Project(tuple(OwnClass(name, (photo,)) for name in names))
    probabilities = np.array([[0.75, 0.25], [0.5, 0.5]], np.float32)
    reading = Reading(np.array([3, 4]), np.array([0, 1]), probabilities)
    assert read(results._csv(project, reading)) == [
        ["photo", "is", "read_as", *(f"p_{name}" for name in names)],
        ["3", names[0], names[0], "0.750000", "0.250000"],
        ["4", names[1], names[0], "0.500000", "0.500000"],
    ]


def test_nobody_joins_a_table_by_hand() -> None:
    """A function that makes CSV calls the one writer, by itself or through another."""
    for file in (ROOT / "dlviz").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.endswith("csv"):
                names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
                assert names & {"table_csv", "download_button", "writer"}, f"{file}: {node.name}"
