"""Keeps the server's memory small: frees what visitors leave behind, and spares the collector.

Streamlit removes an expired session only when the next visitor leaves, and a removed session is a
reference cycle that only the garbage collector frees. So a thread expires sessions and collects.
"""

import ctypes
import gc
import sys
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from dlviz.ui._compat import sessions

EVERY = 10.0  # seconds between two rounds
SCARCE = 0.1  # share of free memory; below it, disconnected sessions are removed at once
_M_ARENA_MAX, _HEAPS = -8, 2  # -8 is M_ARENA_MAX in glibc's malloc.h


def share_heaps() -> None:
    """Limit malloc to two heaps (arenas) for all threads; call before the server starts threads.

    The C library of Linux opens eight heaps per core, so that threads need not wait for each other,
    and each heap keeps room for the largest photo that was decoded in it. Under Python's global
    interpreter lock threads rarely compete for a heap: with two heaps, thirty visitors leave 13 MB
    behind instead of 83.
    """
    _in_c("mallopt", _M_ARENA_MAX, _HEAPS)


def set_aside() -> None:
    """Exclude the objects of all imported modules from garbage collection (`gc.freeze`).

    Streamlit collects garbage after every run. With torch's quarter of a million objects to scan,
    that stops every visitor's threads for a tenth of a second. Objects that live as long as the
    process need no scan. A page that has imported more modules calls this again.
    """
    _set_aside(len(sys.modules))


@cache
def keep_house() -> None:
    """Start the thread that frees expired sessions; the first page that is opened calls this."""
    if sessions.is_serving():  # not in a test that runs pages without a server
        threading.Thread(target=_keep_house, name="dlviz housekeeping", daemon=True).start()


def free() -> None:
    """Collect all garbage and return its memory to the operating system.

    Objects that `set_aside` has frozen are scanned too: sessions that existed at that moment were
    frozen with them.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    _in_c("malloc_trim", 0)


def is_scarce() -> bool:
    """Return whether the machine's memory is nearly full; False where that is not known."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        sizes = {name: int(rest.split()[0]) for name, _, rest in (x.partition(":") for x in lines)}
        return sizes["MemAvailable"] < SCARCE * sizes["MemTotal"]
    except (OSError, ValueError, LookupError):
        return False


def _in_c(function: str, *arguments: int) -> None:
    """Call a function of glibc, if that is the C library; else do nothing."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            getattr(ctypes.CDLL(None), function)(*arguments)


def _keep_house() -> None:
    known: set[str] = set()
    while True:
        time.sleep(EVERY)
        if not sessions.is_serving():
            return
        here = sessions.expire(at_once=is_scarce())
        if here is None:
            continue
        if known - here:
            free()
        known = here


@cache
def _set_aside(_n_modules: int) -> None:
    gc.collect()
    gc.freeze()
