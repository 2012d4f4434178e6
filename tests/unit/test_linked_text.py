"""Text in the link: taken when it changes from outside, written when the page changes it."""

from types import SimpleNamespace
from typing import Any

import pytest

from dlviz.ui.shared import linked_text
from dlviz.ui.shared.linked_text import Grammar, LinkedText, LinkedValue

KEY, PASTED = "page_numbers", "page_pasted"


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A visitor's session and link; `boxes` collects what is placed."""
    boxes: list[dict[str, Any]] = []
    own = SimpleNamespace(session_state={}, query_params={}, boxes=boxes)
    own.text_input = lambda label, **more: boxes.append({"label": label, **more})
    monkeypatch.setattr(linked_text, "st", own)
    return own


def read(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Read whole numbers up to 9; larger ones are brought down, and that is said."""
    try:
        wanted = [int(word) for word in text.split()]
    except ValueError:
        raise ValueError("These are no numbers.") from None
    return tuple(min(9, one) for one in wanted), ("Too large.",) if max(wanted) > 9 else ()


def write(numbers: tuple[int, ...]) -> str:
    return " ".join(map(str, numbers))


@pytest.fixture
def numbers() -> LinkedValue[tuple[int, ...]]:
    return LinkedValue("page", "numbers", Grammar(read, write, "1 2", "Kept.", "The default."))


def paste(visitor: SimpleNamespace, one: LinkedText, text: str) -> None:
    one.show_paste_box("Paste", longest=20)
    visitor.session_state[PASTED] = text
    visitor.boxes[-1]["on_change"]()


def test_the_value_comes_from_the_link_else_it_is_the_default(visitor, numbers) -> None:
    assert numbers.current() == (1, 2)
    visitor.session_state.clear()
    visitor.query_params[KEY] = "3 4"
    assert numbers.current() == (3, 4)
    assert not numbers.can_undo


def test_a_text_changed_from_outside_is_taken_once_and_renews_the_boxes(visitor, numbers) -> None:
    numbers.current()
    stamp = numbers.stamp
    visitor.session_state[KEY] = "5 20"  # a preset
    assert numbers.current() == (5, 9)
    assert numbers.notes == ("Too large.",)
    assert numbers.text == "5 9"
    assert numbers.stamp == stamp + 1
    numbers.current()
    assert numbers.stamp == stamp + 1


@pytest.mark.parametrize("is_first", [True, False])
def test_a_text_that_cannot_be_read_changes_nothing_and_is_one_sentence(
    visitor, numbers, is_first: bool
) -> None:
    if not is_first:
        numbers.set((7,))
    visitor.session_state[KEY] = "seven"
    assert numbers.current() == ((1, 2) if is_first else (7,))
    assert numbers.text == ("1 2" if is_first else "7")
    assert numbers.notes == (f"These are no numbers. {'The default.' if is_first else 'Kept.'}",)
    numbers.set((8,))
    assert numbers.notes == ()


def test_boxes_that_made_the_change_keep_their_names_others_get_new_ones(visitor, numbers) -> None:
    numbers.current()
    stamp = numbers.stamp
    numbers.set((3,))
    assert numbers.stamp == stamp
    numbers.replace((4,))
    assert numbers.stamp == stamp + 1
    assert numbers.current() == (4,)
    assert visitor.session_state[KEY] == "4"


@pytest.mark.usefixtures("visitor")
def test_a_change_in_several_steps_is_undone_as_one(numbers) -> None:
    numbers.set((3,))
    for value in (4, 5, 3, 6):
        numbers.set((value,), continues=value != 4)
    numbers.undo()
    assert numbers.current() == (3,)
    numbers.set((7,))
    numbers.set((3,), continues=True)  # back to where it began: nothing is left to undo of it
    numbers.undo()
    assert numbers.current() == (1, 2)
    assert not numbers.can_undo


def test_changes_are_undone_in_turn_wherever_they_came_from(visitor, numbers) -> None:
    numbers.set((3,))
    visitor.session_state[KEY] = "4"
    numbers.current()
    paste(visitor, numbers, " 5 ")
    numbers.set((5,))  # no change
    seen = []
    while numbers.can_undo:
        numbers.undo()
        seen.append((numbers.current(), numbers.text))
    assert seen == [((4,), "4"), ((3,), "3"), ((1, 2), "1 2")]
    numbers.undo()
    assert numbers.current() == (1, 2)


@pytest.mark.usefixtures("visitor")
def test_what_one_hand_changes_in_several_steps_is_undone_in_one(numbers) -> None:
    before = numbers.current()
    numbers.set((4,))
    for value in (5, 6):
        numbers.set((value,), continues=True)
    assert numbers.current() == (6,)
    numbers.undo()
    assert numbers.current() == before


def test_only_so_many_changes_are_remembered(visitor, numbers) -> None:
    for one in range(200):
        numbers.set((one % 10, one % 7))
    assert len(visitor.session_state[f"{KEY}_before"]) == 50


def test_the_link_gets_the_text_and_the_default_only_in_place_of_another(visitor, numbers) -> None:
    numbers.current()
    numbers.keep_in_link()
    assert KEY not in visitor.query_params
    numbers.set((6,))
    numbers.keep_in_link()
    assert visitor.query_params[KEY] == "6"
    numbers.set((1, 2))
    numbers.keep_in_link()
    assert visitor.query_params[KEY] == "1 2"


def test_the_paste_box_is_emptied_and_blanks_change_nothing(visitor, numbers) -> None:
    paste(visitor, numbers, "6 5")
    assert numbers.current() == (6, 5)
    assert visitor.session_state[PASTED] == ""
    paste(visitor, numbers, "   ")
    assert numbers.current() == (6, 5)
    assert visitor.boxes[-1]["max_chars"] == 20


def test_a_state_that_lives_elsewhere_is_told_of_each_text_once(visitor) -> None:
    told: list[str] = []

    def adopt(text: str) -> tuple[str, ...]:
        told.append(text)
        return ("Not this one.",) if text == "bad" else ()

    weights = LinkedText("page", "weights", "0 0", adopt)
    weights.follow()
    weights.follow()
    assert told == ["0 0"]
    weights.keep("1 1")  # the state has moved by itself
    weights.follow()
    assert told == ["0 0"]
    paste(visitor, weights, "bad")
    weights.follow()
    assert told == ["0 0", "bad"]
    assert weights.text == "1 1"
    assert weights.notes == ("Not this one.",)
    weights.keep("2 2")
    assert weights.notes == ("Not this one.",)  # it stays on screen until another text is taken
    visitor.session_state["page_weights"] = "3 3"
    weights.follow()
    assert told[2:] == ["3 3"]
    assert weights.notes == ()
