"""Ready-made sets of pictures for transfer learning: MNIST digits and crops of shipped photos.

If CIFAR-100 is on this machine, some of its classes are offered too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from PIL import Image

from dlviz.datasets import cifar100, mnist, sample_photos
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.datasets.own_classes import SIDE

EACH = 20  # pictures per class
_SEED = 9  # of the random choice of pictures; any other would do
_SMALLEST, _LARGEST = 0.45, 0.75  # side of a crop, relative to the photo's shorter side


@dataclass(frozen=True, slots=True)
class ReadySet:
    """A named set of pictures in classes.

    Attributes:
        title: The name shown in the menu.
        classes: Names of the classes.
        note: What a visitor should know about the pictures.
        draw: Takes a class name; returns (EACH, 224, 224, 3) uint8 pictures.
        needs_cifar: Whether it needs CIFAR-100.
    """

    title: str
    classes: tuple[str, ...]
    note: str
    draw: Callable[[str], np.ndarray]
    needs_cifar: bool = False

    @property
    def is_available(self) -> bool:
        """Whether its pictures are on this machine."""
        where = cifar100.folder()
        return not self.needs_cifar or (where is not None and cifar100.has("train", where))


def _digits(name: str) -> np.ndarray:
    """Return handwritten digits, black on white, enlarged from 28 x 28 pixels."""
    data = mnist.load("train")
    digit = int(name.removeprefix("a "))
    places = np.random.default_rng([_SEED, digit]).permutation(np.flatnonzero(data.labels == digit))
    return np.stack([_enlarged(255 - data.images[place]) for place in places[:EACH]])


def _crops(name: str) -> np.ndarray:
    """Return crops of one photo at random places and of random sizes."""
    photo = sample_photos.load(name)
    rng = np.random.default_rng([_SEED, *name.encode()])
    shorter = min(photo.size)
    pieces = []
    for _ in range(EACH):
        side = shorter * rng.uniform(_SMALLEST, _LARGEST)
        left, top = (rng.uniform(0, length - side) for length in photo.size)
        box = (left, top, left + side, top + side)
        pieces.append(np.asarray(photo.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box)))
    return np.stack(pieces)


def _cifar(name: str) -> np.ndarray:
    """Return CIFAR-100's training pictures of one class, enlarged from 32 x 32 pixels."""
    data = _cifar_pictures()
    label = CLASS_NAMES.index(name)
    places = np.random.default_rng([_SEED, label]).permutation(np.flatnonzero(data.labels == label))
    return np.stack([_enlarged(data.images[place]) for place in places[:EACH]])


@cache
def _cifar_pictures() -> cifar100.Pictures:
    where = cifar100.folder()
    if where is None:
        raise FileNotFoundError("CIFAR-100's pictures are not on this machine")
    return cifar100.load("train", where)


def _enlarged(picture: np.ndarray) -> np.ndarray:
    image = Image.fromarray(picture).convert("RGB")
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC))


_DIGITS = partial(
    ReadySet,
    draw=_digits,
    note="MNIST's handwritten digits, enlarged from 28 × 28 pixels. The network was never trained "
    "on digits.",
)
_CIFAR = partial(
    ReadySet,
    draw=_cifar,
    note="CIFAR-100's training pictures, enlarged from 32 × 32 pixels.",
    needs_cifar=True,
)
SETS = {
    own.title: own
    for own in (
        _DIGITS("4 or 9", ("a 4", "a 9")),
        _DIGITS("3, 5 or 8", ("a 3", "a 5", "a 8")),
        ReadySet(
            "Cat, coffee or rocket",
            ("cat", "coffee", "rocket"),
            "Twenty pieces of each of three photos: neighbouring pieces show the same thing, some "
            "in training and some held out. So the accuracy here does not show how good the "
            "network is.",
            _crops,
        ),
        _CIFAR("Leopard or tiger", ("leopard", "tiger")),
        _CIFAR("Apple or pear", ("apple", "pear")),
        _CIFAR("Five flowers", ("orchid", "poppy", "rose", "sunflower", "tulip")),
    )
}


def available() -> tuple[str, ...]:
    """Return the titles of the sets that this machine can show."""
    return tuple(title for title, own in SETS.items() if own.is_available)
