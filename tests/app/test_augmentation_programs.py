"""Augmentation: every view's program runs without the project and prints the view's numbers."""

import io
import re

import numpy as np
import pytest
import torch
from page_programs import take_program
from PIL import Image
from screen import component

from dlviz.datasets import sample_photos
from dlviz.training import augmentation_curves
from dlviz.ui.augmentation import reading
from dlviz.ui.augmentation.controls import CLOUD, COPIES, PREDICTION, TRAINING

PAGE = "pages/augmentation.py"
CODE = "augmentation_code"
LITE = {"augmentation_source": "Photo", "augmentation_photo": "coffee"}
EVERY = "zoom80..120 shift10 shear-15..15 rotate-15..15 hflip50 crop50..100 elastic0..60 erase5..20"

pytestmark = pytest.mark.usefixtures("one_core")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use six copies of a photo, because more would take seconds."""
    monkeypatch.setattr(reading, "N_COPIES", 6)


def opened(open_page, query):
    at = open_page(PAGE, query=query)
    for _ in range(3):  # a slow network reads first, then the page is drawn again
        if "classified as" in component(at, "picture_field")["names"][0]:
            break
        at.run()
    assert not at.exception
    return at


def shares(names: list[str]) -> list[tuple[str, int]]:
    found = [re.search(r"classified as (.*), (\d+)%", name).groups() for name in names]
    return [(name, int(share)) for name, share in found]


@pytest.mark.parametrize(
    ("query", "picture"),
    [
        ({}, "digit-11.png"),
        ({"augmentation_reader": "Network + dropout", "augmentation_digit": "7"}, None),
        ({"augmentation_source": "Drawn"}, "my-picture.png"),
        (LITE, "coffee.jpg"),
    ],
    ids=["digit", "another reader", "drawn", "photo"],
)
def test_copies(query, picture, open_page, monkeypatch, tmp_path) -> None:
    at = opened(open_page, query | {"augmentation_view": COPIES, "augmentation_chain": EVERY})
    data = component(at, "picture_field")
    taken = take_program(at, CODE, monkeypatch)
    assert picture is None or picture in taken.files
    lines = taken.printed(tmp_path).splitlines()
    assert len(lines) == 8
    for line, (name, share), values in zip(
        lines, shares(data["names"]), data["lines"], strict=False
    ):
        answer, probability = re.search(r"classified as (.*) ([\d.]+)  ", line).groups()
        assert answer.split(",")[0] == name
        assert abs(100 * float(probability) - share) < 0.51
        assert line.endswith(", ".join(values) or "the original")
    mean = float(lines[7].removeprefix("mean of the copies: "))
    assert mean == pytest.approx(np.mean([float(x.split()[1]) for x in lines[1:7]]), abs=1e-4)


def test_a_small_photo_and_its_networks(open_page, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("dlviz.ui.augmentation.controls.available_pictures", lambda _: None)
    query = {"augmentation_source": "CIFAR", "augmentation_photo": "cat"}
    for reader in ("CIFAR-100 network", "CIFAR-100 network, plain"):
        at = opened(open_page, query | {"augmentation_reader": reader})
        names = component(at, "picture_field")["names"]
        lines = take_program(at, CODE, monkeypatch).printed(tmp_path).splitlines()
        for line, (name, share) in zip(lines, shares(names), strict=False):
            answer, probability = re.search(r"classified as (.*) ([\d.]+)  ", line).groups()
            assert answer == name
            assert abs(100 * float(probability) - share) < 0.51


def test_a_visitors_photo_keeps_its_name(open_page, monkeypatch, tmp_path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    buffer = io.BytesIO()
    sample_photos.load("cat").save(buffer, "JPEG", exif=exif.tobytes())
    at = open_page(PAGE, query={"augmentation_source": "Photo"})
    at.selectbox(key="augmentation_photo").set_value("my own photo").run()
    at.file_uploader(key="augmentation_photo_file").set_value(
        ("my cat.jpg", buffer.getvalue(), "image/jpeg")
    ).run()
    at.run()
    names = component(at, "picture_field")["names"]
    taken = take_program(at, CODE, monkeypatch)
    assert "my cat.jpg" not in taken.files
    lines = taken.printed(tmp_path, {"my cat.jpg": buffer.getvalue()}).splitlines()
    answer, probability = re.search(r"classified as (.*) ([\d.]+)  ", lines[0]).groups()
    (name, share), *_ = shares(names)
    assert answer.split(",")[0] == name
    assert abs(100 * float(probability) - share) < 0.51


@pytest.mark.parametrize("space", ["in pixels", "in features"])
@pytest.mark.parametrize("query", [{}, LITE], ids=["digit", "photo"])
def test_the_cloud(query, space, open_page, monkeypatch, tmp_path) -> None:
    view = {"augmentation_view": CLOUD, "augmentation_space": space}
    if query == LITE:
        monkeypatch.setattr("dlviz.ui.augmentation.others._COPIES", 0)
    at = opened(open_page, query | view)
    for _ in range(2):
        if component(at, "picture_field")["axes"]:
            break
        at.run()
    data = component(at, "picture_field")
    taken = take_program(at, CODE, monkeypatch)
    lines = taken.printed(tmp_path).splitlines()
    shares_ = [float(x) for x in re.findall(r"([\d.]+)%", lines[0])]
    for share, label in zip(shares_, data["axes"], strict=True):
        assert abs(share - float(re.search(r": (\d+)%", label)[1])) < 0.51
    strays = re.match(r"(\d+) of 6 copies", lines[-1])[1]
    text = " ".join(box.value for box in at.info)
    assert re.search(rf"\b{strays}\b|\bno\b|\bnone\b|\bNo\b|\bNone\b", text)


@pytest.mark.parametrize("query", [{}, LITE], ids=["digit", "photo"])
def test_a_prediction(query, open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=query | {"augmentation_view": PREDICTION})
    for _ in range(3):
        if at.get("image") or any("Best" in x.value for x in at.markdown):
            break
        at.run()
    captions = [x.value for x in at.markdown]
    output = take_program(at, CODE, monkeypatch).printed(tmp_path)
    for which in ("Best", "Worst"):
        copy, share = next(
            re.search(rf"\*\*{which}: copy (\d+)\*\*\]  \n.*, ([\d.]+)%", x).groups()
            for x in captions
            if f"**{which}: copy" in x
        )
        assert re.search(
            rf"^{which.lower()}: copy {copy}, [\d.]+, classified as ", output, re.MULTILINE
        )
        assert share
    assert "alone and averaged over the copies:" in output


def test_the_shipped_curves(open_page, monkeypatch, tmp_path) -> None:
    query = {"augmentation_view": TRAINING, "augmentation_data": "All 60,000 digits"}
    at = open_page(PAGE, query=query)
    output = take_program(at, "augmentation_curves_code", monkeypatch).printed(tmp_path)
    pair = augmentation_curves.mnist_pair()
    assert f"without augmentation, epoch 60: train {pair.plain[-1].train:.2f} %" in output
    assert f"test {pair.augmented[-1].test:.2f} %" in output


def test_the_training_offers_what_its_program_reads(open_page, monkeypatch) -> None:
    at = open_page(PAGE, query={"augmentation_view": TRAINING})
    taken = take_program(at, "augmentation_train_code", monkeypatch)
    assert "mnist.zip" in taken.files
    assert torch.get_num_threads() >= 1
