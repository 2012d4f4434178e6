"""The lines with which programs open a photo give the very pixels of the page."""

import io
import warnings
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms
from programs import variables_alone

from dlviz.datasets import sample_photos
from dlviz.datasets.photos import open_photo
from dlviz.snippets import photo_lines

pillow_heif.register_heif_opener()


def picture(width: int = 48, height: int = 32) -> Image.Image:
    rng = np.random.default_rng(3)
    small = Image.fromarray(rng.integers(0, 256, (4, 6, 3), dtype=np.uint8))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def turned(kind: str, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(picture(), kind, exif=exif.tobytes())


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def deep(highest: int, kind: type = np.uint16) -> Image.Image:
    return Image.fromarray((np.asarray(picture().convert("L")) / 255 * highest).astype(kind))


def drawing(paper: int, ink: int) -> Image.Image:
    """Return strokes on what is transparent."""
    image = Image.new("RGBA", (48, 32), (paper, paper, paper, 0))
    image.paste((ink, ink, ink, 255), (10, 10, 30, 14))
    return image


def half_transparent() -> Image.Image:
    image = picture().convert("RGBA")
    image.putalpha(picture().convert("L").rotate(180))
    return image


def palette_with_a_hole() -> bytes:
    return encoded(picture().quantize(8), "PNG", transparency=3)


FILES = {
    **{f"{k} {n}.{k}": (k, n) for k in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF") for n in (1, 3, 6)},
    "turned and mirrored.jpg": ("JPEG", 5),
    "a phone's.heic": ("HEIF", 8),
    "all sixteen bits.png": encoded(deep(65535), "PNG"),
    "twelve bits.png": encoded(deep(4000), "PNG"),
    "ten bits.tif": encoded(deep(1000), "TIFF"),
    "thirty-two bits.tif": encoded(deep(70000, np.int32), "TIFF"),
    "small numbers.tif": encoded(deep(200, np.int32), "TIFF"),
    "real.tif": encoded(deep(1, np.float32), "TIFF"),
    "large real ones.tif": encoded(deep(3e5, np.float32), "TIFF"),
    "half there.png": encoded(half_transparent(), "PNG"),
    "half there.webp": encoded(half_transparent(), "WEBP"),
    "grey and alpha.png": encoded(half_transparent().convert("LA"), "PNG"),
    "white on nothing.png": encoded(drawing(255, 255), "PNG"),
    "black on nothing.png": encoded(drawing(0, 0), "PNG"),
    "hole.png": palette_with_a_hole(),
    "palette.gif": encoded(picture().quantize(8), "GIF"),
    "black and white.png": encoded(picture().convert("1"), "PNG"),
    "for a printer.jpg": encoded(picture().convert("CMYK"), "JPEG"),
    "profile.jpg": encoded(
        picture(), "JPEG",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ),
    "a profile that is none.jpg": encoded(picture(), "JPEG", icc_profile=b"not a profile" * 20),
    "without its end.jpg": encoded(picture(), "JPEG")[:-2],
    "broken exif.jpg": encoded(
        picture(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\7" * 40
    ),
    'a "quoted" \\ name\'s.jpg': encoded(picture(), "JPEG"),
    "Фото 1": encoded(picture(), "JPEG"),
    "very large.jpg": encoded(picture(6000, 4800), "JPEG", quality=60),
    "very large.png": encoded(picture(6000, 4800), "PNG", compress_level=1),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_program_opens_a_photo_as_the_page_does(name: str, tmp_path: Path) -> None:
    content = FILES[name]
    data = turned(*content) if isinstance(content, tuple) else content
    name = name.replace(".HEIF", ".heic")
    program = f"{photo_lines.IMPORTS}\n{photo_lines.opened(name)}\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PIL remarks on damaged metadata
        photo = variables_alone(program, tmp_path, {name: data})["photo"]
    assert photo.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(photo), np.asarray(open_photo(data)))


def test_only_a_phones_file_needs_a_package_more() -> None:
    assert photo_lines.needs("a.jpg", "b.HEIC") == ("pillow-heif",)
    assert photo_lines.needs("a.jpg", "chelsea.jpg", "c.avif") == ()
    assert "pillow_heif" not in photo_lines.opened("heic.jpg")


def test_a_sample_photo_takes_one_line(tmp_path: Path) -> None:
    file = sample_photos.SAMPLES["cat"].path
    assert photo_lines.opened(file.name, "cat") == 'cat = Image.open("chelsea.jpg").convert("RGB")'
    program = f"{photo_lines.IMPORTS}\n{photo_lines.opened(file.name)}\n"
    photo = variables_alone(program, tmp_path, {file.name: file.read_bytes()})["photo"]
    np.testing.assert_array_equal(np.asarray(photo), np.asarray(sample_photos.load("cat")))
