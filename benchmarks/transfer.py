"""Transfer learning: numbers computed once, against the lecture's loop; embedding, against bare.

40 photos of two classes (MNIST's fours and nines, enlarged), a quarter held back, 20 epochs of
Adam. The lecture's loop sends every photo through the frozen network in every epoch; here it goes
through once. Both learn the same numbers in the same order, so they end at the same accuracy, which
is printed. Embedding photos that lie in memory as pictures is compared with the bare network, all
photos of a batch at once. What a photo takes in memory is measured on 1,000 photos. Everything is
measured in turns, medians of the trials; one thread, as the app's pages compute.
"""

import copy
import os
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from harness import ROOT, table
from torch import nn
from torch.nn import functional

sys.path.append(str(ROOT))

from dlviz import device
from dlviz.datasets import cifar100, ready_sets
from dlviz.datasets.ready_sets import SETS
from dlviz.networks import backbone
from dlviz.networks.backbone import new_head
from dlviz.training.embedding import embed_crops
from dlviz.training.transfer import HeadSettings, split, train_head

TRIALS = int(os.environ.get("TRIALS", "5"))
N_MANY = 1000
HOW = HeadSettings(seed=0)


def pictures() -> tuple[np.ndarray, np.ndarray]:
    """Return 40 photos and their classes."""
    chosen = SETS["4 or 9"]
    crops = [chosen.draw(name) for name in chosen.classes]
    return np.concatenate(crops), np.repeat([0, 1], [len(own) for own in crops])


def ours(network: backbone.Backbone, crops: np.ndarray, labels: np.ndarray) -> float:
    """Embed once, train the head, return its accuracy on the photos held back."""
    embeddings = network.embed(network.prepare(crops))
    return train_head(embeddings, labels, HOW).epochs[-1].accuracy


def lectures(network: backbone.Backbone, crops: np.ndarray, labels: np.ndarray) -> float:
    """Train as the lecture's lines do: photos through the frozen network in every epoch."""
    model = copy.deepcopy(network.classifier.module)
    for param in model.parameters():
        param.requires_grad = False
    generator = torch.Generator().manual_seed(HOW.seed)
    model.fc = new_head(network.width, 2, generator)
    pixels, targets = network.prepare(crops), torch.from_numpy(labels)
    parts = split(labels, HOW.held_back, HOW.seed)
    given, wanted = pixels[parts.train], targets[parts.train]
    optimiser = torch.optim.Adam(model.fc.parameters(), lr=HOW.learning_rate)
    for _ in range(HOW.epochs):
        for places in torch.randperm(len(given), generator=generator).split(HOW.batch_size):
            optimiser.zero_grad()
            functional.cross_entropy(model(given[places]), wanted[places]).backward()
            optimiser.step()
    with torch.inference_mode():
        right = model(pixels[parts.validation]).argmax(1) == targets[parts.validation]
    return float(right.float().mean())


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Return the seconds that `work` takes, and what it returns."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def compare_loops(network: backbone.Backbone) -> None:
    """Print both ways to the same accuracy."""
    crops, labels = pictures()
    ours(network, crops, labels)
    rows: dict[str, list[float]] = {"once": [], "every epoch": []}
    accuracies = {}
    for _ in range(TRIALS):
        for name, work in (("once", ours), ("every epoch", lectures)):
            seconds, accuracies[name] = timed(lambda work=work: work(network, crops, labels))
            rows[name].append(seconds)
    once, every = (statistics.median(rows[name]) for name in rows)
    table(
        ["40 photos, 20 epochs", "s", "validation accuracy", "ratio"],
        [
            ["embedded once, then the head", f"{once:.2f}", f"{accuracies['once']:.2f}", ""],
            ["the lecture's loop", f"{every:.2f}", f"{accuracies['every epoch']:.2f}",
             f"{every / once:.1f}"],
        ],
    )  # fmt: skip


def compare_embedding(network: backbone.Backbone) -> None:
    """Print photos a second, from pictures to kept photos, against a bare batched forward."""
    crops, _ = pictures()
    bare = copy.deepcopy(network.classifier.module)
    bare.fc = nn.Identity()
    pixels = network.prepare(crops)

    def forward() -> torch.Tensor:
        with torch.inference_mode():
            return torch.cat([bare(part) for part in pixels.split(16)])

    ways = {
        "a bare forward of the network, 16 at a time": forward,
        "embedding": lambda: network.embed(network.prepare(crops)),
        "embedding, and a JPEG to keep": lambda: embed_crops(network, crops),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for work in ways.values():
        work()
    for _ in range(TRIALS):
        for name, work in ways.items():
            seconds[name].append(timed(work)[0])
    rates = {name: len(crops) / statistics.median(own) for name, own in seconds.items()}
    first = next(iter(rates.values()))
    table(
        ["way", "photos a second", "throughput over bare"],
        [[name, f"{rate:.1f}", f"{rate / first:.2f}"] for name, rate in rates.items()],
    )


def many(network: backbone.Backbone) -> None:
    """Print what 1,000 photos take: time, memory, and the training of a head for ten classes."""
    where = cifar100.folder()
    rng = np.random.default_rng(0)
    if where is None:
        crops = rng.integers(0, 256, (50, 224, 224, 3), np.uint8)
        kind = "noise, the worst case for a JPEG"
    else:
        images = cifar100.load("train", where).images
        crops = np.stack([ready_sets._enlarged(own) for own in images[:50]])
        kind = "CIFAR-100's pictures, enlarged"
    start = time.perf_counter()
    photos = [photo for _ in range(N_MANY // 50) for photo in embed_crops(network, crops)]
    seconds = time.perf_counter() - start
    embeddings = np.stack([photo.embedding for photo in photos])
    head, _ = timed(lambda: train_head(embeddings, np.arange(N_MANY) % 10, HOW))
    size = sum(photo.n_bytes for photo in photos)
    table(
        [f"1,000 photos ({kind})", ""],
        [
            ["embedding", f"{seconds:.0f} s"],
            ["training a head for ten classes", f"{head:.2f} s"],
            ["memory", f"{size / 1e6:.1f} MB, {size / N_MANY / 1e3:.0f} kB a photo"],
        ],
    )


def pairs(network: backbone.Backbone) -> None:
    """Print the accuracies for ten random pairs of CIFAR-100's classes, 20 photos each."""
    where = cifar100.folder()
    if where is None:
        print("CIFAR-100 is not on this machine: no pairs.\n")
        return
    data = cifar100.load("train", where)
    rng = np.random.default_rng(0)
    accuracies = []
    for seed in range(10):
        chosen = rng.choice(100, 2, replace=False)
        places = [rng.permutation(np.flatnonzero(data.labels == one))[:20] for one in chosen]
        crops = np.stack([ready_sets._enlarged(data.images[i]) for own in places for i in own])
        embeddings = network.embed(network.prepare(crops))
        trained = train_head(embeddings, np.repeat([0, 1], 20), HeadSettings(seed=seed))
        accuracies.append(trained.epochs[-1].accuracy)
    print(
        f"Ten random pairs of CIFAR-100's classes, 20 photos each, ten held back: mean validation "
        f"accuracy {np.mean(accuracies):.1%}, lowest {min(accuracies):.0%}.\n"
    )


if __name__ == "__main__":
    device.use_one_thread()
    chosen_network = backbone.load("efficientnet_lite0")
    print(f"{chosen_network.title}, torch {torch.__version__}, {device.describe()}\n")
    compare_loops(chosen_network)
    compare_embedding(chosen_network)
    many(chosen_network)
    pairs(chosen_network)
