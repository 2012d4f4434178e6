"""ImageNet networks split into named blocks, to freeze or fine-tune in transfer learning."""

import copy
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from dlviz.networks import imagenet
from dlviz.networks.imagenet import Classifier
from dlviz.networks.inference import fuse

HEAD = "fc"  # name of the last layer, which is replaced, in both networks
_CHUNK = 16  # batch size
_STEM = ("conv1", "bn1", "relu", "maxpool")  # modules of a ResNet's stem
_STAGES = ("layer1", "layer2", "layer3", "layer4")
_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Backbone:
    """A pretrained network split into blocks, with its original classifier.

    It exists beside `Classifier` because it is trained on: blocks are copied, frozen and replaced,
    and the embedding (the input of `fc`) is kept for every photo.

    Attributes:
        classifier: The network as it was trained, with its own preprocessing.
        network: The same modules as a sequence of blocks, `fc` last. Shared: never change it.
        blocks: Names of the blocks that have parameters, first to last, without `fc`.
        width: Length of the embedding.
        fast: The blocks before `fc`, fused for fast inference.
    """

    classifier: Classifier
    network: nn.Sequential
    blocks: tuple[str, ...]
    width: int
    fast: nn.Module

    @property
    def title(self) -> str:
        """Name shown to visitors."""
        return self.classifier.title

    @property
    def device(self) -> torch.device:
        """The device of its weights."""
        return self.classifier.device

    @property
    def n_frozen(self) -> int:
        """Number of parameters before `fc`."""
        return sum(self.n_parameters(block) for block in self.blocks)

    def n_parameters(self, block: str) -> int:
        """Return the number of parameters of the block called `block`."""
        return sum(own.numel() for own in self.network.get_submodule(block).parameters())

    def prepare(self, crops: np.ndarray) -> Tensor:
        """Return pictures (N, 224, 224, 3) uint8 as the network's input, (N, 3, 224, 224)."""
        pixels = torch.from_numpy(crops.copy()).permute(0, 3, 1, 2).float() / 255
        return self.classifier.standardise(pixels)

    def crop(self, image: Image.Image) -> np.ndarray:
        """Return the crop of `image` (RGB) that the network sees, (224, 224, 3) uint8."""
        return np.asarray(self.classifier.crop(image))

    def embed(self, pixels: Tensor) -> np.ndarray:
        """Return the embeddings (N, width) float32 of the inputs `pixels`."""
        with torch.inference_mode():
            parts = [
                self.fast(part.to(self.device, memory_format=torch.channels_last)).float().cpu()
                for part in pixels.split(_CHUNK)
            ]
        return torch.cat(parts).numpy()


def best() -> str:
    """Return the name of the preferred network: ResNet50 if its weights are here."""
    return next(name for name in imagenet.NAMES if imagenet.is_available(name))


def load(name: str) -> Backbone:
    """Return the network called `name`, one of `imagenet.NAMES`; it is loaded once per process.

    Raises:
        ValueError: for another name, or if a weights file does not fit the network.
        WeightsMissingError: if the weights are not on this machine.
    """
    classifier = imagenet.load(name)
    with _LOADING:
        return _of(classifier)


@cache
def _of(classifier: Classifier) -> Backbone:
    return of_classifier(classifier)


def of_classifier(classifier: Classifier) -> Backbone:
    """Return `classifier` split into blocks."""
    network = in_blocks(classifier.module)
    blocks = tuple(
        name for name, own in network.named_children() if name != HEAD and own.state_dict()
    )
    head = network.get_submodule(HEAD)
    if not isinstance(head, nn.Linear):
        raise ValueError("the network's last layer is not linear")
    before = nn.Sequential(OrderedDict(list(network.named_children())[:-1]))
    fast: nn.Module = fuse(before)
    fast.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Backbone(classifier, network, blocks, head.in_features, fast)


def in_blocks(module: nn.Module) -> nn.Sequential:
    """Return the same modules as one sequence; a ResNet's first four become the block "stem"."""
    if isinstance(module, nn.Sequential):
        return module
    row: OrderedDict[str, nn.Module] = OrderedDict()
    row["stem"] = nn.Sequential(OrderedDict((name, module.get_submodule(name)) for name in _STEM))
    row.update((name, module.get_submodule(name)) for name in _STAGES)
    row["pool"], row["flatten"] = module.get_submodule("avgpool"), nn.Flatten()
    row[HEAD] = module.get_submodule(HEAD)
    return nn.Sequential(row).train(module.training)


def with_head(backbone: Backbone, weight: np.ndarray, bias: np.ndarray) -> nn.Sequential:
    """Return the network with another `fc`, in eval mode; everything before it is shared.

    Args:
        backbone: The frozen part.
        weight: (classes, width).
        bias: (classes,).
    """
    head = _empty_head(backbone.width, len(bias)).requires_grad_(False).to(backbone.device)
    head.weight.copy_(torch.from_numpy(weight))
    head.bias.copy_(torch.from_numpy(bias))
    row = OrderedDict(backbone.network.named_children())
    row[HEAD] = head
    return nn.Sequential(row).eval()


def copied(backbone: Backbone, n_classes: int, generator: torch.Generator) -> nn.Sequential:
    """Return a trainable copy: the same weights, and a new `fc` for `n_classes`."""
    network = copy.deepcopy(backbone.network)
    network.add_module(HEAD, new_head(backbone.width, n_classes, generator).to(backbone.device))
    return network


def new_head(width: int, n_classes: int, generator: torch.Generator) -> nn.Linear:
    """Return a new last layer with PyTorch's default weights: uniform within 1 / sqrt(width)."""
    head = _empty_head(width, n_classes)
    with torch.no_grad():
        for own in head.parameters():
            own.uniform_(-(width**-0.5), width**-0.5, generator=generator)
    return head


def _empty_head(width: int, n_classes: int) -> nn.Linear:
    """Return a last layer without weights: PyTorch would draw them from the global generator."""
    head: nn.Linear = nn.utils.skip_init(nn.Linear, width, n_classes)
    return head


def checksums(network: nn.Sequential) -> dict[str, str]:
    """Return the SHA-256 of each block's parameters and buffers, bit for bit."""
    sums = {}
    for name, block in network.named_children():
        state = block.state_dict()
        if state:
            digest = hashlib.sha256()
            for own in state.values():
                digest.update(own.detach().cpu().contiguous().numpy().tobytes())
            sums[name] = digest.hexdigest()
    return sums


def weights_of(network: nn.Sequential) -> dict[str, Tensor]:
    """Return the parameters of every block as one vector each, copied to the CPU."""
    return {
        name: torch.cat([own.detach().flatten().cpu() for own in block.parameters()])
        for name, block in network.named_children()
        if block.state_dict()
    }


def movement(before: Mapping[str, Tensor], after: Mapping[str, Tensor]) -> dict[str, float]:
    """Return how far each block has moved: norm of the difference / norm of `before`."""
    return {
        name: float((after[name] - own).norm() / own.norm().clamp_min(1e-12))
        for name, own in before.items()
    }
