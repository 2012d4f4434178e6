"""Photos: numbers on the page that are the network's real answers."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from screen import component

from dlviz import reframing
from dlviz.datasets import sample_photos
from dlviz.networks import imagenet
from dlviz.ui.photos.controls import MIND

PAGE = "pages/photos.py"
LITE = {"photos_network": "EfficientNet-Lite0"}
BEST = {"photos_view": MIND, "photos_change": "Best framing"}
pytestmark = pytest.mark.usefixtures("one_core")


def photo(name: str = "kingfisher") -> Image.Image:
    return sample_photos.load(name)


def rows(at, card: int = 0) -> list[dict]:
    """Return the answers on the first list of a card."""
    return component(at, "answer_cards")["cards"][card]["lists"][0]["rows"]


def test_the_answers_are_the_networks_own(open_page) -> None:
    at = open_page(PAGE, query=LITE)
    wanted = imagenet.load("efficientnet_lite0").classify(photo(), k=5)
    shown = [(row["label"], row["share"]) for row in rows(at)]
    assert [label for label, _ in shown] == [label for label, _ in wanted]
    np.testing.assert_allclose([s for _, s in shown], [p for _, p in wanted], atol=1e-4)
    groups = component(at, "answer_cards")["cards"][0]["lists"][1]["rows"]
    bird = next(row for row in groups if row["label"].startswith("bird"))
    assert bird["share"] > shown[0][1]


def test_any_class_can_be_looked_up(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_look_up": "robin"})
    found = component(at, "answer_cards")["cards"][0]["lists"][2]["rows"][0]
    probabilities = imagenet.load("efficientnet_lite0").probabilities(photo())
    label = imagenet.load("efficientnet_lite0").categories.index("robin")
    place = int((probabilities > probabilities[label]).sum()) + 1
    assert found["label"] == f"robin, rank {place}"
    assert found["share"] == pytest.approx(float(probabilities[label]), abs=1e-4)


@pytest.mark.usefixtures("few")
def test_a_curve_has_a_picture_and_a_number_for_every_value(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_view": MIND, "photos_at": "2.9"})
    data = component(at, "change_film")
    values = reframing.CHANGES["zoom"].values
    assert len(data["frames"]) == len(data["texts"]) == len(values)
    assert data["at"] == reframing.CHANGES["zoom"].nearest(2.9)
    shares = np.frombuffer(base64.b64decode(data["shares"]), "<f4").reshape(-1, len(values))
    assert len(shares) == len(data["classes"])
    assert data["classes"][0]["name"] == "jacamar"
    own = imagenet.load("efficientnet_lite0").probabilities(photo()).max()
    assert shares[0, data["neutral"]] == pytest.approx(float(own), abs=0.03)
    first = Image.open(io.BytesIO(base64.b64decode(data["frames"][0])))
    assert first.size == (224, 224)
    assert data["padding"][0] > 0.3  # as far as × 0.5 the photo does not reach


@pytest.mark.usefixtures("few")
def test_the_best_framing_is_found_and_can_be_changed(open_page) -> None:
    query = LITE | BEST | {"photos_photo": "bee", "photos_class": "bee"}
    at = open_page(PAGE, query=query)
    shown = rows(at)
    assert [row["label"] for row in shown[:2]] == ["Standard crop, answer: hip", "Best framing"]
    assert shown[1]["share"] > 0.8 > shown[0]["share"]
    assert len(component(at, "answer_cards")["cards"][1]["pictures"]) == len(shown)
    at.button(key="photos_use_best").click().run()
    film = component(at, "change_film")
    assert film["title"] == "Zoom"
    assert film["firsts"][film["neutral"]].startswith("bee")


def test_the_first_preset_is_true(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_0").click().run()
    film = component(at, "change_film")
    assert film["firsts"][film["neutral"]].startswith("jacamar")
    assert film["firsts"][0].startswith("jacamar")
    assert film["firsts"][-1].startswith("robin")
