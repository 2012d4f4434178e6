"""Pooling: every number against torch.nn.functional, hand answers and autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from dlviz.notices import pooling as notices
from dlviz.pooling import (
    AVERAGE,
    BLURRED,
    KINDS,
    L2,
    LECTURE,
    MAX,
    NONE,
    cascade,
    explained,
    geometry,
    pool,
    pool_by_hand,
    pooling_csv,
    stretched,
)

REFERENCE = {
    MAX: lambda x, k, s: functional.max_pool2d(x, k, s),
    AVERAGE: lambda x, k, s: functional.avg_pool2d(x, k, s),
    L2: lambda x, k, s: functional.lp_pool2d(x, 2, k, s),
    # a filter that is 1 in its first corner
    NONE: lambda x, k, s: functional.conv2d(
        x, torch.eye(k * k)[0].view(1, 1, k, k).to(x), stride=s
    ),
}
SIZES = [((4, 4), 2, 2), ((7, 5), 3, 1), ((5, 8), 2, 3), ((3, 6), 1, 1), ((8, 7), 5, 2)]


def numbers(size: tuple[int, int], seed: int = 0) -> np.ndarray:
    """Small whole numbers, some negative: ties are frequent."""
    return np.random.default_rng(seed).integers(-3, 5, size).astype(float)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "window", "stride"), SIZES)
def test_every_output_is_torchs(size, window: int, stride: int, kind: str) -> None:
    grid = numbers(size)
    before = grid.copy()
    output = pool_by_hand(grid, kind, window, stride).output
    expected = REFERENCE[kind](torch.tensor(grid)[None, None], window, stride)[0, 0].numpy()
    assert output.shape == expected.shape
    np.testing.assert_array_equal(output, expected)
    np.testing.assert_array_equal(grid, before)


@pytest.mark.parametrize(("size", "window", "stride"), SIZES)
def test_every_output_is_that_of_a_walk_over_the_windows(size, window: int, stride: int) -> None:
    grid = numbers(size, seed=1)
    walk = {
        MAX: np.max,
        AVERAGE: np.mean,
        L2: lambda part: np.sqrt((part**2).sum()),
        NONE: lambda part: part[0, 0],
    }
    for kind, rule in walk.items():
        pooled = pool_by_hand(grid, kind, window, stride)
        for row, column in np.ndindex(*pooled.output.shape):
            top, left = row * stride, column * stride
            part = grid[top : top + window, left : left + window]
            assert pooled.output[row, column] == pytest.approx(rule(part))
            index = row * pooled.output.shape[1] + column
            np.testing.assert_array_equal(grid.ravel()[pooled.windows[index]], part.ravel())


def test_the_lectures_matrix() -> None:
    pooled = pool_by_hand(LECTURE, MAX, 2, 2)
    assert pooled.output.tolist() == [[3, 5], [2, 4]]
    assert pooled.winners.tolist() == [4, 2, 8, 11]
    assert pooled.thrown_away == 0.75
    assert pooled.silent == 12
    assert pooled.gradient.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [1, 0, 0, 1], [0, 0, 0, 0]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "window", "stride"), SIZES)
def test_the_gradient_is_autograds(size, window: int, stride: int, kind: str) -> None:
    grid = numbers(size, seed=2) + (0.5 if kind == L2 else 0)  # no window of zeros
    given = torch.tensor(grid, requires_grad=True)
    REFERENCE[kind](given[None, None], window, stride).sum().backward()
    gradient = pool_by_hand(grid, kind, window, stride).gradient
    np.testing.assert_allclose(gradient, given.grad.numpy(), atol=1e-12)


def test_of_equal_numbers_the_first_wins_and_overlapping_windows_add_up() -> None:
    even = pool_by_hand(np.full((4, 6), 2.0), MAX, 2, 2)
    assert even.winners.tolist() == [0, 2, 4, 12, 14, 16]
    peak = np.zeros((3, 3))
    peak[1, 1] = 9
    assert pool_by_hand(peak, MAX, 2, 1).gradient[1, 1] == 4
    assert pool_by_hand(peak, MAX, 2, 1).gradient.sum() == 4


def test_a_window_of_zeros_has_an_l2_gradient_of_zero() -> None:
    assert pool_by_hand(np.zeros((2, 2)), L2, 2, 2).gradient.tolist() == [[0, 0], [0, 0]]


def test_what_does_not_fit_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="A window of 5 × 5 does not fit into 4 × 7 numbers"):
        geometry((4, 7), 5, 1)
    with pytest.raises(ValueError, match="Sizes start at 1"):
        geometry((4, 4), 2, 0)
    with pytest.raises(ValueError, match="There is no pooling 'median'; choose one of max"):
        pool(torch.zeros(1, 1, 4, 4), "median")


def test_the_blurred_maximum_is_zhangs() -> None:
    maps = torch.rand(2, 3, 10, 7, generator=torch.Generator().manual_seed(3))
    every = functional.max_pool2d(maps, 2, 1)
    padded = np.pad(every.numpy(), ((0, 0), (0, 0), (1, 1), (1, 1)), mode="reflect")
    weights = np.outer([1, 2, 1], [1, 2, 1]) / 16
    expected = np.zeros((2, 3, 5, 3))
    for row, column in np.ndindex(5, 3):
        part = padded[..., 2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
        expected[..., row, column] = (part * weights).sum(axis=(2, 3))
    np.testing.assert_allclose(pool(maps, BLURRED), expected, atol=1e-6)
    assert pool(maps, BLURRED).shape == functional.max_pool2d(maps, 2).shape


def test_the_cascade_halves_and_the_average_keeps_the_mean() -> None:
    picture = np.random.default_rng(0).uniform(0, 255, (3, 32, 16)).astype(np.float32)
    row = cascade(picture, AVERAGE, 9)
    assert [one.shape for one in row] == [
        (3, 32, 16), (3, 16, 8), (3, 8, 4), (3, 4, 2), (3, 2, 1),
    ]  # fmt: skip
    np.testing.assert_allclose([one.mean() for one in row], picture.mean(), rtol=1e-5)
    even = np.full((1, 8, 8), 7.0, np.float32)
    for kind in KINDS:  # an even area stays as it is, L2 too
        np.testing.assert_allclose(cascade(even, kind, 3)[-1], 7, rtol=1e-6)
    assert cascade(np.zeros((1, 6, 10), np.float32), MAX, 5)[-1].shape == (1, 3, 5)


def test_what_is_explained_is_the_squared_correlation() -> None:
    picture = np.random.default_rng(1).uniform(size=(1, 8, 8)).astype(np.float32)
    assert explained(picture, picture) == pytest.approx(1)
    small = cascade(picture, AVERAGE, 1)[-1]
    # Of the mean of each square, what is explained is its share of the variance.
    assert explained(picture, small) == pytest.approx(small.var() / picture.var(), rel=1e-5)
    assert explained(picture, np.full((1, 1, 1), 3.0)) == 0


def test_the_csv_holds_window_and_winner() -> None:
    lines = pooling_csv(LECTURE, pool_by_hand(LECTURE, MAX, 2, 2)).splitlines()
    assert lines[2] == "1,2,5,5 3 1 2,1,3"
    assert len(lines) == 5
    assert pooling_csv(LECTURE, pool_by_hand(LECTURE, AVERAGE, 2, 2)).splitlines()[1].endswith(",,")


def test_a_window_and_a_number_explain_themselves() -> None:
    pooled = pool_by_hand(LECTURE, MAX, 2, 2)
    says = notices.window_sentences(LECTURE, pooled)
    assert says[0] == "Output (1, 1) = max(1, 2, 3, 0) = 3: number (2, 1) has won."
    own = notices.number_sentences(LECTURE, pooled)
    assert own[4] == "Number (2, 1) = 3 decides output (1, 1); gradient 1."
    assert own[0].endswith("decides nothing: output (1, 1) goes to others; gradient 0.")
    even = pool_by_hand(np.zeros((3, 3)), MAX, 2, 2)
    assert "the first of 4 equal ones" in notices.window_sentences(np.zeros((3, 3)), even)[0]
    assert "passed over" in notices.number_sentences(np.zeros((3, 3)), even)[8]
    mean = pool_by_hand(-LECTURE, AVERAGE, 2, 2)
    says = notices.window_sentences(-LECTURE, mean)[0]
    assert says == "Output (1, 1) = ((-1) + (-2) + (-3) + 0) / 4 = -3/2: all have a say."
    says = notices.number_sentences(-LECTURE, mean)[0]
    assert says == "Number (1, 1) = -1 has a say in output (1, 1); gradient 1/4."


def test_the_notice_by_hand_counts() -> None:
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, MAX, 2, 2))
    assert "16 numbers become 4: 75% are thrown away." in text
    assert "4 of 16 decide the whole output" in text
    assert "12 numbers could change" in text
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, AVERAGE, 2, 2))
    assert "the gradient is 1/4 everywhere" in text
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, MAX, 3, 2))
    assert "7 numbers at the rim lie in no window" in text
    peak = np.zeros((3, 3))
    peak[1, 1] = 9
    assert "one number decides 4 outputs" in notices.about_by_hand(
        peak, pool_by_hand(peak, MAX, 2, 1)
    )


def test_the_notice_of_a_cascade_orders_the_kinds() -> None:
    sizes = [(224, 224), (7, 7)]
    means = {MAX: [118.0, 171.0], AVERAGE: [118.0, 118.0], NONE: [118.0, 120.0]}
    shares = {MAX: [1.0, 0.2], AVERAGE: [1.0, 0.5], NONE: [1.0, 0.1]}
    text = notices.about_cascade(sizes, means, shares, is_photo=True)
    assert "224 × 224 becomes 7 × 7: 0.10% of the numbers are left" in text
    assert "50% (average), 20% (max), 10% (stride alone)" in text
    assert "average keeps most, stride alone least" in text
    assert "raises the mean brightness from 118 to 171" in text


def test_the_answers_end_where_the_first_is_lost() -> None:
    cat, dog = notices.Answer("cat", 0.4), notices.Answer("dog", 0.2)
    sizes = [(8, 8), (4, 4), (2, 2)]
    text = notices.about_answers(sizes, {MAX: [cat, dog, cat], NONE: [cat, cat, cat]})
    assert text == "EfficientNet-Lite0 says cat down to 8 × 8 with max, 2 × 2 with stride alone."


def test_stretched_numbers_are_squares() -> None:
    small = np.array([[[1.0, 2.0]]])
    assert stretched(small, 2).tolist() == [[[1, 1, 2, 2], [1, 1, 2, 2]]]
