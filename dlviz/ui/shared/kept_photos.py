"""The visitor's own photos: kept as the files they came in, for all pages, until they are let go.

A picture of twelve megapixels takes 36 MB, its file three: pages decode what they need when they
need it. The photos belong to the session, not to an uploader: another page's visit ends that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st
from PIL import Image

from dlviz.datasets import sample_photos
from dlviz.datasets.photos import declared_size, open_photo
from dlviz.notices.own_photos import about_size
from dlviz.ui.serving.uploads import HeldFile, why_not_kept
from dlviz.ui.shared import keepsakes

MOST = 12  # photos of one visitor
_PHOTOS, _BIN = keepsakes.kept("kept_photos"), keepsakes.kept("kept_photos_bin")
_Source = HeldFile | str  # a visitor's file, or the name of a sample
_WHOLE: ContextVar[dict[_Source, Image.Image] | None] = ContextVar("_WHOLE", default=None)


@dataclass(frozen=True, slots=True)
class ChosenPhoto:
    """The photo to work with.

    Attributes:
        image: RGB, upright; its longer side is at most what was asked for.
        identity: Changes whenever the picture does.
        sample: A key of SAMPLES; "" for the visitor's own.
        alt: What a screen reader says.
        name: Of the visitor's file, as the visitor calls it; "" for a sample and for a picture that
            the camera of this page took.
        file: The visitor's own file; None for a sample.
        size: (width, height) of `whole`; of `image` where that is all there is.
        remark: A sentence for the visitor where not every pixel of the file is used, else "".
    """

    image: Image.Image
    identity: str
    sample: str
    alt: str
    name: str = ""
    file: HeldFile | None = None
    size: tuple[int, int] = (0, 0)
    remark: str = ""

    def __post_init__(self) -> None:
        """Fill in the size of a photo that is no larger than `image`."""
        if self.size == (0, 0):
            object.__setattr__(self, "size", self.image.size)

    def whole(self) -> Image.Image:
        """Return all of the photo: what a network's own preprocessing has to begin with."""
        if self.file is None and not self.sample:
            return self.image
        source = self.file or self.sample
        known = (_WHOLE.get() or {}).get(source)
        if known is not None:
            return known
        image = open_photo(self.file.data) if self.file else sample_photos.load(self.sample)
        _remember(source, image)
        return image


@contextmanager
def decoding_once() -> Iterator[None]:
    """Keep the whole photo that was decoded last until the block ends, and no longer."""
    token = _WHOLE.set({})
    try:
        yield
    finally:
        _WHOLE.reset(token)


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo of the visitor's as it lies in the session.

    Attributes:
        identity: Of the file that came.
        file: Its bytes.
        name: As the visitor calls it, "" for a picture of the camera.
        size: (width, height) of the photo when it is decoded.
        remark: As of `ChosenPhoto`.
        is_taken: Whether the camera of this page took it.
    """

    identity: str
    file: HeldFile
    name: str
    size: tuple[int, int]
    remark: str
    is_taken: bool

    def chosen(self, side: int) -> ChosenPhoto:
        """Return the photo with a picture of at most `side` pixels along its longer side."""
        identity = f"{self.identity} {side}"
        shown: dict[str, Image.Image] = st.session_state.setdefault(f"{_PHOTOS}_shown", {})
        if identity not in shown:
            here = {one.identity for one in photos()}
            for other in [key for key in shown if key.rpartition(" ")[0] not in here]:
                del shown[other]  # of photos that were let go
            shown[identity] = open_photo(self.file.data, side=side)
        return ChosenPhoto(
            shown[identity], identity, "", "Your photo", self.name, self.file, self.size,
            self.remark,
        )  # fmt: skip


def opened(data: bytes, identity: str, name: str, *, is_taken: bool = False) -> KeptPhoto:
    """Return the photo in `data` as it can be kept.

    Args:
        data: Of the file.
        identity: Of the file.
        name: As the visitor calls it.
        is_taken: Whether the camera of this page took it.

    Raises:
        PhotoError: if it cannot be used.
    """
    image, file = open_photo(data), HeldFile(data)
    _remember(file, image)
    remark = about_size(declared_size(data), image.size)
    return KeptPhoto(identity, file, "" if is_taken else name, image.size, remark, is_taken)


def photos() -> list[KeptPhoto]:
    """Return the visitor's photos, in the order in which they came."""
    kept: list[KeptPhoto] = st.session_state.setdefault(_PHOTOS, [])
    return kept


def put(photo: KeptPhoto) -> str:
    """Keep one more photo; return "", or a sentence if there is no room for it."""
    if len(photos()) >= MOST:
        return f"You have {MOST} photos here: remove one before you add another one."
    if reason := why_not_kept([*(one.file for one in photos()), photo.file]):
        return reason
    photos().append(photo)
    return ""


def let_go(identity: str) -> None:
    """Let a photo go; until the next one goes it can be brought back."""
    gone = [one for one in photos() if one.identity == identity]
    if gone:
        st.session_state[_PHOTOS] = [one for one in photos() if one.identity != identity]
        st.session_state[_BIN] = gone[0]


def in_bin() -> KeptPhoto | None:
    """Return the photo that was let go last, None if there is none."""
    gone: KeptPhoto | None = st.session_state.get(_BIN)
    return gone


def bring_back() -> None:
    """Take the photo back that was let go last."""
    gone = st.session_state.pop(_BIN, None)
    if gone is not None:
        put(gone)


def _remember(source: _Source, image: Image.Image) -> None:
    latest = _WHOLE.get()
    if latest is not None:
        latest.clear()
        latest[source] = image
