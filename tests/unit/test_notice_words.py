"""How numbers, names and comparisons are written in sentences, on hand-made cases."""

import numpy as np
import pytest
from scipy.stats import binomtest

from dlviz.notices import comparisons, location_invariance, own_photos, words
from dlviz.paired import Comparison, sign_test
from dlviz.pooling import NONE
from dlviz.words import split_words


def test_names_are_listed() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b"]) == "a and b"
    assert words.listed(("a", "b", "c")) == "a, b and c"


def test_numbers_have_their_noun() -> None:
    assert [words.count_of(n, "digit") for n in (0, 1, 2, 2000)] == [
        "0 digits", "1 digit", "2 digits", "2,000 digits",
    ]  # fmt: skip
    assert [words.times(n) for n in (0, 1, 2, 3, 1500)] == [
        "never", "once", "twice", "3 times", "1,500 times",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0.00 %"), (5e-5, "less than 0.01 %"), (1e-4, "0.01 %"), (0.5, "50.00 %"),
        (0.12345, "12.35 %"), (0.9999, "99.99 %"), (0.99995, "more than 99.99 %"),
        (1.0, "100.00 %"),
    ],
)  # fmt: skip
def test_only_nothing_reads_as_nothing_and_only_all_as_all(share: float, text: str) -> None:
    assert words.share_text(share) == text


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (13, 5, "13 against 5, McNemar's test, p = 0.096"),
        (0, 0, "0 against 0, McNemar's test, p = 1"),
        (0, 14, "0 against 14, McNemar's test, p = 0.00012"),
        (15, 0, "15 against 0, McNemar's test, p < 0.0001"),
        (1200, 1300, "1,200 against 1,300, McNemar's test, p = 0.048"),
    ],
)
def test_a_p_value_is_written_with_the_counts_it_comes_from(
    first: int, second: int, text: str
) -> None:
    wanted = binomtest(first, first + second).pvalue if first + second else 1.0
    own = Comparison(first, second, sign_test(first, second))
    assert own.p_value == pytest.approx(wanted)
    assert comparisons.counts(own) == text
    assert (wanted < 1e-4) == ("p <" in text)


def test_a_photo_that_is_read_coarsely_is_said_to_be() -> None:
    assert own_photos.about_size((4000, 3000), (4000, 3000)) == ""
    assert own_photos.about_size((3000, 4000), (4000, 3000)) == ""  # turned upright
    text = own_photos.about_size((8000, 6000), (4000, 3000))
    assert text.startswith("The file has 48 megapixels; a photo above ")
    assert "here as 4,000 × 3,000 pixels" in text
    assert own_photos.about_size((101, 10), (100, 10)) != ""


def test_a_network_s_text_is_parted_at_blanks_commas_and_semicolons() -> None:
    assert split_words(" A,b; c  D;", 20, "network") == ["a", "b", "c", "d"]
    assert split_words("a" * 20, 20, "network") == ["a" * 20]
    with pytest.raises(ValueError, match="network's text has 21 characters, up to 20 are read"):
        split_words("a" * 21, 20, "network")
    for nothing in ("", " ;, "):
        with pytest.raises(ValueError, match="The chain's text is empty"):
            split_words(nothing, 20, "chain")


@pytest.mark.parametrize(("depth", "rows"), [(1, "one pooling:"), (3, "3 poolings in a row:")])
def test_the_number_of_poolings_is_said(depth: int, rows: str) -> None:
    ramp = np.linspace(0, 1, 17)
    text = location_invariance.about_kinds({"convolution": ramp, "max": ramp, NONE: ramp}, depth)
    assert f"with {rows}" in text
    # Taking every second number is no better than no pooling, and neither is max.
    assert text.endswith("makes the maps smaller, but not more invariant.")


def test_none_and_all_are_said_of_none_and_all_alone() -> None:
    said = {0: "0%", 0.004: "less than 1%", 0.996: "more than 99%", 1.0: "100%"}
    assert {part: words.whole_share(part) for part in said} == said
