"""A class together: teachers open, ask and send; pupils join, answer, and come back."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import pytest
from screen import component, components, send

from dlviz.classroom import memory_store, stores
from dlviz.classroom import room as room_module
from dlviz.classroom.memory_store import MemoryStore
from dlviz.classroom.refusal import RefusedError, StoreAwayError
from dlviz.classroom.room import PUPILS
from dlviz.ui.serving import rooms

ROOT = Path(__file__).resolve().parents[2]
CLASS, POOLING = "pages/classroom.py", "pages/pooling.py"


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryStore]:
    """A server without classes."""
    monkeypatch.delenv(stores.VARIABLE, raising=False)
    rooms.forget()
    yield rooms.store()
    rooms.forget()


def press(at, key: str):
    """Press a button; what is refused is shown, nothing fails."""
    at.button(key=key).click().run()
    assert not at.exception
    return at


def texts(at) -> str:
    shown = (*at.markdown, *at.text, *at.subheader, *at.info, *at.warning, *at.caption, *at.html)
    return " ".join(own.value for own in shown)


@pytest.fixture
def teacher(open_page):
    """Return a function that opens a page as the teacher of a new class."""

    def open_(file: str = POOLING, query=None):
        at = open_page(file, query=query)
        press(at, "class")
        press(at, "class_begin")
        at.run()
        assert at.session_state["class_member"].is_teacher
        return at

    return open_


def code_of(at) -> str:
    return at.session_state["class_member"].code


def remember(at, members, session: str | None = None) -> None:
    """Say what the browser remembers, to this session if no other one is named."""
    told = session or component(at, "history")["session"]
    send(at, "history", {"members": {"session": told, "all": list(members)}})
    at.run()


def joined(open_page, code: str, remembered=(), file: str = CLASS):
    """Open a page as a pupil's browser does, which says what it remembers."""
    at = open_page(file, query={"room": code} if file == CLASS else None)
    remember(at, remembered)
    assert not at.exception
    return at


def question(at) -> dict | None:
    found = components(at, "question")
    return found[0] if found else None


def answer(at, index: int = -1, numbers=(), text: str = "") -> None:
    said = {
        "identity": question(at)["asked"]["identity"],
        "act": "answer",
        "answer": {"index": index, "text": text, "numbers": list(numbers)},
        "sequence": 1,
    }
    send(at, "question", {"said": said})
    assert not at.exception


def ask_own_words(at, prompt="How many?", answers=("one", "two", "three"), right: int | None = 1):
    press(at, "class_ask_another")
    at.button_group(key="class_kind").set_value("My own words").run()
    at.text_area(key="class_words").set_value(prompt)
    for place, text in enumerate(answers):
        at.text_input(key=f"class_words_{place}").set_value(text)
    if right is not None:
        at.selectbox(key="class_words_right").set_value(right)
    return press(at, "class_ask_words").run()


def test_the_largest_number_that_can_be_drawn_names_a_question(teacher, monkeypatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda count: count - 1)
    desk = teacher("app.py")
    press(desk, "class_ask_another")
    press(desk, "class_ask_drawn").run()
    assert "have answered" in texts(desk)


def test_a_whole_vote_in_own_words(open_page, teacher) -> None:
    desk = teacher("app.py")
    code = code_of(desk)
    phones = [joined(open_page, code) for _ in range(2)]
    assert all("Look at the projector" in texts(at) for at in phones)
    ask_own_words(desk)
    assert "0 of 2" in texts(desk)
    for at in phones:
        at.run()
    answer(phones[0], 0)
    answer(phones[1], 1)
    assert "Your answer: two. Tap another" in texts(phones[1])
    answer(phones[0], 2)  # another answer instead of the first, none beside it
    assert "2 of 2" in texts(desk.run())
    press(desk, "class_discuss")
    assert "Discuss" in texts(phones[0].run())
    press(desk, "class_again")
    phones[0].run()
    answer(phones[0], 1)
    assert "1 of 2" in texts(desk.run())
    press(desk, "class_tell").run()
    told = question(phones[0].run())
    assert (told["phase"], told["told"]["is_right"]) == ("told", True)
    assert "first: three" in texts(phones[0])
    press(desk, "class_end")
    assert "ended this class" in texts(phones[1].run())


