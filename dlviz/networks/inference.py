"""Fast inference: fused and packed copies of a trained network that give the same numbers."""

import copy

import torch
from torch import Tensor, fx, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from dlviz.scheduling.turn import Progress, no_progress
from dlviz.traced import trace

_CHUNK = 16  # batch size: a larger one is not faster and takes more memory


class Inference:
    """A trained network, rearranged to compute its logits faster.

    Batch normalisations are folded into the convolutions before them, feature maps are stored
    channels last, and on a CPU the weights are stored in the order that its convolutions use. The
    results are equal up to float32 rounding. It is thread-safe.

    Lower precision would be faster on machines that support it, but is not used: along a curve
    some steps are always so close that bfloat16 would name another winner.
    """

    def __init__(self, module: nn.Module) -> None:
        """Prepare a copy of `module`, which must be in eval mode and without gradients."""
        self._fused = fuse(module)
        self._device = next(module.parameters()).device
        self._ready = self._arranged()

    def _arranged(self) -> nn.Module:
        if self._device.type == "cpu" and torch.backends.mkldnn.is_available():
            return pack(self._fused)
        module = copy.deepcopy(self._fused)
        return module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def logits(self, pixels: Tensor, *, progress: Progress = no_progress) -> Tensor:
        """Return the (N, classes) logits of `pixels` (N, C, H, W), float32 on the CPU.

        Args:
            pixels: Prepared for the network.
            progress: Called after each batch with the share done, 0 to 1.
        """
        parts: list[Tensor] = []
        for at, part in enumerate(pixels.split(_CHUNK)):
            if at:
                progress(at * _CHUNK / len(pixels))
            given = part.to(self._device, memory_format=torch.channels_last)
            with torch.inference_mode():
                parts.append(self._ready(given))
        return torch.cat(parts).cpu()


def fuse(module: nn.Module) -> fx.GraphModule:
    """Return a copy of `module` (in eval mode) with batch normalisation folded into convolutions.

    In eval mode a batch normalisation multiplies each map by a factor and adds a constant. Both are
    merged into the convolution before it, unless another layer uses that convolution's output too.
    """
    fused = trace(copy.deepcopy(module))
    layers = dict(fused.named_modules())
    for node in fused.graph.nodes:
        before = node.args[0] if node.args else None
        if (
            isinstance(layers.get(str(node.target)), nn.BatchNorm2d)
            and isinstance(before, fx.Node)
            and isinstance(layers.get(str(before.target)), nn.Conv2d)
            and len(before.users) == 1
        ):
            convolution, norm = layers[str(before.target)], layers[str(node.target)]
            fused.set_submodule(str(before.target), fuse_conv_bn_eval(convolution, norm))
            node.replace_all_uses_with(before)
            fused.graph.erase_node(node)
    fused.delete_all_unused_submodules()
    fused.recompile()
    return fused


# oneDNN's names of the activations that it can compute together with a convolution.
_THEN: dict[type, tuple[str, list[float]]] = {
    nn.ReLU: ("relu", []),
    nn.ReLU6: ("hardtanh", [0.0, 6.0]),
}


class _PackedConvolution(nn.Module):
    """A convolution and its activation, with the weights stored in oneDNN's order.

    PyTorch reorders a convolution's weights at every call, which for one picture takes a tenth of
    the time. These operators, used by PyTorch's compiler, reorder them once. They are not public
    API, so the version of torch is pinned and a test compares the numbers.
    """

    def __init__(self, layer: nn.Conv2d, activation: nn.Module | None) -> None:
        super().__init__()
        self._how = (list(layer.padding), list(layer.stride), list(layer.dilation), layer.groups)
        dense = layer.weight.detach().to_mkldnn()
        self._weight = torch._C._nn.mkldnn_reorder_conv2d_weight(dense, *self._how)
        self._bias = None if layer.bias is None else layer.bias.detach()
        self._then = _THEN.get(type(activation), ("none", []))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C_out, H_out, W_out) for x (N, C_in, H, W), channels last."""
        return torch.ops.mkldnn._convolution_pointwise(
            x, self._weight, self._bias, *self._how, *self._then, ""
        )


def pack(module: fx.GraphModule) -> fx.GraphModule:
    """Return a copy of a fused network, on the CPU, with packed convolutions.

    Args:
        module: What `fuse` returns, in float32.
    """
    packed = copy.deepcopy(module)
    layers = dict(packed.named_modules())
    for node in packed.graph.nodes:
        layer = layers.get(str(node.target))
        if not isinstance(layer, nn.Conv2d) or isinstance(layer.padding, str):
            continue
        behind = next(iter(node.users)) if len(node.users) == 1 else None
        activation = layers.get(str(behind.target)) if behind is not None else None
        if behind is not None and type(activation) in _THEN:
            behind.replace_all_uses_with(node)
            packed.graph.erase_node(behind)
        packed.set_submodule(str(node.target), _PackedConvolution(layer, activation))
    packed.delete_all_unused_submodules()
    packed.recompile()
    return packed
