"""Feature maps: what a visitor does in the six views, and what must not happen."""

import base64
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from screen import components, identified, notices, send
from torch import nn

from dlviz.architecture_text import network as network_of
from dlviz.datasets import sample_photos
from dlviz.feature_maps import class_map
from dlviz.networks import imagenet
from dlviz.networks.built import build
from dlviz.networks.image_network import of_cifar, of_classifier
from dlviz.ui.feature_maps.controls import ALL, FILTERS, LOOKED, PATCHES, SUM, TWO
from dlviz.ui.feature_maps.network import VIEWS

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/feature_maps.py"
CIFAR = {"feature_maps_network": "CIFAR-100 network"}
LITE = {"feature_maps_network": "EfficientNet-Lite0"}


def sheets(at) -> dict:
    """Return the data that the page hands to the browser."""
    (found,) = components(at, "map_sheets")
    return found


def photo(name: str = "cat") -> Image.Image:
    return sample_photos.load(name)


def ends(sheet: dict, which: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(sheet[which]), "<f4")


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_with_its_picture_and_its_words(view: str, open_page) -> None:
    at = open_page(PAGE, query=CIFAR | {"feature_maps_view": view})
    assert not at.exception
    assert sheets(at)["groups"][0]["sheets"]
    assert "What to notice" in notices(at)


def test_all_maps_of_the_layer_are_one_picture_and_dead_ones_are_flagged(open_page) -> None:
    at = open_page(PAGE, query=LITE)
    data = sheets(at)
    sheet = data["groups"][0]["sheets"][0]
    network = of_classifier(imagenet.load("efficientnet_lite0"))
    seen = network.traced.observe(network.prepare(photo()), ["stem.relu"])["stem.relu"].result[0]
    assert (sheet["count"], sheet["height"], sheet["width"]) == (32, 112, 112)
    dead = [i for i, own in enumerate(seen) if own.min() == own.max()]
    assert sheet["dead"] == dead
    assert f"{len(dead)} of 32 maps" in notices(at)
    assert ends(sheet, "high") == pytest.approx(float(seen.max()), rel=1e-5)
    at.session_state["feature_maps_range"] = "per map"
    at.run()
    own = ends(sheets(at)["groups"][0]["sheets"][0], "high")
    wanted = [float(x.max()) or 1.0 for x in seen]
    np.testing.assert_allclose(own, wanted, rtol=1e-5)


def test_the_page_starts_with_the_network_of_the_lecture(open_page) -> None:
    at = open_page(PAGE)
    assert at.selectbox(key="feature_maps_network").value == "CIFAR-100 network"
    assert at.selectbox(key="feature_maps_layer").value == "relu1_1"


@pytest.mark.parametrize(
    ("query", "network"),
    [
        ({"feature_maps_layer": "stage3.1.depthwise.conv"}, "EfficientNet-Lite0"),
        ({"feature_maps_view": LOOKED, "feature_maps_class": "hammerhead"}, "EfficientNet-Lite0"),
        ({"feature_maps_layer": "relu2_1"}, "CIFAR-100 network"),
        ({"feature_maps_view": LOOKED, "feature_maps_class": "its answer"}, "CIFAR-100 network"),
        ({"feature_maps_layer": "<script>"}, "CIFAR-100 network"),
        (CIFAR | {"feature_maps_layer": "stem.relu"}, "CIFAR-100 network"),
    ],
)
def test_a_link_that_names_no_network_opens_the_one_that_has_its_layer_or_class(
    open_page, query, network
) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert at.selectbox(key="feature_maps_network").value == network


def test_the_most_active_maps_come_first_and_keep_their_numbers(open_page) -> None:
    query = CIFAR | {"feature_maps_layer": "relu2_1"}
    in_order = sheets(open_page(PAGE, query=query))
    at = open_page(PAGE, query=query | {"feature_maps_sorted": "true"})
    data = sheets(at)
    sheet = data["groups"][0]["sheets"][0]
    network = of_cifar()
    maps = network.traced.observe(network.prepare(photo()), ["relu2_1"])["relu2_1"].result[0]
    order = sorted(range(64), key=lambda i: (-float(maps[i].abs().double().mean()), i))
    assert sheet["names"] == [f"Map {i + 1}" for i in order]
    assert data["selected"]["map"] == order.index(0)
    dead = in_order["groups"][0]["sheets"][0]["dead"]
    assert dead
    assert sorted(order[place] for place in sheet["dead"]) == dead
    send(at, "map_sheets", {"pick": {"map": 2, "row": 1, "column": 3, "clicks": 1}})
    assert at.session_state["feature_maps_map_number"] == order[2] + 1
    assert "The maps are sorted" in notices(at)


