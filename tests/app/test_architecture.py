"""Architecture: what a visitor builds, what must not happen, forged links."""

import csv
import hashlib
import io
import pickle
import random
import re
import tarfile
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from screen import component, notices, send

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY, network
from dlviz.datasets import cifar100, mnist, sample_photos
from dlviz.datasets.cifar100_download import Archive
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.datasets.small_pictures import shrink
from dlviz.flattening import flatten_picture
from dlviz.networks import cifar
from dlviz.networks.built import OwnNetwork, build
from dlviz.ui.architecture import cifar as architecture_cifar
from dlviz.ui.architecture.pictures import SmallPicture, picture_csv
from dlviz.ui.architecture.views import VIEWS, layers_csv

PAGE = "pages/architecture.py"
TEXT = "architecture_network"


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No pictures of CIFAR-100, wherever the tests run."""
    monkeypatch.delenv(cifar100.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def pieces(at) -> list[dict]:
    return component(at, "network_drawing")["pieces"]


def edit(at, label: str, value: object, **more: object) -> dict:
    """Return the message of the boxes after `value` has been put into the box `label`."""
    data = component(at, "layer_numbers")
    values = {one["label"]: one["value"] for one in data["fields"]} | {label: value}
    return {
        "place": data["place"],
        "stamp": data["stamp"],
        "gesture": random.getrandbits(30),
        "change": data["preview"]["answered"] + 1,
        "values": list(values.values()),
    } | more


def put(at, label: str, value: object, **more: object) -> None:
    """Put a number into a box, as the visitor's browser tells it."""
    message = edit(at, label, value, **more)
    send(at, "layer_numbers", {"edit": message})
    for name in ("layer_numbers", "network_drawing", "layer_problem"):
        assert component(at, name)["preview"]["answered"] == message["change"]


def said(at) -> str:
    boxes = [*at.info, *at.warning, *at.error, *at.markdown]
    return " ".join([*(one.value for one in boxes), problem(at)])


def problem(at) -> str:
    return component(at, "layer_problem")["sentence"]


def link(at) -> str:
    value = at.query_params.get(TEXT, LECTURE)
    return value[0] if isinstance(value, list) else value


def test_the_page_opens_with_the_lectures_network(open_page) -> None:
    at = open_page(PAGE)
    assert not at.exception
    assert [piece["name"] for piece in pieces(at)][:4] == ["input", "conv1", "relu1", "pool1"]
    assert pieces(at)[1]["arithmetic"] == ["(32 + 2·1 − 3)/1", "+ 1 = 32"]
    assert "of the 964,516 parameters" in said(at)
    table = at.table[0].value.to_csv()
    assert "(32 + 2·1 − 3)/1 + 1 = 32" in table
    assert "(3·3·3 + 1)·32 = 896" in table


def test_the_selected_layer_has_its_receptive_field_worked_out(open_page) -> None:
    at = open_page(PAGE, query={TEXT: TINY, "architecture_layer": "4"})
    assert "**Receptive field of conv2: 4 + (3 − 1)·2 = 8.**" in said(at)
    assert "4 + (3 − 1)·2 = 8" in list(at.table[0].value["receptive field"])
    assert at.table[0].value["receptive field"].iloc[-1] == "everything, 28 × 28"


def test_changing_a_box_changes_every_later_shape_and_the_link(open_page) -> None:
    at = open_page(PAGE, query={TEXT: TINY})
    put(at, "Padding", 0)
    assert pieces(at)[1]["shape"] == "26 × 26 × 8"
    assert pieces(at)[4]["shape"] == "13 × 13 × 16"
    assert link(at) == TINY.replace("c8k3p1", "c8k3")
    put(at, "Filters", 12)
    assert link(at) == TINY.replace("c8k3p1", "c12k3")
    at.button(key="architecture_undo").click().run()
    at.button(key="architecture_undo").click().run()
    assert pieces(at)[1]["shape"] == "28 × 28 × 8"
    assert at.button(key="architecture_undo").disabled


def test_undo_takes_a_whole_gesture_back(open_page) -> None:
    at = open_page(PAGE, query={TEXT: TINY})
    for value in (1, 12, 128):  # typed digit by digit
        put(at, "Filters", value, gesture=7)
    put(at, "Padding", 0, gesture=8)
    at.button(key="architecture_undo").click().run()
    assert link(at) == TINY.replace("c8k3p1", "c128k3p1")
    at.button(key="architecture_undo").click().run()
    assert link(at) == TINY
    assert at.button(key="architecture_undo").disabled


