"""Questions about two inputs: how many squares a function needs."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

import torch

from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.two_inputs_units import SQUARE, TERMS
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.options import told_apart_by
from dlviz.questions.predictions.two_inputs_weights import state_of
from dlviz.questions.sums import exact, factor, formula, written
from dlviz.two_inputs import LectureNetwork, polynomial

_SMALL = 16  # largest denominator of a weight that the page shows as a fraction
_CUBES = ("X₁³", "X₁²X₂", "X₁X₂²", "X₂³")
_NONE = "no number of them is enough"


class _Quadratic(NamedTuple):
    """Coefficients of X₁, X₂, X₁², X₂² and X₁X₂, as in `TERMS`; the constant is β₀, a bias."""

    d: Fraction
    e: Fraction
    a: Fraction
    c: Fraction
    b: Fraction


class _Square(NamedTuple):
    """β (bias + first X₁ + second X₂)²."""

    beta: Fraction
    bias: Fraction
    first: Fraction
    second: Fraction


def _as_squares(f: _Quadratic) -> list[_Square]:
    """Return as few squares as possible whose sum is f, but for a constant: complete the square."""
    nought, one, quarter = Fraction(0), Fraction(1), Fraction(1, 4)
    if f.a:
        first = _Square(f.a, f.d / (2 * f.a), one, f.b / (2 * f.a))
        rest, line = f.c - f.b**2 / (4 * f.a), f.e - f.b * f.d / (2 * f.a)
        if rest:
            return [first, _Square(rest, line / (2 * rest), nought, one)]
        return [first, *_as_squares(_Quadratic(nought, line, *[nought] * 3))]
    if f.c:
        turned = _as_squares(_Quadratic(f.e, f.d, f.c, f.a, f.b))
        return [own._replace(first=own.second, second=own.first) for own in turned]
    if f.b:
        up, down = f.e / f.b + f.d / f.b, f.e / f.b - f.d / f.b
        return [_Square(f.b / 4, up, one, one), _Square(-f.b / 4, down, one, -one)]
    if f.d or f.e:
        return [_Square(quarter, one, f.d, f.e), _Square(-quarter, -one, f.d, f.e)]
    return []


def _network(squares: Sequence[_Square]) -> LectureNetwork:
    weights = [[float(value) for value in own[1:]] for own in squares]
    return LectureNetwork(
        torch.tensor(weights, dtype=torch.float64),
        torch.tensor([0.0, *(float(own.beta) for own in squares)], dtype=torch.float64),
        SQUARE,
    )


def _drawn(draw: Random, level: int) -> _Quadratic:
    """Draw one square, a product or a sum of squares; then any mixture; then terms X₁, X₂ too."""

    def number(largest: int = 4) -> Fraction:
        return Fraction(draw.choice((-1, 1)) * draw.randint(1, largest))

    d = e = a = c = b = Fraction(0)
    shape = draw.choice(("square", "product", "sum", "any"))
    if shape == "square":
        beta, first, second = number(2), number(3), number(3)
        a, c, b = beta * first**2, beta * second**2, 2 * beta * first * second
    elif shape == "product":
        b = number()
    elif shape == "sum" or level == 1:
        a, c = number(), number() if draw.random() < 2 / 3 else Fraction(0)
    else:
        a, c, b = number(), number(), number()
    if level > 2:
        d, e = draw.choice(((number(), Fraction(0)), (Fraction(0), number()), (number(), number())))
    return _Quadratic(d, e, a, c, b)


def _fewest(draw: Random, level: int) -> Choose:
    f = _drawn(draw, level)
    cube = draw.choice(_CUBES) if level > 1 and draw.random() < 1 / 4 else ""
    squares = _as_squares(f)
    network = _network(squares)
    found = map(exact, polynomial(network).tolist()[1:])
    if any(value.denominator > _SMALL for own in squares for value in own):
        raise AmbiguousError
    if list(found) != list(f):
        raise AmbiguousError
    of_two = formula(zip(f, TERMS[1:], strict=True))
    function = f"{cube} + {of_two}".replace("+ −", "− ") if cube else of_two
    right = _NONE if cube else _units(len(squares))
    state = state_of(network)
    return Choose(
        prompt=f"Units with g(z) = z² are added up, and the output has a bias. How many units does "
        f"f = {function} need at least?",
        worked=_worked(f, squares, cube),
        facts={"f": tuple(f), "cube": cube},
        options=told_apart_by(
            right,
            {
                text: Mistake(*_belief(text, cube or len(squares)), state)
                for text in (_units(1), _units(2), _units(3), _NONE)
            },
        ),
    )


def _belief(text: str, fewest: int | str) -> tuple[str, str]:
    """Return the misconception of an answer, and what is so; a text `fewest` is a cube."""
    if text == _NONE:
        so = "Every function of the second degree is a sum of at most three such squares."
        return "squares make nothing but squares", so
    name = {
        _units(1): "one square can be any function",
        _units(2): "two units are enough for every function",
        _units(3): "each term needs a unit of its own",
    }[text]
    if isinstance(fewest, str):
        return name, f"Squares of sums are of the second degree, so none of them has {fewest}."
    if text > _units(fewest):
        return name, "One square has several terms: (a + b)² = a² + 2 a b + b²."
    if text == _units(1):
        return name, "A single square changes in one direction only, and this f in two."
    return name, "Two squares leave a term of the first degree that is in neither of them."


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _worked(f: _Quadratic, squares: Sequence[_Square], cube: str) -> str:
    if cube:
        return (
            f"A square of a sum has no term of the third degree. So no sum of squares has {cube}, "
            "however many units there are."
        )
    total = formula((own.beta, _squared(own)) for own in squares)
    ends = ", plus a constant" if any(own.bias for own in squares) else ""
    if len(squares) == 1:
        return f"One square is enough: f = {total}{ends}."
    return f"Here f = {total}{ends}: {_units(len(squares))}. {_no_fewer(f, len(squares))}"


def _squared(own: _Square) -> str:
    text = formula(((own.first, "X₁"), (own.second, "X₂"), (own.bias, "")))
    return f"{text}²" if text in ("X₁", "X₂") else f"({text})²"


def _no_fewer(f: _Quadratic, count: int) -> str:
    """Say why f is no sum of fewer squares."""
    if count > 2:
        return "The last two make the term of the first degree that is left over."
    if not (f.a or f.b or f.c):
        return "A single square has a term of the second degree, and f has none."
    if not f.b:
        return "A single square of X₁ and X₂ would have a product X₁X₂ too."
    if not (f.a and f.c):
        return "A single square with a product X₁X₂ has X₁² and X₂² too."
    return (
        f"In a single square the number of X₁X₂, squared, is 4 times the product of the other two: "
        f"here it is {written(f.b**2)} and 4 × {factor(f.a)} × {factor(f.c)} = "
        f"{written(4 * f.a * f.c)}."
    )


GENERATORS = (Generator("two_inputs_squares", "how many units a function needs", _fewest),)
