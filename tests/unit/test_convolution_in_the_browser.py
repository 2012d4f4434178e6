"""The browser's convolution, its colours and its response maps are the server's."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from in_node import in_node
from PIL import Image
from slides import SIZE, as_data, conv2d, kernel_as_data, picture_as_data, random_slides, slide

from dlviz.figures.pictures import levels
from dlviz.kernels import KERNELS, weights
from dlviz.responses import EACH, GRADIENT, GREY, SUMMED, respond, same_photo
from dlviz.ui.components.base.mounting import floats_as_base64
from dlviz.ui.components.photo_panels import photo_panels

CLOSE = 1e-5  # of the largest number of a map


def named_slides(rng: np.random.Generator) -> list[dict[str, Any]]:
    return [slide(rng, weights(name, side)) for name in KERNELS for side in (3, 5, 21)]


def large_slides(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return kernels of 9 x 7 that are a column times a row, nearly one, and not at all."""
    column, row = rng.normal(size=(9, 1)), rng.normal(size=(1, 7))
    product = column @ row
    nearly = product.copy()
    nearly[4, 2] += 0.01
    many = [product, nearly, rng.normal(size=(9, 7)), np.zeros((9, 7))]
    steps = ({}, {"stride": 2, "padding": 2}, {"dilation": 2, "padding": 1})
    return [slide(rng, kernel, **own) for kernel in many for own in steps]


# The kernels of each mode, turn by turn; the page shows the first when it foresees the others.
TURNS = {
    GREY: [["Sobel, vertical edges"], ["sharpen"], ["box blur"], ["motion blur"], ["emboss"]],
    EACH: [["identity"], ["Laplacian"], ["outline"]],
    GRADIENT: [
        ["Sobel, vertical edges", "Sobel, horizontal edges"],
        ["Scharr, vertical edges", "Scharr, horizontal edges"],
    ],
    SUMMED: [
        ["identity", "emboss", "outline"],
        ["identity", "emboss", "sharpen"],
        ["box blur", "motion blur", "Laplacian"],
        ["Laplacian", "motion blur", "Laplacian"],
    ],
}


def sent_for(mode: str, kernels: list[np.ndarray], contrast: float) -> dict[str, Any]:
    """Return what the page sends for kernels on a small photo with a border of one brightness."""
    pixels = np.random.default_rng(1).integers(0, 256, (*SIZE, 3), dtype=np.uint8)
    pixels[:6] = 255
    data: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photo_panels, "mount", lambda *_, **given: data.update(given["data"]))
        patch.setattr(photo_panels, "_photo_png", lambda *_: ("", ""))
        photo_panels.photo_panels(
            respond(Image.fromarray(pixels), mode, kernels),
            key="panels", identity="", alt="", contrast=contrast, look=None, on_look=lambda: None,
        )  # fmt: skip
    grey = np.asarray(Image.fromarray(pixels).convert("L"))
    return data | {"pixels": grey[..., None] if mode in (GREY, GRADIENT) else pixels}


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return what is foreseen from the first turn of each mode, and the server's later answers."""
    cases = []
    for mode, own in TURNS.items():
        for contrast in (1.0, 4.0):
            others = [(names, other) for other in same_photo(mode) for names in TURNS[other]]
            turns = [
                ([weights(name, 5) for name in names], turned)
                for names, turned in [(names, mode) for names in own] + others
            ]
            cases.append(
                (
                    {"data": sent_for(mode, turns[0][0], contrast), "turns": turns},
                    [sent_for(turned, kernels, contrast) for kernels, turned in turns],
                )
            )
    return cases


@pytest.fixture(scope="module")
def cases() -> dict[str, list[dict[str, Any]]]:
    rng = np.random.default_rng(0)
    limit = np.float32(rng.normal() * 300)
    values = rng.normal(size=2000).astype(np.float32) * limit
    values[::50] = np.nan
    values[1::50] = limit * rng.integers(-127, 128, 40).astype(np.float32) / 127  # ties
    return {
        "slides": [*random_slides(rng, 300), *named_slides(rng), *large_slides(rng)],
        "scales": [
            {"values": values, "low": -float(abs(limit)), "high": float(abs(limit))},
            {"values": values, "low": 0.0, "high": 255.0},
            *scales_of_any_size(rng),
        ],
    }


def scales_of_any_size(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return scales from the smallest to the largest numbers, and one without length."""
    cases = []
    for end in (1e-45, 1e-40, 1e-38, 1e-20, 1e20, 3e38):
        values = (rng.uniform(-1, 1, 200) * end).astype(np.float32)
        cases.append({"values": values, "low": -float(np.float32(end)), "high": end})
    return [*cases, {"values": values, "low": 0.0, "high": 0.0}]


@pytest.fixture(scope="module")
def found(cases, answers) -> dict[str, list[Any]]:
    given = [
        {
            "picture": picture_as_data(own["data"]["pixels"]),
            "data": {name: own["data"][name] for name in ("panels", "rules", "mode", "others")},
            "turns": [
                {"kernels": list(map(kernel_as_data, kernels)), "mode": mode}
                for kernels, mode in own["turns"]
            ],
        }
        for own, _ in answers
    ]
    scales = [own | {"values": floats_as_base64(own["values"])} for own in cases["scales"]]
    sent = {"slides": list(map(as_data, cases["slides"])), "scales": scales, "photos": given}
    return in_node("run_convolve.js", sent)


def test_every_kernel_gives_conv2ds_numbers_in_the_browser(cases, found) -> None:
    for own, slid in zip(cases["slides"], found["slid"], strict=True):
        wanted = conv2d(own)
        assert (slid["rows"], slid["columns"]) == wanted.shape
        values = np.array(slid["values"]).reshape(wanted.shape)
        off = np.abs(values - wanted).max()
        assert off <= CLOSE * max(np.abs(wanted).max(), 1e-30), own


def test_numbers_get_the_servers_colours_in_the_browser(cases, found) -> None:
    for own, steps in zip(cases["scales"], found["steps"], strict=True):
        wanted = levels(own["values"], own["low"], own["high"])
        np.testing.assert_array_equal(steps, wanted)


def decoded(png: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        return np.asarray(picture)


def test_foreseen_maps_are_those_that_the_server_sends(answers, found) -> None:
    for (_, wanted), turns in zip(answers, found["maps"], strict=True):
        for data, maps in zip(wanted, turns, strict=True):
            for panel, own in zip(data["panels"][1:], maps, strict=True):
                foreseen = own["panel"]
                for name in ("title", "kind", "low", "high", "top", "left", "rows", "columns"):
                    assert foreseen[name] == panel[name], name
                np.testing.assert_allclose(foreseen["ends"], panel["ends"], rtol=CLOSE)
                assert foreseen["weak"] == pytest.approx(panel["weak"], rel=CLOSE)
                steps = np.array(own["steps"]).reshape(panel["rows"], panel["columns"])
                off = np.abs(steps - decoded(panel["png"]))
                assert off.max() <= 1  # a number between two steps may round to either
                assert (off > 0).mean() < 0.001