@pytest.mark.parametrize(
    "forged",
    [
        {"values": [8, 3, 1]},
        {"values": [8, 3, 1, "1"]},
        {"values": [8.5, 3, 1, 1]},
        {"values": [float("inf"), 3, 1, 1]},
        {"values": None},
        {"place": 99},
        {"place": -1},
        {"gesture": "x"},
        {"stamp": 10**9},
        {"stamp": "0"},
    ],
    ids=str,
)
def test_a_forged_number_changes_nothing_and_is_answered(open_page, forged: dict) -> None:
    at = open_page(PAGE, query={TEXT: TINY})
    put(at, "Filters", 9, **forged)
    assert not at.exception
    assert link(at) == TINY


def test_a_number_beyond_its_limits_is_the_nearest_one(open_page) -> None:
    at = open_page(PAGE, query={TEXT: TINY})
    put(at, "Filters", 10**400)
    put(at, "Filters", 10**9)
    assert link(at) == TINY.replace("c8", "c512")
    assert not at.exception


def test_layers_are_added_moved_and_removed(open_page) -> None:
    at = open_page(PAGE, query={TEXT: "1x8x8 c4k3 flatten d2"})
    at.button(key="architecture_add_Pooling").click().run()
    assert link(at) == "1x8x8 c4k3 max2 flatten d2"
    at.button(key="architecture_earlier").click().run()
    assert link(at) == "1x8x8 max2 c4k3 flatten d2"
    at.button(key="architecture_later").click().run()
    assert link(at) == "1x8x8 c4k3 max2 flatten d2"
    next(one for one in at.selectbox if one.label == "Pooling").set_value("average").run()
    assert link(at) == "1x8x8 c4k3 avg2 flatten d2"
    at.button(key="architecture_remove").click().run()
    assert link(at) == "1x8x8 c4k3 flatten d2"
    assert not at.exception


def test_every_layer_can_be_taken_away_down_to_the_input(open_page) -> None:
    at = open_page(PAGE, query={TEXT: "1x8x8 c4k3 flatten d2"})
    for _ in range(3):
        at.button(key="architecture_remove").click().run()
    assert link(at) == "1x8x8"
    assert at.button(key="architecture_remove").disabled
    assert "This network cannot be trained yet" in said(at)
    for view in VIEWS:
        at.segmented_control(key="architecture_view").set_value(view).run()
        assert not at.exception


def test_the_input_can_be_changed(open_page) -> None:
    at = open_page(PAGE, query={TEXT: TINY, "architecture_layer": "0"})
    put(at, "Rows", 20)
    assert link(at).startswith("1x20x28 ")
    assert pieces(at)[3]["arithmetic"] == ["(20 − 2)/2", "+ 1 = 10", "(28 − 2)/2", "+ 1 = 14"]
    at.button(key="architecture_input_CIFAR-100").click().run()
    assert link(at).startswith("3x32x32 ")


def test_an_impossible_network_says_what_would_fit_and_can_be_repaired(open_page) -> None:
    at = open_page(PAGE, query={TEXT: "1x5x5 c2k3 max2 max2 flatten d3"})
    assert [piece["state"] for piece in pieces(at)][3:] == ["fails", "unreached", "unreached"]
    assert "Nothing is left to pool" in problem(at)
    at.button(key="architecture_repair").click().run()
    assert problem(at) == ""
    assert link(at) == "1x5x5 c2k3 max2 flatten d3"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("text", [LECTURE, SHIPPED, LENET, "1x5x5 max9", "4x6x6 flatten d2"])
