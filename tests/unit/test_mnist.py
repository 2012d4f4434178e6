"""The shipped MNIST files: complete, official, safe to share, and refused when malformed."""

import gzip
import hashlib
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from dlviz.datasets import mnist

ASSETS = mnist.FOLDER.parent

# The official files' own facts: how often each digit occurs, and the raw training images' hash.
TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
TRAIN_IMAGES_SHA256 = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"


@pytest.mark.parametrize(("split", "counts"), [("train", TRAIN_COUNTS), ("test", TEST_COUNTS)])
def test_each_split_holds_the_official_digits(split: str, counts: list[int]) -> None:
    digits = mnist.load(split)
    assert np.bincount(digits.labels).tolist() == counts
    assert digits.images.shape == (sum(counts), 28, 28)
    assert digits.images.dtype == digits.labels.dtype == np.uint8
    assert len(digits) == sum(counts)


def test_the_raw_training_images_are_the_published_ones() -> None:
    raw = gzip.decompress((mnist.FOLDER / "train-images-idx3-ubyte.gz").read_bytes())
    assert hashlib.sha256(raw).hexdigest() == TRAIN_IMAGES_SHA256


def test_images_are_upright_and_belong_to_their_labels() -> None:
    train = mnist.load("train")
    assert train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    zeros, ones = (train.images[train.labels == digit].mean(axis=0) for digit in (0, 1))
    assert zeros[14, 14] < 20  # a hole in the middle
    assert ones[14, 14] > 200
    assert np.ptp(np.flatnonzero(ones.max(axis=1) > 60)) > np.ptp(
        np.flatnonzero(ones.max(axis=0) > 60)
    )  # ones are higher than wide


def test_shared_arrays_cannot_be_written() -> None:
    digits = mnist.load("test")
    assert mnist.load("test") is digits
    for array in (digits.images, digits.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_an_unknown_split_is_told_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no split 'validation': choose one of train, test"):
        mnist.load("validation")


def test_read_idx_keeps_rows_and_columns_apart(tmp_path: Path) -> None:
    path = tmp_path / "small.gz"
    values = np.arange(2 * 3 * 5, dtype=np.uint8)
    path.write_bytes(gzip.compress(struct.pack(">BBBBIII", 0, 0, 8, 3, 2, 3, 5) + values.tobytes()))
    assert mnist.read_idx(path)[1, 2].tolist() == [25, 26, 27, 28, 29]


HEADER = struct.pack(">BBBBII", 0, 0, 8, 2, 2, 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"plain text", "not a complete gzip file"),
        (gzip.compress(HEADER + bytes(6), mtime=0)[:-9], "not a complete gzip file"),
        (gzip.compress(b"", mtime=0), "not an IDX file"),
        (gzip.compress(b"\1" + HEADER[1:] + bytes(6), mtime=0), "not an IDX file"),
        (gzip.compress(HEADER[:2] + b"\x0d" + HEADER[3:] + bytes(24), mtime=0), "type 0x0d"),
        (gzip.compress(HEADER[:7], mtime=0), "ends inside its header of 12 bytes"),
        (
            gzip.compress(HEADER + bytes(5), mtime=0),
            "holds 5 elements, its header announces 2 x 3 = 6",
        ),
        (gzip.compress(HEADER + bytes(7), mtime=0), "holds 7 elements"),
    ],
    ids=["text", "cut", "empty", "zeros", "type", "header", "short", "long"],
)
def test_a_malformed_file_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "broken.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=re.escape(message)):
        mnist.read_idx(path)


def test_sources_name_every_shipped_file_with_its_hash() -> None:
    table = dict(
        re.findall(
            r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", (ASSETS / "SOURCES.md").read_text(), re.M
        )
    )
    shipped = {
        path.relative_to(ASSETS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("mnist", "models", "photos")
        for path in (ASSETS / folder).iterdir()
    }
    assert {name: table.get(name) for name in shipped} == shipped
