"""Classifiers trained on ImageNet: ResNet50 if its weights are here, EfficientNet-Lite0 always.

ResNet50's weights are torchvision's. They are read from the file in the environment variable
`DLVIZ_RESNET50_WEIGHTS`, or else from torchvision's download cache.
"""

import hashlib
import os
import pickle
import re
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn

from dlviz import device
from dlviz.networks import efficientnet_lite
from dlviz.networks.inference import Inference
from dlviz.scheduling.turn import Progress, no_progress
from dlviz.vision import torchvision

NAMES = ("resnet50", "efficientnet_lite0")
VERSIONS = ("V1", "V2")  # of ResNet50's weights; the lecture uses V1
VARIABLE = "DLVIZ_RESNET50_WEIGHTS"
_LOADING = threading.Lock()


class WeightsMissingError(FileNotFoundError):
    """The weights of a network are not on this machine."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained network with its preprocessing and class names.

    Attributes:
        name: One of NAMES.
        title: Name shown to visitors, with the version of the weights.
        module: The network in eval mode, without gradients; (N, 3, 224, 224) to (N, 1000) logits.
        categories: The names of the thousand classes, in the order of the logits.
        transform: The weights' own preprocessing, from a PIL image to a (3, 224, 224) tensor.
        inference: The same network prepared for speed.
        version: Version of ResNet50's weights, one of VERSIONS; "" for another network.
    """

    name: str
    title: str
    module: nn.Module
    categories: tuple[str, ...]
    transform: Any
    inference: Inference
    version: str = ""

    @property
    def device(self) -> torch.device:
        """The device of its weights."""
        return next(self.module.parameters()).device

    def crop(self, image: Image.Image) -> Image.Image:
        """Return the 224 x 224 crop of `image` (RGB) that the network sees."""
        return crop(image, self.transform)

    def preprocess(self, image: Image.Image) -> Tensor:
        """Return the network's input (3, 224, 224) for `image` (RGB)."""
        return self.transform(image)

    def standardise(self, pictures: Tensor) -> Tensor:
        """Return pictures (..., 3, H, W) in [0, 1] standardised as the network's input."""
        mean, deviation = (
            pictures.new_tensor(values)[:, None, None]
            for values in (self.transform.mean, self.transform.std)
        )
        return (pictures - mean) / deviation

    def logits(self, pixels: Tensor, *, progress: Progress = no_progress) -> Tensor:
        """Return the (N, 1000) logits of `pixels` (N, 3, 224, 224), float32 on the CPU.

        Args:
            pixels: Results of `preprocess`, stacked.
            progress: Called after each batch with the share done, 0 to 1.
        """
        return self.inference.logits(pixels, progress=progress)

    def probabilities(self, image: Image.Image) -> Tensor:
        """Return the (1000,) probabilities for `image` (RGB), on the CPU."""
        return self.logits(self.preprocess(image)[None])[0].softmax(dim=0)

    def classify(self, image: Image.Image, k: int = 5) -> list[tuple[str, float]]:
        """Return the `k` most probable classes of `image` (RGB) as (label, probability)."""
        probabilities, classes = self.probabilities(image).topk(k)
        return [
            (self.categories[index], value)
            for index, value in zip(classes.tolist(), probabilities.tolist(), strict=True)
        ]


def crop(image: Image.Image, transform: Any) -> Image.Image:
    """Return the crop of `image` that a network with this preprocessing sees.

    `transform` is an `ImageClassification` of torchvision.
    """
    functional = torchvision.transforms.functional
    return functional.center_crop(resized(image, transform), transform.crop_size)


def resized(image: Image.Image, transform: Any) -> Image.Image:
    """Return `image` resized as `transform` does before it crops; a second call changes nothing."""
    return torchvision.transforms.functional.resize(
        image, transform.resize_size, transform.interpolation, antialias=transform.antialias
    )


def is_available(name: str, version: str = "V1") -> bool:
    """Return whether the weights of the network are on this machine."""
    if name == "resnet50":
        return resnet50_file(version) is not None
    return efficientnet_lite.weights_file() is not None


