"""The server limits the memory of its process."""

import platform
import subprocess
import sys

import pytest

from dlviz.ui.serving import memory

# Sixteen threads hold memory at the same moment; glibc writes down how many heaps that took.
PROGRAM = """
import ctypes, sys, threading
from dlviz.ui.serving import memory

if sys.argv[1] == "shared":
    memory.share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
barrier = threading.Barrier(16)

def hold():
    barrier.wait()
    libc.malloc(100_000)
    barrier.wait()

threads = [threading.Thread(target=hold) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def heaps(how: str) -> int:
    run = [sys.executable, "-c", PROGRAM, how]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout.count("<heap nr")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has no heaps")
def test_sixteen_threads_share_two_heaps() -> None:
    assert heaps("shared") == 2
    assert heaps("as they are") > 2


def test_memory_is_scarce_where_a_tenth_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: {} kB\n"
    for available, wanted in ((99, True), (101, False)):
        monkeypatch.setattr(memory.Path, "read_text", lambda _, n=available: said.format(n))
        assert memory.is_scarce() is wanted
    monkeypatch.setattr(memory.Path, "read_text", lambda _: "nothing of the kind")
    assert memory.is_scarce() is False
