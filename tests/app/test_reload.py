"""A visitor's own work is restored after a reload, and never another visitor's."""

import importlib
import io
import pkgutil

import pytest
from PIL import Image
from screen import component
from streamlit.testing.v1 import AppTest

import dlviz.ui
from dlviz.datasets.mnist import Digits, load
from dlviz.training.methods import Choices
from dlviz.training.race import Race
from dlviz.ui.components.history import history
from dlviz.ui.shared import keepsakes

pytestmark = pytest.mark.usefixtures("one_core")

GOAL = "**Try this:**"


@pytest.fixture
def reload_page(open_page, monkeypatch: pytest.MonkeyPatch):
    """Open a page in a new session of the same tab as `at`, as the browser does on reload."""

    def reload_(at: AppTest, file: str, key: object = None, *, is_reload: bool = True) -> AppTest:
        key = at.session_state["frame_tab"].key if key is None else key
        new = open_page(file, query=dict(at.query_params.items()))
        with monkeypatch.context() as patch:
            patch.setattr(
                history, "said_before", lambda: history.Before(key, True, is_reload=is_reload)
            )
            return new.run()

    return reload_


def goals(at: AppTest) -> list[str]:
    return [block.value for block in at.markdown if block.value.startswith(GOAL)]


def small_race() -> Race:
    digits = load("test")
    few = Digits(digits.images[:300], digits.labels[:300])
    race = Race(Choices(methods=("lda",), n_digits=300, epochs=2), few, few)
    race._until = 2.0
    while race._advance():
        pass
    return race


def test_all_that_is_kept_comes_back(open_page, reload_page) -> None:
    for module in pkgutil.walk_packages(dlviz.ui.__path__, "dlviz.ui."):
        importlib.import_module(module.name)
    at = open_page("pages/pooling.py")
    read = {"class_member"}  # every page reads it; test_classroom.py reloads with a real one
    made = {key: object() for key in keepsakes._KEPT - keepsakes._STATE - read}
    assert len(made) > 15
    for key, value in made.items():
        at.session_state[key] = value
    at.run()
    new = reload_page(at, "pages/pooling.py", is_reload=False)
    assert not new.exception
    assert {key: new.session_state[key] for key in made} == made


def test_a_finished_race_is_still_there(open_page, reload_page) -> None:
    race = small_race()
    at = open_page("pages/digit_training.py")
    at.session_state["digit_training_race"] = race
    at.run()
    assert any(block.value.startswith("Done in") for block in at.markdown)
    new = reload_page(at, "pages/digit_training.py")
    assert new.session_state["digit_training_race"] is race
    assert any(block.value.startswith("Done in") for block in new.markdown)


def test_work_in_the_background_keeps_its_visitor(
    open_page, reload_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a reload a training still has one place in the queue, although the session is new."""
    names = iter("abc")
    name = next(names)
    monkeypatch.setattr("dlviz.ui._compat.this_run.visitor", lambda: name)
    at = open_page("pages/pooling.py")
    tab = at.session_state["frame_tab"]
    assert (tab.session, tab.visitor) == ("a", "a")
    name = next(names)
    new = reload_page(at, "pages/pooling.py")
    assert new.session_state["frame_tab"] is tab
    assert (tab.session, tab.visitor) == ("b", "a")


def test_a_drawing_is_still_there(open_page, reload_page) -> None:
    stroke = {"points": [60, 60, 200, 200], "width": 18}
    at = open_page("pages/digits.py", query={"digits_sample": "open four"})
    said = {"sequence": 3, "loaded": "open four", "restored": None, "strokes": [stroke]}
    at.session_state["digits_pad_drawing"] = said
    at.run()
    new = reload_page(at, "pages/digits.py")
    restored = component(new, "drawing_pad")["restored"]
    assert restored["loaded"] == "open four"  # its strokes do not come in the drawing's place
    assert restored["strokes"] == [{"points": [60.0, 60.0, 200.0, 200.0], "width": 18.0}]
    assert restored["number"] == 1
    assert component(new.run(), "drawing_pad")["restored"] == restored  # until the pad has it
    assert "drawing" not in str(dict(new.query_params))


def test_own_photos_are_still_there_and_chosen(open_page, reload_page) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 60, 40)).save(buffer, "JPEG")
    at = open_page("pages/photos.py", query={"photos_network": "EfficientNet-Lite0"})
    at.file_uploader(key="photos_own_files").set_value([("a.jpg", buffer.getvalue(), "image/jpeg")])
    at.run()
    assert at.selectbox(key="photos_photo").value == "my photo 1"
    new = reload_page(at, "pages/photos.py")
    assert not new.exception
    assert new.selectbox(key="photos_photo").value == "my photo 1"
    followed = reload_page(new, "pages/photos.py", is_reload=False)
    assert "my photo 1" in followed.selectbox(key="photos_photo").options
    assert followed.selectbox(key="photos_photo").value != "my photo 1"  # a link says what it wants


def test_a_goal_that_was_obeyed_comes_back(open_page, reload_page) -> None:
    at = open_page("pages/pooling.py")
    at.button(key="preset_1").click().run()
    (goal,) = goals(at)
    at.session_state["pooling_answers"] = False
    at.session_state["pooling_kinds"] = ["max"]
    at.run()
    assert goals(at) == [goal]
    assert goals(reload_page(at, "pages/pooling.py")) == [goal]


def test_who_has_no_key_gets_nothing(open_page, reload_page) -> None:
    at = open_page("pages/pooling.py")
    at.session_state["digit_training_race"] = "secret"
    at.run()
    assert at.session_state["frame_tab"].key not in str(dict(at.query_params))
    new = reload_page(at, "pages/pooling.py", key="a guess")
    assert not new.exception
    assert "digit_training_race" not in new.session_state


@pytest.mark.parametrize("is_in_link", [False, True])
def test_a_value_that_was_not_in_the_address_is_not_written_into_it(
    open_page, monkeypatch: pytest.MonkeyPatch, is_in_link: bool
) -> None:
    """The first run after a reload may end before it has placed the widget."""
    query = {"feature_maps_row_number": "3"} if is_in_link else {}
    at = open_page("pages/feature_maps.py")
    at.session_state["feature_maps_row_number"] = 3
    at.run()
    key = at.session_state["frame_tab"].key
    with monkeypatch.context() as patch:
        patch.setattr(history, "said_before", lambda: history.Before(key, True, is_reload=True))
        new = open_page("pages/feature_maps.py", query=query)
    assert new.session_state["feature_maps_row_number"] == 3
    assert ("feature_maps_row_number" in new.query_params) == is_in_link
