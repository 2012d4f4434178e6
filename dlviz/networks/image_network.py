"""One interface to every network that takes pictures: preprocessing, layers, predictions.

Pages that look into a network use `of_classifier`, `of_cifar`, `of_digits` or `of_own`. Other
classes add one ability each: `imagenet.Classifier` predicts fast and in batches,
`backbone.Backbone` is split into blocks, `windowed.WindowedNetwork` sees a movable window of a
larger picture.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from dlviz.datasets import mnist as digits
from dlviz.datasets.cifar100 import N_CHANNELS, SIDE
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.datasets.small_pictures import shrink
from dlviz.networks import cifar
from dlviz.networks.built import OwnNetwork
from dlviz.networks.imagenet import Classifier, resized
from dlviz.traced import Traced

# Other layers return maps unchanged (identity, dropout in eval mode) or padded with zeros.
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


_AT_ONCE = 4 * 224 * 224  # pixels per batch: more would not fit into a core's cache


@dataclass(frozen=True, slots=True)
class Maps:
    """Number and size of a layer's feature maps.

    Attributes:
        count: Number of maps.
        height: Rows of each map.
        width: Columns of each map.
    """

    count: int
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Readings:
    """A network's results for N pictures.

    Attributes:
        probabilities: (N, classes).
        features: (N, D) input of its last layer.
    """

    probabilities: np.ndarray
    features: np.ndarray


@dataclass(frozen=True, slots=True)
class ImageNetwork:
    """A network whose layers can be inspected, with its preprocessing.

    Attributes:
        title: Name shown to visitors.
        traced: The network.
        categories: Names of its outputs.
        crop: Returns the RGB picture that the network sees, at the network's size.
        prepare: Returns the input tensor (1, C, H, W) for a picture.
        standardise: Returns the input tensor for pictures (N, C, H, W) of the network's size with
            floats in [0, 1], on the device in use.
        shrink: Returns a small picture for which `crop` and `prepare` give exactly the same as for
            the whole photo.
        maps: The layers that give feature maps, in the order of computation.
        channels: Channels of its input.
        side: (H, W) of its input.
    """

    title: str
    traced: Traced
    categories: tuple[str, ...]
    crop: Callable[[Image.Image], Image.Image]
    prepare: Callable[[Image.Image], Tensor]
    standardise: Callable[[Tensor], Tensor]
    shrink: Callable[[Image.Image], Image.Image]
    maps: dict[str, Maps] = field(init=False)
    channels: int = field(init=False)
    side: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Measure the layers' shapes by one forward pass of a black picture."""
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
        """Return the class probabilities (classes,) for `image`."""
        with torch.inference_mode():
            logits = self.traced.module(self.prepare(image))[0]
        return logits.float().softmax(dim=0).cpu().numpy()

    def pixels(self, image: Image.Image) -> Tensor:
        """Return the part of `image` that the network sees, (C, H, W) floats in [0, 1]."""
        seen = self.crop(image)
        values = np.asarray(seen if self.channels == N_CHANNELS else seen.convert("L"))
        values = values.reshape(*values.shape[:2], self.channels)
        return torch.from_numpy(values.copy()).permute(2, 0, 1).float() / 255

    def read(self, pictures: Tensor) -> Readings:
        """Return the network's results for pictures (N, C, H, W) of its size, in [0, 1].

        Raises:
            ValueError: if its last layer is not a dense layer.
        """
        last = list(self.traced.layers)[-1]
        if not isinstance(self.traced.layers[last], nn.Linear):
            raise ValueError(f"the last layer of {self.title}, {last}, is not dense")
        parts = [
            self.traced.observe(self.standardise(part), [last])[last] for part in _parts(pictures)
        ]
        probabilities = torch.cat([part.result.float().softmax(dim=1) for part in parts])
        features = torch.cat([part.given.float() for part in parts])
        return Readings(probabilities.cpu().numpy(), features.cpu().numpy())

    def convolution_of(self, name: str) -> str:
        """Return the convolution whose maps the layer `name` passes on: itself or one before it.

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
    """Return a network trained on ImageNet."""
    return ImageNetwork(
        classifier.title,
        Traced(classifier.module),
        classifier.categories,
        classifier.crop,
        lambda image: classifier.preprocess(image)[None].to(classifier.device),
        lambda pictures: classifier.standardise(pictures.to(classifier.device)),
        lambda image: resized(image, classifier.transform),
    )


def of_cifar(moment: int | str = cifar.END, *, augmented: bool = True) -> ImageNetwork:
    """Return the shipped CIFAR-100 network as it was after `moment` epochs.

    Args:
        moment: One of `cifar.moments(augmented=augmented)`, or `cifar.END`.
        augmented: False for the network trained on unchanged pictures.

    Raises:
        ValueError: if no weights were kept at that moment.
    """
    shape = (N_CHANNELS, SIDE, SIDE)
    return ImageNetwork(
        "CIFAR-100 network" if augmented else "CIFAR-100 network, plain",
        Traced(cifar.load(moment, augmented=augmented)),
        CLASS_NAMES,
        lambda image: _small(image, shape),
        lambda image: cifar.standardise(_pixels(image, shape)),
        cifar.standardise,
        lambda image: _small(image, shape),
    )


def of_digits(model: nn.Module, title: str) -> ImageNetwork:
    """Return a digit network: from (N, 784) pixels in [0, 1] to (N, 10) logits."""
    shape = (1, digits.SIDE, digits.SIDE)
    device = next(model.parameters()).device
    return ImageNetwork(
        title,
        Traced(nn.Sequential(nn.Flatten(), model).eval()),
        tuple(map(str, range(digits.N_CLASSES))),
        lambda image: _small(image, shape),
        lambda image: _pixels(image, shape).to(device),
        lambda pictures: pictures.to(device),
        lambda image: _small(image, shape),
    )


def of_own(own: OwnNetwork) -> ImageNetwork:
    """Return a network that a visitor has built and trained; it takes pixels in [0, 1]."""
    shape = own.input_shape
    return ImageNetwork(
        own.title,
        Traced(own.module),
        tuple(own.categories),
        lambda image: _small(image, shape),
        lambda image: _pixels(image, shape),
        lambda pictures: pictures,
        lambda image: _small(image, shape),
    )


def _parts(pictures: Tensor) -> tuple[Tensor, ...]:
    """Return pictures (N, C, H, W) split into batches, in channels-last memory order."""
    height, width = pictures.shape[-2:]
    nearby = pictures.contiguous(memory_format=torch.channels_last)
    return nearby.split(max(1, _AT_ONCE // (height * width)))


def _small(image: Image.Image, shape: tuple[int, int, int]) -> Image.Image:
    pixels = shrink(image, shape)
    return Image.fromarray(pixels[:, :, 0] if shape[0] == 1 else pixels).convert("RGB")


def _pixels(image: Image.Image, shape: tuple[int, int, int]) -> Tensor:
    return torch.from_numpy(shrink(image, shape).copy()).permute(2, 0, 1)[None].float() / 255
