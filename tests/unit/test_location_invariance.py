"""Location invariance: windows, stages and distances, each by an independent route."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

from dlviz import consistency, device, location_invariance
from dlviz.consistency import count_agreeing
from dlviz.datasets import cifar100, mnist, sample_photos
from dlviz.intervals import error_rate
from dlviz.location_invariance import measure_along, measure_plane, shifts_along
from dlviz.moves import (
    ANSWER,
    COMPARED,
    CONVOLUTION,
    DIAGONAL,
    DOWN,
    PIXELS,
    RIGHT,
    MoveCurves,
    half_at,
    kind_curves,
    moves_csv,
    network_curves,
    stage_curves,
)
from dlviz.networks import cifar, imagenet, windowed
from dlviz.networks import mnist as digit_networks
from dlviz.networks.windowed import LOGITS, WINDOW_REACH, Scene, WindowedNetwork
from dlviz.notices import location_invariance as notices
from dlviz.paired import unpack
from dlviz.pooling import AVERAGE, BLURRED, MAX, NONE, pool
from dlviz.training import build_consistency

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cifar100"
SIDE = 26


def small_network() -> WindowedNetwork:
    """A network of random weights that takes grey pictures of 26 x 26."""
    draws = torch.Generator().manual_seed(5)
    filters = torch.randn(3, 1, 3, 3, generator=draws)
    dense = torch.randn(4, SIDE * SIDE, generator=draws) / 4
    return WindowedNetwork(
        "small",
        ("a", "b", "c", "d"),
        SIDE,
        lambda pixels: 2 * pixels - 1,
        Image.Resampling.BOX,
        lambda pixels: {"first": pixels.relu(), LOGITS: pixels.flatten(1) @ dense.T},
        lambda pixels: functional.conv2d(pixels, filters).relu(),
        1,
    )


def scene(network: WindowedNetwork, seed: int) -> Scene:
    side = network.side + 2 * WINDOW_REACH
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side), dtype=np.uint8)
    return network.scene(pixels)


@pytest.fixture(scope="module")
def measured() -> tuple[WindowedNetwork, Scene, list[Scene], MoveCurves]:
    network = small_network()
    own, others = scene(network, 0), [scene(network, seed) for seed in (1, 2, 3)]
    with device.one_core():
        return network, own, others, measure_along(network, own, others, DOWN)


def test_what_is_seen_moves_to_the_right_and_down() -> None:
    pixels = torch.arange(7.0 * 9).reshape(1, 7, 9)
    still, right, down = windowed.windows(pixels, 3, np.array([(0, 0), (2, 0), (0, 1)]))
    assert still[0, 1, 1] == pixels[0, 3, 4]  # the middle
    torch.testing.assert_close(right[0, :, 2], still[0, :, 0])  # two columns further right
    torch.testing.assert_close(down[0, 1:], still[0, :-1])
    with pytest.raises(ValueError, match="A move of 3 pixels leaves the picture; at most 2"):
        windowed.windows(pixels, 3, np.array([(0, -3)]))


def test_the_filters_pass_over_the_picture_once_and_give_what_each_window_would() -> None:
    network = small_network()
    own = scene(network, 0)
    shifts = np.array([(0, 0), (5, -3), (-WINDOW_REACH, WINDOW_REACH)])
    maps = location_invariance.first_maps(network, own, shifts)
    assert network.first is not None
    torch.testing.assert_close(maps, network.first(own.windows(shifts)))


def test_the_distances_are_those_of_a_loop(measured) -> None:
    network, own, others, made = measured
    assert network.first is not None

    def maps_of(picture: Scene, shift: int, kind: str, depth: int) -> np.ndarray:
        top = WINDOW_REACH - shift
        window = picture.pixels[None, :, top : top + SIDE, WINDOW_REACH : WINDOW_REACH + SIDE]
        maps = network.first(window)
        for _ in range(depth):
            maps = pool(maps, kind)
        return maps.numpy().ravel()

    for kind, depth in ((MAX, 0), (MAX, 1), (AVERAGE, 2), (NONE, 3), (BLURRED, 1)):
        still = maps_of(own, 0, kind, depth)
        unit = np.mean([np.linalg.norm(maps_of(x, 0, kind, depth) - still) for x in others])
        values = made.convolution if depth == 0 else made.pooled[kind, depth]
        for shift in (0, 1, 7, WINDOW_REACH):
            distance = np.linalg.norm(maps_of(own, shift, kind, depth) - still) / unit
            assert values[shift] == pytest.approx(distance, rel=1e-4, abs=1e-6)


def test_the_answer_is_the_total_variation(measured) -> None:
    network, own, others, made = measured

    def probabilities(picture: Scene, shift: int) -> np.ndarray:
        top = WINDOW_REACH - shift
        window = picture.pixels[None, :, top : top + SIDE, WINDOW_REACH : WINDOW_REACH + SIDE]
        scores = np.exp(network.observe(window)[LOGITS].double().numpy()[0])
        return scores / scores.sum()

    still = probabilities(own, 0)
    for shift in (0, 3, WINDOW_REACH):
        moved = probabilities(own, shift)
        variation = np.maximum(moved - still, 0).sum()  # what one class gains, others lose
        assert made.variation[shift] == pytest.approx(variation, abs=1e-5)
        assert made.probability[shift] == pytest.approx(moved[still.argmax()], abs=1e-5)
        assert made.winners[shift] == moved.argmax()
    unit = np.mean([np.maximum(probabilities(x, 0) - still, 0).sum() for x in others])
    np.testing.assert_allclose(made.answer, made.variation / unit, rtol=1e-4)


def test_moves_of_every_direction() -> None:
    assert shifts_along(RIGHT)[3].tolist() == [3, 0]
    assert shifts_along(DIAGONAL)[WINDOW_REACH].tolist() == [WINDOW_REACH, WINDOW_REACH]
    with pytest.raises(ValueError, match="'up' is no direction; choose one of right"):
        shifts_along("up")


@pytest.mark.parametrize("stage", [PIXELS, CONVOLUTION, (AVERAGE, 2), ANSWER])
def test_the_plane_holds_the_slides_as_its_lines(measured, stage) -> None:
    network, own, others, made = measured
    told: list[float] = []
    over = measure_plane(network, own, others, stage, 4, told.append)
    assert over.values.shape == (9, 9)
    down = stage_curves(made, AVERAGE)["2 poolings"] if isinstance(stage, tuple) else {
        PIXELS: made.pixels, CONVOLUTION: made.convolution, ANSWER: made.answer
    }[stage]  # fmt: skip
    np.testing.assert_allclose(over.values[4:, 4], down[::4], rtol=1e-4, atol=1e-6)  # dx = 0
    right = measure_along(network, own, others, RIGHT)
    if stage == PIXELS:
        np.testing.assert_allclose(over.values[4, 4:], right.pixels[::4], rtol=1e-4, atol=1e-6)
    assert told[-1] == 1.0
    assert (over.same is not None) == (stage == ANSWER)


def test_a_network_without_convolutions_says_so() -> None:
    network = windowed.of_digits("dropout")
    digit = network.scene(windowed.digit_surroundings(mnist.load("test").images[0]))
    made = measure_along(network, digit, [network.scene(windowed.digit_surroundings(
        mnist.load("test").images[1]))], RIGHT)  # fmt: skip
    assert made.convolution is None
    assert list(network_curves(made)) == [PIXELS, "256 units", "128 units", ANSWER]
    assert list(stage_curves(made, MAX)) == [PIXELS, ANSWER]
    with pytest.raises(ValueError, match="has no convolutions and no pooling"):
        measure_plane(network, digit, [digit], (MAX, 1), 4)
    with pytest.raises(ValueError, match="logistic has no hidden layers"):
        windowed.of_digits("logistic")


def test_where_half_is_reached() -> None:
    assert half_at(np.array([0, 0.25, 0.75, 0.1])) == pytest.approx(1.5)
    assert half_at(np.array([0, 0.1, 0.49])) is None
    assert half_at(np.array([0.9, 1.0])) == 0


def test_the_answer_that_holds(measured) -> None:
    *_, made = measured
    changed = [place for place, winner in enumerate(made.winners) if winner != made.winners[0]]
    assert made.held == (changed[0] - 1 if changed else WINDOW_REACH)


def test_the_csv_has_a_row_for_every_pixel(measured) -> None:
    *_, made = measured
    lines = moves_csv(made).splitlines()
    head = lines[0].split(",")
    assert len(lines) == WINDOW_REACH + 2
    assert len(head) == len(lines[1].split(",")) == 1 + 2 + 4 * len(COMPARED) + 1 + 3
    row = dict(zip(head, lines[4].split(","), strict=True))
    assert float(row["max x2"]) == pytest.approx(made.pooled[MAX, 2][3], rel=1e-5)


def test_the_cifar_network_sees_what_it_was_made_for() -> None:
    network = windowed.of_cifar()
    photo = sample_photos.load("coffee")
    seen = network.surroundings(photo)
    assert seen.shape == (64, 64, 3)
    own = network.scene(seen)
    window = own.windows(np.zeros((1, 2), int))
    pixels = torch.from_numpy(seen[16:48, 16:48].copy()).permute(2, 0, 1)[None].float() / 255
    torch.testing.assert_close(window, cifar.standardise(pixels))
    looked = network.observe(window)
    torch.testing.assert_close(looked[LOGITS], cifar.load()(window))
    assert list(looked) == ["relu1_1", "pool1", "pool2", "pool3", "pool4", LOGITS]
    # Away from the rim of zeros, its first maps are those without padding.
    maps = location_invariance.first_maps(network, own, np.zeros((1, 2), int))
    torch.testing.assert_close(maps, looked["relu1_1"][..., 1:-1, 1:-1], rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(not imagenet.is_available("efficientnet_lite0"), reason="no weights here")
def test_unmoved_the_lite_network_sees_its_own_crop() -> None:
    classifier = imagenet.load("efficientnet_lite0")
    network = windowed.of_lite(classifier)
    photo = sample_photos.load("cat")
    own = network.scene(network.surroundings(photo))
    window = own.windows(np.zeros((1, 2), int))
    torch.testing.assert_close(window[0], classifier.preprocess(photo), rtol=0, atol=1e-6)
    with torch.inference_mode():
        looked = network.observe(window)
    np.testing.assert_allclose(
        looked[LOGITS].softmax(dim=1)[0], classifier.probabilities(photo), atol=1e-5
    )
    maps = location_invariance.first_maps(network, own, np.zeros((1, 2), int))
    whole = looked["112 × 112"][..., :111, :111]  # the last ones see the rim of zeros
    torch.testing.assert_close(maps, whole, rtol=1e-3, atol=1e-4)


# The sentences


def made_up(**changes: object) -> MoveCurves:
    ramp = np.linspace(0, 1, WINDOW_REACH + 1)
    winners = np.array([2] * 9 + [3] * 8)
    values = {
        "direction": RIGHT, "pixels": ramp, "convolution": np.minimum(1, 4 * ramp),
        "pooled": {(kind, depth): ramp / depth for kind in COMPARED for depth in range(1, 5)},
        "own": {}, "answer": ramp, "variation": ramp / 2, "winners": winners,
        "probability": 1 - ramp / 2,
    } | changes  # fmt: skip
    return MoveCurves(**values)


def test_the_sentence_says_how_much_and_where_it_ends() -> None:
    made = made_up()
    text = notices.about_moves(made, stage_curves(made, MAX), "fox")
    assert "convolution 2.0 px, 1 pooling 8.0 px, 2 poolings 16.0 px" in text
    assert "3 poolings and 4 poolings never within 16 px" in text
    assert (
        "A move of one pixel already changes 4 poolings, the least sensitive stage, by 0.02" in text
    )
    assert "fox with 100%, stays up to 8 px and changes at 9 px, when 28% of the" in text
    assert made.winners[8] == made.winners[0] != made.winners[9]
    calm = made_up(winners=np.zeros(WINDOW_REACH + 1, int))
    assert "fox, stays over all 16 px" in notices.about_moves(calm, stage_curves(calm, MAX), "fox")
    even = made_up(convolution=np.zeros(WINDOW_REACH + 1))
    text = notices.about_moves(even, stage_curves(even, MAX), "fox")
    assert "One pixel does not change convolution." in text
    slow = made_up(convolution=np.linspace(0, 0.05, WINDOW_REACH + 1))
    text = notices.about_moves(slow, stage_curves(slow, MAX), "fox")
    assert "changes convolution, the least sensitive stage, by less than 0.005." in text
    first = made_up(winners=np.array([2, 3] + [2] * 15))
    text = notices.about_moves(first, stage_curves(first, MAX), "fox")
    assert "changes at the first pixel" in text
    assert "; at 2 px it is the answer again." in text
    near = made_up(variation=np.full(WINDOW_REACH + 1, 0.03))
    assert "changed by only 3%" in notices.about_moves(near, stage_curves(near, MAX), "fox")


def test_the_sentence_about_kinds_orders_them() -> None:
    ramp = np.linspace(0, 1, WINDOW_REACH + 1)
    pooled = {(kind, 2): values for kind, values in
              zip(COMPARED, (ramp, 2 * ramp, 4 * ramp, ramp / 4), strict=True)}  # fmt: skip
    made = made_up(pooled=pooled, convolution=4 * ramp)
    text = notices.about_kinds(kind_curves(made, 2), 2)
    assert "max 8.0 px, average 4.0 px, stride alone 2.0 px, blurred max never" in text
    assert "without pooling 2.0 px" in text
    assert "but not more invariant: invariance comes from taking the" in text
    still = np.zeros(WINDOW_REACH + 1)  # a photo of one colour
    pooled = {(kind, 2): still for kind in COMPARED}
    text = notices.about_kinds(kind_curves(made_up(pooled=pooled, convolution=still), 2), 2)
    assert "choosing" not in text


# Consistency


def test_consistency_counts_pairs_that_agree() -> None:
    scenes = torch.rand(40, 1, 9, 11, generator=torch.Generator().manual_seed(0))
    calls = []

    def by_brightness(pixels: torch.Tensor) -> torch.Tensor:
        calls.append(pixels)
        return torch.stack([pixels.mean(dim=(1, 2, 3)), torch.full((len(pixels),), 0.5)], dim=1)

    same = count_agreeing(by_brightness, scenes, 5, 2, seed=4)
    draws = torch.Generator().manual_seed(4)
    corners = torch.randint(-2, 3, (40, 2, 2), generator=draws).tolist()
    expected = []
    for picture, pair in zip(scenes, corners, strict=True):
        bright = [float(picture[0, 2 - dy : 7 - dy, 3 - dx : 8 - dx].mean()) > 0.5
                  for dx, dy in pair]  # fmt: skip
        expected.append(bright[0] == bright[1])
    assert same.tolist() == expected
    assert 0 < sum(expected) < 40
    assert count_agreeing(by_brightness, scenes, 5, 0, seed=4).all()  # nothing moves


def test_what_ships_has_its_intervals_and_is_within_the_counts() -> None:
    rows = consistency.load()
    assert {"cifar", "augmented", "dropout", "efficientnet_lite0"} <= {row.name for row in rows}
    for row in rows:
        rate = error_rate(row.agree, row.n)
        assert (row.low, row.high) == (rate.low, rate.high)
        assert row.low <= row.value <= row.high
    assert json.loads(consistency.FILE.read_text())[0]["name"] == "cifar"
    for row in rows:
        assert row.name == "efficientnet_lite0" or unpack(row.same, row.n).sum() == row.agree
    text = notices.about_consistency(rows)
    assert "The bars are 95 % intervals, one for each network." in text
    assert text.count("McNemar's test, p < 0.0001") == 2


def test_networks_are_compared_on_the_same_pictures_and_moves() -> None:
    rows = {row.name: row for row in consistency.load()}
    one, other = rows["augmented"], rows["dropout"]
    first, second = (unpack(row.same, row.n) for row in (one, other))
    only = int((first & ~second).sum()), int((second & ~first).sum())
    assert only[0] - only[1] == one.agree - other.agree
    text = notices.about_consistency([one, other])
    assert f"({only[0]:,} against {only[1]:,}, McNemar's test, p < 0.0001)" in text
    assert "28.2 percentage points more often than digit network, dropout" in text
    assert "distorted digits" in text  # they are centred again: nothing was moved
    assert one.against(replace(other, seed=2)) is None
    assert one.against(replace(other, same="")) is None
    assert "McNemar" not in notices.about_consistency([one, replace(other, reach=3)])
    even = notices.about_consistency([one, replace(one, name="dropout", title="its twin")])
    assert "is not clearly more or less consistent than its twin (0 against 0" in even
    back = notices.about_consistency([replace(other, name="augmented"),
                                      replace(one, name="dropout")])  # fmt: skip
    assert "28.2 percentage points less often" in back


def test_the_digits_are_counted_again() -> None:
    row = next(row for row in consistency.load() if row.name == "dropout")
    scenes = build_consistency.digit_scenes(mnist.load("test"))
    model = nn.Sequential(nn.Flatten(), digit_networks.load("dropout"))
    with device.one_core():
        same = count_agreeing(model, scenes, row.side, row.reach, row.seed)
    assert math.isclose(int(same.sum()), row.agree, abs_tol=5)  # ties may fall otherwise elsewhere


@pytest.mark.skipif(not SHARED.exists(), reason="CIFAR-100 is not at ../shared")
def test_a_part_of_cifars_is_counted_again() -> None:
    row = next(row for row in consistency.load() if row.name == "cifar")
    pictures = cifar100.load("test", SHARED)
    n = 300
    part = cifar100.Pictures(pictures.images[:n], pictures.labels[:n], pictures.groups[:n])
    scenes = build_consistency.cifar_scenes(part)
    with device.one_core():
        same = count_agreeing(cifar.load(), scenes, row.side, row.reach, row.seed)
    rate = error_rate(int(same.sum()), n)
    assert rate.low <= row.value <= rate.high


def test_a_rate_of_agreement_is_of_as_many_pairs_as_were_looked_at() -> None:
    rate, other = consistency.agreement_rate(30, 200), error_rate(30, 200)
    assert (rate.value, rate.low, rate.high) == (15.0, other.low, other.high)


def test_the_cifar_network_shrinks_a_picture_by_the_mean_of_boxes() -> None:
    assert windowed.of_cifar().resampling == Image.Resampling.BOX
