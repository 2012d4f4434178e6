"""A class together: teachers open, ask and send; pupils join, answer, and come back."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from screen import components, send

from dlviz.classroom import stores
from dlviz.classroom.memory_store import MemoryStore
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


def joined(open_page, code: str, remembered=(), file: str = CLASS):
    """Open a page as a pupil's browser does, which says what it remembers."""
    at = open_page(file, query={"room": code} if file == CLASS else None)
    send(at, "history", {"members": list(remembered)})
    at.run()
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
