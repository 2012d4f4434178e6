"""Pooling: one number for each window of a map, with winners, gradients and lost information.

Sources: max, average and L2 are `torch.nn.functional`'s max_pool2d, avg_pool2d and lp_pool2d; max
pooling with a blur before subsampling is R. Zhang, "Making convolutional networks shift-invariant
again", ICML 2019, https://arxiv.org/abs/1904.11486.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dlviz.convolution import Geometry, touched_pixels
from dlviz.tables import table_csv

MAX, AVERAGE, L2, NONE, BLURRED = "max", "average", "L2", "none", "blurred max"
KINDS = (MAX, AVERAGE, L2, NONE)
PADDED = (MAX, AVERAGE)  # kinds for which PyTorch has padding
MOST_SIDE = 8  # cells per side of an editable grid
LECTURE = np.array([[1.0, 2, 5, 3], [3, 0, 1, 2], [2, 1, 3, 4], [1, 1, 2, 0]])

_ROUNDING = 1e-12  # of a mean, as a share of the largest number
_BINOMIAL = (1.0, 2.0, 1.0)


@dataclass(frozen=True, slots=True)
class Pooled:
    """All results of pooling one grid.

    Attributes:
        kind: One of KINDS.
        numbers: (H, W) float64, the grid.
        geometry: Sizes of the grid and its windows.
        output: (H', W') float64.
        windows: (outputs, cells) index of each window's numbers in the grid, counted row by row;
            -1 is padding.
        winners: (outputs,) index of the number that alone decides; -1 if all of a window count.
        gradient: (H, W) derivative of the sum of all outputs with respect to each number.
        counts_padding: Whether an average divides by all cells of its window, padding included.
    """

    kind: str
    numbers: np.ndarray
    geometry: Geometry
    output: np.ndarray
    windows: np.ndarray
    winners: np.ndarray
    gradient: np.ndarray
    counts_padding: bool = True

    @property
    def used(self) -> np.ndarray:
        """Indices of the numbers that lie in a window, in order."""
        return np.unique(self.windows[self.windows >= 0])

    @property
    def thrown_away(self) -> float:
        """Share of the numbers that is lost; negative if the output has more than the grid."""
        return 1 - self.output.size / self.gradient.size

    @property
    def silent(self) -> int:
        """How many numbers of the grid have no influence: a small change would change no output.

        A number that equals the winner of a window is not silent, although its gradient is 0: if it
        were a little larger, it would win.
        """
        heard = set(self.used.tolist())
        if self.kind == NONE:
            heard = set(np.unique(self.winners).tolist())
        elif self.kind == MAX:
            heard = set(np.unique(self.windows[self._wins]).tolist())
        return int(self.gradient.size - len(heard))

    @property
    def tied(self) -> int:
        """How many numbers equal the winner of one of their windows but win in no window."""
        if self.kind != MAX:
            return 0
        return int(np.setdiff1d(self.windows[self._wins], self.winners).size)

    @property
    def _wins(self) -> np.ndarray:
        """(outputs, cells) bool, whether each number of a window equals the window's output."""
        equal: np.ndarray = self.numbers.ravel()[self.windows] == self.output.reshape(-1, 1)
        return equal & (self.windows >= 0)


def geometry(size: tuple[int, int], window: int, stride: int, padding: int = 0) -> Geometry:
    """Return sizes and positions of square windows on a grid.

    Args:
        size: (H, W) of the grid.
        window: Side of a window.
        stride: Cells from one window to the next.
        padding: Rings of cells around the grid, at most half the window.

    Raises:
        ValueError: if no window fits, a size is below 1, or the padding is too large.
    """
    if min(*size, window, stride) < 1:
        raise ValueError(f"Sizes start at 1; given were {size}, window {window}, stride {stride}.")
    if window > min(size):
        raise ValueError(
            f"A window of {window} × {window} does not fit into {size[0]} × {size[1]} numbers."
        )
    if not 0 <= padding <= most_padding(window):
        raise ValueError(
            f"Padding goes from 0 to half the window, here {most_padding(window)}; given was "
            f"{padding}."
        )
    return Geometry(size, (window, window), stride, padding)


def most_padding(window: int) -> int:
    """Return the largest padding that PyTorch allows: half the window, rounded down."""
    return window // 2


