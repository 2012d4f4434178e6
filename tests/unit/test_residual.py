"""Residual blocks: what is run here is what the network runs, with and without a branch."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from dlviz.networks import imagenet
from dlviz.networks.efficientnet_lite import InvertedResidual, efficientnet_lite0
from dlviz.residual import residuals, stages
from dlviz.vision import torchvision

pytestmark = pytest.mark.usefixtures("one_core")
Bottleneck = torchvision.models.resnet.Bottleneck


def resnet() -> nn.Module:
    """Return a small ResNet of bottlenecks whose statistics are not the trivial ones."""
    module = torchvision.models.ResNet(Bottleneck, [1, 2, 1, 1], num_classes=10, width_per_group=8)
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.running_mean, -0.2, 0.2)
            nn.init.uniform_(layer.running_var, 0.5, 1.5)
    return module.eval().requires_grad_(False)


def lite() -> nn.Module:
    return imagenet.load("efficientnet_lite0").module


def picture(height: int = 64, width: int = 48) -> torch.Tensor:
    return torch.randn(1, 3, height, width, generator=torch.Generator().manual_seed(1))


def rms(values: torch.Tensor) -> float:
    return float(np.sqrt(np.mean(np.square(values.numpy().astype(np.float64)))))


def observed(module: nn.Module, pixels: torch.Tensor) -> dict[str, tuple[float, float]]:
    """Return what goes into and out of every block, seen by hooks on a copy."""
    module, seen = copy.deepcopy(module), {}
    for name, block in module.named_modules():
        if isinstance(block, Bottleneck | InvertedResidual):
            block.register_forward_hook(
                lambda _, given, result, name=name: seen.update(
                    {name: (rms(given[0]), rms(result))}
                )
            )
    with torch.inference_mode():
        module(pixels)
    return seen


@pytest.mark.parametrize("make", [resnet, lite])
def test_blocks_pass_on_what_the_network_passes_on(make) -> None:
    module, pixels = make(), picture()
    found = residuals(module, pixels)
    seen = observed(module, pixels)
    assert [block.name for block in found.blocks] == list(seen)
    for block in found.blocks:
        assert (block.given, block.result) == pytest.approx(seen[block.name], rel=1e-4)
    probabilities = module(pixels)[0].softmax(dim=0)
    assert found.label == int(probabilities.argmax())
    assert found.probability == pytest.approx(float(probabilities.max()), rel=1e-4)


@pytest.mark.parametrize("make", [resnet, lite])
def test_a_branch_left_out_is_a_branch_of_zeros(make) -> None:
    module, pixels = make(), picture()
    found = residuals(module, pixels)
    for one in (found.left_out[0], found.left_out[-1]):
        changed = copy.deepcopy(module)
        block = changed.get_submodule(one.name)
        last = block.bn3 if isinstance(block, Bottleneck) else block.project.norm
        last.weight.zero_()
        last.bias.zero_()
        probabilities = changed(pixels)[0].softmax(dim=0)
        assert one.probability == pytest.approx(float(probabilities[found.label]), rel=1e-3)
        assert one.winner == int(probabilities.argmax())


def test_without_additions_only_branches_are_left() -> None:
    module, pixels = lite(), picture()
    found = residuals(module, pixels)
    plain = copy.deepcopy(module)
    for block in plain.modules():
        if isinstance(block, InvertedResidual):
            block.is_residual = False
    seen = observed(plain, pixels)
    for block in found.blocks:
        assert block.alone == pytest.approx(seen[block.name][1], rel=1e-4)
    # In a ResNet the shortcut is not added either, be it the input or a convolution of it.
    blocks = residuals(resnet(), pixels).blocks
    assert blocks[0].alone < blocks[0].result


def test_shortcuts_are_told_apart() -> None:
    found = residuals(resnet(), picture())
    assert [block.is_identity for block in found.blocks] == [False, False, True, False, False]
    assert len(found.left_out) == 5
    by_name = {block.name: block for block in residuals(lite(), picture()).blocks}
    assert by_name["stage1.0"].shortcut == 0
    assert by_name["stage2.1"].shortcut == by_name["stage2.1"].given
    assert by_name["stage2.1"].is_identity


def test_nothing_in_the_network_changes() -> None:
    module = resnet()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    pixels = picture()
    kept = pixels.clone()
    residuals(module, pixels)
    stages(module)
    torch.testing.assert_close(pixels, kept, rtol=0, atol=0)
    for name, value in module.state_dict().items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=0)
    assert not any(x._forward_hooks for x in module.modules())


def test_a_network_without_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="no residual blocks"):
        residuals(nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten()), picture(8, 8))


def test_the_stages_of_resnet50_have_its_parameters_and_shapes() -> None:
    with torch.device("meta"):
        found = stages(torchvision.models.resnet50())
    assert [stage.name for stage in found] == ["stem", *(f"layer{n}" for n in range(1, 5)), "head"]
    assert sum(stage.parameters for stage in found) == 25_557_032
    assert [stage.blocks for stage in found] == [0, 3, 4, 6, 3, 0]
    assert [stage.shape for stage in found] == [
        (64, 56, 56), (256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7), (1000,),
    ]  # fmt: skip


def test_the_stages_of_efficientnet_lite0_have_its_parameters() -> None:
    with torch.device("meta"):
        found = stages(efficientnet_lite0())
    assert sum(stage.parameters for stage in found) == 4_652_008
    assert sum(stage.blocks for stage in found) == 16
    assert found[-1].shape == (1000,)
