"""Kinds of questions, how answers are judged, levels, seeds."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.judging import (
    judge_choice,
    judge_number,
    judge_order,
    judge_place,
    judge_sketch,
    largest_gap,
    with_unit,
)
from dlviz.questions.kinds import Choose, Mistake, Number, Option, Order, Place, Sketch
from dlviz.questions.ladder import EASIEST, HARDEST, Ladder
from dlviz.questions.options import among
from dlviz.questions.sums import added, equal_to, products, written
from dlviz.questions.wrong import told_apart, two_to_four, wrong

BIGGER = Mistake("a bigger weight matters more", "The scale of its input matters too.")
ASKED = {"prompt": "How many?", "worked": "1 + 1 = 2."}


def number(truth: Fraction | int = 2, **more) -> Number:
    return Number(**ASKED, truth=Fraction(truth), **more)


def sketch(y=(0.0, 1.0, 4.0), near: float = 0.5) -> Sketch:
    return Sketch(
        **ASKED, x=np.arange(3.0), y=np.array(y), low=-1, high=5, names=("epoch", "the error"),
        near=near,
    )  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        (Option("one"),),
        (Option("one"), Option("two")),
        (Option("one", BIGGER), Option("two", BIGGER)),
        (Option("one"), Option("one", BIGGER)),
        (Option("one"), *(Option(str(at), BIGGER) for at in range(4))),
    ],
)
def test_a_choice_has_one_right_answer_among_two_to_four(options) -> None:
    with pytest.raises(ValueError, match="How many"):
        Choose(**ASKED, options=options)


def test_a_wrong_choice_tells_its_misconception() -> None:
    question = Choose(**ASKED, options=(Option("both", BIGGER), Option("neither")))
    assert question.right == 1
    assert judge_choice(question, 1).is_right
    verdict = judge_choice(question, 0)
    assert verdict.mistake == BIGGER
    assert verdict.outcome == "You chose “both”. It is “neither”."


@pytest.mark.parametrize("values", [(2,), (3, 3)])
def test_a_number_s_mistakes_lead_to_other_numbers(values) -> None:
    with pytest.raises(ValueError, match="How many"):
        number(wrong=tuple(wrong(value, "a", "B.") for value in values))


def test_mistakes_are_told_apart_by_their_numbers() -> None:
    own = [wrong(value, str(value), "A.") for value in (3, 2, 3, 5)]
    assert told_apart(2, *own) == (own[0], own[3])


def test_a_number_question_has_two_to_four_mistakes() -> None:
    own = [wrong(value, str(value), "A.") for value in (3, 3, 4, 5, 6, 7)]
    assert two_to_four(2, *own) == (own[0], *own[2:5])
    with pytest.raises(AmbiguousError):
        two_to_four(2, *own[:2])


def test_arithmetic_is_written_with_true_minus_signs() -> None:
    assert [written(value) for value in (-3, Fraction(-1, 4), 0.25, -0.0)] == [
        "−3",
        "−1/4",
        "1/4",
        "0",
    ]
    assert added((2, -3, 5.5)) == "2 − 3 + 11/2"
    assert added((-2, 0)) == "−2 + 0"
    assert products(np.array([2, 3]), np.array([1, -1])) == "2 × 1 + 3 × (−1)"
    assert equal_to(added((2, -3)), -1) == "2 − 3 = −1"
    assert equal_to(added((2,)), 2) == "2"


@pytest.mark.parametrize(
    ("truth", "text", "is_right"),
    [
        (Fraction(1, 3), "1/3", True),
        (Fraction(1, 3), "0.333", False),
        (Fraction(2), "2.0", True),
        (Fraction(1, 2), "½", True),
        (Fraction(-1, 4), "−0,25", True),
        (Fraction(235146), "235146", True),
        (Fraction(235146), "235147", False),
    ],
)
def test_numbers_are_compared_exactly(truth, text: str, is_right: bool) -> None:
    assert judge_number(number(truth), text).is_right == is_right


def test_a_tolerance_is_within_its_ends() -> None:
    question = number(Fraction(7, 10), tolerance=Fraction(1, 100))
    found = [judge_number(question, text).is_right for text in ("0.69", "0.71", "0.7111", "0.68")]
    assert found == [True, True, False, False]


def test_a_number_s_outcome_has_both_numbers_and_the_mistake() -> None:
    question = number(1290, unit="parameters", wrong=(wrong(1280, "no biases", "Each has one."),))
    verdict = judge_number(question, "1280")
    assert verdict.outcome == "You answered 1,280 parameters. It is 1,290 parameters."
    assert verdict.mistake == question.wrong[0].mistake
    assert judge_number(question, "1281").mistake is None
    assert judge_number(question, "1290").outcome == "Right: 1,290 parameters."
    assert judge_number(question, "1").outcome.startswith("You answered 1 parameter.")


@pytest.mark.parametrize(
    ("truth", "text", "is_right"),
    [
        (2570, "2,570", True),
        (2570, "2570", True),
        (-2570, "−2,570", True),
        (2570, "2,57", False),
        (Fraction(257, 100), "2,570", True),
        (Fraction(257, 100), "2,57", True),
    ],
)
def test_a_large_number_may_be_typed_as_it_is_shown(truth, text: str, is_right: bool) -> None:
    assert judge_number(number(truth), text).is_right == is_right


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1, "rows", "1 row"),
        (-1, "copies", "−1 copy"),
        (2, "copies", "2 copies"),
        (Fraction(-3, 4), "", "−3/4"),
        (Fraction(1, 2), "rows", "1/2 rows"),
        (1, "%", "1 %"),
        (1290, "parameters", "1,290 parameters"),
        (Fraction(7, 10), "", "0.7"),
        (Fraction(-257, 100), "", "−2.57"),
        (Fraction(3, 8), "", "3/8"),
        (-(10**308), "rows", "−1e308 rows"),  # not 411 characters
    ],
)
def test_numbers_are_written_with_their_unit(value, unit: str, text: str) -> None:
    assert with_unit(Fraction(value), unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1290), "1,290"),
        (Fraction(7, 10), "0.7"),
        (Fraction(-13, 100), "−0.13"),
        (Fraction(3, 4), "3/4"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 1000), "0.001"),
    ],
)
def test_tenths_and_hundredths_are_written_as_decimals(value: Fraction, text: str) -> None:
    assert with_unit(value, "") == text
    assert judge_number(number(value), text.replace(",", "")).is_right


@pytest.mark.parametrize("text", ["", "four", "1/0", "1e999"])
def test_what_is_no_number_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        judge_number(number(), text)


def test_an_order_has_no_ties_and_counts_swapped_pairs() -> None:
    with pytest.raises(ValueError, match="no single order"):
        Order(**ASKED, items=("a", "b"), values=(1, 1), mistake=BIGGER)
    with pytest.raises(ValueError, match="same name"):
        Order(**ASKED, items=("a", "a"), values=(1, 2), mistake=BIGGER)
    question = Order(**ASKED, items=("a", "b", "c"), values=(3, 1, 2), unit="%", mistake=BIGGER)
    assert question.right == (1, 2, 0)
    assert judge_order(question, (1, 2, 0)).outcome == "Right: b (1 %), c (2 %), a (3 %)."
    verdict = judge_order(question, (0, 1, 2))
    assert verdict.outcome.startswith("2 of 3 pairs are in the wrong order. It is: b (1 %)")
    assert verdict.mistake == BIGGER
    for order in ((0, 1), (0, 0, 1)):
        with pytest.raises(ValueError, match="not an order"):
            judge_order(question, order)


def test_a_place_is_the_single_largest_cell() -> None:
    values = np.array([[1.0, 5.0], [2.0, 2.0]])
    with pytest.raises(ValueError, match="one largest"):
        Place(**ASKED, title="The map", values=np.ones((2, 2)))
    with pytest.raises(ValueError, match="no mistake"):
        Place(**ASKED, title="The map", values=values, mistakes={(0, 1): BIGGER})
    question = Place(**ASKED, title="The map", values=values, mistakes={(0, 0): BIGGER})
    assert (
        judge_place(question, (0, 1)).outcome
        == "Right: the largest number, 5, is at row 1, column 2."
    )
    verdict = judge_place(question, (0, 0))
    assert verdict.mistake == BIGGER
    assert verdict.outcome == (
        "You pointed at row 1, column 1, where the number is 1. The largest, 5, is at row 1, "
        "column 2. 3 of the 4 places have more than yours."
    )
    small = Place(**ASKED, title="The map", values=np.array([[0.00109, 0.4749], [1, 0]]))
    assert "the number is 0.001. The" in judge_place(small, (0, 0)).outcome
    assert "the number is 0.475. The" in judge_place(small, (0, 1)).outcome
    assert judge_place(question, (1, 0)).outcome.endswith(
        "at row 1, column 2."
    )  # only one is larger
    with pytest.raises(IndexError):
        judge_place(question, (2, 0))


@pytest.mark.parametrize("y", [(0, 1, np.nan), (0, 1, 6), (-2, 0, 1)])
def test_a_curve_stays_in_its_axes(y) -> None:
    with pytest.raises(ValueError, match="curve"):
        sketch(y)


def test_a_sketch_is_judged_by_its_largest_gap() -> None:
    question = sketch()
    assert largest_gap(question, np.array([0, 0.5, 4.5])).at == 1
    assert judge_sketch(question, np.array([0.5, 1, 4])).is_right
    verdict = judge_sketch(question, np.array([0.0, 1, 2]))
    assert not verdict.is_right
    assert (
        verdict.outcome
        == "The largest gap is at epoch = 2: there the error is 4, and your curve is 2 below it."
    )
    assert judge_sketch(question, question.y).outcome == "Your curve is the curve that came."
    for bad in (np.zeros(2), np.array([0, np.inf, 0])):
        with pytest.raises(ValueError, match="sketch"):
            judge_sketch(question, bad)


def test_levels_rise_after_two_right_answers_and_fall_after_a_wrong_one() -> None:
    own, levels = Ladder(), []
    for is_right in (True, True, True, False, True, True, True, True, True):
        own = own.after(is_right=is_right)
        levels.append(own.level)
    assert levels == [1, 2, 2, 1, 1, 2, 2, 3, 3]
    assert Ladder(HARDEST, 9).after(is_right=True).level == HARDEST
    assert Ladder(EASIEST).after(is_right=False).level == EASIEST


def test_a_question_without_a_level_tells_where_the_others_begin() -> None:
    assert Ladder().begun(is_right=True) == Ladder(EASIEST + 1)
    assert Ladder(HARDEST, 1).begun(is_right=True) == Ladder(HARDEST, 1)
    assert Ladder(HARDEST, 1).begun(is_right=False) == Ladder(EASIEST)


def test_every_second_right_answer_in_a_row_is_enough_of_a_structure() -> None:
    own, enough = Ladder(HARDEST - 1), []
    for _ in range(6):
        own = own.after(is_right=True)
        enough.append(own.has_enough)
    assert enough == [False, True] * 3


def test_a_generator_draws_again_where_numbers_make_no_question() -> None:
    def make(draw, level: int) -> Number:
        size = draw.randint(1, 9)
        if size < 5:
            raise AmbiguousError
        return number(size * level)

    own = Generator("sizes", "sizes", make)
    assert {own.question(seed).truth for seed in range(99)} == set(range(5, 10))
    assert own.question(3, 2).truth == own.question(3, 2).truth
    with pytest.raises(ValueError, match="levels"):
        own.question(1, 4)


def test_a_generator_without_questions_is_a_fault() -> None:
    def make(_draw, _level: int) -> Number:
        raise AmbiguousError

    with pytest.raises(RuntimeError, match="makes no question"):
        Generator("none", "nothing", make).question(0)


def test_a_choice_has_the_right_answer_among_the_first_mistakes() -> None:
    mistaken = [(text, BIGGER) for text in ("5", "4", "5", "6", "7", "8")]
    found = [among(Random(seed), "4", *mistaken) for seed in range(40)]
    assert len({tuple(own.text for own in options) for options in found}) > 10  # orders are drawn
    for options in found:
        assert {own.text for own in options} == {"4", "5", "6", "7"}
        assert [own.text for own in options if own.mistake is None] == ["4"]
    assert len(among(Random(1), "4", *mistaken[:3], fewest=2)) == 2
    with pytest.raises(AmbiguousError):
        among(Random(1), "4", *mistaken[:3])
