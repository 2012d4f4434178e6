"""Turn uploaded photos into embeddings: decode, crop, and run the frozen network once per photo."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dlviz.datasets.own_classes import SIDE, Photo, pack, unpack
from dlviz.datasets.photos import PhotoError, open_photo
from dlviz.networks.backbone import Backbone

N_VARIANTS = 3
_AT_ONCE = 4  # photos per step of the progress bar
_SMALLEST = 0.7  # smallest side of a random crop, as a share of the photo's


@dataclass(frozen=True, slots=True)
class Incoming:
    """An uploaded file that may be a photo.

    Attributes:
        group: Number of the class it belongs to.
        name: File name, for messages.
        data: Its bytes.
    """

    group: int
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """Result for the files processed so far.

    Attributes:
        photos: (class, photo) pairs in the order of arrival.
        refused: (file name, reason) pairs.
        total: Number of files, processed or not.
    """

    photos: tuple[tuple[int, Photo], ...]
    refused: tuple[tuple[str, str], ...]
    total: int

    @property
    def share(self) -> float:
        """Share of the files that are done, in [0, 1]."""
        return (len(self.photos) + len(self.refused)) / max(1, self.total)


def open_crop(backbone: Backbone, data: bytes) -> np.ndarray:
    """Return the crop that the network sees of the photo in `data`, (224, 224, 3) uint8.

    Raises:
        PhotoError: if `data` does not hold a usable photo.
    """
    return backbone.crop(open_photo(data))


def embed_crops(backbone: Backbone, crops: np.ndarray) -> list[Photo]:
    """Return pictures (N, 224, 224, 3) uint8 as photos with their embeddings."""
    embeddings = backbone.embed(backbone.prepare(crops))
    return [Photo(pack(crop), own) for crop, own in zip(crops, embeddings, strict=True)]


def embed_files(backbone: Backbone, files: Iterable[Incoming]) -> Iterator[Taken]:
    """Decode and embed `files`, a few at a time; a file that cannot be used is listed and skipped.

    A file's bytes are released as soon as it is decoded.
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
    """Return N_VARIANTS random crops of a picture (224, 224, 3), every second one flipped."""
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
    """Embeddings of augmented photos, as far as they are computed.

    Attributes:
        by_photo: (N_VARIANTS, width) embeddings by the photo's number.
        total: Number of photos, done or not.
    """

    by_photo: dict[int, np.ndarray]
    total: int

    @property
    def share(self) -> float:
        """Share of the photos that are done, in [0, 1]."""
        return len(self.by_photo) / max(1, self.total)


def embed_variants(backbone: Backbone, photos: list[Photo], seed: int) -> Iterator[Varied]:
    """Embed flipped and cropped versions of `photos`, photo by photo."""
    done: dict[int, np.ndarray] = {}
    for place, photo in enumerate(photos):
        pieces = variants(unpack(photo), np.random.default_rng([seed, place]))
        done = done | {photo.number: backbone.embed(backbone.prepare(pieces))}
        yield Varied(done, len(photos))
