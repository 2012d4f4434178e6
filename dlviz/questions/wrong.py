"""Numbers that known mistakes lead to, and which of them tell what mistake was made."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dlviz.questions.generating import AmbiguousError
from dlviz.questions.kinds import Mistake, Wrong

_FEWEST, _MOST = 2, 4  # mistakes of a number question


def wrong(
    value: Fraction | int, name: str, sentence: str, state: Mapping[str, Any] | None = None
) -> Wrong:
    """Return the number of a mistake; the other arguments are those of `Mistake`."""
    return Wrong(Fraction(value), Mistake(name, sentence, state or {}))


def told_apart(truth: Fraction | int, *mistaken: Wrong) -> tuple[Wrong, ...]:
    """Return the mistakes that lead neither to the truth nor to the number of an earlier one."""
    kept: dict[Fraction, Wrong] = {}
    for own in mistaken:
        if own.value != truth:
            kept.setdefault(own.value, own)
    return tuple(kept.values())


def at_least(fewest: int, truth: Fraction | int, *mistaken: Wrong) -> tuple[Wrong, ...]:
    """Return the mistakes that are told apart.

    Raises:
        AmbiguousError: if there are fewer than `fewest`.
    """
    kept = told_apart(truth, *mistaken)
    if len(kept) < fewest:
        raise AmbiguousError
    return kept


def two_to_four(truth: Fraction | int, *mistaken: Wrong) -> tuple[Wrong, ...]:
    """Return the first four mistakes that are told apart; arguments as for `told_apart`.

    Raises:
        AmbiguousError: if fewer than two are: other numbers teach more.
    """
    return at_least(_FEWEST, truth, *mistaken)[:_MOST]
