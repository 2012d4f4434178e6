"""Messages during a slow computation, and which visitors share a result."""

import threading
import time

import pytest
from streamlit.testing.v1 import AppTest

from dlviz.scheduling.line import ANSWERS
from dlviz.scheduling.turn import turn
from dlviz.ui.shared import turns

PATIENCE = 60


@pytest.fixture(autouse=True)
def nothing_known():
    turns._shared.clear()
    yield
    turns._shared.clear()


def one_page() -> None:
    """Compute one number in three steps."""
    import streamlit as st

    from dlviz.ui.shared import turns

    calls = st.session_state.setdefault("calls", [])

    def compute(progress) -> int:
        calls.append(1)
        for step in range(1, 4):
            progress(step / 3)
        return 42

    st.write(
        turns.result(
            "a page", st.session_state.get("key", "k"), compute, is_own="own" in st.session_state
        )
    )


def test_a_shipped_picture_is_computed_once_for_everybody() -> None:
    first, second = AppTest.from_function(one_page).run(), AppTest.from_function(one_page).run()
    assert [at.markdown[0].value for at in (first, second)] == ["`42`", "`42`"]
    assert first.session_state["calls"] == [1]
    assert second.session_state["calls"] == []


def test_a_visitor_s_own_stays_with_the_visitor() -> None:
    tabs = [AppTest.from_function(one_page) for _ in range(2)]
    for at in tabs:
        at.session_state["own"] = True
        at.run()
        at.run()
        assert at.session_state["calls"] == [1]
    assert turns._shared("a page")[0] == {}


def test_only_the_newest_of_a_visitor_s_own_are_kept() -> None:
    at = AppTest.from_function(one_page)
    at.session_state["own"] = True
    for key in range(turns._MOST_OWN + 3):
        at.session_state["key"] = key
        at.run()
    kept = at.session_state["a page_results"]
    assert list(kept) == list(range(3, turns._MOST_OWN + 3))


def test_many_who_ask_for_the_same_wait_for_one_computation(monkeypatch) -> None:
    monkeypatch.setattr(turns, "visitor", lambda: threading.current_thread().name)
    computed: list[str] = []
    go_on = threading.Event()

    def compute(_progress) -> int:
        computed.append(threading.current_thread().name)
        assert go_on.wait(PATIENCE)
        return 7

    results: list[int] = []

    def ask() -> None:
        results.append(turns.result("a page", "film", compute, is_own=False))

    threads = [threading.Thread(target=ask, name=f"visitor {n}") for n in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert results == [7] * 6
    assert len(computed) == 1


def test_what_fails_for_one_is_tried_anew_by_the_next() -> None:
    def fail(_progress) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        turns.result("a page", "film", fail, is_own=False)
    assert turns.result("a page", "film", lambda _: 1, is_own=False) == 1


def test_who_waits_reads_the_place_in_the_line(monkeypatch) -> None:
    """While another visitor's job is running, the page shows this one's place in the queue."""
    monkeypatch.setattr(turns, "_UNSEEN", 0.0)
    said: list[str] = []

    class Place:
        def info(self, text: str, **_look: str) -> None:
            said.append(text)
            other.set()

        def empty(self) -> None:
            said.append("")

    monkeypatch.setattr(turns.st, "empty", Place)
    other, has_turn = threading.Event(), threading.Event()

    def before() -> None:
        with turn("somebody else", lambda *_: None):
            has_turn.set()
            other.wait(PATIENCE)

    monkeypatch.setattr(ANSWERS, "_size", 1)
    thread = threading.Thread(target=before)
    thread.start()
    assert has_turn.wait(PATIENCE)
    with turns.turn("Trying some framings"):
        pass
    thread.join(PATIENCE)
    assert said == ["Trying some framings: place **1** of 1 in this server's queue.", ""]


def test_a_turn_within_a_turn_is_the_same_turn() -> None:
    with turns.turn("outer") as progress, turns.turn("inner") as inner:
        progress(0.5)
        inner(0.5)
    assert ANSWERS.length == 0
