"""Networks that look at a window of a larger picture, which can be moved about over it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from dlviz.datasets import mnist as digits
from dlviz.datasets.cifar100 import SIDE
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.networks import cifar, mnist
from dlviz.networks.imagenet import Classifier
from dlviz.networks.inference import fuse
from dlviz.traced import Traced

WINDOW_REACH = 16  # pixels that a picture can be moved each way
LOGITS = "logits"

# The network's own stages, by the name that people see: the first activation comes first. Of
# EfficientNet-Lite0 it is the last maps of every size.
LITE_STAGES = {
    "stem.relu": "112 × 112",
    "stage2.1.depthwise.relu": "56 × 56",
    "stage3.1.depthwise.relu": "28 × 28",
    "stage5.2.depthwise.relu": "14 × 14",
    "stage7.0.depthwise.relu": "7 × 7",
    "pool": "mean of 7 × 7",
}
CIFAR_STAGES = {name: name for name in ("relu1_1", "pool1", "pool2", "pool3", "pool4")}


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture with its surroundings, as the network computes with it.

    Attributes:
        pixels: (C, S + 2 R, S + 2 R); the middle is what the network sees at
            first, R = WINDOW_REACH pixels on every side may come in.
    """

    pixels: Tensor

    @property
    def side(self) -> int:
        """Rows and columns that the network sees."""
        return self.pixels.shape[-1] - 2 * WINDOW_REACH

    def windows(self, shifts: np.ndarray) -> Tensor:
        """Return (N, C, S, S): what the network sees after each of the moves `shifts` (N, 2).

        A move (dx, dy) takes what is seen dx pixels to the right and dy down.
        """
        return windows(self.pixels, self.side, shifts)


