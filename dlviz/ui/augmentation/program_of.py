"""Collects the inputs and files of the downloadable program that makes the copies on screen."""

import numpy as np
from torch import Tensor

from dlviz.snippets import augmentation as snippets
from dlviz.snippets.networks import Files, picture_file
from dlviz.snippets.photo_lines import TAKEN
from dlviz.ui.augmentation.controls import DIGIT, SMALL, Subject
from dlviz.ui.augmentation.reading import Made
from dlviz.ui.shared import program_photos


def shown(made: Made, chain: str) -> snippets.Shown:
    """Return the program's inputs; `chain` is the copies' chain of transforms as text."""
    subject = made.subject
    return snippets.Shown(
        subject.source, subject.reader, chain, made.seed, len(made.drawn), subject.label,
        _file(subject), is_photo=subject.photo is not None,
    )  # fmt: skip


def files(made: Made, own: snippets.Shown, others: Tensor | None) -> Files:
    """Return the files that the program reads.

    Args:
        made: The copies.
        own: What `shown` returns for them.
        others: The pictures of other classes, if the program needs them.
    """
    subject = made.subject
    found = {**snippets.files(own), **({} if others is None else snippets.cloud_file(others))}
    if subject.photo is not None:
        return {**found, **program_photos.offered([subject.photo])}
    return {**found, own.file: lambda: picture_file(_pixels(subject))}


def _file(subject: Subject) -> str:
    if subject.photo is not None:
        return program_photos.file_name(subject.photo)
    name = {DIGIT: "digit", SMALL: "picture"}.get(subject.source)
    return f"{name}-{subject.index}.png" if name else TAKEN


def _pixels(subject: Subject) -> np.ndarray:
    """Return the original (H, W) or (H, W, 3) as uint8; exact, since 255 times a value is whole."""
    pixels = np.rint(subject.image.numpy() * 255).astype(np.uint8)
    return pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
