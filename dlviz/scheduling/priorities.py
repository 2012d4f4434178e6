"""Who goes first when everybody wants to compute: the page that somebody looks at."""

import os
import sys
import threading
from contextlib import suppress

_NICE = 4  # of Linux's 0 to 19; the higher, the sooner others go first


def step_back() -> None:
    """Let the system prefer every other thread to the one that calls this, for good.

    Only Linux gives threads priorities of their own; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
