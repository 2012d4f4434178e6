"""Numbers as questions write them, sums written out, and values of the core as fractions."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from dlviz.questions.generating import AmbiguousError
from dlviz.questions.judging import with_unit
from dlviz.questions.kinds import Wrong
from dlviz.questions.wrong import told_apart

Value = Fraction | int
_FINEST = 1_000  # largest denominator of the numbers that questions use


def exact(value: float) -> Fraction:
    """Return the simple fraction that the core computed as a float."""
    return Fraction(value).limit_denominator(_FINEST)


def spelled(value: Value) -> str:
    """Return a number with a minus sign of its own: "−1/4", "1,290", "0.7"."""
    return with_unit(Fraction(value), "").replace("-", "\N{MINUS SIGN}")


def factor(value: Value) -> str:
    """Return a number as a factor or a later term: a negative one in brackets."""
    return f"({spelled(value)})" if value < 0 else spelled(value)


def added(values: Sequence[Value]) -> str:
    """Return "2 + (−3) + 1/4"."""
    return " + ".join([spelled(values[0]), *map(factor, values[1:])])


def multiplied(pairs: Iterable[tuple[Value, Value]], start: Value = 0) -> str:
    """Return "1 + 2 × 3 + (−1) × 4", with `start` in front if it is not 0."""
    (one, other), *more = pairs
    first = f"{factor(one) if start else spelled(one)} × {factor(other)}"
    rest = [f"{factor(one)} × {factor(other)}" for one, other in more]
    return " + ".join([*([spelled(start)] if start else []), first, *rest])


def formula(coefficients: Iterable[tuple[Value, str]]) -> str:
    """Return a sum of named terms, those of 0 left out: "2 X₁ − X₂ + 1/4"; the name "" is 1."""
    text = ""
    for value, name in coefficients:
        if value != 0:
            size = spelled(-value if value < 0 else value)
            term = name if name and size == "1" else f"{size} {name}".strip()
            between, first = (" \N{MINUS SIGN} ", "\N{MINUS SIGN}") if value < 0 else (" + ", "")
            text += (between if text else first) + term
    return text or "0"


def at_least(fewest: int, truth: Value, *mistaken: Wrong) -> tuple[Wrong, ...]:
    """Return the mistakes that can be told apart.

    Raises:
        AmbiguousError: if there are fewer than `fewest`.
    """
    kept = told_apart(truth, *mistaken)
    if len(kept) < fewest:
        raise AmbiguousError
    return kept
