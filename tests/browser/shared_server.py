"""One server for all processes of a run: the first one starts it, the last one ends it."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# Runs the command in its further arguments until nobody holds the pipe any more: a test process
# that is killed holds it no longer either.
KEEPER = """
import subprocess, sys

pipe, *command = sys.argv[1:]
server = subprocess.Popen(command)
with open(pipe) as held:
    held.read()
server.terminate()
server.wait()
"""

_KEEPERS: list[subprocess.Popen] = []  # they may outlive this process, so nobody waits for them


@contextmanager
def shared(folder: Path, address: str, command: Sequence[str], cwd: Path) -> Iterator[str]:
    """Run a server while at least one process is within this function, with the same `folder`.

    Yields its address: it is another process's if that one was first.

    Args:
        folder: Where the processes find each other.
        address: Where the server is if this process is the first.
        command: Starts the server.
        cwd: Where the command runs.
    """
    pipe, known = folder / "server.pipe", folder / "server.address"
    with (folder / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = _hold(pipe)
        if held is None:
            pipe.unlink(missing_ok=True)
            os.mkfifo(pipe)
            keeper = [sys.executable, "-S", "-c", KEEPER, str(pipe), *command]
            silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
            _KEEPERS.append(subprocess.Popen(keeper, cwd=cwd, start_new_session=True, **silent))
            held = pipe.open("w")  # waits for the keeper
            known.write_text(address)
    with held:
        yield known.read_text()


def _hold(pipe: Path) -> IO[str] | None:
    """Hold the pipe, if somebody keeps a server for those who do."""
    try:
        return os.fdopen(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK), "w")
    except OSError:  # there is no pipe, or nobody at its other end
        return None
