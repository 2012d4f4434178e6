"""A visitor's own classes for transfer learning: names, photos, and the photos' embeddings.

A `Project` is immutable: every change returns a new one. Its photos are small JPEGs in memory.
The number of bytes in a photo, of photos, and of classes is limited.
"""

import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np
import regex
from PIL import Image

FEWEST_CLASSES, MOST_CLASSES = 2, 20
MOST_PHOTOS = 1000
SIDE = 224  # pixels: side of a kept photo and of the network's input
MOST_BYTES = 60_000  # limit for one kept photo
ENOUGH = 10  # photos of a class; with fewer, the page asks for more
LONGEST_NAME = 40

_QUALITIES = (92, 85, 75, 60, 40, 20)  # of a JPEG, tried in turn until it is small enough
_JOINERS = "\u200c\u200d"  # join the parts of an emoji or of a letter
_NEXT = count(1)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as the network sees it.

    Attributes:
        jpeg: 224 x 224 pixels; empty if only the embedding was kept.
        embedding: (width,) float32, the network's output before its last layer.
        number: Id of the photo, unique in the process.
    """

    jpeg: bytes
    embedding: np.ndarray
    number: int = field(default_factory=lambda: next(_NEXT))

    @property
    def n_bytes(self) -> int:
        """Memory in bytes."""
        return len(self.jpeg) + self.embedding.nbytes


@dataclass(frozen=True, slots=True)
class OwnClass:
    """One class.

    Attributes:
        name: Its name, as the visitor writes it.
        photos: In the order of arrival.
        is_enabled: Whether it takes part in the training.
        number: Id of the class, unique in the process.
    """

    name: str
    photos: tuple[Photo, ...] = ()
    is_enabled: bool = True
    number: int = field(default_factory=lambda: next(_NEXT))


@dataclass(frozen=True, slots=True)
class Project:
    """Some classes, and the network that computed the embeddings of their photos.

    Attributes:
        classes: In the order of the cards.
        network: A name of `dlviz.networks.imagenet.NAMES`.
        note: What a visitor should know about the photos.
        training: Settings with which the last layer was trained: "seed", "epochs",
            "learning_rate", "held_back" and "augmented"; empty if they were not kept.
    """

    classes: tuple[OwnClass, ...] = ()
    network: str = ""
    note: str = ""
    training: Mapping[str, float] = field(default_factory=dict)

    @property
    def enabled(self) -> tuple[OwnClass, ...]:
        """The classes that take part: those that are enabled and have photos."""
        return tuple(own for own in self.classes if own.is_enabled and own.photos)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the classes that take part, in the order of the labels."""
        return tuple(own.name for own in self.enabled)

    @property
    def photos(self) -> tuple[Photo, ...]:
        """Photos of the classes that take part, class by class."""
        return tuple(photo for own in self.enabled for photo in own.photos)

    @property
    def identity(self) -> tuple[tuple[int, ...], ...]:
        """Ids of the classes and photos that take part: changes whenever the training data do."""
        return tuple((own.number, *(x.number for x in own.photos)) for own in self.enabled)

    @property
    def n_photos(self) -> int:
        """Number of photos, with those of disabled classes."""
        return sum(len(own.photos) for own in self.classes)

    @property
    def n_bytes(self) -> int:
        """Memory of all photos and embeddings, in bytes."""
        return sum(photo.n_bytes for own in self.classes for photo in own.photos)

    def embeddings(self) -> np.ndarray:
        """Return the (N, width) embeddings of `photos`."""
        return np.stack([photo.embedding for photo in self.photos])

    def labels(self) -> np.ndarray:
        """Return the (N,) labels of `photos`: the index of each one's class in `enabled`."""
        sizes = [len(own.photos) for own in self.enabled]
        return np.repeat(np.arange(len(sizes)), sizes)

    def with_class(self, name: str) -> "Project":
        """Return the project with one more class, empty.

        Raises:
            ValueError: if there are MOST_CLASSES already.
        """
        if len(self.classes) >= MOST_CLASSES:
            raise ValueError(f"There are {MOST_CLASSES} classes already; this is the maximum.")
        return replace(self, classes=(*self.classes, OwnClass(self.free_name(name))))

    def without_class(self, number: int) -> "Project":
        """Return the project without the class `number`."""
        return replace(self, classes=tuple(x for x in self.classes if x.number != number))

    def renamed(self, number: int, name: str) -> "Project":
        """Return the project in which the class `number` is called `name`.

        A number is appended if another class already has that name.
        """
        others = self.without_class(number)
        return self._with(number, name=others.free_name(name))

    def switched(self, number: int, is_enabled: bool) -> "Project":
        """Return the project in which the class `number` takes part, or does not."""
        return self._with(number, is_enabled=is_enabled)

    def with_photos(self, number: int, photos: tuple[Photo, ...]) -> "Project":
        """Return the project with `photos` added to the class `number`, up to MOST_PHOTOS."""
        room = MOST_PHOTOS - self.n_photos
        own = next((x for x in self.classes if x.number == number), None)
        if own is None:
            return self
        return self._with(number, photos=(*own.photos, *photos[: max(0, room)]))

    def without_photos(self, numbers: set[int]) -> "Project":
        """Return the project without the photos whose ids are in `numbers`."""
        return replace(
            self,
            classes=tuple(
                replace(own, photos=tuple(x for x in own.photos if x.number not in numbers))
                for own in self.classes
            ),
        )

    def free_name(self, wanted: str) -> str:
        """Return `wanted` cleaned by `clean_name`, made unique among the classes' names."""
        name = clean_name(wanted)
        taken = {own.name for own in self.classes}
        names = (name if i == 1 else f"{name[: LONGEST_NAME - 4]} {i}" for i in count(1))
        return next(each for each in names if each not in taken)

    def _with(self, number: int, **changes: object) -> "Project":
        return replace(
            self,
            classes=tuple(
                replace(own, **changes) if own.number == number else own  # type: ignore[arg-type]
                for own in self.classes
            ),
        )


