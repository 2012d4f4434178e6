"""What a convolution makes of its input maps: the lecture's sum, map by map; and Grad-CAM."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.traced import Traced


@dataclass(frozen=True, slots=True)
class Parts:
    """One map of a convolution, taken apart.

    Attributes:
        inputs: Which input maps the filter looks at, in the order of `partial`.
        partial: (C, H, W) one input map's share each: this map alone, under its own filter.
        bias: The number added everywhere.
        total: (H, W) the sum of the partial maps and the bias.
    """

    inputs: range
    partial: Tensor
    bias: float
    total: Tensor


def take_apart(layer: nn.Conv2d, given: Tensor, index: int) -> Parts:
    """Return map `index` of what `layer` computes from `given` as a sum over its input maps.

    The sum is taken in float64: what is left of a difference to the layer's own output is the
    layer's rounding.

    Args:
        layer: The convolution; groups, stride, padding and dilation are those of the layer.
        given: (C_in, H, W) the layer's input.
        index: Of the output map.
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
    """Return for each of the maps (C, H, W) whether it is the same number everywhere."""
    flat = maps.flatten(1)
    return (flat == flat[:, :1]).all(dim=1)


def stretched(map_: Tensor, size: tuple[int, int]) -> Tensor:
    """Return a map (h, w) as smooth as a picture of `size` (H, W)."""
    wide = functional.interpolate(map_[None, None], size, mode="bilinear", align_corners=False)
    return wide[0, 0]


def grad_cam(traced: Traced, pixels: Tensor, name: str, label: int) -> Tensor:
    """Return where the maps of a layer speak for a class.

    R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
    localization", 2017: the maps are added up, each times the mean of the class logit's gradient
    over it, and what is negative is left out.

    Args:
        traced: The network.
        pixels: (1, C, H, W), prepared for the network.
        name: The layer, one of `traced.layers`.
        label: The class.

    Returns:
        (h, w) in [0, 1], as large as the layer's maps, 1 at the strongest place however little that
        says for the class; all 0 where nothing speaks for it.
    """
    spoken = class_map(traced, pixels, name, label).clamp_min(0)
    return spoken / spoken.max() if spoken.max() > 0 else spoken


def class_map(traced: Traced, pixels: Tensor, name: str, label: int) -> Tensor:
    """Return Grad-CAM's weighted sum (h, w) itself: what each place adds to the class, signed.

    Arguments are those of `grad_cam`. Sums of two classes at one layer can be compared.
    """
    maps = Tensor()

    def keep(layer: str, result: Tensor) -> Tensor:
        nonlocal maps
        if layer != name:
            return result
        maps = result.detach().clone().requires_grad_(True)
        # The next layer may work in place, which a leaf of the graph does not allow.
        return maps.clone()

    with torch.enable_grad():
        logit = traced.run(pixels, keep)[0, label]
        (slopes,) = torch.autograd.grad(logit, maps)
    weights = slopes.mean(dim=(2, 3), keepdim=True)  # (1, C, 1, 1)
    return (weights * maps.detach()).sum(dim=1)[0]