def pool(maps: Tensor, kind: str, window: int = 2, stride: int = 2) -> Tensor:
    """Return maps (N, C, H, W) pooled; cells at the edge that fill no window are ignored.

    Args:
        maps: Any numbers.
        kind: One of KINDS, or BLURRED; NONE takes each window's first number.
        window: Side of a window.
        stride: Cells from one window to the next.

    Raises:
        ValueError: for another kind, or if no window fits; for BLURRED also if only one window fits
            along an axis, because the blur mirrors the edge.
    """
    if kind not in _FUNCTIONS:
        raise ValueError(f"There is no pooling {kind!r}; choose one of {', '.join(_FUNCTIONS)}.")
    height, width = maps.shape[-2:]
    geometry((height, width), window, stride)
    if kind == BLURRED and min(height, width) == window:
        raise ValueError(
            f"{height} × {width} numbers are too few to blur the maxima of {window} × {window}: "
            f"{window + 1} × {window + 1} are needed."
        )
    return _FUNCTIONS[kind](maps, window, stride)


def pool_by_hand(
    grid: np.ndarray,
    kind: str,
    window: int,
    stride: int,
    padding: int = 0,
    *,
    counts_padding: bool = True,
) -> Pooled:
    """Return all results of pooling `grid` (H, W).

    As in PyTorch, the first of several equal numbers wins, and the gradient of L2 is 0 for a window
    of zeros. Padding is -∞ for a maximum, so it never wins.

    Args:
        grid: (H, W) numbers.
        kind: One of KINDS.
        window: Side of a window.
        stride: Cells from one window to the next.
        padding: Rings around the grid, at most half the window; only in PADDED kinds.
        counts_padding: Whether an average counts the padding as zeros (PyTorch's
            `count_include_pad`); else it divides by the window's numbers only.

    Raises:
        ValueError: as for `pool`, and for padding that the kind or the window does not allow.
    """
    height, width = grid.shape
    own = geometry((height, width), window, stride, padding)
    maps = torch.from_numpy(np.array(grid, dtype=np.float64))[None, None]
    if not padding:
        output = pool(maps, kind, window, stride)[0, 0].numpy()
    elif kind == MAX:
        output = functional.max_pool2d(maps, window, stride, padding)[0, 0].numpy()
    elif kind == AVERAGE:
        output = functional.avg_pool2d(
            maps, window, stride, padding, count_include_pad=counts_padding
        )[0, 0].numpy()
    else:
        raise ValueError(f"{kind} pooling has no padding; {' and '.join(PADDED)} have.")
    windows = touched_pixels(own)
    winners = np.full(len(windows), -1)
    if kind == MAX:
        winners = _places_of_maxima(maps, window, stride, padding)
    elif kind == NONE:
        winners = windows[:, 0].copy()
    shares = _shares(grid, kind, output.ravel(), winners, windows, is_counted=counts_padding)
    sums = np.zeros(grid.size)
    is_number = windows >= 0
    np.add.at(sums, windows[is_number], shares[is_number])
    gradient = sums.reshape(grid.shape)
    return Pooled(kind, maps[0, 0].numpy(), own, output, windows, winners, gradient, counts_padding)


def rounding(grid: np.ndarray, kind: str) -> float:
    """Return up to which size an output is only the rounding error of numbers that cancel."""
    return _ROUNDING * float(np.abs(grid).max(initial=0.0)) if kind == AVERAGE else 0.0


