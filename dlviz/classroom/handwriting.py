"""The class's own handwriting: what four models read in it, and what is taken along."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from torch import nn

from dlviz.classroom.drawings import Drawing
from dlviz.datasets.mnist import SIDE, Digits
from dlviz.intervals import Rate, error_rate
from dlviz.mistakes import Answers, answer_all
from dlviz.networks.mnist import load

MODELS = ("dropout", "augmented", "logistic", "lda")
_GAP = 4  # pixels between two digits of the wall's picture
_COLUMNS = 16


@dataclass(frozen=True, slots=True)
class Wall:
    """All drawings that are seen, with what the models read in them.

    Attributes:
        names: (N,) of the drawings on their shelf.
        digits: The drawings in MNIST's format, with what they are meant to be.
        readings: For each of MODELS its predictions.
    """

    names: tuple[str, ...]
    digits: Digits
    readings: Mapping[str, Answers]

    def rates(self) -> dict[str, Rate]:
        """Return each model's error on the class's drawings; there is at least one."""
        return {
            name: error_rate(int((own.answers != own.labels).sum()), len(self.names))
            for name, own in self.readings.items()
        }

    def confusion(self, model: str) -> np.ndarray:
        """(10, 10) counts by what was meant (rows) and what the model reads (columns)."""
        return self.readings[model].confusion()


def shipped_models() -> dict[str, nn.Module]:
    """Return the four models; they are shared and must not be changed."""
    return {name: load(name) for name in MODELS}


def read_wall(drawings: Mapping[str, Drawing], models: Mapping[str, nn.Module]) -> Wall:
    """Let the models read all drawings.

    Args:
        drawings: By name, at least one.
        models: By their names.
    """
    digits = as_digits(drawings.values())
    readings = {name: answer_all(model, digits) for name, model in models.items()}
    return Wall(tuple(drawings), digits, readings)


def as_digits(drawings: Iterable[Drawing]) -> Digits:
    """Return drawings in MNIST's format, in their order."""
    found = list(drawings)
    images = np.array([own.image for own in found], np.uint8).reshape(-1, SIDE, SIDE)
    labels = np.array([own.digit for own in found], np.uint8)
    for array in (images, labels):
        array.flags.writeable = False
    return Digits(images, labels)


def as_npz(drawings: Iterable[Drawing]) -> bytes:
    """Return the drawings as a file for NumPy; it does not tell which are of the same pupil.

    It holds `images` (N, 28, 28) uint8, `labels` (N,), and the strokes: `points` (M, 2) in pixels
    of the pad, `stroke` (M,) the number of the stroke of each point, and for each stroke `drawing`,
    its drawing, and `width`, that of the pen.
    """
    found = _in_no_pupil_s_order(drawings)
    digits = as_digits(found)
    strokes = [(at, own) for at, drawing in enumerate(found) for own in drawing.strokes]
    points = [own.array for _, own in strokes]
    file = io.BytesIO()
    np.savez_compressed(
        file,
        images=digits.images,
        labels=digits.labels,
        points=np.concatenate([np.empty((0, 2)), *points]).astype(np.float32),
        stroke=np.repeat(np.arange(len(strokes)), [len(own) for own in points]).astype(np.int32),
        drawing=np.array([at for at, _ in strokes], np.int32),
        width=np.array([own.width for _, own in strokes], np.int32),
    )
    return file.getvalue()


def as_png(drawings: Iterable[Drawing]) -> bytes:
    """Return a picture of the wall, black on white; no digit stands beside its author's others."""
    found = _in_no_pupil_s_order(drawings)
    columns = max(1, min(_COLUMNS, len(found)))
    cell = SIDE + _GAP
    rows = max(1, -(-len(found) // columns))
    wall = np.full((rows * cell + _GAP, columns * cell + _GAP), 255, np.uint8)
    for at, own in enumerate(found):
        top, left = (_GAP + cell * place for place in divmod(at, columns))
        wall[top : top + SIDE, left : left + SIDE] = 255 - own.image
    file = io.BytesIO()
    Image.fromarray(wall).save(file, "PNG")
    return file.getvalue()


def _in_no_pupil_s_order(drawings: Iterable[Drawing]) -> Sequence[Drawing]:
    """Return drawings ordered by digit, then by their pixels: by nothing that tells the author."""
    return sorted(drawings, key=lambda own: (own.digit, own.image.tobytes()))
