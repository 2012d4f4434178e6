"""The programs behind "Augmentation", to run beside the project with `python program.py`."""

from dataclasses import dataclass

from dlviz.augmentation_text import chain_of
from dlviz.transforms import Step

_DIGIT_WEIGHTS = {
    "Network + augmentation": "augmented",
    "Network + ridge": "ridge",
    "Network + dropout": "dropout",
}
_PIXELS = 512  # along the longer side of a photo

_PROGRAM = '''\
"""{n} copies of one picture: drawn first, applied after, and read by a network."""

{imports}

chain = chain_of("{chain}")
{network}
{image}

# For a training, torchvision draws the same anew for every picture, from the global random state:
training = {compose}
# Here the values are drawn first, to be shown, and these very values are applied.
drawn = draw(chain, {n}, tuple(image.shape[-2:]), seed={seed})
pictures = torch.cat([image[None], copies(chain, drawn, image)])  # the original first
probabilities = torch.from_numpy(network.read(pictures).probabilities)
label = {label}
for place, row in enumerate(probabilities):
    winner = int(row.argmax())
    what = ", ".join(shown(chain, drawn[place - 1])) if place else "the original"
    answer = network.categories[winner]
    print(f"{{place:2d}}  {{row[label]:.4f}}  read as {{answer}} {{row[winner]:.4f}}  {{what}}")
print(f"mean of the copies: {{probabilities[1:, label].mean():.4f}}")
'''
_OWN = """\
from dlviz.augmentation import copies, draw, shown
from dlviz.augmentation_text import chain_of
"""
_DIGIT_IMPORTS = """\
import numpy as np
import torch

{own}from dlviz.datasets import mnist as data
from dlviz.networks import mnist
from dlviz.networks.image_network import of_digits
from dlviz.vision import v2"""
_DRAWING_IMPORTS = """\
import numpy as np
import torch
from PIL import Image

{own}from dlviz.digits import normalise
from dlviz.networks import mnist
from dlviz.networks.image_network import of_digits
from dlviz.vision import v2"""
_SMALL_IMPORTS = """\
import torch

{own}from dlviz.datasets import cifar100
from dlviz.networks.image_network import of_cifar
from dlviz.vision import v2"""
_PHOTO_IMPORTS = """\
import torch
from PIL import Image

{own}from dlviz.datasets import sample_photos
from dlviz.networks.image_network import of_cifar
from dlviz.vision import v2"""
_IMAGENET_IMPORTS = """\
import torch
from PIL import Image

{own}from dlviz.datasets import sample_photos
from dlviz.networks import imagenet
from dlviz.networks.image_network import of_classifier
from dlviz.vision import v2"""
_DIGIT = """\
digit = data.load("test").images[{index}] / np.float32(255)
image = torch.from_numpy(digit)[None]  # (1, 28, 28)"""
_DRAWN = """\
ink = np.asarray(Image.open("drawing.png").convert("L"))  # drawings are never part of this code
image = torch.from_numpy(normalise(ink))[None]  # (1, 28, 28)"""
_SMALL = """\
pictures = cifar100.load("test", cifar100.folder())  # the folder that DLVIZ_CIFAR100_DIR names
image = torch.from_numpy(pictures.images[{index}].copy()).permute(2, 0, 1).float() / 255"""
_PHOTO = """\
photo = {load}
photo.thumbnail(({pixels}, {pixels}), Image.Resampling.BICUBIC)
image = network.pixels(photo)  # what the network sees of it, (3, H, W) in [0, 1]"""
_PERSONAL = 'Image.open("photo.jpg").convert("RGB")'  # photos are never part of this page's code


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on screen.

    Attributes:
        source: "Digit", "Drawn", "CIFAR" or "Photo".
        reader: Name of the network.
        chain: As text.
        seed: Of the draw.
        n: Copies.
        label: Class of the picture; None for the network's own answer.
        index: Of a digit or a picture of CIFAR-100 among the test pictures; -1 for others.
        sample: Of a photo, a key of SAMPLES; "" for the visitor's own.
    """

    source: str
    reader: str
    chain: str
    seed: int
    n: int
    label: int | None
    index: int
    sample: str


def copies(shown: Shown) -> str:
    """Return the program that makes and reads the copies on screen."""
    imports, image = _picture(shown)
    own = "int(probabilities[0].argmax())  # the network's own answer"
    return _PROGRAM.format(
        n=shown.n,
        imports=imports.format(own=_OWN),
        chain=shown.chain,
        compose=compose(shown.chain),
        network=_network(shown.reader),
        image=image,
        seed=shown.seed,
        label=own if shown.label is None else shown.label,
    )


def compose(chain: str) -> str:
    """Return the chain as torchvision's own classes, for a training."""
    steps = [f"    {_class(step)},\n" for step in chain_of(chain)]
    return f"v2.Compose([\n{''.join(steps)}])" if steps else "v2.Identity()"


