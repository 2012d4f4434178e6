"""Pooling: what a visitor does in the three views, and what must not happen."""

import base64
import io
import json

import numpy as np
import pytest
import torch
from PIL import Image
from screen import component, components, curves, grid, notices
from torch.nn import functional

from dlviz.datasets import sample_photos
from dlviz.moves import stage_curves
from dlviz.networks import imagenet
from dlviz.ui.components.shifted_photo.shifted_photo import moved
from dlviz.ui.pooling import networks
from dlviz.ui.pooling.controls import INVARIANCE, ON_A_PHOTO
from dlviz.ui.pooling.networks import CIFAR
from dlviz.ui.pooling.views import VIEWS
from dlviz.ui.shared import turns

PAGE = "pages/pooling.py"
PHOTO = {"pooling_view": ON_A_PHOTO}
SLIDE = {"pooling_view": INVARIANCE, "pooling_network": CIFAR}
DIGIT = {"pooling_view": INVARIANCE, "pooling_network": "digit network, dropout"}


# By hand


def test_the_lectures_matrix_is_the_first_thing_on_screen(open_page) -> None:
    at = open_page(PAGE)
    data = component(at, "pooling_grids")
    assert grid(data, "output").tolist() == [[3, 5], [2, 4]]
    assert data["winners"] == [4, 2, 8, 11]
    assert grid(data, "gradient").sum() == 4
    assert r"\rightarrow \begin{bmatrix} 3 & 5 \\ 2 & 4 \end{bmatrix}" in at.latex[0].value
    assert "75% are discarded" in notices(at)


@pytest.mark.parametrize("kind", ["average", "L2", "none"])
def test_another_kind_window_and_stride(open_page, kind: str) -> None:
    query = {"pooling_kind": kind, "pooling_rows": "7", "pooling_columns": "5",
             "pooling_window": "3", "pooling_stride": "2", "pooling_gradient": "false"}  # fmt: skip
    data = component(open_page(PAGE, query=query), "pooling_grids")
    given = torch.tensor(grid(data, "image"))[None, None]
    expected = {
        "average": functional.avg_pool2d(given, 3, 2),
        "L2": functional.lp_pool2d(given, 2, 3, 2),
        "none": given[..., 0:5:2, 0:3:2],
    }[kind]
    np.testing.assert_allclose(grid(data, "output"), expected[0, 0])
    assert "gradient" not in data["grids"]
    assert len(data["sentences"]["image"]) == 35


def test_numbers_as_text_and_limits_that_follow_each_other(open_page) -> None:
    at = open_page(PAGE, query={"pooling_numbers": "1/4 0,5; 9 -2"})
    assert grid(component(at, "pooling_grids"), "image")[:2, :2].tolist() == [[0.25, 0.5], [9, -2]]
    at.number_input(key="pooling_window").set_value(4).run()
    at.number_input(key="pooling_rows").set_value(3).run()  # the window no longer fits
    assert not at.exception
    assert at.number_input(key="pooling_window").value == 3


def test_a_pixel_of_8_bits_can_be_pooled_and_a_brighter_one_is_told_the_range(open_page) -> None:
    at = open_page(PAGE, query={"pooling_numbers": "0 255; 128 1"})
    data = component(at, "pooling_grids")
    assert grid(data, "image")[:2, :2].tolist() == [[0, 255], [128, 1]]
    assert grid(data, "output")[0, 0] == 255
    assert not data["problem"]
    assert "Numbers: −255 to 255." in " ".join(caption.value for caption in at.caption)
    at = open_page(PAGE, query={"pooling_numbers": "0 256"})
    assert "'256' is beyond 255" in component(at, "pooling_grids")["problem"]


@pytest.mark.parametrize(
    "query",
    [
        {"pooling_rows": "1000000", "pooling_columns": "-7"},
        {"pooling_rows": "nan", "pooling_window": "inf", "pooling_stride": "1e99"},
        {"pooling_rows": "1", "pooling_columns": "1", "pooling_window": "8"},
        {"pooling_kind": "median", "pooling_view": "nowhere", "pooling_gradient": "maybe"},
        {"pooling_numbers": "9" * 5000},
        {"pooling_numbers": "1 two; <script>"},
    ],
    ids=str,
)
def test_a_forged_link_shows_a_legal_grid(open_page, query: dict[str, str]) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    data = component(at, "pooling_grids")
    assert 1 <= data["grids"]["output"]["rows"] <= data["grids"]["image"]["rows"] <= 8
    if "two" in query.get("pooling_numbers", ""):
        assert "'two' is not a number" in data["problem"]


