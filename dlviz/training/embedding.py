"""Photos of strangers become numbers: opened once, cut as the network sees them, embedded once."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dlviz.datasets.own_classes import SIDE, Photo, pack, unpack
from dlviz.datasets.photos import PhotoError, open_photo
from dlviz.networks.backbone import Backbone

N_VARIANTS = 3
_AT_ONCE = 4  # photos between two looks at the progress
_SMALLEST = 0.7  # of a variant's side, as a share of the photo's


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody calls a photo.

    Attributes:
        group: The class it belongs to.
        name: Of the file, for sentences about it.
        data: Its bytes.
    """

    group: int
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What has become of the files so far.

    Attributes:
        photos: Class and photo, in the order in which they came.
        refused: File and sentence.
        total: How many files there are.
    """

    photos: tuple[tuple[int, Photo], ...]
    refused: tuple[tuple[str, str], ...]
    total: int

    @property
    def share(self) -> float:
        """How many of the files are done, in [0, 1]."""
        return (len(self.photos) + len(self.refused)) / max(1, self.total)


def open_crop(backbone: Backbone, data: bytes) -> np.ndarray:
    """Return what the network sees of the photo in `data`, (224, 224, 3) uint8.

    Raises:
        PhotoError: if there is no photo in it that can be used.
    """
    return backbone.crop(open_photo(data))


def embed_crops(backbone: Backbone, crops: np.ndarray) -> list[Photo]:
    """Return pictures (N, 224, 224, 3) uint8 as photos with their embeddings."""
    embeddings = backbone.embed(backbone.prepare(crops))
    return [Photo(pack(crop), own) for crop, own in zip(crops, embeddings, strict=True)]


def embed_files(backbone: Backbone, files: Iterable[Incoming]) -> Iterator[Taken]:
    """Open and embed `files`, a few at a time; what cannot be used is said and passed over.

    A file's bytes are let go as soon as it is opened.
    """
    waiting = deque(files)
    total = len(waiting)
    photos: tuple[tuple[int, Photo], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    while waiting:
        groups, crops = [], []
        for _ in range(min(_AT_ONCE, len(waiting))):
            file = waiting.popleft()
            try:
                crops.append(open_crop(backbone, file.data))
                groups.append(file.group)
            except PhotoError as error:
                refused += ((file.name, str(error)),)
        if crops:
            photos += tuple(zip(groups, embed_crops(backbone, np.stack(crops)), strict=True))
        yield Taken(photos, refused, total)


def variants(crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return N_VARIANTS pieces of a picture (224, 224, 3), every second one flipped."""
    image = Image.fromarray(crop)
    pieces = []
    for place in range(N_VARIANTS):
        side = SIDE * rng.uniform(_SMALLEST, 1)
        left, top = rng.uniform(0, SIDE - side, 2)
        box = (left, top, left + side, top + side)
        piece = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box))
        pieces.append(piece[:, ::-1] if place % 2 == 0 else piece)
    return np.stack(pieces)


@dataclass(frozen=True, slots=True)
class Varied:
    """Embeddings of augmented photos, as far as they are done.

    Attributes:
        by_photo: (N_VARIANTS, width) by the photo's number.
        total: How many photos there are to do.
    """

    by_photo: dict[int, np.ndarray]
    total: int

    @property
    def share(self) -> float:
        """How many photos are done, in [0, 1]."""
        return len(self.by_photo) / max(1, self.total)


def embed_variants(backbone: Backbone, photos: list[Photo], seed: int) -> Iterator[Varied]:
    """Embed flipped and cropped versions of `photos`, photo by photo."""
    done: dict[int, np.ndarray] = {}
    for place, photo in enumerate(photos):
        pieces = variants(unpack(photo), np.random.default_rng([seed, place]))
        done = done | {photo.number: backbone.embed(backbone.prepare(pieces))}
        yield Varied(done, len(photos))
