"""Formatting of lists, counts and shares for sentences."""

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Return "a, b and c"; "" for no names."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def count_of(number: int, noun: str) -> str:
    """Return "1 digit" or "2,000 digits"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def times(number: int) -> str:
    """Return "never", "once", "twice" or "12 times"."""
    few = ("never", "once", "twice")
    return few[number] if number < len(few) else f"{number:,} times"


def share_text(share: float) -> str:
    """Return a share in per cent; only exact values read as 0 or 100 %.

    Args:
        share: In [0, 1].
    """
    if 0 < share < 0.0001:
        return "less than 0.01 %"
    if 0.9999 < share < 1:
        return "more than 99.99 %"
    return f"{share:.2%}".replace("%", " %")


def whole_share(part: float) -> str:
    """Return a part in whole per cent; 0 % and 100 % only stand for none and all.

    Args:
        part: In [0, 1].
    """
    if 0 < part < 0.005:
        return "less than 1%"
    return "more than 99%" if 0.995 <= part < 1 else f"{part:.0%}"
