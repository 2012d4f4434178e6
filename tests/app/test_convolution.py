"""Convolution: what a visitor does in the three views, and what must not happen."""

import base64
import io
import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
import torch
from PIL import Image
from screen import component, components, notices
from torch.nn import functional

from dlviz.datasets import sample_photos
from dlviz.kernels import weights
from dlviz.responses import MODES
from dlviz.ui.convolution.controls import BY_HAND, LEARNED, ON_A_PHOTO
from dlviz.ui.convolution.views import VIEWS
from dlviz.ui.shared.photo_chooser import CAMERA

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/convolution.py"
PHOTO = {"convolution_view": ON_A_PHOTO}
NUMBERS = {"convolution_letters": "false"}


def grid(data: dict, name: str) -> np.ndarray:
    own = data["grids"][name]
    return np.array(own["values"]).reshape(own["rows"], own["columns"])


# By hand


def test_the_lectures_letters_are_the_first_thing_on_screen(open_page) -> None:
    at = open_page(PAGE)
    data = component(at, "sliding_kernel")
    assert data["grids"]["image"]["texts"] == list("abcdefghijkl")
    assert data["grids"]["kernel"]["texts"] == list("αβγδ")
    assert data["grids"]["output"]["texts"][0] == "aα + bβ + dγ + eδ"
    assert data["grids"]["output"]["texts"][-1] == "hα + iβ + kγ + lδ"
    assert (data["grids"]["output"]["rows"], data["grids"]["output"]["columns"]) == (3, 2)
    latex = " ".join(block.value for block in at.get("latex"))
    assert "gα + hβ + jγ + kδ & hα + iβ + kγ + lδ" in latex
    assert r"\mathbf{3}" in latex
    assert r"\mathbf{2}" in latex


def test_the_window_that_no_longer_fits_is_shown_where_the_size_is_rounded(open_page) -> None:
    data = component(open_page(PAGE), "sliding_kernel")
    assert (data["ghosts"], data["rounding"]) == ([], "")
    query = {"convolution_columns": "7", "convolution_kernel_columns": "3",
             "convolution_stride": "3", "convolution_rows": "5"}  # fmt: skip
    at = open_page(PAGE, query=query)
    data = component(at, "sliding_kernel")
    assert data["ghosts"] == [{"row": 0, "column": 6, "rows": 2, "columns": 3}]
    assert "Output columns: ⌊(7 − 3)/3⌋ + 1 = 2" in " ".join(one.value for one in at.caption)
    assert (
        "a third window to the right would need column 9, and the image has 7" in (data["rounding"])
    )


def test_letters_become_numbers_and_the_numbers_are_conv2ds(open_page) -> None:
    query = NUMBERS | {
        "convolution_rows": "7",
        "convolution_columns": "6",
        "convolution_kernel_rows": "3",
        "convolution_kernel_columns": "2",
        "convolution_padding": "2",
        "convolution_dilation": "2",
        "convolution_stride": "2",
    }
    data = component(open_page(PAGE, query=query), "sliding_kernel")
    padded, kernel = grid(data, "image"), grid(data, "kernel")
    expected = functional.conv2d(
        torch.tensor(padded[2:-2, 2:-2])[None, None], torch.tensor(kernel)[None, None],
        stride=2, padding=2, dilation=2,
    )[0, 0]  # fmt: skip
    np.testing.assert_allclose(grid(data, "output"), expected)
    index = np.frombuffer(base64.b64decode(data["touched"]), "<i2").reshape(-1, 6)
    sums = (padded.ravel()[index] * kernel.ravel()).sum(axis=1)
    np.testing.assert_allclose(sums, expected.ravel())  # what pointing shows adds up to the output


def test_the_sparse_matrix_holds_what_slides(open_page) -> None:
    query = NUMBERS | {"convolution_padding": "1", "convolution_stride": "2"}
    at = open_page(PAGE, query=query)
    grids, matrix = component(at, "sliding_kernel"), component(at, "sparse_matrix")
    entries = np.zeros((len(matrix["texts"]["output"]), 13))  # the last column: the padding
    for row, pixels in enumerate(
        np.frombuffer(base64.b64decode(matrix["touched"]), "<i2").reshape(-1, 4)
    ):
        entries[row, pixels] = grid(grids, "kernel").ravel()
    pixels = grid(grids, "image")[1:-1, 1:-1].ravel()
    np.testing.assert_allclose(entries[:, :-1] @ pixels, grid(grids, "output").ravel())
    assert matrix["texts"]["output"] == list(grids["grids"]["output"]["texts"])
    assert "The convolution is the same as a" in matrix["note"]

    at.toggle(key="convolution_matrix").set_value(False).run()
    assert not components(at, "sparse_matrix")


