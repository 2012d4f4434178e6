"""A page asks before it shows: question, deed, explanation; then others of the same structure."""

from dataclasses import replace
from fractions import Fraction
from urllib.parse import parse_qs, urlsplit

import pytest
from screen import components, send

from dlviz.questions.generators import pooling as generators
from dlviz.questions.kinds import Choose, Mistake, Number, Option
from dlviz.questions.ladder import HARDEST, Ladder
from dlviz.questions.predicting import Prediction
from dlviz.ui.shared import ask_switch, asking, scenes

POOLING = "pages/pooling.py"
FIRST, SECOND = "The lecture's example", "What remains of a cat"
MISTAKE = Mistake("every number counts", "Only the largest counts.", {"pooling_kind": "average"})
QUESTION = Choose(
    prompt="How many outputs change?",
    worked="The 5 was the largest of its window, so 1 output changes.",
    options=(Option("none", MISTAKE), Option("1"), Option("all 4", Mistake("all", "All."))),
)
WHY = Choose(
    prompt="Why?",
    worked="The largest number decides.",
    options=(Option("It was the largest"), Option("It was the first", Mistake("first", "No."))),
)
PREDICTIONS = {
    FIRST: Prediction(
        name="pooling_test",
        before={"pooling_stride": 2},
        after={"pooling_window": 3},
        task="choose window 3",
        make=lambda: QUESTION,
        hides=("pooling_grids",),
        why=WHY,
        practice="pool_move",
    ),
}


