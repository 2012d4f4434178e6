"""A drawing becomes what MNIST would show: hand answers, invariances, and MNIST itself."""

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from dlviz import digits
from dlviz.datasets import mnist
from dlviz.datasets.drawings import DRAWINGS
from dlviz.networks.mnist import load
from dlviz.training.loop import count_errors


def blank(height: int = 280, width: int = 300) -> np.ndarray:
    return np.zeros((height, width), np.uint8)


def test_a_rectangle_is_scaled_by_its_longer_side_and_centred() -> None:
    ink = blank()
    ink[50:170, 30:70] = 255  # 120 high, 40 wide: 20 x 6.67 pixels, so 20 x 7
    expected = np.zeros((28, 28), np.float32)
    expected[4:24, 11:18] = 1  # the middle (3.5, 10) comes to lie in pixel 14
    steps = digits.normalisation_steps(ink)
    assert (steps.box_top, steps.box_left, steps.box_height, steps.box_width) == (50, 30, 120, 40)
    assert steps.cropped.shape == (120, 40)
    assert steps.scaled.shape == (20, 7)
    assert steps.centre == (3.5, 10.0)
    assert (steps.top, steps.left) == (4, 11)
    np.testing.assert_array_equal(steps.image, expected)
    np.testing.assert_array_equal(digits.normalise(ink), expected)


def test_a_wide_rectangle_lies_down() -> None:
    ink = blank(100, 250)
    ink[10:60, 20:220] = 255  # 50 x 200 -> 5 x 20
    expected = np.zeros((28, 28), np.float32)
    expected[12:17, 4:24] = 1
    np.testing.assert_array_equal(digits.normalise(ink), expected)


def test_the_centre_of_mass_and_not_the_box_is_centred() -> None:
    ink = blank()
    ink[40:240, 60:100] = 255  # the stem of an L: in 20 x 20 its 80 pixels have centre (2, 10)
    ink[200:240, 100:260] = 255  # its base: 64 pixels, centre (12, 18)
    steps = digits.normalisation_steps(ink)
    assert steps.centre == pytest.approx((928 / 144, 1952 / 144))  # (6.44, 13.56)
    assert (steps.left, steps.top) == (14 - 6, 14 - 13)
    expected = np.zeros((28, 28), np.float32)
    expected[1:21, 8:12] = 1
    expected[17:21, 8:28] = 1
    np.testing.assert_array_equal(steps.image, expected)


def test_a_lopsided_drawing_loses_no_ink_over_the_border() -> None:
    ink = blank()
    ink[40:240, 50:150] = 255  # 20 x 10 pixels, centre x = 5
    ink[130:140, 150:250] = 255  # 1 x 10 pixels, centre x = 15
    steps = digits.normalisation_steps(ink)
    assert steps.centre[0] == pytest.approx((200 * 5 + 10 * 15) / 210)  # 5.48: wants column 9
    assert steps.left == 8  # the last that holds 20 columns
    assert steps.image.sum() == pytest.approx(210)
    mirrored = digits.normalisation_steps(ink[:, ::-1])
    assert mirrored.left == 0
    assert mirrored.image.sum() == pytest.approx(210)


def test_a_drawing_whose_centre_lies_far_to_the_right_starts_at_the_left_border() -> None:
    ink = blank(200, 200)
    ink[190:, :] = 255  # the base of a mirrored L: 1 x 20 of 20 x 20 pixels
    ink[:, 170:] = 255  # its stem: 20 x 3
    steps = digits.normalisation_steps(ink)
    assert steps.centre[0] == pytest.approx((17 * 8.5 + 60 * 18.5) / 77)  # wants column -2
    assert steps.left == 0
    assert steps.image.sum() == pytest.approx(77)
    upright = digits.normalisation_steps(np.ascontiguousarray(ink.T))
    assert upright.top == 0
    np.testing.assert_array_equal(upright.image, steps.image.T)


def scribble() -> np.ndarray:
    """Return a (90, 70) lopsided drawing with grey edges."""
    fine = np.zeros((360, 280), np.uint8)
    fine[10:350, 31:77] = 255
    fine[13:60, 60:270] = 255
    fine[200:333, 200:222] = 180
    return np.asarray(Image.fromarray(fine).reduce(4))


@pytest.mark.parametrize(("top", "left"), [(0, 0), (1, 0), (0, 1), (37, 111), (190, 210)])
def test_where_it_is_drawn_does_not_matter(top: int, left: int) -> None:
    drawing = scribble()
    pad = blank(280, 280)
    pad[top : top + 90, left : left + 70] = drawing
    np.testing.assert_array_equal(digits.normalise(pad), digits.normalise(drawing))


def test_how_large_it_is_drawn_hardly_matters() -> None:
    drawing = Image.fromarray(scribble())
    images = [
        digits.normalise(np.asarray(drawing.resize((7 * scale, 9 * scale), Image.Resampling.BOX)))
        for scale in (20, 40, 60)
    ]
    np.testing.assert_allclose(images[1], images[0], atol=0.04)
    np.testing.assert_allclose(images[2], images[0], atol=0.04)


def test_one_pixel_becomes_a_full_square() -> None:
    ink = blank()
    ink[279, 0] = 255
    expected = np.zeros((28, 28), np.float32)
    expected[4:24, 4:24] = 1
    np.testing.assert_array_equal(digits.normalise(ink), expected)


