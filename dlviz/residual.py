"""Effect of residual blocks: sizes of branch and shortcut, and predictions without a branch.

K. He et al., "Deep residual learning for image recognition", 2016: a block computes a branch and
adds it to its input. A. Veit et al., "Residual networks behave like ensembles of relatively shallow
networks", 2016: with one branch left out, the rest still predicts well.

The blocks are run one after the other as their own `forward` does; a test compares the results. No
hooks are used, and the network is not changed.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from dlviz.networks.efficientnet_lite import InvertedResidual
from dlviz.scheduling.turn import Progress, no_progress
from dlviz.vision import torchvision

_Bottleneck = torchvision.models.resnet.Bottleneck


@dataclass(frozen=True, slots=True)
class Block:
    """One residual block for one picture. Sizes are root mean squares over all numbers.

    Attributes:
        name: Its name in the network.
        given: Size of the input.
        branch: Size of the branch's output.
        shortcut: Size of the shortcut's output; 0 if there is no shortcut.
        result: Size of the block's output.
        alone: Size of the output if all additions in the network are left out: branches only.
        is_identity: Whether the shortcut is the input itself, not a convolution of it.
    """

    name: str
    given: float
    branch: float
    shortcut: float
    result: float
    alone: float
    is_identity: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Prediction without the branch of one block.

    Attributes:
        name: Name of the block.
        probability: Probability of the whole network's predicted class.
        winner: The most probable class.
    """

    name: str
    probability: float
    winner: int


