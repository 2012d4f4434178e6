"""Thread priorities: background threads yield the CPU to the threads that serve pages."""

import os
import sys
import threading
from contextlib import suppress

_NICE = 4  # Linux niceness from 0 to 19: a higher value means a lower priority


def step_back() -> None:
    """Lower the priority of the calling thread for the rest of its life.

    Only Linux has a priority per thread; on other systems this does nothing.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