def load(name: str, version: str = "V1") -> Classifier:
    """Return the network called `name`; it is loaded once per process, however many threads ask.

    Args:
        name: One of NAMES.
        version: Version of ResNet50's weights, one of VERSIONS.

    Raises:
        ValueError: for another name or version, or if a weights file does not fit the network.
        WeightsMissingError: if the weights are not on this machine.
        ShippedFileError: if EfficientNet-Lite0's weights are damaged.
    """
    if name not in NAMES:
        raise ValueError(f"there is no network {name!r}: choose one of {', '.join(NAMES)}")
    with _LOADING:
        return _load(name, version, device.choose())


@cache
def _load(name: str, version: str, _where: torch.device) -> Classifier:
    """Load the network; `_where` makes the cache load it again after a switch to the CPU."""
    return _resnet50(version) if name == "resnet50" else _efficientnet_lite0()


def resnet50_file(version: str = "V1") -> Path | None:
    """Return the file with ResNet50's weights of `version`, None if this machine has none.

    A file in `DLVIZ_RESNET50_WEIGHTS` is used for every version.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named)
    cached = cached_file(version)
    return cached if cached.exists() else None


def cached_file(version: str = "V1") -> Path:
    """Return the path at which torchvision caches ResNet50's weights of `version`."""
    return Path(torch.hub.get_dir()) / "checkpoints" / Path(resnet50_record(version).url).name


def resnet50_record(version: str = "V1") -> Any:
    """Return torchvision's record of ResNet50's weights: url, transforms and meta.

    Raises:
        ValueError: for a version not in VERSIONS.
    """
    if version not in VERSIONS:
        raise ValueError(f"ResNet50 has no weights {version!r}: choose one of {VERSIONS}")
    return getattr(torchvision.models.ResNet50_Weights, f"IMAGENET1K_{version}")


def _resnet50(version: str) -> Classifier:
    record = resnet50_record(version)
    file = resnet50_file(version)
    if file is None or not file.exists():
        raise WeightsMissingError(f"ResNet50's weights ({version}) are not on this machine.")
    _check_hash(file)
    with torch.device("meta"):  # the weights come from the file: no random numbers are drawn
        module = torchvision.models.resnet50()
    try:
        module.load_state_dict(torch.load(file, map_location="cpu", weights_only=True), assign=True)
    except (RuntimeError, pickle.UnpicklingError) as error:
        raise ValueError(f"{file.name} does not hold the weights of ResNet50") from error
    return _ready("resnet50", f"ResNet50 ({version})", module, record.transforms(), version)


def _efficientnet_lite0() -> Classifier:
    file = efficientnet_lite.weights_file()
    if file is None:
        raise WeightsMissingError("EfficientNet-Lite0's weights are not on this machine.")
    with torch.device("meta"):  # the weights come from the file: no random numbers are drawn
        module = efficientnet_lite.efficientnet_lite0()
    efficientnet_lite.load_weights(module, file)
    return _ready("efficientnet_lite0", "EfficientNet-Lite0", module, lite_transform())


def lite_transform() -> Any:
    """Return EfficientNet-Lite0's preprocessing, an `ImageClassification` of torchvision."""
    presets = torchvision.transforms._presets
    return presets.ImageClassification(
        crop_size=224,
        resize_size=256,
        mean=(127 / 255,) * 3,
        std=(128 / 255,) * 3,
        interpolation=torchvision.transforms.InterpolationMode.BICUBIC,
    )


def _ready(
    name: str, title: str, module: nn.Module, transform: Any, version: str = ""
) -> Classifier:
    module.eval().requires_grad_(False).to(device.choose())
    categories = tuple(resnet50_record("V1").meta["categories"])
    return Classifier(name, title, module, categories, transform, Inference(module), version)


def checksum_in_name(file: Path) -> str:
    """Return the start of a weights file's SHA-256 as its name gives it; "" if there is none."""
    found = re.search(r"-([0-9a-f]{8})\.", file.name)
    return found[1] if found else ""


def _check_hash(file: Path) -> None:
    """Compare a file's SHA-256 with the eight digits in its name, which torchvision puts there.

    Raises:
        ValueError: if they differ.
    """
    checksum = checksum_in_name(file)
    if not checksum:
        return
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if not digest.startswith(checksum):
        raise ValueError(f"{file.name} is damaged: its checksum is not the one in its name")
