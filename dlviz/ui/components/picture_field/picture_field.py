"""Shows a picture with its copies: around it, sixteen per page with values, or as a cloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE
from dlviz.figures.png import encode
from dlviz.figures.sprites import colour_sprite, photo_sprite
from dlviz.ui.components.base import once
from dlviz.ui.components.base.messages import Preview
from dlviz.ui.components.base.mounting import as_base64, floats_as_base64, mount
from dlviz.ui.components.picture_field import messages as sent

if TYPE_CHECKING:  # home shows components too, and must not wait for torch
    from dlviz.affine import Part

ORIGINAL, COPY, OTHER = 0, 1, 2
_TALL = 25.0  # rem: picture and sentence fit on a projector without scrolling
_SMALL = 60  # pixels of a side; larger pictures are sent as JPEG


@dataclass(frozen=True, slots=True)
class Shown:
    """The texts about one picture of the field.

    Attributes:
        kind: ORIGINAL, COPY or OTHER.
        name: "Copy 17: read as 9, 97 %".
        lines: Its values, one text each.
        is_misread: Whether the network predicts another class than its label.
        tag: Short text in the corner of a misclassified copy.
    """

    kind: int
    name: str
    lines: Sequence[str] = ()
    is_misread: bool = False
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Axes:
    """The coordinates of pictures in a cloud.

    Attributes:
        places: (N, 2) coordinates, the original at (0, 0).
        titles: Titles of the two axes.
    """

    places: np.ndarray
    titles: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """How the copies follow from ranges that a hand drags.

    Attributes:
        parts: The transforms, from first to last.
        size: (H, W) of the picture that is transformed; the one on screen may be smaller.
        stamp: Changes when transforms are added, removed or exchanged.
        preview: Ties the ranges to the hand.
    """

    parts: Sequence["Part"]
    size: tuple[int, int]
    stamp: int
    preview: Preview


def picture_field(
    pictures: np.ndarray,
    shown: Sequence[Shown],
    *,
    key: str,
    subject: str,
    identity: str,
    hint: str,
    alt: str,
    axes: Axes | None = None,
    tall: float = _TALL,
    moved: Moved | None = None,
) -> None:
    """Draw pictures, the original first.

    Args:
        pictures: (N, H, W, 3) uint8.
        shown: The texts about each picture.
        key: Key of the component.
        subject: Changes when the pictures show another subject; otherwise they are animated to
            their new places.
        identity: Changes with everything that is shown; the script marks the page with it once it
            is painted.
        hint: Sentence shown while the visitor points at nothing.
        alt: Description for screen readers.
        axes: Axes of a cloud; None to put the copies around the original.
        tall: Largest height, in rem.
        moved: How the copies follow from ranges that a hand drags; None if they do not.
    """
    is_small = pictures.shape[1] < _SMALL
    content, columns = colour_sprite(pictures) if is_small else photo_sprite(pictures)
    image = as_base64(content)
    told = None if moved is None else _sent(moved, pictures[0])
    # A page of photos is drawn twice, before and after a network has read them; digits are small.
    large = {} if is_small else {"image": image}
    if told is not None and not is_small:
        large["moved.original"] = told["original"]
    places = np.zeros((len(pictures), 2)) if axes is None else axes.places
    mount(
        "picture_field",
        key=key,
        data=sent.Data(
            subject=subject,
            identity=identity,
            mode="ring" if axes is None else "cloud",
            image=image,
            mime="image/png" if is_small else "image/jpeg",
            columns=columns,
            height=pictures.shape[1],
            width=pictures.shape[2],
            count=len(pictures),
            kinds=[one.kind for one in shown],
            names=[one.name for one in shown],
            lines=[list(one.lines) for one in shown],
            marks=[one.is_misread for one in shown],
            tags=[one.tag for one in shown],
            is_ink=is_small and _is_grey(pictures),
            x=floats_as_base64(places[:, 0]),
            y=floats_as_base64(places[:, 1]),
            axes=[] if axes is None else list(axes.titles),
            colours=sent.Colours(copy=NEGATIVE, misread=POSITIVE, other=NEUTRAL),
            hint=hint,
            alt=alt,
            tall=tall,
            moved=told,
        ),
        once={place: once.sum_of(text) for place, text in large.items()},
    )


def _sent(moved: Moved, original: np.ndarray) -> sent.Moved:
    height, width = moved.size
    return sent.Moved(
        original=as_base64(encode(original[..., 0] if _is_grey(original) else original)),
        size=(width, height),
        parts=[part_as_data(part) for part in moved.parts],
        stamp=moved.stamp,
        preview=moved.preview,
    )


def part_as_data(part: "Part") -> sent.Part:
    """Return a part in the form that base/affine.js computes with."""
    return sent.Part(
        kind=part.kind,
        form=part.form,
        low=part.low,
        high=part.high,
        per=part.per,
        sides=part.sides,
        decimals=part.decimals,
        numbers=None if part.numbers is None else as_base64(part.numbers.astype("<f8")),
        values=as_base64(part.values.astype("<f8")),
    )


def _is_grey(pictures: np.ndarray) -> bool:
    return bool((pictures[..., 0] == pictures[..., 1]).all())
