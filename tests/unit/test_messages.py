"""What is read out of a component's message, which a visitor can forge."""

import pytest

from dlviz.ui.components.base import messages

NONSENSE = (None, 3, "3", [3], {}, {"n": None}, {"n": "3"}, {"n": 3.0}, {"n": True}, {"n": [3]})


@pytest.mark.parametrize("message", [*NONSENSE, {"n": -1}, {"n": 4}, {"n": 10**400}])
def test_what_is_no_whole_number_of_the_range_is_none(message) -> None:
    assert messages.whole(message, "n", 4) is None


def test_whole_numbers_reach_up_to_the_count() -> None:
    assert [messages.whole({"n": n}, "n", 4) for n in range(4)] == [0, 1, 2, 3]


def test_a_text_is_cut_off() -> None:
    assert messages.text({"t": "1/4"}, "t") == "1/4"
    assert messages.text({"t": "12345" * 9}, "t") == "12345" * 4
    for message in (None, "t", {}, {"t": 3}, {"t": None}, {"t": ["a"]}):
        assert messages.text(message, "t") is None


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 10**400, "1", None, [1]])
def test_numbers_are_finite(bad) -> None:
    assert messages.numbers([1, bad], 2) is None


def test_numbers_come_as_many_as_they_must() -> None:
    assert messages.numbers([1, -2.5], 2) == [1.0, -2.5]
    for message in (None, 1, "12", (1, 2), {"0": 1, "1": 2}, [1], [1, 2, 3]):
        assert messages.numbers(message, 2) is None


def test_a_unit_lies_in_a_layer_behind_the_input() -> None:
    assert messages.unit({"layer": 1, "index": 3}, (4, 2)) == (0, 3)
    assert messages.unit({"layer": 2, "index": 1}, (4, 2)) == (1, 1)
    for layer, index in ((0, 0), (3, 0), (1, 4), (2, 2), (-1, 0), (1, -1), (1, None)):
        assert messages.unit({"layer": layer, "index": index}, (4, 2)) is None
