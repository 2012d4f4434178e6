"""Names of files in zip archives, as the people who packed them wrote them.

A zip file says in a flag that a name is UTF-8. macOS writes UTF-8 without the flag, Windows the
code page of its language; Python takes both for code page 437.
"""

import unicodedata
import zipfile
import zlib

_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # the extra field of Info-ZIP, a name in UTF-8 with the other one's CRC
_JAPANESE = "cp932"


def readable_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file in an archive, in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", _decoded(info))


def _decoded(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if named := _unicode_path(info.extra, raw):
        return named
    for encoding in ("utf-8", _JAPANESE):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != _JAPANESE or any(_is_japanese(each) for each in name):
            return name
    return info.filename


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name in the extra field of Info-ZIP, "" if there is none that belongs to `raw`."""
    place = 0
    while place + 4 <= len(extra):
        kind, size = (int.from_bytes(extra[at : at + 2], "little") for at in (place, place + 2))
        field = extra[place + 4 : place + 4 + size]
        place += 4 + size
        if kind == _UNICODE_PATH and field[:1] == b"\x01":
            if int.from_bytes(field[1:5], "little") != zlib.crc32(raw):
                return ""
            return field[5:].decode("utf-8", errors="replace")
    return ""


def _is_japanese(character: str) -> bool:
    """Whether it is a kana or a Chinese character, not only a letter of half the usual width."""
    return "\u3040" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff"
