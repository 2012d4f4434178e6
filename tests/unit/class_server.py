"""A Redis or Valkey server for tests: on a loopback port, with nothing on disk."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("valkey-server", "redis-server")
_PATIENCE = 10.0  # seconds


def program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Yield the address of a fresh server; `folder` stays empty."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"port": str(port), "bind": "127.0.0.1", "save": "", "appendonly": "no",
                "dir": str(folder), "loglevel": "warning"}  # fmt: skip
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    server = subprocess.Popen([str(program()), *arguments], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen) -> None:
    last = time.monotonic() + _PATIENCE
    while time.monotonic() < last and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.01)
    raise AssertionError("the server of rooms did not start")
