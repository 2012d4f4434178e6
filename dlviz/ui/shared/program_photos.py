"""Photos that the downloadable programs read: their file names, and which to offer as files."""

import io
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from PIL import Image

from dlviz.datasets.sample_photos import SAMPLES
from dlviz.snippets.photo_lines import TAKEN


class PhotoOfProgram(Protocol):
    """A picture that a program opens: a `ChosenPhoto`, or a picture that a page made from one."""

    @property
    def image(self) -> Image.Image:
        """RGB."""

    @property
    def identity(self) -> str:
        """Changes whenever the picture does."""

    @property
    def sample(self) -> str:
        """A key of SAMPLES; "" for the visitor's own photo."""

    @property
    def name(self) -> str:
        """Name of the visitor's file; "" if there is none."""


def file_names(photos: Sequence[PhotoOfProgram]) -> list[str]:
    """Return the file names under which a program opens the photos; all names are different."""
    names: dict[str, str] = {}
    for photo in photos:
        name = SAMPLES[photo.sample].file if photo.sample else photo.name or TAKEN
        if photo.identity not in names:
            names[photo.identity] = _free(name, names.values())
    return [names[photo.identity] for photo in photos]


def file_name(photo: PhotoOfProgram) -> str:
    """Return the file name under which a program opens the photo."""
    return file_names([photo])[0]


def offered(photos: Sequence[PhotoOfProgram]) -> Mapping[str, Callable[[], bytes]]:
    """Return the photos that the visitor has no file of, by name: samples and camera pictures."""
    return {
        name: SAMPLES[photo.sample].path.read_bytes if photo.sample else _png_of(photo)
        for name, photo in zip(file_names(photos), photos, strict=True)
        if photo.sample or name != photo.name
    }


def png(image: Image.Image) -> bytes:
    """Return a picture as a PNG file, which is lossless."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _png_of(photo: PhotoOfProgram) -> Callable[[], bytes]:
    # A photo that is shown scaled down is offered in full resolution.
    whole: Callable[[], Image.Image] = getattr(photo, "whole", lambda: photo.image)
    return lambda: png(whole())


def _free(name: str, taken: Collection[str]) -> str:
    """Return `name`, or a numbered variant if it is taken: two phones both have an IMG_0001.jpg."""
    stem, dot, ending = name.rpartition(".")
    found, number = name, 2
    while found in taken:
        found = f"{stem}-{number}.{ending}" if dot and stem else f"{name}-{number}"
        number += 1
    return found
