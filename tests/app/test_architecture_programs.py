"""Architecture: the program of every view prints the view's numbers, in any folder."""

import re
import time

import numpy as np
import pytest
import torch
from offered import said_at_home, taken_home
from screen import notices

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY, network
from dlviz.datasets import mnist
from dlviz.flattening import Place, flatten_picture, seen_pixels, weigh
from dlviz.networks import built, cifar
from dlviz.snippets import architecture as snippets
from dlviz.training.plan import CIFAR, Plan
from dlviz.ui.architecture.views import FLATTENING, LAYERS, PICTURES, TRAIN, VIEWS
from dlviz.vision import torchvision

PAGE = "pages/architecture.py"
KEY = "architecture_code"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_s_program_prints_the_shapes(
    view: str, open_page, monkeypatch, tmp_path
) -> None:
    query = {"architecture_network": TINY, "architecture_view": view,
             "architecture_pictures": "500", "architecture_epochs": "1"}  # fmt: skip
    at = open_page(PAGE, query=query)
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    for step in compute_shapes(network(TINY)).steps:
        assert f"{step.name} {step.shape} {step.parameters:,} parameters" in output
    assert ("epoch 1:" in output) == (view == TRAIN)
    assert ("number " in output) == (view == FLATTENING)
    assert ("counted from 1:" in output) == (view == PICTURES)


def test_an_impossible_network_s_program_runs_too(open_page, monkeypatch, tmp_path) -> None:
    for place, view in enumerate((LAYERS, FLATTENING, TRAIN)):
        query = {"architecture_network": "1x5x5 c2k3 max2 max2 d3", "architecture_view": view}
        folder = tmp_path / str(place)
        folder.mkdir()
        output = said_at_home(open_page(PAGE, query=query), KEY, monkeypatch, folder)
        assert "pool1 (2, 1, 1) 0 parameters" in output


def followed(output: str) -> tuple[int, float, list[float]]:
    index, value = re.search(r"^number (\d+) = .* is (\S+)$", output, re.MULTILINE).groups()
    slopes = re.findall(r"^slope to output \d+: (\S+)$", output, re.MULTILINE)
    return int(index), float(value), [float(slope) for slope in slopes]


@pytest.mark.parametrize("text", [TINY, LENET, LECTURE, "1x28x28 max3 c8k3p1 flatten d10"])
def test_flattening_s_program_follows_the_number_on_screen(
    text: str, open_page, monkeypatch, tmp_path
) -> None:
    query = {"architecture_network": text, "architecture_view": FLATTENING,
             "architecture_flat_number": "81", "architecture_seed": "5"}  # fmt: skip
    at = open_page(PAGE, query=query)
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    index, value, slopes = followed(output)
    shown = next(
        block.value for block in at.markdown if "the numbers in the maps before it" in block.value
    )
    assert index == 81  # counted from 1
    assert re.search(r"= 81\b", shown)
    strip = next(one for one in at.get("bidi_component") if "number 81 is" in one.proto.json)
    assert float(re.search(r"number 81 is (-?[\d.]+\d)", strip.proto.json)[1]) == value
    assert slopes


def test_the_program_says_what_the_core_says(tmp_path) -> None:
    from programs import printed_alone

    rng = np.random.default_rng(3)
    for text, index in (
        ("1x28x28 c3k5s2 relu max2 c4k3p1 tanh flatten d12 relu d10", 31),
        ("3x20x17 c4k3p2 avg3s2 c5k2s2p1 relu flatten d7", 64),
        ("1x9x9 flatten", 5),
    ):
        net = network(text)
        module = built.build(net, 7)
        channels, rows, columns = net.input
        pixels = rng.integers(0, 256, (rows, columns, channels), dtype=np.uint8)
        one = snippets.Followed(pixels, module, index, seed=7)
        folder = tmp_path / str(index)
        folder.mkdir()
        beside = {
            name: build() for name, build in snippets.files(compute_shapes(net), None, one).items()
        }
        output = printed_alone(snippets.program(compute_shapes(net), None, one), folder, beside)
        taken = torch.from_numpy(pixels.transpose(2, 0, 1).astype(np.float32) / 255)
        flat = flatten_picture(module, taken)
        assert followed(output)[1] == pytest.approx(float(flat.numbers[index]), abs=6e-4)
        _, height, width = flat.maps.shape
        which, place = divmod(index, height * width)
        row, column = divmod(place, width)
        assert f"map {which + 1}, row {row + 1}, column {column + 1}, counted" in output
        field = seen_pixels(module, flat.source, Place(which, row, column), (rows, columns))
        assert (
            f"it saw rows {field.top + 1} to {field.bottom + 1}, "
            f"columns {field.left + 1} to {field.right + 1}\n"
        ) in output
        weights = weigh(module, flat, index)
        if weights is None:
            assert "weight to" not in output
            continue
        best = int(weights.slopes.argmax())
        assert f"slope to output {best + 1}: {weights.slopes[best]:+.3f}" in output
        assert f"weight to unit {int(weights.weights.argmax()) + 1}:" in output


