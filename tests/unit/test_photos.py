"""The intake of photos: what phones and cameras write is read, what hostile people make is not."""

import gc
import io
import random
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from dlviz.datasets import photos, sample_photos
from dlviz.datasets.photos import PhotoError, open_photo

pillow_heif.register_heif_opener()  # the tests write what phones write
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
WIDTH, HEIGHT = 48, 32
RED, GREEN, BLUE, WHITE = (230, 30, 20), (20, 180, 40), (30, 40, 210), (250, 250, 250)


def corners() -> Image.Image:
    """Return a picture whose four quarters tell every rotation and mirroring apart."""
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    for colour, (x, y) in zip((RED, GREEN, BLUE, WHITE), ((0, 0), (1, 0), (0, 1), (1, 1)),
                              strict=True):  # fmt: skip
        picture.paste(colour, (x * WIDTH // 2, y * HEIGHT // 2, (x + 1) * WIDTH // 2,
                               (y + 1) * HEIGHT // 2))  # fmt: skip
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def seen(photo: Image.Image) -> list[tuple[int, ...]]:
    """Return the colours in the middle of the four quarters: top left, top right, below."""
    width, height = photo.size
    places = [(x, y) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [photo.getpixel(place) for place in places]


def assert_shows(photo: Image.Image, *colours: tuple[int, ...], within: int = 14) -> None:
    assert photo.mode == "RGB"
    assert photo.info == {}
    np.testing.assert_allclose(seen(photo), colours, atol=within)


FORMATS = {
    "JPEG": {"quality": 95},
    "PNG": {},
    "WEBP": {"quality": 95},
    "AVIF": {"quality": 95},
    "GIF": {},
    "BMP": {},
    "TIFF": {},
    "HEIF": {"quality": 95},
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_of_phones_and_cameras_is_read(kind: str) -> None:
    photo = open_photo(encoded(corners(), kind, **FORMATS[kind]))
    assert photo.size == (WIDTH, HEIGHT)
    assert_shows(photo, RED, GREEN, BLUE, WHITE)
    assert type(photo) is Image.Image  # nothing of the file's own class is left


# What the corners of the upright picture are, by orientation: stored top left is RED and so on.
UPRIGHT = {
    1: (RED, GREEN, BLUE, WHITE),
    2: (GREEN, RED, WHITE, BLUE),
    3: (WHITE, BLUE, GREEN, RED),
    4: (BLUE, WHITE, RED, GREEN),
    5: (RED, BLUE, GREEN, WHITE),
    6: (BLUE, RED, WHITE, GREEN),
    7: (WHITE, GREEN, BLUE, RED),
    8: (GREEN, WHITE, RED, BLUE),
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIF"])
def test_photos_stand_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = open_photo(encoded(corners(), kind, exif=exif.tobytes(), **FORMATS[kind]))
    assert photo.size == ((WIDTH, HEIGHT) if orientation < 5 else (HEIGHT, WIDTH))
    assert_shows(photo, *UPRIGHT[orientation])
    assert len(photo.getexif()) == 0


def test_a_broken_exif_block_does_not_cost_the_photo() -> None:
    data = encoded(
        corners(), "JPEG", quality=95, exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\7" * 40
    )
    assert_shows(open_photo(data), RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_transparent_parts_lie_on_white(kind: str) -> None:
    picture = corners().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, WIDTH // 2, HEIGHT // 2))
    photo = open_photo(encoded(picture, kind, **FORMATS[kind]))
    assert_shows(photo, (255, 255, 255), GREEN, BLUE, WHITE)


@pytest.mark.parametrize("mode", ["P", "L", "LA", "1", "PA"])
def test_other_modes_become_rgb(mode: str) -> None:
    picture = corners().quantize(4) if mode == "P" else corners().convert("L").convert(mode)
    photo = open_photo(encoded(picture, "TIFF" if mode == "PA" else "PNG"))
    expected = np.asarray(picture.convert("RGB"))
    np.testing.assert_array_equal(np.asarray(photo), expected)


def test_a_transparent_palette_colour_is_white() -> None:
    picture = corners().quantize(4)
    data = encoded(picture, "PNG", transparency=picture.getpixel((2, 2)))
    assert_shows(open_photo(data), (255, 255, 255), GREEN, BLUE, WHITE, within=30)


def test_cmyk_has_its_own_colours_not_the_negative() -> None:
    photo = open_photo(encoded(corners().convert("CMYK"), "JPEG", quality=95))
    assert_shows(photo, RED, GREEN, BLUE, WHITE)
    assert_shows(open_photo(encoded(corners().convert("CMYK"), "TIFF")), RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_keep_their_range(kind: str) -> None:
    ramp = (np.arange(64 * 40).reshape(40, 64) * 25).astype(np.uint16)  # 0 to 63,975
    photo = open_photo(encoded(Image.fromarray(ramp), kind))
    np.testing.assert_allclose(np.asarray(photo)[..., 0], ramp / 257, atol=1.01)


@pytest.mark.parametrize(
    ("highest", "white"),
    [(1.0, 1.0), (255.0, 255.0), (300.0, 1_023.0), (3_000.0, 4_095.0), (1e6, 1e6)],
)
def test_real_numbers_end_at_their_white(highest: float, white: float) -> None:
    ramp = np.linspace(0, highest, 64 * 40, dtype=np.float32).reshape(40, 64)
    photo = open_photo(encoded(Image.fromarray(ramp), "TIFF"))
    np.testing.assert_allclose(np.asarray(photo)[..., 0], ramp / white * 255, atol=1.01)


@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_ten_to_fourteen_bits_are_not_black(kind: str, bits: int) -> None:
    ramp = np.linspace(0, 2**bits - 1, 64 * 40).round().astype(np.uint16).reshape(40, 64)
    photo = open_photo(encoded(Image.fromarray(ramp), kind))
    np.testing.assert_allclose(np.asarray(photo)[..., 0], ramp / (2**bits - 1) * 255, atol=1.01)


def test_white_on_nothing_lies_on_black() -> None:
    """A logo in white would vanish on white, and a network would answer to an empty page."""
    logo = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    logo.paste((255, 255, 255, 255), (10, 5, 30, 25))
    photo = open_photo(encoded(logo, "PNG"))
    assert photo.getpixel((20, 15)) == (255, 255, 255)
    assert photo.getpixel((2, 2)) == (0, 0, 0)
    empty = open_photo(encoded(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), "PNG"))
    assert empty.getextrema() == ((255, 255),) * 3


FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\x10\0mdat" + b"\xff\xda\0\1" * 1024


def test_a_film_behind_a_photo_does_not_matter() -> None:
    """Phones keep a few seconds of film in the same file; its bytes look like many scans."""
    large = encoded(corners().resize((4000, 3000)), "JPEG", quality=95)
    photo = open_photo(large + FILM, side=300)
    assert_shows(photo, RED, GREEN, BLUE, WHITE)
    second = encoded(Image.new("RGB", (90, 60), "black"), "JPEG")
    assert_shows(open_photo(encoded(corners(), "JPEG", quality=95) + second), RED, GREEN, BLUE,
                 WHITE)  # fmt: skip


@pytest.mark.parametrize("options", [{}, {"progressive": True}], ids=["baseline", "progressive"])
@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_without_its_last_two_bytes_is_whole(missing: int, options: dict) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (61, 90, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), "JPEG", quality=90, **options)
    cut = open_photo(whole[:-missing])
    np.testing.assert_array_equal(np.asarray(cut), np.asarray(open_photo(whole)))


@pytest.mark.parametrize("missing", [20, 200, 3_000])
def test_a_jpeg_without_its_last_rows_is_damaged(missing: int) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (61, 90, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), "JPEG", quality=90)
    with pytest.raises(PhotoError, match="damaged or cut off"):
        open_photo(whole[:-missing])


def test_a_phone_s_largest_photo_is_read_small() -> None:
    large = encoded(corners().resize((12_000, 9_000)), "JPEG")  # 108 megapixels
    photo = open_photo(large, side=1024)
    assert photo.size == (1024, 768)
    assert_shows(photo, RED, GREEN, BLUE, WHITE)


def tiff_with(**tags: object) -> bytes:
    codes = {"dng_version": 50_706, "new_subfile_type": 254, "sub_directories": 330}
    return encoded(corners(), "TIFF", tiffinfo={codes[name]: x for name, x in tags.items()})


OTHER_FILES = {
    "film of a phone": (FILM, "a video"),
    "film of an iPhone": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a video"),
    "AVI": (b"RIFF\0\0\0\0AVI LIST", "a video"),
    "WebM": (b"\x1aE\xdf\xa3" + bytes(50), "a video"),
    "CR3": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a raw file"),
    "CR2": (b"II*\0\x10\0\0\0CR\2\0" + bytes(50), "a raw file"),
    "RAF": (b"FUJIFILMCCD-RAW 0201" + bytes(50), "a raw file"),
    "DNG": (tiff_with(dng_version=b"\1\4\0\0"), "a raw file"),
    "NEF": (tiff_with(new_subfile_type=1, sub_directories=8), "a raw file"),
    "PDF": (b"%PDF-1.7 " + bytes(100), "a document"),
    "SVG": (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a vector drawing"),
    "Photoshop": (b"8BPS\0\1" + bytes(50), "a drawing program"),
    "zip": (b"PK\3\4" + bytes(50), "a zip file"),
    "JPEG XL": (b"\xff\x0a" + bytes(50), "JPEG XL"),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_what_is_no_photo_is_called_by_its_name(name: str) -> None:
    data, words = OTHER_FILES[name]
    with pytest.raises(PhotoError, match=words):
        open_photo(data)


def test_colours_arrive_in_srgb() -> None:
    """A profile that swaps red and green is taken seriously; one of nonsense is not."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tags = {srgb[128 + 4 + 12 * i : 128 + 8 + 12 * i]: 128 + 4 + 12 * i
            for i in range(struct.unpack(">I", srgb[128:132])[0])}  # fmt: skip
    swapped = bytearray(srgb)
    for ours, theirs in ((b"rXYZ", b"gXYZ"), (b"gXYZ", b"rXYZ")):
        swapped[tags[ours] + 4 : tags[ours] + 12] = srgb[tags[theirs] + 4 : tags[theirs] + 12]
    start = struct.unpack(">I", srgb[tags[b"desc"] + 4 : tags[b"desc"] + 8])[0]
    size = struct.unpack(">I", srgb[tags[b"desc"] + 8 : tags[b"desc"] + 12])[0]
    text = bytes(swapped[start : start + size]).replace(b"s\0R\0G\0B", b"x\0R\0G\0B")
    swapped[start : start + size] = text
    picture = corners()
    plain = open_photo(encoded(picture, "PNG", icc_profile=srgb))
    assert_shows(plain, RED, GREEN, BLUE, WHITE, within=1)
    other = open_photo(encoded(picture, "PNG", icc_profile=bytes(swapped)))
    swap = [(g, r, b) for r, g, b in (RED, GREEN, BLUE, WHITE)]
    assert_shows(other, *swap, within=3)
    broken = open_photo(encoded(picture, "PNG", icc_profile=b"no profile at all"))
    assert_shows(broken, RED, GREEN, BLUE, WHITE, within=1)


def test_the_first_frame_of_an_animation_is_the_photo() -> None:
    frames = [corners(), *(Image.new("RGB", (WIDTH, HEIGHT), (i % 250, 0, 0)) for i in range(999))]
    for kind in ("GIF", "PNG"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert_shows(open_photo(data), RED, GREEN, BLUE, WHITE)


def test_a_side_is_never_exceeded_and_nothing_is_enlarged() -> None:
    large = corners().resize((1500, 1000))
    for kind in ("JPEG", "PNG"):
        photo = open_photo(encoded(large, kind, **FORMATS[kind]), side=300)
        assert photo.size == (300, 200)
        assert_shows(photo, RED, GREEN, BLUE, WHITE)
    assert open_photo(encoded(corners(), "PNG"), side=300).size == (WIDTH, HEIGHT)
    assert open_photo(encoded(Image.new("L", (1, 100_000)), "PNG"), side=300).size == (1, 300)


def test_a_large_jpeg_comes_smaller() -> None:
    photo = open_photo(encoded(corners().resize((7000, 5000)), "JPEG"))
    assert photo.size == (3500, 2500)
    assert_shows(photo, RED, GREEN, BLUE, WHITE)


# Hostile files


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, pixels: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)
            + chunk(b"IEND", b""))  # fmt: skip


def bmp(width: int, height: int, runs: bytes) -> bytes:
    """Return a run-length encoded BMP, whose decoder is written in Python."""
    palette = b"\0\0\0\0" * 256
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(runs), 1, 1, 256, 0)
    start = 14 + 40 + len(palette)
    head = b"BM" + struct.pack("<IHHI", start + len(runs), 0, 0, start)
    return head + info + palette + runs


def scan_bomb() -> bytes:
    """Return a progressive JPEG whose last scan comes 2,000 times."""
    data = encoded(Image.new("L", (2000, 2000), 128), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 2000 + data[-2:]


def text_bomb() -> bytes:
    """Return a PNG with a comment of 200 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    megabyte = packer.compress(bytes(10**6)) + packer.flush(zlib.Z_FULL_FLUSH)
    sum_of_all = struct.pack(">I", zlib.adler32(bytes(200 * 10**6)))
    packed = b"\x78\x9c" + 200 * megabyte + b"\x03\0" + sum_of_all  # as zlib.compress, at once
    whole = encoded(corners(), "PNG")
    return whole[:33] + chunk(b"zTXt", b"a\0\0" + packed) + whole[33:]


def wide_jpeg() -> bytes:
    right, wrong = struct.pack(">HH", HEIGHT, WIDTH), struct.pack(">HH", 65_535, 65_535)
    return encoded(corners(), "JPEG").replace(right, wrong)


def wide_webp() -> bytes:
    data = encoded(corners(), "WEBP", lossless=True)
    at = data.index(b"VP8L") + 9
    return data[:at] + struct.pack("<I", 16_382 | 16_382 << 14) + data[at + 4 :]


def wide_iso(kind: str) -> bytes:
    data = encoded(corners(), kind)
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 100_000, 100_000) + data[at + 8 :]


def wide_tiff(tag: int) -> bytes:
    data = encoded(corners(), "TIFF", compression="tiff_lzw")
    at = data.index(struct.pack("<HH", tag, 3))
    return data[:at] + struct.pack("<HHII", tag, 4, 1, 2**31 - 1) + data[at + 12 :]


BOMBS = {
    "zero bytes": lambda: b"",
    "text": lambda: b"Dear Sir or Madam, " * 100,
    "a PDF": lambda: b"%PDF-1.7 " + bytes(1000),
    "too many bytes": lambda: b"\xff\xd8\xff" + bytes(photos.LARGEST_FILE),
    "PNG of 10,000 megapixels": lambda: png(100_000, 100_000, zlib.compress(bytes(1000))),
    "PNG of 101 megapixels": lambda: png(10_100, 10_000, zlib.compress(bytes(1000))),
    "PNG with nothing in it": lambda: png(9000, 9000, b""),
    "PNG with a huge text": text_bomb,
    "GIF of 4,295 megapixels": lambda: b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + bytes(100),
    "BMP in runs of one": lambda: bmp(9000, 9000, b"\1\0" * 9_000_000),
    "JPEG of 2,000 scans": scan_bomb,
    "JPEG of 4,295 megapixels": wide_jpeg,
    "WebP of 268 megapixels": wide_webp,
    "AVIF of 10,000 megapixels": lambda: wide_iso("AVIF"),
    "HEIC of 10,000 megapixels": lambda: wide_iso("HEIF"),
    "TIFF far too wide": lambda: wide_tiff(256),
    "TIFF far too high": lambda: wide_tiff(257),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_one_sentence(name: str) -> None:
    data = BOMBS[name]()
    start = time.thread_time()
    with pytest.raises(PhotoError) as caught:
        open_photo(data)
    assert time.thread_time() - start < 2.0, name  # a bound that people wait for, not a measure
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 160


def test_a_flat_picture_of_a_hundred_megapixels_is_read_small() -> None:
    rows = zlib.compressobj(1)
    line = b"\0" + b"\x80" * 10_000
    pixels = b"".join(rows.compress(line) for _ in range(10_000)) + rows.flush()
    photo = open_photo(png(10_000, 10_000, pixels))
    assert photo.size == (5000, 5000)
    assert photo.getpixel((4999, 0)) == (128, 128, 128)


@pytest.fixture
def only_new_garbage() -> Iterator[None]:
    """Let a collection look at the test's own objects only, not at all modules in memory."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("only_new_garbage")
@pytest.mark.parametrize("kind", FORMATS)
def test_cut_and_flipped_files_are_a_picture_or_one_sentence(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (60, 90, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), kind, **FORMATS[kind])
    damaged = [whole[: len(whole) * tenth // 10] for tenth in range(10)]
    rng = random.Random(0)
    for _ in range(60):
        flipped = bytearray(whole)
        for _ in range(rng.choice((1, 4, 40))):
            flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
        damaged.append(bytes(flipped))
    refused = 0
    for data in damaged:
        try:
            assert open_photo(data).mode == "RGB"
        except PhotoError:
            refused += 1
    assert refused >= 3  # at least what was cut short before its middle
    gc.collect()  # a decoder that leaves something open warns here


def test_a_wrong_ending_does_not_matter_and_the_bytes_stay_as_they_were() -> None:
    data = encoded(corners(), "PNG")
    before = bytes(data)
    assert_shows(open_photo(data), RED, GREEN, BLUE, WHITE)  # no name was ever asked for
    assert data == before


def test_many_visitors_at_once_get_their_own_photos() -> None:
    files = {shade: encoded(Image.new("RGB", (300, 200), (shade, 0, 0)), "PNG")
             for shade in range(0, 240, 20)}  # fmt: skip
    got = {}

    def visit(shade: int) -> None:
        got[shade] = open_photo(files[shade]).getpixel((0, 0))[0]

    threads = [threading.Thread(target=visit, args=(shade,)) for shade in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {shade: shade for shade in files}


def test_the_samples_are_small_and_open() -> None:
    files = [sample.path for sample in sample_photos.SAMPLES.values()]
    assert sum(file.stat().st_size for file in files) < 600_000
    for name, sample in sample_photos.SAMPLES.items():
        photo = sample_photos.load(name)
        assert photo.mode == "RGB"
        assert open_photo(sample.path.read_bytes()).size == photo.size
    assert {file.name for file in sample_photos.FOLDER.iterdir()} == {file.name for file in files}


def test_real_photos_open() -> None:
    folder = SHARED / "photos"
    if not folder.exists():
        pytest.skip("the test photos are not on this machine")
    for file in folder.iterdir():
        with Image.open(file) as expected:
            photo = open_photo(file.read_bytes())
            np.testing.assert_array_equal(np.asarray(photo), np.asarray(expected.convert("RGB")))
