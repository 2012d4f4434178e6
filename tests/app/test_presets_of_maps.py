"""The presets of Pooling, Augmentation and Feature maps: the claims of each are true on screen."""

import base64
import json
import re

import numpy as np
import pytest
from screen import component, components, identified, notices

from dlviz.moves import half_at
from dlviz.networks import imagenet
from dlviz.ui.feature_maps.controls import CIFAR

needs_lite = pytest.mark.skipif(
    not imagenet.is_available("efficientnet_lite0"), reason="no weights here"
)


@pytest.fixture
def click(open_page):
    """Open a page and click its preset."""

    def click(page: str, place: int):
        at = open_page(f"pages/{page}.py")
        at.button(key=f"preset_{place}").click().run()
        assert not at.exception
        return at

    return click


def goal(at) -> str:
    return " ".join(block.value for block in at.markdown if "Try this" in block.value)


def curves(at) -> dict[str, np.ndarray]:
    figure = json.loads(components(at, "live_figure")[0]["figure"])
    return {
        trace["name"]: np.frombuffer(base64.b64decode(trace["y"]["bdata"]), "<f4")
        for trace in figure["data"]
    }


def ends(row: dict[str, np.ndarray]) -> dict[str, float]:
    """Return after how many pixels each curve reaches half; 99 if it never does."""
    return {name: 99 if half_at(own) is None else half_at(own) for name, own in row.items()}


# Pooling


def test_four_numbers_win_and_with_average_all_sixteen_learn(click) -> None:
    at = click("pooling", 0)
    assert "4 of 16 decide the whole output; the gradient of all others is 0" in notices(at)
    at.session_state["pooling_kind"] = "average"
    gradient = component(at.run(), "pooling_grids")["grids"]["gradient"]["values"]
    assert np.count_nonzero(gradient) == 16
    assert goal(at)  # what it asks for does not end it


def test_max_brightens_average_keeps_and_none_keeps_what_came_first(click) -> None:
    at = click("pooling", 1)
    assert "Max raises the mean brightness" in notices(at)
    assert "Average leaves it at" in notices(at)
    at.session_state["pooling_kinds"] = ["max", "average", "none"]
    at.run()
    assert "stride alone" in notices(at)
    at.selectbox(key="pooling_source").set_value(f"a map of {CIFAR}").run()
    assert not at.exception
    assert goal(at)


@needs_lite
def test_with_each_pooling_it_may_move_further_and_none_stays_at_zero(click) -> None:
    at = click("pooling", 2)
    row = curves(at)
    names = ["convolution", "1 pooling", "2 poolings", "3 poolings", "4 poolings"]
    reached = [ends(row)[name] for name in names]
    assert reached == sorted(reached)
    assert len(set(reached)) > 3
    assert all(row[name][1] > 0 for name in names)
    at.number_input(key="pooling_shift").set_value(9).run()
    assert goal(at)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_stride_alone_gains_nothing_and_a_blur_gains_most(click, depth: int) -> None:
    at = click("pooling", 3)
    at.number_input(key="pooling_depth").set_value(depth).run()
    reached = ends(curves(at))
    assert abs(reached["stride alone"] - reached["convolution"]) < 0.5
    assert max(reached, key=reached.__getitem__) == "blurred max"
    assert goal(at)


def test_distorted_digits_help_the_answer_and_not_the_layers(click) -> None:
    at = click("pooling", 4)
    plain = ends(curves(at))
    assert max(plain["256 units"], plain["128 units"]) < 5  # no invariance
    at.selectbox(key="pooling_network").set_value("digit network, augmented").run()
    helped = ends(curves(at))
    assert helped["128 units"] < plain["128 units"]
    assert helped["probabilities"] > plain["probabilities"]


# Augmentation


def test_the_lectures_five_make_64_copies_with_one_label(click) -> None:
    at = click("augmentation", 0)
    field = component(at, "picture_field")
    assert len(field["names"]) == 65  # the original and its copies
    assert "all have the same label" in notices(at)


