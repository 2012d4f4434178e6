"""Feature maps: every view's program runs without the project and prints the view's numbers."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from page_programs import take_program
from programs import printed_alone
from screen import components, notices

from dlviz.architecture_text import network as network_of
from dlviz.datasets import sample_photos
from dlviz.feature_maps import grad_cam, is_dead, take_apart
from dlviz.filters import nearest_kernels
from dlviz.networks import imagenet
from dlviz.networks.built import build
from dlviz.networks.image_network import ImageNetwork, of_cifar, of_classifier
from dlviz.snippets import feature_maps as snippets
from dlviz.ui.feature_maps.controls import ALL, DEPTH, FILTERS, LOOKED, SUM, TWO

PAGE = "pages/feature_maps.py"
CIFAR = {"feature_maps_network": "CIFAR-100 network"}
LITE = {"feature_maps_network": "EfficientNet-Lite0"}
CODE = {
    ALL: "feature_maps_code",
    SUM: "feature_maps_sum_code",
    FILTERS: "feature_maps_filters_code",
    DEPTH: "feature_maps_depth_code",
    TWO: "feature_maps_two_code",
    LOOKED: "feature_maps_heat_code",
}


def network(name: dict[str, str]) -> ImageNetwork:
    return of_cifar() if name == CIFAR else of_classifier(imagenet.load("efficientnet_lite0"))


def result(of: ImageNetwork, layer: str, photo: str = "cat") -> torch.Tensor:
    pixels = of.prepare(sample_photos.load(photo))
    return of.traced.observe(pixels, [layer])[layer].result[0]


def numbers(text: str) -> list[float]:
    return [float(x) for x in re.findall(r"[-+]?\d+\.\d+(?:e[-+]\d+)?", text)]


@pytest.mark.parametrize(
    ("name", "layer"), [(CIFAR, "relu2_1"), (LITE, "stage3.1.depthwise.relu"), (LITE, "stem.relu")]
)
def test_a_layer(name, layer: str, open_page, monkeypatch, tmp_path) -> None:
    query = name | {"feature_maps_view": ALL, "feature_maps_layer": layer}
    at = open_page(PAGE, query=query)
    text = notices(at).replace("−", "-")
    lines = take_program(at, CODE[ALL], monkeypatch).printed(tmp_path).splitlines()
    maps = result(network(name), layer)
    count, height, width = maps.shape
    assert lines[0] == f"{count} maps of {height} x {width}, {int(is_dead(maps).sum())} dead"
    strength = maps.abs().mean(dim=(1, 2))
    assert lines[1].startswith(f"map {int(strength.argmax()) + 1} responds most, ")
    assert numbers(lines[1])[0] == pytest.approx(float(strength.max()), abs=1e-4)
    assert numbers(lines[2])[0] == pytest.approx(100 * float((maps == 0).float().mean()), abs=0.01)
    ends = re.search(r"Map \d+ goes from ([-\d.e]+) to ([-\d.e]*\d)", text).groups()
    lowest, highest, mean = numbers(lines[3])
    assert (lowest, highest) == pytest.approx(tuple(map(float, ends)), rel=6e-3, abs=1e-3)
    index = int(re.search(r"map (\d+):", lines[3])[1]) - 1
    assert mean == pytest.approx(float(maps[index].mean()), abs=1e-4)
    row, column = (int(x) - 1 for x in re.search(r"row (\d+), column (\d+)", lines[4]).groups())
    assert (row, column) == (height // 2, width // 2)
    assert numbers(lines[4])[0] == pytest.approx(float(maps[index, row, column]), abs=1e-4)


@pytest.mark.parametrize(
    ("name", "layer"),
    [(LITE, "stem.conv"), (LITE, "stage2.0.depthwise.conv"), (CIFAR, "conv3_2")],
)
def test_a_sum(name, layer: str, open_page, monkeypatch, tmp_path) -> None:
    query = name | {"feature_maps_view": SUM, "feature_maps_layer": layer}
    at = open_page(PAGE, query=query)
    text = notices(at).replace("−", "-")
    output = take_program(at, CODE[SUM], monkeypatch).printed(tmp_path)
    together = re.search(r"together: ([-+\d.]+), the network: ([-+\d.]+)", output).groups()
    shown = re.search(r"together ([-+\d.e]+)\. The network's own number is ([-+\d.e]+)\.", text)
    for ours, theirs in zip(shown.groups(), together, strict=True):
        assert float(ours) == pytest.approx(float(theirs), rel=2e-3, abs=1e-4)
    of = network(name)
    pixels = of.prepare(sample_photos.load("cat"))
    seen = of.traced.observe(pixels, [layer])[layer]
    parts = take_apart(of.traced.convolutions()[layer], seen.given[0], 0)
    places = [int(x) - 1 for x in re.findall(r"input map (\d+)", output)]
    assert places == list(parts.inputs)


@pytest.mark.parametrize("name", [LITE, CIFAR])
def test_filters(name, open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=name | {"feature_maps_view": FILTERS})
    found = components(at, "map_sheets")[0]["groups"][0]["sheets"][0]["names"]
    taken = take_program(at, CODE[FILTERS], monkeypatch)
    lines = taken.printed(tmp_path).splitlines()
    assert len(lines) == len(found) == 32
    for one, line in zip(found, lines, strict=True):
        kernel, cosine = re.search(r"nearest is (.*), cosine (.*)$", one.replace("−", "-")).groups()
        assert f": {kernel}, cosine" in line
        assert float(line.split()[-1]) == pytest.approx(float(cosine), abs=6e-4)


@pytest.mark.parametrize("side", [1, 2, 3, 5, 7])
def test_filters_however_small_have_the_cosines_of_the_page(side: int, tmp_path) -> None:
    own = mine(f"3x16x16 c5k{side}p0 relu flatten d4")
    with torch.no_grad():
        weight = own.module[0].weight
        weight.copy_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(side)))
        weight[1] *= 1e-9  # a dead filter still has a direction
        weight[2] *= 1e-25
        weight[3] = 0
    shown = snippets.Shown("my own network", None, "", "conv1", own=own)
    files = {name: build() for name, build in snippets.files(shown).items()}
    output = printed_alone(snippets.filters(shown, side), tmp_path, files)
    nearest = nearest_kernels(own.module[0].weight.numpy())
    for line, one in zip(output.splitlines(), nearest, strict=True):
        assert float(line.split()[-1]) == pytest.approx(one.cosine, abs=6e-5)
    assert "nan" not in output


@pytest.mark.parametrize(("name", "layer"), [(CIFAR, "relu3_1"), (LITE, "stage4.0.project.norm")])
def test_the_depth(name, layer: str, open_page, monkeypatch, tmp_path) -> None:
    query = name | {"feature_maps_view": DEPTH, "feature_maps_layer": layer}
    at = open_page(PAGE, query=query)
    *lines, liveliest = take_program(at, CODE[DEPTH], monkeypatch).printed(tmp_path).splitlines()
    of = network(name)
    assert lines == [
        f"{one}: {of.maps[one].count} maps of {of.maps[one].height} x {of.maps[one].width}"
        for one in of.traced.convolutions()
    ]
    order = result(of, layer).flatten(1).std(dim=1, correction=0).argsort(descending=True)
    assert liveliest == f"liveliest maps of {layer}: {(order[:6] + 1).tolist()}"


@pytest.mark.parametrize(("name", "second"), [(CIFAR, "rocket"), (LITE, "coffee"), (LITE, "cat")])
def test_two_pictures(name, second: str, open_page, monkeypatch, tmp_path) -> None:
    query = name | {"feature_maps_view": TWO, "feature_maps_second": second}
    at = open_page(PAGE, query=query)
    taken = take_program(at, CODE[TWO], monkeypatch)
    assert {sample_photos.SAMPLES[x].file for x in ("cat", second)} <= set(taken.files)
    layer = at.selectbox(key="feature_maps_layer").value
    of = network(name)
    means = [result(of, layer, photo).mean(dim=(1, 2)) for photo in ("cat", second)]
    lines = taken.printed(tmp_path).splitlines()
    assert len(lines) == 10
    for line in lines:
        index = int(re.match(r"map (\d+):", line)[1]) - 1
        ours = [float(one[index]) for one in means]
        assert numbers(line) == pytest.approx(ours, abs=3e-3)  # the page may shrink a large photo


@pytest.mark.parametrize(
    ("name", "layer"), [(CIFAR, "relu3_2"), (LITE, "stage5.2.project.norm"), (LITE, "head.relu")]
)
def test_where_it_looked(name, layer: str, open_page, monkeypatch, tmp_path) -> None:
    query = name | {"feature_maps_view": LOOKED, "feature_maps_cam_layer": layer}
    at = open_page(PAGE, query=query)
    lines = take_program(at, CODE[LOOKED], monkeypatch).printed(tmp_path).splitlines()
    of = network(name)
    photo = sample_photos.load("cat")
    probabilities = of.probabilities(photo)
    for line, place in zip(lines[:5], np.argsort(-probabilities), strict=False):
        assert line.startswith(f"{of.categories[place]}: ")
        assert numbers(line)[-1] == pytest.approx(probabilities[place], abs=1e-4)
    heat = np.array([x.split() for x in lines[6:]], float)
    wanted = grad_cam(of.traced, of.prepare(photo), layer, int(probabilities.argmax()))
    np.testing.assert_allclose(heat, wanted.cpu().numpy(), atol=1e-3)


def mine(text: str = "1x28x28 c6k3p1 relu max2 flatten d10") -> SimpleNamespace:
    layers = network_of(text)
    return SimpleNamespace(
        title="Mine",
        module=build(layers, seed=1),
        input_shape=layers.input,
        categories=tuple("0123456789"),
        network=layers,
    )


@pytest.mark.parametrize("view", CODE)
def test_the_visitors_own_network_and_drawing(view: str, open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE)
    at.session_state["own_network"] = mine()
    at.run()
    at.selectbox(key="feature_maps_network").set_value("my own network").run()
    at.segmented_control(key="feature_maps_view").set_value(view).run()
    text = notices(at).replace("−", "-")
    taken = take_program(at, CODE[view], monkeypatch)
    drawings = {name for name in taken.files if name.endswith(".png")}
    assert len(drawings) == (view != FILTERS)  # both pads of "Two images" are empty here
    assert set(taken.files) == {"my-network.pth"} | drawings
    output = taken.printed(tmp_path)
    if view == ALL:
        assert "every number is 0" in text  # the drawing is empty, and there are no biases yet
        assert "100.00% of all numbers are 0" in output
    if view == LOOKED:
        assert re.search(r"where it looked for \d \(0\.\d+\)", output)


@pytest.mark.parametrize("make", [snippets.maps, snippets.one_sum, snippets.depth])
def test_resnet50_is_torchvisions_own(make) -> None:
    shown = snippets.Shown("ResNet50", None, "chelsea.jpg", "layer1.0.relu:3")
    program = make(shown)
    assert "ResNet50_Weights.IMAGENET1K_V1" in program
    assert 'observe("layer1.0.relu", 2' in program
    assert not snippets.files(shown)