def test_a_click_selects_map_and_place(open_page) -> None:
    at = open_page(PAGE, query=CIFAR | {"feature_maps_layer": "conv2_1"})
    for key, value in (("map", 10), ("row", 4), ("column", 6)):
        at.number_input(key=f"feature_maps_{key}_number").set_value(value)
    at.run()
    assert sheets(at)["selected"] == {"map": 9, "row": 3, "column": 5}
    assert "Map 10 goes from" in notices(at)  # in the code from 0, on screen from 1


def test_a_place_stays_where_it_is_when_the_layer_changes(open_page) -> None:
    at = open_page(PAGE, query=CIFAR | {"feature_maps_layer": "conv1_1"})
    at.number_input(key="feature_maps_row_number").set_value(32)
    at.number_input(key="feature_maps_column_number").set_value(17).run()
    at.selectbox(key="feature_maps_layer").set_value("conv3_1").run()
    assert sheets(at)["selected"] == {"map": 0, "row": 7, "column": 4}


def test_the_sum_is_the_networks_own_number(open_page) -> None:
    query = CIFAR | {
        "feature_maps_view": SUM,
        "feature_maps_layer": "conv1_1",
        "feature_maps_map_number": "6",
        "feature_maps_row_number": "5",
        "feature_maps_column_number": "21",
    }
    at = open_page(PAGE, query=query)
    network = of_cifar()
    own = network.traced.module.conv1_1(network.prepare(photo()))[0, 5, 4, 20]
    text = notices(at).replace("−", "-")
    assert float(re.search(r"together ([-+\d.e]+)\. The", text)[1]) == pytest.approx(
        float(own), rel=1e-3
    )
    parts = [float(x) for x in re.findall(r"(?:Red|Green|Blue|bias) ([-+\d.e]+\d)", text)]
    assert len(parts) == 4
    assert sum(parts) == pytest.approx(float(own), abs=2e-3)
    assert float(re.search(r"difference is ([\d.e-]+\d)", text)[1]) < 1e-5
    assert "At row 5, column 21:" in text
    names = [sheet["captions"] for sheet in sheets(at)["groups"][1]["sheets"]]
    assert names == [["Red", "Green", "Blue"]] * 3


def test_an_activation_is_taken_apart_at_its_convolution(open_page) -> None:
    query = CIFAR | {"feature_maps_view": SUM, "feature_maps_layer": "pool2"}
    at = open_page(PAGE, query=query)
    assert any("pool2 passes on the result of conv2_2" in text.value for text in at.caption)
    assert sheets(at)["groups"][1]["sheets"][2]["count"] == 64


def test_filters_are_shown_at_every_moment_of_the_training(open_page) -> None:
    at = open_page(PAGE, query=CIFAR | {"feature_maps_view": FILTERS})
    beside, training = sheets(at)["groups"]
    assert "cosine" in beside["sheets"][0]["names"][0]
    assert len(beside["sheets"][0]["captions"]) == 32
    titles = [sheet["title"] for sheet in training["sheets"]]
    assert titles[0] == "Start"
    assert titles[-1] == "End"
    assert len(titles) >= 3
    assert "at the start, with random numbers" in notices(at)


def test_any_class_can_be_asked_for(open_page) -> None:
    query = CIFAR | {"feature_maps_view": LOOKED, "feature_maps_class": "bridge"}
    at = open_page(PAGE, query=query)
    titles = [sheet["title"] for sheet in sheets(at)["groups"][0]["sheets"]]
    assert titles[0] == "What supports bridge"
    assert titles[2].startswith("For its answer")
    assert "gives bridge" in notices(at)


def test_a_class_that_is_no_answer_is_not_said_to_be_seen(open_page) -> None:
    query = {"feature_maps_view": LOOKED, "feature_maps_class": "hammerhead"}
    query |= {"feature_maps_photo": "coffee"}
    at = open_page(PAGE, query=query)
    said = notices(at)
    assert re.search(r"gives hammerhead[^.]* 0\.0%", said)
    assert "Altogether the picture does not support hammerhead" in said
    assert "where, not how much" in said


@pytest.mark.parametrize("name", ["tank", "plate"])
def test_a_class_that_nothing_supports_gets_a_sentence_and_no_heat_map(open_page, name) -> None:
    query = {"feature_maps_photo": "coffee", "feature_maps_cam_layer": "pool3"}
    at = open_page(PAGE, query=CIFAR | query | {"feature_maps_view": LOOKED,
                                                "feature_maps_class": name})  # fmt: skip
    titles = [sheet["title"] for sheet in sheets(at)["groups"][0]["sheets"]]
    told = [text.value for text in at.markdown if "no heat map" in text.value]
    if name == "plate":  # the answer itself
        assert titles[0] == "What supports plate"
        assert not told
        return
    assert titles == ["The network's input", "For its answer, plate"]
    network = of_cifar()
    pixels = network.prepare(photo("coffee"))
    largest = class_map(network.traced, pixels, "pool3", network.categories.index(name)).max()
    assert float(largest) <= 0
    assert f"the weighted sum is {largest:.4g}".replace("-", "−") in told[0]
    assert sheets(at)["selected"] is None