def test_the_shipped_network_s_program_reads_its_weights(open_page, monkeypatch, tmp_path) -> None:
    query = {"architecture_network": SHIPPED, "architecture_view": FLATTENING,
             "architecture_flat_number": "944", "architecture_weights": "shipped"}  # fmt: skip
    at = open_page(PAGE, query=query)
    taken = taken_home(at, KEY, monkeypatch)
    assert {"picture.png", "my-network.pth"} == set(taken.files)
    output = taken.printed(tmp_path)
    from PIL import Image

    with Image.open(next(tmp_path.glob("*/picture.png"))) as file:
        pixels = torch.from_numpy(np.array(file)).permute(2, 0, 1)[None].float() / 255
    flat = flatten_picture(cifar.load(), cifar.standardise(pixels)[0])
    best = int(flat.logits.argmax())
    assert f"number 944 = 235*2*2 + 1*2 + 1 + 1 is {flat.numbers[943]:.3f}" in output
    assert f"output {best + 1}: {flat.logits[best]:.3f}" in output


def test_trained_here_is_what_the_program_reads(open_page, monkeypatch, tmp_path) -> None:
    query = {"architecture_network": TINY, "architecture_view": TRAIN,
             "architecture_pictures": "500", "architecture_epochs": "1"}  # fmt: skip
    at = open_page(PAGE, query=query)
    at.button(key="architecture_play").click().run()
    training = at.session_state["architecture_training"]
    while training.is_running:
        training.look()
        time.sleep(0.05)
    at.run()
    errors = training.standing.records[-1].test_errors
    folder = tmp_path / "training"
    folder.mkdir()
    output = said_at_home(at, KEY, monkeypatch, folder)
    assert f"epoch 1: {errors:,} of" in output
    at.segmented_control(key="architecture_view").set_value(FLATTENING).run()
    folder = tmp_path / "flattening"
    folder.mkdir()
    _, value, _ = followed(said_at_home(at, KEY, monkeypatch, folder))
    digit = torch.from_numpy(mnist.load("test").images[0] / np.float32(255))[None]
    numbers = flatten_picture(training.own_network.module, digit).numbers
    assert value == pytest.approx(float(numbers.max()), abs=6e-4)  # at first it is the largest


def test_the_picture_s_program_prints_its_numbers(open_page, monkeypatch, tmp_path) -> None:
    query = {"architecture_view": PICTURES, "architecture_channel": "Green",
             "architecture_top": "3", "architecture_left": "20"}  # fmt: skip
    at = open_page(PAGE, query=query)
    output = said_at_home(at, KEY, monkeypatch, tmp_path)
    name, mean = re.search(r"On average (\w+) is strongest \((\d+) of 255\)", notices(at)).groups()
    assert f"mean {name}: {mean}" in output
    assert "green of rows 4 to 11, columns 21 to 28, counted from 1:" in output
    assert len(re.findall(r"^\d+(?: \d+){7}$", output, re.MULTILINE)) == 8


def test_cifar_100_comes_through_torchvision(monkeypatch, tmp_path) -> None:
    """Its pictures may not be shipped: here a stand-in gives the program a few of the same form."""
    from programs import printed_alone

    class Pictures:
        def __init__(self, root, *, train, download):
            assert (root, download) == (".", True)
            rng = np.random.default_rng(int(train))
            self.data = rng.integers(0, 256, (600, 32, 32, 3), dtype=np.uint8)
            self.targets = [place % 100 for place in range(600)]

    monkeypatch.setattr(torchvision.datasets, "CIFAR100", Pictures)
    plan = Plan(network("3x32x32 c4k3s4 relu flatten d100"), CIFAR, n_pictures=500, epochs=1)
    assert snippets.files(compute_shapes(plan.network), plan) == {}
    output = printed_alone(snippets.program(compute_shapes(plan.network), plan), tmp_path)
    assert re.search(r"epoch 1: \d+ of 600 test pictures", output)
