"""Augmentation: what a visitor does in the four views, and what must not happen."""

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from screen import component, components, notices
from streamlit.testing.v1 import AppTest

from dlviz.augmentation import copies, draw, shown
from dlviz.augmentation_text import LECTURE_TEXT, NOTHING, chain_of
from dlviz.datasets import mnist
from dlviz.networks import mnist as networks
from dlviz.networks.image_network import of_digits
from dlviz.training import augmentation_curves as curves
from dlviz.ui.augmentation import reading
from dlviz.ui.augmentation.training import PLAYER
from dlviz.ui.components.base import once

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/augmentation.py"
CHAIN, VIEW = "augmentation_chain", "augmentation_view"


def field(at) -> dict:
    return component(at, "picture_field")


def pictures(data: dict) -> np.ndarray:
    """Return the pictures (N, H, W, 3) that the browser cuts out of the sprite."""
    with Image.open(io.BytesIO(base64.b64decode(data["image"]))) as file:
        sprite = np.asarray(file.convert("RGB"))
    height, width, columns = data["height"], data["width"], data["columns"]
    return np.stack(
        [
            sprite[
                place // columns * height : (place // columns + 1) * height,
                place % columns * width : (place % columns + 1) * width,
            ]
            for place in range(data["count"])
        ]
    )


def first_six() -> torch.Tensor:
    digits = mnist.load("test")
    index = int(np.flatnonzero(digits.labels == 6)[0])
    return torch.from_numpy(digits.images[index] / np.float32(255))[None]


def test_the_copies_on_screen_are_those_that_the_values_under_them_make(open_page) -> None:
    at = open_page(PAGE)
    assert not at.exception
    data = field(at)
    chain, image = chain_of(LECTURE_TEXT), first_six()
    drawn = draw(chain, 64, (28, 28), seed=1)
    made = torch.cat([image[None], copies(chain, drawn, image)])
    expected = (made[:, 0] * 255).round().to(torch.uint8).numpy()
    np.testing.assert_array_equal(pictures(data)[..., 0], expected)
    assert data["lines"] == [[], *(list(shown(chain, own)) for own in drawn)]
    assert data["kinds"] == [0] + [1] * 64
    assert data["names"][0] == "Original: classified as 6, 100%"


def test_a_range_that_is_dragged_changes_picture_values_and_link(open_page) -> None:
    at = open_page(PAGE)
    before = field(at)
    sliders = components(at, "range_slider")
    assert [own["values"] for own in sliders] == [[80, 120], [10], [-15, 15], [-15, 15], [50]]
    at.session_state[CHAIN] = "zoom80..120 shift10 shear-15..15 rotate-90..90 hflip50"
    at.run()
    assert components(at, "range_slider")[3]["values"] == [-90, 90]
    after = field(at)
    assert after["image"] != before["image"]
    assert [lines[0] for lines in after["lines"][1:]] == [line[0] for line in before["lines"][1:]]
    assert any(abs(float(re.findall(r"[\d.]+", line[3])[0])) > 40 for line in after["lines"][1:])


def test_steps_are_moved_removed_and_added(open_page) -> None:
    at = open_page(PAGE, query={CHAIN: "zoom80..120 hflip50"})
    at.button(key="augmentation_up_1").click().run()
    assert at.query_params[CHAIN] == "hflip50 zoom80..120"
    at.button(key="augmentation_off_1").click().run()
    assert at.query_params[CHAIN] == "hflip50"
    at.button(key="augmentation_add_elastic").click().run()
    assert at.query_params[CHAIN] == "hflip50 elastic20..60"
    for _ in range(2):
        at.button(key="augmentation_off_0").click().run()
    assert at.query_params[CHAIN] == NOTHING
    assert len({picture.tobytes() for picture in pictures(field(at))}) == 1
    assert not at.exception


def test_ten_transforms_are_not_possible(open_page) -> None:
    at = open_page(PAGE, query={CHAIN: " ".join(["hflip50"] * 8)})
    at.button(key="augmentation_add_zoom").click().run()
    assert len(at.session_state[CHAIN].split()) == 8
    assert not at.exception