def test_every_view_opens(open_page, view: str, text: str) -> None:
    at = open_page(PAGE, query={"architecture_view": view, TEXT: text})
    assert not at.exception
    assert "What to notice" in said(at) or "impossible" in said(at) or "1 channel or 3" in said(at)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({TEXT: ""}, "is empty"),
        ({TEXT: "<script>alert(1)</script>"}, "where its input should be"),
        ({TEXT: "3x32x32 c1e9k3"}, "where a layer should be"),
        ({TEXT: "3x32x32 " + "c32k3p1 " * 500}, "characters"),
        ({TEXT: "999999x9x9 c999999k3 flatten d999999"}, "so it is 512"),
        ({TEXT: TINY, "architecture_layer": "-5"}, ""),
        ({TEXT: TINY, "architecture_layer": "99999999999999999999"}, ""),
        ({TEXT: TINY, "architecture_layer": "x", "architecture_view": "none"}, ""),
        (
            {TEXT: TINY, "architecture_view": "Flattening", "architecture_number": "99999999"},
            "",
        ),
        ({TEXT: TINY, "architecture_view": "Flattening", "architecture_digit": "inf"}, ""),
        ({"architecture_view": "CIFAR-100", "architecture_top": "-9"}, ""),
        ({"architecture_view": "Train it", "architecture_pictures": "1e12"}, "is possible"),
        ({"architecture_view": "Flattening", TEXT: "3x60x60 c512k11s8 flatten d4096"}, "too large"),
        ({"architecture_view": "Flattening", TEXT: "3x224x224 c512k3 flatten"}, "too many to show"),
    ],
    ids=str,
)
def test_a_forged_link_opens_the_page_all_the_same(
    open_page, query: dict[str, str], words: str
) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert len(pieces(at)) >= 2
    assert words in said(at)


@pytest.mark.parametrize("place", range(6))
def test_a_preset_shows_its_goal_and_sets_the_page(open_page, place: int) -> None:
    at = open_page(PAGE, query={TEXT: "1x8x8 c4k3"})
    assert "Try this" not in said(at)
    at.button(key=f"preset_{place}").click().run()
    assert not at.exception
    assert "Try this" in said(at)
    wanted = [LECTURE, SHIPPED, LENET, LENET, TINY][place] if place < 5 else link(at)
    assert link(at) == wanted
    at.button(key="architecture_undo").click().run()
    assert link(at) == "1x8x8 c4k3"


def test_a_message_from_before_a_preset_changes_nothing(open_page) -> None:
    at = open_page(PAGE, query={TEXT: "1x8x8 c4k3"})
    late = edit(at, "Filters", 9)
    at.button(key="preset_4").click().run()
    send(at, "layer_numbers", {"edit": late})  # of a network that has left the screen
    assert link(at) == TINY
    # It is answered all the same: else the page would go on showing what the hand had changed.
    assert component(at, "network_drawing")["preview"]["answered"] == late["change"]


def test_pasted_text_is_built_or_refused(open_page) -> None:
    at = open_page(PAGE)
    at.text_input(key="architecture_pasted").set_value(LENET).run()
    assert link(at) == LENET
    at.text_input(key="architecture_pasted").set_value("1x8x8 kraken").run()
    assert link(at) == LENET
    assert "“kraken” where a layer should be" in said(at)
    assert "stays as it was" in said(at)
    assert not at.exception


def test_a_flattened_number_is_the_networks_own(open_page) -> None:
    query = {TEXT: LENET, "architecture_view": "Flattening", "architecture_flat_number": "124"}
    at = open_page(PAGE, query=query | {"architecture_digit": "7", "architecture_seed": "5"})
    pixels = mnist.load("test").images[7][None].astype(np.float32) / 255
    flattened = flatten_picture(build(network(LENET), 5), torch.from_numpy(pixels))
    assert f"Number 124 is {flattened.numbers[123]:.3f}" in said(at)
    assert "4·5·5 + 4·5 + 3 + 1 = 124" in said(at)
    assert "random (seed 5)" in said(at)


def test_a_number_of_a_larger_network_is_brought_into_a_smaller_one(open_page) -> None:
    at = open_page(PAGE, query={TEXT: TINY, "architecture_view": "Flattening"})
    at.number_input(key="architecture_flat_number").set_value(784).run()
    at.text_input(key="architecture_pasted").set_value("1x28x28 c2k9s9 flatten d10").run()
    assert not at.exception
    assert at.number_input(key="architecture_flat_number").value == 18
    assert "Number 18 is" in said(at)


def test_without_cifar_a_shipped_photo_is_shown_and_called_what_it_is(open_page) -> None:
    at = open_page(PAGE, query={"architecture_view": "CIFAR-100"})
    assert "are not on this machine" in said(at)
    assert "It is not from CIFAR-100" in said(at)
    assert cifar100.VARIABLE in said(at)
    assert at.button(key="architecture_fetch").label == "Download it (169 MB)"


