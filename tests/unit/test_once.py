"""Large texts of a component are sent once, and again when the page asks for them."""

from pathlib import Path

import pytest

from dlviz.ui.components.base import once


@pytest.fixture(autouse=True)
def visitor(monkeypatch) -> dict[str, object]:
    """Return the data of a visitor's session."""
    session: dict[str, object] = {}
    monkeypatch.setattr(once.st, "session_state", session)
    return session


def sent(text: str, key: str = "panels") -> str:
    return once.without_known(key, {"photo": text, "n": 1}, {"photo": once.sum_of(text)})["photo"]


def test_a_text_is_sent_once_and_its_sum_always() -> None:
    assert not once.is_known("panels", once.sum_of("cat"))
    data = {"photo": "cat", "n": 1}
    first, second = (once.without_known("panels", data, {"photo": "a"}) for _ in range(2))
    assert first == {"photo": "cat", "n": 1, "once": {"photo": "a"}}
    assert second == {"photo": "", "n": 1, "once": {"photo": "a"}}
    assert once.is_known("panels", "a")
    assert data["photo"] == "cat"
    assert once.sum_of("cat") != once.sum_of("cats")


def test_the_server_forgets_the_text_that_was_used_longest_ago(monkeypatch) -> None:
    monkeypatch.setattr(once, "KEPT", 2)
    used = ["cat", "coffee", "cat", "brick", "cat", "coffee"]  # the page keeps two of them
    assert [sent(text) for text in used] == ["cat", "coffee", "", "brick", "", "coffee"]


def test_the_page_keeps_as_many_as_the_server_believes() -> None:
    script = Path(once.__file__).with_suffix(".js").read_text("utf-8")
    assert f"const KEPT = {once.KEPT} " in script


def test_texts_inside_other_data_are_sent_once() -> None:
    data = {"groups": [{"png": "cat"}, {"sheets": ({"png": "dog", "n": 1}, {"png": "owl"})}]}
    sums = {"groups.0.png": "1", "groups.1.sheets.0.png": "2"}
    first, second = (once.without_known("panels", data, sums) for _ in range(2))
    assert first == data | {"once": sums}
    assert second["groups"] == [{"png": ""}, {"sheets": [{"png": "", "n": 1}, {"png": "owl"}]}]
    assert data["groups"][0] == {"png": "cat"}


def test_a_page_that_lacks_a_text_gets_it_again() -> None:
    assert [sent("cat"), sent("cat", "others")] == ["cat", "cat"]
    once.forget("panels")
    assert [sent("cat"), sent("cat", "others")] == ["cat", ""]


def test_another_visitor_gets_everything(visitor) -> None:
    sent("cat")
    visitor.clear()
    assert sent("cat") == "cat"
