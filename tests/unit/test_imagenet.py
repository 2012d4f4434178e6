"""Networks trained on ImageNet: the right weights in the right place, the right pixels in front."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from dlviz.networks import imagenet
from dlviz.networks.efficientnet_lite import PARAMETERS, efficientnet_lite0, load_weights
from dlviz.shipped import ShippedFileError
from dlviz.snippets import photos as photo_snippets
from dlviz.vision import torchvision

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
FLAMINGO = SHARED / "photos" / "islp_flamingo.jpg"
SAMPLES = SHARED / "imagenet_samples"


@pytest.fixture
def weights(resnet50_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A ResNet50 weights file with random numbers, named as torchvision names them."""
    monkeypatch.setenv(imagenet.VARIABLE, str(resnet50_file))
    imagenet._load.cache_clear()
    yield resnet50_file
    imagenet._load.cache_clear()


@pytest.fixture
def photo() -> Image.Image:
    rng = np.random.default_rng(5)
    small = Image.fromarray(rng.integers(0, 256, (9, 13, 3), np.uint8))
    return small.resize((431, 298), Image.Resampling.BICUBIC)


def test_resnet50_answers_as_plain_torchvision_does(weights: Path, photo: Image.Image) -> None:
    classifier = imagenet.load("resnet50")
    plain = torchvision.models.resnet50()
    plain.load_state_dict(torch.load(weights, weights_only=True))
    record = torchvision.models.ResNet50_Weights.IMAGENET1K_V1
    with torch.inference_mode():
        wanted = plain.eval()(record.transforms()(photo)[None])[0].softmax(dim=0)
    torch.testing.assert_close(classifier.probabilities(photo), wanted, atol=1e-6, rtol=1e-4)
    label, probability = classifier.classify(photo, k=1)[0]
    assert label == record.meta["categories"][int(wanted.argmax())]
    assert probability == pytest.approx(float(wanted.max()), rel=1e-4)


@pytest.mark.usefixtures("weights")
def test_a_classifier_says_the_version_of_its_weights_and_the_program_asks_for_it() -> None:
    for version in imagenet.VERSIONS:
        classifier = imagenet.load("resnet50", version)
        assert classifier.version == version
        program = photo_snippets.answers(classifier.name, classifier.version, "chelsea.jpg")
        assert f"ResNet50_Weights.IMAGENET1K_{version}" in program
    lite = imagenet.load("efficientnet_lite0")
    assert lite.version == ""
    program = photo_snippets.answers(lite.name, lite.version, "chelsea.jpg")
    assert 'torch.load("efficientnet_lite0.pth", weights_only=True)' in program


def test_a_damaged_file_is_refused(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytearray(weights.read_bytes())
    content[-1000] ^= 1
    damaged = tmp_path / weights.name
    damaged.write_bytes(content)
    monkeypatch.setenv(imagenet.VARIABLE, str(damaged))
    with pytest.raises(ValueError, match="damaged"):
        imagenet.load("resnet50")


def test_another_network_s_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.pth"
    torch.save({"weight": torch.zeros(3)}, file)
    monkeypatch.setenv(imagenet.VARIABLE, str(file))
    imagenet._load.cache_clear()
    with pytest.raises(ValueError, match="does not hold the weights of ResNet50"):
        imagenet.load("resnet50")
    with pytest.raises(ShippedFileError, match="cannot be read"):
        load_weights(efficientnet_lite0(), file)


def test_missing_weights_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(imagenet.VARIABLE, raising=False)
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    imagenet._load.cache_clear()
    assert not imagenet.is_available("resnet50")
    with pytest.raises(imagenet.WeightsMissingError, match="not on this machine"):
        imagenet.load("resnet50")


@pytest.mark.parametrize(("name", "version"), [("vgg", "V1"), ("resnet50", "V3")])
def test_unknown_networks_are_refused(name: str, version: str) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        imagenet.load(name, version)


def test_the_network_sees_the_crop_it_shows(photo: Image.Image) -> None:
    classifier = imagenet.load("efficientnet_lite0")
    crop = classifier.crop(photo)
    assert crop.size == (224, 224)
    seen = (np.asarray(crop, np.float32) - 127) / 128
    pixels = classifier.preprocess(photo).permute(1, 2, 0).numpy()
    np.testing.assert_allclose(pixels, seen, atol=1e-5)


def test_efficientnet_lite0_has_its_parameters_and_classes() -> None:
    classifier = imagenet.load("efficientnet_lite0")
    assert sum(p.numel() for p in classifier.module.parameters()) == PARAMETERS
    assert not any(p.requires_grad for p in classifier.module.parameters())
    assert classifier.categories[130] == "flamingo"
    assert len(classifier.categories) == 1000
    assert imagenet.load("efficientnet_lite0") is classifier


@pytest.mark.skipif(not FLAMINGO.exists(), reason="the course's photos are not at ../shared")
def test_efficientnet_lite0_knows_the_flamingo() -> None:
    with Image.open(FLAMINGO) as photo:
        answers = imagenet.load("efficientnet_lite0").classify(photo.convert("RGB"), k=2)
    assert answers[0][0] == "flamingo"
    assert answers[0][1] >= 0.75


@pytest.mark.skipif(not SAMPLES.exists(), reason="the ImageNet samples are not at ../shared")
def test_efficientnet_lite0_reads_ten_of_the_samples() -> None:
    classifier = imagenet.load("efficientnet_lite0")
    right = 0
    files = sorted(SAMPLES.glob("*.jpg"))[::6]
    for file in files:
        with Image.open(file) as photo:
            right += int(classifier.probabilities(photo.convert("RGB")).argmax()) == int(
                file.name[:3]
            )
    assert right / len(files) >= 0.85
