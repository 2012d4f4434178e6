"""All views give the same prediction for a photo: that of torchvision's own preprocessing."""

import io
from functools import cache

import numpy as np
import pytest
import torch
from PIL import Image
from screen import component, notices

from dlviz.architecture_text import SHIPPED
from dlviz.datasets import sample_photos
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.datasets.small_pictures import shrink
from dlviz.networks import cifar, imagenet
from dlviz.networks.image_network import of_classifier
from dlviz.notices import architecture as architecture_notices
from dlviz.ui.augmentation import reading
from dlviz.ui.feature_maps.controls import LOOKED
from dlviz.ui.photos.controls import MIND, SEVERAL
from dlviz.ui.pooling import networks as pooling_networks
from dlviz.ui.serving.uploads import HeldFile
from dlviz.ui.shared.photo_chooser import ChosenPhoto

PAGE = "pages/photos.py"
LITE = {"photos_network": "EfficientNet-Lite0"}
SIZES = [(1280, 851), (2600, 1950), (300, 5000)]

pytestmark = pytest.mark.usefixtures("one_core")


@cache
def file_of(size: tuple[int, int]) -> bytes:
    """Return a photo with fine detail, for which scaling down in two steps gives other pixels."""
    image = sample_photos.load("cat").resize(size, Image.Resampling.BICUBIC)
    noise = np.random.default_rng(1).integers(-70, 71, (size[1], size[0], 1), np.int16)
    pixels = (np.asarray(image) + noise).clip(0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def plain(data: bytes) -> torch.Tensor:
    """Return the probabilities as five lines of torchvision compute them."""
    classifier = imagenet.load("efficientnet_lite0")
    with Image.open(io.BytesIO(data)) as photo, torch.inference_mode():
        pixels = classifier.transform(photo.convert("RGB"))[None]
        return classifier.module(pixels)[0].softmax(dim=0)


def first(at, card: int = 0) -> tuple[str, float]:
    row = component(at, "answer_cards")["cards"][card]["lists"][0]["rows"][0]
    return row["label"], row["share"]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_all_views_give_the_number_of_the_whole_photo(open_page, size: tuple[int, int]) -> None:
    data = file_of(size)
    wanted = plain(data)
    name = imagenet.load("efficientnet_lite0").categories[int(wanted.argmax())]
    share = float(wanted.max())

    at = open_page(PAGE, query=LITE | {"photos_change": "Cover"})
    at.file_uploader(key="photos_own_files").set_value([("a.jpg", data, "image/jpeg")])
    at.run()
    assert first(at) == (name, pytest.approx(share, abs=1e-4))
    titles = [shown["title"] for shown in component(at, "answer_cards")["cards"][0]["pictures"]]
    assert titles[0] == f"The photo, {size[0]} × {size[1]}"

    at.segmented_control(key="photos_view").set_value(SEVERAL).run()
    assert first(at) == (name, pytest.approx(share, abs=1e-4))

    at.segmented_control(key="photos_view").set_value(MIND).run()
    film = component(at, "change_film")
    assert film["firsts"][film["neutral"]].startswith(name)
    assert f"For the unchanged photo the answer is {name}" in notices(at)


def test_a_sample_is_read_whole(open_page) -> None:
    at = open_page(PAGE, query=LITE | {"photos_photo": "bee"})
    own = imagenet.load("efficientnet_lite0").probabilities(sample_photos.load("bee"))
    assert first(at)[1] == pytest.approx(float(own.max()), abs=1e-4)
    assert "1280 × 720" in component(at, "answer_cards")["cards"][0]["pictures"][0]["title"]


def test_feature_maps_give_the_same_number(open_page) -> None:
    data = file_of((1280, 851))
    wanted = plain(data)
    query = {"feature_maps_photo": "my own photo", "feature_maps_view": LOOKED}
    query |= {"feature_maps_network": "EfficientNet-Lite0"}
    at = open_page("pages/feature_maps.py", query=query)
    at.file_uploader(key="feature_maps_photo_file").set_value(("a.jpg", data, "image/jpeg"))
    at.run()
    assert not at.exception
    name = imagenet.load("efficientnet_lite0").categories[int(wanted.argmax())]
    assert name in notices(at)
    network = of_classifier(imagenet.load("efficientnet_lite0"))
    kept = next(
        value
        for key, value in at.session_state["feature_maps_results"].items()
        if key[0] == "whole"
    )
    np.testing.assert_allclose(network.probabilities(kept), wanted, atol=1e-6)


def with_photo(open_page, page: str, query: dict, data: bytes):
    """Open a page and bring a photo along."""
    at = open_page(f"pages/{page}.py", query=query | {f"{page}_photo": "my own photo"})
    at.file_uploader(key=f"{page}_photo_file").set_value(("a.jpg", data, "image/jpeg"))
    at.run()
    assert not at.exception
    return at


def test_the_original_among_its_copies_gives_the_same_number(open_page, monkeypatch) -> None:
    monkeypatch.setattr(reading, "N_COPIES", 2)
    data = file_of((1280, 851))
    wanted = plain(data)
    at = with_photo(open_page, "augmentation", {"augmentation_source": "Photo"}, data)
    for _ in range(2):  # it is read first, then the page is drawn again
        if "classified as" in component(at, "picture_field")["names"][0]:
            break
        at.run()
    name = imagenet.load("efficientnet_lite0").categories[int(wanted.argmax())].split(",")[0]
    said = component(at, "picture_field")["names"][0]
    assert said.endswith(f"classified as {name}, {wanted.max():.0%}")


def test_a_small_network_reads_the_whole_photo_on_two_pages(open_page, monkeypatch) -> None:
    for room in ("augmentation.controls", "architecture.pictures"):
        monkeypatch.setattr(f"dlviz.ui.{room}.available_pictures", lambda _: None)
    monkeypatch.setattr(reading, "N_COPIES", 2)
    data = file_of((1280, 851))
    with Image.open(io.BytesIO(data)) as photo:
        small = shrink(photo.convert("RGB"), (3, 32, 32))
    pixels = torch.from_numpy(small.copy()).permute(2, 0, 1)[None].float() / 255
    network = cifar.load()
    with torch.inference_mode():
        logits = network(cifar.standardise(pixels))[0]

    at = with_photo(open_page, "augmentation", {"augmentation_source": "CIFAR"}, data)
    name = CLASS_NAMES[int(logits.argmax())]
    said = component(at, "picture_field")["names"][0]
    assert said.endswith(f"classified as {name}, {logits.softmax(dim=0).max():.0%}")

    query = {"architecture_network": SHIPPED, "architecture_view": "Flattening"}
    query["architecture_weights"] = "shipped"
    at = with_photo(open_page, "architecture", query, data)
    said = architecture_notices.answer(logits.numpy(), CLASS_NAMES)
    assert said in [one.value for one in at.markdown]


def test_pooling_begins_with_what_the_network_sees(open_page, monkeypatch) -> None:
    data = file_of((1280, 851))
    wanted = plain(data)
    query = {"pooling_view": "On a photo", "pooling_answers": "true", "pooling_kinds": "max"}
    at = with_photo(open_page, "pooling", query, data)
    name = imagenet.load("efficientnet_lite0").categories[int(wanted.argmax())].split(",")[0]
    first_of_all = component(at, "map_sheets")["groups"][0]["sheets"][0]
    assert first_of_all["captions"] == [f"{name} {wanted.max():.0%}"]

    monkeypatch.setattr(
        pooling_networks, "from_whole", lambda _page, photo, _key, make: make(photo.whole())
    )
    photo = ChosenPhoto(Image.new("RGB", (8, 8)), "a", "", "", file=HeldFile(data))
    seen = pooling_networks.surroundings("EfficientNet-Lite0", photo)
    with Image.open(io.BytesIO(data)) as photo:
        crop = imagenet.load("efficientnet_lite0").crop(photo.convert("RGB"))
    np.testing.assert_array_equal(seen[16:-16, 16:-16], np.asarray(crop))


def test_a_photo_that_is_read_coarsely_says_so(open_page) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (8000, 4000), (200, 90, 60)).save(buffer, "JPEG")
    at = open_page(PAGE, query=LITE)
    at.file_uploader(key="photos_own_files").set_value([("a.jpg", buffer.getvalue(), "image/jpeg")])
    at.run()
    told = [text.value for text in at.caption if "megapixels" in text.value]
    assert told == [
        "The file has 32 megapixels; a photo above 25 is opened with fewer pixels, here as "
        "4,000 × 2,000 pixels, and the answers are for this smaller picture."
    ]


def test_only_the_file_and_small_pictures_stay(open_page) -> None:
    data = file_of((2600, 1950))
    at = open_page(PAGE, query=LITE)
    at.file_uploader(key="photos_own_files").set_value([("a.jpg", data, "image/jpeg")])
    at.run()
    pictures = [value.size for value in at.session_state["kept_photos_shown"].values()]
    assert pictures == [(1024, 768)]
    assert [one.file.data for one in at.session_state["kept_photos"]] == [data]