@dataclass(frozen=True, slots=True)
class Residuals:
    """A network's residual blocks, and the effect of each for one picture.

    Attributes:
        blocks: All of them, first to last.
        label: The whole network's predicted class.
        probability: Its probability.
        left_out: One entry for each block that has a shortcut.
    """

    blocks: tuple[Block, ...]
    label: int
    probability: float
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a network: neighbouring layers that belong together.

    Attributes:
        name: Its name in the network; "stem" and "head" for what is before and after the blocks.
        blocks: Number of residual blocks.
        shape: Output shape without the batch axis: (maps, rows, columns) or (numbers,).
        parameters: Number of parameters.
    """

    name: str
    blocks: int
    shape: tuple[int, ...]
    parameters: int


@dataclass(frozen=True, slots=True)
class _Parts:
    """A block split into branch, shortcut (None if there is none) and what follows the sum."""

    block: nn.Module
    branch: Callable[[Tensor], Tensor]
    shortcut: Callable[[Tensor], Tensor] | None
    after: Callable[[Tensor], Tensor]
    is_identity: bool

    def __call__(self, x: Tensor) -> Tensor:
        branch = self.branch(x)
        return self.after(branch if self.shortcut is None else branch + self.shortcut(x))


def residuals(module: nn.Module, pixels: Tensor, progress: Progress = no_progress) -> Residuals:
    """Run one picture through a ResNet or EfficientNet-Lite, block by block.

    Args:
        module: In eval mode.
        pixels: (1, C, H, W), prepared for the network.
        progress: Called between runs with the share done, 0 to 1.

    Raises:
        ValueError: if the network has no residual blocks of a known kind.
    """
    steps = list(_steps(module))
    if not any(isinstance(step, _Parts) for _, step in steps):
        raise ValueError("this network has no residual blocks")
    with torch.inference_mode():
        blocks, inputs, logits = _walk(steps, pixels)
        probabilities = logits[0].float().softmax(dim=0)
        label = int(probabilities.argmax())
        left_out = tuple(_leave_out(steps, inputs, label, progress))
    return Residuals(tuple(blocks), label, float(probabilities[label]), left_out)


def stages(module: nn.Module, side: int = 224) -> list[Stage]:
    """Return the stages of a ResNet or EfficientNet-Lite; only shapes are computed, no numbers.

    Args:
        module: With or without weights.
        side: Side of the picture in pixels.
    """
    bare = copy.deepcopy(module).eval().to("meta")
    x = torch.empty(1, 3, side, side, device="meta")
    counts: dict[str, Stage] = {}
    with torch.inference_mode():
        for name, step in _steps(bare):
            x = step(x)
            is_block = isinstance(step, _Parts)
            own = name.partition(".")[0] if is_block else "head" if _has_blocks(counts) else "stem"
            before = counts.get(own, Stage(own, 0, (), 0))
            layers = step.block if isinstance(step, _Parts) else step
            weights = sum(weight.numel() for weight in layers.parameters())
            shape = tuple(x.shape[1:])
            counts[own] = Stage(own, before.blocks + is_block, shape, before.parameters + weights)
    return list(counts.values())


def _walk(
    steps: list[tuple[str, "_Parts | nn.Module"]], pixels: Tensor
) -> tuple[list[Block], list[Tensor], Tensor]:
    """Return the blocks, the input of each step, and the logits."""
    blocks, inputs = [], []
    x = alone = pixels
    for name, step in steps:
        inputs.append(x)
        if isinstance(step, _Parts):
            branch = step.branch(x)
            shortcut = None if step.shortcut is None else step.shortcut(x)
            result = step.after(branch if shortcut is None else branch + shortcut)
            alone = step.after(step.branch(alone))
            blocks.append(
                Block(
                    name, _size(x), _size(branch), _size(shortcut), _size(result), _size(alone),
                    step.is_identity,
                )
            )  # fmt: skip
            x = result
        else:
            x, alone = step(x), step(alone)
    return blocks, inputs, x


def _leave_out(
    steps: list[tuple[str, "_Parts | nn.Module"]],
    inputs: list[Tensor],
    label: int,
    progress: Progress,
) -> Iterator[LeftOut]:
    for place, (name, step) in enumerate(steps):
        if not isinstance(step, _Parts) or step.shortcut is None:
            continue
        progress(place / len(steps))
        x = step.after(step.shortcut(inputs[place]))
        for _, later in steps[place + 1 :]:
            x = later(x)
        probabilities = x[0].float().softmax(dim=0)
        yield LeftOut(name, float(probabilities[label]), int(probabilities.argmax()))


def _steps(module: nn.Module) -> Iterator[tuple[str, "_Parts | nn.Module"]]:
    """Yield the blocks, split, and the layers between them, in the order of computation."""
    for name, child in module.named_children():
        if name == "fc" and isinstance(module, torchvision.models.ResNet):
            yield "flatten", nn.Flatten()  # ResNet's `forward` flattens here without a layer
        blocks = child if isinstance(child, nn.Sequential) else ()
        if not any(isinstance(block, _Bottleneck | InvertedResidual) for block in blocks):
            yield name, child
            continue
        for place, block in enumerate(blocks):
            yield f"{name}.{place}", _apart(block)


def _apart(block: Any) -> _Parts:
    if isinstance(block, InvertedResidual):
        return _Parts(
            block,
            lambda x: block.project(block.depthwise(block.expand(x))),
            (lambda x: x) if block.is_residual else None,
            lambda x: x,
            block.is_residual,
        )
    return _Parts(
        block,
        lambda x: _bottleneck_branch(block, x),
        (lambda x: x) if block.downsample is None else block.downsample,
        lambda x: x.clamp_min(0),  # the block's own ReLU works in place
        block.downsample is None,
    )


def _bottleneck_branch(block: Any, x: Tensor) -> Tensor:
    x = block.bn1(block.conv1(x)).clamp_min(0)
    x = block.bn2(block.conv2(x)).clamp_min(0)
    result: Tensor = block.bn3(block.conv3(x))
    return result


def _size(values: Tensor | None) -> float:
    return 0.0 if values is None else float(values.float().square().mean().sqrt())


def _has_blocks(counts: dict[str, Stage]) -> bool:
    return any(stage.blocks for stage in counts.values())
