"""Who goes first when everybody wants to compute: the page that somebody looks at."""

import os
import sys
import threading
from contextlib import suppress

_NICE = 4  # of Linux's 0 to 19; the higher, the sooner others go first
_SWITCH = 0.001  # seconds


def step_back() -> None:
    """Let the system prefer every other thread to the one that calls this, for good.

    Only Linux gives threads priorities of their own; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def alternate_often() -> None:
    """Let Python pass its lock on after a millisecond instead of five.

    An answer to a stroke is made by a dozen short pieces of work in two threads, the page's and
    the server's own. Each waits for the lock behind every thread that computes for long.
    """
    sys.setswitchinterval(_SWITCH)
