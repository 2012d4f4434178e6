"""Statistics of the shipped CIFAR-100 network on the test pictures: recomputed and in words."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from dlviz.datasets import cifar100
from dlviz.datasets.cifar100 import Pictures
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.networks import cifar, cifar_statistics
from dlviz.networks.cifar_statistics import Confusion, LayerStatistics, measure
from dlviz.notices.architecture import about_confusion
from dlviz.notices.feature_maps import about_filter

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cifar100"


def test_statistics_are_those_of_a_loop_over_the_pictures() -> None:
    rng = np.random.default_rng(0)
    labels = np.array([3, 7, 7, 99, 3, 3], np.uint8)
    pictures = Pictures(rng.integers(0, 256, (6, 32, 32, 3), np.uint8), labels, labels)
    model = cifar.load()
    found = measure(model, pictures)
    counts = np.zeros((100, 100), int)
    means: dict[int, list[np.ndarray]] = {}
    shares, tops = [], []
    for image, label in zip(pictures.images, labels.tolist(), strict=True):
        pixels = torch.from_numpy(image).permute(2, 0, 1).float()[None] / 255
        x = cifar.standardise(pixels)
        counts[label, int(model(x).argmax())] += 1
        first = functional.conv2d(x, model.conv1_1.weight, model.conv1_1.bias, padding=1)[0]
        kept = first.clamp_min(0).numpy()
        means.setdefault(label, []).append(kept.mean(axis=(1, 2)))
        shares.append((kept > 0).mean(axis=(1, 2)))
        tops.append(kept.max(axis=(1, 2)))
    np.testing.assert_array_equal(found["confusion"], counts)
    for label, own in means.items():
        expected = np.mean(own, axis=0)
        np.testing.assert_allclose(found["conv1_1.by_class"][:, label], expected, atol=2e-3)
    np.testing.assert_allclose(found["conv1_1.active"], np.mean(shares, axis=0), atol=1e-5)
    np.testing.assert_allclose(found["conv1_1.highest"], np.max(tops, axis=0), rtol=1e-4)


def test_every_convolution_has_its_statistics() -> None:
    for name, layer in cifar.load().named_children():
        if isinstance(layer, torch.nn.Conv2d):
            kept = cifar_statistics.of_layer(name)
            assert kept.by_class.shape == (layer.out_channels, 100)
            assert kept.active.shape == kept.highest.shape == (layer.out_channels,)
            assert (kept.by_class >= 0).all()
            assert ((kept.active > 0) == (kept.highest > 0)).all()


def test_the_confusion_is_that_of_the_record() -> None:
    confusion = cifar_statistics.confusion()
    np.testing.assert_array_equal(confusion.counts.sum(axis=1), 100)
    assert confusion.right / 10_000 == pytest.approx(cifar.record()["top1"], abs=5e-4)
    assert confusion.right + confusion.mistakes == 10_000


@pytest.mark.skipif(not SHARED.exists(), reason="CIFAR-100 is not at ../shared")
def test_the_shipped_numbers_are_measured_again_on_ten_classes() -> None:
    test = cifar100.load("test", SHARED)
    few = test.labels < 10
    found = measure(cifar.load(), Pictures(test.images[few], test.labels[few], test.groups[few]))
    shipped = cifar_statistics.confusion().counts
    assert np.abs(found["confusion"].numpy()[:10] - shipped[:10]).sum() <= 4  # rounding decides few
    for name in ("conv1_1", "conv3_2", "conv4_2"):
        np.testing.assert_allclose(
            found[f"{name}.by_class"][:, :10].float(),
            cifar_statistics.of_layer(name).by_class[:, :10],
            atol=5e-3,
        )


def test_mistakes_within_a_group_and_the_words_for_them() -> None:
    counts = np.array([[7, 2, 1, 0], [0, 10, 0, 0], [1, 0, 6, 3], [0, 0, 0, 10]])
    confusion = Confusion(counts, np.array([0, 0, 1, 1]))
    assert (confusion.right, confusion.mistakes, confusion.within_groups) == (33, 7, 5)
    assert confusion.taken_for(0) == [(1, 2), (2, 1)]
    assert confusion.taken_for(1) == []
    text = about_confusion(confusion, 0, ["a", "b", "c", "d"])
    assert "classifies 33 correctly" in text
    assert (
        "71% of its 7 mistakes stay within the same group of classes; with random guessing "
        "it would be 33%"
    ) in text
    assert (
        "7 of 10 pictures of the class a correctly, the others most often as b (2), c (1)" in text
    )
    assert about_confusion(confusion, 1, ["a", "b", "c", "d"]).endswith("class b correctly.")


def test_a_filter_s_favourites_and_the_words_for_them() -> None:
    means = np.zeros((2, 100), np.float32)
    means[0, [4, 50, 9]] = 3.0, 2.0, 1.0
    measured = LayerStatistics(np.array([0.25, 0]), np.array([9.0, 0]), means)
    assert measured.favourites(0, 2) == [(4, 3.0), (50, 2.0)]
    text = about_filter(measured, 0, CLASS_NAMES)
    assert f"at 25% of all places. Its mean response is largest for {CLASS_NAMES[4]} (3.00)" in text
    assert text.endswith("the mean over all classes is 0.06.")
    assert "none of CIFAR-100's 10,000" in about_filter(measured, 1, CLASS_NAMES)