def test_the_grids_as_text_take_fractions_and_commas(open_page) -> None:
    at = open_page(PAGE, query=NUMBERS)
    before = grid(component(at, "sliding_kernel"), "output")

    at.session_state["convolution_kernel"] = "1/4 0,5; -2 0"
    at.session_state["convolution_image"] = "1 2 3; 4 5 6; 7 8 9; 1 1 1"
    data = component(at.run(), "sliding_kernel")
    assert data["grids"]["kernel"]["texts"] == ["1/4", "1/2", "-2", "0"]
    assert grid(data, "output")[0, 0] == 0.25 * 1 + 0.5 * 2 - 2 * 4
    assert not np.array_equal(grid(data, "output"), before)


def test_the_true_convolution_turns_the_kernel(open_page) -> None:
    query = NUMBERS | {"convolution_kernel": "1 2; 3 4", "convolution_image": "1 0 0; 0 0 0"}
    plain = grid(component(open_page(PAGE, query=query), "sliding_kernel"), "output")
    turned = component(
        open_page(PAGE, query=query | {"convolution_flipped": "true"}), "sliding_kernel"
    )
    assert plain[0, 0] == 1 + grid(turned, "image")[1, 1] * 4 + 0
    assert grid(turned, "output")[0, 0] == 4 + grid(turned, "image")[1, 1] * 1
    assert turned["is_flipped"]


def test_a_text_that_is_no_matrix_is_said_and_nothing_breaks(open_page) -> None:
    at = open_page(PAGE, query=NUMBERS | {"convolution_kernel": "1 two; 3"})
    data = component(at, "sliding_kernel")
    assert "'two' is not a number" in data["problem"]
    assert not at.exception


@pytest.mark.parametrize(
    "query",
    [
        {"convolution_rows": "1000000", "convolution_columns": "-7"},
        {"convolution_rows": "nan", "convolution_kernel_rows": "inf"},
        {"convolution_rows": "1", "convolution_columns": "1", "convolution_kernel_rows": "5"},
        {"convolution_rows": "2", "convolution_kernel_rows": "2", "convolution_dilation": "3"},
        {"convolution_stride": "4", "convolution_rows": "2", "convolution_columns": "2"},
        {"convolution_stride": "0", "convolution_padding": "1.5"},
        {"convolution_image": "9" * 5000, "convolution_kernel": ";;;;"},
        {"convolution_image": "<script>alert(1)</script>"},
        {"convolution_view": "nowhere", "convolution_letters": "maybe"},
    ],
    ids=str,
)
def test_a_forged_link_shows_a_legal_picture(open_page, query: dict[str, str]) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    data = component(at, "sliding_kernel")
    assert 1 <= data["grids"]["output"]["rows"] <= 12
    assert len(data["products"]) == len(data["grids"]["output"]["texts"])


def test_limits_follow_each_other(open_page) -> None:
    at = open_page(PAGE)
    assert at.number_input(key="convolution_kernel_rows").max == 4
    at.number_input(key="convolution_kernel_columns").set_value(3).run()
    at.number_input(key="convolution_columns").set_value(2).run()  # the kernel no longer fits
    assert not at.exception
    assert at.number_input(key="convolution_kernel_columns").value == 2
    assert at.number_input(key="convolution_dilation").max == 1


# On a photo


def pictures(data: dict) -> dict[str, np.ndarray]:
    def decoded(text: str) -> np.ndarray:
        with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
            return np.asarray(picture)

    own = {panel["short"]: decoded(panel["png"]) for panel in data["panels"][1:]}
    return own | {"photo": decoded(data["photo"])}


def test_the_response_on_screen_is_conv2ds_with_zero_in_the_middle(open_page) -> None:
    data = component(open_page(PAGE, query=PHOTO), "photo_panels")
    shown = pictures(data)
    grey = np.asarray(sample_photos.load("cat").convert("L"))
    np.testing.assert_array_equal(shown["photo"], grey)  # exact: numbers are read from it
    expected = functional.conv2d(
        torch.tensor(grey.astype(np.float64))[None, None],
        torch.tensor(weights("Sobel, vertical edges").astype(np.float64))[None, None],
    )[0, 0].numpy()
    limit = np.abs(expected).max()
    panel = data["panels"][1]
    assert float(panel["high"]) == pytest.approx(limit)
    assert (panel["top"], panel["left"], panel["rows"]) == (1, 1, grey.shape[0] - 2)
    levels = shown["response"].astype(float)
    np.testing.assert_allclose((levels - 128) / 127 * limit, expected, atol=limit / 254 + 1e-6)
    assert (levels[expected == 0] == 128).all()


