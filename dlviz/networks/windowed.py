"""Networks that see a movable window of a larger picture, to measure shift invariance."""

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

WINDOW_REACH = 16  # largest shift of the window in each direction, in pixels
LOGITS = "logits"

# Layers whose outputs are compared, with the names shown. Of EfficientNet-Lite0: the first
# activation, then the last maps of every size.
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
    """A picture with a margin around the window, as the network's input values.

    Attributes:
        pixels: (C, S + 2 R, S + 2 R); the unshifted window is the middle, and R = WINDOW_REACH
            pixels on every side can come into view.
    """

    pixels: Tensor

    @property
    def side(self) -> int:
        """Rows and columns of the window."""
        return self.pixels.shape[-1] - 2 * WINDOW_REACH

    def windows(self, shifts: np.ndarray) -> Tensor:
        """Return (N, C, S, S): the window after each of the shifts `shifts` (N, 2).

        A shift (dx, dy) moves the window's content dx pixels to the right and dy down.
        """
        return windows(self.pixels, self.side, shifts)


@dataclass(frozen=True, slots=True)
class WindowedNetwork:
    """A trained network with preprocessing that keeps a margin around the network's input.

    It exists beside `ImageNetwork` because the window must be movable: photos keep a margin, and
    the first convolution is computed once for window and margin together.

    Attributes:
        title: Name shown to visitors.
        categories: Names of its outputs.
        side: Rows and columns of its input.
        standardise: From pixels (C, H, W) in [0, 1] to the network's input values.
        resampling: Filter for resizing photos.
        observe: From (N, C, S, S) to the outputs of the compared layers by name, in order; the
            last is LOGITS.
        first: Its first convolution and activation, without padding; None if it has none.
        step: Pixels between neighbouring positions of `first` (its stride).
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
        """Return the middle of `photo` (RGB) with its margin, (S + 2 R, S + 2 R, 3) uint8."""
        side, shorter = self.side + 2 * WINDOW_REACH, min(photo.size)
        # Rounded as torchvision does: unshifted, EfficientNet-Lite0 sees exactly its usual crop.
        width, height = (side * length // shorter for length in photo.size)
        resized = photo.resize((width, height), self.resampling)
        left, top = round((width - side) / 2), round((height - side) / 2)
        return np.asarray(resized.crop((left, top, left + side, top + side)))

    def scene(self, surroundings: np.ndarray) -> Scene:
        """Return the network's input values for a picture with its margin.

        Args:
            surroundings: (S + 2 R, S + 2 R, 3) uint8, or without colours (H, W).
        """
        pixels = torch.from_numpy(np.array(surroundings)).float() / 255
        pixels = pixels[None] if pixels.ndim == 2 else pixels.permute(2, 0, 1)
        return Scene(self.standardise(pixels).contiguous())


def windows(pixels: Tensor, side: int, shifts: np.ndarray) -> Tensor:
    """Return windows (N, C, side, side) of `pixels` (C, H, W), from the middle shifted by `shifts`.

    Args:
        pixels: The larger picture.
        side: Rows and columns of a window.
        shifts: (N, 2) shifts (dx, dy) of the window's content, to the right and down.

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
    """Return the CIFAR-100 network; with augmented=False the one trained on unchanged pictures."""
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
    """Return EfficientNet-Lite0 with preprocessing that keeps WINDOW_REACH pixels of margin."""
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
    """Return a shipped digit network with hidden layers, one of `dlviz.networks.mnist.NAMES`.

    Raises:
        ValueError: if the network has no hidden layers.
    """
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
    """Return a digit (28, 28) uint8 with a black margin, as MNIST's digits are on black."""
    return np.pad(image, WINDOW_REACH)


def _observing(
    module: nn.Module, names: Mapping[str, str]
) -> Callable[[Tensor], dict[str, Tensor]]:
    """Return a function that computes the outputs of the layers `names`, and the logits."""
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
