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
    moved,
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


@pytest.mark.parametrize("grid", [np.zeros((2, 2)), np.eye(4) * [0, 0, 1, 1], -np.eye(2)])
def test_a_window_of_zeros_has_an_l2_gradient_of_zero_here_and_in_pytorch(grid) -> None:
    given = torch.tensor(grid, requires_grad=True)
    functional.lp_pool2d(given[None, None], 2, 2, 2).sum().backward()
    gradient = pool_by_hand(grid, L2, 2, 2).gradient
    np.testing.assert_allclose(gradient, given.grad.numpy())
    assert (gradient[:2, :2] == 0).all() == (not grid[:2, :2].any())


def test_what_does_not_fit_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="A window of 5 × 5 does not fit into 4 × 7 numbers"):
        geometry((4, 7), 5, 1)
    with pytest.raises(ValueError, match="Sizes start at 1"):
        geometry((4, 4), 2, 0)
    with pytest.raises(ValueError, match="There is no pooling 'median'; choose one of max"):
        pool(torch.zeros(1, 1, 4, 4), "median")


@pytest.mark.parametrize("size", [(1, 1), (1, 4), (2, 2), (2, 5), (5, 2), (3, 3), (4, 6)])
@pytest.mark.parametrize("kind", [*KINDS, BLURRED])
@pytest.mark.parametrize(("window", "stride"), [(1, 1), (2, 2), (3, 1), (4, 2)])
def test_a_picture_is_pooled_or_refused_with_a_sentence(size, kind, window, stride) -> None:
    needed = window + 1 if kind == BLURRED else window
    maps = torch.rand(1, 2, *size)
    if min(size) >= needed:
        assert torch.isfinite(pool(maps, kind, window, stride)).all()
        return
    with pytest.raises(ValueError, match=f"{size[0]} × {size[1]} numbers"):
        pool(maps, kind, window, stride)


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


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_explained_is_the_r_squared_of_the_best_line(kind: str) -> None:
    """By another road: least squares from the stretched numbers to the picture."""
    picture = np.random.default_rng(4).uniform(0, 255, (3, 16, 16)).astype(np.float32)
    for pooled in cascade(picture, kind, 3):
        wide = np.kron(pooled, np.ones((1, 16 // pooled.shape[1], 16 // pooled.shape[2]))).ravel()
        target = picture.ravel().astype(float)
        columns = np.stack([wide, np.ones_like(wide)], axis=1)
        fitted = columns @ np.linalg.lstsq(columns, target, rcond=None)[0]
        share = 1 - ((target - fitted) ** 2).sum() / ((target - target.mean()) ** 2).sum()
        assert explained(picture, pooled) == pytest.approx(share, abs=1e-9)


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
    assert says[0] == "Output (1, 1) = max(1, 2, 3, 0) = 3: number (2, 1) is the largest."
    own = notices.number_sentences(LECTURE, pooled)
    assert own[4] == "Number (2, 1) = 3 decides output (1, 1); gradient 1."
    assert own[0].endswith("decides nothing: other numbers decide output (1, 1); gradient 0.")
    even = pool_by_hand(np.zeros((3, 3)), MAX, 2, 2)
    assert "the first of 4 equal ones" in notices.window_sentences(np.zeros((3, 3)), even)[0]
    assert "not used: no" in notices.number_sentences(np.zeros((3, 3)), even)[8]
    mean = pool_by_hand(-LECTURE, AVERAGE, 2, 2)
    says = notices.window_sentences(-LECTURE, mean)[0]
    assert says == "Output (1, 1) = ((-1) + (-2) + (-3) + 0) / 4 = -3/2: all of them contribute."
    says = notices.number_sentences(-LECTURE, mean)[0]
    assert says == "Number (1, 1) = -1 contributes to output (1, 1); gradient 1/4."


def test_the_notice_by_hand_counts() -> None:
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, MAX, 2, 2))
    assert "16 numbers become 4: 75% are discarded." in text
    assert "4 of 16 decide the whole output" in text
    assert "12 numbers could change" in text
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, AVERAGE, 2, 2))
    assert "the gradient is 1/4 everywhere" in text
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, MAX, 3, 2))
    assert "7 numbers at the edge lie in no window" in text
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, NONE, 1, 3))
    assert "12 numbers between or beside the windows lie in no window" in text
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
    assert "squared correlation with the picture of 50% (average)" in text
    assert "explain" not in text  # that would be 1 - SSE / SST


