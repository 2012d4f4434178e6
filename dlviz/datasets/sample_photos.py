"""Free sample photos shipped with dlviz; `dlviz/assets/SOURCES.md` lists origin and licence."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from dlviz import shipped

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "photos"


@dataclass(frozen=True, slots=True)
class SamplePhoto:
    """One sample photo.

    Attributes:
        file: File name in FOLDER.
        alt: Text alternative for screen readers.
        credit: Author and licence.
    """

    file: str
    alt: str
    credit: str

    @property
    def path(self) -> Path:
        """Path of the file."""
        return FOLDER / self.file


SAMPLES = {
    "cat": SamplePhoto(
        "chelsea.jpg", "A tabby cat looking at the camera", "Stefan van der Walt, CC0"
    ),
    "coffee": SamplePhoto(
        "coffee.jpg", "A cup of coffee with a spoon on a wooden table", "Rachel Michetti, CC0"
    ),
    "bricks": SamplePhoto("brick.jpg", "A brick wall", "CC0Textures, CC0"),
    "rocket": SamplePhoto("rocket.jpg", "A rocket starting at night", "SpaceX, public domain"),
    "astronaut": SamplePhoto(
        "astronaut.jpg", "The astronaut Eileen Collins, smiling", "NASA, public domain"
    ),
    "photographer": SamplePhoto(
        "camera.jpg", "A man behind a camera on a tripod", "Lav Varshney, CC0"
    ),
    "kingfisher": SamplePhoto("kingfisher.jpg", "A kingfisher on a branch", "Frank-2.0, CC0"),
    "bee": SamplePhoto(
        "bee.jpg", "A bee flying to a red blossom", "aussiegall, CC BY 2.0, cropped and sharpened"
    ),
    "crab": SamplePhoto("crab.jpg", "A red crab on grey rock", "Nosferattus, CC0"),
}


def load(name: str) -> Image.Image:
    """Return the sample photo called `name`, a key of SAMPLES, as RGB."""
    file = SAMPLES[name].path
    with shipped.reading(file), Image.open(file) as photo:
        return photo.convert("RGB")
