"""The server that all processes of a run share begins with the first one and ends with the last."""

import time
from pathlib import Path

from shared_server import shared

SERVER = ["sh", "-c", "echo $$ >> pids; exec sleep 60"]


def pids(folder: Path, count: int) -> list[str]:
    """Return the numbers of the servers' processes, when so many have been started."""
    file = folder / "pids"
    while not file.exists() or len(file.read_text().split()) < count:
        time.sleep(0.01)
    return file.read_text().split()


def test_it_is_one_until_the_last_has_left(tmp_path: Path) -> None:
    with shared(tmp_path, "first", SERVER, tmp_path) as one:
        with shared(tmp_path, "second", SERVER, tmp_path) as other:
            assert one == other == "first"
        (pid,) = pids(tmp_path, 1)
        assert Path("/proc", pid).exists()
    while Path("/proc", pid).exists():
        time.sleep(0.01)
    with shared(tmp_path, "third", SERVER, tmp_path) as again:
        assert again == "third"
        assert len(pids(tmp_path, 2)) == 2
