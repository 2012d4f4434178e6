"""Fetch CIFAR-100 from where torchvision fetches it, piece by piece: to be watched and stopped.

The archive is checked against torchvision's sum before anything is taken out of it, and the
pictures appear in their folder all at once, or not at all.
"""

import hashlib
import shutil
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dlviz.datasets.cifar100 import BATCHES, VARIABLE
from dlviz.training.jobs import Job

_PIECE = 1 << 18  # bytes
_PATIENCE = 15.0  # seconds without a byte
_LARGEST = 400_000_000  # bytes of any one file
_MEMBERS = ("train", "test", "meta")
_PREFIX = ".fetching-"
_STALE = 86_400.0  # seconds after which what an ended server has left is cleared away
ADVICE = (
    f"Where there is no network, put the folder {BATCHES} or the two .npz files into a folder and "
    f"name it in {VARIABLE}."
)


@dataclass(frozen=True, slots=True)
class Archive:
    """A file on the network.

    Attributes:
        url: Where it is.
        md5: Its sum.
        megabytes: Its size, for those who wonder before they begin.
    """

    url: str
    md5: str
    megabytes: int = 169


def official() -> Archive:
    """Return the archive that torchvision knows."""
    from dlviz.vision import torchvision

    known = torchvision.datasets.CIFAR100
    return Archive(known.url, known.tgz_md5)


class Download:
    """The pictures on their way into `where`. One is enough for a whole server.

    Args:
        archive: See `official`.
        where: The folder in which `cifar-100-python` shall appear.
    """

    def __init__(self, archive: Archive, where: Path) -> None:
        self._archive, self._where = archive, where
        self.received = 0
        self.total = archive.megabytes * 1_000_000
        self.is_done = False
        self.is_cancelled = False
        self.problem = ""
        self._work = self._fetch()
        # It serves everybody: it goes on without the visitor who asked for it.
        self._job = Job(self._advance, is_here=lambda: True, computes=False)

    @property
    def is_running(self) -> bool:
        """Whether there is still something to come."""
        return self._job.is_running

    @property
    def share(self) -> float:
        """Of the bytes that are here, in [0, 1]."""
        return min(1.0, self.received / max(1, self.total))

    def cancel(self) -> None:
        """Stop after the present piece, and leave nothing behind."""
        self.is_cancelled = True

    def _advance(self) -> bool:
        if self.is_cancelled:
            self._work.close()
            self.problem = "The download of CIFAR-100 was stopped."
            return False
        try:
            next(self._work)
        except StopIteration:
            self.is_done = True
        except (OSError, ValueError, KeyError, EOFError, tarfile.TarError) as error:
            reason = getattr(error, "reason", error)
            self.problem = f"CIFAR-100 could not be fetched ({reason}). {ADVICE}"
        else:
            return True
        return False

    def _fetch(self) -> Generator[None, None, None]:
        """Fetch, check, unpack and put in place, a piece at a time."""
        self._where.mkdir(parents=True, exist_ok=True)
        _clear_stale(self._where)
        with tempfile.TemporaryDirectory(dir=self._where, prefix=_PREFIX) as folder:
            file = Path(folder) / "archive"
            yield from self._receive(file)
            made = Path(folder) / BATCHES
            made.mkdir()
            yield from _unpack(file, made)
            ready = self._where / BATCHES
            if ready.exists():
                shutil.rmtree(ready)
            made.rename(ready)

    def _receive(self, file: Path) -> Iterator[None]:
        digest = hashlib.md5(usedforsecurity=False)
        with (
            urllib.request.urlopen(self._archive.url, timeout=_PATIENCE) as answer,
            file.open("wb") as copy,
        ):
            with suppress(TypeError, ValueError):
                self.total = int(answer.headers.get("Content-Length"))
            while piece := answer.read(_PIECE):
                self.received += len(piece)
                if self.received > _LARGEST:
                    raise ValueError("the file is far larger than CIFAR-100")
                digest.update(piece)
                copy.write(piece)
                yield
        if self.received < self.total and digest.hexdigest() != self._archive.md5:
            raise ValueError("the connection ended too early")
        if digest.hexdigest() != self._archive.md5:
            raise ValueError("what came is not CIFAR-100: its sum is wrong")


def _unpack(file: Path, into: Path) -> Iterator[None]:
    """Take the three files out that are wanted; no other name in the archive counts."""
    with tarfile.open(file, "r:gz") as archive:
        for name in _MEMBERS:
            member = archive.getmember(f"{BATCHES}/{name}")
            content = archive.extractfile(member)
            if content is None or not member.isfile() or member.size > _LARGEST:
                raise ValueError(f"{name} in the archive is no file of CIFAR-100")
            with content, (into / name).open("wb") as copy:
                while piece := content.read(16 * _PIECE):
                    copy.write(piece)
                    yield


def _clear_stale(where: Path) -> None:
    for folder in where.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _STALE:
                shutil.rmtree(folder, ignore_errors=True)
