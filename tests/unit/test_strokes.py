"""Synthetic and hand-written pen strokes: rendered as a pen would, and read by the network."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from dlviz import ink
from dlviz.datasets import strokes
from dlviz.datasets.mnist import Digits
from dlviz.digits import normalise
from dlviz.networks.mnist import load
from dlviz.training.loop import as_tensors, count_errors

DRAWINGS = json.loads((Path(__file__).parents[1] / "data" / "drawn_digits.json").read_text())
PLACEMENTS = ((0.55, 0.15, 0.3), (0.9, 0.5, 0.5), (0.7, 0.8, 0.1))  # size, x and y on the pad


def test_a_straight_stroke_is_a_bar_with_round_ends() -> None:
    picture = strokes.render([np.array([[60.0, 100.0], [200.0, 100.0]])], pen=20)
    assert picture.shape == (280, 280)
    assert picture.dtype == np.uint8
    area = picture.sum() / 255
    assert area == pytest.approx(140 * 20 + np.pi * 10**2, rel=0.03)
    rows, columns = np.nonzero(picture > 127)
    assert (rows.min(), rows.max()) == pytest.approx((90, 109), abs=1)
    assert (columns.min(), columns.max()) == pytest.approx((50, 209), abs=1)


def test_one_point_is_a_dot_and_its_edge_is_grey() -> None:
    picture = strokes.render([np.array([[40.0, 200.0]])], pen=24, size=300)
    assert picture.shape == (300, 300)
    assert picture.sum() / 255 == pytest.approx(np.pi * 12**2, rel=0.06)
    assert picture[200, 40] == 255
    assert ((picture > 0) & (picture < 255)).any()


def test_a_sharp_turn_is_rounded_outside() -> None:
    picture = strokes.render([np.array([[60.0, 60.0], [140.0, 200.0], [220.0, 60.0]])], pen=20)
    assert picture[208, 140] == 255
    assert picture[214, 140] == 0  # a pointed join would reach further down


def test_place_keeps_the_ink_on_the_pad_and_its_shape() -> None:
    rng = np.random.default_rng(1)
    shape = [np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 5.0], [1.0, 2.0]])]
    for _ in range(50):
        placed = np.concatenate(strokes.place(shape, 24.0, rng))
        assert placed.min() >= 12
        assert placed.max() <= 280 - 12
        width, height = np.ptp(placed, axis=0)
        assert width / height == pytest.approx(3 / 5)
        assert 0.38 * 280 - 0.01 <= height + 24 <= 0.95 * 280 + 0.01


@pytest.mark.parametrize("styles", [strokes.STYLES, strokes.HELD_OUT_STYLES])
def test_every_style_draws_strokes_of_a_digits_proportions(
    styles: Sequence[dict[strokes.Style, float]],
) -> None:
    rng = np.random.default_rng(2)
    for of_digit in styles:
        for style in of_digit:
            for _ in range(20):
                drawing = strokes.draw(style, rng)
                points = np.concatenate(drawing)
                assert np.isfinite(points).all()
                assert all(stroke.shape[1:] == (2,) for stroke in drawing)
                assert 0.4 < np.ptp(points[:, 1]) < 1.8, style.__name__
                assert np.ptp(points[:, 0]) < 1.8, style.__name__


def test_held_out_styles_are_in_no_training() -> None:
    trained = {style for of_digit in strokes.STYLES for style in of_digit}
    held_out = {style for of_digit in strokes.HELD_OUT_STYLES for style in of_digit}
    assert not trained & held_out
    assert len(strokes.STYLES) == len(strokes.HELD_OUT_STYLES) == 10


def test_digits_take_turns_and_the_same_seed_draws_the_same() -> None:
    first, again, other = (strokes.draw_digits(30, seed) for seed in (4, 4, 5))
    assert first.labels.tolist() == list(range(10)) * 3
    assert first.images.shape == (30, 28, 28)
    np.testing.assert_array_equal(first.images, again.images)
    assert (first.images != other.images).any()
    assert (first.images.reshape(30, -1).max(axis=1) > 100).all()


def test_the_spline_passes_through_its_points_and_keeps_corners() -> None:
    style_points = [(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 1.0)]  # (1, 0) is a corner
    curve = strokes._spline(np.array(style_points), 0.5)
    assert (curve[:, 0] <= 1).all()  # a smooth bend would swing past it
    assert (curve == (1, 0)).all(axis=1).any()
    smooth = strokes._spline(np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]), 0.5)
    assert (smooth[8] == (1, 0)).all()
    assert smooth[:, 0].max() > 1.01


def on_the_pad(paths: list[np.ndarray], pen: int) -> np.ndarray:
    """Return the ink that a visitor's pen leaves on the page's pad."""
    return ink.draw({pen: paths}, strokes.PAD)


def drawn(pen: int, render: Callable[[list[np.ndarray], int], np.ndarray]) -> Digits:
    """Return all hand-written drawings at every placement on the pad with one pen."""
    images, labels = [], []
    for drawing in DRAWINGS:
        paths = [np.array(stroke, dtype=float) for stroke in drawing["strokes"]]
        low = np.concatenate(paths).min(axis=0)
        extent = np.ptp(np.concatenate(paths), axis=0)
        for size, right, down in PLACEMENTS:
            scale = (280 * size - pen) / extent.max()
            corner = pen / 2 + (280 - pen - extent * scale) * np.array([right, down])
            placed = [(path - low) * scale + corner for path in paths]
            images.append(np.rint(255 * normalise(render(placed, pen))).astype(np.uint8))
            labels.append(drawing["digit"])
    return Digits(np.stack(images), np.array(labels, np.uint8))


def test_the_hand_written_set_has_every_digit_in_many_styles() -> None:
    counts = np.bincount([drawing["digit"] for drawing in DRAWINGS])
    assert len(counts) == 10
    assert counts.min() >= 8
    assert len({(drawing["digit"], drawing["style"]) for drawing in DRAWINGS}) == len(DRAWINGS)


@pytest.mark.parametrize("render", [strokes.render, on_the_pad])
@pytest.mark.parametrize("pen", [12, 18, 24])
def test_the_augmented_network_reads_hand_written_strokes(
    pen: int, render: Callable[[list[np.ndarray], int], np.ndarray]
) -> None:
    digits = drawn(pen, render)
    pixels, labels = as_tensors(digits.images, digits.labels)
    answers = load("augmented")(pixels.flatten(1)).argmax(dim=1)
    right = answers == labels
    assert right.float().mean() >= 0.985
    for digit in range(10):
        assert right[labels == digit].float().mean() >= 0.92, f"digit {digit}"


def test_the_augmented_network_reads_styles_it_has_never_seen() -> None:
    digits = strokes.draw_digits(1000, 99, styles=strokes.HELD_OUT_STYLES)
    assert count_errors(load("augmented"), digits) <= 20