@pytest.mark.parametrize(
    ("name", "is_photo"),
    [
        ("identity", True),
        ("sharpen", True),
        ("box blur", True),
        ("Gaussian blur", True),
        ("motion blur", True),
        ("Sobel, vertical edges", False),
        ("Laplacian", False),
    ],
)
@pytest.mark.parametrize("mode", ["grey", "each colour"])
def test_answers_that_are_a_photo_look_like_one(open_page, name: str, is_photo, mode) -> None:
    query = PHOTO | {"convolution_kernel_name": name, "convolution_mode": mode}
    panels = component(open_page(PAGE, query=query), "photo_panels")["panels"][1:]
    assert {panel["kind"] for panel in panels} == {"ink" if is_photo else "signed"}
    if is_photo:
        assert {(panel["low"], panel["high"]) for panel in panels} == {("0", "255")}


def test_k_filters_on_three_colours_make_k_maps(open_page) -> None:
    query = PHOTO | {"convolution_mode": "K filters", "convolution_photo": "diagonal edge"}
    at = open_page(PAGE, query=query)
    shown, parts = component(at, "map_sheets")["groups"]
    assert shown["sheets"][0]["count"] == 4
    assert [sheet["count"] for sheet in parts["sheets"]] == [4, 3]
    assert "4·(3·3·3) + 4 = 112 numbers to learn" in notices(at)
    assert "They make 4 maps of 94 × 94, not 12" in notices(at)
    assert "of filter 3 (edges that fall to the right). Filter 4 does not respond" in notices(at)
    at.number_input(key="convolution_filter").set_value(4).run()
    at.number_input(key="convolution_filters").set_value(2).run()  # then there is no filter 4
    assert not at.exception
    assert at.number_input(key="convolution_filter").value == 2
    assert "Map 2, row 47, column 47" in component(at, "map_sheets")["hint"]


def test_the_photo_and_the_maps_pictures_are_sent_once(open_page) -> None:
    at = open_page(PAGE, query=PHOTO)
    first = component(at, "photo_panels")
    at.selectbox(key="convolution_kernel_name").set_value("Laplacian").run()
    second = component(at, "photo_panels")
    assert set(pictures(first)) == {"photo", "response"}
    assert second["once"] == first["once"]
    assert (second["photo"], [panel["png"] for panel in second["panels"]]) == ("", ["", ""])
    assert second["panels"][1]["ends"] != first["panels"][1]["ends"]  # the server's, always
    assert len(json.dumps(second)) < 20_000
    at.selectbox(key="convolution_photo").set_value("coffee").run()
    assert set(pictures(component(at, "photo_panels"))) == {"photo", "response"}


def test_identity_shows_the_photo_itself(open_page) -> None:
    query = PHOTO | {"convolution_kernel_name": "identity"}
    shown = pictures(component(open_page(PAGE, query=query), "photo_panels"))
    # A scale has 255 steps, the first is 1.
    steps = np.rint(shown["photo"][1:-1, 1:-1] / 255 * 254) + 1
    np.testing.assert_allclose(shown["response"], steps, atol=1)


@pytest.mark.parametrize(
    ("mode", "titles"),
    [
        ("each colour", ["Photo", "red", "green", "blue"]),
        ("sum of colours", ["Photo", "sum", "red", "green", "blue"]),
        (
            "magnitude and direction",
            ["Photo", "magnitude", "to the right", "downwards", "direction"],
        ),
    ],
)
def test_every_way_to_answer(open_page, mode: str, titles: list[str]) -> None:
    at = open_page(PAGE, query=PHOTO | {"convolution_mode": mode, "convolution_photo": "coffee"})
    data = component(at, "photo_panels")
    assert [panel["short"] for panel in data["panels"]] == titles
    signed = [panel for panel in data["panels"] if panel["kind"] == "signed"]
    assert len({(panel["low"], panel["high"]) for panel in signed}) == 1  # compared: one range
    assert "energy" in notices(at)


def test_the_page_knows_the_kernels_of_the_modes_on_the_same_photo(open_page) -> None:
    at = open_page(PAGE, query=PHOTO)
    at.selectbox(key="convolution_kernel_name").set_value("Laplacian").run()
    foreseen = component(at, "kernel_grid")["modes"]
    assert list(foreseen) == ["magnitude and direction"]
    at.selectbox(key="convolution_mode").set_value("magnitude and direction").run()
    shown = component(at, "kernel_grid")
    assert shown["kernels"] == foreseen["magnitude and direction"]["kernels"]
    back = shown["modes"]["grey"]["kernels"]
    at.selectbox(key="convolution_mode").set_value("grey").run()
    assert component(at, "kernel_grid")["kernels"] == back  # still Laplace's


