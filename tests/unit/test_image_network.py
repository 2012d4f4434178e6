"""Networks with the way to their input, the shipped moments, and all fields of a layer at once."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from dlviz.networks import cifar, imagenet
from dlviz.networks.image_network import (
    ImageNetwork,
    of_cifar,
    of_classifier,
    of_digits,
    of_own,
)
from dlviz.receptive_field import reach, reaches, receptive_field


def photo(size: tuple[int, int] = (61, 43)) -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    return Image.fromarray(pixels)


def own_network(shape: tuple[int, int, int] = (1, 28, 28)) -> SimpleNamespace:
    module = nn.Sequential(
        nn.Conv2d(shape[0], 4, 5, stride=2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(4 * 36, 10),
    )  # fmt: skip
    for parameter in module.parameters():
        nn.init.normal_(parameter, generator=torch.Generator().manual_seed(2))
    return SimpleNamespace(
        title="Mine",
        module=module.eval().requires_grad_(False),
        input_shape=shape,
        categories=tuple("0123456789"),
    )


@pytest.fixture(scope="module", params=["cifar", "lite", "own"])
def network(request: pytest.FixtureRequest) -> ImageNetwork:
    if request.param == "cifar":
        return of_cifar()
    if request.param == "own":
        return of_own(own_network())
    return of_classifier(imagenet.load("efficientnet_lite0"))


def test_the_layers_are_as_large_as_what_they_compute(network: ImageNetwork) -> None:
    pixels = network.prepare(photo())
    assert pixels.shape == (1, network.channels, *network.side)
    names = list(network.maps)[:: max(1, len(network.maps) // 5)]
    for name, seen in network.traced.observe(pixels, names).items():
        own = network.maps[name]
        assert seen.result.shape == (1, own.count, own.height, own.width)


def test_a_network_of_digits_reads_rows_of_pixels() -> None:
    model = nn.Linear(784, 10).requires_grad_(False)
    own = of_digits(model, "Mine")
    assert own.title == "Mine"
    assert own.categories == tuple("0123456789")
    pixels = own.prepare(photo((28, 28)))
    assert pixels.shape == (1, 1, 28, 28)
    shown = np.asarray(own.crop(photo((28, 28))))
    np.testing.assert_allclose(pixels[0, 0].numpy() * 255, shown[..., 0], atol=1e-4)
    torch.testing.assert_close(own.traced.module(pixels), model(pixels.flatten(1)))


def test_the_picture_shown_is_the_picture_computed_with(network: ImageNetwork) -> None:
    cropped = network.crop(photo())
    assert (cropped.height, cropped.width) == network.side
    shown = np.asarray(cropped).transpose(2, 0, 1).reshape(3, -1)
    for channel, pixels in enumerate(network.prepare(photo())[0].flatten(1).numpy()):
        assert np.corrcoef(pixels, shown[channel])[0, 1] > 0.9999


def test_probabilities_are_the_softmax_of_the_logits(network: ImageNetwork) -> None:
    with torch.inference_mode():
        wanted = network.traced.module(network.prepare(photo()))[0].softmax(dim=0)
    own = network.probabilities(photo())
    np.testing.assert_allclose(own, wanted.numpy(), rtol=1e-5)
    assert len(own) == len(network.categories)


def test_a_layers_reach_gives_every_field(network: ImageNetwork) -> None:
    for name in list(network.maps)[:: max(1, len(network.maps) // 6)]:
        maps, whole = network.maps[name], reach(network.traced, name, shape=network.side)
        for row, column in {(0, 0), (maps.height - 1, maps.width // 2), (maps.height // 2, 0)}:
            field = receptive_field(network.traced, name, row, column, shape=network.side)
            assert whole.field(row, column) == field
        assert (len(whole.rows), len(whole.columns)) == (maps.height, maps.width)


def test_the_fields_of_several_layers_at_once_are_those_of_each(network: ImageNetwork) -> None:
    names = list(network.maps)[:: max(1, len(network.maps) // 4)]
    own = {name: reach(network.traced, name, shape=network.side) for name in names}
    assert reaches(network.traced, names, shape=network.side) == own
    assert reaches(network.traced, [], shape=network.side) == {}


def test_a_layer_knows_the_convolution_it_passes_on() -> None:
    network = of_cifar()
    assert network.convolution_of("conv2_1") == "conv2_1"
    assert network.convolution_of("pool1") == "conv1_2"
    with pytest.raises(KeyError):
        network.convolution_of("conv9_9")


def test_the_shipped_moments_are_different_networks_of_one_shape() -> None:
    moments = cifar.moments()
    assert moments[0] == 0
    assert list(moments) == sorted(set(moments))
    networks = [cifar.load(moment) for moment in moments]
    assert cifar.load() is cifar.load("end") or torch.equal(
        cifar.load().conv1_1.weight, networks[-1].conv1_1.weight
    )
    for one, other in pairwise(networks):
        assert one.conv1_1.weight.shape == (32, 3, 3, 3)
        assert not torch.equal(one.conv1_1.weight, other.conv1_1.weight)
        assert not one.training
    assert all(not value.requires_grad for value in networks[0].parameters())


@pytest.mark.parametrize("moment", [7, -1, "middle"])
def test_a_moment_that_was_not_kept_is_refused(moment: object) -> None:
    with pytest.raises(ValueError, match="no weights were kept"):
        cifar.load(moment)
