"""Read numbers that people type (1/4, 0,5, -2), and format numbers as text."""

import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from dlviz import number_grammar

LARGEST = 100.0  # limit for weights; larger ones only leave the plots

_LONG = 1e6  # from here on a number is written with a power of ten
_DENOMINATORS = 16  # largest denominator of a fraction: 1/3 is easier to read than 0.333, 37/53 not


def parse_number(text: str, *, largest: float = LARGEST, what: str = "weight") -> float:
    """Return the number in `text`: "0.25", "0,25", "-1/4", "1½", "1e-3".

    Args:
        text: Untrusted text, by the grammar of `dlviz.number_grammar`.
        largest: Limit of the absolute value.
        what: Name of the number in the error message for a larger one: "weight", "pixel".

    Raises:
        ValueError: if `text` is not a number, divides by zero or is beyond `largest`.
    """
    value = number_grammar.read_number(text)
    if abs(value) > largest:
        raise ValueError(
            f"{number_grammar.quoted(text)} is beyond {largest:g}, the largest {what} here: "
            f"\N{MINUS SIGN}{largest:g} to {largest:g} is possible."
        )
    return value


def parse_numbers(text: str, *, largest: float = LARGEST, what: str = "weight") -> list[float]:
    """Return the numbers in `text`; arguments as in `parse_number`.

    Blanks, ";" and commas before a blank separate numbers: "0,5 1", "0.5, 1" and "0.5; 1" are two
    each.

    Raises:
        ValueError: as for `parse_number`, for the first part that is not a number.
    """
    parts = number_grammar.split_numbers(" ".join(number_grammar.split_rows(text)))
    return [parse_number(part, largest=largest, what=what) for part in parts]


def format_number(value: float, digits: int = 3, *, noise: float = 0.0) -> str:
    """Return `value` in readable form: a simple fraction, or up to `digits` decimals.

    A number that would be 0 with so few decimals is a measure: "1e-8", "0.0003".

    Args:
        value: Any number.
        digits: Largest number of decimals.
        noise: Rounding error of a computed number: up to this it is shown as 0.
    """
    if abs(value) <= noise:
        return "0"
    if not abs(value) < _LONG:
        return format_measure(value)
    fraction = _simple(value)
    if fraction is not None:
        return str(fraction)
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if float(text) else format_measure(value)


def fixed(value: float, digits: int, *, sign: str = "") -> str:
    """Return `value` with `digits` decimals, or with one digit if the decimals would all be 0.

    Args:
        value: Any number.
        digits: Number of decimals.
        sign: "+" writes the sign of a positive number too.
    """
    text = f"{value:{sign}.{digits}f}"
    if not value or float(text):
        return text
    return (sign if value > 0 else "") + format_measure(value, 1)


def format_measure(value: float, digits: int = 3) -> str:
    """Return a measured number of any size to `digits` digits: "0.0213", "3.8e-15".

    All errors on all pages are formatted by this, so that one number looks the same everywhere.
    Infinity is "∞", and NaN is "not a number".
    """
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if value == 0 or -4 <= power < 6:
        plain = f"{value + 0.0:.{max(0, digits - 1 - power)}f}"  # + 0.0 makes 0 of -0
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{power}"


def plain(value: float) -> str:
    """Return a small number without a power of ten: 0, 0.00003, 0.002."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def format_numbers(values: Iterable[float]) -> str:
    """Return `values` as text from which `parse_numbers` restores every float32 exactly."""
    return " ".join(map(_format_exactly, values))


def _format_exactly(value: float) -> str:
    exact = np.float32(value)
    fraction = _simple(value)
    if fraction is None or abs(value) >= _LONG or np.float32(fraction) != exact:
        return str(exact)
    return str(fraction)


def _simple(value: float) -> Fraction | None:
    """Return the fraction with a small denominator that equals `value` up to rounding, or None."""
    if not math.isfinite(value):
        return None
    fraction = Fraction(value).limit_denominator(_DENOMINATORS)
    return fraction if math.isclose(fraction, value, rel_tol=1e-7) else None
