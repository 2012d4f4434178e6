"""Find the end and the number of scans of a JPEG from its markers, without decoding it.

Phones append a film, a second picture or a depth map to the photo in the same file. Only the first
picture counts.

Source: ITU-T T.81, annex B: a marker is 0xff and a byte that is neither 0 nor a restart marker.
"""

import re
from dataclasses import dataclass

_END, _SCAN = 0xD9, 0xDA
_ALONE = {0x01, *range(0xD0, 0xDA)}  # markers that no length follows
_NEXT = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


@dataclass(frozen=True, slots=True)
class JpegMarkers:
    """What the markers of a JPEG say.

    Attributes:
        n_scans: Number of scans (passes over the picture), counted up to the limit.
        end: Length of the first picture in bytes; None if its end was not found.
    """

    n_scans: int
    end: int | None


def read_markers(data: bytes, *, most_scans: int) -> JpegMarkers:
    """Return what the markers of the first picture in `data` say.

    Args:
        data: A file that begins like a JPEG.
        most_scans: The search stops after more scans than this.
    """
    place, n_scans = 2, 0
    while found := _NEXT.search(data, place):
        marker, place = data[found.end() - 1], found.end()
        if marker == _END:
            return JpegMarkers(n_scans, place)
        if marker == _SCAN:
            n_scans += 1
            if n_scans > most_scans:
                return JpegMarkers(n_scans, None)
        if marker not in _ALONE:
            place += int.from_bytes(data[place : place + 2])
    return JpegMarkers(n_scans, None)
