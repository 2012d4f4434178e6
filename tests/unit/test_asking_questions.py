"""A question's way from asked to told; answers may be forged."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from dlviz.questions.asking import (
    Asking,
    Phase,
    in_words,
    is_reached,
    judge,
)
from dlviz.questions.kinds import Choose, Mistake, Number, Option, Order, Place, Sketch
from dlviz.ui.components.question.question import heard

MISTAKE = Mistake("small is large", "Small is small.")
ASKED = {"prompt": "What?", "worked": "So."}
CHOICE = Choose(**ASKED, options=(Option("a"), Option("b", MISTAKE)))
NUMBER = Number(**ASKED, truth=Fraction(1_290), unit="parameters")
ORDER = Order(**ASKED, items=("x", "y", "z"), values=(3.0, 1.0, 2.0), mistake=MISTAKE)
PLACE = Place(**ASKED, title="The map", values=np.array([[0.0, 1.0, 5.0], [2.0, 3.0, 4.0]]))
SKETCH = Sketch(
    **ASKED,
    x=np.array([0.0, 1.0, 2.0]),
    y=np.array([0.0, 0.5, 1.0]),
    low=0.0,
    high=1.0,
    names=("steps", "loss"),
    near=0.1,
)
RIGHT = (
    (CHOICE, 0),
    (NUMBER, "1,290"),
    (ORDER, (1.0, 2.0, 0.0)),
    (PLACE, (0.0, 2.0)),
    (SKETCH, (0.0, 0.5, 1.0)),
)


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_a_right_answer_is_right_and_reads_as_the_truth(question, answer) -> None:
    assert judge(question, answer).is_right
    told = Asking("a", "b").answered(question, answer, has_task=False)
    assert (told.phase, told.answer) == (Phase.TOLD, answer)
    waits = Asking("a", "b").answered(question, answer, has_task=True)
    assert waits.phase is Phase.DO
    assert waits.told().phase is Phase.TOLD


def test_answers_in_words() -> None:
    said = [in_words(question, answer) for question, answer in RIGHT]
    assert said == [
        "a",
        "1,290 parameters",
        "y, then z, then x",
        "row 1, column 3",
        "a curve from 0 to 1",
    ]


ANYTHING = (0, 1, -1, 7, "", "x", "1e999", "9" * 60, (), (0.0,), (0.0, 0.0), (1.0, 9.0),
            (0.0, 1.0, 2.0), (0.0, 0.0, 0.0), (1e300, -1e300, 0.0), (0.0,) * 400)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer"), list(itertools.product([own for own, _ in RIGHT], ANYTHING))
)
def test_any_answer_is_judged_or_refused_with_a_sentence(question, answer) -> None:
    asking = Asking("a", "b").answered(question, answer, has_task=False)
    if asking.problem:
        assert (asking.phase, asking.answer) == (Phase.ASK, None)
        assert asking.problem[0].isupper() or asking.problem[0] in "'“0123456789"
        assert asking.problem.endswith((".", "?"))
    else:
        assert judge(question, asking.answer).outcome
        assert in_words(question, asking.answer)


def test_an_outcome_is_there_when_all_its_values_are() -> None:
    now = {"a": 1, "b": [1, 2], "c": "x"}
    assert is_reached(now, {})
    assert is_reached(now, {"a": 1, "b": (1, 2)})
    assert not is_reached(now, {"a": 2})
    assert not is_reached(now, {"d": None})


@pytest.mark.parametrize(
    "message",
    [None, 3, "answer", [], {}, {"identity": "a"}, {"identity": 3, "act": "skip"},
     {"identity": "a", "act": "delete"}, {"identity": "a", "act": None}],
)  # fmt: skip
def test_a_malformed_message_says_nothing(message) -> None:
    assert heard(message) is None


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        (None, None),
        ({"index": 2, "text": "", "numbers": []}, 2),
        ({"index": True, "text": "", "numbers": []}, None),
        ({"index": -1, "text": "3/4", "numbers": []}, "3/4"),
        ({"index": -1, "text": "x" * 41, "numbers": []}, None),
        ({"index": -1, "text": "", "numbers": [1, 2.5]}, (1.0, 2.5)),
        ({"index": -1, "text": "", "numbers": [1, "2"]}, None),
        ({"index": -1, "text": "", "numbers": [1, float("nan")]}, None),
        ({"index": -1, "text": "", "numbers": [0] * 401}, None),
        ({"index": -1, "text": "", "numbers": [10**400]}, None),
    ],
)
def test_only_one_field_of_an_answer_counts(answer, read) -> None:
    said = heard({"identity": "a", "act": "answer", "answer": answer})
    assert said.answer == read
