"""The types of the messages between Python and picture_field.js."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from dlviz.ui.components.base.messages import Preview


class Part(TypedDict):
    """One affine transform of all copies; `dlviz.affine.Part` describes the attributes.

    Numbers and values are 64-bit floats in base64.
    """

    kind: str
    form: Literal["range", "up to", "chance"]
    low: int
    high: int
    per: int
    sides: Sequence[int]
    decimals: int
    numbers: str | None
    values: str


class Moved(TypedDict):
    """What is needed to make the copies anew while ranges are dragged.

    Attributes:
        original: The original as a PNG.
        size: Width and height of the picture that is transformed, in pixels; the original may be
            smaller.
        parts: The transforms, from first to last.
        stamp: Changes when transforms are added, removed or exchanged.
        preview: What ties the ranges to the hand.
    """

    original: str
    size: tuple[int, int]
    parts: Sequence[Part]
    stamp: int
    preview: Preview


class Colours(TypedDict):
    """Colours of frames and dots."""

    copy: str
    misread: str
    other: str


class Data(TypedDict):
    """The data that the script draws; lists have one entry for each picture, the original first.

    Attributes:
        subject: Changes when the pictures show another subject.
        identity: Changes with everything that is shown.
        mode: The copies around the original, or all pictures as a cloud.
        image: All pictures in one file, base64.
        mime: MIME type of that file.
        columns: Number of pictures per row of that file.
        height: Rows of one picture.
        width: Columns of one picture.
        count: Number of pictures.
        kinds: 0 for the original, 1 for copies, 2 for others.
        names: Descriptions of the pictures.
        lines: Their values, one text each.
        marks: Whether the network predicts another class than the label.
        tags: Texts in the corners of misclassified copies.
        is_ink: Whether they are grey drawings.
        x: Horizontal coordinates in a cloud, 32-bit floats.
        y: Vertical coordinates, 32-bit floats.
        axes: Titles of the cloud's axes; none around a picture.
        colours: Of frames and dots.
        hint: Sentence shown while the visitor points at nothing.
        alt: Description for screen readers.
        tall: Largest height, in rem.
        moved: How the copies follow from ranges that a hand drags; None if they do not.
    """

    subject: str
    identity: str
    mode: Literal["ring", "cloud"]
    image: str
    mime: str
    columns: int
    height: int
    width: int
    count: int
    kinds: Sequence[int]
    names: Sequence[str]
    lines: Sequence[Sequence[str]]
    marks: Sequence[bool]
    tags: Sequence[str]
    is_ink: bool
    x: str
    y: str
    axes: Sequence[str]
    colours: Colours
    hint: str
    alt: str
    tall: float
    moved: Moved | None
