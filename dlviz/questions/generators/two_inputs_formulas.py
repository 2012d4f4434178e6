"""Questions about two inputs: the function as a formula, and what the outer weights do to it."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from dlviz.questions.generating import Generator
from dlviz.questions.generators.two_inputs_units import (
    TERMS,
    Unit,
    drawn_unit,
    lecture,
    state_of,
)
from dlviz.questions.kinds import Choose, Mistake, Number, Wrong
from dlviz.questions.options import among
from dlviz.questions.sums import added, exact, factor, formula, written
from dlviz.questions.wrong import at_least, wrong
from dlviz.two_inputs import MONOMIALS, polynomial

_PRODUCT = MONOMIALS.index("X1X2")
_SIZES = (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2))


def _coefficient(draw: Random, level: int) -> Number:
    count = 1 if level == 1 else 2
    units = [drawn_unit(draw, level if level > 2 else 1) for _ in range(count)]
    if level == 2:
        units = [unit._replace(second=draw.choice((-1, 1)) * unit.second) for unit in units]
    beta = [draw.choice(_SIZES) * (1 if level == 1 else draw.choice((-1, 1))) for _ in units]
    at = draw.choice((_PRODUCT, 1, 3, 4)) if level > 2 else _PRODUCT
    truth = exact(float(polynomial(lecture(units, beta))[at]))
    parts = [_part(unit, own, at) for unit, own in zip(units, beta, strict=True)]
    said = [
        f"Square {number} gives {text} = {written(value)}."
        for number, (text, value) in enumerate(parts, start=1)
    ]
    total = f" Together: {added([value for _, value in parts])} = {written(truth)}."
    return Number(
        prompt=f"Multiply out f = {_squares(units, beta)}: what is the coefficient of "
        f"{TERMS[at]} in f?",
        worked=" ".join(said).replace("Square 1", "The square", count == 1)
        + (total if count > 1 else ""),
        facts={"units": [tuple(unit) for unit in units], "beta": beta, "at": at},
        truth=truth,
        wrong=_wrong_coefficients(units, beta, at, truth),
    )


def _squares(units: Sequence[Unit], beta: Sequence[Fraction]) -> str:
    """Return "1/4 (X₁ + X₂)² − 1/4 (X₁ − X₂)²"."""
    return formula(
        (own, f"({formula(((unit.first, 'X₁'), (unit.second, 'X₂'), (unit.bias, '')))})²")
        for unit, own in zip(units, beta, strict=True)
    )


def _part(unit: Unit, beta: Fraction, at: int) -> tuple[str, Fraction]:
    """Return the arithmetic of one unit's part of a coefficient, and the part."""
    one, other = {_PRODUCT: (1, 2), 1: (0, 1), 3: (1, 1), 4: (2, 2)}[at]
    twice = 1 if one == other else 2
    text = f"{written(beta)} × " + ("" if twice == 1 else "2 × ")
    text += f"{factor(unit[one])} × {factor(unit[other])}"
    return text, beta * twice * unit[one] * unit[other]


def _wrong_coefficients(
    units: Sequence[Unit], beta: Sequence[Fraction], at: int, truth: Fraction
) -> tuple[Wrong, ...]:
    state = state_of(units, beta)
    is_mixed = at in (_PRODUCT, 1)
    values = [_part(unit, own, at)[1] for unit, own in zip(units, beta, strict=True)]
    unsigned = sum(value * (1 if own > 0 else -1) for value, own in zip(values, beta, strict=True))
    bare = sum(value / own for value, own in zip(values, beta, strict=True))
    name, so = TERMS[at], f"The coefficient of {TERMS[at]} is {written(truth)}"
    mistaken = [
        wrong(
            unsigned,
            "the sign in front of a square does not matter",
            f"{so}: a square with a minus is subtracted.",
            state,
        ),
        wrong(
            bare,
            "the numbers in front of the squares do not count",
            f"{so}: each square is multiplied by the number in front of it.",
            state,
        ),
    ]
    if is_mixed:
        mistaken[:0] = [
            wrong(
                truth / 2,
                "the factor 2 is left out",
                f"{so}: (a + b)² = a² + 2 a b + b² has the product twice.",
                state,
            ),
            wrong(
                0,
                "the square of a sum has squares only",
                f"{so}: (a + b)² = a² + 2 a b + b² has a product too.",
                state,
            ),
        ]
    else:
        mistaken[:0] = [
            wrong(
                2 * truth,
                "every term has a factor 2",
                f"{so}: only products of two different terms come twice, {name} does not.",
                state,
            ),
            wrong(
                sum(own * unit[at - 2] for unit, own in zip(units, beta, strict=True)),
                "the weight is not squared",
                f"{so}: the weight of {name[:-1]} is squared too.",
                state,
            ),
        ]
    return at_least(2, truth, *mistaken)


def _flip(draw: Random, level: int) -> Choose:
    a, b = draw.randint(1, 2 if level == 1 else 4), draw.randint(1, 3)
    size = draw.choice(_SIZES)
    units = [Unit(0, a, b), Unit(0, a, -b)]
    before = [size, -size]
    after = {1: [size, size], 2: [-size, -size], 3: [-size, size]}[level]
    if level > 1 and draw.random() < 1 / 2:
        before, after = [size, size], [size, -size]
    changed = [
        name
        for name, one, other in zip(("first", "second"), before, after, strict=True)
        if one != other
    ]
    is_both = len(changed) == len(units)
    right = _written(units, after)
    old = _written(units, before)
    signs = f"The sign in front of the {changed[0]} square is"
    if is_both:
        signs = "The signs in front of both squares are"
    so = f"With the new {'signs' if is_both else 'sign'} f is {right}."
    state = state_of(units, after)
    return Choose(
        prompt=f"The function f = {_squares(units, before)} is {old}. {signs} turned. What is f "
        "now?",
        worked=f"Now f = {_squares(units, after)}. The squares are {_square(a, b)} and "
        f"{_square(a, -b)}; together f is {right}.",
        facts={"units": [tuple(unit) for unit in units], "beta": after},
        options=among(
            draw,
            right,
            *(
                (text, Mistake(name, f"{so} {why}", state))
                for text, name, why in (
                    (
                        old,
                        "outer weights do not change the shape",
                        "A turned sign decides which terms cancel and which remain.",
                    )
                    if not is_both
                    else (
                        old,
                        "two turned signs cancel",
                        "Each sign turns one square, so every term of f turns.",
                    ),
                    (
                        _written(units, [-own for own in before]),
                        "one sign turns the whole function",
                        "A sign turns only the square of its own unit.",
                    ),
                    (
                        _written(units, [size, size]),
                        "squares always remain",
                        "They cancel where the two signs differ.",
                    ),
                    (
                        _written(units, [size, -size]),
                        "the product always remains",
                        "It cancels where the two signs are the same.",
                    ),
                    (
                        formula([(2 * size * a, "X₁")]),
                        "the squares of sums are sums",
                        "A square contains squares and a product.",
                    ),
                )
            ),
        ),
    )


def _written(units: Sequence[Unit], beta: Sequence[Fraction]) -> str:
    values = polynomial(lecture(units, beta)).tolist()
    return formula((exact(value), name) for value, name in zip(values, TERMS, strict=True))


def _square(a: int, b: int) -> str:
    return formula(((a * a, "X₁²"), (2 * a * b, "X₁X₂"), (b * b, "X₂²")))


GENERATORS = (
    Generator("two_inputs_coefficient", "a coefficient of the function", _coefficient),
    Generator("two_inputs_signs", "what the signs of the outer weights do", _flip),
)