def _picture(shown: Shown) -> tuple[str, str]:
    """Return what to import, and where the picture comes from."""
    if shown.source == "Digit":
        return _DIGIT_IMPORTS, _DIGIT.format(index=shown.index)
    if shown.source == "Drawn":
        return _DRAWING_IMPORTS, _DRAWN
    if shown.index >= 0:
        return _SMALL_IMPORTS, _SMALL.format(index=shown.index)
    load = f'sample_photos.load("{shown.sample}")' if shown.sample else _PERSONAL
    imports = _PHOTO_IMPORTS if shown.reader.startswith("CIFAR") else _IMAGENET_IMPORTS
    return imports, _PHOTO.format(load=load, pixels=_PIXELS)


def _network(reader: str) -> str:
    if reader in _DIGIT_WEIGHTS:
        return f'network = of_digits(mnist.load("{_DIGIT_WEIGHTS[reader]}"), "{reader}")'
    if reader.startswith("CIFAR"):
        return f"network = of_cifar(augmented={not reader.endswith('plain')})"
    name = "resnet50" if reader == "ResNet50" else "efficientnet_lite0"
    return f'network = of_classifier(imagenet.load("{name}"))'


def _class(step: Step) -> str:
    low, high = step.low, step.high
    factors = f"({low / 100:g}, {high / 100:g})"
    smooth = "interpolation=v2.InterpolationMode.BILINEAR"
    match step.word:
        case "zoom":
            return f"v2.RandomAffine(0, scale={factors}, {smooth})"
        case "shift":
            return f"v2.RandomAffine(0, translate=({high / 100:g}, {high / 100:g}), {smooth})"
        case "shear":
            return f"v2.RandomAffine(0, shear=({low}, {high}), {smooth})"
        case "rotate":
            return f"v2.RandomRotation(({low}, {high}), {smooth})"
        case "hflip":
            return f"v2.RandomHorizontalFlip({high / 100:g})"
        case "vflip":
            return f"v2.RandomVerticalFlip({high / 100:g})"
        case "crop":
            return f"v2.RandomResizedCrop(image.shape[-2:], scale={factors})"
        case "bright":
            return f"v2.ColorJitter(brightness={factors})"
        case "contrast":
            return f"v2.ColorJitter(contrast={factors})"
        case "erase":
            return f"v2.RandomErasing(p=1, scale={factors})"
        case "elastic":
            return f"v2.ElasticTransform(alpha={high}.0, sigma=4.0)"
    raise ValueError(f"there is no class for {step.word!r}")


_CURVES = '''\
"""The shipped curves of two trainings that differ in nothing but augmentation."""

from dlviz.training.augmentation_curves import {pair}

# The curves were made by
#     {command}
pair = {pair}()
for name, curve in (("without", pair.plain), ("with", pair.augmented)):
    last = curve[-1]
    print(f"{{name}} augmentation, epoch {{last.epoch}}: train {{last.train:.2f}} %, "
          f"test {{last.test:.2f}} %")
'''


def curves(pair: str, command: str) -> str:
    """Return the program that prints the ends of shipped curves.

    Args:
        pair: Name of the function in `dlviz.training.augmentation_curves`.
        command: What made them.
    """
    return _CURVES.format(pair=pair, command=command)