def moved(grid: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return `grid` (H, W) moved by whole cells; zeros come in, and what leaves it is lost."""
    height, width = grid.shape
    margin = max(abs(down), abs(right))
    top, left = margin - down, margin - right
    result: np.ndarray = np.pad(grid, margin)[top : top + height, left : left + width]
    return result


def cascade(picture: np.ndarray, kind: str, depth: int) -> list[np.ndarray]:
    """Return `picture` and the results of 1, 2, ... `depth` poolings of 2 x 2.

    Args:
        picture: (C, H, W) float32.
        kind: As in `pool`.
        depth: Maximum number of poolings; it ends when a side can no longer be halved.

    Returns:
        (C, H / 2^k, W / 2^k) arrays. L2 is divided by 2, so that a uniform area does not change.
    """
    maps = torch.from_numpy(picture)[None]
    left = [picture]
    for _ in range(depth):
        if any(length % 2 for length in maps.shape[-2:]):
            break
        maps = pool(maps, kind) / (2 if kind == L2 else 1)
        left.append(maps[0].numpy())
    return left


def stretched(pooled: np.ndarray, rows: int) -> np.ndarray:
    """Return (C, H, W) with every number repeated as a square, enlarged to `rows` rows."""
    factor = rows // pooled.shape[1]
    return pooled.repeat(factor, axis=1).repeat(factor, axis=2)


def explained(picture: np.ndarray, pooled: np.ndarray) -> float:
    """Return the squared correlation between the picture and the pooled one, enlarged again.

    Each pooled number fills its square again. The squared correlation is the share of the picture's
    variance that the squares explain after the best scaling and shift of all of them. Without that
    fit, 1 - SSE / SST is smaller, and negative for maxima, which are far too bright.

    Args:
        picture: (C, H, W).
        pooled: (C, H', W') from `cascade`.

    Returns:
        In [0, 1]; 0 if one of the two is uniform.
    """
    one = picture.ravel().astype(np.float64)
    other = stretched(pooled, picture.shape[1]).ravel().astype(np.float64)
    if one.std() < 1e-9 or other.std() < 1e-9:
        return 0.0
    return float(min(1.0, np.corrcoef(one, other)[0, 1] ** 2))


def pooling_csv(grid: np.ndarray, pooled: Pooled) -> str:
    """Return every output with its window and its winner as CSV, rows and columns from 1."""
    rows = []
    columns = grid.shape[1]
    for place, value in enumerate(pooled.output.ravel().tolist()):
        row, column = divmod(place, pooled.output.shape[1])
        window = " ".join(
            f"{grid.flat[index]:.9g}" if index >= 0 else "padding"
            for index in pooled.windows[place].tolist()
        )
        winner = int(pooled.winners[place])
        where = (winner // columns + 1, winner % columns + 1) if winner >= 0 else (None, None)
        rows.append((row + 1, column + 1, f"{value:.9g}", window, *where))
    return table_csv(("row", "column", "value", "window", "winner row", "winner column"), rows)


def _places_of_maxima(maps: Tensor, window: int, stride: int, padding: int) -> np.ndarray:
    """Return the grid index of each window's maximum, the first if several are equal."""
    _, places = functional.max_pool2d_with_indices(
        maps, [window, window], [stride, stride], [padding, padding]
    )
    return places[0, 0].numpy().ravel()


def _shares(
    grid: np.ndarray,
    kind: str,
    output: np.ndarray,
    winners: np.ndarray,
    windows: np.ndarray,
    *,
    is_counted: bool,
) -> np.ndarray:
    """Return each output's derivative with respect to its window's cells: (outputs, cells).

    What stands at cells of the padding has no meaning.
    """
    if kind == AVERAGE:
        counts = (windows >= 0).sum(axis=1, keepdims=True)
        return np.ones(windows.shape) / (windows.shape[1] if is_counted else counts)
    if kind == L2:
        numbers, size = grid.ravel()[windows], output[:, None]
        return np.divide(numbers, size, out=np.zeros(windows.shape), where=size > 0)
    return (windows == winners[:, None]).astype(float)


def _blurred_max(maps: Tensor, window: int, stride: int) -> Tensor:
    """Return the maximum at every position, blurred with [1, 2, 1] both ways, every `stride`-th.

    The edge is mirrored for the blur; the result has the size of max pooling's.
    """
    channels = maps.shape[1]
    every = functional.max_pool2d(maps, window, 1)
    weights = maps.new_tensor(_BINOMIAL) / sum(_BINOMIAL)
    padded = functional.pad(every, (1, 1, 1, 1), mode="reflect")
    across = weights.view(1, 1, 1, 3).expand(channels, 1, 1, 3)
    down = weights.view(1, 1, 3, 1).expand(channels, 1, 3, 1)
    rows = functional.conv2d(padded, across, stride=(1, stride), groups=channels)
    return functional.conv2d(rows, down, stride=(stride, 1), groups=channels)


def _first(maps: Tensor, window: int, stride: int) -> Tensor:
    height, width = maps.shape[-2:]
    return maps[..., : height - window + 1 : stride, : width - window + 1 : stride]


_FUNCTIONS: Mapping[str, Callable[[Tensor, int, int], Tensor]] = {
    MAX: functional.max_pool2d,
    AVERAGE: functional.avg_pool2d,
    L2: lambda maps, window, stride: functional.lp_pool2d(maps, 2, window, stride),
    NONE: _first,
    BLURRED: _blurred_max,
}
