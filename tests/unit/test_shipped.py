"""A file that ships with dlviz and is missing or damaged is one sentence."""

import json
from pathlib import Path

import pytest

from dlviz import shipped
from dlviz.shipped import ShippedFileError


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "is missing"), (b"{", "cannot be read"), (b"\xff\xfe{}", "cannot be read")],
)
def test_what_cannot_be_used_is_named_with_the_way_out(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "record.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ShippedFileError) as caught:
        shipped.read_json(file)
    assert str(caught.value) == (
        f"record.json, a file that ships with dlviz, {words} on the computer that runs this page. "
        "What needs it does not work until dlviz is installed anew; all else does."
    )
    assert caught.value.__cause__ is not None


def test_a_sound_file_is_read_and_its_own_errors_stay(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text(json.dumps({"n": "ü"}), encoding="utf-8")
    assert shipped.read_json(file) == {"n": "ü"}
    own = shipped.missing(file)
    assert "record.json" in str(own)
    assert "is missing" in str(own)
    with pytest.raises(ShippedFileError) as caught, shipped.reading(tmp_path / "other.json"):
        raise own
    assert caught.value is own  # a file within a file is told once