@pytest.mark.parametrize("first", ["cat", "coffee", "rocket"])
def test_two_images_are_not_one_image_twice(open_page, first: str) -> None:
    at = open_page(PAGE, query=CIFAR | {"feature_maps_view": TWO, "feature_maps_photo": first})
    one, other = (identified(sheets(at), f"groups.{group}.sheets.0.png") for group in (0, 1))
    assert one != other
    assert "differs most between the two" in notices(at)
    at.selectbox(key="feature_maps_second").set_value(first).run()
    assert "All maps are the same for both: choose another picture" in notices(at)
    assert "apart" not in notices(at)


def test_a_second_photo_is_another_one_after_the_first_has_changed(open_page) -> None:
    at = open_page(PAGE, query=CIFAR | {"feature_maps_view": TWO})
    at.selectbox(key="feature_maps_photo").set_value("coffee").run()
    assert not at.exception
    assert at.selectbox(key="feature_maps_second").value in ("cat", "coffee")


def test_two_pictures_share_their_range(open_page) -> None:
    at = open_page(PAGE, query=CIFAR | {"feature_maps_view": TWO, "feature_maps_layer": "conv1_2"})
    one, other = (group["sheets"][0] for group in sheets(at)["groups"])
    assert ends(one, "high")[0] == ends(other, "high")[0]
    pictures = [identified(sheets(at), f"groups.{group}.sheets.0.png") for group in (0, 1)]
    assert pictures[0] != pictures[1]


# Other networks


