"""Download of CIFAR-100, from the address that torchvision uses.

The archive's MD5 is compared with torchvision's before anything is unpacked. The finished folder
is moved into place in one step (rename), so a partial one never appears.
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
        url: Its address.
        md5: Its MD5 checksum, in hexadecimal.
        megabytes: Its size, shown before a visitor starts the download.
    """

    url: str
    md5: str
    megabytes: int = 169


def official() -> Archive:
    """Return the address and checksum that torchvision lists."""
    from dlviz.vision import torchvision

    known = torchvision.datasets.CIFAR100
    return Archive(known.url, known.tgz_md5)


class Download(download.Download):
    """A download of the pictures into the folder `where`.

    Args:
        archive: See `official`.
        where: Folder in which `cifar-100-python` is made.
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
    """Extract the three wanted files; all other entries of the archive are ignored."""
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
