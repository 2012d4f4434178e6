"""A comparison on the same pictures, in words: what was counted, and how likely chance is."""

from dlviz.paired import Comparison

_SMALLEST = 1e-4  # below it a p-value is only said to be below


def chance(own: Comparison) -> str:
    """Write the p-value."""
    return "p < 0.0001" if own.p_value < _SMALLEST else f"p = {own.p_value:.2g}"


def counts(own: Comparison) -> str:
    """Write the counts that decide, and the p-value: for (13, 5) "13 against 5, ... p = 0.096"."""
    return f"{own.only_first:,} against {own.only_second:,}, McNemar's test, {chance(own)}"
