"""Links for others: the address they can reach, the code they scan, what a teacher hides."""

import re
import xml.etree.ElementTree as ET

import pytest
import segno

from dlviz.ui.shared.share import code, hidden_names, reachable, told_apart


@pytest.mark.parametrize(
    ("url", "machine", "listens_on", "expected", "says"),
    [
        ("https://dlviz.example/digits", "10.1.2.3", None, "https://dlviz.example/digits", ""),
        ("http://localhost:8501/digits", "10.1.2.3", None, "http://10.1.2.3:8501/digits", ""),
        ("http://127.0.0.1/", "10.1.2.3", "0.0.0.0", "http://10.1.2.3/", ""),
        ("http://[::1]:80/", "fe80::1", None, "http://[fe80::1]:80/", ""),
        ("http://localhost:1/", "10.1.2.3", "127.0.0.1", "http://localhost:1/", "only from this"),
        ("http://localhost:1/", None, None, "http://localhost:1/", "not connected to a network"),
    ],
)
def test_others_get_an_address_that_they_can_reach(
    url: str, machine: str | None, listens_on: str | None, expected: str, says: str
) -> None:
    address, obstacle = reachable(url, machine, listens_on)
    assert address == expected
    assert (says in obstacle) if says else obstacle == ""


def test_only_names_of_ours_are_hidden() -> None:
    assert hidden_names("menu,presets,digits_pad,menu") == ["menu", "presets", "digits_pad"]
    for bad in ("", "a b", "x{}", "</style><script>", "A", "ü", "a" * 61, "*", "a:b"):
        assert hidden_names(bad) == []
    assert len(hidden_names(",".join(f"a{i}" for i in range(999)))) <= 60


def test_no_two_parts_have_the_same_name() -> None:
    parts = {"photos_view": "View", "photos_top": "View", "photos_table": "Table"}
    told = told_apart(parts)
    assert list(told.values()) == ["View, 1 of 2", "View, 2 of 2", "Table"]
    assert list(told) == list(parts)


def test_the_code_is_squares_and_nothing_else() -> None:
    link = "http://10.1.2.3:8501/convolution?convolution_stride=2&x=<script>"
    picture = ET.fromstring(code(link))
    assert {part.tag.rpartition("}")[2] for part in picture.iter()} == {"svg", "path"}
    made = segno.make(link, error="m", micro=False)
    side = made.symbol_size(border=4)[0]
    assert picture.get("viewBox") == f"0 0 {side} {side}"
    drawn = sum(int(n) for n in re.findall(r"h(\d+)", picture[-1].get("d")))
    assert drawn == sum(sum(row) for row in made.matrix)  # every dark square, once
    assert code("x" * 2000) is None
