"""Photos: every view's program runs without the project and prints the view's numbers."""

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from page_programs import take_program
from PIL import Image
from screen import component, notices

from dlviz import framing_search, reframing
from dlviz.datasets import sample_photos
from dlviz.networks import imagenet
from dlviz.occlusion import occlude
from dlviz.snippets import photos as snippets
from dlviz.ui.photos.controls import INSIDE, MIND, SEVERAL, WHY

PAGE = "pages/photos.py"
QUERY = {"photos_network": "EfficientNet-Lite0", "photos_photo": "cat"}

WHOLE = dict(reframing.CHANGES)
# Put below the program's list of changes; the page's list is shortened in the same way.
SHORTENED = """
change = CHANGES["{name}"]
CHANGES["{name}"] = Change(change.title, change.values[::{every}], change.neutral, change.unit)
"""

pytestmark = pytest.mark.usefixtures("one_core")


def shortened(taken, name: str, **values: str) -> None:
    """Give constants of one of a program's files the values that the page has in this test."""
    source = taken.files[name].decode()
    for constant, value in values.items():
        source, count = re.subn(
            rf"^{constant} = .*", f"{constant} = {value}", source, flags=re.MULTILINE
        )
        assert count == 1
    taken.files[name] = source.encode()


def rows(at, card: int = 0, lists: int = 0) -> list[dict]:
    return component(at, "answer_cards")["cards"][card]["lists"][lists]["rows"]


def assert_prints(output: str, shown: list[dict], indent: str = "") -> None:
    """Check that every answer on screen is printed with its share."""
    for row in shown:
        found = re.search(rf"^{indent}{re.escape(row['label'])}: ([\d.]+)", output, re.MULTILINE)
        assert found, row["label"]
        assert float(found[1]) == pytest.approx(row["share"], abs=1.01e-4)


