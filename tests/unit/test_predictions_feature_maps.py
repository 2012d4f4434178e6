"""The predictions of Feature maps, with truths from the networks' own layers."""

import numpy as np
import pytest
import torch
from asked import answer_of
from asked_first import check_all, made
from torch import nn
from torch.nn import functional

from dlviz.datasets import sample_photos
from dlviz.datasets.small_pictures import shrink
from dlviz.kernels import KERNELS, weights
from dlviz.networks import cifar, imagenet
from dlviz.questions.predictions.feature_maps_heat import classifier

pytestmark = pytest.mark.usefixtures("one_core")
needs_lite = pytest.mark.skipif(
    not imagenet.is_available("efficientnet_lite0"), reason="no weights here"
)


def test_every_preset_of_feature_maps_asks_first() -> None:
    check_all("feature_maps")


def test_zeros_become_more_with_depth() -> None:
    question = made("feature_maps", "From edges to parts")
    pixels = shrink(sample_photos.load("cat"), (3, 32, 32)).copy()
    numbers = cifar.standardise(torch.from_numpy(pixels).permute(2, 0, 1)[None] / 255)
    shares, below = [], []
    network = cifar.load()
    with torch.no_grad():
        for layer in network:
            if isinstance(layer, nn.ReLU):
                shares.append(100 * float((numbers <= 0).float().mean()))
                below.append(float((numbers < 0).float().mean()))
            numbers = layer(numbers)
    np.testing.assert_allclose(question.y, shares, atol=0.51)
    assert len(question.facts["layers"]) == len(shares) == 8
    assert shares[-1] - shares[0] > 2 * question.near  # who draws a level line is wrong
    assert below[-1] > 0.5  # "before ReLU most are negative"


def test_another_map_has_other_filters_and_the_same_input() -> None:
    question = made("feature_maps", "Red plus green plus blue")
    network = classifier()
    own = network.traced.layers[question.facts["layer"]].weight.detach()
    pixels = network.prepare(sample_photos.load("coffee"))
    at = question.facts["map"]
    one, other = (
        functional.conv2d(pixels, own[index][:, None], groups=3) for index in (at - 1, at)
    )
    assert not torch.allclose(one, other)
    assert not torch.allclose(own[at - 1], own[at])
    assert answer_of(question) == "Only the three input maps"
    assert f"= {own.shape[0] * own.shape[1]} filters" in question.worked


def like_kernels(moment: int | str, least: float) -> int:
    """Count the first filters that are like one of the hand-made kernels, by cosines."""
    first = next(own for own in cifar.load(moment) if isinstance(own, nn.Conv2d))
    filters = first.weight.detach().sum(1).flatten(1).numpy()
    kernels = []
    for name in KERNELS:
        own = weights(name, 3)
        square = np.zeros((3, 3))
        square[(3 - len(own)) // 2 :][: len(own)] = own
        kernels.append(square.ravel() / np.linalg.norm(square))
    cosines = filters @ np.array(kernels).T / np.linalg.norm(filters, axis=1, keepdims=True)
    return int((np.abs(cosines).max(1) >= least).sum())


def test_random_filters_are_seldom_like_kernels() -> None:
    question = made("feature_maps", "Learned, not given")
    least = question.facts["close"]
    start, end = like_kernels(cifar.moments()[0], least), like_kernels(cifar.END, least)
    assert question.truth == start < end
    assert {own.value for own in question.wrong} == {end, 32, end // 2}
    assert f"{start} of 32, after the training {end} of 32" in question.worked


def test_the_patches_of_one_map_are_of_several_photos() -> None:
    question = made("feature_maps", "One map, many things")
    at, heights = question.facts["map"] - 1, {}
    for name in sample_photos.SAMPLES:
        pixels = shrink(sample_photos.load(name), (3, 32, 32)).copy()
        numbers = cifar.standardise(torch.from_numpy(pixels).permute(2, 0, 1)[None] / 255)
        with torch.no_grad():
            relus = 0
            for layer in cifar.load():
                numbers = layer(numbers)
                relus += isinstance(layer, nn.ReLU)
                if relus == 4:  # the second one of the second group
                    break
        heights[name] = float(numbers[0, at].max())
    order = sorted(heights, key=heights.get, reverse=True)
    photos = question.facts["photos"]
    assert photos[0] == order[0]
    assert sorted(photos) == sorted(order[: len(photos)])  # none is left out before another
    assert 1 < len(photos) < len(heights)
    assert answer_of(question) == "In some of the photos"
    assert f"come from {len(photos)} of {len(heights)} pictures" in question.worked


@needs_lite
def test_the_coffee_supports_the_wooden_spoon() -> None:
    question = made("feature_maps", "Where it looked")
    network = classifier()
    kept: list[torch.Tensor] = []

    def keep(_layer: nn.Module, _given: tuple, result: torch.Tensor) -> torch.Tensor:
        kept.append(result.detach().requires_grad_())
        return kept[0]

    hook = network.traced.layers[question.facts["layer"]].register_forward_hook(keep)
    try:
        with torch.enable_grad():
            logits = network.traced.module(network.prepare(sample_photos.load("coffee")))[0]
            logit = logits[network.categories.index(question.facts["class"])]
            (slopes,) = torch.autograd.grad(logit, kept[0])
    finally:
        hook.remove()
    sums = torch.einsum("chw,c->hw", kept[0].detach()[0], slopes[0].mean((1, 2)))
    assert question.right == divmod(int(sums.argmax()), sums.shape[1])
    np.testing.assert_allclose(question.values, sums.clamp_min(0) / sums.max(), atol=1e-4)
    assert question.right[0] < 4  # above the bowl of the spoon, whose cells are known mistakes
    assert (4, 4) in question.mistakes
    assert f"at row {question.right[0] + 1}, column {question.right[1] + 1}" in question.worked
