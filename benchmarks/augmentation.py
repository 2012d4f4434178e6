"""60,000 digits distorted a batch at a time, against torchvision's transforms digit by digit.

The alternative, in the same run and in turns, is what a PyTorch tutorial does: a data set whose
every digit goes through `RandomAffine` and `ElasticTransform`, read by a `DataLoader`, in its own
process or by two workers, on the same two cores. It distorts no more than dlviz does: dlviz also
changes the width of the strokes and centres every digit again. dlviz is measured on one core, as
its trainings use it, and on two; so is the alternative.
"""

import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import torch
from harness import ROOT, table
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

sys.path.append(str(ROOT))

from dlviz.datasets import mnist
from dlviz.training.augment import ROTATION, SHEAR, augment
from dlviz.vision import v2

BATCH = 256
N_DIGITS = 60_000
N_RIVAL = 3_000  # it takes minutes for all
TRIALS = 5


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


def main() -> None:
    """Measure in turns and print the table."""
    torch.set_num_threads(1)  # for every thread that begins later too: cores are shared out here
    pixels = torch.tensor(mnist.load("train").images).float() / 255
    ways = {
        "dlviz, one core": lambda: ours(pixels[:N_DIGITS], 1),
        "dlviz, two cores": lambda: ours(pixels[:N_DIGITS], 2),
        "torchvision, DataLoader, one core": lambda: theirs(pixels[:N_RIVAL], 0),
        "torchvision, DataLoader, 2 workers": lambda: theirs(pixels[:N_RIVAL], 2),
    }
    ours(pixels[:BATCH], 1)
    trials = [[measure() for measure in ways.values()] for _ in range(TRIALS)]
    rates = [statistics.median(column) for column in zip(*trials, strict=True)]
    rows = [
        (name, f"{rate:,.0f}", f"{N_DIGITS / rate:.1f}", f"{rates[0] / rate:.2f}",
         f"{rates[1] / rate:.2f}")
        for name, rate in zip(ways, rates, strict=True)
    ]  # fmt: skip
    print(f"Digits distorted, medians of {TRIALS} trials in turns\n")
    table(("", "digits a second", "s for 60,000", "one core / this", "two cores / this"), rows)
    for name, own, rival in (("one core", 0, 2), ("two cores", 1, 3)):
        ratios = sorted(trial[own] / trial[rival] for trial in trials)
        print(f"On {name}, trial by trial:", ", ".join(f"{ratio:.1f}" for ratio in ratios))


if __name__ == "__main__":
    main()
