"""Lines of programs that load trained networks, and the files that these lines read.

torchvision has ResNet50 and downloads its weights itself. Networks that ship with this project come
as files beside the program: weights in PyTorch's format, and EfficientNet-Lite0's source code.
"""

import io
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn

from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.networks import cifar, imagenet, mnist
from dlviz.networks.efficientnet_lite import efficientnet_lite0
from dlviz.snippets.excerpt import excerpt

Files = Mapping[str, Callable[[], bytes]]

LITE_MODULE, LITE_WEIGHTS = "efficientnet_lite0.py", "efficientnet_lite0.pth"

_RESNET50 = """\
weights = ResNet50_Weights.IMAGENET1K_{version}  # torchvision fetches them once, some 100 MB
network = resnet50(weights=weights).eval().requires_grad_(False)
transform = weights.transforms()
names = weights.meta["categories"]"""
_LITE = """\
network = efficientnet_lite0().eval().requires_grad_(False)
network.load_state_dict(torch.load("efficientnet_lite0.pth", weights_only=True))
imagenet = ResNet50_Weights.IMAGENET1K_V1  # torchvision's: the thousand names, and how it crops
transform = imagenet.transforms(
    resize_size=256,
    mean=(127 / 255,) * 3,
    std=(128 / 255,) * 3,
    interpolation=InterpolationMode.BICUBIC,
)
names = imagenet.meta["categories"]"""
_CIFAR = """\
layers, n_maps = OrderedDict(), 3
for block, n_filters in enumerate((32, 64, 128, 256), start=1):
    for place in (1, 2):
        layers[f"conv{{block}}_{{place}}"] = nn.Conv2d(n_maps, n_filters, 3, padding=1)
        layers[f"relu{{block}}_{{place}}"] = nn.ReLU()
        n_maps = n_filters
    layers[f"pool{{block}}"] = nn.MaxPool2d(2)
layers["flatten"] = nn.Flatten()
layers["dense"] = nn.Linear(4 * 256, 100)
network = nn.Sequential(layers).eval().requires_grad_(False)
network.load_state_dict(torch.load("{file}", weights_only=True))
mean = torch.tensor({mean})[:, None, None]  # of the training pictures
deviation = torch.tensor({deviation})[:, None, None]"""
_DIGITS = """\
network = nn.Sequential(
    OrderedDict(
        flatten=nn.Flatten(),
        hidden1=nn.Linear(784, 256),
        relu1=nn.ReLU(),
        hidden2=nn.Linear(256, 128),
        relu2=nn.ReLU(),
        output=nn.Linear(128, 10),
    )
)
network.eval().requires_grad_(False).load_state_dict(torch.load("{file}", weights_only=True))"""


def imagenet_imports(name: str, module: str = LITE_MODULE) -> str:
    """Return the imports for `imagenet_lines`; `module` is the file with EfficientNet-Lite0."""
    if name == "resnet50":
        return "from torchvision.models import ResNet50_Weights, resnet50\n"
    return (
        f"from {module.removesuffix('.py')} import efficientnet_lite0  # the file beside this one\n"
        "from torchvision.models import ResNet50_Weights\n"
        "from torchvision.transforms import InterpolationMode\n"
    )


def imagenet_lines(name: str, version: str = "V1") -> str:
    """Return the lines that load `network`, its preprocessing `transform` and the class `names`.

    Args:
        name: One of `imagenet.NAMES`.
        version: Version of ResNet50's weights.
    """
    return _RESNET50.format(version=version or "V1") if name == "resnet50" else _LITE


def imagenet_files(name: str, *, has_module: bool = True) -> Files:
    """Return the files that these lines read; without the source if another file contains it."""
    if name == "resnet50":
        return {}
    source = {LITE_MODULE: lite_source} if has_module else {}
    return {**source, LITE_WEIGHTS: lambda: state_file(imagenet.load("efficientnet_lite0").module)}


def lite_source() -> bytes:
    """Return the file with EfficientNet-Lite0's layers."""
    return excerpt("EfficientNet-Lite0, a network for phones.", efficientnet_lite0).encode()


CIFAR_IMPORTS = "from collections import OrderedDict\n"


def cifar_file(moment: int | None = None, *, augmented: bool = True) -> str:
    """Return the file name of the CIFAR-100 network's weights after `moment` epochs."""
    epoch = cifar.moments(augmented=augmented)[-1] if moment is None else moment
    return f"cifar{'' if augmented else '_plain'}_{epoch:03}.pth"


def cifar_lines(moment: int | None = None, *, augmented: bool = True) -> str:
    """Return the lines that load the CIFAR-100 `network`, and its `mean` and `deviation`.

    Args:
        moment: Epoch of the weights, None for the end of the training.
        augmented: False for the network trained on unchanged pictures.
    """
    return _CIFAR.format(
        file=cifar_file(moment, augmented=augmented), mean=cifar.MEAN, deviation=cifar.DEVIATION
    )


def cifar_files(moment: int | None = None, *, augmented: bool = True) -> Files:
    """Return the files that these lines read."""
    end = cifar.END if moment is None else moment
    return {
        cifar_file(moment, augmented=augmented): lambda: state_file(
            cifar.load(end, augmented=augmented)
        )
    }


def cifar_names() -> str:
    """Return the line that defines CIFAR-100's class names as `names`."""
    words = textwrap.fill(", ".join(CLASS_NAMES), 88, break_on_hyphens=False)
    return f'names = """\\\n{words}""".replace("\\n", " ").split(", ")'


def digit_lines(name: str) -> str:
    """Return the lines that load a digit `network`, (N, 1, 28, 28) pixels in [0, 1] to logits."""
    return _DIGITS.format(file=f"{name}.pth")


def digit_files(name: str) -> Files:
    """Return the files that these lines read."""
    return {f"{name}.pth": lambda: state_file(mnist.load(name))}


def picture_file(pixels: np.ndarray) -> bytes:
    """Return a picture, (H, W) or (H, W, 3) uint8, as a PNG file, which is lossless."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def state_file(module: nn.Module) -> bytes:
    """Return the weights of a network, on the CPU, as a file for `torch.load`."""
    buffer = io.BytesIO()
    state: dict[str, Any] = {
        name: value.detach().cpu().contiguous() for name, value in module.state_dict().items()
    }
    torch.save(state, buffer)
    return buffer.getvalue()