def test_the_notice_of_a_cascade_in_odd_states() -> None:
    sizes, even = [(8, 8), (4, 4), (2, 2), (1, 1)], [1.0, 0.8, 0.4, 0.0]

    def say(shares: dict[str, list[float]], sizes=sizes, **means: list[float]) -> str:
        return notices.about_cascade(sizes, means, shares, is_photo=False)

    text = say({MAX: even, AVERAGE: [1.0, 0.9, 0.6, 0.0]})
    assert "the 2 × 2 squares have a squared correlation with the picture of 60% (average)" in text
    assert "The single number at the end contains no pattern." in text
    assert " 0%" not in text
    assert "they keep the same amount" in say({MAX: even, AVERAGE: even})
    three = say({MAX: even, AVERAGE: even, NONE: [1.0, 0.5, 0.1, 0.0]})
    assert "average and max keep most" in three or "max and average keep most" in three
    assert "most" not in say({MAX: even})
    dead = say({MAX: [0.0] * 4, AVERAGE: [0.0] * 4}, max=[0.0] * 4, average=[0.0] * 4)
    assert "ll numbers are equal even before pooling: there is no pattern" in dead
    assert "With max the mean number stays at 0. Average leaves it at 0." in dead
    assert "raises" not in dead
    assert "cannot be halved" in say({MAX: [1.0]}, [(7, 8)])
    assert "A single number contains no pattern" in say({MAX: [1.0, 0.0]}, [(2, 2), (1, 1)])


@pytest.mark.parametrize("kind", [MAX, NONE])
@pytest.mark.parametrize(("size", "window", "stride"), SIZES)
def test_silent_numbers_are_those_whose_growth_changes_nothing(size, window, stride, kind) -> None:
    grid = numbers(size, seed=3)
    pooled = pool_by_hand(grid, kind, window, stride)
    silent = tied = 0
    for place in np.ndindex(*size):
        grown = grid.copy()
        grown[place] += 1e-3
        is_heard = (pool_by_hand(grown, kind, window, stride).output != pooled.output).any()
        silent += not is_heard
        tied += is_heard and pooled.gradient[place] == 0
    assert (pooled.silent, pooled.tied) == (silent, tied)
    text = notices.about_by_hand(grid, pooled)
    assert (f"{silent} number" in text) or not silent
    assert ("would become it if" in text) == bool(tied)


def test_the_notice_by_hand_is_true_of_odd_grids() -> None:
    one = np.array([[5.0]])
    text = notices.about_by_hand(one, pool_by_hand(one, MAX, 1, 1))
    assert "1 number become" in text or "1 number becomes" in text
    assert "as many as before" in text
    assert "1 of 1 decides the whole output; the gradient of all others is 0." in text
    signs = np.array([[-9.0, 1], [1, 1]])
    text = notices.about_by_hand(signs, pool_by_hand(signs, L2, 2, 2))
    assert "farther from 0 has a larger weight" in text  # -9 counts most
    text = notices.about_by_hand(LECTURE, pool_by_hand(LECTURE, AVERAGE, 3, 1))
    assert "In a window all numbers have equal weight: gradients go from 1/9 to 4/9." in text


def test_the_answers_end_where_the_first_is_lost() -> None:
    cat, dog = notices.Answer("cat", 0.4), notices.Answer("dog", 0.2)
    sizes = [(8, 8), (4, 4), (2, 2)]
    text = notices.about_answers(sizes, {MAX: [cat, dog, cat], NONE: [cat, cat, cat]})
    assert (
        text
        == "EfficientNet-Lite0 still answers cat down to 8 × 8 with max, 2 × 2 with stride alone."
    )


def test_stretched_numbers_are_squares() -> None:
    small = np.array([[[1.0, 2.0]]])
    assert stretched(small, 2).tolist() == [[[1, 1, 2, 2], [1, 1, 2, 2]]]


@pytest.mark.parametrize(
    ("kind", "few", "many"),
    [
        (MAX, "max(1, -2, 3, 4)", f"{MAX} of 17 numbers"),
        (AVERAGE, "(1 + (-2) + 3 + 4) / 4", f"{AVERAGE} of 17 numbers"),
        (L2, "√(1² + (-2)² + 3² + 4²)", f"{L2} of 17 numbers"),
        (NONE, "the first of 1, -2, 3, 4", "the first of 17 numbers"),
    ],
)
def test_few_numbers_are_written_out_and_many_are_counted(kind: str, few: str, many: str) -> None:
    assert notices._sum([1, -2, 3, 4], kind).replace("\N{MINUS SIGN}", "-") == few
    assert notices._sum([1] * 16, kind).count("1") == 16 + (kind == AVERAGE)  # "... / 16"
    assert notices._sum([1] * 17, kind) == many


