"""Convolution, number by number: against PyTorch, and against sums written out by hand."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from dlviz import convolution
from dlviz.convolution import (
    Geometry,
    apply_kernel,
    as_matrix,
    convolve,
    expressions,
    image_letters,
    kernel_letters,
    sliding_csv,
    touched_pixels,
    uses,
)

IMAGE = np.arange(12.0).reshape(4, 3)
KERNEL = np.array([[1.0, 2.0], [-3.0, 0.5]])
LECTURE = Geometry((4, 3), (2, 2))


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, Geometry]:
    """Any legal geometry of the page, with whole numbers, so that equal means equal."""
    image = draw(st.tuples(*[st.integers(1, convolution.MOST_IMAGE)] * 2))
    kernel = draw(st.tuples(*[st.integers(1, convolution.MOST_KERNEL)] * 2))
    padding = draw(st.integers(0, convolution.MOST_PADDING))
    assume(all(k <= convolution.most_kernel(n, padding) for k, n in zip(kernel, image,
                                                                         strict=True)))  # fmt: skip
    dilation = draw(st.integers(1, convolution.most_dilation(image, kernel, padding)))
    once = Geometry(image, kernel, padding=padding, dilation=dilation)
    stride = draw(st.integers(1, convolution.most_stride(once)))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    return (
        rng.integers(-9, 10, image).astype(float),
        rng.integers(-9, 10, kernel).astype(float),
        Geometry(image, kernel, stride, padding, dilation),
    )


def unfolded(image: np.ndarray, kernel: np.ndarray, geometry: Geometry) -> np.ndarray:
    """The independent route: walk over every window and add up its products."""
    padded = np.pad(image, geometry.padding)
    rows, columns = geometry.output
    sums = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            for y in range(kernel.shape[0]):
                for x in range(kernel.shape[1]):
                    pixel = padded[
                        row * geometry.stride + y * geometry.dilation,
                        column * geometry.stride + x * geometry.dilation,
                    ]
                    sums[row, column] += pixel * kernel[y, x]
    return sums


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(cases())
def test_every_number_is_conv2ds_and_a_walk_over_the_windows(case) -> None:
    image, kernel, geometry = case
    before = image.copy(), kernel.copy()
    expected = functional.conv2d(
        torch.tensor(image)[None, None], torch.tensor(kernel)[None, None],
        stride=geometry.stride, padding=geometry.padding, dilation=geometry.dilation,
    )[0, 0].numpy()  # fmt: skip
    ours = convolve(image, kernel, geometry)
    assert ours.shape == geometry.output
    np.testing.assert_array_equal(ours, expected)
    np.testing.assert_array_equal(ours, unfolded(image, kernel, geometry))
    turned = convolve(image, kernel, geometry, flipped=True)
    np.testing.assert_array_equal(turned, unfolded(image, kernel[::-1, ::-1], geometry))
    for flipped, values in ((False, ours), (True, turned)):
        matrix = as_matrix(kernel, geometry, flipped=flipped)
        np.testing.assert_array_equal(matrix @ image.ravel(), values.ravel())
        index = touched_pixels(geometry, flipped=flipped)
        pixels = np.append(image.ravel(), 0.0)[index]  # -1 is the padding
        np.testing.assert_array_equal((pixels * kernel.ravel()).sum(axis=1), values.ravel())
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(kernel, before[1])


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(cases())
def test_one_step_beyond_the_limits_does_not_fit(case) -> None:
    _, _, geometry = case
    dilation = convolution.most_dilation(geometry.image, geometry.kernel, geometry.padding)
    if max(geometry.kernel) > 1 and dilation < convolution.MOST_DILATION:
        with pytest.raises(ValueError, match="does not fit"):
            Geometry(geometry.image, geometry.kernel, 1, geometry.padding, dilation + 1)
    stride = convolution.most_stride(geometry)
    if stride < convolution.MOST_STRIDE:
        further = Geometry(geometry.image, geometry.kernel, stride + 1, geometry.padding,
                           geometry.dilation)  # fmt: skip
        assert further.output == (1, 1)


def test_the_lectures_letters_give_its_matrix() -> None:
    letters = expressions(touched_pixels(LECTURE), image_letters((4, 3)), kernel_letters((2, 2)))
    assert letters == [
        "aα + bβ + dγ + eδ", "bα + cβ + eγ + fδ",
        "dα + eβ + gγ + hδ", "eα + fβ + hγ + iδ",
        "gα + hβ + jγ + kδ", "hα + iβ + kγ + lδ",
    ]  # fmt: skip
    assert LECTURE.output == (3, 2)


def test_the_table_of_outputs_counts_from_one_and_has_the_letters() -> None:
    image, kernel = np.arange(12.0).reshape(4, 3), np.array([[1.0, 0], [0, -2]])
    lines = sliding_csv(image, kernel, LECTURE).splitlines()
    assert lines[0] == "row,column,value,expression"
    assert lines[1] == "1,1,-8,aα + bβ + dγ + eδ"  # 0 - 2 x 4
    assert lines[-1] == "3,2,-15,hα + iβ + kγ + lδ"  # 7 - 2 x 11
    assert len(lines) == 7


def test_the_true_convolution_meets_the_pixels_from_the_other_end() -> None:
    index = touched_pixels(LECTURE, flipped=True)
    letters = expressions(index, image_letters((4, 3)), kernel_letters((2, 2)))
    assert letters[0] == "eα + dβ + bγ + aδ"


@given(cases())
@settings(max_examples=20)
def test_uses_are_the_entries_in_each_column_of_the_matrix(case) -> None:
    image, kernel, geometry = case
    entries = (as_matrix(np.ones_like(kernel), geometry) != 0).sum(0)
    assert uses(geometry).tolist() == entries.reshape(image.shape).tolist()


def test_padding_leaves_no_trace_in_letters() -> None:
    padded = touched_pixels(Geometry((1, 1), (2, 2), padding=2))
    letters = expressions(padded, ["a"], kernel_letters((2, 2)))
    assert letters == ["0"] * 4 + ["0", "aδ", "aγ", "0"] + ["0", "aβ", "aα", "0"] + ["0"] * 4


def test_large_grids_have_indexed_letters() -> None:
    assert image_letters((8, 8))[9] == "x₂₂"
    assert kernel_letters((5, 5))[-1] == "w₅₅"
    assert len(set(image_letters((8, 8)))) == 64


def test_a_dense_layer_needs_a_weight_for_every_pair() -> None:
    assert LECTURE.dense_weights == 12 * 6
    assert np.count_nonzero(as_matrix(np.ones((2, 2)), LECTURE)) == 6 * 4


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (((4, 3), (5, 2)), "covers 5 cells does not fit into an image that is 4 high"),
        (((4, 3), (2, 4)), "that is 3 wide"),
        (((4, 3), (2, 2), 1, 0, 3), "covers 4 cells"),
        (((4, 3), (2, 2), 0), "start at 1"),
        (((0, 3), (2, 2)), "start at 1"),
        (((4, 3), (2, 2), 1, -1), "padding at 0"),
    ],
)
def test_what_does_not_fit_is_said(geometry: tuple, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Geometry(*geometry)


@pytest.mark.parametrize("image", [(37, 53), (48, 20), (100, 7), (5, 90), (31, 31)])
@pytest.mark.parametrize("kernel", [(3, 3), (5, 5), (1, 7), (5, 1)])
def test_a_photos_response_is_conv2ds(image: tuple[int, int], kernel: tuple[int, int]) -> None:
    rng = torch.Generator().manual_seed(0)
    photo = torch.rand(image, generator=rng) * 255
    weights = torch.randn(kernel, generator=rng)
    before = photo.clone()
    expected = functional.conv2d(photo[None, None], weights[None, None])[0, 0]
    response = apply_kernel(photo, weights)
    assert response.shape == expected.shape
    torch.testing.assert_close(response, expected, rtol=1e-5, atol=1e-3)
    windows = photo.unfold(0, kernel[0], 1).unfold(1, kernel[1], 1)
    by_hand = (windows * weights).sum((-1, -2))
    torch.testing.assert_close(response, by_hand, rtol=1e-5, atol=1e-3)
    torch.testing.assert_close(photo, before, rtol=0, atol=0)


def test_a_kernel_larger_than_the_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply_kernel(torch.zeros(40, 4), torch.zeros(5, 5))