def test_the_shipped_networks_numbers_are_its_own(open_page) -> None:
    query = {TEXT: SHIPPED, "architecture_view": "Flattening", "architecture_flat_number": "301"}
    at = open_page(PAGE, query=query | {"architecture_photo": "rocket"})
    assert "that come with dlviz" in said(at)
    photo = shrink(sample_photos.load("rocket"), (3, 32, 32))
    pixels = torch.tensor(photo).permute(2, 0, 1)[None] / 255
    numbers = cifar.load()[:-1](cifar.standardise(pixels))[0]
    found = re.search(r"Number 301 is (\S+):", said(at))
    assert found
    assert float(found[1]) == pytest.approx(float(numbers[300]), abs=0.001)
    assert "Its prediction: " in said(at)
    at.selectbox(key="architecture_weights").set_value("random").run()
    assert "nothing has been learned yet" in said(at)
    assert "Its prediction: " not in said(at)


def test_cifar_is_downloaded_on_request(open_page, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(cifar100, "SPLITS", {"train": 200, "test": 200})
    batch = pickle.dumps(
        {
            "data": np.zeros((200, 3072), np.uint8),
            "fine_labels": [place % 100 for place in range(200)],
            "coarse_labels": [0] * 200,
        }
    )
    packed = tmp_path / "packed"
    with tarfile.open(packed, "w:gz") as archive:
        for name in ("train", "test", "meta"):
            member = tarfile.TarInfo(f"{cifar100.BATCHES}/{name}")
            member.size = len(batch)
            archive.addfile(member, io.BytesIO(batch))
    known = Archive(packed.as_uri(), hashlib.md5(packed.read_bytes()).hexdigest())
    monkeypatch.setattr(architecture_cifar, "official", lambda: known)
    at = open_page(PAGE, query={"architecture_view": "CIFAR-100"})
    at.button(key="architecture_fetch").click().run()
    for _ in range(1200):
        if cifar100.folder() is not None:
            break
        time.sleep(0.1)
    at.run()
    assert not at.exception
    assert "are not on this machine" not in said(at)
    assert "mountain: 2 of 10,000 test pictures" in " ".join(one.value for one in at.caption)


@pytest.fixture
def small_cifar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two hundred made-up pictures in the place of CIFAR-100's."""
    monkeypatch.setattr(cifar100, "SPLITS", {"train": 200, "test": 200})
    monkeypatch.setenv(cifar100.VARIABLE, str(tmp_path))
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (200, 32, 32, 3), dtype=np.uint8)
    labels = np.arange(200, dtype=np.uint8) % 100
    for split in ("train", "test"):
        np.savez(tmp_path / f"cifar100_{split}.npz", x=images, y=labels, y_coarse=labels // 5)


@pytest.mark.usefixtures("small_cifar")
def test_cifar_is_browsed_by_group_and_class(open_page) -> None:
    query = {
        "architecture_view": "CIFAR-100",
        "architecture_group": "trees",
        "architecture_class": "oak tree",
        "architecture_index": "152",
    }
    at = open_page(PAGE, query=query)
    assert not at.exception
    captions = " ".join(caption.value for caption in at.caption)
    name = CLASS_NAMES[52]
    assert f"test picture 152: {name} (trees)" in captions
    assert "oak tree: 2 of 10,000 test pictures" in captions
    at.selectbox(key="architecture_group").set_value("people").run()
    assert "test picture 2: baby (people)" in " ".join(one.value for one in at.caption)
    assert at.selectbox(key="architecture_class").options == ["baby", "boy", "girl", "man", "woman"]
    assert not at.exception


def test_a_named_folder_without_pictures_is_said(open_page, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(cifar100.VARIABLE, str(tmp_path / "nowhere"))
    at = open_page(PAGE, query={"architecture_view": "CIFAR-100"})
    assert not at.exception
    assert "holds neither cifar100_test.npz nor cifar-100-python/test" in said(at)
    assert "It is not from CIFAR-100" in said(at)


@pytest.mark.usefixtures("small_cifar")
def test_damaged_pictures_are_said_and_photos_shown(open_page, tmp_path) -> None:
    for split in ("train", "test"):
        (tmp_path / f"cifar100_{split}.npz").write_bytes(b"broken")
    at = open_page(PAGE, query={"architecture_view": "CIFAR-100", "architecture_photo": "rocket"})
    assert not at.exception
    assert "CIFAR-100 cannot be read" in said(at)


def test_a_tiny_network_learns_here_and_is_kept_for_other_pages(open_page) -> None:
    query = {
        TEXT: "1x28x28 c3k5s2 relu max2 flatten d10",
        "architecture_view": "Train it",
        "architecture_pictures": "500",
        "architecture_epochs": "1",
    }
    at = open_page(PAGE, query=query)
    assert "own_network" not in at.session_state
    at.button(key="architecture_play").click().run()
    for _ in range(1200):
        if at.session_state["architecture_training"].is_done:
            break
        time.sleep(0.1)
    at.run()
    assert not at.exception
    own = at.session_state["own_network"]
    assert isinstance(own, OwnNetwork)
    assert own.network == network(query[TEXT])
    assert "test digits are misclassified" in said(at)
    at.segmented_control(key="architecture_view").set_value("Flattening").run()
    assert "that you have trained" in said(at)
    at.switch_page("pages/feature_maps.py").run()
    at.selectbox(key="feature_maps_network").set_value("my own network").run()
    assert not at.exception
    at.switch_page(PAGE).run()
    assert link(at) == query[TEXT]
    at.segmented_control(key="architecture_view").set_value("Train it").run()
    at.button(key="architecture_reset").click().run()
    assert "own_network" not in at.session_state


def test_what_does_not_fit_mnist_is_adapted_on_request(open_page) -> None:
    at = open_page(PAGE, query={"architecture_view": "Train it", "architecture_data": "MNIST"})
    assert "this network takes 32 × 32 × 3" in said(at)
    assert at.button(key="architecture_play").disabled
    at.button(key="architecture_adapt").click().run()
    assert link(at).startswith("1x28x28 ")
    assert link(at).endswith(" d10")
    assert not at.button(key="architecture_play").disabled


def test_the_code_prints_the_shapes_on_screen(open_page, capsys) -> None:
    at = open_page(PAGE, query={TEXT: LENET})
    assert not at.code or all("import torch" not in one.value for one in at.code)
    at.session_state["architecture_code"] = True
    at.run()
    (program,) = [one.value for one in at.code if "import torch" in one.value]
    exec(compile(program, "program", "exec"), {})
    printed = capsys.readouterr().out
    for step in compute_shapes(network(LENET)).steps:
        shape = tuple(step.shape)
        assert f"{step.name} {shape} {step.parameters:,} parameters" in printed
    assert "61,706 parameters" in printed


def test_the_csv_files_hold_every_layer_and_every_pixel() -> None:
    path = compute_shapes(network(LENET))
    rows = list(csv.DictReader(io.StringIO(layers_csv(path))))
    assert [row["layer"] for row in rows] == list(path.network.names)
    assert sum(int(row["parameters"]) for row in rows) == 61_706
    assert rows[0]["arithmetic"] == "(28 + 2·2 − 5)/1 + 1 = 28"
    assert rows[0]["output"] == "6x28x28"
    assert rows[3]["receptive_field"] == "6 + (5 − 1)·2 = 14"
    pixels = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    lines = list(csv.DictReader(io.StringIO(picture_csv(SmallPicture(pixels, "made up")))))
    assert len(lines) == 20
    assert lines[7] == {"row": "2", "column": "3", "red": "21", "green": "22", "blue": "23"}


def test_messages_of_the_drawing_are_checked() -> None:
    from dlviz.ui.components.network_drawing.network_drawing import chosen_place

    assert chosen_place({"place": 0}, 3) == 0
    assert chosen_place({"place": 3}, 3) == 3
    for bad in (None, 3, {}, {"place": 4}, {"place": -1}, {"place": "1"}, {"place": True},
                {"place": 1.0}):  # fmt: skip
        assert chosen_place(bad, 3) is None


def test_confusion_is_there_without_the_pictures_and_follows_the_class(open_page) -> None:
    at = open_page(PAGE, query={"architecture_view": "CIFAR-100", "architecture_group": "people",
                                "architecture_class": "girl"})  # fmt: skip
    assert not at.exception
    said_first = notices(at)
    assert "mistakes stay within the same group" in said_first
    assert "pictures of the class girl correctly" in said_first
    at.selectbox(key="architecture_group").set_value("trees").run()
    assert "pictures of the class maple tree correctly" in notices(at)
