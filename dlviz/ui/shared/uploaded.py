"""What pages do with files of visitors: ask that they stay in memory, and read them."""

from collections.abc import Sequence

from dlviz.ui._compat.types import UploadedFile
from dlviz.ui.serving import uploads


class NoRoomError(ValueError):
    """A file was not taken for want of room; the message is for the visitor."""


def keep_in_memory() -> None:
    """Let uploads stay in memory, within bounds, also where no server of ours has begun."""
    uploads.keep_in_memory()


def content(file: UploadedFile) -> bytes:
    """Return the bytes of an upload.

    Raises:
        NoRoomError: if it was not taken for want of room.
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
