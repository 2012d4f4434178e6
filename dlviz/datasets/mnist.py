"""The MNIST digits that ship with the project, read from their IDX files.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits"; the
files' origin and checksums are listed in `dlviz/assets/SOURCES.md`.
"""

import gzip
import math
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from dlviz import shipped

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "mnist"
SPLITS = {"train": "train", "test": "t10k"}
SIDE = 28
PIXELS = SIDE * SIDE
N_CLASSES = 10

_UNSIGNED_BYTE = 0x08  # the IDX code of the only element type MNIST uses


@dataclass(frozen=True, slots=True)
class Digits:
    """Pictures of digits with their labels.

    Attributes:
        images: (N, 28, 28) uint8, 255 = ink, read-only.
        labels: (N,) uint8, 0 to 9, read-only.
    """

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.labels)

    def places_of_others(self, label: int, each: int) -> list[int]:
        """Return the indices of the first `each` pictures of every other digit than `label`."""
        others = [digit for digit in range(N_CLASSES) if digit != label]
        places = [np.flatnonzero(self.labels == digit)[:each] for digit in others]
        return [int(place) for place in np.concatenate(places)]


@cache
def load(split: str) -> Digits:
    """Return the 60,000 digits of "train" or the 10,000 of "test", in the official order.

    Raises:
        ValueError: for another split.
        ShippedFileError: if a file is missing or damaged.
    """
    if split not in SPLITS:
        raise ValueError(f"there is no split {split!r}: choose one of {', '.join(SPLITS)}")
    prefix = SPLITS[split]
    files = [FOLDER / f"{prefix}-{what}-ubyte.gz" for what in ("images-idx3", "labels-idx1")]
    arrays = []
    for file in files:
        with shipped.reading(file):
            arrays.append(read_idx(file))
    images, labels = arrays
    if images.shape != (len(labels), SIDE, SIDE):
        raise ValueError(
            f"the {split} images have shape {images.shape}, "
            f"{len(labels)} labels need {(len(labels), SIDE, SIDE)}"
        )
    return Digits(images, labels)


def read_idx(path: Path) -> np.ndarray:
    """Return the array in a gzipped IDX file of unsigned bytes, read-only.

    The format: two zero bytes, the element type, the number of axes n, then n axis lengths as
    big-endian 32-bit integers, then the elements in row-major order.

    Raises:
        ValueError: if the file is not gzipped, not IDX, not of bytes, too short or too long.
    """
    try:
        content = gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path.name} is not a complete gzip file: {error}") from error
    if len(content) < 4 or content[:2] != b"\0\0":
        raise ValueError(f"{path.name} is not an IDX file: it does not start with two zero bytes")
    element_type, n_axes = content[2], content[3]
    if element_type != _UNSIGNED_BYTE:
        raise ValueError(
            f"{path.name} holds elements of type 0x{element_type:02x}, "
            f"only unsigned bytes (0x{_UNSIGNED_BYTE:02x}) are read"
        )
    start = 4 + 4 * n_axes
    if len(content) < start:
        raise ValueError(f"{path.name} ends inside its header of {start} bytes")
    shape = struct.unpack(f">{n_axes}I", content[4:start])
    if len(content) - start != math.prod(shape):
        raise ValueError(
            f"{path.name} holds {len(content) - start} elements, "
            f"its header announces {' x '.join(map(str, shape))} = {math.prod(shape)}"
        )
    # An array from frombuffer over bytes is read-only, as a shared, cached array must be.
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
