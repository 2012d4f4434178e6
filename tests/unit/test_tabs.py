"""A tab is recognised only by its key, and its data is freed with its last session."""

import gc
import re

import pytest

from dlviz.ui.serving import tabs


def everybody(_session: str) -> bool:
    return True


def nobody(_session: str) -> bool:
    return False


def test_a_reload_finds_what_its_tab_has_kept() -> None:
    tab = tabs.open_tab("first")
    tab.kept = {"race": [1]}
    found = tabs.take_over(tab.key, "second", has_left=True, is_connected=everybody)
    assert found is tab
    assert found.kept == {"race": [1]}
    assert (found.session, found.visitor, found.times) == ("second", "first", 1)
    again = tabs.take_over(tab.key, "third", has_left=True, is_connected=nobody)
    assert again is tab
    assert tabs.session_of("first") == "third"  # the visitor's work goes on


def test_a_duplicated_tab_gets_nothing_while_its_original_is_there() -> None:
    tab = tabs.open_tab("original")
    copy = {"has_left": False}
    assert tabs.take_over(tab.key, "copy", **copy, is_connected=everybody) is None
    assert tab.session == "original"
    assert tabs.take_over(tab.key, "copy", **copy, is_connected=nobody) is tab  # a crashed page


@pytest.mark.parametrize("key", [None, 7, "", "x" * 10**6, ["a"], {"a": 1}, "../etc", "\0"])
def test_who_shows_no_key_gets_nothing(key: object) -> None:
    tab = tabs.open_tab("session")
    assert tabs.take_over(key, "thief", has_left=True, is_connected=nobody) is None
    assert tab.session == "session"


def test_keys_cannot_be_guessed() -> None:
    held = [tabs.open_tab("same session") for _ in range(100)]
    keys = {tab.key for tab in held}
    assert len(keys) == 100
    assert all(re.fullmatch(r"[\w-]{43}", key) for key in keys)  # 256 bits
    assert not any("same" in key for key in keys)


def test_nothing_is_kept_of_a_tab_that_no_session_holds() -> None:
    tab = tabs.open_tab("gone")
    key = tab.key
    del tab
    gc.collect()
    assert tabs.take_over(key, "later", has_left=True, is_connected=nobody) is None
    assert tabs.session_of("gone") == "gone"
