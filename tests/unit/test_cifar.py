"""The CIFAR-100 network: its size, its normalisation folded away, its training resumed."""

import copy
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from dlviz.datasets import cifar100
from dlviz.datasets.cifar100 import Pictures
from dlviz.networks import cifar
from dlviz.networks.cifar import DEVIATION, MEAN, cifar_network, fold, initialise, standardise
from dlviz.training.cifar import BORDER, CifarSettings, Training, score, shift_and_mirror

CPU = torch.device("cpu")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cifar100"


def some_pictures(n: int, seed: int = 0) -> Pictures:
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (n, 32, 32, 3), np.uint8)
    labels = (images[:, :16].mean(axis=(1, 2, 3)) > images[:, 16:].mean(axis=(1, 2, 3))) * 7
    return Pictures(images, labels.astype(np.uint8), np.zeros(n, np.uint8))


def curve(training: Training, pictures: Pictures, n: int) -> list[float]:
    return [e.running_loss for e in islice(training.epochs(pictures, pictures), n)]


def test_filters_double_while_maps_halve() -> None:
    model = cifar_network()
    assert sum(p.numel() for p in model.parameters()) == 1_274_756
    sizes, x = [], torch.zeros(1, 3, 32, 32)
    for name, layer in model.named_children():
        x = layer(x)
        if name.startswith("pool"):
            sizes.append(tuple(x.shape[1:]))
    assert sizes == [(32, 16, 16), (64, 8, 8), (128, 4, 4), (256, 2, 2)]
    assert x.shape == (1, 100)


def test_folding_takes_the_normalisations_away_and_nothing_else() -> None:
    rng = torch.Generator().manual_seed(1)
    model = initialise(cifar_network(batch_norm=True), rng)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            for values in (layer.weight.data, layer.running_var):
                values.uniform_(0.5, 2, generator=rng)
            for values in (layer.bias.data, layer.running_mean):
                values.normal_(0, 0.3, generator=rng)
    pixels = torch.randn(5, 3, 32, 32, generator=rng)
    folded = fold(model)
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in folded)
    with torch.no_grad():
        torch.testing.assert_close(folded(pixels), model.eval()(pixels), atol=1e-4, rtol=1e-4)


def test_pictures_are_moved_or_mirrored_whole() -> None:
    images = torch.from_numpy(some_pictures(64).images)
    moved = shift_and_mirror(images, torch.Generator().manual_seed(2))
    again = shift_and_mirror(images, torch.Generator().manual_seed(2))
    assert torch.equal(moved, again)
    padded = np.pad(images.numpy(), ((0, 0), (BORDER, BORDER), (BORDER, BORDER), (0, 0)))
    places = set()
    for picture, border in zip(moved.numpy(), padded, strict=True):
        found = [
            (dy, dx, mirrored)
            for dy in range(2 * BORDER + 1)
            for dx in range(2 * BORDER + 1)
            for mirrored in (False, True)
            if np.array_equal(picture, border[dy : dy + 32, dx : dx + 32][:, :: 1 - 2 * mirrored])
        ]
        assert len(found) == 1
        places.add(found[0])
    assert {mirrored for _, _, mirrored in places} == {False, True}
    assert {dy for dy, _, _ in places} == set(range(2 * BORDER + 1))


def test_a_training_that_was_interrupted_ends_where_another_does() -> None:
    pictures = some_pictures(36)
    settings = CifarSettings(seed=3, epochs=2, batch_size=12)
    whole = Training(settings, len(pictures), CPU)
    wanted = curve(whole, pictures, 2)
    first = Training(settings, len(pictures), CPU)
    begun = curve(first, pictures, 1)
    second = Training(settings, len(pictures), CPU)
    second.resume(first.state())
    assert begun + curve(second, pictures, 2) == pytest.approx(wanted, rel=1e-4)
    assert second.epoch == 2