@pytest.mark.parametrize(("kind", "counted", "around"), [("max", "true", "−∞"),
                                                         ("average", "false", "")])  # fmt: skip
def test_padding_stands_around_the_numbers(open_page, kind: str, counted: str, around: str) -> None:
    query = {"pooling_kind": kind, "pooling_padding": "1", "pooling_count_padding": counted,
             "pooling_stride": "1", "pooling_window": "3", "pooling_columns": "5"}  # fmt: skip
    at = open_page(PAGE, query=query)
    data = component(at, "pooling_grids")
    shown = data["grids"]["image"]
    assert (shown["rows"], shown["columns"]) == (6, 7)
    assert shown["texts"][:7] == [around] * 7
    assert shown["texts"][8:13] == ["1", "2", "5", "3", "0"]
    assert data["sentences"]["image"][0].startswith("This cell is padding")
    assert data["sentences"]["image"][8].startswith("Number (1, 1) = 1")
    given = torch.tensor(grid(data, "image"))[None, None, 1:-1, 1:-1]
    layer = (
        torch.nn.MaxPool2d(3, 1, 1)
        if kind == "max"
        else torch.nn.AvgPool2d(3, 1, 1, count_include_pad=False)
    )
    np.testing.assert_allclose(grid(data, "output"), layer(given)[0, 0])
    said = " ".join(one.value for one in at.markdown)
    assert "Output columns: (5 + 2·1 − 3)/1 + 1 = 5" in said
    at.number_input(key="pooling_window").set_value(1).run()  # then there is no padding
    assert not at.exception
    assert component(at, "pooling_grids")["padding"] == 0


def test_the_numbers_move_right_and_a_typed_number_keeps_them_there(open_page) -> None:
    at = open_page(PAGE)
    assert "Moved" not in notices(at)
    at.number_input(key="pooling_moved").increment().run()
    data = component(at, "pooling_grids")
    assert grid(data, "image")[0].tolist() == [0, 1, 2, 5]
    assert grid(data, "output").tolist() == [[3, 5], [2, 3]]
    assert "Moved right by 1: 4 numbers have left" in notices(at)
    assert "and 1 of 4 outputs" in notices(at)


# On a photo


def test_the_cascade_is_torchs(open_page) -> None:
    at = open_page(PAGE, query=PHOTO)
    groups = component(at, "map_sheets")["groups"]
    assert [len(group["sheets"]) for group in groups] == [6, 6]
    sizes = [sheet["height"] for sheet in groups[0]["sheets"]]
    assert sizes == [224, 112, 56, 28, 14, 7]
    photo = sample_photos.load("cat")
    crop = np.asarray(imagenet.crop(photo, imagenet.lite_transform()))
    pixels = torch.from_numpy(crop.copy()).permute(2, 0, 1)[None]
    expected = functional.max_pool2d(pixels.float(), 32)[0].permute(1, 2, 0).numpy()
    with Image.open(io.BytesIO(base64.b64decode(groups[0]["sheets"][5]["png"]))) as picture:
        np.testing.assert_array_equal(np.asarray(picture), expected)
    assert "0.10% of the numbers are left" in notices(at)


def test_a_map_of_a_network_and_all_kinds(open_page) -> None:
    query = PHOTO | {"pooling_source": f"a map of {CIFAR}", "pooling_map_number": "99"}
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert at.number_input(key="pooling_map_number").value == 32  # the last, counted from 1
    at.session_state["pooling_kinds"] = ["max", "average", "L2", "none"]
    groups = component(at.run(), "map_sheets")["groups"]
    assert [group["sheets"][-1]["title"] for group in groups] == [
        "Max 1 × 1", "Average 1 × 1", "L2 1 × 1", "None 1 × 1",
    ]  # fmt: skip
    at.session_state["pooling_kinds"] = []
    assert len(component(at.run(), "map_sheets")["groups"]) == 1  # something real meanwhile


# Location invariance


def test_the_curves_are_the_measured_ones_and_the_marker_moves(open_page) -> None:
    at = open_page(PAGE, query=SLIDE | {"pooling_photo": "coffee"})
    seen = networks.network(CIFAR).surroundings(sample_photos.load("coffee"))
    made = networks.slide_of(CIFAR, networks.Identity("coffee"), seen, "right")
    shown = curves(at)
    for name, values in stage_curves(made, "max").items():
        np.testing.assert_allclose(shown[name], values, rtol=1e-6)
    assert component(at, "shifted_photo")["shift"] == 4
    at.number_input(key="pooling_shift").set_value(9).run()
    assert component(at, "shifted_photo")["shift"] == 9
    figure = json.loads(components(at, "live_figure")[0]["figure"])
    assert figure["layout"]["shapes"][2]["x0"] == 9
    assert f"1 pooling <b>{made.pooled['max', 1][9]:.2f}</b>" in json.dumps(figure)


