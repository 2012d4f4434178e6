"""Decoder for uploaded photos: untrusted bytes become an upright RGB picture.

Every photo of a visitor passes through `open_photo`. The number of bytes and pixels and the
decoder's work are limited before or while it is decoded; a decoder's error about a damaged file
becomes one sentence for the visitor. Nothing is written to disk.
"""

import io
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from pillow_heif.as_plugin import HeifImageFile

from dlviz.datasets import file_kinds
from dlviz.datasets.file_kinds import is_riff, starts
from dlviz.datasets.jpeg_markers import read_markers

LARGEST_FILE = 20_000_000  # bytes
MOST_MEGAPIXELS = 100
MOST_OF_JPEG = 250  # megapixels: decoded row by row, at 1/2, 1/4 or 1/8 of its size
KEPT_MEGAPIXELS = 25  # a larger picture is reduced to half its sides or less while decoding
# Endings of files that may hold a photo, in lower case without the dot; the content decides.
ENDINGS = (
    "jpg",
    "jpeg",
    "jpe",
    "jfif",
    "mpo",
    "png",
    "webp",
    "avif",
    "gif",
    "bmp",
    "tif",
    "tiff",
    "heic",
    "heif",
    "hif",
)

_PATIENCE = 1.5  # the decoder's limit in seconds of CPU time
_MOST_SCAN_WORK = 1500  # scans times megapixels of a progressive JPEG: each scan visits every pixel
_MOST_PROGRESSIVE = 64  # megapixels: all coefficients are in memory at once
_FAINT = 8  # of 255: a picture whose values differ by no more than this shows nothing
_LARGEST_PROFILE = 4_000_000  # bytes of a colour profile
_KNOWN = "JPEG, PNG, WebP, AVIF, GIF, BMP, TIFF and HEIC"
_DAMAGED = "This picture is damaged or cut off; save or send it again and try once more."
_TOO_SLOW = "Decoding this picture takes too long; save it as a smaller JPEG and try that."

# One picture at a time: thirty phones at once must not fill the memory with thirty large pictures,
# and silencing PIL's warnings about damaged metadata changes a setting of the whole process.
_TURN = threading.Lock()

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_TURNS = {  # by the EXIF orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_JPEG_END = b"\xff\xd9"
_TAILS = (b"\x00" * 64, b"\xa5\x5a\x93\x6c" * 16)  # two different continuations of a cut-off scan
_WHITES = (1.0, 255.0, 1_023.0, 4_095.0, 16_383.0, 65_535.0)  # maximum of 8, 10, ... 16 bits


class PhotoError(ValueError):
    """A photo that cannot be used; its text is one sentence for the visitor."""


class _TooSlow(Exception):  # noqa: N818 - a signal from the reader to `open_photo`
    """The decoder has used up its CPU time."""


@dataclass(frozen=True, slots=True)
class _Format:
    """A file format: its first bytes, its decoder, and its limit in megapixels.

    The limit is lower where the decoder cannot be interrupted or needs many bytes for a pixel.
    """

    name: str
    begins: Callable[[bytes], bool]
    decoder: Callable[[io.BytesIO], ImageFile.ImageFile]
    most_megapixels: int = MOST_MEGAPIXELS


# PIL's decoders themselves, not Image.open: so our own limits hold instead of PIL's global one,
# and decoders of formats that phones and cameras do not write are never called.
_FORMATS = (
    _Format("JPEG", starts(b"\xff\xd8\xff"), JpegImagePlugin.JpegImageFile, MOST_OF_JPEG),
    _Format("PNG", starts(b"\x89PNG\r\n\x1a\n"), PngImagePlugin.PngImageFile),
    _Format("GIF", starts(b"GIF87a", b"GIF89a"), GifImagePlugin.GifImageFile),
    _Format("BMP", starts(b"BM"), BmpImagePlugin.BmpImageFile),
    _Format("TIFF", starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), TiffImagePlugin.TiffImageFile),
    _Format(
        "WebP",
        is_riff(b"WEBP"),
        WebPImagePlugin.WebPImageFile,
        40,
    ),
    _Format(
        "AVIF",
        lambda data: any(brand in (b"avif", b"avis") for brand in file_kinds.brands(data)),
        AvifImagePlugin.AvifImageFile,
        50,
    ),
    _Format("HEIC", file_kinds.is_iso_photo, HeifImageFile, 50),
)


