"""Downloads in the background: piece by piece, with progress, cancelling and a checksum test."""

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
_PATIENCE = 15.0  # network timeout in seconds
_STALE = 86_400.0  # age in seconds from which partial downloads of an earlier server are deleted


class Download(ABC):
    """Base class of a background download; one serves all visitors of the server.

    A subclass implements `_steps`, which puts the result in place in one step, or not at all.

    Args:
        title: Name shown to visitors.
        url: Address of the file.
        megabytes: Its size, shown before a visitor starts the download.
        advice: What to do if it cannot be downloaded, in one sentence.
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
        # It serves all visitors, so it continues without the one who started it.
        self._job = Job(self._advance, is_here=lambda: True, computes=False)

    @property
    def is_running(self) -> bool:
        """Whether the download is still running."""
        return self._job.is_running

    @property
    def share(self) -> float:
        """Share of the bytes that have arrived, in [0, 1]."""
        return min(1.0, self.received / max(1, self.total))

    def cancel(self) -> None:
        """Stop after the present piece, and delete what has arrived."""
        self.is_cancelled = True

    @abstractmethod
    def _steps(self) -> Generator[None, None, None]:
        """Download, check and put in place, one piece per step.

        Raises:
            OSError, ValueError, KeyError, EOFError, tarfile.TarError: what visitors are told.
        """

    def _receive(self, file: Path, checksum: str) -> Iterator[None]:
        """Download into `file`, one piece per step, and compare the content with its checksum.

        Args:
            file: Path to write to; the content is unchecked until the last step is done.
            checksum: In hexadecimal; an MD5 if it has 32 digits, else the start of a SHA-256.

        Raises:
            OSError: if the network or the disk fails.
            ValueError: if the content is incomplete, too large or has another checksum.
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
    """Yield partial downloads of an earlier server: matches of `pattern` older than a day."""
    for left in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                yield left
