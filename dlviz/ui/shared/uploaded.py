"""Reads visitors' uploaded files for pages, and reports files that were not taken."""

from collections.abc import Sequence

from dlviz.ui._compat.types import UploadedFile
from dlviz.ui.serving import uploads


class NoRoomError(ValueError):
    """A file was not taken because there was no room; the message is for the visitor."""


def keep_in_memory() -> None:
    """Keep uploads in memory and within limits, even if the app was not started by `serve.py`."""
    uploads.keep_in_memory()


def content(file: UploadedFile) -> bytes:
    """Return the bytes of an upload.

    Raises:
        NoRoomError: if it was not taken because there was no room.
    """
    data = file.getvalue()
    if reason := uploads.why_not_taken(data):
        raise NoRoomError(reason)
    return data


def contents(files: Sequence[UploadedFile]) -> tuple[list[tuple[str, bytes]], str]:
    """Return name and bytes of the files that were taken, and a sentence about the others."""
    taken, problem = [], ""
    for file in files:
        try:
            taken.append((file.name, content(file)))
        except NoRoomError as error:
            problem = problem or str(error)
    n_left = len(files) - len(taken)
    return taken, f"{n_left} of {len(files)} files: {problem}" if n_left > 1 else problem
