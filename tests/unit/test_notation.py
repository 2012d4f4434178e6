"""Numbers as people write them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlviz.notation import (
    LARGEST,
    fixed,
    format_measure,
    format_number,
    format_numbers,
    parse_number,
    parse_numbers,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/4", 0.25), ("-1/4", -0.25), (" 0,5 ", 0.5), ("0.25", 0.25), ("3", 3), ("+2", 2),
        (".5", 0.5), ("1e-3", 0.001), ("\N{MINUS SIGN}1/2", -0.5), ("3 / 8", 0.375), ("-0", 0),
    ],
)  # fmt: skip
def test_numbers_are_read(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "x", "1/2/3", "nan", "inf", "1..2", "1/", "/2", "0x10", "1 2"]
)
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize("text", ["101", "-1e9", "1/0.001", "9" * 12])
def test_numbers_beyond_the_largest_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="beyond 100"):
        parse_number(text)


def test_nothing_divides_by_zero() -> None:
    with pytest.raises(ValueError, match="divides by zero"):
        parse_number("1/0")


@settings(derandomize=True, max_examples=300)
@given(st.lists(st.floats(-LARGEST, LARGEST, width=32), min_size=1, max_size=9))
def test_what_is_written_is_read_again(values: list[float]) -> None:
    read = np.float32(parse_numbers(format_numbers(values)))
    np.testing.assert_array_equal(read, np.float32(values))


def test_a_number_next_to_a_fraction_is_no_fraction() -> None:
    next_to_it = float(np.nextafter(np.float32(1153 / 13), np.float32(0)))
    assert format_numbers([next_to_it]) == "88.6923"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "1/4"), (-0.25, "-1/4"), (1 / 3, "1/3"), (0.731, "0.731"), (-0.00001, "-1e-5"),
     (2.0, "2"), (1e-8, "1e-8"), (1e-40, "1e-40"), (0.0003, "0.0003"),
     (0.0, "0"), (-0.0, "0"),
     (0.1234567, "0.123"), (37 / 53, "0.698")],
)  # fmt: skip
def test_numbers_are_shown_simply(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (3.82e-15, "3.82e-15"), (3.6e13, "3.6e13"), (0.0213, "0.0213"),
     (-0.5, "-0.5"), (1e36, "1e36"), (1234.4, "1234"), (0.00012, "0.00012"), (9.9996, "10"),
     (float("inf"), "∞"), (float("nan"), "not a number"), (999999.7, "1e6"), (100.0, "100"),
     (-2.5e-9, "-2.5e-9")],
)  # fmt: skip
def test_measured_numbers_are_written_in_one_way(value: float, text: str) -> None:
    assert format_measure(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (1.234, "1.23"), (0.004, "0.004"), (-1e-8, "-1e-8")],
)
def test_decimals_never_make_zero_of_a_number(value: float, text: str) -> None:
    assert fixed(value, 2) == text
    if value > 0:
        assert fixed(value, 2, sign="+") == f"+{text}"


def test_a_sum_whose_terms_cancel_is_zero() -> None:
    assert format_number(0.1 + 0.2 - 0.3) != "0"
    assert format_number(0.1 + 0.2 - 0.3, noise=1e-12) == "0"


def test_a_diverged_number_is_short() -> None:
    for value in (1e36, -3.4028235e38, 2.0**120, 1e6):
        assert len(format_number(value)) <= 11
        assert len(format_numbers([value])) <= 16


def test_a_pixel_is_no_weight() -> None:
    assert parse_number("255", largest=255, what="pixel") == 255
    with pytest.raises(ValueError, match="beyond 255, the largest pixel here: −255 to 255"):
        parse_number("256", largest=255, what="pixel")
