"""Loader for CIFAR-100: 60,000 colour pictures of 100 classes, 32 x 32 pixels.

The pictures may not be shipped with the project. They are read from the folder in the environment
variable `DLVIZ_CIFAR100_DIR`, or from where `dlviz.datasets.cifar100_download` has put them.
Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
"""

import io
import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

VARIABLE = "DLVIZ_CIFAR100_DIR"
SPLITS = {"train": 50_000, "test": 10_000}
BATCHES = "cifar-100-python"  # the folder in the authors' archive
SIDE = 32
N_CHANNELS = 3
N_CLASSES = 100
N_GROUPS = 20

_LARGEST_FILE = 400_000_000  # bytes; the 50,000 pictures as Python batches take 155 million
# The only names that unpickling a batch may look up, as (module, name).
_HARMLESS = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("_codecs", "encode"),
}


@dataclass(frozen=True, slots=True)
class Pictures:
    """CIFAR-100 pictures with their labels.

    Attributes:
        images: (N, 32, 32, 3) uint8, RGB.
        labels: (N,) uint8, 0 to 99.
        groups: (N,) uint8, 0 to 19: CIFAR-100's "coarse" labels.
    """

    images: np.ndarray
    labels: np.ndarray
    groups: np.ndarray

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.labels)


def folder() -> Path | None:
    """Return the folder with the pictures, None if there is none.

    `DLVIZ_CIFAR100_DIR` wins, whatever that folder holds; else it is `own_folder`, if both splits
    are there.
    """
    name = os.environ.get(VARIABLE)
    if name:
        return Path(name)
    return own_folder() if all(has(split, own_folder()) for split in SPLITS) else None


def own_folder() -> Path:
    """Return the folder for the download: dlviz/cifar100 in the user's cache folder."""
    caches = os.environ.get("XDG_CACHE_HOME")
    return (Path(caches) if caches else Path.home() / ".cache") / "dlviz" / "cifar100"


def has(split: str, where: Path) -> bool:
    """Return whether `where` holds a file of the "train" or "test" pictures."""
    return any(file.is_file() for file in _files(split, where))


def load(split: str, where: Path) -> Pictures:
    """Return the "train" or "test" pictures in `where`, in the official order.

    They are read from `cifar100_<split>.npz` with the uint8 arrays x (N, 32, 32, 3), y and y_coarse
    (N,); or from the pickled batches of the official archive, in `cifar-100-python` or in `where`
    itself. Unpickling is restricted: it cannot run code from the file.

    Raises:
        ValueError: for another split, or if the file does not hold CIFAR-100's pictures.
        FileNotFoundError: if no file is there.
    """
    if split not in SPLITS:
        raise ValueError(f"there is no split {split!r}: choose one of {', '.join(SPLITS)}")
    file = next((file for file in _files(split, where) if file.is_file()), None)
    if file is None:
        raise FileNotFoundError(f"{where} holds neither cifar100_{split}.npz nor {BATCHES}/{split}")
    pictures = _read_arrays(file) if file.suffix == ".npz" else _read_batch(file)
    wanted = (SPLITS[split], SIDE, SIDE, N_CHANNELS)
    if pictures.images.shape != wanted or pictures.images.dtype != np.uint8:
        raise ValueError(
            f"the {split} pictures are {pictures.images.dtype} {pictures.images.shape}, "
            f"CIFAR-100's are uint8 {wanted}"
        )
    if len(pictures.labels) != len(pictures.images) or len(pictures.groups) != len(pictures.images):
        raise ValueError(f"not every one of the {split} pictures has its two labels")
    if pictures.labels.max() >= N_CLASSES or pictures.groups.max() >= N_GROUPS:
        raise ValueError(f"a label of the {split} pictures is beyond CIFAR-100's classes")
    return pictures


def _files(split: str, where: Path) -> tuple[Path, ...]:
    return (where / f"cifar100_{split}.npz", where / BATCHES / split, where / split)


def _read_arrays(file: Path) -> Pictures:
    with np.load(file, allow_pickle=False) as arrays:
        return Pictures(arrays["x"], arrays["y"], arrays["y_coarse"])


def _read_batch(file: Path) -> Pictures:
    """Return the pictures of a batch: a pickled dictionary, each picture as 3 x 1,024 numbers."""
    if file.stat().st_size > _LARGEST_FILE:
        raise ValueError(f"{file.name} is far larger than CIFAR-100's batches")
    try:
        batch = _Unpickler(io.BytesIO(file.read_bytes()), encoding="latin1").load()
        rows = np.asarray(batch["data"], dtype=np.uint8)
        images = rows.reshape(-1, N_CHANNELS, SIDE, SIDE).transpose(0, 2, 3, 1)
        labels, groups = (
            np.asarray(batch[name], dtype=np.uint8) for name in ("fine_labels", "coarse_labels")
        )
    except Exception as error:  # a damaged pickle can raise any exception
        raise ValueError(f"{file.name} is not a batch of CIFAR-100: {error}") from error
    return Pictures(np.ascontiguousarray(images), labels, groups)


class _Unpickler(pickle.Unpickler):
    """A restricted unpickler: it rebuilds arrays, lists and text, and looks up no other name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _HARMLESS:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return super().find_class(module, name)
