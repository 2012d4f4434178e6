"""A technical word answers to mouse, finger and keyboard, and leads to where it is at work."""

from urllib.parse import parse_qs, urlsplit

import pytest
from looking import choose, fits, whole
from playwright.sync_api import expect

# The middle of a marked word on screen, once it is marked.
MIDDLE = """([word, css]) => {
  for (const { startContainer, startOffset, endOffset } of CSS.highlights.get("dlviz-words")) {
    if (startContainer.data.slice(startOffset, endOffset) !== word) continue
    if (css && !startContainer.parentElement.closest(css)) continue
    const range = document.createRange()
    range.setStart(startContainer, startOffset)
    range.setEnd(startContainer, endOffset)
    const { left, right, top, bottom } = range.getBoundingClientRect()
    if (top > 0 && bottom < innerHeight) return [(left + right) / 2, (top + bottom) / 2]
  }
}"""
MARKED = """() => [...CSS.highlights.get("dlviz-words")].map((range) =>
  range.startContainer.data.slice(range.startOffset, range.endOffset))"""


# Which parts of a question have marked words.
BLOCKS = """() => new Set([...CSS.highlights.get("dlviz-words")]
  .map(({ startContainer }) => startContainer.parentElement)
  .filter((element) => element?.getRootNode() instanceof ShadowRoot)
  .map((own) => own.closest("button, .prompt, .outcome, .both, .mistaken, .frame").classList[0]))"""
DRAWN = "own => getComputedStyle(own, '::highlight(dlviz-words)').textDecorationLine"
PANEL = ".st-key-frame_question"


def middle(tab, word: str, css: str = "") -> tuple[float, float]:
    return tuple(tab.wait_for_function(MIDDLE, arg=[word, css], polling=50).json_value())


def dialog(tab):
    return tab.get_by_role("dialog").filter(visible=True)


def at_work(tab, address: str) -> None:
    """Wait until the page shows the state of a word's place."""
    wanted = urlsplit(address)
    tab.wait_for_url(lambda url: urlsplit(url).path.endswith(wanted.path))
    whole(tab)
    shown = parse_qs(urlsplit(tab.url).query)
    assert shown.items() >= parse_qs(wanted.query).items()


@pytest.fixture
def pooling(server_url: str, visit):
    """The page "Pooling" with its marks."""
    tab = visit(f"{server_url}/pooling")
    middle(tab, "window")
    return tab


def test_a_tap_on_a_word_explains_it_and_its_link_shows_it_at_work(pooling) -> None:
    pooling.mouse.click(*middle(pooling, "location invariance"))
    said = dialog(pooling)
    expect(said).to_have_accessible_name("location invariance")
    expect(said).to_contain_text("the output stays the same when the object in the picture moves.")
    pooling.keyboard.press("Escape")
    expect(said).to_have_count(0)
    pooling.mouse.click(*middle(pooling, "location invariance"))
    expect(said).to_have_count(1)
    pooling.mouse.click(5, 700)
    expect(said).to_have_count(0)
    pooling.mouse.click(*middle(pooling, "location invariance"))
    said.get_by_role("link").click()
    expect(said).to_have_count(0)
    at_work(pooling, "pooling?pooling_view=Location+invariance")
    pooling.go_back()
    at_work(pooling, "pooling")
    expect(pooling.get_by_text("Kind of pooling", exact=True)).to_be_visible()


def test_the_name_of_a_control_is_explained_and_its_control_left_alone(pooling) -> None:
    pooling.mouse.click(*middle(pooling, "Stride"))
    expect(dialog(pooling)).to_contain_text("cells that a window moves")
    assert not pooling.locator(".st-key-pooling_stride input").evaluate(
        "own => own.matches(':focus')"
    )
    pooling.keyboard.press("Escape")
    expect(dialog(pooling)).to_have_count(0)
    pooling.get_by_label("Stride").click()  # the window has given its name back
    expect(pooling.get_by_label("Stride")).to_be_focused()


def test_marks_follow_texts_that_change_and_react_goes_on(pooling) -> None:
    before = pooling.locator(".stMain").inner_text()
    for kind in ("average", "max", "average"):
        pooling.get_by_role("radio", name=kind, exact=True).click()
        whole(pooling)
    assert pooling.locator(".stMain").inner_text() != before
    for view in ("On a photo", "By hand"):
        choose(pooling, view)
    middle(pooling, "outputs")
    marked = pooling.evaluate(MARKED)
    assert {"window", "location invariance", "stride", "gradient"} <= set(marked)
    assert all(word.strip() and len(word) > 2 for word in marked)


def test_the_list_is_reached_and_left_by_keyboard(pooling) -> None:
    opener = pooling.get_by_role("button", name="Words on this page")
    opener.focus()
    pooling.keyboard.press("Enter")
    said = dialog(pooling)
    expect(said).to_have_accessible_name("Words on this page")
    names = said.get_by_role("term").all_inner_texts()
    assert {"pooling", "window", "stride", "L2 pooling"} <= set(names)
    assert names == sorted(names, key=str.lower)
    assert pooling.evaluate("reach.said()")
    pooling.keyboard.press("Escape")
    expect(said).to_have_count(0)
    expect(opener).to_be_focused()
    pooling.keyboard.press("Enter")
    place = names.index("gradient")
    for _ in range(place + 1):
        pooling.keyboard.press("Tab")
    pooling.keyboard.press("Enter")
    at_work(pooling, "two_inputs?two_inputs_view=Walk+the+valley")


def test_a_finger_on_a_phone(server_url: str, visit) -> None:
    tab = visit(f"{server_url}/convolution", is_phone=True, color_scheme="dark")
    x, y = middle(tab, "kernel")
    finger = tab.context.new_cdp_session(tab)
    for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.detach()
    expect(dialog(tab)).to_contain_text("a small grid of weights")
    box = dialog(tab).bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    assert box["y"] > y
    fits(tab)
    tab.get_by_role("button", name="Words on this page").click()
    expect(dialog(tab)).to_have_accessible_name("Words on this page")
    box = dialog(tab).bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    dialog(tab).get_by_role("button", name="Close").click()
    expect(dialog(tab)).to_have_count(0)


def test_words_are_large_in_the_lecture_display(server_url: str, visit) -> None:
    tab = visit(f"{server_url}/pooling?lecture=true")
    tab.mouse.click(*middle(tab, "Window"))
    size = dialog(tab).evaluate("own => parseFloat(getComputedStyle(own).fontSize)")
    assert size >= 22
    tab.keyboard.press("ArrowDown")  # the keys of the lecture leave the window alone
    expect(dialog(tab)).to_have_count(1)


def test_words_of_a_question_are_explained_and_those_of_its_answers_left_alone(
    server_url: str, visit
) -> None:
    tab = visit(f"{server_url}/pooling?ask=pool_kind/1/3")
    prompt, words = tab.locator(f"{PANEL} .prompt"), tab.locator(f"{PANEL} .worked p")
    tab.mouse.click(*middle(tab, "stride", ".prompt"))
    expect(dialog(tab)).to_contain_text("cells that a window moves")
    tab.keyboard.press("Escape")
    assert prompt.evaluate(DRAWN) == "underline"
    tab.locator(f"{PANEL} .options button").first.click()
    expect(dialog(tab)).to_have_count(0)
    words.last.wait_for()
    tab.wait_for_function(f"() => ({BLOCKS})().has('both')", polling=50)
    assert set(tab.evaluate(f"() => [...({BLOCKS})()]")) <= {
        "prompt",
        "outcome",
        "mistaken",
        "both",
    }