def portrait(kind: str) -> bytes:
    """Return a photo as an upright phone stores it: rotated, with an EXIF orientation."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image = Image.open(Path(__file__).parents[2] / "dlviz/assets/photos/coffee.jpg")
    image.resize((300, 200)).save(buffer, kind, exif=exif.tobytes())
    return buffer.getvalue()


def upload(at, *files: tuple[str, bytes, str]):
    at.file_uploader(key="photos_own_files").set_value(list(files))
    return at.run()


def test_the_answers(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=QUERY | {"photos_look_up": "lynx"})
    taken = take_program(at, "photos_code", monkeypatch)
    assert set(taken.files) == {
        "chelsea.jpg", "efficientnet_lite0.py", "efficientnet_lite0.pth", "imagenet_groups.json",
    }  # fmt: skip
    assert taken.needs() == set()
    output = taken.printed(tmp_path)
    assert_prints(output, rows(at))
    for row in rows(at, lists=1):
        name, count = re.fullmatch(r"(.*) \((\d+) classes\)", row["label"]).groups()
        line = re.search(rf"together, {name}: ([\d.]+) \({count} classes\)", output)
        assert float(line[1]) == pytest.approx(row["share"], abs=1.01e-4)
    (looked_up,) = rows(at, lists=2)
    line = re.search(r"looked up: (.*): ([\d.]+)", output)
    assert line[1] == looked_up["label"]
    assert float(line[2]) == pytest.approx(looked_up["share"], abs=1.01e-4)


def test_without_a_class_to_look_up_none_is_printed(open_page, monkeypatch) -> None:
    assert (
        "looked up"
        not in take_program(open_page(PAGE, query=QUERY), "photos_code", monkeypatch).program
    )


@pytest.mark.parametrize(
    ("name", "kind", "needs"),
    [("IMG 0001's.jpg", "JPEG", set()), ("IMG_2.HEIC", "HEIF", {"pillow-heif"})],
)
def test_a_visitors_photo_is_opened_by_its_own_name(
    name: str, kind: str, needs: set[str], open_page, monkeypatch, tmp_path
) -> None:
    pillow_heif.register_heif_opener()
    at = open_page(PAGE, query={"photos_network": QUERY["photos_network"]})
    upload(at, (name, portrait(kind), "image/jpeg"))
    assert at.selectbox(key="photos_photo").value == "my photo 1"
    taken = take_program(at, "photos_code", monkeypatch)
    assert name not in taken.files
    assert taken.needs() == needs
    assert_prints(taken.printed(tmp_path, {name: portrait(kind)}), rows(at))


def test_several_photos_are_several(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=QUERY | {"photos_view": SEVERAL})
    phone = portrait("JPEG")
    shade = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 90, 200)).save(shade, "PNG")
    own = {"first.jpg": phone, "second.png": shade.getvalue()}
    upload(at, *((name, content, "image/jpeg") for name, content in own.items()))
    at.multiselect(key="photos_table").set_value(["coffee", "cat"]).run()
    taken = take_program(at, "photos_several_code", monkeypatch)
    output = taken.printed(tmp_path, own)
    parts = dict(re.findall(r"^(\S.*)\n((?:  .*\n)+)", output, re.MULTILINE))
    cards = component(at, "answer_cards")["cards"]
    assert list(parts) == [card["title"] for card in cards]
    assert len(parts) == 4
    for card in cards:
        assert_prints(parts[card["title"]], card["lists"][0]["rows"], "  ")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("name", "window", "every"), [("zoom", "", 7), ("turn", "0.45,0.5,1.2", 6)]
)
def test_a_curve(name: str, window: str, every: int, open_page, monkeypatch, tmp_path) -> None:
    own = WHOLE[name]
    monkeypatch.setitem(reframing.CHANGES, name, replace(own, values=own.values[::every]))
    query = QUERY | {"photos_view": MIND, "photos_window": window, "photos_change": own.title}
    at = open_page(PAGE, query=query)
    firsts = component(at, "change_film")["firsts"]
    taken = take_program(at, "photos_curve_code", monkeypatch)
    taken.files["reframing.py"] += SHORTENED.format(name=name, every=every).encode()
    lines = taken.printed(tmp_path).splitlines()
    assert len(lines) == len(firsts) > 9
    different = 0
    for first, line in zip(firsts, lines, strict=True):
        label, share = re.fullmatch(r"(.*) \(([\d.]+).*\)", first).groups()
        found = re.search(r": (.*) (0\.\d+|1\.0000)(, .* outside the photo)?$", line)
        different += found[1] != label or abs(100 * float(found[2]) - float(share)) > 0.6
    assert different == 0


@pytest.mark.usefixtures("few")
def test_the_best_framing(open_page, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(framing_search, "ZOOMS", (1.25,))
    query = QUERY | {"photos_view": MIND, "photos_change": "Best framing"}
    at = open_page(PAGE, query=query)
    taken = take_program(at, "photos_framing_code", monkeypatch)
    shortened(taken, "framing_search.py", ZOOMS="(1.25,)", _ROUNDS="0", _LEVELS="1")
    output = taken.printed(tmp_path)
    card = component(at, "answer_cards")["cards"][0]["lists"][0]
    assert output.startswith(card["title"])
    for row, name in zip(card["rows"], ("standard", "best", "smallest"), strict=False):
        share = float(re.search(rf"^{name}: ([\d.]+)", output, re.MULTILINE)[1])
        assert share == pytest.approx(row["share"], abs=1.01e-4)
    text = next(x.value for x in at.caption if "framings" in x.value)
    assert text.split(":")[0].rstrip(".") in output


@pytest.mark.parametrize("layer", ["head.relu", "stage3.1.project.norm"])
def test_grad_cam(layer: str, open_page, monkeypatch, tmp_path) -> None:
    query = QUERY | {"photos_view": WHY, "photos_layer": layer, "photos_class": "Egyptian cat"}
    at = open_page(PAGE, query=query)
    output = take_program(at, "photos_cam_code", monkeypatch).printed(tmp_path)
    assert output.startswith(f"Grad-CAM in {at.selectbox(key='photos_layer').value} for Egyptian")
    heat = np.array([x.split() for x in output.splitlines()[1:]], float)
    row, column = map(int, re.search(r"at row (\d+), column (\d+) of", notices(at)).groups())
    assert heat.max() == 1
    first = 1 if heat[row - 1, column - 1] == 1 else 0  # places on the page count from 1
    assert heat[row - first, column - first] == 1


@pytest.mark.usefixtures("few")
def test_a_covered_part(open_page, monkeypatch, tmp_path) -> None:
    query = QUERY | {"photos_view": WHY, "photos_method": "Cover a part"}
    at = open_page(PAGE, query=query)
    output = take_program(at, "photos_covered_code", monkeypatch).printed(tmp_path)
    lost = np.array([x.split() for x in output.splitlines()[2:]], float)
    assert lost.shape == (4, 4)
    classifier = imagenet.load("efficientnet_lite0")
    crop = classifier.crop(sample_photos.load("cat"))
    label = classifier.categories.index(classifier.classify(sample_photos.load("cat"), 1)[0][0])
    np.testing.assert_allclose(lost, occlude(classifier, crop, label, step=56).lost, atol=6e-4)
    row, column = np.unravel_index(lost.argmax(), lost.shape)
    found = re.search(r"at row (\d+), column (\d+):", notices(at)).groups()
    assert tuple(map(int, found)) in ((row, column), (row + 1, column + 1))


def test_the_blocks(open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=QUERY | {"photos_view": INSIDE})
    taken = take_program(at, "photos_inside_code", monkeypatch)
    assert set(taken.files) == {"chelsea.jpg", "residual_blocks.py", "efficientnet_lite0.pth"}
    output = taken.printed(tmp_path)
    worst = re.search(
        r"least probable without ([\w.]+): its probability falls from (\d+)% to ([\d.]+)%",
        notices(at),
    )
    line = re.search(rf"without the branch of {worst[1]}: ([\d.]+)", output)
    assert 100 * float(line[1]) == pytest.approx(float(worst[3]), abs=0.51)
    assert len(re.findall(r"without additions", output)) == 16


@pytest.mark.parametrize("version", ["V1", "V2"])
def test_resnet50_is_torchvisions_own(version: str) -> None:
    for program in (
        snippets.answers("resnet50", version, "chelsea.jpg"),
        snippets.inside("resnet50", version, "chelsea.jpg"),
    ):
        assert f"ResNet50_Weights.IMAGENET1K_{version}" in program
        assert "resnet50(weights=weights)" in program
        assert "efficientnet" not in program
    assert set(snippets.answers_files("resnet50")) == {"imagenet_groups.json"}
