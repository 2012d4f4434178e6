"""Which photo: a free sample, a file of the visitor's, or the camera. Photos stay in memory."""

from dataclasses import dataclass

import streamlit as st
from PIL import Image

from dlviz.datasets import sample_photos
from dlviz.datasets.photos import LARGEST_FILE, PhotoError, open_photo
from dlviz.datasets.sample_photos import SAMPLES
from dlviz.ui._compat.types import UploadedFile
from dlviz.ui.shared import turns, uploaded
from dlviz.ui.shared.camera import camera_input

UPLOAD, CAMERA = "my own photo", "camera"
PROMISE = (
    "Your photo stays in the memory of the computer that runs this page: never written to disk, "
    "never part of a link, never sent elsewhere, gone when you close the page."
)


@dataclass(frozen=True, slots=True)
class ChosenPhoto:
    """The photo to work with.

    Attributes:
        image: RGB, upright; its longer side is at most what was asked for.
        identity: Changes whenever the picture does.
        sample: A key of SAMPLES; "" for the visitor's own.
        alt: What a screen reader says.
    """

    image: Image.Image
    identity: str
    sample: str
    alt: str


@dataclass(frozen=True, slots=True)
class OwnPhotos:
    """What a visitor has brought along.

    Attributes:
        photos: In order.
        problems: A sentence for each file that cannot be used.
        fresh: Place of the first photo that has just come, None if none has.
    """

    photos: tuple[ChosenPhoto, ...]
    problems: tuple[str, ...]
    fresh: int | None


def show_credit(text: str, *, key: str) -> None:
    """Say whose the photos are; the lecture display keeps it where it hides other captions."""
    with st.container(key=f"{key}_credit"):
        st.caption(text)


def choose_photo(key: str, *, side: int, default: str = "cat") -> ChosenPhoto:
    """Place the choice of a photo and return it.

    What cannot be used is said in one sentence. Until there is a photo of the visitor's own, it is
    the sample `default`.

    Args:
        key: Of the choice, also in the link; the photo itself is never in a link.
        side: Pixels of the longer side, at most.
        default: A key of SAMPLES.
    """
    uploaded.keep_in_memory()
    source = st.selectbox(
        "Photo",
        [*SAMPLES, UPLOAD, CAMERA],
        index=list(SAMPLES).index(default),
        key=key,
        bind="query-params",
    )
    if source in SAMPLES:
        show_credit(f"Photo: {SAMPLES[source].credit}", key=key)
        return sample_photo(source, side)
    file = (
        st.file_uploader(
            f"A photo, up to {LARGEST_FILE / 1e6:.0f} MB",
            key=f"{key}_file",
            max_upload_size=round(LARGEST_FILE / 1e6),
        )
        if source == UPLOAD
        else camera_input("Take a photo", key=f"{key}_camera")
    )
    st.caption(PROMISE)
    kept = f"{key}_kept"
    if file is None:
        st.session_state.pop(kept, None)  # there is none yet, or the visitor took it away
    else:
        _keep_opened(file, kept, side)
    return st.session_state.get(kept) or sample_photo(default, side)


@st.cache_resource(max_entries=32, show_spinner=False)
def sample_photo(name: str, side: int) -> ChosenPhoto:
    """Return the sample `name` with at most `side` pixels along its longer side."""
    sample = SAMPLES[name]
    image = sample_photos.load(name)
    image.thumbnail((side, side), Image.Resampling.BICUBIC)
    return ChosenPhoto(image, f"{name} {side}", name, sample.alt)


def own_photos(key: str, *, side: int, most: int) -> OwnPhotos:
    """Place an uploader for several photos and a camera, and return the photos they hold.

    Args:
        key: Beginning of the widgets' keys; nothing of it is ever in a link.
        side: Pixels of a photo's longer side, at most.
        most: Photos that are taken; the rest is left out, and said so.
    """
    uploaded.keep_in_memory()
    files = list(
        st.file_uploader(
            f"Up to {most} photos, {LARGEST_FILE / 1e6:.0f} MB each",
            accept_multiple_files=True,
            key=f"{key}_files",
            max_upload_size=round(LARGEST_FILE / 1e6),
        )
    )
    if st.toggle("Camera", key=f"{key}_with_camera"):
        taken = camera_input("Take a photo", key=f"{key}_camera")
        files += [taken] if taken is not None else []
    st.caption(PROMISE)
    before = st.session_state.get(f"{key}_kept", {})
    kept = {file.file_id: before.get(file.file_id) or _opened(file, side) for file in files[:most]}
    st.session_state[f"{key}_kept"] = kept  # what the visitor took away is gone
    photos, problems, fresh = [], [], None
    for file in files[:most]:
        one = kept[file.file_id]
        if isinstance(one, str):
            problems.append(f"{file.name}: {one}")
            continue
        photos.append(one)
        if fresh is None and file.file_id not in before:
            fresh = len(photos) - 1
    if len(files) > most:
        problems.append(f"{len(files)} photos are too many; the first {most} are used.")
    return OwnPhotos(tuple(photos), tuple(problems), fresh)


def _opened(file: UploadedFile, side: int) -> ChosenPhoto | str:
    """Return the photo in `file`, or one sentence why it cannot be used."""
    try:
        content = uploaded.content(file)
        with turns.turn("Opening the photo"):
            image = open_photo(content, side=side)
    except (PhotoError, uploaded.NoRoomError) as error:
        return str(error)
    return ChosenPhoto(image, f"{file.file_id} {side}", "", "Your photo")


def _keep_opened(file: UploadedFile, kept: str, side: int) -> None:
    """Keep the photo in `file` for this visitor, or say why it cannot be used."""
    identity, refused = f"{file.file_id} {side}", f"{kept}_refused"
    previous = st.session_state.get(kept)
    if previous is not None and previous.identity == identity:
        return
    if st.session_state.get(refused, ("", ""))[0] != identity:  # a bomb is opened only once
        opened = _opened(file, side)
        if isinstance(opened, ChosenPhoto):
            st.session_state[kept] = opened
            return
        st.session_state[refused] = (identity, opened)
    st.error(st.session_state[refused][1])