def test_visitors_in_no_class_cost_nothing(open_page, monkeypatch) -> None:
    rooms.forget()
    monkeypatch.setattr(stores, "from_environment", lambda: pytest.fail("a store was made"))
    assert not open_page("app.py").exception
    program = (
        "import sys, dlviz.ui.shared.page; "
        "print(*[name for name in sys.modules if name.startswith('dlviz.classroom')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def warned(at) -> str:
    return " ".join(own.value for own in at.warning)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("BCDF", "no class with this code"), ("hello", "no class with this code")],
)
def test_an_unknown_code_is_one_sentence_and_the_field_stays(open_page, code, sentence) -> None:
    at = joined(open_page, code)
    assert sentence in warned(at)
    assert at.text_input(key="class_code")
    assert "class_member" not in at.session_state


def test_a_full_class_too_many_attempts_and_an_ended_class_are_one_sentence_each(
    open_page, monkeypatch
) -> None:
    room = rooms.classes().open(None)
    few = MappingProxyType({**room_module.MOST_ON, PUPILS: 1})
    monkeypatch.setattr(memory_store, "MOST_ON", few)
    rooms.classes().join(room.code, None, None)
    assert "The class is full" in warned(joined(open_page, room.code))
    rooms.classes().close(room.code, room.key)
    assert "ended this class" in warned(joined(open_page, room.code))
    for _ in range(40):
        with suppress(RefusedError):
            rooms.classes().join("BCDF", None, None)
    assert "Too many wrong codes" in warned(joined(open_page, room.code))


def test_a_store_that_is_away_loses_nothing(open_page, monkeypatch) -> None:
    room = rooms.classes().open(None)
    at = joined(open_page, room.code)
    with monkeypatch.context() as patch:
        patch.setattr(rooms.store(), "of_pupil", away)
        assert "cannot reach" in warned(at.run())
        assert component(at, "class_news")["seen"] == ""  # whatever comes is new
    assert "Look at the projector" in texts(at.run())


def test_bars_come_back_by_themselves_with_the_store(open_page, teacher, monkeypatch) -> None:
    desk = teacher()
    member = joined(open_page, code_of(desk)).session_state["class_member"]
    remembered = [{"role": "pupil", "code": member.code, "key": member.key}]
    phone = joined(open_page, member.code, remembered, file=POOLING)
    with monkeypatch.context() as patch:
        patch.setattr(rooms.store(), "of_pupil", away)
        for at in (desk, phone):
            assert "cannot reach" in warned(at.run())
            assert component(at, "class_news")["seen"] == ""
    assert "1 pupil" in texts(desk.run())
    assert f"Class **{member.code}**" in texts(phone.run())


def away(*_: object) -> None:
    raise StoreAwayError


def test_two_tabs_of_one_browser_are_one_pupil(open_page) -> None:
    room = rooms.classes().open(None)
    first = joined(open_page, room.code)
    member = first.session_state["class_member"]
    remembered = [{"role": "pupil", "code": room.code, "key": member.key}]
    second = joined(open_page, room.code, remembered)
    third = joined(open_page, room.code, remembered, file="app.py")  # on any page
    for at in (second, third):
        assert at.session_state["class_member"] == member
    assert rooms.classes().for_projector(room.code, room.key).n_pupils == 1
    assert third.button(key="class_back").label == "Back to the class"


def test_a_phone_in_a_new_session_is_the_same_pupil(open_page) -> None:
    """Its browser repeats what it told the first session: that it was in no class."""
    room = rooms.classes().open(None)
    member = joined(open_page, room.code).session_state["class_member"]
    phone = open_page(CLASS, query={"room": room.code})
    remember(phone, (), session="the first one")
    assert "class_member" not in phone.session_state
    assert "Joining the class" in texts(phone)
    remember(phone, [{"role": "pupil", "code": room.code, "key": member.key}])
    assert phone.session_state["class_member"] == member
    assert rooms.classes().for_projector(room.code, room.key).n_pupils == 1


