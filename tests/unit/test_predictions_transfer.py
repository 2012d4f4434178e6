"""The predictions of Transfer learning, with truths by another route than the page's functions."""

import numpy as np
import pytest
import torch
from asked import answer_of
from asked_first import check_all, made
from score_interval import score_interval
from torch.nn import functional

from dlviz.datasets import ready_sets
from dlviz.networks import imagenet
from dlviz.training.transfer import split

PAGE = "transfer"
pytestmark = [
    pytest.mark.usefixtures("one_core"),
    pytest.mark.skipif(not imagenet.is_available("efficientnet_lite0"), reason="no weights here"),
]


@pytest.fixture
def few_pictures(monkeypatch) -> None:
    monkeypatch.setattr(ready_sets, "EACH", 5)
    monkeypatch.setattr(imagenet, "NAMES", ("efficientnet_lite0",))


def photos(title: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what the last layer gets for the pictures of a set, and their labels."""
    own, lite = ready_sets.SETS[title], imagenet.load("efficientnet_lite0")
    pictures = np.concatenate([own.draw(name) for name in own.classes])
    pixels = torch.tensor(pictures).permute(0, 3, 1, 2) / 255
    given = []
    hook = lite.module.fc.register_forward_pre_hook(lambda _module, inputs: given.append(inputs[0]))
    try:
        with torch.inference_mode():
            lite.module(lite.standardise(pixels))
    finally:
        hook.remove()
    labels = torch.arange(len(own.classes)).repeat_interleave(ready_sets.EACH)
    return given[0].clone(), labels


def learn(numbers: torch.Tensor, labels: torch.Tensor, seed: int) -> torch.Tensor:
    """Train weights and biases by hand; return the answers to the photos held out."""
    parts = split(labels.numpy(), 0.25, seed)
    own = torch.Generator().manual_seed(seed)
    bound = numbers.shape[1] ** -0.5
    shapes = ((int(labels.max()) + 1, numbers.shape[1]), (int(labels.max()) + 1,))
    both = [torch.empty(shape).uniform_(-bound, bound, generator=own) for shape in shapes]
    for one in both:
        one.requires_grad_()
    adam = torch.optim.Adam(both, 0.003)
    given, wanted = numbers[parts.train], labels[parts.train]
    for _ in range(20):
        for some in torch.randperm(len(given), generator=own).split(16):
            adam.zero_grad()
            functional.cross_entropy(given[some] @ both[0].T + both[1], wanted[some]).backward()
            adam.step()
    with torch.no_grad():
        read = (numbers[parts.validation] @ both[0].T + both[1]).argmax(dim=1)
    return torch.stack([labels[parts.validation], read])


def test_every_preset_of_transfer_asks_first() -> None:
    check_all(PAGE)


@pytest.mark.parametrize(
    ("preset", "title"),
    [("Two new classes in a second", "4 or 9"), ("Too good to be true", "Cat, coffee or rocket")],
)
@pytest.mark.usefixtures("few_pictures")
def test_the_held_out_photos_are_counted(preset: str, title: str) -> None:
    question = made(PAGE, preset)
    true, read = learn(*photos(title), seed=0)
    right = int((true == read).sum())
    assert question.facts == {"right": right, "held": len(true)}
    assert f"{right} of " in question.worked
    is_last = right == len(true)
    assert (question.right == 2) == is_last


def test_only_the_new_last_layer_has_parameters_that_change() -> None:
    question = made(PAGE, "What freezing changes")
    width, classes, frozen = question.facts.values()
    assert question.truth == torch.nn.Linear(width, classes).weight.numel() + classes
    name = next(own for own in imagenet.NAMES if imagenet.is_available(own))
    module = imagenet.load(name).module
    last = sum(own.numel() for own in module.fc.parameters())
    assert frozen == sum(own.numel() for own in module.parameters()) - last
    assert width == module.fc.in_features


@pytest.mark.usefixtures("few_pictures")
def test_the_accuracies_that_agree_are_those_of_the_interval() -> None:
    question = made(PAGE, "What 15 photos tell")
    true, read = learn(*photos("3, 5 or 8"), seed=2)
    right, n = int((true == read).sum()), len(true)
    assert question.facts == {"right": right, "held": n}
    low, high = score_interval(right, n)
    assert answer_of(question) == f"from {low:.0f} to {high:.0f} %"
    assert f"(95 % interval {low:.0f} to {high:.0f} %)" in question.worked
    low, high = score_interval(10 * right, 10 * n)
    assert question.options[1].text == f"from {low:.0f} to {high:.0f} %"


@pytest.mark.usefixtures("few_pictures")
def test_the_curve_ends_with_all_photos_of_ten_splits() -> None:
    question = made(PAGE, "How many photos?")
    numbers, labels = photos("3, 5 or 8")
    shares = []
    for seed in range(10):
        true, read = learn(numbers, labels, seed)
        shares.append(float((true == read).float().mean()))
    assert question.y[-1] == pytest.approx(100 * np.mean(shares))
    assert question.x.tolist() == [1, 2, 4]
