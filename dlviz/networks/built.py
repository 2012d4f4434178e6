"""Turn a network from the layer-by-layer builder into a PyTorch module."""

from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dlviz.architecture import Step, compute_shapes
from dlviz.layers import Activation, Convolution, Dense, Dropout, Flatten, Network, Pooling
from dlviz.networks.cifar import initialise
from dlviz.networks.mnist import Dropout as SeededDropout

_ACTIVATIONS = {"ReLU": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
_POOLINGS = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}


@dataclass(frozen=True, slots=True)
class OwnNetwork:
    """A network that a visitor has built and trained.

    Attributes:
        title: Name shown on the pages.
        module: In eval mode, without gradients, on the CPU; from (N, C, H, W) pixels in [0, 1] to
            logits.
        input_shape: (C, H, W).
        categories: Names of the outputs.
        network: Its layers.
    """

    title: str
    module: nn.Sequential
    input_shape: tuple[int, int, int]
    categories: tuple[str, ...]
    network: Network


def build(network: Network, seed: int) -> nn.Sequential:
    """Return the network with random weights, in eval mode and without gradients.

    It takes (N, C, H, W); its layers have the names of `Network.names`. Weights depend on `seed`
    only; the global random state does not change.

    Raises:
        ValueError: with the network's problem as a sentence, if its layers do not fit together.
    """
    module = without_numbers(network).to_empty(device="cpu")
    initialise(module, torch.Generator().manual_seed(seed))
    return module.eval().requires_grad_(False)


def without_numbers(network: Network) -> nn.Sequential:
    """Return the network with weights that have shapes only, on the device "meta".

    Raises:
        ValueError: with the network's problem as a sentence, if its layers do not fit together.
    """
    path = compute_shapes(network)
    if path.problem:
        raise ValueError(path.problem.sentence)
    with torch.device("meta"):
        return nn.Sequential(OrderedDict((step.name, _module(step)) for step in path.steps))


def learner(module: nn.Sequential) -> nn.Sequential:
    """Return the same layers, sharing their weights, with dropout that takes a generator.

    `dlviz.training.loop` gives these dropout layers the training's generator; PyTorch's own
    dropout can only use the global one.
    """
    layers = OrderedDict(
        (name, SeededDropout(layer.p) if isinstance(layer, nn.Dropout) else layer)
        for name, layer in module.named_children()
    )
    return nn.Sequential(layers)


def _module(step: Step) -> nn.Module:
    layer = step.layer
    match layer:
        case Convolution():
            return nn.Conv2d(step.before[0], layer.filters, layer.size, layer.stride, layer.padding)
        case Activation():
            return _ACTIVATIONS[layer.function]()
        case Pooling():
            return _POOLINGS[layer.kind](layer.size, layer.stride)
        case Dropout():
            return nn.Dropout(layer.per_cent / 100)
        case Flatten():
            return nn.Flatten()
        case Dense():
            return nn.Linear(step.before[0], layer.units)


def read_picture(module: nn.Sequential, pixels: Tensor) -> dict[str, Tensor]:
    """Return every layer's output for one picture (C, H, W), by the layer's name."""
    results = {}
    with torch.inference_mode():
        result = pixels[None]
        for name, layer in module.named_children():
            result = layer(result)
            results[name] = result[0]
    return results
