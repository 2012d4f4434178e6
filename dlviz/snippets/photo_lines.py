"""Lines of programs that open a photo and give the same pixels as the page.

A visitor's own file may be rotated by EXIF, have sixteen bits, be transparent or come from a phone:
the program turns it into an upright RGB picture, as `dlviz.datasets.photos` does. The sample photos
are plain JPEG files and need only one line.
"""

from pathlib import PurePath

from dlviz.datasets.photos import KEPT_MEGAPIXELS
from dlviz.datasets.sample_photos import SAMPLES

TAKEN = "my-picture.png"  # a picture from the camera or the pad, offered beside the program
IMPORTS = "import numpy as np\nfrom PIL import Image"  # needed by all lines below

_HEIC = (".heic", ".heif", ".hif")
_FILES = {sample.file for sample in SAMPLES.values()}
_SIMPLE = '{variable} = Image.open({file}).convert("RGB")'
_CALL = "{variable} = open_photo({file})"
_OPEN = '''\
{heic}Image.MAX_IMAGE_PIXELS = None  # no limit: PIL would warn about very large photos
ImageFile.LOAD_TRUNCATED_IMAGES = True  # some phones leave the last two bytes out


def open_photo(file):
    """Return the photo in `file`: upright, in sRGB, what is transparent on white."""
    image = Image.open(file)
    orientation, profile = image.getexif().get(0x0112, 1), image.info.get("icc_profile")
    if (size := factor(image)) > 1:  # a very large JPEG is decoded more coarsely
        image.draft(None, (image.width // size, image.height // size))
    if image.mode.startswith(("I", "F")):  # more than eight bits: how many does it use?
        values = np.asarray(image)[:: factor(image), :: factor(image)].astype(np.float32)
        values = np.nan_to_num(values, posinf=0, neginf=0)
        whites = [1, 255, 1023, 4095, 16383, 65535]
        whites = whites[{{"F": 0, "I": 1}}.get(image.mode, 2) :]
        white = next((x for x in whites if values.max() <= x), float(values.max()))
        image = Image.fromarray((values.clip(0) * (255 / white)).astype(np.uint8))
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    if (size := factor(image)) > 1:
        image = Image.merge(image.mode, [band.reduce(size) for band in image.split()])
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    image = image.convert("RGB") if alpha else image
    if profile:  # the numbers may mean other colours than those of sRGB
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if not ImageCms.getProfileDescription(source).startswith("sRGB"):
                srgb = ImageCms.createProfile("sRGB")
                image = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile for other channels
    image = image.convert("RGB")
    if alpha:  # on white, or on black where it would vanish on white
        papers = [Image.new("RGB", image.size, paper) for paper in ("white", "black")]
        for paper in papers:
            paper.paste(image, mask=alpha)
        shown = [np.ptp(np.asarray(paper), axis=(0, 1)).max() > 8 for paper in papers]
        image = papers[shown == [False, True]]
    image.getexif()[0x0112] = orientation
    return ImageOps.exif_transpose(image)


def factor(image):
    """Return by how much a photo of more than {megapixels} megapixels is divided."""
    return max(1, math.ceil((image.width * image.height / {megapixels}e6) ** 0.5))'''


def opened(name: str, variable: str = "photo") -> str:
    """Return the lines that open the photo in the file `name` as the variable `variable`.

    They need numpy as np and PIL's Image, and import anything else themselves. For several files,
    use `opening` once and `opened_too` for each.

    Args:
        name: Name of the visitor's file, or a file of SAMPLES.
        variable: A Python name.
    """
    return f"{opening([name])}{opened_too(name, variable)}"


def opening(names: "list[str] | tuple[str, ...]") -> str:
    """Return the lines needed before `opened_too` for these files: "" if all are samples."""
    own = [name for name in names if not _is_plain(name)]
    if not own:
        return ""
    heic = (
        "from pillow_heif import register_heif_opener\n\nregister_heif_opener()\n"
        if any(map(_is_heic, own))
        else ""
    )
    imports = "import io\nimport math\n\nfrom PIL import ImageCms, ImageFile, ImageOps\n"
    return imports + _OPEN.format(heic=heic or "\n", megapixels=KEPT_MEGAPIXELS) + "\n\n\n"


def opened_too(name: str, variable: str = "photo") -> str:
    """Return the line that opens one more file; see `opened`."""
    line = _SIMPLE if _is_plain(name) else _CALL
    return line.format(variable=variable, file=quoted(name))


def needs(*names: str) -> tuple[str, ...]:
    """Return the packages that these files need besides torch, torchvision, numpy and pillow."""
    return ("pillow-heif",) if any(map(_is_heic, names)) else ()


def first_line(*names: str) -> str:
    """Return the first line of a program that opens these files: the packages it needs."""
    return f"# needs: {' '.join(('torch', 'torchvision', 'numpy', 'pillow', *needs(*names)))}\n"


def quoted(name: str) -> str:
    """Return a file name as a Python string literal, whatever characters it has."""
    text = repr(name)
    return text if '"' in name else f'"{text[1:-1]}"'.replace("\\'", "'")


def _is_plain(name: str) -> bool:
    """Return whether the file is plain and upright: a sample, or a picture that we have saved."""
    return name in _FILES or name.startswith(TAKEN.removesuffix(".png"))


def _is_heic(name: str) -> bool:
    return PurePath(name).suffix.lower() in _HEIC
