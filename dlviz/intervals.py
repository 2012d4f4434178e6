"""Confidence intervals of error rates that were counted on a limited number of digits.

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927); the 95 % score interval.
"""

import math
from dataclasses import dataclass

_Z = 1.959963984540054  # 95 % of a normal distribution lie within this many standard deviations


@dataclass(frozen=True, slots=True)
class Rate:
    """An error rate with its 95 % interval, all in per cent.

    Attributes:
        value: Errors divided by the number of digits.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float

    def is_below(self, other: "Rate") -> bool:
        """Whether this rate's interval lies entirely below the other's."""
        return self.high < other.low


def error_rate(errors: float, count: int) -> Rate:
    """Return the rate of `errors` among `count` digits with its Wilson interval.

    Unlike the normal approximation, the interval stays within 0 to 100 % and has a positive width
    at 0 errors.

    Args:
        errors: 0 to `count`; may be a fraction if it was computed from a rounded rate.
        count: At least 1.

    Raises:
        ValueError: if there are no digits, or more errors than digits.
    """
    if not (count >= 1 and 0 <= errors <= count):
        raise ValueError(f"{errors:g} errors among {count:,} digits make no rate")
    share = errors / count
    shrink = 1 + _Z**2 / count
    centre = (share + _Z**2 / (2 * count)) / shrink
    half = _Z / shrink * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    low = 0.0 if errors == 0 else 100 * (centre - half)
    high = 100.0 if errors == count else 100 * (centre + half)
    return Rate(100 * share, low, high)


def chance_of_gap(first: float, second: float, count: int) -> float:
    """Return how probable a gap at least as wide is between two methods that are equally good.

    This is the test of two proportions, each counted on digits of its own. Two intervals may
    overlap a little although it is below 0.05: each of them is wider than the gap needs.

    Args:
        first: Errors of one method, 0 to `count`; may be a fraction.
        second: Errors of the other one.
        count: Digits that each of them classified, at least 1.

    Returns:
        The two-sided p-value, in [0, 1].

    Raises:
        ValueError: as for `error_rate`.
    """
    shares = [error_rate(errors, count).value / 100 for errors in (first, second)]
    mean = sum(shares) / 2
    spread = math.sqrt(2 * mean * (1 - mean) / count)
    if spread == 0:
        return 1.0
    return math.erfc(abs(shares[0] - shares[1]) / spread / math.sqrt(2))
