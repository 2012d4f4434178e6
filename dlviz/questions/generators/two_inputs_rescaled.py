"""Questions about two inputs: what becomes of a weight when its input is given in another unit."""

from fractions import Fraction
from random import Random

from dlviz.questions.generating import Generator
from dlviz.questions.generators.two_inputs_units import Unit, nonzero, state_of
from dlviz.questions.kinds import Number
from dlviz.questions.sums import factor, written
from dlviz.questions.wrong import at_least, wrong

_UNITS = (  # small one, large one, small ones in a large one
    ("cm", "m", 100),
    ("mm", "cm", 10),
    ("minutes", "hours", 60),
    ("seconds", "minutes", 60),
)


def _rescaled(draw: Random, level: int) -> Number:
    if level == 3:
        return _shifted(draw)
    small, large, times = draw.choice(_UNITS)
    is_finer = level == 1 or draw.random() < 1 / 2
    first = nonzero(draw, 9) if level > 1 else draw.randint(1, 9)
    unit = Unit(nonzero(draw, 5) if level > 1 else 0, first, nonzero(draw, 5))
    before, after = (large, small) if is_finer else (small, large)
    ratio = Fraction(times) if is_finer else Fraction(1, times)
    truth = unit.first / ratio
    state = state_of([unit], [1])
    grown, shrunk = ("large", "small") if is_finer else ("small", "large")
    so = (
        f"The numbers of X₁ become {times} times as {grown}, so its weight has to become {times} "
        f"times as {shrunk}: {written(truth)}."
    )
    return Number(
        prompt=f"A hidden unit has {unit.described()}. X₁ was given in {before} and is now given "
        f"in {after}. Which weight of X₁ leaves the unit's output as it was?",
        worked=f"{so} The product of both is the same for every X₁.",
        facts={"unit": tuple(unit), "ratio": ratio, "offset": 0},
        truth=truth,
        wrong=at_least(
            2,
            truth,
            wrong(
                unit.first * ratio,
                "larger numbers need larger weights",
                f"The product of weight and input must stay. {so}",
                state,
            ),
            wrong(
                unit.first,
                "a weight says how important its input is, whatever the input's scale",
                f"With the old weight the product would be another one. {so}",
                state,
            ),
        ),
    )


def _shifted(draw: Random) -> Number:
    unit = Unit(nonzero(draw, 5), nonzero(draw, 4), nonzero(draw, 4))
    offset, ratio = nonzero(draw, 6), draw.randint(2, 5)
    truth = unit.bias + unit.first * offset
    state = state_of([unit], [1])
    weight = unit.first * ratio
    so = (
        f"X₁ is {ratio} U {'+' if offset > 0 else '−'} {abs(offset)}. So {factor(unit.first)} × X₁ "
        f"is {written(weight)} U + {factor(unit.first)} × {factor(offset)}, and the second part "
        f"belongs to the bias: {written(unit.bias)} + {factor(unit.first * offset)} = "
        f"{written(truth)}."
    )
    moved = f"X₁ − {offset}" if offset > 0 else f"X₁ + {-offset}"
    return Number(
        prompt=f"A hidden unit has {unit.described()}. Instead of X₁ it gets U = ({moved}) / "
        f"{ratio}, with the weight {written(weight)}. Which bias leaves its output as it was?",
        worked=so,
        facts={"unit": tuple(unit), "ratio": Fraction(1, ratio), "offset": offset},
        truth=Fraction(truth),
        wrong=at_least(
            2,
            truth,
            wrong(unit.bias, "moving an input does not change the bias", so, state),
            wrong(unit.bias - unit.first * offset, "the bias moves with the input", so, state),
            wrong(unit.bias + offset, "the bias does not count the weight", so, state),
            wrong(unit.bias + weight * offset, "the new weight counts", so, state),
        ),
    )


GENERATORS = (Generator("two_inputs_rescaled", "an input in another unit", _rescaled),)