def test_scores_count_first_and_first_five() -> None:
    pictures = some_pictures(20)

    class Always(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.order = nn.Parameter(torch.zeros(100))
            self.order.data[[7, 3, 5, 0, 2]] = torch.tensor([5.0, 4.0, 3.0, 2.0, 1.0])

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.order.expand(len(x), 100)

    result = score(Always(), pictures)
    assert result.top1 == pytest.approx((pictures.labels == 7).mean())
    assert result.top5 == 1  # the labels are 7 and 0
    loss = nn.functional.cross_entropy(
        Always()(torch.zeros(20)), torch.from_numpy(pictures.labels).long()
    )
    assert result.loss == pytest.approx(loss.item(), rel=1e-5)


@pytest.mark.skipif(not SHARED.exists(), reason="CIFAR-100 is not at ../shared")
def test_the_training_pictures_have_the_mean_and_the_deviation_that_are_used() -> None:
    images = cifar100.load("train", SHARED).images[::10] / np.float32(255)
    np.testing.assert_allclose(images.mean(axis=(0, 1, 2)), MEAN, atol=0.01)
    np.testing.assert_allclose(images.std(axis=(0, 1, 2)), DEVIATION, atol=0.01)
    grey = standardise(torch.from_numpy(images[:100]).permute(0, 3, 1, 2))
    assert float(grey.mean().abs()) < 0.2


def test_other_arrays_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="choose one of train, test"):
        cifar100.load("all", tmp_path)
    with pytest.raises(FileNotFoundError):
        cifar100.load("test", tmp_path)
    few = some_pictures(3)
    np.savez(tmp_path / "cifar100_test.npz", x=few.images, y=few.labels, y_coarse=few.groups)
    with pytest.raises(ValueError, match="CIFAR-100's are uint8"):
        cifar100.load("test", tmp_path)


@pytest.mark.skipif(not SHARED.exists(), reason="CIFAR-100 is not at ../shared")
@pytest.mark.parametrize("augmented", [True, False])
def test_a_shipped_network_reads_some_test_pictures_as_its_record_says(augmented: bool) -> None:
    test = cifar100.load("test", SHARED)
    few = Pictures(test.images[:600], test.labels[:600], test.groups[:600])
    model = copy.deepcopy(cifar.load(augmented=augmented)).to(memory_format=torch.channels_last)
    expected = cifar.record(augmented=augmented)["top1"]
    deviation = (expected * (1 - expected) / len(few)) ** 0.5
    assert score(model, few).top1 == pytest.approx(expected, abs=3 * deviation)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="CIFAR-100 is not at ../shared")
def test_the_shipped_network_reads_as_many_test_pictures_as_its_record_says() -> None:
    model = copy.deepcopy(cifar.load()).to(memory_format=torch.channels_last)  # half the time
    result = score(model, cifar100.load("test", SHARED))
    assert result.top1 == pytest.approx(cifar.record()["top1"], abs=5e-4)  # rounding decides a few
    assert result.top5 == pytest.approx(cifar.record()["top5"], abs=5e-4)


def test_augmentation_is_regularisation() -> None:
    """The same network as long trained: more mistakes in training, fewer in the test."""
    with_, without = cifar.record(), cifar.record(augmented=False)
    assert with_["parameters"] == without["parameters"]
    assert with_["epochs"] == without["epochs"] == len(without["curve"])
    assert without["curve"][-1]["train"]["top1"] > with_["curve"][-1]["train"]["top1"] + 0.1
    assert without["top1"] < with_["top1"] - 0.04
    assert cifar.moments(augmented=False) == (without["epochs"],)
    with pytest.raises(ValueError, match="choose one of"):
        cifar.load(1, augmented=False)


def test_the_shipped_network_reaches_its_goal_and_says_how_it_was_made() -> None:
    made = cifar.record()
    assert made["top1"] >= 0.60
    assert made["top5"] >= 0.85
    assert made["parameters"] == 1_274_756
    assert made["epochs"] == len(made["curve"]) == cifar.moments()[-1]
    assert cifar.moments()[:2] == (0, 1)
    assert len(cifar.moments()) == 5


def test_without_a_moment_the_last_weights_are_loaded() -> None:
    last, end = cifar.load(cifar.moments()[-1]), cifar.load()
    for one, other in zip(last.parameters(), end.parameters(), strict=True):
        assert torch.equal(one, other)
    assert not end.training
    with pytest.raises(ValueError, match="no weights were kept after 3 epochs: choose one of"):
        cifar.load(3)
