"""Named kernels do what their sentences say; matrices survive the way through a link."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from dlviz import kernels
from dlviz.convolution import apply_kernel
from dlviz.kernels import KERNELS, read_matrix, weights, write_matrix

RAMP = torch.arange(40.0).expand(36, 40)  # brighter to the right


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_has_a_sentence_and_a_shape(name: str) -> None:
    assert KERNELS[name].sentence.endswith(".")
    height, width = weights(name, 5).shape
    assert height % 2 == width % 2 == 1


@pytest.mark.parametrize("family", ["Sobel", "Prewitt", "Scharr"])
def test_edges_answer_to_their_own_direction_only(family: str) -> None:
    vertical, horizontal = (weights(f"{family}, {way} edges") for way in ("vertical", "horizontal"))
    np.testing.assert_array_equal(vertical.T, horizontal)
    assert (apply_kernel(RAMP, torch.from_numpy(vertical)) > 0).all()  # brighter on the right
    assert (apply_kernel(RAMP, torch.from_numpy(horizontal)) == 0).all()
    assert KERNELS[KERNELS[f"{family}, vertical edges"].across].across.startswith(family)


def test_sobel_and_prewitt_are_scipys() -> None:
    picture = np.random.default_rng(0).normal(size=(9, 7))
    for name, theirs in (("Sobel", ndimage.sobel), ("Prewitt", ndimage.prewitt)):
        for axis, way in ((1, "vertical"), (0, "horizontal")):
            ours = ndimage.correlate(picture, weights(f"{name}, {way} edges").astype(float))
            np.testing.assert_allclose(ours, theirs(picture, axis=axis), atol=1e-12)


@pytest.mark.parametrize("name", [name for name, kernel in KERNELS.items() if kernel.is_sized])
@pytest.mark.parametrize("size", [3, 7, 31])
def test_blurs_keep_the_brightness(name: str, size: int) -> None:
    blur = weights(name, size)
    assert blur.shape[1] == size
    assert blur.sum() == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(blur, blur[::-1, ::-1], rtol=1e-6)


def test_derivatives_are_silent_on_flat_areas() -> None:
    flat = [n for n in KERNELS if abs(weights(n).sum()) < 1e-6]
    assert {"Laplacian", "outline"} < set(flat)
    assert len(flat) == 8


def test_a_matrix_survives_its_text() -> None:
    matrix = np.array([[1, 1 / 3, -0.25], [12.5, 0, -99]])
    spare = np.full((5, 5), 7.0)
    np.testing.assert_allclose(read_matrix(write_matrix(matrix), (2, 3), spare), matrix, rtol=1e-7)


def test_a_text_is_cut_and_filled() -> None:
    spare = np.arange(9.0).reshape(3, 3)
    got = read_matrix("1/2 0,5 9 9; -1", (3, 2), spare)
    np.testing.assert_array_equal(got, [[0.5, 0.5], [-1, 4], [6, 7]])
    with pytest.raises(ValueError, match="'x' is not a number"):
        read_matrix("1 x", (1, 2), spare)
    assert kernels.number_texts(np.array([[0.25, -2.0]])) == ["1/4", "-2"]
