"""The lecture's convolutional network for CIFAR-100: architecture, weights, batch-norm folding."""

import math
from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

from dlviz import shipped
from dlviz.datasets.cifar100 import N_CHANNELS, N_CLASSES, SIDE

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "models"
END = "end"
FILTERS = (32, 64, 128, 256)  # per convolution, block by block: maps halve, filters double
CONVOLUTIONS = 2  # per block
N_FLAT = FILTERS[-1] * (SIDE >> len(FILTERS)) ** 2

# Per channel, over the 50,000 training pictures with pixels in [0, 1].
MEAN = (0.5071, 0.4866, 0.4409)
DEVIATION = (0.2673, 0.2564, 0.2762)


def cifar_network(*, batch_norm: bool = False) -> nn.Sequential:
    """Return the network, untrained: four blocks of convolutions and pooling, then a dense layer.

    It takes (N, 3, 32, 32) standardised pixels and gives (N, 100) logits. Every layer has a name:
    conv1_1, relu1_1, conv1_2, relu1_2, pool1, ..., pool4, flatten, dense.

    Args:
        batch_norm: Whether batch normalisation follows each convolution, as during training;
            `fold` removes it afterwards.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    n_maps = N_CHANNELS
    for block, n_filters in enumerate(FILTERS, start=1):
        for place in range(1, CONVOLUTIONS + 1):
            name = f"{block}_{place}"
            layers[f"conv{name}"] = nn.Conv2d(n_maps, n_filters, 3, padding=1, bias=not batch_norm)
            if batch_norm:
                layers[f"norm{name}"] = nn.BatchNorm2d(n_filters)
            layers[f"relu{name}"] = nn.ReLU()
            n_maps = n_filters
        layers[f"pool{block}"] = nn.MaxPool2d(2)
    layers["flatten"] = nn.Flatten()
    layers["dense"] = nn.Linear(N_FLAT, N_CLASSES)
    return nn.Sequential(layers)


def new_network(rng: torch.Generator) -> nn.Sequential:
    """Return the network with batch normalisation, in training mode, its weights from `rng`."""
    with torch.device("meta"):  # without this, PyTorch would draw from the global generator
        model = cifar_network(batch_norm=True)
    model.to_empty(device="cpu")
    for layer in model:
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_parameters()
    return initialise(model, rng)


def initialise(model: nn.Sequential, rng: torch.Generator) -> nn.Sequential:
    """Draw new weights for `model` from `rng` and return it; the global random state is unchanged.

    Convolutions: normal with variance 2 / inputs (He et al., 2015). Dense layer: uniform in
    +-1/sqrt(inputs). Biases: 0.
    """
    with torch.no_grad():
        for layer in model:
            if isinstance(layer, nn.Conv2d):
                n_inputs = layer.weight[0].numel()
                layer.weight.normal_(0, math.sqrt(2 / n_inputs), generator=rng)
            elif isinstance(layer, nn.Linear):
                bound = 1 / math.sqrt(layer.in_features)
                layer.weight.uniform_(-bound, bound, generator=rng)
            if isinstance(layer, nn.Conv2d | nn.Linear) and layer.bias is not None:
                layer.bias.zero_()
    return model


def fold(model: nn.Sequential) -> nn.Sequential:
    """Return a network without batch normalisation that computes the same as `model`.

    In eval mode a batch normalisation multiplies each map by a factor and adds a constant; both
    are merged into the filters and biases before it. The result is exactly the lecture's network.
    """
    with torch.device("meta"):  # the weights come from `model`: no random numbers are drawn
        folded = cifar_network()
    weights: dict[str, Tensor] = {}
    for name, layer in model.named_children():
        if isinstance(layer, nn.Conv2d):
            norm = model.get_submodule(name.replace("conv", "norm"))
            assert isinstance(norm, nn.BatchNorm2d)
            assert norm.running_mean is not None
            assert norm.running_var is not None
            weight, bias = fuse_conv_bn_weights(
                layer.weight, layer.bias, norm.running_mean, norm.running_var,
                norm.eps, norm.weight, norm.bias,
            )  # fmt: skip
            weights |= {f"{name}.weight": weight.detach(), f"{name}.bias": bias.detach()}
        elif isinstance(layer, nn.Linear):
            weights |= {
                f"{name}.weight": layer.weight.detach(),
                f"{name}.bias": layer.bias.detach(),
            }
    folded.to_empty(device="cpu").load_state_dict(weights)
    return folded.eval().requires_grad_(False)


def standardise(pixels: Tensor) -> Tensor:
    """Return pixels (N, 3, 32, 32) in [0, 1] standardised with MEAN and DEVIATION, per channel."""
    mean, deviation = (pixels.new_tensor(values)[:, None, None] for values in (MEAN, DEVIATION))
    return (pixels - mean) / deviation


def moments(*, augmented: bool = True) -> tuple[int, ...]:
    """Return the epochs after which weights were kept, ascending; the last is the end.

    Raises:
        ShippedFileError: if there are none.
    """
    files = FOLDER.glob(f"{_name(augmented=augmented)}_[0-9]*.safetensors")
    kept = tuple(sorted(int(file.stem.rpartition("_")[2]) for file in files))
    if not kept:
        raise shipped.missing(FOLDER / f"{_name(augmented=augmented)}.safetensors")
    return kept


@cache
def load(moment: int | str = END, *, augmented: bool = True) -> nn.Sequential:
    """Return the network on the CPU, in eval mode, without gradients; loaded once per process.

    It takes standardised pixels (N, 3, 32, 32) and gives (N, 100) logits.

    Args:
        moment: One of `moments()`, or END.
        augmented: False for the network trained on unchanged pictures.

    Raises:
        ValueError: if no weights were kept at that moment.
        ShippedFileError: if their file is missing or damaged.
    """
    kept = moments(augmented=augmented)
    epoch = kept[-1] if moment == END else moment
    if epoch not in kept:
        raise ValueError(f"no weights were kept after {moment} epochs: choose one of {kept}")
    with torch.device("meta"):  # the weights come from the file: no random numbers are drawn
        model = cifar_network()
    file = FOLDER / f"{_name(augmented=augmented)}_{epoch:03}.safetensors"
    with shipped.reading(file):
        weights = {key: value.float() for key, value in load_file(file).items()}
        model.load_state_dict(weights, assign=True)
    return model.eval().requires_grad_(False)


def record(*, augmented: bool = True) -> dict[str, Any]:
    """Return how the weights were made and how accurate they are.

    The keys are parameters, seed, epochs, settings, top1 and top5 (shares of the 10,000 test
    pictures), curve (a record for each epoch), torch and command; and note, if the training
    differed from what the command does.
    """
    made: dict[str, Any] = shipped.read_json(FOLDER / f"{_name(augmented=augmented)}.json")
    return made


def _name(*, augmented: bool) -> str:
    return "cifar" if augmented else "cifar_plain"
