"""Files of visitors: held in memory only, and no more of them than a server can bear.

Streamlit bounds a single file (`server.maxUploadSize`) but neither their number nor their sum. A
file for which there is no room is kept without its content; `content` then says so in one sentence.
What is still on its way is bounded by `server` in this room, which marks an `Arrival` as refused.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any, NoReturn

from streamlit.runtime import memory_uploaded_file_manager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

MEGABYTE = 1_000_000
MOST_OF_VISITOR = 200 * MEGABYTE  # fifty photos of a phone at once; pages let go of what they took
MOST_OF_SERVER = 600 * MEGABYTE
MOST_FILES = 2_000  # of one visitor: a file of no bytes costs memory too

_YOURS, _ALL = b"dlviz: no room for this visitor", b"dlviz: no room on this server"
_ON_ITS_WAY = b"dlviz: no room while others arrive"
_SAID = {
    _YOURS: f"You have uploaded more than {MOST_OF_VISITOR // MEGABYTE} MB at once: this file was "
    "not taken. Remove others, or bring it in a second round.",
    _ALL: "The memory that this server has for everybody's files is full: this file was not taken. "
    "Try again in a minute, or with a smaller file.",
    _ON_ITS_WAY: "Too much is being uploaded at this moment: this file was not taken. Try again "
    "in a minute.",
}
_LOCK = threading.Lock()


@dataclass(slots=True)
class Arrival:
    """An upload on its way.

    Attributes:
        is_refused: Whether its content was let go of: `fitting` then keeps a reason in its place.
    """

    is_refused: bool = False


_ARRIVAL: ContextVar[Arrival | None] = ContextVar("arrival", default=None)


@contextmanager
def arriving() -> Iterator[Arrival]:
    """Surround the answer to a request that brings a file."""
    arrival = Arrival()
    token = _ARRIVAL.set(arrival)
    try:
        yield arrival
    finally:
        _ARRIVAL.reset(token)


class NoRoomError(ValueError):
    """A file was not taken for want of room; the message is for the visitor."""


def keep_in_memory() -> None:
    """Let the server hold uploads in memory, all of them there and within bounds.

    By itself the web server under Streamlit writes uploads above 1 MB to a temporary file while
    they arrive. 0 stands for no limit; `server.maxUploadSize` is the one that counts.
    """
    import_module("starlette.formparsers").MultiPartParser.spool_max_size = 0
    manager: Any = memory_uploaded_file_manager.MemoryUploadedFileManager
    with _LOCK:
        if hasattr(manager.add_file, "__wrapped__"):
            return
        keep = manager.add_file

        @wraps(keep)
        def add_file(self: Any, session_id: str, file: UploadedFileRec) -> None:
            with _LOCK:
                keep(self, session_id, fitting(file, self.file_storage, session_id))

        manager.add_file = add_file


def fitting(
    file: UploadedFileRec, storage: dict[str, dict[str, UploadedFileRec]], session: str
) -> UploadedFileRec:
    """Return `file`, or one in its place that says why there is no room for it.

    Args:
        file: What has just come.
        storage: What is held, by session and file.
        session: Whose it is.
    """
    own = {name: held for name, held in storage.get(session, {}).items() if name != file.file_id}
    size = len(file.data)
    if len(own) >= MOST_FILES:  # nothing at all is kept of it
        refuse_more_files()
    arrival = _ARRIVAL.get()
    if arrival is not None and arrival.is_refused:
        return file._replace(data=_ON_ITS_WAY)
    of_visitor = sum(len(held.data) for held in own.values())
    of_others = sum(
        len(held.data)
        for name, files in list(storage.items())
        if name != session
        for held in list(files.values())
    )
    if of_visitor + size > MOST_OF_VISITOR:
        return file._replace(data=_YOURS)
    if of_visitor + of_others + size > MOST_OF_SERVER:
        return file._replace(data=_ALL)
    return file


def refuse_more_files() -> NoReturn:
    """Answer an upload with "too many"; no visitor of ours gets there."""
    http_exception = import_module("starlette.exceptions").HTTPException
    raise http_exception(429, f"More than {MOST_FILES} files")


def content(file: UploadedFile) -> bytes:
    """Return the bytes of an upload.

    Raises:
        NoRoomError: if it was not taken for want of room.
    """
    data = file.getvalue()
    if data in _SAID:
        raise NoRoomError(_SAID[data])
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
