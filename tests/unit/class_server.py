"""A Redis or Valkey server for tests: on a loopback port, with nothing on disk."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

PROGRAMS = ("valkey-server", "redis-server")
_PATIENCE = 10.0  # seconds


def program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def require() -> None:
    """Skip the test where there is no such server."""
    if program() is None:
        pytest.skip(f"there is no {' and no '.join(PROGRAMS)} on this machine")


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


@contextmanager
def cutting(address: str, draw: Random, share: float) -> Iterator[str]:
    """Yield an address that leads to the same server, by a way that breaks.

    Of all messages this share ends their connection: half of these on the way there, the others
    when the server has done what they ask for, and before its answer has come back.
    """
    target = urlsplit(address)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(
            target=_let_in, args=(door, (target.hostname, target.port), draw, share), daemon=True
        ).start()
        yield f"redis://127.0.0.1:{door.getsockname()[1]}/0"
        door.shutdown(socket.SHUT_RDWR)


def _let_in(door: socket.socket, target: tuple, draw: Random, share: float) -> None:
    while True:
        try:
            phone, _ = door.accept()
        except OSError:  # the test is over
            return
        threading.Thread(target=_carry, args=(phone, target, draw, share), daemon=True).start()


def _carry(phone: socket.socket, target: tuple, draw: Random, share: float) -> None:
    with phone, socket.create_connection(target) as server:
        while message := phone.recv(1 << 16):
            fate = draw.random()
            if fate < share / 2:
                return
            server.sendall(message)
            answer = server.recv(1 << 16)
            if fate < share:
                return
            phone.sendall(answer)