def clean_name(wanted: str) -> str:
    """Return `wanted` as one line of printable characters, shortened; "class" if nothing is left.

    Characters that start Markdown syntax become spaces. Letters keep their accents, joined emoji
    stay whole, and two Unicode spellings of one letter become the same (normalisation).
    """
    text = unicodedata.normalize("NFC", str(wanted)[: 16 * LONGEST_NAME])
    clusters = (_printable(cluster) for cluster in regex.findall(r"\X", text))
    words = "".join(clusters).split()
    while words and set(words[0]) == {"#"}:  # a headline
        words = words[1:]
    kept = regex.findall(r"\X", " ".join(words))
    while sum(map(len, kept)) > 4 * LONGEST_NAME or len(kept) > LONGEST_NAME:
        kept.pop()
    return "".join(kept).strip() or "class"


def _printable(cluster: str) -> str:
    """Return one character with its accents as shown; a space for one that cannot be shown."""
    first = cluster[0]
    if unicodedata.category(first)[0] in "CZ" or first in "`*_[]<>$\\|~{}":
        return " "
    return "".join(x for x in cluster if unicodedata.category(x)[0] not in "CZ" or x in _JOINERS)


def pack(crop: np.ndarray) -> bytes:
    """Return a picture (224, 224, 3) uint8 as a JPEG of at most MOST_BYTES."""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        Image.fromarray(crop).save(buffer, "JPEG", quality=quality, subsampling=0)
        if buffer.tell() <= MOST_BYTES:
            break
    return buffer.getvalue()


def unpack(photo: Photo, *, side: int = SIDE) -> np.ndarray:
    """Return the pixels of a kept photo, (side, side, 3) uint8; all grey if it was not kept."""
    if not photo.jpeg:
        return np.full((side, side, 3), 128, np.uint8)
    with Image.open(io.BytesIO(photo.jpeg), formats=["JPEG"]) as file:
        if side < SIDE:
            file.draft("RGB", (side, side))
        image = file.convert("RGB")
    if image.size != (side, side):
        image = image.resize((side, side), Image.Resampling.BILINEAR)
    return np.asarray(image)
