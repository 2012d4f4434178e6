"""Numbers, products and formulas as questions write them."""

from fractions import Fraction

import pytest

from dlviz.questions.generating import AmbiguousError
from dlviz.questions.sums import added, exact, factor, formula, multiplied, written
from dlviz.questions.wrong import at_least, wrong


def test_numbers_have_a_minus_of_their_own_and_brackets_after_a_sign() -> None:
    assert written(Fraction(-1, 4)) == "−1/4"
    assert factor(-2) == "(−2)"
    assert added([-1, -2, 3]) == "−1 − 2 + 3"
    assert multiplied([(-2, -3), (-1, 4)]) == "(−2) × (−3) + (−1) × 4"
    assert multiplied([(-2, 3)], start=-1) == "−1 + (−2) × 3"
    assert exact(1 / 3) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        ([(2, "X₁"), (-1, "X₂"), (Fraction(1, 4), "")], "2 X₁ − X₂ + 1/4"),
        ([(0, "X₁"), (-1, "X₂"), (1, "")], "−X₂ + 1"),
        ([(0, "X₁")], "0"),
    ],
)
def test_a_formula_leaves_out_zeros_and_ones(terms, text: str) -> None:
    assert formula(terms) == text


def test_a_question_needs_mistakes_that_can_be_told_apart() -> None:
    own = [wrong(value, "a", "B.") for value in (1, 2, 2)]
    assert [one.value for one in at_least(1, 1, *own)] == [2]
    with pytest.raises(AmbiguousError):
        at_least(2, 1, *own)