@pytest.mark.parametrize("down", [-9, -2, 0, 1, 9])
@pytest.mark.parametrize("right", [-3, 0, 2, 9])
def test_a_moved_grid_gets_zeros_and_loses_what_leaves_it(down: int, right: int) -> None:
    grid = numbers((4, 5)) + 10
    after = moved(grid, down, right)
    for (row, column), value in np.ndenumerate(after):
        at = (row - down, column - right)
        inside = 0 <= at[0] < 4 and 0 <= at[1] < 5
        assert value == (grid[at] if inside else 0)


PADDINGS = [
    (size, window, stride, padding)
    for size, window, stride in [((4, 4), 2, 2), ((7, 5), 3, 1), ((5, 8), 2, 3), ((1, 1), 1, 1),
                                 ((2, 6), 2, 4), ((8, 7), 5, 2)]
    for padding in range(window // 2 + 1)
]  # fmt: skip
KIND_OF_PADDING = [(MAX, True), (AVERAGE, True), (AVERAGE, False)]


@pytest.mark.parametrize(("kind", "is_counted"), KIND_OF_PADDING)
@pytest.mark.parametrize(("size", "window", "stride", "padding"), PADDINGS)
def test_padding_is_torchs_with_its_gradient(
    size, window: int, stride: int, padding: int, kind: str, is_counted: bool
) -> None:
    grid = numbers(size) - 4.0  # all negative or 0: a padding of 0 instead of -∞ would win
    pooled = pool_by_hand(grid, kind, window, stride, padding, counts_padding=is_counted)
    x = torch.tensor(grid, requires_grad=True)
    layer = (
        torch.nn.MaxPool2d(window, stride, padding)
        if kind == MAX
        else torch.nn.AvgPool2d(window, stride, padding, count_include_pad=is_counted)
    )
    output = layer(x[None, None])[0, 0]
    np.testing.assert_allclose(pooled.output, output.detach().numpy())
    output.sum().backward()
    np.testing.assert_allclose(pooled.gradient, x.grad.numpy(), atol=1e-12)
    # A walk over the grid with a frame of what the padding counts as.
    frame = np.pad(grid, padding, constant_values=-np.inf if kind == MAX else 0.0)
    inside = np.pad(np.ones(size), padding)
    sentences = notices.window_sentences(grid, pooled)
    for index, (row, column) in enumerate(np.ndindex(pooled.output.shape)):
        cut = (slice(row * stride, row * stride + window),
               slice(column * stride, column * stride + window))  # fmt: skip
        count = inside[cut].sum()
        expected = (
            frame[cut].max()
            if kind == MAX
            else frame[cut].sum() / (window * window if is_counted else count)
        )
        assert pooled.output[row, column] == pytest.approx(expected)
        left_out = window * window - count
        if window * window <= 16 and kind == MAX:
            assert sentences[index].count("−∞") == left_out
        assert ("not counted" in sentences[index]) == (bool(left_out) and not is_counted)
    text = notices.about_padding(pooled)
    assert bool(text) == (padding > 0)
    if padding and not is_counted:
        fewest = min(int(n) for n in (pooled.windows >= 0).sum(axis=1))
        assert text.endswith(f"by as few as {fewest}.")
    cells = pooled.used.size
    assert cells == len({at for window_ in pooled.windows.tolist() for at in window_} - {-1})
    silent = notices.about_by_hand(grid, pooled)
    assert (f"{grid.size - cells} number" in silent) == (cells < grid.size)


def test_padding_that_pytorch_refuses_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="half the window, here 1"):
        pool_by_hand(LECTURE, MAX, 2, 2, 2)
    with pytest.raises(ValueError, match="L2 pooling has no padding"):
        pool_by_hand(LECTURE, L2, 2, 2, 1)


@pytest.mark.parametrize("columns", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("grid", [numbers((4, 5)), np.zeros((4, 5)), np.ones((1, 5))], ids=str)
def test_what_a_move_to_the_right_changes_is_counted(grid: np.ndarray, columns: int) -> None:
    other = np.zeros(grid.shape)
    other[:, columns:] = grid[:, : 5 - columns]
    window = min(2, len(grid))
    before, after = (pool_by_hand(one, MAX, window, 2) for one in (grid, moved(grid, 0, columns)))
    text = notices.about_move(before, after, columns)
    if not columns:
        assert text == ""
        return
    lost = f"{columns * len(grid)} number"
    assert f"Moved right by {columns}: {lost}" in text
    changed = sum(a != b for a, b in zip(grid.flat, other.flat, strict=True))
    outputs = sum(
        max(grid[r : r + window, c : c + window].flat)
        != max(other[r : r + window, c : c + window].flat)
        for r in range(0, len(grid) - window + 1, 2)
        for c in range(0, 6 - window, 2)
    )
    assert f"{changed} of {grid.size} numbers changed, and {outputs} of" in text
    is_along = columns % 2 == 0 and columns // 2 < before.output.shape[1]
    assert ("the map moved along" in text) == is_along