@pytest.mark.parametrize("name", ["box blur", "Gaussian blur", "motion blur"])
def test_blurs_have_any_size(open_page, name: str) -> None:
    query = PHOTO | {"convolution_kernel_name": name, "convolution_side": "15"}
    data = component(open_page(PAGE, query=query), "photo_panels")
    assert data["kernels"][0]["columns"] == 15
    assert sum(data["kernels"][0]["weights"]) == pytest.approx(1, abs=1e-5)


def test_a_kernel_of_ones_own_comes_with_the_link(open_page) -> None:
    query = PHOTO | {
        "convolution_kernel_name": "your own",
        "convolution_own": "0 1/2 0; 0 -1 0; 0,5 0 0",
    }
    at = open_page(PAGE, query=query)
    assert component(at, "photo_panels")["kernels"][0]["weights"] == [
        0, 0.5, 0, 0, -1, 0, 0.5, 0, 0,
    ]  # fmt: skip
    at.number_input(key="convolution_side").set_value(5).run()
    assert component(at, "photo_panels")["kernels"][0]["rows"] == 5


@pytest.mark.parametrize(
    "query",
    [
        {"convolution_photo": "../../etc/passwd"},
        {"convolution_mode": "rainbow", "convolution_kernel_name": "none"},
        {"convolution_side": "1000000", "convolution_kernel_name": "box blur"},
        {"convolution_side": "4", "convolution_kernel_name": "Gaussian blur"},
        {"convolution_kernel_name": "your own", "convolution_own": "1 2 x"},
        {"convolution_kernel_name": "your own", "convolution_own": "9 " * 90},
        {"convolution_look": "nan,inf,1e99"},
        {"convolution_look": "1,2"},
        {"convolution_pixels": "100000", "convolution_contrast": "-1"},
    ],
    ids=str,
)
def test_a_forged_link_shows_a_photo_all_the_same(open_page, query: dict[str, str]) -> None:
    at = open_page(PAGE, query=PHOTO | query)
    assert not at.exception
    data = component(at, "photo_panels")
    assert data["width"] <= 1024
    assert data["kernels"][0]["rows"] <= 31


def jpeg(colour: tuple[int, int, int], size: tuple[int, int] = (90, 60)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def test_a_photo_of_ones_own_is_shown_and_never_part_of_the_link(open_page) -> None:
    at = open_page(PAGE, query=PHOTO | {"convolution_photo": "my own photo"})
    assert "never written to disk" in " ".join(block.value for block in at.caption)
    assert component(at, "photo_panels")["identity"].startswith("cat")  # something real meanwhile
    at.file_uploader(key="convolution_photo_file").set_value(
        ("party.jpg", jpeg((200, 200, 200)), "image/jpeg")
    ).run()
    data = component(at, "photo_panels")
    assert (data["width"], data["height"]) == (90, 60)
    assert "party" not in str(dict(at.query_params)) + json.dumps(data)
    at.session_state["convolution_photo_code"] = True
    assert 'open_photo("party.jpg")' in at.run().code[0].value


def test_a_file_that_is_no_photo_is_one_sentence(open_page) -> None:
    at = open_page(PAGE, query=PHOTO | {"convolution_photo": "my own photo"})
    uploader = at.file_uploader(key="convolution_photo_file")
    uploader.set_value(("x.jpg", jpeg((1, 2, 3))[:400], "image/jpeg")).run()
    assert not at.exception
    assert [box.value for box in at.error] == [
        "This picture is damaged or cut off; save or send it again and try once more."
    ]
    assert component(at, "photo_panels")["identity"].startswith("cat")


def test_uploads_of_every_size_stay_in_memory(open_page) -> None:
    parser = import_module("starlette.formparsers").MultiPartParser

    open_page(PAGE, query=PHOTO)
    assert parser.spool_max_size == 0  # no limit


# Learned instead of given


def test_sobel_is_learned(open_page) -> None:
    at = open_page(PAGE, query={"convolution_view": LEARNED})
    data = component(at, "kernel_film")
    kernels = np.frombuffer(base64.b64decode(data["kernels"]), "<f4").reshape(-1, 3, 3)
    assert len(kernels) == len(data["steps"]) == len(data["train"])
    np.testing.assert_allclose(kernels[-1], weights("Sobel, vertical edges"), atol=0.05)
    assert f"{data['distance'][-1]:.1%} of its length" in notices(at)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            {"convolution_pairs": "1", "convolution_patch": "4"},
            "4 equations leave 9 weights undetermined",
        ),
        ({"convolution_noise": "1.0"}, "which is the noise"),
        ({"convolution_learner": "1"}, "1 weight cannot do what 9 do"),
        ({"convolution_hidden": "Gaussian blur, 5 × 5"}, "9 weights cannot do what 25 do"),
        ({"convolution_rate": "5"}, "Diverged"),
        ({"convolution_descent": "plain"}, "hardly depends on which"),
    ],
)
def test_what_keeps_a_kernel_from_being_found(open_page, query: dict, words: str) -> None:
    at = open_page(PAGE, query={"convolution_view": LEARNED} | query)
    assert not at.exception
    assert words in notices(at)


