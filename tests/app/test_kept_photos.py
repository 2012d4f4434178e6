"""The visitor's own photos are kept for the session, on all pages, until they are removed."""

import io

import pytest
from PIL import Image
from screen import component

from dlviz.ui.shared import restarts
from dlviz.ui.shared.kept_photos import MOST

PAGE = "pages/photos.py"
LITE = {"photos_network": "EfficientNet-Lite0"}

pytestmark = pytest.mark.usefixtures("one_core")


def jpeg(shade: int, size: tuple[int, int] = (320, 240)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (shade, 90, 60)).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def bring(at, *names: str):
    files = [(name, jpeg(40 + 20 * n), "image/jpeg") for n, name in enumerate(names)]
    at.file_uploader(key="photos_own_files").set_value(files)
    return at.run()


def labels(at) -> list[str]:
    return [button.label for button in at.button]


def test_photos_stay_when_the_page_is_left(open_page) -> None:
    at = bring(open_page(PAGE, query=LITE), "a.jpg", "b.jpg")
    at.switch_page("pages/pooling.py").run()
    at.switch_page(PAGE).run()
    assert not at.exception
    offered = at.selectbox(key="photos_photo").options
    assert offered[-2:] == ["my photo 1", "my photo 2"]
    assert "Remove a.jpg" in labels(at)
    at.selectbox(key="photos_photo").set_value("my photo 2").run()
    title = component(at, "answer_cards")["cards"][0]["pictures"][0]["title"]
    assert title == "The photo, 320 × 240"


@pytest.mark.parametrize(
    ("page", "view"), [("feature_maps", "All maps"), ("convolution", "On a photo")]
)
def test_other_pages_take_the_photo_too(open_page, page: str, view: str) -> None:
    at = bring(open_page(PAGE, query=LITE), "a.jpg", "b.jpg")
    at.switch_page(f"pages/{page}.py").run()
    at.segmented_control(key=f"{page}_view").set_value(view).run()
    at.selectbox(key=f"{page}_photo").set_value("my own photo").run()
    assert not at.exception
    assert (
        at.selectbox(key=f"{page}_photo_which").value
        == at.session_state["kept_photos"][-1].identity
    )
    assert "Remove b.jpg" in labels(at)
    at.switch_page("pages/digits.py").run()
    at.switch_page(f"pages/{page}.py").run()
    at.segmented_control(key=f"{page}_view").set_value(view).run()
    at.selectbox(key=f"{page}_photo").set_value("my own photo").run()
    assert "Remove b.jpg" in labels(at)


def test_what_is_let_go_is_gone_and_can_be_brought_back(open_page) -> None:
    at = bring(open_page(PAGE, query=LITE), "a.jpg", "b.jpg")
    at.switch_page("pages/pooling.py").run()
    at.switch_page(PAGE).run()
    next(one for one in at.button if one.label == "Remove a.jpg").click().run()
    assert "my photo 2" not in at.selectbox(key="photos_photo").options
    assert "Remove a.jpg" not in labels(at)
    at.button(key="photos_own_bring_back").click().run()
    assert "my photo 2" in at.selectbox(key="photos_photo").options
    assert not any(label.startswith("Bring back") for label in labels(at))


def test_a_photo_taken_out_of_the_uploader_can_be_brought_back(open_page) -> None:
    at = bring(open_page(PAGE, query=LITE), "a.jpg")
    at.file_uploader(key="photos_own_files").set_value(None)
    at.run()
    assert "my photo 1" not in at.selectbox(key="photos_photo").options
    at.button(key="photos_own_bring_back").click().run()
    assert "my photo 1" in at.selectbox(key="photos_photo").options


def test_what_is_kept_counts_among_the_most(open_page) -> None:
    at = bring(open_page(PAGE, query=LITE), "a.jpg", "b.jpg")
    at.switch_page("pages/pooling.py").run()
    at.switch_page(PAGE).run()
    bring(at, *(f"{n}.jpg" for n in range(MOST)))
    assert [box.value for box in at.error] == ["14 photos are too many; the first 12 are used."]
    assert at.selectbox(key="photos_photo").options[-1] == f"my photo {MOST}"


def test_nobody_is_told_who_has_lost_nothing(open_page) -> None:
    at = open_page(PAGE, query=LITE)
    at.selectbox(key="photos_photo").set_value("bee").run()
    assert not [one for one in at.toast if one.value == restarts.TOO_LONG]