def test_a_six_upside_down_is_a_nine_until_the_rotation_is_narrow(click) -> None:
    at = click("augmentation", 1)
    (warning,) = at.warning
    assert "“9”" in warning.value
    assert "rotation" in warning.value
    at.session_state["augmentation_chain"] = "rotate-30..30"
    at.run()
    assert "All 64 copies" in notices(at)
    assert not at.warning
    assert goal(at)


def test_in_pixels_the_copies_stray_and_the_features_hold_them(click) -> None:
    at = click("augmentation", 2)
    text = notices(at)
    strays = re.search(r"in pixels, (\d+) of the 64.* features, (\w+)\.", text)
    assert int(strays[1]) > 10
    assert strays[2] in ("none", "1", "2")
    at.segmented_control(key="augmentation_space").set_value("in the network's features").run()
    assert goal(at)


def test_a_thousand_digits_fall_to_zero_and_stay_high(click) -> None:
    at = click("augmentation", 4)
    assert "The training error goes from 0.00 % to" in notices(at)
    assert "from 12.01 %" in notices(at)
    assert "639 are classified correctly only with augmentation, 122 only without" in notices(at)


def test_one_transform_and_64_of_64_misread_name_it(open_page) -> None:
    found = 0
    for number in range(3):
        query = {"augmentation_chain": "rotate180..180", "augmentation_digit": "6",
                 "augmentation_which": str(number + 1)}  # fmt: skip
        at = open_page("pages/augmentation.py", query=query)
        text = " ".join(box.value for box in at.warning)
        assert "distinguishes them from the other copies" not in text
        found += "rotation, the only transform, makes its label wrong" in text
    assert found


def test_a_photo_without_a_label_has_a_first_answer(open_page) -> None:
    query = {"augmentation_source": "CIFAR", "augmentation_chain": "rotate180..180"}
    at = open_page("pages/augmentation.py", query=query)
    text = notices(at) + " ".join(box.value for box in at.warning)
    if any("not on this machine" in one.value for one in at.caption):
        assert "its own first answer" in text or "own answer for the original" in text
        assert "of this " not in text
    else:
        assert "all have the same label" in text


# Feature maps


@needs_lite
def test_late_maps_are_coarser_and_more_silent(click) -> None:
    at = click("feature_maps", 0)

    def zeros() -> int:
        found = notices(at).split("% of all numbers are 0")[0].split()[-1]
        return int(found)

    early = component(at, "map_sheets")["groups"][0]["sheets"][0]
    before = zeros()
    layers = at.selectbox(key="feature_maps_layer").options
    last = [name for name in layers if "relu" in name][-1]
    at.selectbox(key="feature_maps_layer").set_value(last).run()
    late = component(at, "map_sheets")["groups"][0]["sheets"][0]
    assert late["height"] < early["height"]
    assert zeros() > max(50, before)
    assert goal(at)


@needs_lite
def test_one_partial_map_for_each_colour_and_the_bias_make_the_number(click) -> None:
    at = click("feature_maps", 1)
    data = component(at, "map_sheets")
    assert data["groups"][1]["sheets"][2]["captions"] == ["Red", "Green", "Blue"]
    assert "Over the whole map the largest difference is" in notices(at)
    at.number_input(key="feature_maps_map_number").set_value(9).run()
    assert goal(at)


def test_a_filter_is_nearly_sobel_and_the_start_can_be_looked_at(click) -> None:
    at = click("feature_maps", 2)
    names = component(at, "map_sheets")["groups"][0]["sheets"][0]["names"]
    sobel = [name for name in names if "Sobel" in name]
    assert max(abs(float(name.split()[-1].replace("−", "-"))) for name in sobel) > 0.8
    assert component(at, "map_sheets")["groups"][1]["sheets"][0]["title"] == "Start"
    assert goal(at)


@needs_lite
def test_another_class_has_places_of_its_own(click) -> None:
    at = click("feature_maps", 4)
    own = identified(component(at, "map_sheets"), "groups.0.sheets.0.png")
    at.selectbox(key="feature_maps_class").set_value("goldfish").run()
    assert identified(component(at, "map_sheets"), "groups.0.sheets.0.png") != own
    assert "does not support goldfish" in notices(at)
    assert goal(at)
