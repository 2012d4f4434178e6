"""Photos: what a visitor does in the five views, and what must not happen.

What depends on the networks' real answers stands in test_photos_numbers.py.
"""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from screen import component, components, notices

from dlviz import reframing
from dlviz.datasets import sample_photos
from dlviz.networks import imagenet
from dlviz.ui.photos import why
from dlviz.ui.photos.controls import INSIDE, MIND, SEVERAL, VIEWS, WHAT, WHY

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/photos.py"
LITE = {"photos_network": "EfficientNet-Lite0"}
pytestmark = pytest.mark.usefixtures("one_core", "hasty_networks")


def photo(name: str = "kingfisher") -> Image.Image:
    return sample_photos.load(name)


def jpeg(shade: int, size: tuple[int, int] = (320, 240)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (shade, 90, 60)).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def upload(at, *files: tuple[str, bytes]):
    """Give files to the uploader, all at once."""
    named = [(name, content, "image/jpeg") for name, content in files]
    at.file_uploader(key="photos_own_files").set_value(named)
    return at.run()


def rows(at, card: int = 0) -> list[dict]:
    """Return the answers on the first list of a card."""
    return component(at, "answer_cards")["cards"][card]["lists"][0]["rows"]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_with_its_words_and_says_that_another_network_stands_in(
    view: str, open_page
) -> None:
    at = open_page(PAGE, query={"photos_view": view})
    assert not at.exception
    assert "What to notice" in notices(at)
    said = [text.value for text in at.caption if "are not on this machine" in text.value]
    assert said == [
        "The weights of ResNet50 (V1) are not on this machine: EfficientNet-Lite0 is used instead."
    ]
    assert any(button.label.startswith("Download ResNet50 (V1)") for button in at.button)


# When does it change its mind?