def test_missing_weights_are_one_sentence_and_another_network_stands_in(
    open_page, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv(imagenet.VARIABLE, str(tmp_path / "nowhere.pth"))
    at = open_page(PAGE, query={"feature_maps_network": "ResNet50"})
    assert not at.exception
    (said,) = [box.value for box in at.info if "ResNet50" in box.value]
    assert said.startswith("ResNet50's weights (V1) are not on this machine")
    assert "EfficientNet-Lite0 is used until" in said
    assert sheets(at)["groups"][0]["sheets"][0]["count"] == 32


@pytest.mark.usefixtures("resnet50")
def test_resnet50_is_taken_from_its_file(open_page) -> None:
    query = {"feature_maps_network": "ResNet50", "feature_maps_layer": "layer4.2.relu:3"}
    at = open_page(PAGE, query=query)
    assert not at.exception
    sheet = sheets(at)["groups"][0]["sheets"][0]
    assert (sheet["count"], sheet["height"], sheet["width"]) == (2048, 7, 7)
    at.segmented_control(key="feature_maps_view").set_value(SUM).run()
    assert not at.exception
    assert "Over the whole map the largest difference is" in notices(at)


def test_a_damaged_file_is_one_sentence(open_page, resnet50, monkeypatch, tmp_path) -> None:
    content = bytearray(resnet50.read_bytes())
    content[-1000] ^= 1
    damaged = tmp_path / resnet50.name
    damaged.write_bytes(content)
    monkeypatch.setenv(imagenet.VARIABLE, str(damaged))
    at = open_page(PAGE, query={"feature_maps_network": "ResNet50"})
    assert not at.exception
    assert "is damaged" in at.warning[0].value


def mine() -> SimpleNamespace:
    layers = network_of("1x28x28 c6k3p1 relu max2 flatten d10")
    return SimpleNamespace(
        title="Mine",
        module=build(layers, seed=1),
        input_shape=layers.input,
        categories=tuple("0123456789"),
        network=layers,
    )


@pytest.mark.parametrize("view", VIEWS)
def test_the_visitors_own_network_reads_a_drawing(view: str, open_page) -> None:
    at = open_page(PAGE)
    at.session_state["own_network"] = mine()
    at.run()
    at.selectbox(key="feature_maps_network").set_value("my own network").run()
    at.segmented_control(key="feature_maps_view").set_value(view).run()
    assert not at.exception
    number = 1
    while view == PATCHES and not components(at, "map_sheets"):  # random weights: a dead map
        assert "nothing in them excites it" in notices(at)
        number += 1
        at.number_input(key="feature_maps_map_number").set_value(number).run()
    assert sheets(at)["groups"][0]["sheets"]
    if view == ALL:
        assert components(at, "drawing_pad")


def test_a_network_without_maps_is_not_offered(open_page) -> None:
    at = open_page(PAGE)
    own = mine()
    own.module = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    at.session_state["own_network"] = own
    at.run()
    assert "my own network" not in at.selectbox(key="feature_maps_network").options


# Forged links, several visitors


@pytest.mark.parametrize(
    "query",
    [
        {"feature_maps_map_number": "99999999999999999999", "feature_maps_row_number": "-5"},
        {"feature_maps_map_number": "inf", "feature_maps_column_number": "nan"},
        {
            "feature_maps_layer": "<script>",
            "feature_maps_network": "GPT",
            "feature_maps_map_number": "²",
        },
        {"feature_maps_view": SUM, "feature_maps_layer": "fc", "feature_maps_map_number": "1e3"},
        {"feature_maps_view": LOOKED, "feature_maps_class": "unicorn"},
        {"feature_maps_network": "CIFAR-100 network", "feature_maps_moment": "after -3 epochs"},
        {"feature_maps_network": "my own network", "feature_maps_photo": "../../etc/passwd"},
        {"feature_maps_view": "Everything", "feature_maps_range": "none"},
    ],
    ids=str,
)
def test_forged_links_show_something_real(query: dict[str, str], open_page) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert sheets(at)["groups"][0]["sheets"][0]["count"] >= 1


def test_a_link_brings_the_picture_back(open_page) -> None:
    query = {
        "feature_maps_photo": "coffee",
        "feature_maps_layer": "stage3.1.depthwise.conv",
        "feature_maps_map_number": "18",
        "feature_maps_row_number": "4",
        "feature_maps_column_number": "10",
    }
    first, second = (sheets(open_page(PAGE, query=query)) for _ in range(2))
    assert first == second
    assert first["selected"] == {"map": 17, "row": 3, "column": 9}
    assert first["groups"][0]["sheets"][0]["title"].startswith("stage3.1.depthwise.conv: 240 maps")


def test_what_one_visitor_looked_at_is_not_in_another_visitors_session(open_page) -> None:
    one = open_page(PAGE, query=CIFAR | {"feature_maps_photo": "cat"})
    other = open_page(PAGE, query=CIFAR | {"feature_maps_photo": "rocket"})
    kept = [at.session_state["feature_maps_seen"] for at in (one, other)]
    assert not set(kept[0]) & set(kept[1])
    assert "cat" not in json.dumps([list(map(str, key)) for key in kept[1]])
    network = of_cifar()
    for at, name in ((one, "cat"), (other, "rocket")):
        wanted = network.traced.observe(network.prepare(photo(name)), ["relu1_1"])["relu1_1"]
        seen = next(iter(at.session_state["feature_maps_seen"].values()))
        torch.testing.assert_close(seen.result, wanted.result)


def test_patches_that_excite_a_map_are_those_of_the_networks_own_numbers(open_page) -> None:
    query = CIFAR | {"feature_maps_view": PATCHES, "feature_maps_layer": "relu2_1"}
    at = open_page(PAGE, query=query | {"feature_maps_map_number": "11"})
    assert not at.exception
    sheet = sheets(at)["groups"][0]["sheets"][0]
    network = of_cifar()
    best = {
        name: network.traced.observe(network.prepare(photo(name)), ["relu2_1"])["relu2_1"].result[
            0, 10
        ]
        for name in sample_photos.SAMPLES
    }
    top = max(best, key=lambda name: float(best[name].max()))
    assert sheet["captions"][0] == f"{top} {float(best[top].max()):.3g}"
    assert len(sheet["captions"]) == 8
    assert f"Map 11 of relu2_1 responds most to {top}" in notices(at)
    at.number_input(key="feature_maps_map_number").set_value(2).run()
    assert not at.exception
    assert sheets(at)["groups"][0]["sheets"][0]["captions"] != sheet["captions"]


def test_the_visitors_own_photo_is_searched_too_and_by_nobody_else(open_page) -> None:
    buffer = io.BytesIO()
    photo("rocket").transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(buffer, "PNG")
    at = open_page(PAGE, query=CIFAR | {"feature_maps_photo": "my own photo"})
    at.file_uploader(key="feature_maps_photo_file").set_value(
        ("mine.png", buffer.getvalue(), "image/png")
    ).run()
    at.segmented_control(key="feature_maps_view").set_value(PATCHES).run()
    assert not at.exception
    assert any("10 pictures, 1 of them yours" in own.value for own in at.caption)
    other = open_page(PAGE, query=CIFAR | {"feature_maps_view": PATCHES})
    assert any("9 pictures, 0 of them yours" in own.value for own in other.caption)
    assert "your photo" not in " ".join(sheets(other)["groups"][0]["sheets"][0]["captions"])
