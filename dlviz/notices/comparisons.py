"""A paired comparison in words: the deciding counts and the p-value."""

from dlviz.paired import Comparison

_SMALLEST = 1e-4  # a smaller p-value is only reported as smaller


def chance(own: Comparison) -> str:
    """Return the p-value as text."""
    return "p < 0.0001" if own.p_value < _SMALLEST else f"p = {own.p_value:.2g}"


def counts(own: Comparison) -> str:
    """Return the deciding counts and the p-value: for (13, 5) "13 against 5, ... p = 0.096"."""
    return f"{own.only_first:,} against {own.only_second:,}, McNemar's test, {chance(own)}"
