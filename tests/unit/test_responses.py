"""What kernels answer on photos: against conv2d, by hand, and against bounds that must hold."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from dlviz.datasets import sample_photos
from dlviz.kernels import KERNELS, weights
from dlviz.responses import (
    EACH,
    GRADIENT,
    GREY,
    MODES,
    STRONG,
    SUMMED,
    WEAK,
    centred,
    common_size,
    respond,
    response_csv,
)

SOBEL = weights("Sobel, vertical edges"), weights("Sobel, horizontal edges")


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    noise = np.random.default_rng(0).integers(0, 256, (51, 70, 3), dtype=np.uint8)
    return Image.fromarray(noise)


def conv2d(channel: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    image = torch.tensor(channel.astype(np.float64))[None, None]
    return functional.conv2d(image, torch.tensor(kernel.astype(np.float64))[None, None])[0, 0]


def test_grey_is_the_brightness_and_its_response_conv2ds(photo: Image.Image) -> None:
    answer = respond(photo, GREY, SOBEL[:1])
    red, green, blue = np.moveaxis(np.asarray(photo).astype(float), 2, 0)
    np.testing.assert_allclose(answer.pixels, 0.299 * red + 0.587 * green + 0.114 * blue, atol=0.51)
    (response,) = answer.responses
    assert response.values.shape == (49, 68)
    np.testing.assert_allclose(response.values, conv2d(answer.pixels, SOBEL[0]), atol=1e-3)


def test_the_sum_is_one_convolution_of_three_channels(photo: Image.Image) -> None:
    rng = np.random.default_rng(1)
    kernels = [rng.normal(size=(3, 3)).astype(np.float32) for _ in range(3)]
    answer = respond(photo, SUMMED, kernels)
    image = torch.tensor(np.asarray(photo).astype(np.float64)).permute(2, 0, 1)[None]
    expected = functional.conv2d(image, torch.tensor(np.stack(kernels)).double()[None])[0, 0]
    *parts, total = answer.responses
    np.testing.assert_allclose(total.values, expected, atol=1e-3)
    np.testing.assert_allclose(sum(part.values for part in parts), total.values, atol=1e-3)
    for channel, part in enumerate(parts):
        alone = conv2d(np.asarray(photo)[..., channel], kernels[channel])
        np.testing.assert_allclose(part.values, alone, atol=1e-3)


def test_each_colour_has_its_own_map(photo: Image.Image) -> None:
    answer = respond(photo, EACH, SOBEL[:1])
    for channel, response in enumerate(answer.responses):
        expected = conv2d(np.asarray(photo)[..., channel], SOBEL[0])
        np.testing.assert_allclose(response.values, expected, atol=1e-3)


@pytest.mark.parametrize(
    ("angle", "axis", "step"), [(0, 1, 1), (180, 1, -1), (90, 0, 1), (-90, 0, -1)]
)
def test_directions_point_to_the_bright_side(angle: int, axis: int, step: int) -> None:
    ramp = np.zeros((40, 44), np.uint8) + np.arange(44, dtype=np.uint8) * 5
    ramp = (ramp if axis == 1 else ramp.T)[:: step if axis == 0 else 1, :: step if axis else 1]
    answer = respond(Image.fromarray(ramp).convert("RGB"), GRADIENT, SOBEL)
    _, _, direction, magnitude = answer.responses
    np.testing.assert_allclose(np.abs(direction.values), abs(angle), atol=1e-4)
    if abs(angle) == 90:
        assert (np.sign(direction.values) == np.sign(angle)).all()
    np.testing.assert_allclose(magnitude.values, 40, atol=1e-4)  # a slope of 5, times 8


def test_even_areas_have_no_direction(photo: Image.Image) -> None:
    across, down, direction, magnitude = respond(photo, GRADIENT, SOBEL).responses
    np.testing.assert_allclose(
        magnitude.values, np.sqrt(across.values**2 + down.values**2), rtol=1e-5
    )
    weak = magnitude.values < WEAK * magnitude.values.max()
    np.testing.assert_array_equal(np.isnan(direction.values), weak)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("mode", [GREY, EACH, SUMMED])
def test_energy_is_squared_answers_over_squared_pixels(
    photo: Image.Image, name: str, mode: str
) -> None:
    kernel = weights(name, 5)
    answer = respond(photo, mode, [kernel] * (3 if mode == SUMMED else 1))
    shown = answer.responses[-1:] if mode == SUMMED else answer.responses
    kept = sum(float((own.values.astype(float) ** 2).sum()) for own in shown)
    top, left = (side // 2 for side in kernel.shape)
    height, width = shown[0].values.shape
    inner = answer.pixels.astype(float)[top : top + height, left : left + width]
    assert answer.energy == pytest.approx(kept / (inner**2).sum(), rel=1e-5)


def test_the_energies_of_the_cat() -> None:
    cat = sample_photos.load("cat")
    assert respond(cat, GREY, [weights("sharpen")]).energy == pytest.approx(1.048, abs=5e-4)
    assert respond(cat, GREY, SOBEL[:1]).energy == pytest.approx(0.147, abs=5e-4)


def test_identity_keeps_all_and_silence_nothing(photo: Image.Image) -> None:
    assert respond(photo, GREY, [weights("identity")]).energy == pytest.approx(1)
    nothing = respond(photo, GREY, [np.zeros((3, 3), np.float32)])
    assert (nothing.energy, nothing.strong) == (0, 0)
    flat = Image.new("RGB", (40, 40), (90, 90, 90))
    assert respond(flat, GREY, [weights("Laplacian")]).energy == 0
    assert respond(flat, GREY, [weights("box blur", 5)]).energy == pytest.approx(1, abs=1e-5)


def test_energy_and_strong_answers_are_counted_as_they_are_defined(photo: Image.Image) -> None:
    kernel = np.array([[1.0, -2, 0], [0, 3, 0], [0, 0, 0.5]], np.float32)
    answer = respond(photo, GREY, [kernel])
    grey = answer.pixels.astype(float)
    windows = np.lib.stride_tricks.sliding_window_view(grey, (3, 3))
    responses = (windows * kernel).sum((-1, -2))
    assert answer.energy == pytest.approx(
        (responses**2).sum() / (grey[1:-1, 1:-1] ** 2).sum(), rel=1e-5
    )
    most = 255 * 4.5  # of the positive weights: the negative one gives less
    assert answer.strong == pytest.approx((np.abs(responses) > STRONG * most).mean())


def test_kernels_of_different_sizes_meet_in_the_middle() -> None:
    small, large = common_size([np.ones((1, 3), np.float32), np.ones((5, 5), np.float32)])
    assert small.shape == large.shape == (5, 5)
    np.testing.assert_array_equal(np.argwhere(small), [[2, 1], [2, 2], [2, 3]])
    np.testing.assert_array_equal(centred(np.arange(25.0).reshape(5, 5), (1, 3)), [[11, 12, 13]])


@pytest.mark.parametrize("mode", MODES)
def test_too_few_kernels_and_too_large_ones_are_refused(photo: Image.Image, mode: str) -> None:
    with pytest.raises(ValueError, match="needs"):
        respond(photo, mode, [weights("identity")] * 4)
    needed = {GREY: 1, GRADIENT: 2, EACH: 1, SUMMED: 3}[mode]
    with pytest.raises(ValueError, match="does not fit"):
        respond(Image.new("RGB", (20, 4)), mode, [weights("box blur", 5)] * needed)


def test_the_photo_stays_as_it_was_and_the_csv_holds_the_map(photo: Image.Image) -> None:
    before = photo.tobytes()
    answer = respond(photo, SUMMED, [*SOBEL, SOBEL[0]])
    assert photo.tobytes() == before
    rows = [line.split(",") for line in response_csv(answer).splitlines()]
    np.testing.assert_allclose(np.array(rows, float), answer.responses[-1].values, atol=1e-3)
