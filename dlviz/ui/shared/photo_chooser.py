"""Widgets to choose a photo: a free sample, an uploaded file, or the camera.

Photos stay in the server's memory and are never written to disk.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from PIL import Image

from dlviz.datasets import sample_photos
from dlviz.datasets.photos import LARGEST_FILE, PhotoError
from dlviz.datasets.sample_photos import SAMPLES
from dlviz.ui._compat.types import UploadedFile
from dlviz.ui.shared import kept_photos, restarts, turns, uploaded
from dlviz.ui.shared.camera import camera_input
from dlviz.ui.shared.kept_photos import ChosenPhoto, KeptPhoto

__all__ = ["ChosenPhoto"]

UPLOAD, CAMERA = "my own photo", "camera"
PROMISE = (
    "Your photos stay in the memory of the computer that runs this page: they are never written "
    "to disk, never part of a link and never sent elsewhere. All pages can use them until you "
    "remove them; the server deletes them some minutes after you close this tab."
)
_REFUSED = "kept_photos_refused"  # by file: why it cannot be used
_FULL = "No more photos are possible."

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is drawn by the program, small enough for every page.

    Attributes:
        draw: Returns it, RGB.
        alt: Description for screen readers.
    """

    draw: Callable[[], Image.Image]
    alt: str


_NONE: Mapping[str, Drawn] = {}


@dataclass(frozen=True, slots=True)
class OwnPhotos:
    """The photos that a visitor has uploaded or taken.

    Attributes:
        photos: The photos, oldest first.
        problems: A sentence for each file that cannot be used.
        fresh: Index of the first photo that is new in this run, None if none is.
    """

    photos: tuple[ChosenPhoto, ...]
    problems: tuple[str, ...]
    fresh: int | None


def show_credit(text: str, *, key: str) -> None:
    """Show the credit of photos; the lecture display hides other captions, but not this one."""
    with st.container(key=f"{key}_credit"):
        st.caption(text)


def choose_photo(
    key: str, *, side: int, default: str = "cat", drawn: Mapping[str, Drawn] = _NONE
) -> ChosenPhoto:
    """Place the choice of a photo and return the chosen photo.

    If a file cannot be used, one sentence says why. As long as the visitor has no own photo, the
    sample `default` is returned. The visitor's own photos are available on every page.

    Args:
        key: Key of the choice, also in the link; the photo itself is never in a link.
        side: Largest length of the longer side, in pixels.
        default: A key of SAMPLES.
        drawn: Further pictures to choose from, by name.
    """
    uploaded.keep_in_memory()
    source = st.selectbox(
        "Photo",
        [*SAMPLES, *drawn, UPLOAD, CAMERA],
        index=list(SAMPLES).index(default),
        key=key,
        bind="query-params",
    )
    if source in SAMPLES:
        show_credit(f"Photo: {SAMPLES[source].credit}", key=key)
        return sample_photo(source, side)
    if source in drawn:
        return ChosenPhoto(drawn[source].draw(), f"drawn {source}", "", drawn[source].alt)
    is_taken = source == CAMERA
    name = restarts.fresh_key(f"{key}_camera" if is_taken else f"{key}_file")
    is_new = name not in st.session_state
    file = (
        camera_input("Take a photo", key=name)
        if is_taken
        else st.file_uploader(
            f"A photo, up to {LARGEST_FILE / 1e6:.0f} MB",
            key=name,
            max_upload_size=round(LARGEST_FILE / 1e6),
        )
    )
    files = [] if file is None else [file]
    problems, fresh = _take(name, files, is_new=is_new, is_taken=is_taken)
    if problems:
        st.error(problems[0][1])
    chosen = _choose_kept(key, fresh, is_taken=is_taken)
    _offer_to_let_go(key, [] if chosen is None or file is not None else [chosen])
    st.caption(PROMISE)
    return sample_photo(default, side) if chosen is None else _shown(chosen, side)


@st.cache_resource(max_entries=32, show_spinner=False)
def sample_photo(name: str, side: int) -> ChosenPhoto:
    """Return the sample `name` with at most `side` pixels along its longer side."""
    sample = SAMPLES[name]
    image = sample_photos.load(name)
    size = image.size
    image.thumbnail((side, side), Image.Resampling.BICUBIC)
    return ChosenPhoto(image, f"{name} {side}", name, sample.alt, size=size)


def from_whole(
    page: str, photo: ChosenPhoto, key: tuple[Hashable, ...], make: Callable[[Image.Image], Result]
) -> Result:
    """Return `make(photo)` for the photo in full resolution; the result is cached.

    A network's input is made from the full photo: scaling it down twice would give other pixels.

    Args:
        page: The page that shows the photo.
        photo: The photo.
        key: Everything else that the result depends on; part of the cache key.
        make: Takes the photo, RGB; its result is cached and has to be small.
    """
    return turns.result(
        page,
        ("whole", *key, photo.identity),
        lambda _: make(photo.whole()),
        is_own=not photo.sample,
        doing="Opening the photo",
    )


