"""One feature map as a sum over input maps, and Grad-CAM heat maps."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.traced import Traced


@dataclass(frozen=True, slots=True)
class Parts:
    """One output map of a convolution, split into the contributions of the input maps.

    Attributes:
        inputs: The input maps that the filter sees, in the order of `partial`.
        partial: (C, H, W) contribution of each input map: it alone, convolved with its filter.
        bias: The number added everywhere.
        total: (H, W) sum of the contributions and the bias.
    """

    inputs: range
    partial: Tensor
    bias: float
    total: Tensor


def take_apart(layer: nn.Conv2d, given: Tensor, index: int) -> Parts:
    """Return output map `index` of `layer` for the input `given`, split by input maps.

    The sum is computed in float64; any difference from the layer's own output is the layer's
    rounding.

    Args:
        layer: The convolution, with any groups, stride, padding and dilation.
        given: (C_in, H, W) the layer's input.
        index: Index of the output map.
    """
    n_seen = layer.weight.shape[1]  # input maps of one group
    first = index // (layer.out_channels // layer.groups) * n_seen
    inputs = range(first, first + n_seen)
    filters = layer.weight[index].detach()[:, None].double()  # (C, 1, kh, kw)
    partial = functional.conv2d(
        given[None, inputs.start : inputs.stop].double(),
        filters,
        stride=layer.stride,
        padding=layer.padding,
        dilation=layer.dilation,
        groups=n_seen,
    )[0]
    bias = 0.0 if layer.bias is None else float(layer.bias[index].detach())
    return Parts(inputs, partial.float(), bias, (partial.sum(dim=0) + bias).float())


def is_dead(maps: Tensor) -> Tensor:
    """Return for each of the maps (C, H, W) whether it is constant."""
    flat = maps.flatten(1)
    return (flat == flat[:, :1]).all(dim=1)


def activity(maps: np.ndarray) -> np.ndarray:
    """Return for each of the maps (C, H, W) its mean absolute response."""
    means: np.ndarray = np.abs(maps).reshape(len(maps), -1).mean(axis=1)
    return means


def most_active_first(maps: np.ndarray) -> np.ndarray:
    """Return the indices (C,) of maps (C, H, W) by falling activity; equal ones stay in order."""
    order: np.ndarray = np.argsort(-activity(maps), kind="stable")
    return order


def share_of_zeros(maps: np.ndarray) -> float:
    """Return which share of all numbers of some maps is 0, in [0, 1]."""
    return float((maps == 0).mean())


def stretched(map_: Tensor, size: tuple[int, int]) -> Tensor:
    """Return a map (h, w) smoothly enlarged to `size` (H, W)."""
    wide = functional.interpolate(map_[None, None], size, mode="bilinear", align_corners=False)
    return wide[0, 0]


def grad_cam(traced: Traced, pixels: Tensor, name: str, label: int) -> Tensor:
    """Return the Grad-CAM heat map: which positions of a layer raise a class's logit.

    R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
    localization", 2017: each map is weighted by the mean gradient of the class's logit over it; the
    weighted maps are added, and negative values are set to 0.

    Args:
        traced: The network.
        pixels: (1, C, H, W), prepared for the network.
        name: The layer, one of `traced.layers`.
        label: The class.

    Returns:
        (h, w) in [0, 1], as large as the layer's maps. It is scaled so that the maximum is 1,
        however weak the evidence is; all 0 if no value is positive.
    """
    spoken = class_map(traced, pixels, name, label).clamp_min(0)
    return spoken / spoken.max() if spoken.max() > 0 else spoken


def class_map(traced: Traced, pixels: Tensor, name: str, label: int) -> Tensor:
    """Return Grad-CAM's weighted sum of maps (h, w), signed and unscaled.

    The arguments are those of `grad_cam`. Values of two classes at one layer can be compared.
    """
    maps = Tensor()

    def keep(layer: str, result: Tensor) -> Tensor:
        nonlocal maps
        if layer != name:
            return result
        maps = result.detach().clone().requires_grad_(True)
        # The next layer may work in place, which autograd forbids on a leaf tensor.
        return maps.clone()

    with torch.enable_grad():
        logit = traced.run(pixels, keep)[0, label]
        (slopes,) = torch.autograd.grad(logit, maps)
    weights = slopes.mean(dim=(2, 3), keepdim=True)  # (1, C, 1, 1)
    return weighted_maps(maps.detach(), weights)


def weighted_maps(maps: Tensor, weights: Tensor) -> Tensor:
    """Return the sum (h, w) of maps (1, C, h, w), each times its weight (1, C, 1, 1)."""
    return (weights * maps).sum(dim=1)[0]
