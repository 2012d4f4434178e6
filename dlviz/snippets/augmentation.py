"""The shown programs of "Augmentation"; they only need the files of `files` beside them."""

import io
import json
from dataclasses import dataclass

import torch
from torch import Tensor

from dlviz import augmentation
from dlviz.augmentation_text import chain_of
from dlviz.snippets import networks, photo_lines
from dlviz.snippets.excerpt import excerpt
from dlviz.snippets.networks import Files
from dlviz.snippets.transforms import compose
from dlviz.training.augmentation_curves import Curve, Pair

_DIGIT_WEIGHTS = {
    "Network + augmentation": "augmented",
    "Network + ridge": "ridge",
    "Network + dropout": "dropout",
}
_COPIES, _OTHERS, _CURVE_FILE = "drawn_copies.py", "other-pictures.pt", "curves.json"
_LAST = {"cifar": "dense", "digits": "output", "imagenet": "fc"}  # its input is the features

_PROGRAM = '''\
{needs}"""{n} copies of one picture, drawn first, then made, then classified by a network."""

{imports}

{opening}{network}
{names}{image}

# In training, torchvision draws new values for every picture, from the global random state:
training = {compose}
# Here the values are drawn first, to be shown, and these very values are applied.
chain = [
{chain}]
drawn = draw(chain, {n}, tuple(image.shape[-2:]), seed={seed})
pictures = torch.cat([image[None], copies(chain, drawn, image)])  # the original first


def read(pictures):
    """Return what the network says about pictures (N, C, H, W) in [0, 1]: probabilities."""
    with torch.inference_mode():
        logits = [
            network({given})
            for part in pictures.split(16)
        ]
    return torch.cat(logits).softmax(dim=1)


{before}probabilities = read(pictures)
label = {label}
winners = probabilities.argmax(dim=1)
'''
_EACH = """\
for place, row in enumerate(probabilities):
    what = ", ".join(shown(chain, drawn[place - 1])) if place else "the original"
    answer = f"classified as {names[winners[place]]} {row.max():.4f}"
    print(f"{place:2d}  {row[label]:.4f}  {answer}  {what}")
print(f"mean of the copies: {probabilities[1:, label].mean():.4f}")
"""
_PREDICTION = """\
own = probabilities[1:, label]
average = probabilities[1:].mean(dim=0)
print(f"{names[label]}: original {probabilities[0, label]:.4f}, copies {own.min():.4f} to "
      f"{own.max():.4f}, mean {average[label]:.4f}")
print(f"{int((winners[1:] != label).sum())} of {len(own)} copies are classified as something else")
for name, place in (("best", int(own.argmax())), ("worst", int(own.argmin()))):
    values = ", ".join(shown(chain, drawn[place]))
    print(f"{name}: copy {place + 1}, {own[place]:.4f}, classified as {names[winners[place + 1]]}, "
          f"{values}")
print("alone and averaged over the copies:")
for place in torch.maximum(probabilities[0], average).argsort(descending=True)[:4].tolist():
    print(f"  {names[place]}: {probabilities[0, place]:.4f}, {average[place]:.4f}")
"""
_KEEP_FEATURES = """\
features = []  # the input of the last layer
network.get_submodule("{last}").register_forward_pre_hook(
    lambda _, given: features.append(given[0].clone())
)
"""
_CLOUD = """\
others = torch.load("other-pictures.pt", weights_only=True)  # of other classes, as on the page
{points}
# Principal components: the directions in which all points spread most.
centred = points.double() - points.double().mean(dim=0)
left, lengths, _ = torch.linalg.svd(centred, full_matrices=False)
places = left[:, :2] * lengths[:2]
largest = places.abs().argmax(dim=0)
places = places * torch.where(places[largest, torch.arange(2)] < 0, -1.0, 1.0)
places = places - places[0]  # the original in the middle
shares = lengths[:2].square() / lengths.square().sum()
print(f"components 1 and 2 hold {{shares[0]:.1%}} and {{shares[1]:.1%}} of the variation")
for place, (x, y) in enumerate(places[: len(pictures)].tolist()):
    what = f"copy {{place}}" if place else "the original"
    print(f"{{what}}: {{x:.4f}}, {{y:.4f}}, classified as {{names[winners[place]]}}")
own, strangers = points[: len(pictures)].double(), points[len(pictures) :].double()
to_original = torch.cdist(own[1:], own[:1])[:, 0]
strays = int((torch.cdist(own[1:], strangers).min(dim=1).values < to_original).sum())
print(f"{{strays}} of {{len(own) - 1}} copies lie nearer to another picture than to the original")
"""
_IN_PIXELS = "points = torch.cat([pictures, others]).flatten(1)"
_IN_FEATURES = "read(others)\npoints = torch.cat(features)"
_DIGIT = """\
digit = np.array(Image.open("{file}"))
image = torch.from_numpy(digit)[None].float() / 255  # (1, 28, 28)"""
_SMALL = """\
picture = np.array(Image.open("{file}"))
image = torch.from_numpy(picture).permute(2, 0, 1).float() / 255  # (3, 32, 32)"""
_PHOTO = """\
{photo}
{seen}
image = torch.from_numpy(np.array(seen)).permute(2, 0, 1).float() / 255  # (3, {side}, {side})"""
_SEEN = """\
how = transform.interpolation
seen = v2.functional.resize(photo, transform.resize_size, interpolation=how)
seen = v2.functional.center_crop(seen, transform.crop_size)  # what the network sees"""
_SHRUNK = """\
scale = min(photo.size) / 32
left, top = (photo.width - scale * 32) / 2, (photo.height - scale * 32) / 2
box = (left, top, left + scale * 32, top + scale * 32)
seen = photo.resize((32, 32), Image.Resampling.BOX, box)  # what the network sees"""
_GIVEN = {
    "digits": "part",
    "cifar": "(part - mean) / deviation",
    "imagenet": "v2.functional.normalize(part, transform.mean, transform.std)",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on screen.

    Attributes:
        source: "Digit", "Drawn", "CIFAR" or "Photo".
        reader: Name of the network.
        chain: As text.
        seed: Seed of the random values.
        n: Number of copies.
        label: Class of the picture; None for the network's own prediction.
        file: The picture's file, as `photo_lines.opened` takes it.
        is_photo: Whether the file is a photo; else it has the size of the network's input.
    """

    source: str
    reader: str
    chain: str
    seed: int
    n: int
    label: int | None
    file: str
    is_photo: bool

    @property
    def kind(self) -> str:
        """Kind of the network: "digits", "cifar" or "imagenet"."""
        if self.reader in _DIGIT_WEIGHTS:
            return "digits"
        return "cifar" if self.reader.startswith("CIFAR") else "imagenet"

    @property
    def side(self) -> int:
        """Rows and columns of the network's input."""
        return {"digits": 28, "cifar": 32, "imagenet": 224}[self.kind]


def copies(shown: Shown) -> str:
    """Return the program that makes the copies on screen and prints the prediction for each."""
    return _head(shown) + _EACH


def prediction(shown: Shown) -> str:
    """Return the program that averages the predictions over the copies."""
    return _head(shown) + _PREDICTION


def cloud(shown: Shown, *, in_features: bool) -> str:
    """Return the program that projects the copies and pictures of other classes onto a plane.

    Args:
        shown: The copies.
        in_features: Whether to use the input of the network's last layer; else the pixels.
    """
    before = _KEEP_FEATURES.format(last=_LAST[shown.kind]) if in_features else ""
    points = _IN_FEATURES if in_features else _IN_PIXELS
    return _head(shown, before) + _CLOUD.format(points=points)


def files(shown: Shown) -> Files:
    """Return the files that all these programs read, without the picture."""
    found = {_COPIES: _copies_source}
    if shown.kind == "digits":
        return {**networks.digit_files(_DIGIT_WEIGHTS[shown.reader]), **found}
    if shown.kind == "cifar":
        return {**networks.cifar_files(augmented=_is_augmented(shown)), **found}
    return {**networks.imagenet_files(_imagenet(shown)), **found}


def cloud_file(others: Tensor) -> Files:
    """Return the file with the pictures (M, C, H, W) of other classes."""

    def build() -> bytes:
        buffer = io.BytesIO()
        torch.save(others.clone(), buffer)
        return buffer.getvalue()

    return {_OTHERS: build}


def _head(shown: Shown, before: str = "") -> str:
    """Return the part that all programs share: the copies and their predictions."""
    names = {
        "digits": "names = range(10)\n",
        "cifar": f"{networks.cifar_names()}\n",
        "imagenet": "",
    }[shown.kind]
    own = "int(probabilities[0].argmax())  # the network's own answer"
    label = own if shown.label is None else str(shown.label)
    chain = "".join(
        f'    Step("{step.word}", {step.low}, {step.high}),\n' for step in chain_of(shown.chain)
    )
    return _PROGRAM.format(
        needs=photo_lines.first_line(shown.file),
        n=shown.n,
        imports=_imports(shown),
        opening=photo_lines.opening([shown.file]) if shown.is_photo else "",
        network=_network(shown),
        names=names,
        image=_image(shown),
        compose=compose(shown.chain, shown.side),
        chain=chain,
        seed=shown.seed,
        given=_GIVEN[shown.kind],
        before=before,
        label=label,
    )


def _imports(shown: Shown) -> str:
    is_ours = shown.kind != "imagenet"
    standard = f"{networks.CIFAR_IMPORTS}\n" if is_ours else ""
    nn = "from torch import nn\n" if is_ours else ""
    theirs = "" if is_ours else networks.imagenet_imports(_imagenet(shown))
    return (
        f"{standard}import numpy as np\nimport torch\nfrom PIL import Image\n{nn}"
        f"{theirs}from torchvision.transforms import v2\n"
        "from drawn_copies import Step, copies, draw, shown  # the file beside this one"
    )


def _network(shown: Shown) -> str:
    if shown.kind == "digits":
        return networks.digit_lines(_DIGIT_WEIGHTS[shown.reader])
    if shown.kind == "cifar":
        return networks.cifar_lines(augmented=_is_augmented(shown))
    return networks.imagenet_lines(_imagenet(shown))


def _image(shown: Shown) -> str:
    if not shown.is_photo:
        return (_DIGIT if shown.kind == "digits" else _SMALL).format(file=shown.file)
    return _PHOTO.format(
        photo=photo_lines.opened_too(shown.file),
        seen=_SHRUNK if shown.kind == "cifar" else _SEEN,
        side=shown.side,
    )


def _is_augmented(shown: Shown) -> bool:
    return not shown.reader.endswith("plain")


def _imagenet(shown: Shown) -> str:
    return "resnet50" if shown.reader == "ResNet50" else "efficientnet_lite0"


def _copies_source() -> bytes:
    return excerpt(
        "Copies of a picture: values are drawn for them, shown and applied.",
        augmentation.draw,
        augmentation.copies,
        augmentation.shown,
        ("dlviz.transforms", "Step"),
    ).encode()


_CURVES = '''\
{needs}"""The curves of two trainings that differ in nothing but augmentation."""

import json

with open("curves.json", encoding="utf-8") as file:
    curves = json.load(file)
for name, curve in curves.items():
    last = curve[-1]
    train, test = (last[part] for part in ("train", "test"))  # errors and pictures
    print(
        f"{{name}} augmentation, epoch {{last['epoch']:g}}: "
        f"train {{100 * train[0] / train[1]:.2f}} %, test {{100 * test[0] / test[1]:.2f}} %"
    )
'''


def curves() -> str:
    """Return the program that prints the last points of shipped curves."""
    return _CURVES.format(needs=photo_lines.first_line())


def curve_files(pair: Pair) -> Files:
    """Return the file with the curves."""
    named = {"without": _points(pair.plain), "with": _points(pair.augmented)}
    return {_CURVE_FILE: lambda: json.dumps(named, indent=1).encode()}


def _points(curve: Curve) -> list[dict[str, object]]:
    return [
        {
            "epoch": one.epoch,
            "train": [one.train_errors, one.train_count],
            "test": [one.test_errors, one.test_count],
        }
        for one in curve
    ]
