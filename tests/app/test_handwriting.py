"""Our handwriting: pupils draw on phones, and the projector shows what four models read."""

import io
import json
import re

import numpy as np
import pytest
from in_class import strokes_of
from offered import said_at_home
from screen import component, components, notices, send

from dlviz.classroom import codes
from dlviz.classroom.drawings import checked_drawing
from dlviz.classroom.handwriting import MODELS, as_npz
from dlviz.classroom.memory_store import MemoryStore
from dlviz.inside import read
from dlviz.networks.mnist import load
from dlviz.training.methods import METHODS
from dlviz.ui.classroom import drawing as phones
from dlviz.ui.classroom import taking
from dlviz.ui.classroom.teacher import LESSON
from dlviz.ui.serving import rooms
from dlviz.ui.shared.classroom.membership import Member

CLASS = "pages/classroom.py"
MEMBER = "class_member"


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch):
    """A server without classes."""
    own = MemoryStore()
    rooms.forget()
    monkeypatch.setattr(rooms, "store", lambda: own)
    yield own
    rooms.classes.cache_clear()


def press(at, key: str):
    at.button(key=key).click().run()
    assert not at.exception
    return at


def texts(at) -> str:
    shown = (*at.markdown, *at.subheader, *at.info, *at.warning, *at.caption, *at.html)
    return " ".join(own.value for own in shown).replace("\u00a0", " ")


def opened_by(open_page, member: Member):
    """Open the class's page as somebody who is in a class already."""
    at = open_page(CLASS)
    at.session_state[MEMBER] = member
    at.run()
    assert not at.exception
    return at


@pytest.fixture
def desk(open_page):
    """The class's page of a teacher who asks for 7 and 8."""
    opened = rooms.classes().open(None)
    at = opened_by(open_page, Member(True, opened.code, opened.key))
    press(at, "class_handwriting")
    at.button_group(key="class_digits").set_value([8, 7]).run()
    press(at, "class_draw").run()
    return at


def code_of(at) -> str:
    return at.session_state[MEMBER].code


def pupil(code: str) -> str:
    return rooms.classes().join(code, None, None)


def phone(open_page, code: str):
    return opened_by(open_page, Member(False, code, pupil(code)))


def draw(at, strokes: list[dict]) -> None:
    """Let the pad of a phone send strokes, as a browser does at pen-up."""
    number = component(at, "drawing_pad")["restored"]["number"]
    ink = {"sequence": 1, "change": 1, "loaded": None, "restored": number, "strokes": strokes}
    send(at, "drawing_pad", {"ink": ink})
    assert not at.exception


def fill(code: str, n_pupils: int, of_each: int = 2, digits=(7, 8)) -> None:
    """Let pupils send drawings that were made by the synthetic hands of the data set."""
    for at in range(n_pupils):
        key = pupil(code)
        for place in range(of_each):
            digit = digits[place % len(digits)]
            rooms.classes().submit(code, key, 1, place, digit, strokes_of(digit, 10 * at + place))


def wall(at) -> dict:
    return component(at, "drawing_wall")


def test_a_pupil_draws_what_is_asked_for_and_withdraws_it(open_page, desk) -> None:
    at = phone(open_page, code_of(desk))
    assert at.subheader[0].value == "Draw a 7"
    press(at, "class_send_drawing")
    assert "Draw a 7 first." in texts(at)
    draw(at, strokes_of(7))
    pad = component(at, "drawing_pad")
    press(at, "class_send_drawing")
    assert at.subheader[0].value == "Draw an 8"  # one digit after the other
    assert component(at, "drawing_pad")["restored"]["number"] == pad["restored"]["number"] + 1
    assert not pad["while_drawing"]
    press(at, "class_send_drawing")  # a second tap, before the browser has emptied the pad
    assert "On the wall from you: 1" in texts(at)
    drawing = checked_drawing(7, strokes_of(7), (7,))
    (sheet,) = wall(desk.run())["sheets"]
    assert len(sheet) > 500
    draw(at, [{"points": [1, 2, 3], "width": 18}])
    press(at, "class_send_drawing")
    assert "could not be read" in texts(at)
    (own,) = (
        rooms.classes().for_pupil(code_of(desk), at.session_state[MEMBER].key).drawings.values()
    )
    assert own == drawing
    press(at, "class_withdraw_0")
    assert at.subheader[0].value == "Draw a 7"
    assert "from you" not in texts(at)
    assert wall(desk.run())["sheets"] == []


def test_the_next_digit_is_one_that_is_missing() -> None:
    own = {place: checked_drawing(digit, strokes_of(digit), range(10)) for place, digit in
           enumerate((3, 5, 3))}  # fmt: skip
    assert phones.next_digit((3, 5), own) == 5
    assert phones.next_digit((3, 5, 9), own) == 9
    assert phones.next_digit((3,), own) == 3
    assert [phones.name_of(digit) for digit in (7, 8)] == ["a 7", "an 8"]


