"""Measures "Transfer learning": cached embeddings against the lecture's loop; embedding speed.

40 photos of two classes (MNIST's fours and nines, enlarged), a quarter held back, 20 epochs of
Adam. The lecture's loop sends every photo through the frozen network in every epoch; here it goes
through once. Both learn the same numbers in the same order, so they end at the same accuracy, which
is printed. Embedding photos that lie in memory as pictures is compared with the bare network, all
photos of a batch at once. What a photo takes in memory is measured on 1,000 photos. Everything is
measured in turns, medians of the trials; one thread, as the app's pages compute.
"""

import copy
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from harness import Claim, Stage, Table, as_before, main, number, spread
from torch import nn
from torch.nn import functional

from dlviz import device
from dlviz.datasets import cifar100, ready_sets
from dlviz.datasets.ready_sets import SETS
from dlviz.networks import backbone
from dlviz.networks.backbone import new_head
from dlviz.training.embedding import embed_crops
from dlviz.training.transfer import HeadSettings, split, train_head

TRIALS = 2
N_MANY = 300
HOW = HeadSettings(seed=0)


def pictures(n: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Return `n` photos of each of two classes, and their classes."""
    chosen = SETS["4 or 9"]
    crops = [chosen.draw(name)[:n] for name in chosen.classes]
    return np.concatenate(crops), np.repeat([0, 1], [len(own) for own in crops])


def ours(
    network: backbone.Backbone, crops: np.ndarray, labels: np.ndarray, how: HeadSettings
) -> float:
    """Embed once, train the head, return its accuracy on the photos held back."""
    embeddings = network.embed(network.prepare(crops))
    return train_head(embeddings, labels, how).epochs[-1].accuracy


def lectures(
    network: backbone.Backbone, crops: np.ndarray, labels: np.ndarray, how: HeadSettings
) -> float:
    """Train as the lecture's lines do: photos through the frozen network in every epoch."""
    model = copy.deepcopy(network.classifier.module)
    for param in model.parameters():
        param.requires_grad = False
    generator = torch.Generator().manual_seed(how.seed)
    model.fc = new_head(network.width, 2, generator)
    pixels, targets = network.prepare(crops), torch.from_numpy(labels)
    parts = split(labels, how.held_back, how.seed)
    given, wanted = pixels[parts.train], targets[parts.train]
    optimiser = torch.optim.Adam(model.fc.parameters(), lr=how.learning_rate)
    for _ in range(how.epochs):
        for places in torch.randperm(len(given), generator=generator).split(how.batch_size):
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


def compare_loops(stage: Stage, network: backbone.Backbone) -> Table:
    """Return both ways to the same accuracy."""
    how = HeadSettings(seed=0, epochs=stage.size(HOW.epochs, 1))
    crops, labels = pictures(stage.size(20, 4))
    trials = stage.size(TRIALS, 1)
    ours(network, crops, labels, how)
    pairs, accuracies = [], {}
    for _ in range(trials):
        seconds = []
        for work in (ours, lectures):
            took, accuracies[work] = timed(lambda work=work: work(network, crops, labels, how))
            seconds.append(took)
        pairs.append(tuple(seconds))
    once, every = (statistics.median(own) for own in zip(*pairs, strict=True))
    ratio = spread([slow / fast for fast, slow in pairs])
    return Table(
        f"{len(crops)} photos, {how.epochs} epochs, embedded once against the lecture's loop, "
        f"medians of {trials} in turns",
        ("", "s", "validation accuracy", "ratio: this / embedded once"),
        [
            ("embedded once, then the head", f"{once:.2f}", f"{accuracies[ours]:.2f}", "1.00"),
            ("the lecture's loop", f"{every:.2f}", f"{accuracies[lectures]:.2f}", ratio),
        ],
        [
            as_before(
                "the lecture's loop over embedding once", number(ratio), 20.4, more_is_better=True
            ),
            Claim(
                "both ways end at the same accuracy: difference",
                abs(float(accuracies[ours]) - float(accuracies[lectures])),
                0.0,
            ),
        ],
    )


def compare_embedding(stage: Stage, network: backbone.Backbone) -> Table:
    """Return photos a second, from pictures to kept photos, against a bare batched forward."""
    crops, _ = pictures(stage.size(20, 2))
    trials = stage.size(TRIALS, 1)
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
    for work in ways.values():
        work()
    measured = [[timed(work)[0] for work in ways.values()] for _ in range(trials)]
    columns = list(zip(*measured, strict=True))
    rows = [
        (name, f"{len(crops) / statistics.median(own):.1f}",
         spread([base / mine for base, mine in zip(columns[0], own, strict=True)]))
        for name, own in zip(ways, columns, strict=True)
    ]  # fmt: skip
    return Table(
        f"Embedding of {len(crops)} photos, against a bare forward pass, medians of {trials} in "
        "turns",
        ("way", "photos a second", "ratio: throughput over bare"),
        rows,
        [
            as_before(
                "embedding's throughput over bare", number(rows[1][-1]), 1.29, more_is_better=True
            )
        ],
    )


def many(stage: Stage, network: backbone.Backbone) -> Table:
    """Return time and memory for many photos, and the training time of a head for ten classes."""
    n = stage.size(N_MANY, 20)
    where = cifar100.folder()
    rng = np.random.default_rng(0)
    if where is None:
        crops = rng.integers(0, 256, (min(50, n), 224, 224, 3), np.uint8)
        kind = "noise, the worst case for a JPEG"
    else:
        images = cifar100.load("train", where).images
        crops = np.stack([ready_sets._enlarged(own) for own in images[: min(50, n)]])
        kind = "CIFAR-100's pictures, enlarged"
    start = time.perf_counter()
    photos = [photo for _ in range(n // len(crops)) for photo in embed_crops(network, crops)]
    seconds = time.perf_counter() - start
    embeddings = np.stack([photo.embedding for photo in photos])
    head, _ = timed(lambda: train_head(embeddings, np.arange(n) % 10, HOW))
    size = sum(photo.n_bytes for photo in photos)
    return Table(
        f"{n} photos ({kind}), against their embedding",
        ("", "", "ratio: this / embedding"),
        [
            ("embedding", f"{seconds:.1f} s", "1.00"),
            ("training a head for ten classes", f"{head:.2f} s", f"{head / seconds:.3f}"),
            ("memory", f"{size / 1e6:.1f} MB, {size / n / 1e3:.0f} kB a photo", ""),
        ],
    )


def pairs_of_classes(network: backbone.Backbone) -> Iterator[Table]:
    """Yield the accuracies for ten random pairs of CIFAR-100's classes, if it is here."""
    where = cifar100.folder()
    if where is None:
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
    mean, lowest = float(np.mean(accuracies)), min(accuracies)
    yield Table(
        "Ten random pairs of CIFAR-100's classes, 20 photos each, ten of 40 held back, against "
        "guessing",
        ("", "validation accuracy", "ratio: over guessing"),
        [
            ("mean", f"{mean:.1%}", f"{mean / 0.5:.2f}"),
            ("lowest", f"{lowest:.0%}", f"{lowest / 0.5:.2f}"),
        ],
    )


def tables(stage: Stage) -> Iterator[Table]:
    """Measure all."""
    device.use_one_thread()
    network = backbone.load("efficientnet_lite0")
    yield compare_loops(stage, network)
    yield compare_embedding(stage, network)
    yield many(stage, network)
    if not stage.is_smoke:
        yield from pairs_of_classes(network)


if __name__ == "__main__":
    main(tables, __doc__)
