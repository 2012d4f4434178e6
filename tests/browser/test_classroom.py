"""One projector and three phones: a whole vote, a sent link, an offered state, sleep and return."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import new_tab
from looking import whole
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCREEN = {"viewport": {"width": 1280, "height": 720}}


class Class:
    """A projector and phones, each in a browser of its own."""

    def __init__(self, browser: Any, address: str) -> None:
        self._browser, self.address = browser, address
        self.contexts: list[Any] = []

    def visitor(self, **screen: Any) -> Any:
        """Return a new browser's context."""
        context = self._browser.new_context(bypass_csp=True, **screen)
        self.contexts.append(context)
        return context

    def open(self, context: Any, path: str) -> Any:
        """Open a page of the app in a new tab."""
        tab = new_tab(context)
        tab.goto(f"{self.address}/{path}")
        whole(tab)
        return tab

    def teacher(self, path: str) -> tuple[Any, str]:
        """Return the tab of a teacher who has opened a class, and the class's code."""
        tab = self.open(self.visitor(**SCREEN), path)
        tab.get_by_role("button", name="Class", exact=True).first.click()
        tab.get_by_role("button", name="Open a class").click()
        code = tab.locator(".st-key-class_letters_shown p")
        code.wait_for()
        return tab, code.inner_text()

    def pupil(self, code: str) -> tuple[Any, Any]:
        """Return the context and the tab of a pupil who has followed the QR code."""
        context = self.visitor(**PHONE)
        tab = self.open(context, f"classroom?room={code}")
        expect(tab.get_by_text("Look at the projector.")).to_be_visible()
        return context, tab


@contextmanager
def class_at(browser: Any, address: str, kind: type[Class] = Class) -> Iterator[Class]:
    """Let a class use the app at an address."""
    own = kind(browser, address)
    try:
        yield own
    finally:
        for context in own.contexts:
            context.close()


@pytest.fixture
def classroom(browser, server_url) -> Iterator[Class]:
    """A class at the server that all tests share."""
    with class_at(browser, server_url) as own:
        yield own


def press(tab: Any, key: str) -> None:
    tab.locator(f".st-key-{key} button").first.click()


def answer(tab: Any, place: int) -> None:
    """Tap on one of the answers of a choice."""
    option = tab.locator(".way button").nth(place)
    option.tap()
    expect(tab.get_by_text("Tap another answer to change it.")).to_be_visible()


def test_a_class_votes_twice_is_sent_to_a_page_and_offers_one(classroom) -> None:
    projector, code = classroom.teacher("augmentation?ask=0")
    phones = [classroom.pupil(code) for _ in range(3)]
    expect(projector.get_by_text("3 pupils")).to_be_visible()
    assert projector.evaluate("JSON.parse(localStorage['dlviz-classes']).teacher.key.length") == 22
    assert "room=" not in projector.url

    press(projector, "class_ask")
    for place, (_, phone) in enumerate(phones[:2]):
        answer(phone, place)
    answer(phones[0][1], 2)  # a second tap changes a vote and adds none
    expect(projector.get_by_text("2 of 3")).to_be_visible()
    expect(projector.locator(".st-key-class_votes")).to_have_count(0)

    context, phone = phones[0]  # a phone that slept comes back with its vote
    phone.close()
    phone = classroom.open(context, "classroom")
    expect(phone.get_by_text("Your answer: 3.")).to_be_visible()
    other = classroom.open(context, f"classroom?room={code}")  # a second tab is the same pupil
    expect(other.get_by_text("Your answer: 3.")).to_be_visible()
    other.close()
    expect(projector.get_by_text("2 of 3")).to_be_visible()

    press(projector, "class_discuss")
    expect(phones[1][1].get_by_text("Discuss with those beside you")).to_be_visible()
    projector.reload()  # the teacher's tab keeps the class
    whole(projector)
    press(projector, "class_again")
    for own in (phone, phones[1][1], phones[2][1]):
        expect(own.get_by_text("Answer")).not_to_have_count(0)
        answer(own, 1)
    expect(projector.get_by_text("3 of 3")).to_be_visible()
    press(projector, "class_tell")
    expect(projector.locator(".st-key-class_said")).to_contain_text(
        "Right: 1 of 2 at first, 3 of 3 after the discussion."
    )
    expect(projector.get_by_role("img", name="What the class answered")).to_be_visible()
    expect(projector.locator(".st-key-frame_question")).to_contain_text("How it is worked out")
    expect(phone.get_by_text("You answered first: 3. Then: 34.")).to_be_visible()

    press(projector, "class_send")
    press(phone, "class_open")
    expect(phone.locator("h1")).to_contain_text("cloud")
    whole(phone)
    press(phone, "class_offer")
    press(projector, "class_offers")
    projector.get_by_role("button", name="1: Augmentation").click()
    expect(phone.get_by_text("Your page is on the projector.")).to_be_visible()

    press(projector, "class_end_asked")
    press(projector, "class_end")
    expect(phone.get_by_text("Your teacher has ended this class.")).to_be_visible()
    expect(phones[2][1].get_by_text("Your teacher has ended this class.")).to_be_visible()
    projector.wait_for_function("!('dlviz-classes' in localStorage)")


def test_a_wrong_code_is_one_sentence_and_a_right_one_joins(classroom) -> None:
    projector, code = classroom.teacher("pooling?ask=0")
    phone = classroom.open(classroom.visitor(**PHONE), "classroom")
    field = phone.get_by_label("The four letters of your class")
    field.fill("ab")
    press(phone, "class_join_form")
    expect(phone.get_by_text("There is no class with this code now.")).to_be_visible()
    field.fill(f"{code[:2].lower()} {code[2:].lower()}")
    field.press("Enter")
    expect(phone.get_by_text("Look at the projector.")).to_be_visible()
    expect(projector.get_by_text("1 pupil")).to_be_visible()
    press(phone, "class_leave")
    expect(phone.get_by_label("The four letters of your class")).to_be_visible()
    assert "room=" not in phone.url
