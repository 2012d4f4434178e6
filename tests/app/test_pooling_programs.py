"""Pooling: every view's program runs without the project and prints the view's numbers."""

import io
import re

import numpy as np
import pytest
from page_programs import take_program
from PIL import Image
from programs import printed_alone
from screen import component, curves, grid

from dlviz import pooling
from dlviz.datasets import sample_photos
from dlviz.moves import kind_curves, network_curves, stage_curves
from dlviz.networks import imagenet
from dlviz.snippets import pooling as snippets
from dlviz.ui.pooling import networks
from dlviz.ui.pooling.controls import INVARIANCE, ON_A_PHOTO
from dlviz.ui.pooling.networks import CIFAR, LITE
from dlviz.ui.pooling.photo import _first_maps
from dlviz.ui.pooling.subject import KINDS, STAGES, THROUGH
from dlviz.ui.shared.photo_chooser import sample_photo

PAGE = "pages/pooling.py"
PHOTO = {"pooling_view": ON_A_PHOTO, "pooling_photo": "cat"}
MOVE = {"pooling_view": INVARIANCE}

pytestmark = pytest.mark.usefixtures("one_core")


def values(output: str) -> dict[str, float]:
    """Return the numbers that a program prints after names."""
    pairs = re.findall(r"^(.*): (-?[\d.]+)$", output, re.MULTILINE)
    return {name: float(value) for name, value in pairs}


@pytest.mark.parametrize("kind", pooling.KINDS)
@pytest.mark.parametrize("stride", ["1", "3"])
def test_by_hand(kind: str, stride: str, open_page, monkeypatch, tmp_path) -> None:
    query = {"pooling_kind": kind, "pooling_rows": "6", "pooling_stride": stride}
    query["pooling_numbers"] = "0 0 0 0; 0 0 0 0; -1 2 2 2; 0.5 2 2 2; 0 0 0 0; 0 0 0 1"
    at = open_page(PAGE, query=query)
    data = component(at, "pooling_grids")
    taken = take_program(at, "pooling_code", monkeypatch)
    assert not taken.files
    *lines, share = taken.printed(tmp_path).splitlines()
    split = lines.index("gradient of the sum:")
    for name, part in (("output", lines[:split]), ("gradient", lines[split + 1 :])):
        rows = [[float(value) for value in line.split()] for line in part]
        np.testing.assert_allclose(rows, grid(data, name), rtol=1e-5)
    gone = 1 - grid(data, "output").size / 24
    assert share == f"{gone:.0%} of the numbers are discarded"


@pytest.mark.parametrize("kind", pooling.PADDED)
def test_by_hand_with_padding(kind: str, open_page, monkeypatch, tmp_path) -> None:
    query = {"pooling_kind": kind, "pooling_padding": "1", "pooling_count_padding": "false",
             "pooling_window": "3", "pooling_moved": "1"}  # fmt: skip
    at = open_page(PAGE, query=query)
    data = component(at, "pooling_grids")
    lines = take_program(at, "pooling_code", monkeypatch).printed(tmp_path).splitlines()
    rows = [[float(value) for value in line.split()] for line in lines[:2]]
    np.testing.assert_allclose(rows, grid(data, "output"), rtol=1e-5)


@pytest.mark.parametrize("source", ["the photo", f"a map of {CIFAR}", f"a map of {LITE}"])
@pytest.mark.parametrize("photo", ["cat", "rocket"])
def test_a_cascade(source: str, photo: str, open_page, monkeypatch, tmp_path) -> None:
    query = PHOTO | {"pooling_source": source, "pooling_map_number": "3", "pooling_photo": photo}
    query["pooling_kinds"] = list(pooling.KINDS)
    at = open_page(PAGE, query=query)
    taken = take_program(at, "pooling_photo_code", monkeypatch)
    lines = taken.printed(tmp_path).splitlines()
    sheets = [s for g in component(at, "map_sheets")["groups"] for s in g["sheets"]]
    assert len(sheets) == len(lines)
    shown = sample_photo(photo, 512)
    crop = imagenet.load("efficientnet_lite0").crop(sample_photos.load(photo))
    picture = np.asarray(crop).transpose(2, 0, 1).astype(np.float32)
    if source != "the photo":
        picture = _first_maps(source.removeprefix("a map of "), shown)[2:3]  # people count from 1
    kept = {kind: pooling.cascade(picture, kind, 5) for kind in pooling.KINDS}
    assert {line.split()[0] for line in lines} == set(pooling.KINDS)
    for line in lines:
        kind, rows, mean, share = re.match(
            r"(.*) (\d+) x \d+: mean ([\d.]+), squared correlation ([\d.]+)$", line
        ).groups()
        one = next(x for x in kept[kind] if x.shape[1] == int(rows))
        assert float(mean) == pytest.approx(float(one.mean()), abs=1e-3)
        assert float(share) == pytest.approx(pooling.explained(picture, one), abs=1e-4)