def open_photo(data: bytes, *, side: int | None = None) -> Image.Image:
    """Return the photo in `data`: upright, RGB in sRGB, transparent parts on white, no metadata.

    Of an animation it is the first frame. A picture of more than KEPT_MEGAPIXELS is reduced to half
    its sides or less.

    Args:
        data: The bytes of a file; its name does not matter.
        side: Limit for the longer side in pixels; a smaller picture is not enlarged. It saves time:
            a large JPEG is decoded only as finely as this needs.

    Raises:
        PhotoError: if `data` holds no picture, or one beyond the limits.
    """
    _check_file(data)
    kind = next((each for each in _FORMATS if each.begins(data)), None)
    if sentence := file_kinds.other_than_a_photo(data):
        raise PhotoError(sentence)
    if kind is None:
        raise PhotoError(f"This file cannot be opened as a photo; {_KNOWN} files can.")
    with _TURN, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _photo_in(kind, data, side)
        except PhotoError:
            raise
        except _TooSlow:
            raise PhotoError(_TOO_SLOW) from None
        except Exception:  # decoders of damaged files can raise any exception
            raise PhotoError(_DAMAGED) from None


def declared_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) in a file that `open_photo` accepts, before its EXIF rotation."""
    kind = next(each for each in _FORMATS if each.begins(data))
    with _TURN, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return kind.decoder(_Reader(data)).size


def begins_as_photo(data: bytes) -> bool:
    """Return whether a file may be a photo, judged by its first bytes (some dozens)."""
    return any(each.begins(data) for each in _FORMATS)


class _Reader(io.BytesIO):
    """The file as the decoder reads it; raises `_TooSlow` once the CPU time is used up."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        # CPU time of this thread: a busy machine must not make a photo fail.
        self._end = time.thread_time() + _PATIENCE

    def read(self, size: int | None = -1) -> bytes:
        if time.thread_time() > self._end:
            raise _TooSlow
        return super().read(size)


def _check_file(data: bytes) -> None:
    if not data:
        raise PhotoError("This file is empty.")
    if len(data) > LARGEST_FILE:
        raise PhotoError(
            f"This file has {len(data) / 1e6:.0f} MB; up to {LARGEST_FILE / 1e6:.0f} MB can be "
            "read here."
        )


def _photo_in(kind: _Format, data: bytes, side: int | None) -> Image.Image:
    """Return the photo in `data`; of a JPEG the first picture, even if its end marker is missing.

    Without an end marker, part of the picture may be missing too. It is decoded with two different
    tails: if the results are equal, the picture is complete.
    """
    if kind.name != "JPEG":
        return _decoded(kind, data, side)
    markers = read_markers(data, most_scans=_MOST_SCAN_WORK)
    if markers.end is not None or not markers.n_scans:
        return _decoded(kind, data[: markers.end], side, n_scans=markers.n_scans)
    one, other = (
        _decoded(kind, data.removesuffix(b"\xff") + tail + _JPEG_END, side, n_scans=markers.n_scans)
        for tail in _TAILS
    )
    if one.tobytes() != other.tobytes():
        raise PhotoError(_DAMAGED)
    return one


