"""Stores the visitor's own photos for all pages, as the uploaded files, until they are removed.

A picture of twelve megapixels takes 36 MB when decoded, but 3 MB as a file: so pages decode a photo
only when they need it. The photos are kept in the session and not in the upload widget, because
Streamlit deletes a widget's files when the visitor opens another page.
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
        image: RGB, upright; its longer side is at most the requested number of pixels.
        identity: Changes whenever the picture does.
        sample: A key of SAMPLES; "" for the visitor's own.
        alt: Description for screen readers.
        name: Name of the visitor's file; "" for a sample and for a picture that the camera of this
            page took.
        file: The visitor's own file; None for a sample.
        size: (width, height) in pixels of `whole`; of `image` if there is no larger version.
        remark: A sentence for the visitor if not every pixel of the file is used, else "".
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
        """Set the size if none was given: that of `image`."""
        if self.size == (0, 0):
            object.__setattr__(self, "size", self.image.size)

    def whole(self) -> Image.Image:
        """Return the photo in full resolution, as a network's own preprocessing needs it."""
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
    """Cache the last photo that was decoded in full resolution, until the block ends."""
    token = _WHOLE.set({})
    try:
        yield
    finally:
        _WHOLE.reset(token)


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """One of the visitor's photos as it is stored in the session.

    Attributes:
        identity: Identifies the uploaded file.
        file: The bytes of the file.
        name: Name of the visitor's file; "" for a picture of the camera.
        size: (width, height) in pixels of the decoded photo.
        remark: As in `ChosenPhoto`.
        is_taken: Whether the camera of this page took it.
    """

    identity: str
    file: HeldFile
    name: str
    size: tuple[int, int]
    remark: str
    is_taken: bool

    def chosen(self, side: int) -> ChosenPhoto:
        """Return the photo with `image` scaled down to at most `side` pixels on its longer side."""
        identity = f"{self.identity} {side}"
        shown: dict[str, Image.Image] = st.session_state.setdefault(f"{_PHOTOS}_shown", {})
        if identity not in shown:
            here = {one.identity for one in photos()}
            for other in [key for key in shown if key.rpartition(" ")[0] not in here]:
                del shown[other]  # of removed photos
            shown[identity] = open_photo(self.file.data, side=side)
        return ChosenPhoto(
            shown[identity], identity, "", "Your photo", self.name, self.file, self.size,
            self.remark,
        )  # fmt: skip


def opened(data: bytes, identity: str, name: str, *, is_taken: bool = False) -> KeptPhoto:
    """Check the photo file `data` and return it in the form in which photos are kept.

    Args:
        data: Content of the file.
        identity: Identifies the file.
        name: Name of the visitor's file.
        is_taken: Whether the camera of this page took the photo.

    Raises:
        PhotoError: if the file cannot be used.
    """
    image, file = open_photo(data), HeldFile(data)
    _remember(file, image)
    remark = about_size(declared_size(data), image.size)
    return KeptPhoto(identity, file, "" if is_taken else name, image.size, remark, is_taken)


def photos() -> list[KeptPhoto]:
    """Return the visitor's photos, oldest first."""
    kept: list[KeptPhoto] = st.session_state.setdefault(_PHOTOS, [])
    return kept


def put(photo: KeptPhoto) -> str:
    """Keep one more photo; return "", or a sentence for the visitor if there is no room for it."""
    if len(photos()) >= MOST:
        return f"You have {MOST} photos here: remove one before you add another one."
    if reason := why_not_kept([*(one.file for one in photos()), photo.file]):
        return reason
    photos().append(photo)
    return ""


def let_go(identity: str) -> None:
    """Remove a photo; `bring_back` restores it until another photo is removed."""
    gone = [one for one in photos() if one.identity == identity]
    if gone:
        st.session_state[_PHOTOS] = [one for one in photos() if one.identity != identity]
        st.session_state[_BIN] = gone[0]


def in_bin() -> KeptPhoto | None:
    """Return the photo that was removed last, None if there is none."""
    gone: KeptPhoto | None = st.session_state.get(_BIN)
    return gone


def bring_back() -> None:
    """Restore the photo that was removed last."""
    gone = st.session_state.pop(_BIN, None)
    if gone is not None:
        put(gone)


def _remember(source: _Source, image: Image.Image) -> None:
    latest = _WHOLE.get()
    if latest is not None:
        latest.clear()
        latest[source] = image
