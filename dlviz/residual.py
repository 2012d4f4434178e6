"""What a residual block adds: branch and shortcut, with and without the addition.

K. He et al., "Deep residual learning for image recognition", 2016: a block computes a branch and
adds it to what came in. A. Veit et al., "Residual networks behave like ensembles of relatively
shallow networks", 2016: leave one branch out and the rest still answers.

The blocks are run one after the other as their own `forward` does; a test compares the results.
Nothing is hooked and nothing in the network is changed.
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
    """One residual block at work on one picture. Sizes are root mean squares over all numbers.

    Attributes:
        name: As the network has it.
        given: What comes in.
        branch: What the block's layers make of it.
        shortcut: What is added to the branch; 0 where there is no shortcut.
        result: What goes out.
        alone: What goes out when every addition of the network is left out: only branches.
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
    """What the network answers when the branch of one block is left out.

    Attributes:
        name: Of the block.
        probability: Of the whole network's answer, now.
        winner: The class that wins now.
    """

    name: str
    probability: float
    winner: int


@dataclass(frozen=True, slots=True)
class Residuals:
    """A network's blocks, and how much each of them matters for one picture.

    Attributes:
        blocks: All of them, first to last.
        label: The whole network's answer.
        probability: Of it.
        left_out: For each block that has a shortcut.
    """

    blocks: tuple[Block, ...]
    label: int
    probability: float
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Neighbouring layers of a network that belong together.

    Attributes:
        name: As the network has it; "stem" and "head" for what lies before and behind the blocks.
        blocks: Residual blocks in it.
        shape: Of what goes out, without the picture's axis: (maps, rows, columns) or (numbers,).
        parameters: Their number.
    """

    name: str
    blocks: int
    shape: tuple[int, ...]
    parameters: int


@dataclass(frozen=True, slots=True)
class _Parts:
    """A block taken apart: its branch, its shortcut (None without one), what follows the sum."""

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
        progress: Told between runs which share is done.

    Raises:
        ValueError: if the network has no residual blocks that are known here.
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
        module: With weights or without.
        side: Of the picture, in pixels.
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
    """Return the blocks, what each step is given, and the logits."""
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
    """Yield blocks, taken apart, and what lies between them, in the order of computing."""
    for name, child in module.named_children():
        if name == "fc" and isinstance(module, torchvision.models.ResNet):
            yield "flatten", nn.Flatten()  # ResNet flattens between two layers, in `forward`
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