@pytest.mark.parametrize("size", [(1, 1), (448, 448)])
def test_an_even_picture_has_no_pattern_and_nothing_prints_nan(size, tmp_path) -> None:
    file = io.BytesIO()
    Image.new("RGB", size, (40, 40, 40)).save(file, "PNG")
    program = snippets.cascade("even.png", "", 0, pooling.KINDS, asks=False)
    output = printed_alone(program, tmp_path, {"even.png": file.getvalue()})
    assert "nan" not in output
    assert set(re.findall(r"correlation ([\d.]+)", output)) == {"0.0000"}


def test_one_number_for_a_whole_map_is_no_pattern(open_page, monkeypatch, tmp_path) -> None:
    query = PHOTO | {"pooling_source": f"a map of {CIFAR}", "pooling_map_number": "3"}
    at = open_page(PAGE, query=query)
    output = take_program(at, "pooling_photo_code", monkeypatch).printed(tmp_path)
    assert "nan" not in output
    assert re.findall(r" 1 x 1: .*correlation (.*)", output) == ["0.0000"] * 2


def test_what_the_network_still_says(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=PHOTO | {"pooling_answers": "true", "pooling_kinds": "none"})
    (group,) = component(at, "map_sheets")["groups"]
    captions = [sheet["captions"][0] for sheet in group["sheets"]]
    taken = take_program(at, "pooling_photo_code", monkeypatch)
    said = taken.printed(tmp_path).splitlines()[1::2]
    assert len(said) == len(captions) == 6
    for line, caption in zip(said, captions, strict=True):
        name, _, value = line.removeprefix("  EfficientNet-Lite0: ").rpartition(" ")
        label, _, share = caption.rpartition(" ")
        assert name.split(",")[0] == label
        assert abs(100 * float(value) - float(share.rstrip("%"))) < 0.51


@pytest.mark.parametrize(
    ("network", "comparison", "extra"),
    [
        (CIFAR, STAGES, {"pooling_compared": "blurred max", "pooling_direction": "down"}),
        (CIFAR, KINDS, {"pooling_depth": "3"}),
        (CIFAR, THROUGH, {"pooling_direction": "diagonally"}),
        (LITE, STAGES, {"pooling_compared": "average"}),
        (LITE, KINDS, {"pooling_depth": "1"}),
        (LITE, THROUGH, {}),
    ],
)
def test_a_move(network, comparison, extra, open_page, monkeypatch, tmp_path) -> None:
    shift = 11
    query = MOVE | {"pooling_network": network, "pooling_comparison": comparison} | extra
    query |= {"pooling_photo": "rocket", "pooling_shift": str(shift)}
    at = open_page(PAGE, query=query)
    taken = take_program(at, "pooling_invariance_code", monkeypatch)
    output = taken.printed(tmp_path)
    said = values(output)
    direction = extra.get("pooling_direction", "right")
    seen = networks.network(network).surroundings(sample_photos.load("rocket"))
    made = networks.slide_of(network, networks.Identity("rocket"), seen, direction)
    wanted = {
        STAGES: lambda: stage_curves(made, extra.get("pooling_compared", "max")),
        KINDS: lambda: kind_curves(made, int(extra.get("pooling_depth", 2))),
        THROUGH: lambda: network_curves(made),
    }[comparison]()
    assert len(curves(at)) == len(wanted)
    for name, line in wanted.items():
        assert said[name] == pytest.approx(line[shift], abs=2e-4), name
    assert said["total variation"] == pytest.approx(made.variation[shift], abs=2e-4)
    own = networks.network(network).categories
    answers = (own[made.winners[0]], own[made.winners[shift]])
    assert f"first answer: {answers[0]}, then {answers[1]}" in output


def test_a_moved_digit(open_page, monkeypatch, tmp_path) -> None:
    query = MOVE | {"pooling_network": "digit network, ridge", "pooling_digit": "247"}
    at = open_page(PAGE, query=query | {"pooling_shift": "3", "pooling_direction": "diagonally"})
    taken = take_program(at, "pooling_invariance_code", monkeypatch)
    assert set(taken.files) == {"ridge.pth", "digit-247.png"} | {f"digit-{x}.png" for x in range(5)}
    said = values(taken.printed(tmp_path))
    made = networks.slide_of(
        "digit network, ridge", networks.Identity("digit 247"), networks.digit(247), "diagonally"
    )
    for name, line in network_curves(made).items():
        assert said[name] == pytest.approx(line[3], abs=2e-4)
    assert said["total variation"] == pytest.approx(made.variation[3], abs=2e-4)
