"""Questions about two inputs: different weights that give the same function."""

from fractions import Fraction
from random import Random

import torch

from dlviz.questions.generating import Generator
from dlviz.questions.generators.two_inputs_units import (
    BY,
    RELU,
    SQUARE,
    Unit,
    lecture,
    nonzero,
    state_of,
)
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.options import among
from dlviz.questions.sums import exact, factor, written
from dlviz.two_inputs import LectureNetwork

_BETA = (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2))


def _scale(draw: Random, level: int) -> Choose:
    g = SQUARE if level == 1 else draw.choice((SQUARE, "identity" if level == 2 else RELU))
    unit = Unit(0, nonzero(draw, 3), nonzero(draw, 3))
    inner = Fraction(draw.randint(2, 3 + level))
    if level > 1 and draw.random() < 1 / 2:
        inner = 1 / inner
    if level > 2 and g == SQUARE:
        inner = -inner
    outer = draw.choice((1 / inner**2, 1 / inner, 1 / abs(inner), inner, Fraction(1)))
    point = torch.tensor([[unit.first, unit.second]], dtype=torch.float64)
    before = lecture([unit], [1], activation=g)
    beta = draw.choice(_BETA)
    scaled = [float(inner * weight) for weight in unit]
    after = LectureNetwork(
        torch.tensor([scaled], dtype=torch.float64),
        before.beta * float(outer),
        activation=g,
    )
    ratio = exact(float(after(point)) / float(before(point)))
    passed = {SQUARE: inner**2}.get(g, inner)
    base = written(inner) if inner > 0 and inner.denominator == 1 else f"({written(inner)})"
    through = (
        f"The square of the factor is {base}² = {written(passed)}."
        if g == SQUARE
        else f"With these weights the unit's output is multiplied by {written(passed)}."
    )
    so = f"{through} β₁ h₁ is multiplied by {written(passed)} × {factor(outer)} = {written(ratio)}."
    state = state_of([unit], [beta], activation=g)
    new_outer = "unchanged" if outer == 1 else f"multiplied by {written(outer)}"
    return Choose(
        prompt=f"Unit 1 has {unit.described()}; {BY[g]}, and β₁ is {written(beta)}. Both weights "
        f"are multiplied by {written(inner)}, and β₁ is {new_outer}. What becomes of β₁ h₁, at "
        "every X?",
        worked=f"The sum z is multiplied by {written(inner)}. {so}",
        facts={"unit": tuple(unit), "inner": inner, "outer": outer, "g": g},
        options=among(
            draw,
            _becomes(ratio),
            (
                _becomes(Fraction(1)),
                Mistake(
                    "the size of the weights does not matter"
                    if outer == 1
                    else "a change inside and one outside cancel",
                    so,
                    state,
                ),
            ),
            (
                _becomes(inner * outer),
                Mistake("the square passes a factor on unchanged", so, state),
            )
            if g == SQUARE
            else (
                _becomes(inner**2 * outer),
                Mistake("every g squares a factor", so, state),
            ),
            (_becomes(outer), Mistake("only the outer weight scales", so, state)),
            (_becomes(passed), Mistake("the outer weight does not scale", so, state)),
        ),
    )


def _becomes(ratio: Fraction) -> str:
    return "it stays the same" if ratio == 1 else f"it is multiplied by {written(ratio)}"


GENERATORS = (Generator("two_inputs_scale", "different weights, the same function", _scale),)
