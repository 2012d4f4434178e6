"""Questions about two inputs: which terms a sum of hidden units has."""

from fractions import Fraction
from random import Random

from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.two_inputs_units import (
    BY,
    SQUARE,
    TERMS,
    Unit,
    lecture,
    nonzero,
    state_of,
)
from dlviz.questions.kinds import Number
from dlviz.questions.sums import exact, formula
from dlviz.questions.wrong import at_least, wrong
from dlviz.two_inputs import MONOMIALS, polynomial

_PLANE = "identity"


def _terms(draw: Random, level: int) -> Number:
    g = draw.choice((_PLANE, SQUARE)) if level > 2 else _PLANE
    count = draw.randint(1, 2) if g == SQUARE else draw.randint(2, 1 + level)
    units = [_drawn(draw, level) for _ in range(count)]
    beta = [nonzero(draw, 1 if g == SQUARE else 3) for _ in units]
    if level > 1 and count > 1 and draw.random() < 1 / 2:  # some terms cancel
        units[1], beta[1] = units[0]._replace(second=-units[0].second), -beta[0]
    values = [exact(value) for value in polynomial(lecture(units, beta, activation=g)).tolist()]
    truth = sum(value != 0 for value in values)
    if truth == 0:
        raise AmbiguousError
    product = formula(zip(values, TERMS, strict=True))
    so = f"Multiplied out, f = {product}"
    of_six = f"{truth} of the six {'differs' if truth == 1 else 'differ'} from 0"
    why = (
        "A sum of planes is a plane: X₁², X₂² and X₁X₂ never come"
        if g == _PLANE
        else "A square of a sum has the squares of its terms and their products, and some of them "
        "may cancel"
    )
    state = state_of(units, beta, activation=g)
    return Number(
        prompt=f"With {BY[g]}, {count_of(count, 'hidden unit')} "
        f"{'makes' if count == 1 else 'make'} f = {_written(units, beta, g)}. How many of the six "
        "coefficients, those of 1, X₁, X₂, X₁², X₂² and X₁X₂, differ from 0 in f?",
        worked=f"{so}: {of_six}. {why}.",
        facts={"units": [tuple(unit) for unit in units], "beta": beta, "g": g},
        truth=Fraction(truth),
        wrong=at_least(
            2,
            truth,
            wrong(len(MONOMIALS), "a network has every term", f"{so}. {why}.", state),
            wrong(
                _without_cancelling(units, g),
                "terms never cancel",
                f"{so}: terms with opposite numbers cancel.",
                state,
            ),
            wrong(
                sum(value != 0 for value in values[1:]),
                "the constant is no coefficient",
                f"{so}: the coefficient of 1 counts too.",
                state,
            ),
            wrong(count, "each unit adds one term", f"{so}: {of_six}.", state),
            wrong(2, "there are as many terms as inputs", f"{so}: {of_six}.", state),
        )[:4],
    )


def _drawn(draw: Random, level: int) -> Unit:
    bias = draw.choice((0, nonzero(draw, 3)))
    if level == 1:
        return Unit(bias, draw.randint(1, 3), draw.randint(1, 3))
    return Unit(bias, nonzero(draw, 3), nonzero(draw, 3))


def _written(units: list[Unit], beta: list[int], g: str) -> str:
    """Return "2 (X₁ + X₂) − (X₁ − X₂)", with squares for that g."""
    power = "²" if g == SQUARE else ""
    return formula(
        (own, f"({formula(((unit.first, 'X₁'), (unit.second, 'X₂'), (unit.bias, '')))}){power}")
        for unit, own in zip(units, beta, strict=True)
    )


def _without_cancelling(units: list[Unit], g: str) -> int:
    has_bias = any(unit.bias for unit in units)
    if g == SQUARE:
        return len(MONOMIALS) if has_bias else 3
    return 3 if has_bias else 2


GENERATORS = (Generator("two_inputs_terms", "which terms a function has", _terms),)