@pytest.mark.usefixtures("few")
def test_another_change_starts_from_no_change(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": MIND, "photos_at": "4"})
    at.selectbox(key="photos_change").set_value("Rotate").run()
    assert at.number_input(key="photos_at").value == 0
    assert component(at, "change_film")["title"] == "Rotate"


@pytest.mark.usefixtures("few")
def test_a_curve_is_computed_once_for_each_visitor(open_page, monkeypatch) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": MIND})
    before = component(at, "change_film")["frames"]
    monkeypatch.setattr("dlviz.changing_mind.measure_curve", None)
    at.number_input(key="photos_at").set_value(2.0).run()
    assert not at.exception
    assert component(at, "change_film")["frames"] == before
    at.selectbox(key="photos_change").set_value("Blur").run()
    assert at.exception  # that one is not there yet


@pytest.mark.usefixtures("few")
def test_changes_go_on_from_a_window_and_the_link_keeps_it(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": MIND, "photos_at": "2"})
    before = component(at, "change_film")
    at.button(key="photos_from_here").click().run()
    text = at.query_params["photos_window"]
    assert text == "0.5000,0.5000,2.0000"
    after = component(at, "change_film")
    assert after["identity"] != before["identity"]
    assert at.number_input(key="photos_at").value == 1
    place = before["texts"].index("× 2")
    assert after["frames"][after["neutral"]] == before["frames"][place]
    at.selectbox(key="photos_photo").set_value("crab").run()  # a window belongs to its photo
    assert "photos_window" not in at.query_params


# Why, and inside


@pytest.mark.usefixtures("few")
def test_covering_and_grad_cam_answer_for_any_class(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": WHY, "photos_class": "robin"})
    titles = [sheet["title"] for sheet in component(at, "map_sheets")["groups"][0]["sheets"]]
    assert titles[0] == "What supports robin"
    assert "gives robin" in notices(at)
    at.segmented_control(key="photos_method").set_value("Cover a part").run()
    assert not at.exception
    group = component(at, "map_sheets")["groups"][0]
    assert group["sheets"][0]["kind"] == "signed"
    assert {size for _, size in group["reach"]["rows"] + group["reach"]["columns"]} == {56}


def test_the_stages_are_resnet50s_even_without_its_weights(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": INSIDE})
    assert any("ResNet50, 25,557,032 parameters" in text.value for text in at.markdown)
    assert len(at.table[0].value) == 6
    assert len(components(at, "live_figure")) == 2


# Photos of one's own


def test_several_photos_at_once_are_compared_and_never_named_in_the_link(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": SEVERAL})
    files = [(f"party{n}.jpg", jpeg(40 * n)) for n in range(1, 4)]
    upload(at, *files, ("no.jpg", b"hello"))
    cards = component(at, "answer_cards")["cards"]
    assert [card["title"] for card in cards[:3]] == ["my photo 1", "my photo 2", "my photo 3"]
    assert [box.value for box in at.error] == [
        "no.jpg: This file cannot be opened as a photo; JPEG, PNG, WebP, AVIF, GIF, BMP, TIFF "
        "and HEIC files can."
    ]
    assert "party" not in str(dict(at.query_params)) + json.dumps(cards)
    assert any("never written to disk" in text.value for text in at.caption)
    at.segmented_control(key="photos_view").set_value(WHAT).run()
    assert at.selectbox(key="photos_photo").value == "my photo 1"  # the first that came
    at.file_uploader(key="photos_own_files").set_value(None)
    at.run()
    assert at.selectbox(key="photos_photo").value == "kingfisher"
    assert not at.exception


def test_more_photos_than_a_visitor_may_have_are_said(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": SEVERAL, "photos_table": "cat"})
    upload(at, *[(f"{n}.jpg", jpeg(10 * n, (64, 48))) for n in range(1, 15)])
    assert not at.exception
    assert [box.value for box in at.error] == ["14 photos are too many; the first 12 are used."]
    assert len(component(at, "answer_cards")["cards"]) == 12


@pytest.mark.usefixtures("few")
def test_two_visitors_never_share_what_was_computed(open_page, monkeypatch) -> None:
    one = open_page(PAGE, query=LITE)
    upload(one, ("a.jpg", jpeg(200)))
    mine = component(one, "answer_cards")["cards"][0]["pictures"][0]["jpeg"]
    other = open_page(PAGE, query=LITE | {"photos_photo": "my photo 1"})
    assert component(other, "answer_cards")["cards"][0]["pictures"][0]["jpeg"] != mine
    assert other.selectbox(key="photos_photo").value == "kingfisher"
    monkeypatch.setattr(imagenet.Classifier, "probabilities", None)
    one.selectbox(key="photos_photo").set_value("my photo 1").run()
    assert not one.exception  # it is in this visitor's session


# Links


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "query",
    [
        {"photos_view": "nonsense", "photos_photo": "my photo 7", "photos_network": "vgg"},
        {"photos_view": MIND, "photos_change": "nonsense", "photos_at": "nan"},
        {"photos_view": MIND, "photos_at": "inf", "photos_window": "nan,1,1e99"},
        {"photos_view": MIND, "photos_change": "Blur", "photos_at": "-1e99"},
        {"photos_view": MIND, "photos_at": "x", "photos_window": "1,2,3,4,5"},
        {"photos_view": WHY, "photos_class": "dragon", "photos_layer": "layer9",
         "photos_opacity": "1e99", "photos_method": "magic"},
        {"photos_view": SEVERAL, "photos_table": "nobody"},
        {"photos_look_up": "dragon"},
    ],
)  # fmt: skip
def test_nonsense_in_a_link_is_answered_by_the_page_as_it_is(open_page, query: dict) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert "What to notice" in notices(at)
    box = [one.value for one in at.number_input if one.key == "photos_at"]
    if box:
        values = reframing.CHANGES[
            "blur" if query.get("photos_change") == "Blur" else "zoom"
        ].values
        assert values[0] <= box[0] <= values[-1]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("preset", range(5))
def test_a_preset_shows_its_goal(open_page, preset: int) -> None:
    at = open_page(PAGE, query={"photos_view": INSIDE, "photos_photo": "coffee",
                                "photos_window": "0.4,0.4,3"})  # fmt: skip
    assert not any("Try this" in block.value for block in at.markdown)
    at.button(key=f"preset_{preset}").click().run()
    assert not at.exception
    assert any("Try this" in block.value for block in at.markdown)


def test_the_columns_of_a_heat_map_s_file_count_from_one(monkeypatch) -> None:
    made = []
    monkeypatch.setattr(why.page_parts, "download_csv", lambda build, **_: made.append(build()))
    why._offer_csv(np.zeros((2, 3)))
    assert made[0].splitlines()[0] == "column 1,column 2,column 3"


# ResNet50


@pytest.mark.usefixtures("resnet50", "few")
def test_resnet50_answers_where_its_weights_are(open_page) -> None:
    at = open_page(PAGE)
    assert not at.exception
    assert at.selectbox(key="photos_network").value == "ResNet50 (V1)"
    assert not any("are not on this machine" in text.value for text in at.caption)
    own = imagenet.load("resnet50").classify(photo(), k=1)[0]
    assert rows(at)[0]["label"] == own[0]
    at.segmented_control(key="photos_view").set_value(INSIDE).run()
    assert not at.exception
    two = component(at, "answer_cards")["cards"][0]["lists"]
    assert [x["title"].split(",")[0] for x in two] == ["ResNet50 (V1)", "EfficientNet-Lite0"]
    at.segmented_control(key="photos_view").set_value(WHY).run()
    assert not at.exception
    assert "In layer4" in notices(at)


def test_a_damaged_file_of_weights_is_one_sentence(open_page, monkeypatch, tmp_path) -> None:
    file = tmp_path / "resnet50-00000000.pth"
    file.write_bytes(b"not weights")
    monkeypatch.setenv(imagenet.VARIABLE, str(file))
    at = open_page(PAGE, query={"photos_network": "ResNet50 (V1)"})
    assert not at.exception
    assert [box.value for box in at.warning] == [
        "resnet50-00000000.pth is damaged: its checksum is not the one in its name; "
        "EfficientNet-Lite0 is used instead."
    ]
