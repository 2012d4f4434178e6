"""Download of ResNet50's weights into torchvision's cache, from torchvision's address."""

import os
import tempfile
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dlviz import download
from dlviz.networks import imagenet

_PREFIX, _ENDING = ".fetching-", ".part"
ADVICE = (
    "Where there is no network, copy torchvision's file of weights to this machine and name it in "
    f"{imagenet.VARIABLE}."
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights on the network.

    Attributes:
        title: Name shown to visitors.
        url: Its address.
        checksum: The start of its SHA-256, in hexadecimal.
        megabytes: Its size, shown before a visitor starts the download.
        file: Path at which it is stored on this machine.
    """

    title: str
    url: str
    checksum: str
    megabytes: float
    file: Path


def official(version: str = "V1") -> Weights:
    """Return address, size and checksum of ResNet50's weights as torchvision lists them.

    Args:
        version: One of `imagenet.VERSIONS`.

    Raises:
        ValueError: for another version.
    """
    record = imagenet.resnet50_record(version)
    file = imagenet.cached_file(version)
    megabytes = record.meta["_file_size"] * 1024**2 / 1e6
    checksum = imagenet.checksum_in_name(file)
    return Weights(f"ResNet50 ({version})", record.url, checksum, megabytes, file)


class Download(download.Download):
    """A download of weights into torchvision's cache.

    Args:
        weights: See `official`.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        super().__init__(weights.title, weights.url, weights.megabytes, ADVICE)

    def _steps(self) -> Generator[None, None, None]:
        folder = self._weights.file.parent
        folder.mkdir(parents=True, exist_ok=True)
        for left in download.left_behind(folder, f"{_PREFIX}*{_ENDING}"):
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(_ENDING, _PREFIX, folder)
        os.close(handle)
        try:
            yield from self._receive(Path(name), self._weights.checksum)
            Path(name).replace(self._weights.file)
        finally:
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)
