"""Serve dlviz from two processes behind nginx: `python deploy/replicas.py [PORT]`.

nginx listens on PORT; the two replicas listen on the next two ports, reachable from this machine
only. Ctrl-C ends all three. With DLVIZ_REDIS_URL both replicas have the same classes.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
_PORTS = (8600, 8601, 8602)  # the ports written in nginx.conf
_NAMES = ("one", "two")


@dataclass(frozen=True)
class Cluster:
    """The running processes.

    Attributes:
        address: URL of nginx.
        replicas: The two dlviz processes, under the names "one" and "two".
        nginx: The reverse proxy in front of them.
        port: Port of nginx; the replicas have the next two.
    """

    address: str
    replicas: dict[str, subprocess.Popen]
    nginx: subprocess.Popen
    port: int

    def revive(self) -> None:
        """Start the replicas that have ended, and wait until all answer."""
        for place, name in enumerate(_NAMES, start=1):
            if self.replicas[name].poll() is not None:
                self.replicas[name] = _replica(self.port + place)
        _wait_for_replicas(self.port)


@contextlib.contextmanager
def serving(port: int = 8600, *, host: str = "0.0.0.0") -> Iterator[Cluster]:
    """Run both replicas and nginx until the block ends.

    Args:
        port: Port of nginx; the replicas take the next two.
        host: Address that nginx listens on.

    Raises:
        FileNotFoundError: if there is no nginx on this machine.
        TimeoutError: if a replica or nginx does not answer within about a minute.
    """
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        raise FileNotFoundError("there is no nginx on this machine (Debian: nginx-light)")
    replicas = {name: _replica(port + place) for place, name in enumerate(_NAMES, start=1)}
    front = None
    with tempfile.TemporaryDirectory() as folder:
        try:
            _wait_for_replicas(port)
            file = Path(folder) / "nginx.conf"
            file.write_text(configuration(port, host))
            front = subprocess.Popen([nginx, "-p", folder, "-c", str(file), "-g", "daemon off;"])
            where = "127.0.0.1" if host == "0.0.0.0" else host
            _wait_for(f"http://{where}:{port}/_stcore/health")
            yield Cluster(f"http://{where}:{port}", replicas, front, port)
        finally:
            for process in [*replicas.values(), *([front] if front else [])]:
                process.terminate()
            for process in [*replicas.values(), *([front] if front else [])]:
                process.wait(10)


def configuration(port: int, host: str) -> str:
    """Return nginx.conf with `port` and the next two in place of its own, listening on `host`."""
    text = CONFIGURATION.read_text()
    for place, usual in enumerate(_PORTS):
        text = re.sub(rf"\b{usual}\b", str(port + place), text)
    return text.replace(f"listen {port}", f"listen {host}:{port}")


def _replica(port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.headless=true"]
    where = ["--server.address=127.0.0.1", f"--server.port={port}"]
    return subprocess.Popen([*command, *where], cwd=ROOT)


def _wait_for_replicas(port: int) -> None:
    for place in (1, 2):
        _wait_for(f"http://127.0.0.1:{port + place}/_stcore/health")


def _wait_for(address: str) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


if __name__ == "__main__":
    with (
        contextlib.suppress(KeyboardInterrupt),
        serving(*(int(text) for text in sys.argv[1:2])) as cluster,
    ):
        print(f"dlviz: {cluster.address}, two replicas", flush=True)
        if not os.environ.get("DLVIZ_REDIS_URL", "").strip():
            print("No DLVIZ_REDIS_URL: a class is in one of them only, see docs/deploy.md.")
        cluster.nginx.wait()