def _decoded(kind: _Format, data: bytes, side: int | None, *, n_scans: int = 1) -> Image.Image:
    file = kind.decoder(_Reader(data))
    _check_declared(kind, file, n_scans)
    width, height = file.size
    factor = _reduction(width, height, side)
    if kind.name == "JPEG" and factor > 1:
        file.draft(None, (max(1, width // factor), max(1, height // factor)))
    file.load()
    orientation = _orientation(file)
    profile = file.info.get("icc_profile")
    image = _smaller(_plain(file), side)
    image = _on_white(image, profile if isinstance(profile, bytes) else b"")
    if orientation in _TURNS:
        image = image.transpose(_TURNS[orientation])
    if isinstance(image, ImageFile.ImageFile):
        image = image.copy()  # a plain image, without the state of the file's class
    image.info = {}
    return image


def _check_declared(kind: _Format, file: ImageFile.ImageFile, n_scans: int) -> None:
    """Refuse a file because of its header, before any pixel is decoded."""
    width, height = file.size
    megapixels = width * height / 1e6
    most = kind.most_megapixels
    is_progressive = kind.name == "JPEG" and bool(file.info.get("progressive"))
    if is_progressive:
        most = _MOST_PROGRESSIVE
    if megapixels > most:
        raise PhotoError(
            f"This picture has {megapixels:,.0f} megapixels; up to {most} can be read here from "
            f"{'a progressive JPEG' if is_progressive else kind.name}."
        )
    if width < 1 or height < 1:
        raise PhotoError(_DAMAGED)
    if kind.name == "JPEG" and n_scans * megapixels > _MOST_SCAN_WORK:
        raise PhotoError(_TOO_SLOW)
    if kind.name == "TIFF" and file_kinds.is_raw_tiff(dict(getattr(file, "tag_v2", {}))):
        raise PhotoError(file_kinds.RAW)


def _reduction(width: int, height: int, side: int | None) -> int:
    """Return by which whole factor a picture's sides may be divided and still be large enough."""
    needed = max(width, height) // side if side else 1
    return max(1, needed, int(np.ceil((width * height / (KEPT_MEGAPIXELS * 1e6)) ** 0.5)))


def _smaller(image: Image.Image, side: int | None) -> Image.Image:
    """Return `image` with at most KEPT_MEGAPIXELS, its longer side at most `side`."""
    width, height = image.size
    if side and max(width, height) > side:
        scale = side / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if image.mode == "RGBA" and width * height > KEPT_MEGAPIXELS * 1e6:
            image = _smaller(image, None)
        return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    factor = _reduction(width, height, None)
    if factor == 1:
        return image
    # Channel by channel: PIL would first multiply all colours by alpha, in a second copy.
    return Image.merge(
        image.mode, [band.reduce(factor) for band in map(image.getchannel, image.getbands())]
    )


def _plain(image: Image.Image) -> Image.Image:
    """Return `image` in mode L, RGB, RGBA or CMYK, eight bits per channel."""
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    if image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        converted = ImageCms.profileToProfile(image, lab, _SRGB, outputMode="RGB")
        return converted if converted is not None else image.convert("RGB")
    if image.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return grey values of 16 or 32 bits, or floats, scaled to 0 to 255."""
    # Of a huge picture take every second pixel, or fewer: copying all costs more than decoding.
    step = _reduction(*image.size, None)
    values = np.asarray(image)[::step, ::step]
    values = np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)
    highest = float(values.max())
    # 16 bits often hold values of 10, 12 or 14 bits; the file does not say so, its maximum does.
    whites = _WHITES if image.mode == "F" else _WHITES[1:] if image.mode == "I" else _WHITES[2:]
    white = next((end for end in whites if highest <= end), highest)
    return Image.fromarray((values.clip(0) * (255 / white)).astype(np.uint8))


def _on_white(image: Image.Image, profile: bytes) -> Image.Image:
    """Return `image` as RGB in sRGB, its transparent parts filled with white.

    They are filled with black if nothing would be visible on white, as with a white drawing.
    """
    if image.mode != "RGBA":
        return _in_srgb(image, profile)
    colours, alpha = _in_srgb(image.convert("RGB"), profile), image.getchannel("A")
    on_white, on_black = (Image.new("RGB", image.size, paper) for paper in ("white", "black"))
    on_white.paste(colours, mask=alpha)
    if _shows_something(on_white):
        return on_white
    on_black.paste(colours, mask=alpha)
    return on_black if _shows_something(on_black) else on_white


def _shows_something(image: Image.Image) -> bool:
    lightness = np.asarray(image)
    return bool((np.ptp(lightness, axis=(0, 1)) > _FAINT).any())


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if 0 < len(profile) <= _LARGEST_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if not ImageCms.getProfileDescription(source).startswith("sRGB"):
                converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
                if converted is not None:
                    return converted
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # the profile is damaged or for other channels: keep the values unconverted
    return image if image.mode == "RGB" else image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; 1 (upright) if the metadata cannot be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # PIL's metadata parser can raise many kinds of exceptions
        return 1