def own_photos(key: str, *, side: int, most: int = kept_photos.MOST) -> OwnPhotos:
    """Place an uploader for several photos and a camera, and return all photos of the visitor.

    Args:
        key: Prefix of the widgets' keys; none of them is ever in a link.
        side: Largest length of a photo's longer side, in pixels.
        most: Largest number of photos; a message tells the visitor if more were left out.
    """
    uploaded.keep_in_memory()
    name, camera = restarts.fresh_key(f"{key}_files"), restarts.fresh_key(f"{key}_camera")
    is_new, is_new_camera = name not in st.session_state, camera not in st.session_state
    files = list(
        st.file_uploader(
            f"Up to {most} photos, {LARGEST_FILE / 1e6:.0f} MB each",
            accept_multiple_files=True,
            key=name,
            max_upload_size=round(LARGEST_FILE / 1e6),
        )
    )
    problems, fresh = _take(name, files, is_new=is_new, is_taken=False)
    if st.toggle("Camera", key=f"{key}_with_camera"):
        taken = camera_input("Take a photo", key=camera)
        more, other = _take(
            camera, [] if taken is None else [taken], is_new=is_new_camera, is_taken=True
        )
        problems, fresh = [*problems, *more], fresh or other
        files += [taken] if taken is not None else []
    here = {file.file_id for file in files}
    kept = kept_photos.photos()
    _offer_to_let_go(key, [one for one in kept if one.identity not in here])
    st.caption(PROMISE)
    places = [one.identity for one in kept_photos.photos()]
    return OwnPhotos(
        tuple(_shown(one, side) for one in kept_photos.photos()),
        tuple(f"{name}: {why}" if name else why for name, why in problems),
        places.index(fresh) if fresh in places else None,
    )


def _take(
    name: str, files: Sequence[UploadedFile], *, is_new: bool, is_taken: bool
) -> tuple[list[tuple[str, str]], str]:
    """Keep an uploader's files; return the problems, and the identity of the first new file.

    A problem is (file name, sentence), or ("", sentence) if it concerns all files.

    If an uploader that was already on screen has lost a file, the visitor has removed it. An
    uploader that was not on screen before is empty, and its missing files mean nothing.
    """
    refused: dict[str, str] = st.session_state.setdefault(_REFUSED, {})
    before: tuple[str, ...] = () if is_new else st.session_state.get(f"{name}_held", ())
    here = tuple(file.file_id for file in files)
    st.session_state[f"{name}_held"] = here
    for gone in set(before) - set(here):
        refused.pop(gone, None)
        kept_photos.let_go(gone)
    fresh = ""
    for file in files:
        if file.file_id in before or file.file_id in refused:
            continue
        if len(kept_photos.photos()) >= kept_photos.MOST:
            refused[file.file_id] = _FULL
        elif problem := _keep(file, is_taken=is_taken):
            refused[file.file_id] = problem
        else:
            fresh = fresh or file.file_id
    said = [(file.name, refused[file.file_id]) for file in files if file.file_id in refused]
    problems = [(name, why) for name, why in said if why != _FULL]
    if n_over := len(said) - len(problems):
        total = kept_photos.MOST + n_over
        words = f"{total} photos are too many; the first {kept_photos.MOST} are used."
        problems.append(("", words))
    return problems, fresh


def _choose_kept(key: str, fresh: str, *, is_taken: bool) -> KeptPhoto | None:
    """Return the visitor's photo to work with; if there are several, place a choice."""
    found = {one.identity: one for one in kept_photos.photos() if one.is_taken == is_taken}
    if not found:
        return None
    newest = [*found][-1]
    which = f"{key}_which"
    if fresh in found or st.session_state.get(which) not in found:
        st.session_state[which] = fresh if fresh in found else newest
    if len(found) == 1:
        return found[newest]
    names = {one: kept.name or "from the camera" for one, kept in found.items()}
    return found[
        st.selectbox("Which of your photos", [*found], format_func=names.__getitem__, key=which)
    ]


def _offer_to_let_go(key: str, kept: Sequence[KeptPhoto]) -> None:
    """Place a remove button for each photo that no uploader shows, and an undo button."""
    gone = kept_photos.in_bin()
    if not kept and gone is None:
        return
    with st.container(horizontal=True, gap="xsmall", key=f"{key}_let_go"):
        for one in kept:
            st.button(
                f"Remove {one.name or 'the picture from the camera'}",
                icon=":material/delete:",
                key=f"{key}_let_go_{one.identity}",
                on_click=kept_photos.let_go,
                args=(one.identity,),
            )
        if gone is not None:
            st.button(
                f"Bring back {gone.name or 'the picture from the camera'}",
                icon=":material/undo:",
                key=f"{key}_bring_back",
                on_click=kept_photos.bring_back,
            )


def _keep(file: UploadedFile, *, is_taken: bool) -> str:
    """Keep the photo in `file`; return "", or one sentence on why it cannot be used."""
    try:
        content = uploaded.content(file)
        with turns.turn("Opening the photo"):
            photo = kept_photos.opened(content, file.file_id, file.name, is_taken=is_taken)
    except (PhotoError, uploaded.NoRoomError) as error:
        return str(error)
    return kept_photos.put(photo)


def _shown(photo: KeptPhoto, side: int) -> ChosenPhoto:
    with turns.turn("Opening the photo"):
        return photo.chosen(side)
