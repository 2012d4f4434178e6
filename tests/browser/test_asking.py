"""A page asks before it shows, in a real browser: by mouse, keyboard, finger, on a projector."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from looking import reaches, tap, until, whole
from playwright.sync_api import expect
from visitor import Visitor

FIRST = "/pooling?ask=1"
SKETCH = "How invariant is it?"
PANEL = ".st-key-frame_question"
BELOW = "own => innerHeight - own.getBoundingClientRect().bottom"


@pytest.fixture
def asked(server_url: str, visit):
    """Open a page that asks, and return the tab."""

    def open_(query: str = FIRST, **options):
        tab = visit(f"{server_url}{query}", **options)
        whole(tab)
        if not tab.locator(PANEL).count():  # another test has been asked here
            tab.locator(".st-key-preset_0 button").click()
        tab.locator(f"{PANEL} .prompt").wait_for()
        whole(tab)
        return tab

    return open_


def heading(tab) -> str:
    return tab.locator(f"{PANEL} .heading").inner_text()


def test_predict_do_explain(asked) -> None:
    tab = asked()
    panel = tab.locator(PANEL)
    expect(tab.get_by_text("What to notice")).to_be_hidden()
    panel.get_by_role("textbox").fill("one")
    panel.get_by_role("button", name="Answer").click()
    expect(panel.locator(".problem")).not_to_be_empty()
    panel.get_by_role("textbox").fill("1")
    panel.get_by_role("textbox").press("Enter")
    expect(panel.locator(".task")).to_have_text("Now press “Edit numbers” and change the 5 to 1.")
    panel.get_by_role("button", name="Do it for me").click()
    panel.get_by_text("You answered 1. It is 3.").first.wait_for()
    until(tab, lambda: "3" in tab.locator(f"{PANEL} [aria-live]").inner_text())
    panel.get_by_text("and what to notice").click()
    panel.get_by_text("Notice:").wait_for()
    whole(tab)
    tab.get_by_label("Numbers 4 × 4, row 1, column 3: 1").wait_for()
    panel.get_by_role("button", name="Another one").click()
    until(tab, lambda: heading(tab).startswith("Practice"))


def test_by_keyboard_alone(asked) -> None:
    tab = asked("/pooling?ask=pool_kind/1/3")
    option = tab.locator(f"{PANEL} .options button").first
    option.focus()
    tab.keyboard.press("Enter")
    outcome = tab.locator(f"{PANEL} .result")
    outcome.get_by_text("How it is worked out").wait_for()
    until(tab, lambda: outcome.evaluate("own => own.getRootNode().activeElement === own"))


def test_a_curve_is_sketched_with_the_hand_and_with_keys(asked) -> None:
    tab = asked()
    tab.get_by_role("button", name=SKETCH).click()
    until(tab, lambda: heading(tab) == SKETCH)
    whole(tab)
    pad = tab.locator(f"{PANEL} .pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    tab.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.7 * box["height"])
    tab.mouse.down()
    tab.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.3 * box["height"], steps=5)
    tab.mouse.up()
    pad.press("Home")
    pad.press("ArrowUp")
    tab.locator(PANEL).get_by_role("button", name="Answer").click()
    tab.locator(PANEL).get_by_role("button", name="Do it for me").click()
    tab.locator(PANEL).get_by_text("The largest gap is").first.wait_for()
    tab.locator(PANEL).get_by_role("img", name="Your curve and the curve that came").wait_for()


def test_on_a_phone_nothing_is_wider_than_the_screen(asked) -> None:
    tab = asked(is_phone=True)
    reaches(tab, PANEL, 390)
    low = "own => own.getBoundingClientRect().height"
    for button in tab.locator(f"{PANEL} button").filter(visible=True).all():
        until(tab, lambda own=button: own.evaluate(low) >= 44)  # its style comes after its text


def test_on_a_projector_the_question_fills_the_screen_and_a_key_brings_the_answer(asked) -> None:
    tab = asked("/pooling?ask=pool_kind/1/3&lecture=true")
    dialog = tab.get_by_role("dialog")
    dialog.wait_for()
    box = dialog.bounding_box()
    assert (box["width"], box["height"]) == (1280, 720)
    style = "own => getComputedStyle(own, '::highlight(dlviz-words)').textDecorationLine"
    assert tab.locator(f"{PANEL} .prompt").evaluate(style) == "none"  # a tap explains nothing here
    tab.keyboard.press("PageDown")
    tab.locator(PANEL).get_by_text("More (1 of 2)").wait_for()
    whole(tab)
    tab.keyboard.press("PageDown")  # the next part, and not the next preset
    worked = tab.locator(f"{PANEL} .worked p").first
    worked.wait_for()
    expect(dialog).to_have_count(0)
    assert worked.evaluate("own => parseFloat(getComputedStyle(own).fontSize)") >= 20
    whole(tab)
    assert tab.locator(PANEL).evaluate(BELOW) >= 0.4 * 720


def test_just_explore_is_remembered_by_the_browser(server_url: str, open_tab) -> None:
    tab = open_tab(f"{server_url}{FIRST}", fresh=True)
    tab.locator(f"{PANEL} .prompt").wait_for()
    whole(tab)
    tab.locator(".st-key-frame_explore label").click()
    tab.get_by_text("Try this:").wait_for()
    assert "ask=0" in tab.url
    whole(tab)
    until(tab, lambda: tab.evaluate("localStorage.getItem('dlviz-asks')") == "0")
    tab.evaluate("localStorage.setItem('dlviz-asks', '1')")
    tab.goto(f"{server_url}/pooling")  # this server asks only where somebody has chosen it
    whole(tab)
    until(tab, lambda: not tab.locator(".st-key-frame_explore input").is_checked())
    # Other tests use the same browser, and no page of theirs is to ask.
    tab.evaluate("localStorage.removeItem('dlviz-asks')")
    tab.close()


def test_notes_are_taken_along(asked) -> None:
    tab = asked("/pooling?ask=pool_kind/1/3")
    tab.locator(f"{PANEL} .options button").first.click()
    tab.locator(PANEL).get_by_text("How it is worked out").wait_for()
    tab.get_by_role(
        "button", name="Practice"
    ).click()  # the whole page runs: the notes' button comes
    tab.get_by_role("button", name="My notes").click()
    with tab.expect_download() as taken:
        tab.get_by_role("dialog").get_by_role("button", name="Web page").click()
    text = taken.value.path().read_text(encoding="utf-8")
    assert "which kind of pooling it was" in text


def told_wrongly(tab) -> None:
    """Answer 1 to the first question of "Pooling", which is wrong, and let the page do the rest."""
    tab.locator(PANEL).get_by_role("textbox").fill("1")
    tab.locator(PANEL).get_by_role("textbox").press("Enter")
    tab.locator(PANEL).get_by_role("button", name="Do it for me").click()
    tab.locator(f"{PANEL} .outcome").wait_for()
    whole(tab)


def test_an_explanation_leaves_the_picture_in_sight_and_show_me_is_seen(asked) -> None:
    tab = asked()
    told_wrongly(tab)
    assert tab.locator(PANEL).evaluate(BELOW) >= 0.4 * 720
    tab.locator(PANEL).get_by_role("button", name="Show me").click()
    outcome = tab.locator(f"{PANEL} .result")
    tab.locator(PANEL).get_by_text("look at the picture below").first.wait_for()
    until(tab, lambda: outcome.evaluate("own => own.getRootNode().activeElement === own"))
    assert tab.locator(PANEL).evaluate(BELOW) >= 0.4 * 720
    tab.locator(PANEL).get_by_role("button", name="The whole explanation").click()
    tab.locator(f"{PANEL} .prompt").wait_for()


def test_on_a_phone_a_preset_brings_its_question_into_view(asked) -> None:
    tab = asked(is_phone=True)
    tap(tab.locator(".st-key-preset_3 button"))
    until(tab, lambda: heading(tab) == "Max against blur")
    whole(tab)
    box = tab.locator(f"{PANEL} .options").bounding_box()
    assert box["y"] + 44 < tab.viewport_size["height"]
    assert 0 <= tab.locator(f"{PANEL} .prompt").bounding_box()["y"] < 200


async def sent_after_an_answer(address: str) -> tuple[set[str], set[str], str]:
    """Return which widgets a page sends at first, and after an answer, and where that leads."""
    visitor = Visitor(address, "pooling", ask="1")
    await visitor.arrive()
    asked, first = json.loads(visitor.data["frame_question"])["asked"], set(visitor.ids)
    answer = {"index": -1, "text": "1", "numbers": []}
    said = {"identity": asked["identity"], "act": "answer", "answer": answer, "sequence": 1}
    visitor.ids = {"frame_question": visitor.ids["frame_question"]}
    await visitor.set("frame_question", {"said": said})
    await visitor.leave()
    return first, set(visitor.ids), json.loads(visitor.data["frame_question"])["phase"]


def test_an_answer_sends_nothing_but_the_question(server_url: str) -> None:
    with ThreadPoolExecutor(1) as pool:  # the tabs' event loop occupies this thread
        first, then, phase = pool.submit(asyncio.run, sent_after_an_answer(server_url)).result()
    assert first > {"frame_question", "pooling_stride"}
    assert (then, phase) == ({"frame_question"}, "do")
