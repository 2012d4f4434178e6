"""Convolution: the program of every view prints the view's numbers, in any folder."""

import base64
import io
import re

import numpy as np
import pytest
from offered import said_at_home, taken_home
from PIL import Image
from screen import component

from dlviz.datasets import sample_photos
from dlviz.datasets.photos import open_photo
from dlviz.kernels import weights
from dlviz.responses import SUMMED, respond, to_grey
from dlviz.snippets import convolution as snippets
from dlviz.training.kernel_fit import KernelTask, fit_kernel
from dlviz.ui.convolution.controls import LEARNED, ON_A_PHOTO
from dlviz.ui.convolution.learned import hidden_weights

PAGE = "pages/convolution.py"
PHOTO = {"convolution_view": ON_A_PHOTO}
NUMBERS = {"convolution_letters": "false"}
LEARNED_CODE = "convolution_learned_code"


def grid(data: dict, name: str) -> np.ndarray:
    own = data["grids"][name]
    return np.array(own["values"]).reshape(own["rows"], own["columns"])


def test_the_program_by_hand_prints_the_output(open_page, monkeypatch, tmp_path) -> None:
    query = NUMBERS | {"convolution_stride": "2", "convolution_padding": "1",
                       "convolution_flipped": "true"}  # fmt: skip
    at = open_page(PAGE, query=query)
    expected = grid(component(at, "sliding_kernel"), "output")
    lines = said_at_home(at, "convolution_code", monkeypatch, tmp_path).splitlines()
    np.testing.assert_allclose([list(map(float, line.split())) for line in lines], expected)


@pytest.mark.parametrize(
    "mode", ["grey", "magnitude and direction", "each colour", "sum of colours"]
)
def test_the_program_on_a_photo_prints_the_ends_of_the_scales(
    open_page, mode: str, monkeypatch, tmp_path
) -> None:
    query = PHOTO | {"convolution_mode": mode, "convolution_photo": "coffee",
                     "convolution_green": "sharpen"}  # fmt: skip
    at = open_page(PAGE, query=query)
    data = component(at, "photo_panels")
    line = r"^(.+): \d+ x \d+, lowest (\S+), highest (\S+), mean"
    output = said_at_home(at, "convolution_photo_code", monkeypatch, tmp_path)
    found = re.findall(line, output, re.MULTILINE)
    ends = {name: (float(low), float(high)) for name, low, high in found}
    signed = [panel for panel in data["panels"] if panel["kind"] == "signed"]
    assert {panel["short"] for panel in signed} <= set(ends)
    limit = max(abs(end) for panel in signed for end in ends[panel["short"]])
    assert float(signed[0]["high"]) == pytest.approx(limit, rel=1e-3)


@pytest.mark.parametrize("photo", ["coffee", "diagonal edge"])
def test_the_program_of_k_filters_prints_the_page_s_numbers(
    open_page, photo: str, monkeypatch, tmp_path
) -> None:
    query = PHOTO | {"convolution_mode": "K filters", "convolution_photo": photo,
                     "convolution_filters": "7", "convolution_filter": "6"}  # fmt: skip
    at = open_page(PAGE, query=query)
    data = component(at, "map_sheets")
    output = said_at_home(at, "convolution_stack_code", monkeypatch, tmp_path)
    assert output.startswith("196 numbers to learn\n")
    ends = re.findall(r"lowest (\S+), highest (\S+)$", output, re.MULTILINE)
    limit = max(abs(float(end)) for pair in ends for end in pair)
    sheet = data["groups"][0]["sheets"][0]
    assert np.frombuffer(base64.b64decode(sheet["high"]), "<f4")[0] == pytest.approx(limit, 1e-4)
    there = re.search(r"^the map there: (\S+)$", output, re.MULTILINE)[1]
    shown = data["hint"].rsplit("= ", 1)[1].rstrip(".").replace("−", "-")
    assert float(there) == pytest.approx(float(shown), abs=0.06)


