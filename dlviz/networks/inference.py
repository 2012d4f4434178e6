"""A trained network made ready to answer quickly; its numbers stay those of the network."""

import copy
from functools import cached_property

import torch
from torch import Tensor, fx, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from dlviz import device

BF16, FP32 = "bfloat16", "float32"
TOP = 5
_CHUNK = 16  # pictures at a time: more would not be faster, and would hold more memory


class Inference:
    """What a trained network answers, with less work than the network itself.

    Every batch normalisation is taken over by the convolution before it, and the maps lie in memory
    channel by channel (channels last), as fast convolutions want them: the same numbers, up to
    rounding. Any number of threads may ask at once.
    """

    def __init__(self, module: nn.Module) -> None:
        """Prepare `module`, which is in eval mode and without gradients, and stays as it is."""
        self._whole: nn.Module = fuse(module)
        self._whole.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._device = next(module.parameters()).device

    @cached_property
    def _half(self) -> nn.Module:
        return copy.deepcopy(self._whole).bfloat16()

    def logits(self, pixels: Tensor, *, swift: bool = False) -> Tensor:
        """Return the (N, classes) logits of `pixels` (N, C, H, W), float32 on the CPU.

        Args:
            pixels: Prepared for the network.
            swift: Whether to compute in the format that `precision` names for them.
        """
        number = torch.bfloat16 if swift and self.precision(pixels) == BF16 else torch.float32
        return self._run(pixels, number)

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

    def _run(self, pixels: Tensor, number: torch.dtype) -> Tensor:
        module = self._half if number == torch.bfloat16 else self._whole
        with torch.inference_mode():
            parts = [
                module(part.to(self._device, number, memory_format=torch.channels_last)).float()
                for part in pixels.split(_CHUNK)
            ]
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