def test_the_projector_shows_what_each_model_reads_and_how_often_it_is_wrong(desk) -> None:
    assert "The phones ask for 7 and 8." in notices(desk)
    code = code_of(desk)
    fill(code, 3)
    shown = rooms.classes().for_projector(code, desk.session_state[MEMBER].key).drawings
    desk.run()
    table = texts(desk)
    for name in MODELS:
        model = load(name)
        wrong = sum(
            read(model, own.image / np.float32(255)).winner != own.digit for own in shown.values()
        )
        row = f"| {METHODS[name].title} | **{100 * wrong / 6:.1f} %** ({wrong}) |"
        assert row in table
    figure = json.loads(component(desk, "live_figure")["figure"])
    assert "click" not in figure["data"][0]["hovertemplate"]
    assert len(wall(desk)["once"]) == 1
    fill(code, 1)
    sums, sheets = wall(desk.run())["once"], wall(desk)["sheets"]
    assert [bool(sheet) for sheet in sheets] == [False, True]  # only the two new ones travel
    assert len(set(sums.values())) == 2


def test_a_hidden_drawing_leaves_the_wall_until_it_is_shown_again(open_page, desk) -> None:
    code = code_of(desk)
    at = phone(open_page, code)
    draw(at, strokes_of(7))
    press(at, "class_send_drawing")
    fill(code, 2)
    desk.run()
    (name, own), *_ = (
        rooms.classes().for_projector(code, desk.session_state[MEMBER].key).drawings.items()
    )
    from dlviz.ui.classroom.wall import _identity

    for wanted in ("00", 7, _identity(name, own)):
        send(desk, "drawing_wall", {"hide": {"drawing": wanted, "sequence": 1}})
        assert not desk.exception
    assert "(of 4)" in texts(desk)
    assert "hidden" in texts(at.run())
    press(desk, "class_unhide")
    assert "(of 5)" in texts(desk)


def test_no_more_are_taken_and_then_again(open_page, desk) -> None:
    at = phone(open_page, code_of(desk))
    press(desk, "class_stop_drawing")
    assert "No more drawings are taken" in texts(at.run())
    assert not components(at, "drawing_pad")
    press(desk, "class_draw_on")
    assert at.run().subheader[0].value == "Draw a 7"


def learn(desk) -> None:
    """Let a lesson run to its end in this thread."""
    lesson = desk.session_state[LESSON]
    lesson.task.pause()
    while lesson.task._advance():
        pass
    desk.run()
    assert not desk.exception


def test_too_few_teach_nothing_and_a_class_teaches_a_network(desk, monkeypatch) -> None:
    monkeypatch.setattr("dlviz.classroom.learning.STEPS", 4)
    code = code_of(desk)
    fill(code, 2)
    desk.run()
    press(desk, "class_learn")
    assert "10 drawings to learn from" in texts(desk)
    fill(code, 10)
    desk.run()
    press(desk, "class_learn")
    learn(desk)
    said = notices(desk)
    assert "It learned from 12 drawings. Of 12 drawings of other pupils" in said
    assert "Of MNIST's 10,000 test digits it misclassified 148 before" in said
    press(desk, "class_learn_reset")
    assert LESSON not in desk.session_state
    press(desk, "class_learn")
    press(desk, "class_rest")
    desk.run()
    assert LESSON not in desk.session_state  # a round that is over leaves nothing behind


def test_the_program_taken_home_prints_the_table_of_the_wall(desk, monkeypatch, tmp_path) -> None:
    fill(code_of(desk), 3)
    desk.run()
    output = said_at_home(desk, "class_code_program", monkeypatch, tmp_path)
    table = texts(desk)
    for name in MODELS:
        wrong, rate, low, high = re.search(
            rf"{name}: (\d+) wrong, (\S+) %, interval (\S+) to (\S+) %", output
        ).groups()
        assert f"**{rate} %** ({wrong}) | {low} to {high} %" in table


def test_what_is_taken_along_names_no_pupil(desk) -> None:
    code = code_of(desk)
    fill(code, 3)
    names = rooms.classes().for_projector(code, desk.session_state[MEMBER].key).drawings
    packed = as_npz(names.values())
    with np.load(io.BytesIO(packed)) as file:
        assert all(f"`{name}`" in taking.snippet.ABOUT_ARRAYS for name in file.files)
        assert not any(name.split(".")[0].encode() in file[own].tobytes() for name in names
                       for own in file.files)  # fmt: skip
    assert codes.id_of("x") not in taking.snippet.ABOUT_ARRAYS