def test_the_program_that_learns_arrives_at_the_same_kernel(
    open_page, monkeypatch, tmp_path
) -> None:
    query = {"convolution_view": LEARNED, "convolution_noise": "0.3", "convolution_learner": "1",
             "convolution_steps": "40", "convolution_seed": "5"}  # fmt: skip
    at = open_page(PAGE, query=query)
    data = component(at, "kernel_film")
    kernels = np.frombuffer(base64.b64decode(data["kernels"]), "<f4").reshape(-1, 3, 3)
    *_, weight = said_at_home(at, LEARNED_CODE, monkeypatch, tmp_path).splitlines()
    assert float(weight) == pytest.approx(float(kernels[-1][1, 1]), abs=2e-4)


@pytest.mark.parametrize(
    ("rate", "steps", "hidden", "learner"),
    [
        (10.0, 400, "Sobel, vertical edges", 3),  # it diverges after a few steps
        (1.2, 400, "Sobel, vertical edges", 3),
        (0.05, 30, "Gaussian blur, 5 × 5", 3),
        (0.05, 25, "identity", 5),
    ],
)
def test_what_is_learned_is_where_the_page_s_learning_ends(
    rate: float, steps: int, hidden: str, learner: int, open_page, monkeypatch, tmp_path
) -> None:
    query = {"convolution_view": LEARNED, "convolution_rate": str(rate),
             "convolution_steps": str(steps), "convolution_hidden": hidden,
             "convolution_learner": str(learner), "convolution_pairs": "8"}  # fmt: skip
    at = open_page(PAGE, query=query)
    task = KernelTask(hidden_weights(hidden), learner, 8, learning_rate=rate, steps=steps)
    *_, last = fit_kernel([to_grey(sample_photos.load("cat"))], task)
    output = said_at_home(at, LEARNED_CODE, monkeypatch, tmp_path)
    assert "nan" not in output
    assert ("diverged" in output) == (last.step < steps)
    found = re.search(rf"^step {last.step}: loss (\S+)$", output, re.MULTILINE)
    assert float(found[1]) == pytest.approx(last.train_loss, rel=1e-3, abs=1e-9)
    found = re.search(r"other patches (\S+), distance (\S+)%$", output, re.MULTILINE)
    assert float(found[1]) == pytest.approx(last.test_loss, rel=1e-3, abs=1e-9)
    assert float(found[2]) == pytest.approx(100 * last.distance, rel=1e-3, abs=0.06)
    rows = [line.split() for line in output.splitlines()[-learner:]]
    np.testing.assert_allclose(np.array(rows, float), last.kernel, rtol=1e-4, atol=3e-5)


def phone_photo(kind: str) -> bytes:
    """Return a large photo as an upright phone stores it: rotated, with an EXIF orientation."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    sample_photos.load("crab").resize((1700, 1211)).save(buffer, kind, exif=exif.tobytes())
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", 'Urlaub am "See".jpg'), ("PNG", "x'y.png")])
def test_an_own_photo_is_opened_by_its_name_and_as_large_as_on_the_page(
    kind: str, name: str, open_page, monkeypatch, tmp_path
) -> None:
    data = phone_photo(kind)
    at = open_page(PAGE, query=PHOTO | {"convolution_photo": "my own photo"})
    at.file_uploader(key="convolution_photo_file").set_value([(name, data, "image/jpeg")]).run()
    taken = taken_home(at, "convolution_photo_code", monkeypatch)
    assert taken.files == {}
    output = taken.printed(tmp_path, {name: data})
    values = respond(open_photo(data, side=512), "grey", [weights("Sobel, vertical edges")])
    response = values.responses[-1].values
    height, width = response.shape
    assert height > width  # upright
    assert (
        f"response: {height} x {width}, lowest {response.min():.3f}, highest {response.max():.3f}"
    ) in output


def test_the_lines_of_a_photo_are_made_smaller_whatever_their_wording() -> None:
    """`photo_lines` words how a photo is opened; both places that know its size are replaced."""
    program = snippets.on_a_photo("mine.heic", 256, SUMMED, [np.eye(3)] * 3)
    assert program.startswith("# needs: torch torchvision numpy pillow pillow-heif\n")
    assert "max(image.size) // 256" in program
    assert "scale = 256 / max(image.size)" in program
    assert "band.reduce" not in program
