"""Shared tables of test cases: Python and the scripts must both compute the results in them.

The other side of each table is the test of the same name in `tests/frontend`.
"""

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from dlviz.convolution import apply_kernel
from dlviz.figures.colours import ink_on
from dlviz.figures.pictures import levels
from dlviz.figures.png import encode
from dlviz.receptive_field import reach
from dlviz.responses import respond
from dlviz.traced import Traced
from dlviz.ui.components.answer_cards.answer_cards import percent
from dlviz.ui.components.map_sheets import map_sheets
from dlviz.ui.components.photo_panels import photo_panels

DATA = Path(__file__).resolve().parents[1] / "data"


def table(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text())
    assert cases
    return cases


def named(name: str) -> Any:
    return pytest.mark.parametrize("case", table(name), ids=lambda case: case["name"])


def sent(monkeypatch: pytest.MonkeyPatch, module: Any) -> dict[str, Any]:
    """Return a record that is filled with what `module` sends to its script."""
    record: dict[str, Any] = {}
    monkeypatch.setattr(module, "mount", lambda *_, data, **__: record.update(data))
    return record


@named("fields")
def test_a_place_s_field_is_sent_as_the_table_has_it(monkeypatch, case) -> None:
    network = nn.Sequential(*(nn.Conv2d(1, 1, **layer) for layer in case["layers"]))
    traced = Traced(network)
    found = reach(traced, list(traced.layers)[-1], shape=tuple(case["photo"]))
    data = sent(monkeypatch, map_sheets)
    sheet = map_sheets.maps_sheet("", np.zeros((1, 2, 2), np.float32))
    group = map_sheets.Group([sheet], reach=found)
    map_sheets.map_sheets([group], key="maps", identity="", hint="")
    assert json.loads(json.dumps(data["groups"][0]["reach"])) == case["reach"]
    for own in case["fields"]:
        field = found.field(own["row"], own["column"])
        empty = field.is_empty
        assert empty == (own["field"]["down"] * own["field"]["across"] == 0)
        if not empty:
            assert (field.top, field.left) == (own["field"]["top"], own["field"]["left"])
            assert field.bottom - field.top + 1 == own["field"]["down"]
            assert field.right - field.left + 1 == own["field"]["across"]


def test_levels_of_a_scale() -> None:
    for case in table("levels"):
        step = levels(np.array([[case["value"]]]), case["low"], case["high"])
        assert step.tolist() == [[case["level"]]], case


@named("responses")
def test_what_kernels_answer(monkeypatch, case) -> None:
    photo = Image.fromarray(np.array(case["photo"], np.uint8))
    kernels = [np.array(kernel, np.float32) for kernel in case["kernels"]]
    answer = respond(photo, case["mode"], kernels)
    assert answer.pixels.tolist() == case["pixels"]
    data = sent(monkeypatch, photo_panels)
    monkeypatch.setattr(photo_panels, "_photo_png", lambda *_: ("", ""))
    photo_panels.photo_panels(
        answer, key="panels", identity="", alt="", contrast=1.0, look=None, on_look=lambda: None
    )
    maps = data["panels"][1:]
    assert len(maps) == len(case["maps"])
    values = {response.title: response.values for response in answer.responses}
    for own, wanted in zip(maps, case["maps"], strict=True):
        for name in ("top", "left", "rows", "columns", "terms", "combined"):
            assert own[name] == wanted[name], name
        assert own["weak"] == pytest.approx(wanted["weak"])
        expected = np.array(wanted["values"], float)  # null is NaN
        np.testing.assert_allclose(values[own["short"]], expected, atol=2e-3)


@named("patches")
def test_what_a_kernel_answers_on_a_patch(case) -> None:
    kernel, patch = (
        torch.tensor(case[name], dtype=torch.float32).reshape(side, side)
        for name, side in (("kernel", case["side"]), ("patch", case["whole"]))
    )
    found = apply_kernel(patch, kernel).numpy().ravel()
    np.testing.assert_allclose(found, case["answers"], atol=1e-4)


def test_shares_in_percent() -> None:
    for case in table("percents"):
        assert percent(case["share"]) == case["text"], case


def test_ink_on_a_colour() -> None:
    for case in table("inks"):
        wanted = {"#000": "#000000", "#fff": "#ffffff"}[case["ink"]]
        assert ink_on(case["colour"]) == wanted, case


@named("png")
def test_png_files(case) -> None:
    pixels = np.array(case["pixels"], np.uint8).reshape(case["shape"])
    colours = None if case["table"] is None else np.array(case["table"], np.uint8).reshape(-1, 3)
    for file in (base64.b64decode(case["file"]), encode(pixels, colours)):
        image = Image.open(io.BytesIO(file))
        np.testing.assert_array_equal(np.asarray(image), pixels)
        if colours is not None:
            palette = image.getpalette()
            assert palette is not None
            assert palette[3 : 3 + colours.size] == colours.ravel().tolist()
