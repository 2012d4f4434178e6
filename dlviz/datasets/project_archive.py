"""Read and write projects as zip files, and read photos from visitors' zip files.

An uploaded archive is untrusted. Sizes and counts are checked before anything is unpacked; nothing
is written to disk; a name in an archive is never used as a path; numbers are read as .safetensors
and photos by `dlviz.datasets.photos`; nothing in an archive is ever run.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from dlviz.datasets.archive_names import readable_name
from dlviz.datasets.own_classes import (
    MOST_BYTES,
    MOST_CLASSES,
    MOST_PHOTOS,
    SIDE,
    OwnClass,
    Photo,
    Project,
    clean_name,
)
from dlviz.datasets.photos import (
    ENDINGS,
    LARGEST_FILE,
    PhotoError,
    begins_as_photo,
    open_photo,
)
from dlviz.networks.imagenet import NAMES
from dlviz.training.transfer import HeadSettings

FORMAT = "dlviz project 1"
TRAINING = ("seed", "epochs", "learning_rate", "held_back", "augmented")  # of `HeadSettings`
LARGEST_ARCHIVE = 100_000_000  # bytes; 1,000 photos of MOST_BYTES take 60 million
MOST_ENTRIES = 2 * MOST_PHOTOS
LARGEST_TOTAL = 400_000_000  # bytes, unpacked
_MANIFEST, _NUMBERS = "project.json", "numbers.safetensors"
_LARGEST_MANIFEST = 500_000
_LARGEST_NUMBERS = 40_000_000
_LARGEST_RATIO = 100  # unpacked over packed size, against zip bombs; photos hardly compress
_RATIO_MATTERS = 1_000_000  # bytes: a smaller entry is harmless at any ratio
_PHOTO = re.compile(r"photos/(\d{1,2})/(\d{1,4})\.jpg")
_LONGEST_FILE_NAME = 80
_START = 64  # first bytes that are read to recognise a file
_ENDINGS = tuple(f".{ending}" for ending in ENDINGS)
_DIRECTORY_ENTRY = b"PK\x01\x02"  # signature of an entry in a zip file's directory
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class LoosePhoto:
    """A photo from an archive or a folder of photos.

    Attributes:
        name: File name without folders.
        group: Name of the innermost folder that holds it, "" if there is none.
        data: The file's bytes, not yet decoded.
    """

    name: str
    group: str
    data: bytes


def write_project(project: Project, *, with_photos: bool) -> bytes:
    """Return `project` as a zip file.

    Args:
        project: The project.
        with_photos: Whether to include the photos; if not, only their embeddings are written.
    """
    every = [photo for own in project.classes for photo in own.photos]
    width = len(every[0].embedding) if every else 0
    numbers = np.stack([x.embedding for x in every]) if every else np.zeros((0, width), np.float32)
    manifest = {
        "format": FORMAT,
        "network": project.network,
        "note": project.note,
        "with_photos": with_photos,
        "training": dict(project.training),
        "classes": [
            {"name": own.name, "photos": len(own.photos), "enabled": own.is_enabled}
            for own in project.classes
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
        archive.writestr(_NUMBERS, save_arrays({"embeddings": numbers}))
        if with_photos:
            for place, own in enumerate(project.classes):
                for number, photo in enumerate(own.photos):
                    if photo.jpeg:
                        name = f"photos/{place}/{number}.jpg"
                        archive.writestr(name, photo.jpeg, zipfile.ZIP_STORED)
    return buffer.getvalue()


def read_project(content: bytes) -> Project:
    """Return the project in a zip file that `write_project` made.

    Raises:
        ValueError: with a sentence for the visitor, if it is no such file or exceeds a limit.
    """
    with _opened(content) as archive:
        entries = _checked(archive)
        if _MANIFEST not in entries or _NUMBERS not in entries:
            raise ValueError("This zip file is not a project of this page.")
        manifest = _manifest(_read(archive, entries[_MANIFEST], _LARGEST_MANIFEST))
        sizes = [own["photos"] for own in manifest["classes"]]
        numbers = _numbers(_read(archive, entries[_NUMBERS], _LARGEST_NUMBERS), sum(sizes))
        photos = _kept_photos(archive, entries, sizes)
    classes = []
    first = 0
    for place, own in enumerate(manifest["classes"]):
        taken = tuple(
            Photo(photos.get((place, i), b""), numbers[first + i]) for i in range(sizes[place])
        )
        classes.append(OwnClass(own["name"], taken, own["enabled"]))
        first += sizes[place]
    return Project(tuple(classes), manifest["network"], manifest["note"], manifest["training"])


def is_project(content: bytes) -> bool:
    """Return whether a zip file has the manifest of a project."""
    try:
        with _opened(content) as archive:
            return _MANIFEST in _checked(archive)
    except ValueError:
        return False


def loose_photos(content: bytes) -> Iterator[LoosePhoto]:
    """Yield the photos of a zip file one by one, in the order of their names.

    The folder's name is the class. Files with other endings are skipped, and so are files without
    an ending that do not begin like a photo.

    Raises:
        ValueError: with a sentence for the visitor, before anything is unpacked, if the archive is
            refused.
    """
    with _opened(content) as archive:
        entries = _checked(archive)
        readable = {name: readable_name(info) for name, info in entries.items()}
        names = sorted(
            (
                name
                for name, info in entries.items()
                if is_photo(readable[name])
                or (_has_no_ending(readable[name]) and begins_as_photo(_start(archive, info)))
            ),
            key=readable.__getitem__,
        )
        if not names:
            raise ValueError("There are no photos in this zip file.")
        if len(names) > MOST_PHOTOS:
            raise ValueError(
                f"There are {len(names):,} photos in this zip file; up to {MOST_PHOTOS:,} are "
                "possible."
            )
        for name in names:
            if entries[name].file_size > LARGEST_FILE:
                continue
            path = readable[name]
            data = _read(archive, entries[name], LARGEST_FILE)
            yield LoosePhoto(file_name(path), group_of(path), data)


def is_photo(name: str) -> bool:
    """Return whether a file name has a photo's ending; hidden files and folders do not count."""
    parts = name.replace("\\", "/").split("/")
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and parts[-1].lower().endswith(_ENDINGS)


