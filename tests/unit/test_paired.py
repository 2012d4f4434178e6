"""McNemar's exact test, against scipy's binomial test."""

import numpy as np
import pytest
from scipy.stats import binomtest

from dlviz.paired import Comparison, compare, pack, sign_test, unpack


@pytest.mark.parametrize(
    ("one", "other"),
    [(105, 213), (213, 105), (0, 0), (0, 1), (7, 7), (7, 8), (0, 40), (4_900, 5_100), (0, 9_999)],
)
def test_the_p_value_is_scipys(one: int, other: int) -> None:
    expected = binomtest(one, one + other).pvalue if one + other else 1.0
    assert sign_test(one, other) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_105_against_213_digits_are_decided() -> None:
    assert sign_test(105, 213) == pytest.approx(1.4e-9, rel=0.1)


def test_only_pictures_that_one_alone_reads_correctly_count() -> None:
    first = np.array([True, True, True, False, False, True, True])
    second = np.array([True, False, False, True, False, True, False])
    assert compare(first, second) == Comparison(3, 1, sign_test(3, 1))
    assert not compare(first, second).is_decided


def test_ties_and_one_picture_decide_nothing() -> None:
    same = np.array([True, False])
    assert compare(same, same).p_value == 1
    assert not compare(np.array([True]), np.array([False])).is_decided
    assert compare(np.zeros(0, bool), np.zeros(0, bool)).p_value == 1


def test_the_better_one_is_named_on_either_side() -> None:
    first, second = np.ones(20, bool), np.zeros(20, bool)
    assert compare(first, second).is_first_better
    assert not compare(second, first).is_first_better
    assert compare(second, first).is_decided


def test_answers_to_other_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="same pictures"):
        compare(np.ones(3, bool), np.ones(4, bool))
    with pytest.raises(ValueError, match="not counts"):
        sign_test(-1, 2)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 10_000])
def test_answers_are_read_back_from_a_file(count: int) -> None:
    correct = np.random.default_rng(count).random(count) < 0.3
    np.testing.assert_array_equal(unpack(pack(correct), count), correct)
    with pytest.raises(ValueError, match="answers are not"):
        unpack(pack(correct), count + 8)