def test_a_six_turned_upside_down_is_warned_of_by_the_network(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_1").click().run()
    (warning,) = [box.value for box in at.warning]
    found = re.match(
        r"(\d+) of 64 copies of this 6 are misclassified, (\d+) of them as “9”", warning
    )
    assert found
    data = field(at)
    assert int(found[1]) == sum(data["marks"])
    assert int(found[2]) == sum("classified as 9" in name for name in data["names"])
    assert "rotation makes its label wrong" in warning
    at.session_state[CHAIN] = "rotate-20..20"
    at.run()
    assert not at.warning
    assert not any(field(at)["marks"])


def test_a_misread_original_is_said(open_page) -> None:
    digits = mnist.load("test")
    network = of_digits(networks.load("ridge"), "ridge")
    fives = np.flatnonzero(digits.labels == 5)
    image = torch.from_numpy(digits.images[fives] / np.float32(255))[:, None]
    wrong = int(np.flatnonzero(network.read(image).probabilities.argmax(axis=1) != 5)[0])
    at = open_page(
        PAGE,
        query={
            "augmentation_digit": "5",
            "augmentation_which": str(wrong + 1),
            "augmentation_reader": "Network + ridge",
        },
    )
    assert "The original itself is classified as" in at.warning[0].value


def test_the_cloud_keeps_the_original_where_the_axes_cross(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_2").click().run()
    data = field(at)
    x, y = (np.frombuffer(base64.b64decode(data[axis]), "<f4") for axis in "xy")
    assert data["mode"] == "cloud"
    assert (x[0], y[0]) == (0, 0)
    assert len(x) == data["count"] == 1 + 64 + 180
    assert not any("7, test digit" in name for name in data["names"])
    in_pixels = re.search(
        r"Measured in pixels, (\d+) of the 64 .* features, (\d+|none)", notices(at)
    )
    assert in_pixels
    assert int(in_pixels[1]) > 5 * int(in_pixels[2].replace("none", "0"))
    at.segmented_control(key="augmentation_space").set_value("in the network's features").run()
    assert "Measured in the network's features" in notices(at)
    assert not np.array_equal(x, np.frombuffer(base64.b64decode(field(at)["x"]), "<f4"))


def test_a_prediction_shows_fan_best_worst_and_average(open_page) -> None:
    at = open_page(PAGE, query={VIEW: "A prediction"})
    assert not at.exception
    fan, bars = components(at, "live_figure")
    assert "mean of the copies" in fan["figure"]
    assert "alone" in bars["figure"]
    assert re.search(r"from [\d.]+% \(copy \d+: zoom", notices(at))
    assert len(at.get("image")) == 3


def test_a_photo_shows_its_copies_before_anybody_has_read_them(open_page, monkeypatch) -> None:
    small = np.eye(10)[:1]

    def read(_network, pixels):
        return reading.Readings(np.tile(small, (len(pixels), 1)), np.zeros((len(pixels), 3)))

    seen = []
    whole = reading.read_and_rerun
    monkeypatch.setattr("dlviz.networks.image_network.ImageNetwork.read", read)
    monkeypatch.setattr(
        reading, "read_and_rerun", lambda *arguments: (seen.append(1), whole(*arguments))
    )
    at = open_page(PAGE, query={"augmentation_source": "Photo", CHAIN: "hflip50"})
    assert not at.exception
    assert seen == [1]  # read once, then shown
    assert "classified as" in field(at)["names"][3]
    assert field(at)["mime"] == "image/jpeg"


def test_without_cifar_100_a_photo_is_shrunk_and_said(open_page, monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("DLVIZ_CIFAR100_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    at = open_page(PAGE, query={"augmentation_source": "CIFAR"})
    assert any("shrunk to 32 × 32" in caption.value for caption in at.caption)
    assert pictures(field(at)).shape[1:] == (32, 32, 3)


def test_a_drawing_is_read_by_the_network(open_page) -> None:
    at = open_page(PAGE, query={"augmentation_source": "Drawn"})
    assert not at.exception
    assert "your drawing" in notices(at)  # empty at first: what a test cannot draw


@pytest.mark.parametrize(
    ("data", "pair"),
    [("A few digits, now", curves.few_digits_pair), ("All 60,000 digits", curves.mnist_pair)],
)
def test_shipped_curves_are_shown_with_their_ends(data: str, pair, open_page) -> None:
    at = open_page(PAGE, query={VIEW: "Training", "augmentation_data": data})
    assert not at.exception
    assert f"{pair().augmented[-1].test:.2f} %" in notices(at)
    assert "Augmentation regularises." in notices(at)


def test_two_networks_are_trained_on_few_digits_until_stopped(open_page) -> None:
    at = open_page(
        PAGE,
        query={VIEW: "Training", "augmentation_digits": "100", "augmentation_epochs": "2"},
    )
    at.button(key="augmentation_play").click().run()
    race = at.session_state[PLAYER.key]
    race._job._thread.join(60)
    at.run()
    assert not at.exception
    assert race.is_done
    assert "On 100 digits augmentation changes the test error" in notices(at)
    assert race.choices.methods == ("plain", "augmented")
    at.segmented_control(key=VIEW).set_value("Copies").run()
    assert not at.exception


@pytest.mark.parametrize(
    "query",
    [
        {CHAIN: "melt50"},
        {CHAIN: "zoom1e99..nan"},
        {CHAIN: "x" * 5_000},
        {CHAIN: "rotate-999..999"},
        {"augmentation_seed": "nan"},
        {"augmentation_seed": "1e99"},
        {"augmentation_digit": "-3"},
        {"augmentation_number": "99999"},
        {"augmentation_number": "1190"},
        {"augmentation_source": "Video"},
        {"augmentation_reader": "GPT"},
        {VIEW: "Everything"},
        {VIEW: "Training", "augmentation_digits": "inf", "augmentation_epochs": "-1"},
        {VIEW: "Training", "augmentation_train_seed": "1e99", "augmentation_data": "all"},
    ],
    ids=str,
)
def test_a_forged_link_shows_the_page_and_says_what_was_changed(query: dict, open_page) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    if CHAIN in query or any(key.endswith(("seed", "digits", "_digit")) for key in query):
        assert at.warning


def photos_twice() -> None:
    import numpy as np

    from dlviz.ui.components.picture_field.picture_field import COPY, ORIGINAL, Shown, picture_field

    photos = np.random.default_rng(0).integers(0, 255, (2, 96, 96, 3), np.uint8)
    shown = [Shown(ORIGINAL, "Original"), Shown(COPY, "Copy 1")]
    picture_field(photos, shown, key="field", subject="a", identity="a", hint="", alt="")


def test_the_same_photos_travel_once() -> None:
    at = AppTest.from_function(photos_twice).run()
    first = field(at)
    second = field(at.run())
    assert len(first["image"]) > 1_000
    assert second["image"] == ""
    assert second["once"] == first["once"] == {"image": once.sum_of(first["image"])}
