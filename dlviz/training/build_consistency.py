"""Measure the shift consistency of the shipped networks.

Run `python -m dlviz.training.build_consistency`. It writes `dlviz/assets/models/consistency.json`.
CIFAR-100 is read from the folder in `DLVIZ_CIFAR100_DIR`, ImageNet photos from the folder after
`--photos`. Networks whose pictures are missing are skipped and keep their earlier counts.
"""

import argparse
import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from dlviz import consistency, device
from dlviz.consistency import FILE, Consistency
from dlviz.datasets import cifar100, mnist
from dlviz.networks import cifar, imagenet
from dlviz.networks import mnist as digit_networks
from dlviz.networks.windowed import LOGITS, WINDOW_REACH, of_lite
from dlviz.paired import pack

SEED = 1
SMALL_REACH = 4  # largest shift of small pictures in pixels: 1/8 of their side, as in training
CIFAR = {
    "cifar": (True, "CIFAR-100 network"),
    "cifar_plain": (False, "its twin without augmentation"),
}
DIGITS = {
    "augmented": "digit network, augmented",
    "dropout": "digit network, dropout",
    "ridge": "digit network, ridge",
    "logistic": "logistic regression",
    "lda": "LDA",
}


def cifar_scenes(pictures: cifar100.Pictures) -> Tensor:
    """Return standardised pictures (N, 3, 40, 40) with a mirrored border on all sides."""
    pixels = torch.from_numpy(pictures.images).permute(0, 3, 1, 2).float() / 255
    return functional.pad(cifar.standardise(pixels), (SMALL_REACH,) * 4, mode="reflect")


def digit_scenes(digits: mnist.Digits) -> Tensor:
    """Return digits (N, 1, 36, 36) in [0, 1] with a black border, black as MNIST's background."""
    pixels = torch.from_numpy(digits.images.copy())[:, None].float() / 255
    return functional.pad(pixels, (SMALL_REACH,) * 4)


def count_cifar(where: Path) -> Iterator[Consistency]:
    """Measure the CIFAR-100 networks that are shipped, on the 10,000 test pictures."""
    scenes = cifar_scenes(cifar100.load("test", where))
    for name, (augmented, title) in CIFAR.items():
        if cifar.moments(augmented=augmented):
            model = cifar.load(augmented=augmented)
            yield _count(
                name, title, "test pictures of CIFAR-100", "the mirrored border",
                model, scenes, cifar100.SIDE, SMALL_REACH,
            )  # fmt: skip


def count_digits() -> Iterator[Consistency]:
    """Measure the shipped digit networks, on MNIST's 10,000 test digits."""
    scenes = digit_scenes(mnist.load("test"))
    for name, title in DIGITS.items():
        model = nn.Sequential(nn.Flatten(), digit_networks.load(name))
        yield _count(
            name, title, "test digits of MNIST", "black",
            model, scenes, mnist.SIDE, SMALL_REACH,
        )  # fmt: skip


def count_photos(folder: Path) -> Iterator[Consistency]:
    """Measure EfficientNet-Lite0, on the photos in a folder."""
    network = of_lite(imagenet.load("efficientnet_lite0"))
    scenes = []
    for file in sorted(folder.glob("*.jpg")):
        with Image.open(file) as photo:
            surroundings = network.surroundings(photo.convert("RGB"))
        scenes.append(network.scene(surroundings).pixels)
    yield _count(
        "efficientnet_lite0", network.title, "photos of ImageNet",
        "what surrounds them", lambda pixels: network.observe(pixels)[LOGITS],
        torch.stack(scenes), network.side, WINDOW_REACH,
    )  # fmt: skip


def main() -> None:
    """Measure every network whose weights and pictures are there, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, help="a folder with .jpg photos of ImageNet")
    photos = parser.parse_args().photos
    where = cifar100.folder()
    kept = {row.name: row for row in consistency.load()} if FILE.exists() else {}
    with device.one_core():
        counts = [count_digits()]
        counts += [count_cifar(where)] if where is not None else []
        counts += [count_photos(photos)] if photos is not None else []
        for row in (row for rows in counts for row in rows):
            kept[row.name] = row
            print(f"{row.name}: {row.value:.2f} % ({row.low:.2f} to {row.high:.2f}), n {row.n}")
    order = [*CIFAR, "efficientnet_lite0", *DIGITS]
    rows = [dataclasses.asdict(kept[name]) for name in order if name in kept]
    FILE.write_text(json.dumps(rows, indent=1) + "\n")


def _count(
    name: str,
    title: str,
    pictures: str,
    border: str,
    classify: Callable[[Tensor], Tensor],
    scenes: Tensor,
    side: int,
    reach: int,
) -> Consistency:
    same = consistency.count_agreeing(classify, scenes, side, reach, SEED)
    agree, n = int(same.sum()), len(same)
    rate = consistency.agreement_rate(agree, n)
    return Consistency(
        name, title, pictures, border, n, agree, side, reach, SEED, rate.low, rate.high,
        pack(same.numpy()),
    )  # fmt: skip


if __name__ == "__main__":
    main()