def test_a_number_at_its_lower_end_stays_in_the_link(open_page) -> None:
    at = open_page(PAGE, query=SLIDE | {"pooling_shift": "0"})
    assert component(at, "shifted_photo")["shift"] == 0
    # The browser leaves out of the link what is the widget's own value: 0 must not be.
    assert at.number_input(key="pooling_shift").proto.default == 4


def test_the_network_itself_and_the_kinds_are_compared(open_page) -> None:
    at = open_page(PAGE, query=SLIDE | {"pooling_comparison": "the network itself"})
    assert list(curves(at)) == [
        "pixels", "relu1_1", "pool1", "pool2", "pool3", "pool4", "probabilities",
    ]  # fmt: skip
    at.selectbox(key="pooling_comparison").set_value("kinds of pooling").run()
    assert list(curves(at)) == ["convolution", "max", "average", "stride alone", "blurred max"]
    assert "without pooling" in notices(at)


def test_a_digit_network_has_no_pooling(open_page) -> None:
    at = open_page(PAGE, query=DIGIT | {"pooling_digit": "5"})
    assert list(curves(at)) == ["pixels", "256 units", "128 units", "probabilities"]
    assert component(at, "shifted_photo")["side"] == 28
    assert not any(box.key == "pooling_comparison" for box in at.selectbox)


def test_a_photo_of_ones_own_is_never_kept_for_others(open_page) -> None:
    at = open_page(PAGE, query=SLIDE | {"pooling_photo": "my own photo"})
    file = io.BytesIO()
    Image.new("RGB", (90, 60), (200, 40, 40)).save(file, "JPEG")
    at.file_uploader(key="pooling_photo_file").set_value(
        ("party.jpg", file.getvalue(), "image/jpeg")
    ).run()
    assert not at.exception
    assert at.session_state["pooling_results"]
    assert not any(str(key[1]).startswith("own") for key in turns._shared("pooling")[0])
    assert "party" not in str(dict(at.query_params))
    at.session_state["pooling_invariance_code"] = True
    assert 'open_photo("party.jpg")' in at.run().code[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"pooling_shift": "1e99", "pooling_depth": "-3", "pooling_comparison": "kinds of pooling"},
        {"pooling_shift": "nan", "pooling_direction": "up", "pooling_stage": "none"},
        {"pooling_network": "GPT", "pooling_photo": "../../etc/passwd"},
        {"pooling_network": "digit network, ridge", "pooling_digit": "123456789"},
    ],
    ids=str,
)
def test_a_forged_link_moves_a_picture_all_the_same(open_page, monkeypatch, query: dict) -> None:
    monkeypatch.setattr(networks, "is_available", lambda name: name != "EfficientNet-Lite0")
    at = open_page(PAGE, query=SLIDE | query)
    assert not at.exception
    assert 0 <= component(at, "shifted_photo")["shift"] <= 16


def test_messages_of_the_component_are_checked() -> None:
    assert moved({"shift": 16, "sequence": 1}) == 16
    for bad in (None, [], {}, {"shift": 17}, {"shift": -1}, {"shift": "3"}, {"shift": True}):
        assert moved(bad) is None


# Presets and programs


@pytest.mark.parametrize("preset", range(5))
def test_a_preset_shows_its_goal(open_page, preset: int) -> None:
    at = open_page(PAGE, query={"pooling_rows": "5"})
    assert not any("Try this" in block.value for block in at.markdown)
    at.button(key=f"preset_{preset}").click().run()
    assert not at.exception
    assert any("Try this" in block.value for block in at.markdown)


def test_every_view_is_in_the_link(open_page) -> None:
    names = ("pooling_grids", "map_sheets", "shifted_photo")
    for view, name in zip(VIEWS, names, strict=True):
        component(open_page(PAGE, query=SLIDE | {"pooling_view": view}), name)


def test_pictures_that_stay_are_sent_once(open_page) -> None:
    at = open_page(PAGE, query=PHOTO)
    first = component(at, "map_sheets")
    second = component(at.run(), "map_sheets")
    assert second["once"] == first["once"]
    assert second["groups"][0]["sheets"][0]["png"] == ""
    assert len(json.dumps(second)) < 0.2 * len(json.dumps(first))
