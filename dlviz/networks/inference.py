"""A trained network made ready to answer quickly; its numbers stay those of the network."""

import copy
from functools import cached_property

import torch
from torch import Tensor, fx, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from dlviz import device
from dlviz.scheduling.turn import Progress, no_progress

BF16, FP32 = "bfloat16", "float32"
TOP = 5
_CHUNK = 16  # pictures at a time: more would not be faster, and would hold more memory


class Inference:
    """What a trained network answers, with less work than the network itself.

    Every batch normalisation is taken over by the convolution before it, the maps lie in memory
    channel by channel (channels last), and on a processor the weights as its convolutions want
    them: the same numbers, up to rounding. Any number of threads may ask at once.
    """

    def __init__(self, module: nn.Module) -> None:
        """Prepare `module`, which is in eval mode and without gradients, and stays as it is."""
        self._fused = fuse(module)
        self._device = next(module.parameters()).device
        self._whole = self._in_format(torch.float32)

    @cached_property
    def _half(self) -> nn.Module:
        return self._in_format(torch.bfloat16)

    def _in_format(self, number: torch.dtype) -> nn.Module:
        if self._device.type == "cpu" and torch.backends.mkldnn.is_available():
            return pack(self._fused, number)
        module = copy.deepcopy(self._fused).to(number)
        return module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def logits(
        self, pixels: Tensor, *, swift: bool = False, progress: Progress = no_progress
    ) -> Tensor:
        """Return the (N, classes) logits of `pixels` (N, C, H, W), float32 on the CPU.

        Args:
            pixels: Prepared for the network.
            swift: Whether to compute in the format that `precision` names for them.
            progress: Told after each batch which share is done.
        """
        number = torch.bfloat16 if swift and self.precision(pixels) == BF16 else torch.float32
        return self._run(pixels, number, progress)

    def precision(self, pixels: Tensor) -> str:
        """Return BF16 where that is faster and changes no first five answers, else FP32.

        It is measured on these very pictures: the first of them, the middle one and the last.
        """
        if not device.multiplies_bf16(self._device):
            return FP32
        chosen = pixels[sorted({0, len(pixels) // 2, len(pixels) - 1})]
        exact, rounded = (self._run(chosen, number) for number in (torch.float32, torch.bfloat16))
        first = [logits.topk(min(TOP, logits.shape[1])).indices for logits in (exact, rounded)]
        return BF16 if torch.equal(*first) else FP32

    def _run(self, pixels: Tensor, number: torch.dtype, progress: Progress = no_progress) -> Tensor:
        module = self._half if number == torch.bfloat16 else self._whole
        parts: list[Tensor] = []
        for at, part in enumerate(pixels.split(_CHUNK)):
            if at:
                progress(at * _CHUNK / len(pixels))
            given = part.to(self._device, number, memory_format=torch.channels_last)
            with torch.inference_mode():
                parts.append(module(given).float())
        return torch.cat(parts).cpu()


def fuse(module: nn.Module) -> fx.GraphModule:
    """Return a copy of `module`, in eval mode, whose convolutions do the normalisation as well.

    A batch normalisation at rest is a factor and a summand for each map; filters and bias of the
    convolution before it take them over, unless something else looks at that convolution's maps.
    """
    fused = fx.symbolic_trace(copy.deepcopy(module))
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


# How oneDNN calls the activations that a convolution can compute along.
_THEN: dict[type, tuple[str, list[float]]] = {
    nn.ReLU: ("relu", []),
    nn.ReLU6: ("hardtanh", [0.0, 6.0]),
}


class _PackedConvolution(nn.Module):
    """A convolution, with the activation behind it, in the order in which oneDNN computes.

    PyTorch brings a convolution's weights into that order at every call, which for one picture
    takes a tenth of the time. Its compiler packs them beforehand with these operators; they are not
    part of its public interface, so the version of torch is pinned and a test compares the numbers.
    """

    def __init__(self, layer: nn.Conv2d, activation: nn.Module | None, number: torch.dtype) -> None:
        super().__init__()
        self._how = (list(layer.padding), list(layer.stride), list(layer.dilation), layer.groups)
        dense = layer.weight.detach().to(number).to_mkldnn()
        self._weight = torch._C._nn.mkldnn_reorder_conv2d_weight(dense, *self._how)
        self._bias = None if layer.bias is None else layer.bias.detach().to(number)
        self._then = _THEN.get(type(activation), ("none", []))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C_out, H_out, W_out) for x (N, C_in, H, W), channels last."""
        return torch.ops.mkldnn._convolution_pointwise(
            x, self._weight, self._bias, *self._how, *self._then, ""
        )


def pack(module: fx.GraphModule, number: torch.dtype) -> fx.GraphModule:
    """Return a copy of a fused network, on the processor, whose convolutions are packed.

    Args:
        module: What `fuse` returns.
        number: Of weights and maps.
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
        packed.set_submodule(str(node.target), _PackedConvolution(layer, activation, number))
    packed.delete_all_unused_submodules()
    packed.recompile()
    return packed.to(number)