def _has_no_ending(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "." not in parts[-1] and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _start(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return the first bytes of a file in an archive."""
    try:
        with archive.open(info) as file:
            return file.read(_START)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return b""


def file_name(path: str) -> str:
    """Return the last part of a path in printable characters, shortened."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return "".join(each if each.isprintable() else " " for each in name[:_LONGEST_FILE_NAME])


def group_of(name: str) -> str:
    """Return the class name that a file's innermost folder gives, "" without a folder."""
    parts = name.replace("\\", "/").split("/")
    return clean_name(parts[-2]) if len(parts) > 1 and parts[-2].strip() else ""


def _opened(content: bytes) -> zipfile.ZipFile:
    if len(content) > LARGEST_ARCHIVE:
        raise ValueError(
            f"This file has {len(content) / 1e6:.0f} MB; up to {LARGEST_ARCHIVE / 1e6:.0f} MB are "
            "possible."
        )
    if content.count(_DIRECTORY_ENTRY) > 2 * MOST_ENTRIES:  # before zipfile reads all entries
        raise ValueError(f"More than {MOST_ENTRIES:,} files are in this zip file: refused.")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ValueError("This is not a zip file, or it is damaged.") from None


def _checked(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the entries of an archive by name; refuse one whose announced sizes are too large."""
    files = [info for info in archive.infolist() if not info.is_dir()]
    if len(files) > MOST_ENTRIES:
        raise ValueError(
            f"There are {len(files):,} files in this zip file; up to {MOST_ENTRIES:,} are possible."
        )
    total = sum(info.file_size for info in files)
    if total > LARGEST_TOTAL:
        raise ValueError(f"Unpacked, this zip file would have {total / 1e6:,.0f} MB: refused.")
    for info in files:
        is_bomb = info.file_size > _LARGEST_RATIO * max(1, info.compress_size)
        if info.file_size > _RATIO_MATTERS and is_bomb:
            raise ValueError("This zip file would become far too large when unpacked: refused.")
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise ValueError("A file name in this zip file points outside of it: refused.")
        if info.flag_bits & 1:
            raise ValueError("This zip file is protected by a password; unpack it first.")
        if info.compress_type not in _METHODS:
            raise ValueError("This zip file uses a compression method that is not supported here.")
    if len({info.filename for info in files}) < len(files):
        raise ValueError("Two files in this zip file have the same name: refused.")
    return {info.filename: info for info in files}


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """Return an entry's content; stop reading at the announced size or at `most` bytes."""
    if info.file_size > most:
        raise ValueError(f"A file in this zip file is too large ({info.file_size / 1e6:.0f} MB).")
    try:
        with archive.open(info) as file:
            content = file.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise ValueError("This zip file is damaged.") from None
    if len(content) != info.file_size:
        raise ValueError("This zip file is damaged.")
    return content


def _manifest(content: bytes) -> dict[str, Any]:
    """Return the manifest, with only fields whose types and values have been checked."""
    wrong = ValueError("The project's description cannot be read.")
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise wrong
    classes, network, note = said.get("classes"), said.get("network"), said.get("note", "")
    if not isinstance(classes, list) or network not in NAMES or not isinstance(note, str):
        raise wrong
    if len(classes) > MOST_CLASSES:
        raise ValueError(f"The project has more than {MOST_CLASSES} classes.")
    kept: list[dict[str, Any]] = []
    for own in classes:
        if not isinstance(own, dict):
            raise wrong
        n = own.get("photos")
        if not isinstance(own.get("name"), str) or type(n) is not int or not 0 <= n <= MOST_PHOTOS:
            raise wrong
        name = Project(tuple(OwnClass(x["name"]) for x in kept)).free_name(own["name"])
        kept.append({"name": name, "photos": n, "enabled": own.get("enabled") is not False})
    if sum(own["photos"] for own in kept) > MOST_PHOTOS:
        raise ValueError(f"The project has more than {MOST_PHOTOS:,} photos.")
    return {
        "classes": kept,
        "network": network,
        "note": clean_note(note),
        "training": _training(said.get("training")),
    }


def _training(said: object) -> dict[str, float]:
    """Return the valid settings in a manifest; an older project has none."""
    wanted = said if isinstance(said, dict) else {}
    kept: dict[str, float] = {}
    for name in TRAINING:
        value = wanted.get(name)
        if isinstance(value, bool | int | float):
            with suppress(ValueError, TypeError, OverflowError):
                HeadSettings(**{name: value})  # type: ignore[arg-type]
                kept[name] = value
    return kept


def clean_note(note: str) -> str:
    """Return a note in printable characters, shortened."""
    kept = "".join(each for each in note[:400] if each.isprintable() and each not in "`*_[]<>$\\|#")
    return " ".join(kept.split())


def _numbers(content: bytes, n_photos: int) -> np.ndarray:
    try:
        numbers = load_arrays(content).get("embeddings")
    except (SafetensorError, ValueError, KeyError, TypeError):
        numbers = None
    is_right = (
        numbers is not None
        and numbers.dtype == np.float32
        and numbers.ndim == 2
        and len(numbers) == n_photos
        and numbers.shape[1] <= 4096
    )
    if numbers is None or not is_right or not np.isfinite(numbers).all():
        raise ValueError("The embeddings of the photos in this project cannot be used.")
    return numbers


def _kept_photos(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], sizes: list[int]
) -> dict[tuple[int, int], bytes]:
    """Return the photos by (class, place); each is decoded once to check it."""
    photos = {}
    for name, info in entries.items():
        found = _PHOTO.fullmatch(name)
        if not found:
            continue
        place, number = int(found[1]), int(found[2])
        if place >= len(sizes) or number >= sizes[place]:
            continue
        data = _read(archive, info, MOST_BYTES)
        try:
            image = open_photo(data)
        except PhotoError:
            raise ValueError(f"{name} in this project is not a photo.") from None
        if image.size != (SIDE, SIDE) or not data.startswith(b"\xff\xd8"):
            raise ValueError(f"{name} in this project is not {SIDE} × {SIDE} pixels.")
        photos[place, number] = data
    return photos
