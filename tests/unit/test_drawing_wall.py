"""The wall of a class: only new drawings travel, and nothing of a drawing is lost on the way."""

import base64

import numpy as np
import pytest

from dlviz.ui.components.base.once import KEPT
from dlviz.ui.components.drawing_wall import drawing_wall as wall


def test_only_a_sheet_with_something_new_changes() -> None:
    first = wall.in_sheets((), ["a", "b"])
    assert first == [("a", "b")]
    second = wall.in_sheets(first, ["a", "b", "c"])
    assert second == [("a", "b"), ("c",)]  # the first did not change: it does not travel again
    assert wall.in_sheets(second, ["c", "b", "a"]) == second
    assert wall.in_sheets(second, ["b", "c", "d"]) == [("b",), ("c",), ("d",)]
    assert wall.in_sheets(second, ["c"]) == [("c",)]
    assert wall.in_sheets(second, []) == []


def test_the_page_never_has_more_sheets_than_it_keeps() -> None:
    sheets: list[wall.Sheet] = []
    names = [str(place) for place in range(3 * KEPT)]
    n_whole = 0  # how often all travelled again
    for count in range(1, len(names) + 1):
        before, sheets = sheets, wall.in_sheets(sheets, names[:count])
        assert [name for sheet in sheets for name in sheet] == names[:count]
        assert len(sheets) <= KEPT
        n_whole += len(sheets) == 1 < count and sheets[0] not in before
    assert n_whole <= 3


def test_a_drawing_comes_out_of_a_sheet_as_it_went_in() -> None:
    rng = np.random.default_rng(0)
    shown = [
        wall.Shown(
            wall.identity_of("pupil.3", str(place)),
            place,
            rng.integers(0, 256, (28, 28)).astype(np.uint8),
            (place, 9 - place, 0, 9),
        )
        for place in range(10)
    ]
    content = np.frombuffer(base64.b64decode(wall._text(shown)), np.uint8).reshape(10, -1)
    for row, own in zip(content, shown, strict=True):
        assert row[:5].tobytes().hex() == own.identity
        assert row[5:10].tolist() == [own.digit, *own.answers]
        levels = np.stack([row[10:] >> 4, row[10:] & 15], axis=1).reshape(28, 28)
        assert np.abs(17.0 * levels - own.image).max() <= 8.5
    assert len({own.identity for own in shown}) == 10


@pytest.mark.parametrize("message", [None, "x", {}, {"hide": 3}, {"hide": {"drawing": ["a"]}}])
def test_a_forged_message_hides_nothing(message, monkeypatch) -> None:
    monkeypatch.setattr(wall.st, "session_state", {"wall": message if message else {}})
    if isinstance(message, str):
        monkeypatch.setattr(wall.st, "session_state", {"wall": {"hide": message}})
    assert wall.hidden("wall") is None
