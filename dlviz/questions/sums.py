"""Write the arithmetic of a question as text, with U+2212 for the minus sign."""

from collections.abc import Iterable
from fractions import Fraction

from dlviz.notation import format_number

_MINUS = "\N{MINUS SIGN}"


def written(value: float | Fraction) -> str:
    """Return a number: "−3", "1/4", "2.5"."""
    if isinstance(value, Fraction):
        text = str(value)
    elif value == int(value):
        text = str(int(value))  # nearly always, and much quicker
    else:
        text = format_number(value)
    return text.replace("-", _MINUS)


def added(values: Iterable[float | Fraction]) -> str:
    """Return a sum: "2 − 3 + 5"."""
    text = ""
    for value in values:
        own = written(value)
        text += f" {_MINUS} {own[1:]}" if text and value < 0 else f" + {own}" if text else own
    return text


def multiplied(numbers: Iterable[float], weights: Iterable[float]) -> str:
    """Return a sum of products: "2 × 1 + 3 × (−1)"."""
    pairs = zip(numbers, weights, strict=True)
    return " + ".join(f"{_bracketed(one)} × {_bracketed(other)}" for one, other in pairs)


def equal_to(text: str, value: float | Fraction) -> str:
    """Return a sum with its value, "2 + 3 = 5"; a sum of one number is that number alone."""
    own = written(value)
    return own if text == own else f"{text} = {own}"


def _bracketed(value: float) -> str:
    return f"({written(value)})" if value < 0 else written(value)