def test_a_pad_full_of_ink_keeps_its_shape() -> None:
    image = digits.normalise(np.full((60, 30), 255, np.uint8))
    assert image.sum() == 20 * 10


def test_a_hair_line_does_not_vanish() -> None:
    ink = blank()
    ink[20:260, 7] = 255
    image = digits.normalise(ink)
    assert image[:, 14].sum() == 20
    assert image.sum() == 20


def test_a_faint_rim_does_not_widen_the_box_but_a_light_pencil_counts() -> None:
    ink = blank()
    ink[50:170, 30:70] = 255
    haloed = ink.copy()
    haloed[20:220, 10:100] = np.maximum(haloed[20:220, 10:100], 25)
    np.testing.assert_array_equal(digits.normalise(haloed), digits.normalise(ink))
    np.testing.assert_allclose(digits.normalise(ink // 10), digits.normalise(ink) / 10.2)


def test_values_are_bytes_and_the_drawing_is_untouched() -> None:
    ink = scribble()
    before = ink.copy()
    for image in (digits.normalise(ink), digits.squeeze(ink)):
        assert image.shape == (28, 28)
        assert image.dtype == np.float32
        assert image.min() >= 0
        assert image.max() <= 1
        np.testing.assert_array_equal(np.rint(image * 255).astype(np.float32) / 255, image)
    np.testing.assert_array_equal(ink, before)


@pytest.mark.parametrize(
    ("ink", "message"),
    [
        (np.zeros((280, 280), np.uint8), "no ink to normalise"),
        (np.ones((280, 280), np.float32), "uint8.*not float32"),
        (np.ones((280, 280), bool), "uint8.*not bool"),
        (np.ones((280, 280, 4), np.uint8), r"not shape \(280, 280, 4\)"),
        (np.ones(280, np.uint8), r"not shape \(280,\)"),
        (np.ones((0, 5), np.uint8), r"not shape \(0, 5\)"),
    ],
)
def test_what_cannot_be_normalised_is_named(ink: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        digits.normalise(ink)


def test_squeeze_averages_every_cell_of_the_whole_pad() -> None:
    ink = np.random.default_rng(3).integers(0, 256, (56 * 5, 28 * 3), dtype=np.uint8)
    expected = ink.reshape(28, 10, 28, 3).mean(axis=(1, 3)) / 255  # rounded to bytes twice
    np.testing.assert_allclose(digits.squeeze(ink), expected, atol=1.01 / 255)


def test_squeeze_leaves_a_corner_in_its_corner_and_allows_a_blank_pad() -> None:
    ink = blank(280, 280)
    assert not digits.squeeze(ink).any()
    ink[:20, 250:] = 255
    image = digits.squeeze(ink)
    assert image[:2, 25:].all()
    assert image.sum() == 6
    with pytest.raises(ValueError, match="not float64"):
        digits.squeeze(np.zeros((28, 28)))


def test_mnist_is_left_as_it_is() -> None:
    all_ = mnist.load("test")
    test = mnist.Digits(all_.images[::4], all_.labels[::4])
    again = np.empty_like(test.images)
    for index, image in enumerate(test.images):
        large = np.kron(image, np.ones((10, 10), np.uint8))  # as if drawn on a 280 x 280 pad
        again[index] = np.rint(255 * digits.normalise(large))
    difference = np.abs(again.astype(float) - test.images).mean(axis=(1, 2)) / 255
    assert np.median(difference) == 0
    assert difference.mean() < 0.002
    model = load("augmented")
    errors = count_errors(model, test)
    assert abs(count_errors(model, mnist.Digits(again, test.labels)) - errors) <= 2  # 0.1 %


def test_where_the_digits_of_mnist_really_lie() -> None:
    """What a sentence on the page says of all 70,000."""
    sides, centres = [], []
    for part in ("train", "test"):
        images = mnist.load(part).images
        sides += [max(digits.ink_box(image)[2:]) for image in images]
        ink = images.astype(float)
        mass, middle = ink.sum(axis=(1, 2)), np.arange(28) + 0.5
        x = (ink.sum(axis=1) * middle).sum(axis=1) / mass
        y = (ink.sum(axis=2) * middle).sum(axis=1) / mass
        centres.append(np.stack([x, y], axis=1))
    every = np.concatenate(centres)
    assert sum(side == digits.BOX for side in sides) == 69_984
    outside = np.flatnonzero((np.floor(every) != digits.CENTRE_PIXEL).any(axis=1))
    assert outside.tolist() == [19_841, 45_131]
    some = mnist.load("train").images[19_841]
    np.testing.assert_allclose(digits.centre_of_mass(some), every[19_841])


@pytest.mark.parametrize(
    ("name", "digit"),
    [("three in the corner", 3), ("open four", 4), ("crossed seven", 7), ("one with a foot", 1)],
)
def test_the_drawings_to_start_from_are_read_as_what_they_are_called(name: str, digit: int) -> None:
    drawing = DRAWINGS[name]
    pad = Image.new("L", (280, 280))
    for stroke in drawing.strokes:
        assert all(0 <= value < 280 for point in stroke for value in point)
        ImageDraw.Draw(pad).line(stroke, fill=255, width=int(drawing.width), joint="curve")
    pixels = torch.from_numpy(digits.normalise(np.asarray(pad))).reshape(1, 784)
    assert load("augmented")(pixels).softmax(dim=1)[0, digit] > 0.9
