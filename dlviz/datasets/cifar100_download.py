"""Fetch CIFAR-100 from where torchvision fetches it.

The archive is checked against torchvision's sum before anything is taken out of it, and the
pictures appear in their folder all at once, or not at all.
"""

import shutil
import tarfile
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from dlviz import download
from dlviz.datasets.cifar100 import BATCHES, VARIABLE

_LARGEST = 400_000_000  # bytes of any one file in the archive
_MEMBERS = ("train", "test", "meta")
_PREFIX = ".fetching-"
ADVICE = (
    f"Without an internet connection, put the folder {BATCHES} or the two .npz files into a "
    "folder and "
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


class Download(download.Download):
    """The pictures on their way into `where`.

    Args:
        archive: See `official`.
        where: The folder in which `cifar-100-python` shall appear.
    """

    def __init__(self, archive: Archive, where: Path) -> None:
        self._archive, self._where = archive, where
        super().__init__("CIFAR-100", archive.url, archive.megabytes, ADVICE)

    def _steps(self) -> Generator[None, None, None]:
        self._where.mkdir(parents=True, exist_ok=True)
        for left in download.left_behind(self._where, f"{_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=self._where, prefix=_PREFIX) as folder:
            file = Path(folder) / "archive"
            yield from self._receive(file, self._archive.md5)
            made = Path(folder) / BATCHES
            made.mkdir()
            yield from _unpack(file, made)
            ready = self._where / BATCHES
            if ready.exists():
                shutil.rmtree(ready)
            made.rename(ready)


def _unpack(file: Path, into: Path) -> Iterator[None]:
    """Take the three files out that are wanted; no other name in the archive counts."""
    with tarfile.open(file, "r:gz") as archive:
        for name in _MEMBERS:
            member = archive.getmember(f"{BATCHES}/{name}")
            content = archive.extractfile(member)
            if content is None or not member.isfile() or member.size > _LARGEST:
                raise ValueError(f"{name} in the archive is no file of CIFAR-100")
            with content, (into / name).open("wb") as copy:
                while piece := content.read(16 * download.PIECE):
                    copy.write(piece)
                    yield
