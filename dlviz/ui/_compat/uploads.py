"""Controls Streamlit's store of uploaded files: memory only, and a filter for new files."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from threading import Lock
from typing import Any, NoReturn

from dlviz.ui._compat import names
from dlviz.ui._compat.register import find, replace
from dlviz.ui._compat.types import UploadedFileRec

Storage = dict[str, dict[str, UploadedFileRec]]  # by session and file
_LOCK = Lock()


def keep_in_memory(fitting: Callable[[UploadedFileRec, Storage, str], UploadedFileRec]) -> None:
    """Keep uploads off the disk, and pass each new file through `fitting`.

    By default the web server under Streamlit writes uploads above 1 MB to a temporary file while
    they arrive. We set that limit to 0, which means no limit; `server.maxUploadSize` still bounds
    each file.

    Args:
        fitting: Takes the new file, all stored files and the session's name; returns the file to
            store.
    """
    replace(names.SPOOL_MAX_SIZE, 0)
    with _LOCK:
        keep = find(names.ADD_FILE)
        if hasattr(keep, "__wrapped__"):
            return

        @wraps(keep)
        def add_file(self: Any, session_id: str, file: UploadedFileRec) -> None:
            with _LOCK:
                keep(self, session_id, fitting(file, self.file_storage, session_id))

        replace(names.ADD_FILE, add_file)


def refuse(words: str) -> NoReturn:
    """Answer the current upload with HTTP status 429 "too many requests" and the text `words`."""
    raise import_module("starlette.exceptions").HTTPException(429, words)
