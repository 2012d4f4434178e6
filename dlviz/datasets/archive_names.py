"""Decoding of file names in zip archives, whatever system packed them.

A flag in the zip entry says that a name is UTF-8. macOS writes UTF-8 without setting the flag;
Windows uses the code page of its language. Python decodes both as code page 437, so the names come
out garbled; here the original bytes are recovered and decoded again.
"""

import unicodedata
import zipfile
import zlib

_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field: the name in UTF-8 and the raw name's CRC-32
_JAPANESE = "cp932"


def readable_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a zip entry in Unicode's composed form (NFC)."""
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
    """Return the name in Info-ZIP's extra field; "" if there is none, or its CRC is not `raw`'s."""
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
    """Whether it is a kana or a Chinese character; half-width kana alone do not count."""
    return "\u3040" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff"
