"""Recognise files that are not photos by their first bytes, with one sentence for the visitor."""

from collections.abc import Callable

FILM = "This is a video, not a photo; save one frame of it as a picture and use that."
RAW = "This is a raw file of a camera; save it as JPEG in the camera or a photo program."
DOCUMENT = "This is a document, not a photo; save the picture itself, or a screenshot, as PNG."
DRAWING = "This is a vector drawing (SVG), not a photo; save it as PNG."
LAYERS = "This is a file of a drawing program; save it as JPEG or PNG there."
ARCHIVE = "This is a zip file, not a photo; unpack it first."
NEWER = "This is a JPEG XL or JPEG 2000 picture, which cannot be read here; save it as JPEG."
SOUND = "This is a sound file, not a photo."

_PHOTO_BRANDS = {
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"miaf",
    b"avif", b"avis",
}  # fmt: skip


def brands(data: bytes) -> tuple[bytes, ...]:
    """Return the brands of an ISO media file (MP4, HEIC, ...), major brand first; else ()."""
    if data[4:8] != b"ftyp":
        return ()
    end = min(int.from_bytes(data[:4]), 256)
    return (data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4)))


def is_iso_photo(data: bytes) -> bool:
    """Return whether `data` begins like a HEIC or AVIF picture."""
    return any(brand in _PHOTO_BRANDS for brand in brands(data))


def starts(*signatures: bytes) -> Callable[[bytes], bool]:
    """Return a test of whether a file begins with one of `signatures`."""
    return lambda data: data.startswith(signatures)


def is_riff(kind: bytes) -> Callable[[bytes], bool]:
    """Return a test of whether a file is a RIFF container of this kind."""
    return lambda data: data[:4] == b"RIFF" and data[8:12] == kind


def _is_svg(data: bytes) -> bool:
    text = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return text.startswith(b"<svg") or (text.startswith(b"<?xml") and b"<svg" in text)


_KINDS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda data: data[4:8] == b"ftyp" and data[8:12] == b"crx ", RAW),
    (lambda data: data[4:8] == b"ftyp" and data[8:11] == b"M4A", SOUND),
    (lambda data: data[4:8] == b"ftyp" and not is_iso_photo(data), FILM),
    (lambda data: data[4:8] in (b"moov", b"mdat", b"wide", b"free"), FILM),  # old QuickTime
    (is_riff(b"AVI "), FILM),
    (is_riff(b"WAVE"), SOUND),
    (starts(b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"FLV\1"), FILM),
    (starts(b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"\0MRM", b"FOVb"), RAW),
    (lambda data: data[:4] == b"II*\0" and data[8:10] == b"CR", RAW),
    (starts(b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"), DOCUMENT),
    (_is_svg, DRAWING),
    (starts(b"8BPS", b"gimp xcf"), LAYERS),
    (starts(b"PK\3\4", b"PK\5\6", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"), ARCHIVE),
    (starts(b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"), NEWER),
    (starts(b"ID3", b"OggS", b"fLaC"), SOUND),
)


def other_than_a_photo(data: bytes) -> str:
    """Return the visitor's sentence if `data` is a known kind of file but no photo, else ""."""
    return next((sentence for fits, sentence in _KINDS if fits(data)), "")


def is_raw_tiff(tags: "dict[int, object]") -> bool:
    """Return whether the tags of a TIFF's first picture are those of a camera's raw file.

    DNG has a tag of its own (50706). In NEF, ARW, PEF and others the first picture is a preview
    (NewSubfileType, tag 254, is 1) and the real one is in a sub-directory (tag 330).
    """
    return 50_706 in tags or (tags.get(254) == 1 and 330 in tags)