def test_a_photo_smaller_than_the_kernel_is_shown_with_one_sentence(open_page, monkeypatch) -> None:
    tiny = SimpleNamespace(image=Image.new("RGB", (2, 1)), alt="two pixels", identity="tiny")
    monkeypatch.setattr("dlviz.ui.convolution.photo.choose_photo", lambda *_, **__: tiny)
    shown: list[Image.Image] = []
    monkeypatch.setattr(st, "image", lambda picture, **_: shown.append(picture))
    for mode in MODES:
        at = open_page(PAGE, query=PHOTO | {"convolution_mode": mode})
        (warning,) = at.warning
        assert "this photo only 1 × 2 pixels" in warning.value
        assert "smaller kernel" not in warning.value
        assert not at.error
        assert shown[-1].size == (512, 256)


def test_a_patch_too_small_is_one_sentence(open_page) -> None:
    query = {"convolution_view": LEARNED, "convolution_learner": "5", "convolution_patch": "3"}
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert not at.error
    assert at.warning[0].value.startswith("Set “Pixels of a patch” to 5 or more: ")


# Presets and programs


@pytest.mark.parametrize("preset", range(6))
def test_a_preset_shows_its_goal(open_page, preset: int) -> None:
    at = open_page(PAGE, query={"convolution_view": LEARNED, "convolution_rate": "0.04",
                                "convolution_noise": "0.5", "convolution_learner": "5",
                                "convolution_rows": "5"})  # fmt: skip
    assert not any("Try this" in block.value for block in at.markdown)
    at.button(key=f"preset_{preset}").click().run()
    assert not at.exception
    assert any("Try this" in block.value for block in at.markdown)


def test_every_view_is_in_the_link(open_page) -> None:
    names = {BY_HAND: "sliding_kernel", ON_A_PHOTO: "photo_panels", LEARNED: "kernel_film"}
    for view in VIEWS:
        at = open_page(PAGE, query={"convolution_view": view})
        component(at, names[view])


def test_messages_of_the_components_are_checked() -> None:
    from dlviz.ui.components.kernel_grid.kernel_grid import edited_kernels
    from dlviz.ui.components.photo_panels.photo_panels import Look, seen
    from dlviz.ui.components.sliding_kernel.sliding_kernel import edited

    sizes = {"image": 12, "kernel": 4}
    good = {"grid": "kernel", "index": 3, "text": "1/2"}
    assert edited(good, sizes) == ("kernel", 3, "1/2")
    for bad in (None, [], {}, good | {"index": 4}, good | {"index": "3"}, good | {"grid": "output"},
                good | {"grid": ["image"]}, good | {"text": 7}):  # fmt: skip
        assert edited(bad, sizes) is None
    good = {"kernel": 0, "index": 8, "text": "x" * 99}
    bad = (
        None,
        good | {"kernel": 1},
        good | {"index": 9},
        good | {"index": -1},
        good | {"text": 1},
    )
    assert edited_kernels({"changed": [*bad, good]}, [9]) == [(0, 8, "x" * 20)]
    assert len(edited_kernels({"changed": [good] * 10**4}, [9])) < 100
    for bad in (None, [], {}, {"changed": None}, {"changed": good}):
        assert edited_kernels(bad, [9]) == []
    assert seen({"x": 0.5, "y": 7, "zoom": 1e9}) == Look(0.5, 1.0, 200.0)
    for bad in (
        None,
        {},
        {"x": 0.5, "y": 0.5, "zoom": float("nan")},
        {"x": "1", "y": 0, "zoom": 1},
    ):
        assert seen(bad) is None


def test_the_camera_is_one_of_the_choices(open_page) -> None:
    at = open_page(PAGE, query=PHOTO)
    box = at.selectbox(key="convolution_photo")
    assert len(set(box.options)) == len(box.options)
    box.set_value(CAMERA).run()
    assert not at.exception
    assert len(at.get("camera_input")) == 1
