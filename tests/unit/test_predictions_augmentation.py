"""The predictions of Augmentation, with truths by another route than the page's own functions."""

import json

import numpy as np
import pytest
import torch
from asked import answer_of
from asked_first import check_all, made

from dlviz.augmentation import copies, draw
from dlviz.augmentation_text import LECTURE_TEXT, chain_of
from dlviz.datasets import mnist, sample_photos
from dlviz.networks import imagenet
from dlviz.networks import mnist as networks
from dlviz.questions.predictions import augmentation
from dlviz.training.augmentation_curves import FILE

pytestmark = pytest.mark.usefixtures("one_core")
PAGE = "augmentation"
TURNS = "zoom80..120 shift10 shear-15..15 rotate-15..15"


def picture(label: int, number: int) -> torch.Tensor:
    digits = mnist.load("test")
    index = [at for at, own in enumerate(digits.labels) if own == label][number - 1]
    return torch.tensor(digits.images[index] / np.float32(255))[None]


def cloud(image: torch.Tensor, text: str, n: int = 64) -> torch.Tensor:
    chain = chain_of(text)
    return copies(chain, draw(chain, n, tuple(image.shape[-2:]), 1), image)


def layers(pictures: torch.Tensor) -> list[torch.Tensor]:
    """Return what each layer of the shipped network makes of pictures, by its matrices."""
    weights = list(networks.load("augmented").state_dict().values())
    numbers = [pictures.flatten(1)]
    for place in range(0, len(weights), 2):
        now = numbers[-1] @ weights[place].T + weights[place + 1]
        numbers.append(now if place == len(weights) - 2 else now.clamp_min(0))
    return numbers


def count(pictures: torch.Tensor, label: int) -> int:
    return int((layers(pictures)[-1].argmax(dim=1) == label).sum())


def test_every_preset_of_augmentation_asks_first() -> None:
    check_all(PAGE)


def test_the_flipped_copies_are_those_that_differ_by_a_flip() -> None:
    question = made(PAGE, "The lecture's five")
    image = picture(6, 1)
    plain, mixed = cloud(image, TURNS), cloud(image, LECTURE_TEXT)
    is_flipped = (plain != mixed).flatten(1).any(dim=1)
    torch.testing.assert_close(mixed[is_flipped], plain[is_flipped].flip(-1))
    rights = [count(own, 6) for own in (plain, mixed, plain.flip(-1))]
    assert [question.facts[key] for key in ("without", "with", "always")] == rights
    assert question.facts["flipped"] == int(is_flipped.sum())
    assert answer_of(question) == str(rights[1])


def test_the_share_falls_while_the_range_of_rotation_grows() -> None:
    question = made(PAGE, "A six turned upside down")
    image = picture(6, 2)
    for angle, share in zip(question.x, question.y, strict=True):
        turned = cloud(image, f"rotate-{angle:.0f}..{angle:.0f}") if angle else image[None]
        assert share == 100 * count(turned, 6) / len(turned)
    assert (np.diff(question.y) <= 0).all()
    assert question.facts["nines"] == count(turned, 9)


def test_copies_are_nearer_to_their_original_in_features() -> None:
    question = made(PAGE, "A cloud of points")
    digits, image = mnist.load("test"), picture(7, 1)
    others = [
        at for own in range(10) if own != 7 for at in np.flatnonzero(digits.labels == own)[:20]
    ]
    strange = torch.tensor(digits.images[others] / np.float32(255))[:, None]
    pictures = torch.cat([image[None], cloud(image, augmentation._CLOUD), strange])
    strays = []
    for own in (layers(pictures)[0], layers(pictures)[-2]):
        distances = torch.cdist(own[1:65], own, compute_mode="donot_use_mm_for_euclid_dist")
        strays.append(int((distances[:, 65:].min(dim=1).values < distances[:, 0]).sum()))
    assert [question.facts["pixels"], question.facts["features"]] == strays
    assert answer_of(question) == f"fewer than {strays[0]}"


@pytest.mark.skipif(not imagenet.is_available("efficientnet_lite0"), reason="no weights here")
def test_pieces_of_the_photo_are_compared_with_the_whole(monkeypatch) -> None:
    monkeypatch.setattr(augmentation, "N_COPIES", 5)
    question = made(PAGE, "Does it still see the cat?")
    lite = imagenet.load("efficientnet_lite0")
    image = torch.tensor(np.asarray(lite.crop(sample_photos.load("cat")))).permute(2, 0, 1) / 255
    with torch.inference_mode():
        given = torch.cat([image[None], cloud(image, "crop8..100 hflip50", 5)])
        rows = lite.module(lite.standardise(given)).softmax(dim=1)
    alone, *own = rows[:, question.facts["label"]].tolist()
    mean = sum(own) / 5
    assert question.facts["above"] == sum(one > alone for one in own)
    assert question.facts["points"] == pytest.approx(100 * (mean - alone), abs=0.06)
    assert f"average is {mean:.1%}; the original has {alone:.1%}" in question.worked
    assert question.right == (mean > alone - 0.03) + (mean > alone + 0.03)


def test_the_test_error_of_a_thousand_digits_stays() -> None:
    question = made(PAGE, "A thousand digits")
    curve = json.loads(FILE.read_text())["few"]["curves"]["plain"]
    tests = {own["epoch"]: own["test"]["errors"] / 100 for own in curve}  # per cent of 10,000
    assert question.y.tolist() == pytest.approx([tests[epoch] for epoch in question.x])
    assert curve[-1]["train"]["errors"] == 0
    late = [own["test"]["errors"] for own in curve if own["epoch"] >= 20]
    assert max(late) - min(late) < 50  # the curve is nearly flat
    assert min(question.y) > question.near  # who draws no error at all is wrong
