"""Wilson's interval, against scipy's."""

from statistics import NormalDist

import pytest
from scipy.stats import binomtest

from dlviz.intervals import chance_of_gap, error_rate


@pytest.mark.parametrize(
    ("errors", "count"), [(0, 10_000), (148, 10_000), (1270, 10_000), (3, 7), (7, 7)]
)
def test_the_interval_is_scipys_score_interval(errors: int, count: int) -> None:
    rate = error_rate(errors, count)
    theirs = binomtest(errors, count).proportion_ci(0.95, method="wilson")
    assert rate.value == pytest.approx(100 * errors / count)
    assert rate.low == pytest.approx(100 * theirs.low, abs=1e-9)
    assert rate.high == pytest.approx(100 * theirs.high, abs=1e-9)


def test_better_needs_intervals_that_lie_apart() -> None:
    dropout, ridge, logistic = (error_rate(errors, 10_000) for errors in (150, 170, 740))
    assert dropout.is_below(logistic)
    assert not logistic.is_below(dropout)
    assert not dropout.is_below(ridge)  # 20 of 10,000 digits say nothing


@pytest.mark.parametrize(("errors", "count"), [(1, 0), (-1, 5), (6, 5)])
def test_no_rate_without_digits(errors: int, count: int) -> None:
    with pytest.raises(ValueError, match="make no rate"):
        error_rate(errors, count)


def test_the_chance_of_a_gap_is_that_of_a_two_by_two_table() -> None:
    assert chance_of_gap(50, 50, 1_000) == 1
    assert chance_of_gap(0, 0, 10) == 1
    assert chance_of_gap(30, 60, 1_000) == chance_of_gap(60, 30, 1_000)
    # By hand: shares 0.2 and 0.3, mean 0.25, spread sqrt(2 · 0.25 · 0.75 / 100), z = 1.633.
    assert chance_of_gap(20, 30, 100) == pytest.approx(
        2 * (1 - NormalDist().cdf(1.63299)), abs=1e-5
    )
    # Overlapping intervals, and yet seldom by chance.
    first, second = error_rate(150, 10_000), error_rate(190, 10_000)
    assert not first.is_below(second)
    assert chance_of_gap(150, 190, 10_000) < 0.05
