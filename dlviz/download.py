"""Files fetched from the network piece by piece: to be watched, stopped, and checked before use."""

import hashlib
import tarfile
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

from dlviz.scheduling.job import Job

PIECE = 1 << 18  # bytes
_PATIENCE = 15.0  # seconds without a byte
_STALE = 86_400.0  # seconds after which what an ended server has left is cleared away


class Download(ABC):
    """Something on its way onto this machine. One is enough for a whole server.

    What it is and where it goes, `_steps` says: what arrives appears there whole, or not at all.

    Args:
        title: What people call it.
        url: Where it is.
        megabytes: Its size, for those who wonder before they begin.
        advice: What to do where it cannot be fetched, in one sentence.
    """

    def __init__(self, title: str, url: str, megabytes: float, advice: str) -> None:
        self._title, self._url, self._advice = title, url, advice
        self.received = 0
        self.total = round(megabytes * 1e6)
        self.is_done = False
        self.is_cancelled = False
        self.problem = ""
        self._largest = 3 * self.total
        self._work = self._steps()
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

    @abstractmethod
    def _steps(self) -> Generator[None, None, None]:
        """Fetch, check and put in place, a piece at a time.

        Raises:
            OSError, ValueError, KeyError, EOFError, tarfile.TarError: what visitors are told.
        """

    def _receive(self, file: Path, checksum: str) -> Iterator[None]:
        """Fetch into `file`, a piece at a time, and compare what came with its checksum.

        Args:
            file: Where it is put; it does not count before the last piece has been compared.
            checksum: In hexadecimal; an MD5 if it has 32 digits, else the beginning of a SHA-256.

        Raises:
            OSError: if the network or the disk fails.
            ValueError: if what came is not what was asked for.
        """
        digest = hashlib.new("md5" if len(checksum) == 32 else "sha256", usedforsecurity=False)
        with (
            urllib.request.urlopen(self._url, timeout=_PATIENCE) as answer,
            file.open("wb") as copy,
        ):
            with suppress(TypeError, ValueError):
                self.total = int(answer.headers.get("Content-Length"))
            while piece := answer.read(PIECE):
                self.received += len(piece)
                if self.received > self._largest:
                    raise ValueError(f"the file is far larger than {self._title}")
                digest.update(piece)
                copy.write(piece)
                yield
        if digest.hexdigest().startswith(checksum):
            return
        if self.received < self.total:
            raise ValueError("the connection ended too early")
        raise ValueError(f"the downloaded file is not {self._title}: its checksum is wrong")

    def _advance(self) -> bool:
        if self.is_cancelled:
            self._work.close()
            self.problem = f"The download of {self._title} was stopped."
            return False
        try:
            next(self._work)
        except StopIteration:
            self.is_done = True
        except (OSError, ValueError, KeyError, EOFError, tarfile.TarError) as error:
            reason = getattr(error, "reason", error)
            self.problem = f"{self._title} could not be downloaded ({reason}). {self._advice}"
        else:
            return True
        return False


def left_behind(folder: Path, pattern: str) -> Iterator[Path]:
    """Yield what an ended server has left in `folder`: matches of `pattern` older than a day."""
    for left in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                yield left
