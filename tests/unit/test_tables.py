"""Tables as CSV: whatever a title holds, a reader gets the fields back."""

import ast
import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dlviz.datasets.own_classes import OwnClass, Photo, Project
from dlviz.tables import COMMA, POINT, for_spreadsheet, table_csv
from dlviz.transfer_result import Reading
from dlviz.ui.digit_training.files import race_csv
from dlviz.ui.shared import digit_networks
from dlviz.ui.shared.spreadsheets import decimal_sign
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
        ["4", names[0], names[0], "0.750000", "0.250000"],
        ["5", names[1], names[0], "0.500000", "0.500000"],
    ]


FORMULAS = [
    "=1+1", "@x", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\r=1", "\n=1", "=a;b", "-", "+", "- x",
    "--5", "=HYPERLINK(\"x\")", "-1/4", "+49 151", "＝1+1",
]  # fmt: skip
NUMBERS = ["-5", "+5", "-0.25", "1e-05", "-1E+3", ".5", "-.5", "5.", "0", "-inf", "nan"]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_none(name: str) -> None:
    text = table_csv([name, "b"], [[name, 1]])
    assert read(text) == [[f"'{name}", "b"], [f"'{name}", "1"]]
    for sign, separator in ((POINT, ","), (COMMA, ";")):
        file = io.BytesIO(for_spreadsheet(text, sign))
        table = pd.read_csv(file, sep=separator, lineterminator="\n", keep_default_na=False)
        assert list(table.columns) == [f"'{name}", "b"]
        assert table.iloc[0].tolist() == [f"'{name}", 1]


@pytest.mark.parametrize("number", [*NUMBERS, -5, -0.25, np.float32(-0.5), -np.inf, 3])
@pytest.mark.parametrize(("sign", "separator"), [(POINT, ","), (COMMA, ";")])
def test_a_number_stays_a_number_in_both_forms(number: object, sign: str, separator: str) -> None:
    file = io.BytesIO(for_spreadsheet(table_csv(("a", "b"), [(number, 1)]), sign))
    table = pd.read_csv(file, sep=separator, decimal=sign, encoding="utf-8-sig")
    assert table["a"].dtype.kind in "if"
    np.testing.assert_allclose(table["a"][0], float(str(number)))


@pytest.mark.parametrize(("sign", "separator"), [(POINT, ","), (COMMA, ";")])
def test_texts_come_back_from_a_file_for_a_spreadsheet(sign: str, separator: str) -> None:
    names = [*NAMES, '"a;b"', "a;b", "two\r\nlines", "Übung 日本 🦝", "v1.2.3", "1.5 px"]
    file = for_spreadsheet(table_csv(names, [names]), sign)
    assert file.startswith(b"\xef\xbb\xbf")
    lines = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=separator)
    assert list(lines) == [names, names]


@pytest.mark.parametrize(
    ("locale", "sign"),
    [
        ("de-DE", COMMA), ("de", COMMA), ("fr-FR", COMMA), ("pt-BR", COMMA), ("pl-PL", COMMA),
        ("de-CH", POINT), ("en-US", POINT), ("en", POINT), ("es-MX", POINT), ("es-ES", COMMA),
        ("zh-Hant-TW", POINT), ("sr-Latn-RS", COMMA), ("ja-JP", POINT), ("de-XX", COMMA),
        ("de_DE", COMMA), ("ar-EG", POINT),
        (None, POINT), ("", POINT), ("xx", POINT), ("-", POINT), ("../../de", POINT),
        ("d" * 999, POINT),
    ],
)  # fmt: skip
def test_the_decimal_sign_is_that_of_the_browsers_locale(locale: str | None, sign: str) -> None:
    assert decimal_sign(locale) == sign


def test_nobody_joins_a_table_by_hand() -> None:
    """A function that makes CSV calls the one writer, by itself or through another."""
    for file in (ROOT / "dlviz").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.endswith("csv"):
                names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
                assert names & {"table_csv", "download_button", "writer"}, f"{file}: {node.name}"
