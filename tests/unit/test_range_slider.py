"""The slider that is heard while it moves: its messages, and what "Augmentation" does with them."""

from types import SimpleNamespace

import pytest

from dlviz.ui.augmentation import chain
from dlviz.ui.components.range_slider.range_slider import chosen
from dlviz.ui.shared import hands, linked_text

KEY = "augmentation_1_3_rotate"
LIMITS = (-180, 180)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ({"values": [-20, 30], "hold": 5, "change": 7}, ((-20, 30), 5)),
        ({"values": [30, -20], "hold": 5}, ((-20, 30), 5)),  # in order
        ({"values": [-181, 30], "hold": 5}, None),
        ({"values": [0.5, 30], "hold": 5}, None),
        ({"values": [True, 30], "hold": 5}, None),
        ({"values": [30], "hold": 5}, None),
        ({"values": "0", "hold": 5}, None),
        ({"values": [-20, 30], "hold": -1}, None),
        (None, None),
    ],
)
def test_messages_are_checked(message: object, wanted: object) -> None:
    assert chosen(message, 2, LIMITS) == wanted


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A visitor's session and link."""
    own = SimpleNamespace(session_state={}, query_params={})
    for module in (chain, hands, linked_text):
        monkeypatch.setattr(module, "st", own)
    return own


def drag(visitor: SimpleNamespace, values: object, hold: int, change: int) -> str:
    visitor.session_state[KEY] = SimpleNamespace(
        chosen={"values": values, "hold": hold, "change": change}
    )
    chain._set(3, "rotate", KEY)
    return chain.CHAIN.text


def test_a_drag_is_undone_as_a_whole(visitor) -> None:
    chain.CHAIN.current()
    before = chain.CHAIN.text
    assert before.split()[3] == "rotate-15..15"
    for value in (20, 50, 90):
        assert drag(visitor, [-15, value], 1, value).split()[3] == f"rotate-15..{value}"
    assert hands.preview(chain.HAND)["answered"] == 90
    assert drag(visitor, [-40, 90], 2, 91).split()[3] == "rotate-40..90"
    chain.CHAIN.undo()
    assert chain.CHAIN.text.split()[3] == "rotate-15..90"
    chain.CHAIN.undo()
    assert chain.CHAIN.text == before


def test_a_forged_message_changes_nothing(visitor) -> None:
    chain.CHAIN.current()
    before = chain.CHAIN.text
    assert drag(visitor, [-999, 20], 1, 1) == before
    chain._set(3, "zoom", KEY)  # another transform is there now
    chain._set(7, "rotate", KEY)
    assert chain.CHAIN.text == before
