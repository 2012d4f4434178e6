"""Shift consistency: how often a network predicts the same class for two shifts of one picture.

Source: R. Zhang, "Making convolutional networks shift-invariant again", ICML 2019,
https://arxiv.org/abs/1904.11486, section 4.2. There is one pair of shifts per picture: the pairs
are independent, so that the share has a confidence interval.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from dlviz import shipped
from dlviz.intervals import Rate, error_rate
from dlviz.paired import Comparison, compare, unpack

FILE = Path(__file__).resolve().parent / "assets" / "models" / "consistency.json"
_BATCH = 100  # pictures per batch


@dataclass(frozen=True, slots=True)
class Consistency:
    """Shift consistency of one network.

    Attributes:
        name: Name of the network's weights.
        title: Name shown to visitors.
        pictures: Which pictures, in words.
        border: What the pixels that move in are, in words.
        n: Number of pictures.
        agree: Number of pictures for which both shifts give the same prediction.
        side: Rows and columns of the network's input.
        reach: Largest shift in pixels, each way.
        seed: Seed of the shifts.
        low: Lower end of the 95 % interval, in per cent.
        high: Upper end.
        same: For which pictures they agree, as `dlviz.paired.pack` writes it; "" if not kept.
    """

    name: str
    title: str
    pictures: str
    border: str
    n: int
    agree: int
    side: int
    reach: int
    seed: int
    low: float
    high: float
    same: str = ""

    @property
    def value(self) -> float:
        """Share of pairs that agree, in per cent."""
        return 100 * self.agree / self.n

    def against(self, other: "Consistency") -> Comparison | None:
        """Return the paired comparison with another network; None if pictures or shifts differ."""
        settings = [
            (one.pictures, one.border, one.n, one.side, one.reach, one.seed)
            for one in (self, other)
        ]
        if settings[0] != settings[1] or not (self.same and other.same):
            return None
        return compare(unpack(self.same, self.n), unpack(other.same, other.n))


def agreement_rate(agree: int, n: int) -> Rate:
    """Return the share of `agree` among `n` pairs, in per cent, with its 95 % interval."""
    return error_rate(agree, n)


def load() -> tuple[Consistency, ...]:
    """Return the shipped results, in the order in which they are shown."""
    with shipped.reading(FILE):
        return tuple(Consistency(**row) for row in shipped.read_json(FILE))


def count_agreeing(
    classify: Callable[[Tensor], Tensor],
    scenes: Tensor,
    side: int,
    reach: int,
    seed: int,
    progress: Callable[[float], None] = lambda _: None,
) -> Tensor:
    """Return (N,) bool: whether two random shifts of a picture give the same prediction.

    Args:
        classify: From (n, C, side, side) to logits.
        scenes: (N, C, H, W) pictures with a margin of at least `reach` pixels.
        side: Rows and columns of a window.
        reach: Largest shift in pixels, each way; all shifts are equally likely.
        seed: Seed of the shifts.
        progress: Called with the share done, 0 to 1.
    """
    draws = torch.Generator().manual_seed(seed)
    moves = torch.randint(-reach, reach + 1, (len(scenes), 2, 2), generator=draws)
    same = []
    with torch.inference_mode():
        for start in range(0, len(scenes), _BATCH):
            part = slice(start, start + _BATCH)
            first, second = (
                classify(moved_windows(scenes[part], side, moves[part, turn])).argmax(dim=1)
                for turn in (0, 1)
            )
            same.append((first == second).cpu())
            progress(min(1.0, (start + _BATCH) / len(scenes)))
    return torch.cat(same)


def moved_windows(scenes: Tensor, side: int, moves: Tensor) -> Tensor:
    """Return (N, C, side, side): the middle of each picture, shifted by its own (dx, dy).

    Args:
        scenes: (N, C, H, W) pictures with a margin.
        side: Rows and columns of a window.
        moves: (N, 2) whole numbers, no larger than the margin.
    """
    n, channels, height, width = scenes.shape
    along = torch.arange(side)
    rows = (height - side) // 2 - moves[:, 1:] + along  # (N, side)
    columns = (width - side) // 2 - moves[:, :1] + along
    pictures, maps = torch.arange(n)[:, None, None, None], torch.arange(channels)[:, None, None]
    return scenes[pictures, maps, rows[:, None, :, None], columns[:, None, None, :]]
