"""Measures the distortion of 60,000 digits in batches, against torchvision digit by digit.

The alternative, in alternating trials of the same run, is what a PyTorch tutorial does: a data set
that sends every digit through `RandomAffine` and `ElasticTransform`, read by a `DataLoader` in its
own process or with two workers, on the same two cores. It does slightly less work: dlviz also
changes the stroke width and centres every digit again. Both are measured on one core, as in dlviz's
trainings, and on two.
"""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import torch
from harness import Stage, Table, as_before, main, spread
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from dlviz.datasets import mnist
from dlviz.training.augment import ROTATION, SHEAR, augment
from dlviz.vision import v2

BATCH = 256
N_DIGITS = 30_000
N_RIVAL = 2_000  # digits for torchvision, which would take minutes for all
TRIALS = 2


class OneByOne(Dataset):
    """Digits that torchvision distorts one at a time, as most training code does it."""

    def __init__(self, pixels: Tensor) -> None:
        """Distort `pixels` (N, 1, 28, 28)."""
        degrees = torch.rad2deg(torch.tensor([ROTATION, SHEAR])).tolist()
        bilinear = v2.InterpolationMode.BILINEAR
        self._pixels = pixels
        self._distort = v2.Compose(
            [
                v2.RandomAffine(
                    degrees[0],
                    scale=(0.85, 1.15),
                    shear=(-degrees[1], degrees[1]),
                    interpolation=bilinear,
                ),
                v2.ElasticTransform(alpha=34.0, sigma=4.0),
            ]
        )

    def __len__(self) -> int:
        """The number of digits."""
        return len(self._pixels)

    def __getitem__(self, place: int) -> Tensor:
        """Return one digit, distorted."""
        return self._distort(self._pixels[place])


def ours(pixels: Tensor, cores: int) -> float:
    """Return the digits a second that dlviz distorts, with a part of them for each core."""
    rng = [torch.Generator().manual_seed(seed) for seed in range(cores)]

    def distort(part: int) -> None:
        for batch in pixels.chunk(cores)[part].split(BATCH):
            augment(batch, rng[part])

    start = time.perf_counter()
    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(distort, range(cores)))
    return len(pixels) / (time.perf_counter() - start)


def theirs(pixels: Tensor, workers: int) -> float:
    """Return the digits a second that a DataLoader with so many workers gives."""
    loader = DataLoader(OneByOne(pixels[:, None]), BATCH, num_workers=workers)
    start = time.perf_counter()
    n_seen = sum(len(batch) for batch in loader)
    return n_seen / (time.perf_counter() - start)


def tables(stage: Stage) -> Iterator[Table]:
    """Measure all ways in turns."""
    torch.set_num_threads(1)  # for later threads too; cores are shared out here
    trials = stage.size(TRIALS, 1)
    n_rival = stage.size(N_RIVAL, 8)
    digits = mnist.load("train").images[: stage.size(N_DIGITS, 2 * BATCH)]
    pixels = torch.tensor(digits).float() / 255
    ways = {
        "dlviz, one core": lambda: ours(pixels, 1),
        "dlviz, two cores": lambda: ours(pixels, 2),
        "torchvision, DataLoader, one core": lambda: theirs(pixels[:n_rival], 0),
        "torchvision, DataLoader, 2 workers": lambda: theirs(pixels[:n_rival], 2),
    }
    ours(pixels[:BATCH], 1)
    measured = [[measure() for measure in ways.values()] for _ in range(trials)]
    columns = dict(zip(ways, zip(*measured, strict=True), strict=True))
    rows, least = [], {}
    for name, rates in columns.items():
        rate = statistics.median(rates)
        row = [name, f"{rate:,.0f}", f"{60_000 / rate:.1f}"]
        for cores in ("dlviz, one core", "dlviz, two cores"):
            ratios = [own / other for own, other in zip(columns[cores], rates, strict=True)]
            row.append(spread(ratios))
            least[cores, name] = min(ratios)
        rows.append(row)
    one = least["dlviz, one core", "torchvision, DataLoader, one core"]
    two = least["dlviz, two cores", "torchvision, DataLoader, 2 workers"]
    yield Table(
        "Digits distorted a batch at a time, against torchvision digit by digit, medians of "
        f"{trials} trials in turns",
        (
            "", "digits a second", "s for 60,000", "ratio: dlviz on one core / this",
            "ratio: dlviz on two cores / this",
        ),
        rows,
        [
            as_before("smallest ratio on one core", one, 21.9, more_is_better=True),
            as_before("smallest ratio on two cores", two, 24.5, more_is_better=True),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main(tables, __doc__)
