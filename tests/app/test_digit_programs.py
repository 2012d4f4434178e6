"""Draw a digit: the program of every view prints the numbers of that view, wherever it lies."""

import re

import numpy as np
import pytest
from offered import said_at_home, taken_home
from screen import component, components, notices

from dlviz.ui.digits.controls import TEST_DIGIT
from dlviz.ui.digits.views import COMPARED, VIEWS

PAGE = "pages/digits.py"
KEY = "digits_code"
EIGHT = {"digits_source": TEST_DIGIT, "digits_test": "8"}


def answers(output: str) -> np.ndarray:
    found = re.findall(r"^\d  logit +(\S+)  probability (\S+)$", output, re.MULTILINE)
    return np.array(found, float)


def test_a_program_says_first_what_it_needs(open_page, monkeypatch) -> None:
    at = open_page(PAGE, query=EIGHT)
    taken = taken_home(at, KEY, monkeypatch)
    program, files = taken.program, taken.files
    assert program.startswith("# needs: torch\n")
    assert list(files) == ["augmented.pth"]


@pytest.mark.parametrize("weights", ["augmented", "random"])
@pytest.mark.parametrize("view", sorted(set(VIEWS) - {"Four models", "Mistakes", "Certainty"}))
def test_every_view_s_program_gives_the_answer_on_screen(
    view: str, weights: str, open_page, monkeypatch, tmp_path
) -> None:
    at = open_page(PAGE, query=EIGHT | {"digits_view": view, "digits_weights": weights,
                                        "digits_dy": "-2", "digits_seed": "7"})  # fmt: skip
    shown = component(at, "network_view")
    found = answers(said_at_home(at, KEY, monkeypatch, tmp_path))
    np.testing.assert_allclose(found[:, 0], shown["logits"], atol=1e-3)
    np.testing.assert_allclose(found[:, 1], shown["probabilities"], atol=2e-6)


@pytest.mark.parametrize(
    ("layer", "unit"), [("256 units", 200), ("128 units", 31), ("10 outputs", 7)]
)
def test_one_unit_s_program_adds_up_the_unit_on_screen(
    layer: str, unit: int, open_page, monkeypatch, tmp_path
) -> None:
    query = {
        "digits_view": "One unit",
        "digits_layer": layer,
        "digits_unit": str(unit),
    }  # an older link
    at = open_page(PAGE, query=EIGHT | query)
    formula = next(block.value for block in at.latex if "A_" in block.value)
    total, bias, together = re.search(
        r"= (?:g\()?(-?[\d.]+) ([+-][\d.]+) = (-?[\d.]+)", formula
    ).groups()
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    assert f"weighted inputs {total}, bias {bias}, together {together}" in output


def test_softmax_s_program_prints_the_table(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=EIGHT | {"digits_view": "Softmax"})
    rows = at.table[0].value
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    powers = re.findall(r"e\^z of \d: (\S+)", output)
    np.testing.assert_allclose(np.array(powers, float), np.array(rows["e^z"], float), rtol=2e-3)


def test_four_models_program_lets_the_same_four_answer(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=EIGHT | {"digits_view": "Four models"})
    rows = at.table[0].value
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    found = re.findall(
        r"^(\w+) predicts (\d), probability (\S+), ([\d,]+) parameters$", output, re.MULTILINE
    )
    assert [name for name, *_ in found] == list(COMPARED)
    for place, column in enumerate(("answer", "probability", "parameters"), start=1):
        assert [one[place] for one in found] == list(rows[column])


def test_the_moves_are_those_of_the_page(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=EIGHT | {"digits_view": "Move it"})
    kept = re.search(r"(\d+) of all 289 moves keep", notices(at))[1]
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    assert f"{kept} of 289 moves keep the" in output
    assert len(re.findall(r"^moved:(?: \d){17}$", output, re.MULTILINE)) == 17


@pytest.mark.parametrize("weights", ["ridge", "random"])
def test_the_program_finds_the_mistakes_of_the_page(
    weights: str, open_page, monkeypatch, tmp_path
) -> None:
    query = {"digits_view": "Mistakes", "digits_weights": weights, "digits_seed": "2"}
    at = open_page(PAGE, query=EIGHT | query)
    count = re.search(r"misclassifies ([\d,]+) of 10,000", notices(at))[1]
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    assert f"{count} of 10,000 test digits are misclassified" in output
    assert re.findall(r"(\d) classified as (\d)$", output, re.MULTILINE) == sheet_of(at)


def test_the_program_counts_the_right_answers_of_the_page(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=EIGHT | {"digits_view": "Certainty"})
    rows = at.table[0].value
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    said = re.findall(r"to \S+%: ([\d,]+ of [\d,]+) right", output)
    shown = [cell.partition(":")[0] for title in COMPARED.values() for cell in rows[title]]
    assert said == shown


def sheet_of(at) -> list[str]:
    """Return the captions of the digits on the sheet of mistakes."""
    figures = [str(one["figure"]) for one in components(at, "live_figure")]
    return next(titles for one in figures if (titles := re.findall(r"(\d) \\u2192 (\d)", one)))


def test_a_drawing_s_program_normalises_the_ink_of_the_pad(
    open_page, monkeypatch, tmp_path
) -> None:
    ink = np.zeros((280, 280), np.uint8)
    ink[30:90, 200:210], ink[80:90, 170:210], ink[35, 150:200] = 255, 180, 90
    monkeypatch.setattr("dlviz.ui.shared.kept_drawing.drawing_pad", lambda **_: ink)
    at = open_page(PAGE, query={"digits_view": "Normalisation"})
    steps = next(block.value for block in at.markdown if "Bounding box" in block.value)
    wide, high = re.search(r"(\d+) × (\d+) of 280 × 280", steps).groups()
    small = re.search(r"becomes 20, so (\d+) × (\d+)", steps).groups()
    x, y = re.search(
        r"lies (\d+\.\d\d) pixels from the left edge of the scaled digit and (\d+\.\d\d) from",
        steps,
    ).groups()
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    assert f"1. {wide} x {high} pixels hold ink" in output
    assert f"2. {small[0]} x {small[1]} pixels" in output
    assert f"centre of mass {x} from the left, {y} from the top" in output
    np.testing.assert_allclose(
        answers(output)[:, 1], component(at, "network_view")["probabilities"], atol=2e-6
    )


def test_an_empty_pad_has_a_program_too(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query={"digits_view": "Normalisation"})
    assert len(answers(said_at_home(at, KEY, monkeypatch, tmp_path))) == 10
