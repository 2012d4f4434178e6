"""Back, Forward, reload and the menu show each page with the state it had, in a real browser."""

from looking import until, whole
from playwright.sync_api import expect
from walking import KEYS, arrive, follow, is_as, press, settled, walk

from dlviz.ui.shared.pages import HOME, PAGES, entry_of

RELOADED_ELSEWHERE = ("digits", "digit_training", "pooling")  # in test_reload.py


def change(tab) -> str:
    """Choose another answer to the page's question, move a slider; return what this leaves."""
    others = tab.locator(".stMain [class*='_view'] button[role=radio][aria-checked=false]")
    if others.count():
        name = others.last.inner_text()
        others.last.click()
        tab.locator("button[role=radio][aria-checked=true]", has_text=name).first.wait_for()
        whole(tab)
    sliders = tab.locator(".stMain .stSlider [role=slider], .stMain .range-slider input")
    if sliders.count():
        sliders.first.press("ArrowRight", timeout=10_000)
        whole(tab)
    return settled(tab)


def test_every_page_is_found_again_with_the_state_it_had(server_url: str, open_tab) -> None:
    """One visitor opens every page, then again to change it; then back, and forward with reloads.

    The session knows one state of each page, the browser's entries have two.
    """
    tab = open_tab(server_url, fresh=True)
    length = tab.evaluate("history.length")
    older, newer = {}, {}
    for place, page in enumerate(PAGES, 1):
        follow(tab, page)
        older[page] = press(tab)
        # Settings make no entries, and the address has nothing of the pages before.
        assert tab.evaluate("history.length") == length + place
        keys = tab.evaluate(KEYS)
        assert keys
        assert not [key for key in keys if not key.startswith(page.name)]
    for page in PAGES:
        follow(tab, page)
        is_as(tab, older[page])
        newer[page] = change(tab)
        assert newer[page] != older[page]
    assert tab.evaluate("history.length") == length + 2 * len(PAGES)
    walk(tab, 1 - len(PAGES), PAGES[0])  # the session knows the state of the entry
    is_as(tab, newer[PAGES[0]])
    for page in PAGES[::-1]:  # and now a newer one
        walk(tab, -1, page)
        is_as(tab, older[page])
    walk(tab, -1, HOME)
    step = len(PAGES) + 1
    for page in PAGES:  # an older one, or nothing
        walk(tab, step, page)
        is_as(tab, newer[page])
        if page.name not in RELOADED_ELSEWHERE:
            tab.reload()
            arrive(tab, page)
            is_as(tab, newer[page])
        step = 1
    follow(tab, PAGES[0])
    is_as(tab, newer[PAGES[0]])


def test_a_page_reached_by_a_link_to_it_is_the_first_entry(server_url: str, visit) -> None:
    """What the server puts right in a link makes no entry that Back would stop at."""
    tab = visit(server_url)
    tab.goto(f"{server_url}/convolution?convolution_stride=1&convolution_rows=99")
    arrive(tab, entry_of("pages/convolution.py"))
    until(tab, lambda: "convolution_stride" not in tab.evaluate(KEYS))
    tab.evaluate("history.back()")
    arrive(tab, HOME)


def test_back_to_a_page_as_it_was_left_keeps_what_is_not_in_its_address(
    server_url: str, visit
) -> None:
    """The goal that was obeyed: only the session knows it, and forgets it for an older state."""
    pooling, convolution = (entry_of(f"pages/{name}.py") for name in ("pooling", "convolution"))
    tab = visit(f"{server_url}/pooling")
    press(tab)
    goal = tab.locator("[class*=st-key-frame_goal_]").inner_text()
    tab.locator(".st-key-pooling_kinds button", has_text="average").first.click()
    until(tab, lambda: tab.evaluate(KEYS).get("pooling_kinds") == "max")
    whole(tab)
    expect(tab.locator("[class*=st-key-frame_goal_]")).to_have_text(goal)
    follow(tab, convolution)
    walk(tab, -1, pooling)
    expect(tab.locator("[class*=st-key-frame_goal_]")).to_have_text(goal)


def test_the_lecture_display_goes_along_with_back(server_url: str, visit) -> None:
    pooling, photos = (entry_of(f"pages/{name}.py") for name in ("pooling", "photos"))
    tab = visit(f"{server_url}/pooling")
    follow(tab, photos)
    tab.locator(".st-key-lecture label").first.click()
    until(tab, lambda: tab.evaluate(KEYS).get("lecture") == "true")
    whole(tab)
    walk(tab, -1, pooling)
    expect(tab.locator(".st-key-lecture input")).to_be_checked()