@pytest.fixture(autouse=True)
def predictions(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (asking, scenes):
        monkeypatch.setattr(module, "predictions_of", lambda _page: PREDICTIONS)
    monkeypatch.setattr(scenes, "_BUILT", {})


def asked(at) -> dict | None:
    """What the page asks at present."""
    found = components(at, "question")
    return found[0] if found else None


def say(at, act: str, *, index: int = -1, text: str = "", numbers=()) -> dict | None:
    """Act as the component does; return what is asked then."""
    said = {
        "identity": asked(at)["asked"]["identity"],
        "act": act,
        "answer": {"index": index, "text": text, "numbers": list(numbers)},
        "sequence": 1,
    }
    send(at, "question", {"said": said})
    if act in ("do", "reveal", "refute", "skip"):  # they set widgets, and the whole page runs again
        at.run()
    assert not at.exception
    return asked(at)


def open_asking(open_page, **query: str):
    at = open_page(POOLING, query={"ask": "1"} | query)
    assert not at.exception
    return at


def texts(at) -> str:
    return " ".join(own.value for own in (*at.markdown, *at.html))


def test_a_page_that_is_opened_asks_the_question_of_its_first_preset(open_page) -> None:
    data = asked(open_asking(open_page))
    assert data["phase"] == "ask"
    assert data["asked"]["heading"] == FIRST
    assert [own["text"] for own in data["asked"]["items"]] == ["none", "1", "all 4"]
    assert data["told"] is None


def test_a_link_to_a_state_shows_that_state(open_page) -> None:
    at = open_asking(open_page, pooling_window="3")
    assert asked(at) is None


def test_nothing_is_given_away_before_the_answer_is_there(open_page) -> None:
    at = open_asking(open_page)
    assert "st-key-pooling_grids {display: none}" in texts(at)
    assert "Notice:" not in texts(at)
    assert "Try this" not in texts(at)
    say(at, "answer", index=0)
    assert "st-key-pooling_grids {display: none}" not in texts(at)  # the control may be in there
    assert "display: none}</style>" in texts(at)
    assert "Notice:" not in texts(at)
    say(at, "do")
    assert "display: none}</style>" not in texts(at)


def test_the_answer_comes_when_the_visitor_has_done_it(open_page) -> None:
    at = open_asking(open_page)
    data = say(at, "answer", index=0)
    assert (data["phase"], data["task"]) == ("do", "Now choose window 3.")
    at.number_input(key="pooling_rows").set_value(5).run()
    assert asked(at)["phase"] == "do"
    at.number_input(key="pooling_window").set_value(3).run()
    assert asked(at)["phase"] == "do"  # the numbers on screen are not those of the question
    at.number_input(key="pooling_rows").set_value(4).run()
    data = asked(at)
    assert data["phase"] == "told"
    told = data["told"]
    assert told["outcome"] == "You chose “none”. It is “1”."
    assert (told["mistake"], told["correction"]) == (MISTAKE.name, MISTAKE.sentence)
    assert told["worked"] == QUESTION.worked
    assert "only four numbers decide" in told["notice"]
    assert told["truth"]["index"] == 1


def test_what_a_hand_changed_before_the_answer_is_not_the_questions(open_page) -> None:
    at = open_asking(open_page)
    at.number_input(key="pooling_rows").set_value(6).run()
    say(at, "answer", index=0)
    at.number_input(key="pooling_window").set_value(3).run()
    assert asked(at)["phase"] == "do"
    at.number_input(key="pooling_rows").set_value(4).run()
    assert asked(at)["phase"] == "told"


def test_do_it_for_me_sets_what_brings_the_answer(open_page) -> None:
    at = open_asking(open_page)
    at.number_input(key="pooling_rows").set_value(6).run()
    say(at, "answer", index=1)
    data = say(at, "do")
    assert data["phase"] == "told"
    assert data["told"]["is_right"]
    assert data["why"] is None
    at.run()
    assert at.number_input(key="pooling_rows").value == 4
    assert at.number_input(key="pooling_window").value == 3


def test_show_me_sets_the_state_that_refutes(open_page) -> None:
    at = open_asking(open_page)
    say(at, "answer", index=0)
    assert say(at, "do")["told"]["refutes"]
    say(at, "refute")
    at.run()
    assert at.session_state["pooling_kind"] == "average"
    data = asked(at)
    assert (data["phase"], data["is_small"]) == ("told", True)
    assert data["changed"] == [{"key": "pooling_kind", "value": "average"}]


def test_a_state_that_refutes_may_be_in_another_view(open_page, monkeypatch) -> None:
    other = Mistake("a photo is different", "It is not.", {"pooling_view": "On a photo"})
    asks = replace(QUESTION, options=(Option("none", other), *QUESTION.options[1:]))
    monkeypatch.setitem(PREDICTIONS, FIRST, replace(PREDICTIONS[FIRST], make=lambda: asks))
    at = open_asking(open_page)
    say(at, "answer", index=0)
    say(at, "do")
    assert say(at, "refute")["phase"] == "told"
    assert at.session_state["pooling_view"] == "On a photo"


def test_a_reason_is_asked_after_a_wrong_answer_and_written_down(open_page) -> None:
    at = open_asking(open_page)
    say(at, "answer", index=0)
    assert say(at, "do")["why"]["chosen"] == -1
    why = say(at, "why", index=1)["why"]
    assert (why["chosen"], why["right"]) == (1, 0)
    assert why["reply"] == "No. The largest number decides."
    (note,) = at.session_state["frame_notes"]
    assert note.reason == "It was the first (No.)"
    assert note.outcome == "You chose “none”. It is “1”."
    assert say(at, "why", index=0)["why"]["chosen"] == 1  # one reason, the first


def test_a_skip_shows_what_the_preset_shows_without_questions(open_page) -> None:
    at = open_asking(open_page)
    assert say(at, "skip") is None
    assert "**Notice:**" in texts(at)
    at.run()
    assert asked(at) is None


@pytest.mark.parametrize(
    ("act", "index"), [("answer", 3), ("answer", -1), ("why", 0), ("refute", 0), ("no act", 0)]
)
def test_what_is_no_answer_changes_nothing(open_page, act: str, index: int) -> None:
    at = open_asking(open_page)
    assert say(at, act, index=index)["phase"] == "ask"


def test_an_answer_to_an_older_question_changes_nothing(open_page) -> None:
    at = open_asking(open_page)
    said = {"identity": "older", "act": "skip", "answer": {}, "sequence": 1}
    send(at, "question", {"said": said})
    assert asked(at)["phase"] == "ask"


def test_without_questions_presets_behave_as_ever(open_page) -> None:
    at = open_page(POOLING, query={"ask": "0"})
    assert asked(at) is None
    assert "**Notice:**" in texts(at)
    at.button(key="preset_1").click().run()
    assert asked(at) is None
    at.toggle(key="frame_explore").set_value(False).run()
    assert at.query_params["ask"] == "1"
    at.button(key="preset_0").click().run()
    assert asked(at)["asked"]["heading"] == FIRST
    at.toggle(key="frame_explore").set_value(True).run()
    assert at.query_params["ask"] == "0"
    assert asked(at) is None


@pytest.mark.parametrize("is_answered", [False, True])
def test_just_explore_lets_a_question_be(open_page, monkeypatch, is_answered: bool) -> None:
    own = replace(PREDICTIONS[FIRST], before={"pooling_rows": 6})
    monkeypatch.setitem(PREDICTIONS, FIRST, own)
    at = open_asking(open_page)
    if is_answered:
        assert say(at, "answer", index=0)["phase"] == "do"
    assert at.number_input(key="pooling_rows").value == 6
    at.toggle(key="frame_explore").set_value(True).run()
    assert asked(at) is None
    assert at.number_input(key="pooling_rows").value == 4  # as the words on screen say
    at.toggle(key="frame_explore").set_value(False).run()
    assert asked(at) is None  # its answer has been seen


def test_back_to_a_link_with_a_question_does_not_ask_who_only_explores(open_page) -> None:
    at = open_asking(open_page, ask="pool_size/2/17")
    at.toggle(key="frame_explore").set_value(True).run()
    at.query_params["ask"] = "pool_size/2/17"
    at.run()
    assert asked(at) is None
    assert at.query_params["ask"] == "0"


def test_after_a_reload_the_outcome_still_needs_the_numbers_of_the_question(open_page) -> None:
    at = open_asking(open_page)
    say(at, "answer", index=0)
    again = open_page(POOLING, query={"ask": "1", "pooling_rows": "6"})
    for key in ("frame_asked", "frame_chosen"):  # as keepsakes do
        again.session_state[key] = at.session_state[key]
    again.run()
    again.number_input(key="pooling_window").set_value(3).run()
    assert asked(again)["phase"] == "do"
    again.number_input(key="pooling_rows").set_value(4).run()
    assert asked(again)["phase"] == "told"


def test_a_note_links_to_what_the_widgets_hold(open_page, monkeypatch) -> None:
    own = replace(PREDICTIONS[FIRST], before={"pooling_numbers": ""}, frees=("pooling_numbers",))
    monkeypatch.setitem(PREDICTIONS, FIRST, own)
    at = open_asking(open_page)
    say(at, "answer", index=0)
    own = "0 0 0 0; 0 0 0 0; 0 0 0 0; 0 0 0 7"
    at.session_state["pooling_numbers"] = own
    at.run()
    at.number_input(key="pooling_window").set_value(3).run()
    assert asked(at)["phase"] == "told"
    (note,) = at.session_state["frame_notes"]
    (numbers,) = parse_qs(urlsplit(note.link).query)["pooling_numbers"]
    assert numbers == own


def test_of_many_notes_the_dialog_shows_the_latest(open_page) -> None:
    at = open_asking(open_page)
    say(at, "answer", index=1)
    say(at, "do")
    at.run()
    (note,) = at.session_state["frame_notes"]
    at.session_state["frame_notes"] = [replace(note, said=f"{at_}.") for at_ in range(500)]
    at.button(key="frame_notes_button").click().run()
    assert not at.exception
    shown = " ".join(own.value for own in at.text)
    assert "My answer: 499." in shown
    assert "My answer: 449." not in shown
    assert "The latest 50 of 500 notes" in " ".join(own.value for own in at.caption)


def test_the_notes_button_stands_from_the_start_and_says_what_comes(open_page) -> None:
    at = open_asking(open_page)
    at.button(key="frame_notes_button").click().run()
    assert "Answer a question first." in " ".join(own.value for own in at.caption)
    without = open_page(POOLING, query={"ask": "0"})
    assert "frame_notes_button" not in {own.key for own in without.button}


def test_no_reason_is_written_down_where_none_was_asked(open_page) -> None:
    at = open_asking(open_page)
    say(at, "answer", index=1)
    say(at, "do")
    say(at, "why", index=1)  # forged
    (note,) = at.session_state["frame_notes"]
    assert note.reason == ""


def test_another_view_takes_the_question_away(open_page) -> None:
    at = open_asking(open_page)
    at.button_group(key="pooling_view").set_value("On a photo").run()
    assert asked(at) is None


def test_another_one_is_drawn_and_gets_harder_and_easier(open_page) -> None:
    at = open_asking(open_page, ask="pool_size/2/17", pooling_rows="4")
    (pool_size,) = [own for own in generators.GENERATORS if own.name == "pool_size"]
    question = pool_size.question(17, 2)
    data = asked(at)
    assert data["asked"]["prompt"] == question.prompt
    assert data["level"] == 2
    assert data["has_next"] is False  # the link holds this one
    data = say(at, "answer", text="nine")
    assert (data["phase"], bool(data["problem"])) == ("ask", True)
    data = say(at, "answer", text=str(question.truth))
    assert data["phase"] == "told"
    assert data["told"]["is_right"]
    assert data["problem"] == ""


def answer_rightly(at) -> None:
    own = at.session_state["frame_asked"]["pooling"]
    (generator,) = [each for each in generators.GENERATORS if each.name == own.source]
    question = generator.question(own.seed, own.level)
    if isinstance(question, Choose):
        data = say(at, "answer", index=question.right)
    elif isinstance(question, Number):
        data = say(at, "answer", text=str(Fraction(question.truth)))
    else:
        data = say(at, "answer", numbers=question.right)
    assert data["told"]["is_right"]


def test_after_two_right_answers_another_structure_comes(open_page) -> None:
    at = open_asking(open_page)
    at.button(key="frame_practise").click().run()
    first = at.session_state["frame_asked"]["pooling"]
    assert (first.source, first.level) == (generators.GENERATORS[0].name, 1)
    answer_rightly(at)
    assert say(at, "next")["level"] == 1
    assert at.session_state["frame_asked"]["pooling"].source == first.source
    assert at.session_state["frame_asked"]["pooling"].seed != first.seed
    answer_rightly(at)
    say(at, "next")
    assert at.session_state["frame_asked"]["pooling"].source == generators.GENERATORS[1].name
    assert at.session_state["frame_ladders"][first.source].level == 2 <= HARDEST


@pytest.mark.parametrize(("index", "level"), [(0, 1), (1, 2), (None, 1)])
def test_another_one_has_the_structure_of_the_preset_s_question(
    open_page, index: int | None, level: int
) -> None:
    at = open_asking(open_page)
    if index is None:
        say(at, "reveal")
    else:
        say(at, "answer", index=index)
        say(at, "do")
    assert say(at, "next")["level"] == level
    own = at.session_state["frame_asked"]["pooling"]
    assert (own.source, own.level) == ("pool_move", level)


def test_a_structure_of_no_generator_is_followed_by_the_page_s_first(
    open_page, monkeypatch
) -> None:
    monkeypatch.setitem(PREDICTIONS, FIRST, replace(PREDICTIONS[FIRST], practice=""))
    at = open_asking(open_page)
    say(at, "answer", index=1)
    say(at, "do")
    assert say(at, "next")["level"] == 1
    assert at.session_state["frame_asked"]["pooling"].source == generators.GENERATORS[0].name


def test_another_structure_comes_at_the_hardest_level_too(open_page) -> None:
    at = open_asking(open_page)
    at.session_state["frame_ladders"] = {"pool_move": Ladder(HARDEST)}
    say(at, "answer", index=1)
    say(at, "do")
    for in_a_row in (1, 2):
        say(at, "next")
        assert at.session_state["frame_asked"]["pooling"].source == "pool_move"
        answer_rightly(at)
        assert at.session_state["frame_ladders"]["pool_move"] == Ladder(HARDEST, in_a_row)
    say(at, "next")
    assert at.session_state["frame_asked"]["pooling"].source == generators.GENERATORS[0].name


def test_the_switch_stands_where_nobody_has_chosen(open_page, monkeypatch) -> None:
    monkeypatch.delenv(ask_switch.VARIABLE)
    assert asked(open_page(POOLING)) is not None
    monkeypatch.setenv(ask_switch.VARIABLE, "0")
    assert asked(open_page(POOLING)) is None


HOME = "app.py"


def test_the_path_begins_at_home_and_goes_on_where_the_visitor_was(open_page) -> None:
    at = open_page(HOME)
    assert at.button(key="frame_start").label == "Start here"
    at.session_state["frame_path_whole"] = {"two_inputs", "digits", "digit_training", "convolution"}
    at.session_state["frame_path_done"] = {"two_inputs": {"anything"}}
    at.run()
    assert at.button(key="frame_start").label == "Go on: Pooling"
    assert "4 of 10 pages are done" in " ".join(own.value for own in at.caption)
    at.button(key="frame_start").click().run()
    assert asked(at)["asked"]["heading"] == FIRST
    assert at.session_state["frame_ask"] is True


def test_the_next_question_of_the_page_follows_then_the_next_page(open_page) -> None:
    at = open_asking(open_page)
    say(at, "answer", index=1)
    say(at, "do")
    assert asked(at)["following"] == f"Next: {SECOND}"
    done = at.session_state["frame_path_done"]["pooling"]
    done.update(own.label for own in at.button if own.key.startswith("preset_"))
    at.run()
    assert asked(at)["following"] == "Next page: Two inputs"
    say(at, "follow")
    assert at.title[0].value == "How do two hidden units multiply two numbers?"
