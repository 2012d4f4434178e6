"""Wilson's interval, against scipy's."""

import pytest
from scipy.stats import binomtest

from dlviz.intervals import error_rate


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
