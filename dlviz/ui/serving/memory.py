"""The server's memory: what stays is set aside, what visitors leave behind is freed.

Streamlit forgets a visitor who has left only when the next one leaves, and what it forgets is a
knot of references that waits for the garbage collector.
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
SCARCE = 0.1  # of the memory: with less left, nothing is kept for those who are out of reach
_M_ARENA_MAX, _HEAPS = -8, 2  # the number is that of glibc's malloc.h


def share_heaps() -> None:
    """Let all threads take their memory out of two heaps; a server calls this before it has any.

    The C library of Linux opens eight heaps a core, so that threads need not wait for each other,
    and each of them keeps room for the largest photo that has been decoded in it. Under Python's
    lock they hardly meet: with two heaps, thirty visitors leave 13 MB behind instead of 83.
    """
    _in_c("mallopt", _M_ARENA_MAX, _HEAPS)


def set_aside() -> None:
    """Keep what the imported modules hold out of the garbage collector's sight.

    Streamlit collects garbage after every run. With torch's quarter of a million objects to look
    through, that stops every visitor's threads for a tenth of a second. What lives as long as the
    process does need not be looked at; whenever a page has imported more, it is set aside again.
    """
    _set_aside(len(sys.modules))


@cache
def keep_house() -> None:
    """Free, from now on, what visitors leave behind; the first page that is opened calls this."""
    if sessions.is_serving():  # not under a test that runs pages by themselves
        threading.Thread(target=_keep_house, name="dlviz housekeeping", daemon=True).start()


def free() -> None:
    """Collect all garbage and give its memory back to the system.

    What was set aside is looked through as well: a visitor who was there at that moment was part
    of it.
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
    """Call a function of glibc, where that is the C library."""
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