@dataclass(frozen=True, slots=True)
class WindowedNetwork:
    """A trained network with the way from a photo to its input and the surroundings of it.

    It is a record of its own since it sees a window of a picture larger than its input: photos keep
    their surroundings on the way in, and the first filters pass over all of them once.

    Attributes:
        title: What people call it.
        categories: What its outputs stand for.
        side: Rows and columns of its input.
        standardise: From pixels (C, H, W) in [0, 1] to what it computes with.
        resampling: How photos are brought to its size.
        observe: From (N, C, S, S) to its own stages by name, in order; the last is LOGITS.
        first: Its first convolution and activation, without padding, None if it has none.
        step: Pixels from one place of `first` to the next.
    """

    title: str
    categories: tuple[str, ...]
    side: int
    standardise: Callable[[Tensor], Tensor]
    resampling: Image.Resampling
    observe: Callable[[Tensor], dict[str, Tensor]]
    first: Callable[[Tensor], Tensor] | None
    step: int

    def surroundings(self, photo: Image.Image) -> np.ndarray:
        """Return the middle of `photo` (RGB) as (S + 2 R, S + 2 R, 3) uint8."""
        side, shorter = self.side + 2 * WINDOW_REACH, min(photo.size)
        # Rounded as torchvision does it: unmoved, EfficientNet-Lite0 sees its own crop exactly.
        width, height = (side * length // shorter for length in photo.size)
        resized = photo.resize((width, height), self.resampling)
        left, top = round((width - side) / 2), round((height - side) / 2)
        return np.asarray(resized.crop((left, top, left + side, top + side)))

    def scene(self, surroundings: np.ndarray) -> Scene:
        """Return what the network computes with.

        Args:
            surroundings: (S + 2 R, S + 2 R, 3) uint8, or without colours (H, W).
        """
        pixels = torch.from_numpy(np.array(surroundings)).float() / 255
        pixels = pixels[None] if pixels.ndim == 2 else pixels.permute(2, 0, 1)
        return Scene(self.standardise(pixels).contiguous())


def windows(pixels: Tensor, side: int, shifts: np.ndarray) -> Tensor:
    """Return (N, C, side, side) windows of `pixels` (C, H, W), its middle moved by `shifts`.

    Args:
        pixels: What is looked at.
        side: Rows and columns of a window.
        shifts: (N, 2) moves (dx, dy) of what is seen, to the right and down.

    Raises:
        ValueError: if a window would reach beyond the pixels.
    """
    down, right = ((length - side) // 2 for length in pixels.shape[-2:])
    if len(shifts) and np.abs(shifts).max() > min(down, right):
        raise ValueError(
            f"A move of {int(np.abs(shifts).max())} pixels leaves the picture; at most "
            f"{min(down, right)} are possible."
        )
    parts = [
        pixels[:, down - dy : down - dy + side, right - dx : right - dx + side]
        for dx, dy in shifts.tolist()
    ]
    return torch.stack(parts)


def of_cifar(*, augmented: bool = True) -> WindowedNetwork:
    """Return the CIFAR-100 network, or its twin that learned from pictures as they are."""
    model = cifar.load(augmented=augmented)
    first = model.get_submodule("conv1_1")
    assert isinstance(first, nn.Conv2d)
    return WindowedNetwork(
        "CIFAR-100 network",
        CLASS_NAMES,
        SIDE,
        cifar.standardise,
        Image.Resampling.BOX,
        _observing(model, CIFAR_STAGES),
        lambda pixels: functional.conv2d(pixels, first.weight, first.bias).relu(),
        1,
    )


def of_lite(classifier: Classifier) -> WindowedNetwork:
    """Return EfficientNet-Lite0; its way from a photo leaves WINDOW_REACH pixels around it."""
    fused = fuse(classifier.module)
    convolution, relu = (fused.get_submodule(f"stem.{name}") for name in ("conv", "relu"))
    assert isinstance(convolution, nn.Conv2d)
    weight, bias = convolution.weight, convolution.bias
    return WindowedNetwork(
        classifier.title,
        classifier.categories,
        classifier.transform.crop_size[0],
        classifier.standardise,
        Image.Resampling.BICUBIC,
        _observing(fused, LITE_STAGES),
        lambda pixels: relu(functional.conv2d(pixels.to(weight.device), weight, bias)).cpu(),
        convolution.stride[0],
    )


def of_digits(name: str) -> WindowedNetwork:
    """Return a shipped digit network with hidden layers, one of `dlviz.networks.mnist.NAMES`."""
    model = mnist.load(name)
    if not isinstance(model, mnist.MLP):
        raise ValueError(f"{name} has no hidden layers")

    def observe(pixels: Tensor) -> dict[str, Tensor]:
        inside = mnist.trace(model, pixels.flatten(1))
        names = (*(f"{count} units" for count in mnist.HIDDEN), LOGITS)
        return dict(zip(names, (inside.a1, inside.a2, inside.logits), strict=True))

    return WindowedNetwork(
        "digit network",
        tuple(str(digit) for digit in range(digits.N_CLASSES)),
        digits.SIDE,
        lambda pixels: pixels,
        Image.Resampling.BOX,
        observe,
        None,
        1,
    )


def digit_surroundings(image: np.ndarray) -> np.ndarray:
    """Return a digit (28, 28) uint8 with what lies around every digit of MNIST: black."""
    return np.pad(image, WINDOW_REACH)


def _observing(
    module: nn.Module, names: Mapping[str, str]
) -> Callable[[Tensor], dict[str, Tensor]]:
    """Return a function that notes what the layers `names` give, and the logits."""
    swift = module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    traced = Traced(swift)
    device = next(module.parameters()).device

    def observe(pixels: Tensor) -> dict[str, Tensor]:
        seen: dict[str, Tensor] = {}

        def note(name: str, result: Tensor) -> Tensor:
            if name in names:
                seen[names[name]] = result.cpu()
            return result

        pixels = pixels.to(device, memory_format=torch.channels_last)
        logits = traced.run(pixels, note)
        return seen | {LOGITS: logits.cpu()}

    return observe
