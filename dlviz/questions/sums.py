"""Numbers, sums and formulas as questions write them, with U+2212 for the minus sign."""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from dlviz.notation import format_number
from dlviz.questions.judging import with_unit

Value = Fraction | int | float
_MINUS = "\N{MINUS SIGN}"
_FINEST = 1_000  # largest denominator of the numbers that questions use


def exact(value: float) -> Fraction:
    """Return the simple fraction that the core computed as a float."""
    return Fraction(value).limit_denominator(_FINEST)


def written(value: Value) -> str:
    """Return a number: "−3", "1/4", "2.5", "1,290"."""
    if isinstance(value, Fraction):
        return with_unit(value, "")
    if value == int(value):
        return f"{int(value):,}".replace("-", _MINUS)
    return format_number(value).replace("-", _MINUS)


def factor(value: Value) -> str:
    """Return a number as a factor: a negative one in brackets."""
    return f"({written(value)})" if value < 0 else written(value)


def added(values: Iterable[Value]) -> str:
    """Return a sum: "2 − 3 + 5"."""
    text = ""
    for value in values:
        own = written(value)
        text += f" {_MINUS} {own[1:]}" if text and value < 0 else f" + {own}" if text else own
    return text


def multiplied(pairs: Iterable[tuple[Value, Value]], start: Value = 0) -> str:
    """Return a sum of products, "1 + 2 × 1 + 3 × (−1)", with `start` in front if it is not 0."""
    first = [written(start)] if start else []
    return " + ".join([*first, *(f"{factor(one)} × {factor(other)}" for one, other in pairs)])


def products(numbers: np.ndarray, weights: np.ndarray) -> str:
    """Return the sum of products of two arrays of one shape, row by row."""
    return multiplied(zip(numbers.ravel().tolist(), weights.ravel().tolist(), strict=True))


def equal_to(text: str, value: Value) -> str:
    """Return a sum with its value, "2 + 3 = 5"; a sum of one number is that number alone."""
    own = written(value)
    return own if text == own else f"{text} = {own}"


def formula(coefficients: Iterable[tuple[Value, str]]) -> str:
    """Return a sum of named terms, those of 0 left out: "2 X₁ − X₂ + 1/4"; the name "" is 1."""
    text = ""
    for value, name in coefficients:
        if value != 0:
            size = written(-value if value < 0 else value)
            term = name if name and size == "1" else f"{size} {name}".strip()
            between, first = (f" {_MINUS} ", _MINUS) if value < 0 else (" + ", "")
            text += (between if text else first) + term
    return text or "0"
