"""A network together with the way from a picture to its input, whatever the network is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from dlviz.datasets.cifar100 import N_CHANNELS, SIDE
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.datasets.small_pictures import shrink
from dlviz.networks import cifar
from dlviz.networks.imagenet import Classifier
from dlviz.traced import Traced

# Other layers give maps too, but the same ones: an identity, a dropout at rest, a rim of zeros.
_WITH_MAPS = (
    nn.Conv2d,
    nn.BatchNorm2d,
    nn.ReLU,
    nn.ReLU6,
    nn.Sigmoid,
    nn.Tanh,
    nn.MaxPool2d,
    nn.AvgPool2d,
    nn.AdaptiveAvgPool2d,
)


@dataclass(frozen=True, slots=True)
class Maps:
    """How many maps a layer gives, and how large they are.

    Attributes:
        count: Their number.
        height: Rows of each.
        width: Columns of each.
    """

    count: int
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class ImageNetwork:
    """A network that can be looked into, with the way from a picture to its input.

    Attributes:
        title: What people call it.
        traced: The network.
        categories: What its outputs stand for.
        crop: Returns the RGB picture that the network sees, of the size it sees.
        prepare: Returns the (1, C, H, W) tensor that it computes with.
        maps: The layers that give maps, in the order in which they compute.
        channels: Of its input.
        side: (H, W) of its input.
    """

    title: str
    traced: Traced
    categories: tuple[str, ...]
    crop: Callable[[Image.Image], Image.Image]
    prepare: Callable[[Image.Image], Tensor]
    maps: dict[str, Maps] = field(init=False)
    channels: int = field(init=False)
    side: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Find out the layers' shapes: a black picture goes through once."""
        black = self.prepare(Image.new("RGB", (64, 64)))
        shapes = self.traced.shapes(black)
        maps = {
            name: Maps(*shape[1:])
            for name, shape in shapes.items()
            if len(shape) == 4 and isinstance(self.traced.layers[name], _WITH_MAPS)
        }
        for name, value in (
            ("maps", maps),
            ("channels", black.shape[1]),
            ("side", tuple(black.shape[2:])),
        ):
            object.__setattr__(self, name, value)

    def probabilities(self, image: Image.Image) -> np.ndarray:
        """Return the (classes,) probabilities for `image`."""
        with torch.inference_mode():
            logits = self.traced.module(self.prepare(image))[0]
        return logits.float().softmax(dim=0).cpu().numpy()

    def convolution_of(self, name: str) -> str:
        """Return the convolution whose maps the layer `name` passes on: itself, or one before it.

        Raises:
            KeyError: if there is no layer of that name.
        """
        convolutions = self.traced.convolutions()
        before = list(self.traced.layers)
        place = before.index(name) if name in self.traced.layers else -1
        for other in reversed(before[: place + 1]):
            if other in convolutions:
                return other
        raise KeyError(name)


def of_classifier(classifier: Classifier) -> ImageNetwork:
    """Return a network that was trained on ImageNet."""
    device = next(classifier.module.parameters()).device
    return ImageNetwork(
        classifier.title,
        Traced(classifier.module),
        classifier.categories,
        classifier.crop,
        lambda image: classifier.preprocess(image)[None].to(device),
    )


def of_cifar(moment: int | str = cifar.END) -> ImageNetwork:
    """Return the shipped CIFAR-100 network as it was after `moment` epochs.

    Raises:
        ValueError: if no weights were kept at that moment.
    """
    shape = (N_CHANNELS, SIDE, SIDE)
    return ImageNetwork(
        "CIFAR-100 network",
        Traced(cifar.load(moment)),
        CLASS_NAMES,
        lambda image: _small(image, shape),
        lambda image: cifar.standardise(_pixels(image, shape)),
    )


def of_own(own: Any) -> ImageNetwork:
    """Return a network that a visitor has built and trained; it takes pixels in [0, 1].

    Args:
        own: With the attributes `title`, `module` (in eval mode, (N, C, H, W) to (N, classes)),
            `input_shape` (C, H, W) and `categories`.
    """
    shape = own.input_shape
    return ImageNetwork(
        own.title,
        Traced(own.module),
        tuple(own.categories),
        lambda image: _small(image, shape),
        lambda image: _pixels(image, shape),
    )


def _small(image: Image.Image, shape: tuple[int, int, int]) -> Image.Image:
    pixels = shrink(image, shape)
    return Image.fromarray(pixels[:, :, 0] if shape[0] == 1 else pixels).convert("RGB")


def _pixels(image: Image.Image, shape: tuple[int, int, int]) -> Tensor:
    return torch.from_numpy(shrink(image, shape).copy()).permute(2, 0, 1)[None].float() / 255