def test_the_teachers_second_tab_leads_the_same_class(open_page) -> None:
    room = rooms.classes().open(None)
    remembered = [{"role": "teacher", "code": room.code, "key": room.key}]
    at = joined(open_page, room.code, remembered, file="app.py")
    press(at, "class_end").run()
    assert "class_member" not in at.session_state
    assert component(at, "history")["left"] == [room.code]


@pytest.mark.parametrize(
    "forged",
    [
        [{"role": "teacher", "code": "BCDF", "key": "x" * 22}],
        [{"role": "teacher", "code": 7, "key": None}, "class", None],
        [{"role": ["teacher"], "code": "BCDFG", "key": "x" * 5000}],
    ],
)
def test_a_browser_that_remembers_nonsense_is_in_no_class(open_page, forged) -> None:
    at = joined(open_page, "", forged, file="app.py")
    assert "class_member" not in at.session_state
    assert not [own for own in at.button if own.key == "class_end"]


def test_a_page_asks_the_class_then_does_it_itself(open_page, teacher) -> None:
    desk = teacher()
    phone = joined(open_page, code_of(desk))
    press(desk, "class_ask").run()
    asked = component(desk, "question")
    assert asked["is_still"]
    assert asked["told"] is None
    assert asked["asked"]["prompt"] == question(phone.run())["asked"]["prompt"]
    answer(phone, text="1")
    press(desk, "class_tell").run()
    desk.run()
    (page_own,) = components(desk, "question")
    assert page_own["phase"] == "told"
    assert "Right: 0 of 1" in texts(desk)
    assert component(desk, "live_figure")["alt"].startswith("What the class answered.")


def keys_of(at) -> list[str]:
    return [button.key for button in at.button]


def test_a_link_is_sent_once_opened_or_let_be_and_a_page_is_offered(open_page, teacher) -> None:
    desk = teacher(query={"pooling_window": "3", "lecture": "true"})
    phone = joined(open_page, code_of(desk))
    press(desk, "class_send")
    view = rooms.classes().for_projector(code_of(desk), desk.session_state["class_member"].key)
    assert (view.sent.page, view.sent.state) == ("pooling", "pooling_window=3")
    assert "sends you to **Pooling**" in texts(phone.run())
    press(phone, "class_open")
    assert component(phone, "class_news")["go"] == "pooling?pooling_window=3"
    assert "class_open" not in keys_of(phone)
    press(desk, "class_send")
    press(phone.run(), "class_stay")
    assert component(phone, "class_news")["n_gone"] == 1

    member = phone.session_state["class_member"]
    remembered = [{"role": "pupil", "code": member.code, "key": member.key}]
    other = joined(open_page, member.code, remembered, file=POOLING)
    press(other, "class_offer")
    assert other.button(key="class_offer").label == "Take my offer back"
    desk.run()
    (take,) = [key for key in keys_of(desk) if key.startswith("class_take_")]
    press(desk, take)
    assert component(desk, "class_news")["go"].startswith("pooling")
    assert "on the projector" in texts(other.run())
    press(desk, "class_put_back")
    assert component(desk, "class_news")["go"] == "pooling?pooling_window=3"


def test_a_teachers_words_are_shown_as_text(open_page, teacher) -> None:
    desk = teacher("app.py")
    phone = joined(open_page, code_of(desk))
    words = "<b>What</b> is **3**?"
    ask_own_words(desk, words, ("<i>1</i>", "[2](http://a.b)"), right=None)
    for at in (desk, phone.run()):
        assert question(at)["asked"]["prompt"] == words
    answer(phone, 1)
    assert "Your answer: [2](http://a.b)." in next(own.value for own in phone.text)
    press(desk, "class_tell").run()
    assert question(phone.run())["told"]["truth"]["index"] == -1
    assert words not in " ".join(own.value for own in desk.markdown)


def test_what_is_wrong_with_own_words_is_one_sentence(teacher) -> None:
    desk = ask_own_words(teacher("app.py"), "Which?", ("one",), right=None)
    assert "2 to 6 answers" in warned(desk)
    assert desk.text_area(key="class_words").value == "Which?"
