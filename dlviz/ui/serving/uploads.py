"""Files of visitors: held in memory only, and no more of them than a server can bear.

Streamlit bounds a single file (`server.maxUploadSize`) but neither their number nor their sum. A
file for which there is no room is kept without its content; `why_not_taken` then says so.
What is still on its way is bounded by `server` in this room, which marks an `Arrival` as refused.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from weakref import WeakSet

from dlviz.ui._compat import uploads as store
from dlviz.ui._compat.types import UploadedFileRec

MEGABYTE = 1_000_000
MOST_OF_VISITOR = 200 * MEGABYTE  # fifty photos of a phone at once; pages let go of what they took
MOST_OF_SERVER = 600 * MEGABYTE
MOST_PHOTOS_OF_VISITOR = 100 * MEGABYTE  # kept beyond the page that they were brought to
MOST_PHOTOS_OF_SERVER = 300 * MEGABYTE
MOST_FILES = 2_000  # of one visitor: a file of no bytes costs memory too

_YOURS, _ALL = b"dlviz: no room for this visitor", b"dlviz: no room on this server"
_ON_ITS_WAY = b"dlviz: no room while others arrive"
_SAID = {
    _YOURS: f"You have uploaded more than {MOST_OF_VISITOR // MEGABYTE} MB at once: this file "
    "was not accepted. Remove other files, or upload it later.",
    _ALL: "The server's memory for uploaded files is full: this file was not accepted. "
    "Try again in a minute, or with a smaller file.",
    _ON_ITS_WAY: "Too many files are being uploaded at the moment: this file was not accepted. "
    "Try again "
    "in a minute.",
}


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class HeldFile:
    """A file that pages keep after its uploader is gone; it counts as long as it lives.

    Attributes:
        data: Its bytes.
    """

    data: bytes

    def __post_init__(self) -> None:
        """Count it."""
        _HELD.add(self)


_HELD: WeakSet[HeldFile] = WeakSet()


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


def keep_in_memory() -> None:
    """Let the server hold uploads in memory, all of them there and within bounds."""
    store.keep_in_memory(fitting)


def why_not_kept(own: Iterable[HeldFile]) -> str:
    """Return why a visitor cannot keep the files `own`, for the visitor; "" if there is room."""
    if sum(len(one.data) for one in own) > MOST_PHOTOS_OF_VISITOR:
        return (
            f"Your photos here would take more than {MOST_PHOTOS_OF_VISITOR // MEGABYTE} MB: "
            "remove some, then upload this one."
        )
    if sum(len(one.data) for one in list(_HELD)) > MOST_PHOTOS_OF_SERVER:
        return _SAID[_ALL]
    return ""


def why_not_taken(data: bytes) -> str:
    """Return why an upload was not taken, for the visitor; "" if `data` is its content."""
    return _SAID.get(data, "")


def fitting(file: UploadedFileRec, storage: store.Storage, session: str) -> UploadedFileRec:
    """Return `file`, or one in its place that says why there is no room for it.

    Args:
        file: What has just come.
        storage: What is held, by session and file.
        session: Whose it is.
    """
    own = {name: held for name, held in storage.get(session, {}).items() if name != file.file_id}
    size = len(file.data)
    if len(own) >= MOST_FILES:  # nothing at all is kept of it
        store.refuse(f"More than {MOST_FILES} files")  # no visitor of ours gets there
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
