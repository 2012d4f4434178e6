"""A page's parts come in one order: headline and presets, then torch, then the rest."""

import sys
from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dlviz.ui.shared.page import Page, PageOrderError
from dlviz.ui.shared.pages import PAGES
from dlviz.ui.shared.presets import Preset

FILE = "pages/pooling.py"
PRESETS = (Preset("One", "try it.", "it changes.", state={"order_number": 1}),)


@pytest.fixture
def without_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the parts that need the whole app (menu, headline) and those that need torch."""
    monkeypatch.setattr("dlviz.ui.shared.frame.draw", lambda _: False)
    monkeypatch.setattr("dlviz.ui.shared.frame.show_device", lambda _: None)


def run(script: Callable[[], None]) -> AppTest:
    """Run the body of a function as a page."""
    return AppTest.from_function(script, default_timeout=30).run()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_headline_and_presets_stand_before_anything_heavy_is_imported(
    page, open_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, f"dlviz.ui.{page.name}", None)  # its import fails
    at = open_page(page.file)
    assert at.exception or at.error
    assert at.title[0].value == page.question
    assert [button.key for button in at.button if button.key.startswith("preset_")][2:]
    assert not [box for box in at.number_input if box.key == "frame_heard"]


@pytest.mark.usefixtures("without_frame")
def test_the_goal_is_filled_in_when_all_widgets_are_placed_and_the_rest_comes_last() -> None:
    def script() -> None:
        import streamlit as st

        from dlviz.ui.shared.page import Page
        from dlviz.ui.shared.presets import Preset

        one = Preset("One", "try it.", "it changes.", state={"order_number": 1})
        with Page("pages/pooling.py", (one,)) as page:
            page.prepare()

            def build():
                page.place_goal()
                st.number_input("Number", 0, 9, 1, key="order_number")
                return lambda: st.text("the rest")

            page.show(build)

    at = run(script)
    assert not at.exception
    assert at.markdown[0].value == "**Try this:** try it. **Notice:** it changes."
    assert at.text[0].value == "the rest"
    assert [box.key for box in at.number_input] == ["order_number", "frame_heard"]
    at.number_input(key="order_number").set_value(2).run()  # what the goal asks for
    assert at.markdown[0].value.startswith("**Try this:**")
    at.button(key="preset_0").click().run()
    assert at.number_input(key="order_number").value == 1
    assert at.markdown[0].value.startswith("**Try this:**")


@pytest.mark.usefixtures("without_frame")
def test_a_page_runs_anew_when_there_is_something_to_look_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declared = []
    fragment = st.fragment

    def declare(build: Callable[[], None], *, run_every: float | None) -> Callable[[], None]:
        declared.append(run_every)
        return fragment(build, run_every=run_every)

    monkeypatch.setattr(st, "fragment", declare)

    def script() -> None:
        import streamlit as st

        from dlviz.ui.shared.page import Page
        from dlviz.ui.shared.presets import Preset

        state = st.session_state
        one = Preset("One", "try it.", "it changes.", state={"order_number": 1})
        with Page("pages/pooling.py", (one,)) as page:
            page.prepare()

            def build() -> None:
                page.place_goal()
                if st.button("Train"):
                    state["trains"] = True
                if st.button("Pause"):
                    state["trains"] = False

            page.show(build, look_again=lambda: 3600.0 if state.get("trains") else None)

    train, pause = 1, 2  # after the preset's button
    at = run(script)
    assert declared == [None]
    at.button[train].click().run()
    assert declared == [None, None, 3600.0]  # it began inside the part: the page runs once more
    at.run()
    assert declared[3:] == [3600.0]  # nothing has changed: it does not
    at.button[pause].click().run()
    assert declared[4:] == [3600.0, None]
    assert not at.exception


@pytest.mark.usefixtures("without_frame")
def test_a_home_page_needs_no_presets_and_no_number() -> None:
    def script() -> None:
        from dlviz.ui.shared.page import Page

        with Page("app.py"):
            pass

    at = run(script)
    assert not at.exception
    assert not at.number_input


def open_twice(page: Page) -> None:
    with page:
        page.prepare()
        page.show(page.place_goal)
    with page:
        pass


def prepare_before_it_opens(page: Page) -> None:
    page.prepare()


def prepare_twice(page: Page) -> None:
    with page:
        page.prepare()
        page.prepare()


def show_before_prepare(page: Page) -> None:
    with page:
        page.show(page.place_goal)


def prepare_after_show(page: Page) -> None:
    with page:
        page.prepare()
        page.show(page.place_goal)
        page.prepare()


def show_after_the_end(page: Page) -> None:
    with page:
        page.prepare()
        page.show(page.place_goal)
    page.show(page.place_goal)


def show_inside_a_part(page: Page) -> None:
    with page:
        page.prepare()
        page.show(lambda: page.show(page.place_goal))


def place_goal_outside_of_a_part(page: Page) -> None:
    with page:
        page.prepare()
        page.place_goal()


def place_goal_twice(page: Page) -> None:
    def build() -> None:
        page.place_goal()
        page.place_goal()

    with page:
        page.prepare()
        page.show(build)


def show_nothing(page: Page) -> None:
    with page:
        page.prepare()


def place_no_goal(page: Page) -> None:
    with page:
        page.prepare()
        page.show(lambda: None)


@pytest.mark.parametrize(
    ("misuse", "said"),
    [
        (open_twice, "opened twice"),
        (prepare_before_it_opens, "`prepare` comes first"),
        (prepare_twice, "`prepare` comes first"),
        (show_before_prepare, "`show` comes after `prepare`"),
        (prepare_after_show, "`prepare` comes first"),
        (show_after_the_end, "`show` comes after `prepare`"),
        (show_inside_a_part, "`show` cannot be called inside"),
        (place_goal_outside_of_a_part, "`place_goal` is called by a function"),
        (place_goal_twice, "`place_goal` was called twice"),
        (show_nothing, "calls `prepare` and `show`"),
        (place_no_goal, "no part of the page calls `place_goal`"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
@pytest.mark.usefixtures("without_frame")
def test_the_parts_in_another_order_are_refused(
    misuse: Callable[[Page], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "fragment", lambda build, **_: build)  # without a browser
    with pytest.raises(PageOrderError, match=rf"^{FILE}: .*{said}"):
        misuse(Page(FILE, PRESETS))


def test_a_page_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(KeyError):
        Page("pages/of_nobody.py")
