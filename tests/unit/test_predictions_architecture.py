"""The predictions of Architecture, with truths from PyTorch's own layers."""

import itertools

import numpy as np
import pytest
import torch
from asked import answer_of
from asked_first import check_all, made
from torch import nn

from dlviz import architecture_text
from dlviz.layers import Convolution
from dlviz.networks import built
from dlviz.questions.predicting import predictions_of


def test_every_preset_of_architecture_asks_first() -> None:
    check_all("architecture")


def counts(*layers: nn.Module) -> list[int]:
    return [sum(own.numel() for own in layer.parameters()) for layer in layers]


def test_a_larger_picture_changes_the_first_dense_layer_alone() -> None:
    question = made("architecture", "The lecture's")
    filters = (3, 32, 64, 128, 256)
    with torch.device("meta"):
        convolutions = [nn.Conv2d(one, other, 3) for one, other in itertools.pairwise(filters)]
        flat = 256 * (question.facts["side"] // 16) ** 2
        own = counts(*convolutions, nn.Linear(flat, 512), nn.Linear(512, 100))
        (old,) = counts(nn.Linear(256 * 2 * 2, 512))
    np.testing.assert_allclose(question.y, np.array(own) / 1_000, atol=0.5)
    assert f"= {old:,} to " in question.worked
    assert f"= {own[4]:,}: each unit" in question.worked
    assert own[4] - old > 1_000 * question.near  # who draws no change is wrong


def test_the_next_number_is_one_column_further() -> None:
    question = made("architecture", "A trained network")
    order = np.arange(np.prod(question.facts["shape"])).reshape(question.facts["shape"])
    one, other = (np.argwhere(order == question.facts["number"] + at)[0] for at in (-1, 0))
    assert (other - one).tolist() == [0, 0, 1]
    assert answer_of(question) == "From the same map, one column further"
    told = "map {}, row {}, column {}".format(*(other + 1))
    assert f"comes from {told}." in question.worked
    states = [own.mistake.state["architecture_flat_number"] for own in question.options
              if own.mistake]  # fmt: skip
    assert states[0] - 1 == order[one[0] + 1, one[1], one[2]]
    assert states[1] - 1 == order[one[0], one[1] + 1, one[2]]


def test_without_padding_256_numbers_are_left() -> None:
    question = made("architecture", "LeNet-5")
    layers = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.AvgPool2d(2), nn.Flatten()
    )
    numbers = layers(torch.zeros(1, 1, question.facts["input"], question.facts["input"]))
    assert question.truth == numbers.shape[1]
    (parameters,) = counts(nn.Linear(numbers.shape[1], 120))
    assert f"= {parameters:,} parameters" in question.worked
    assert {own.value for own in question.wrong} == {400, 144, 16}


def test_the_most_work_is_in_a_convolution_of_few_weights() -> None:
    question = made("architecture", "Where the work is")
    layers = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(400, 120), nn.Linear(120, 84)
    places = 28 * 28, 10 * 10, 1, 1
    work = [own.weight.numel() * count for own, count in zip(layers, places, strict=True)]
    for count in work:
        assert f"= {count:,}" in question.worked
    named = dict(zip(question.facts["layers"], work, strict=True))
    assert answer_of(question) == max(named, key=named.get) == "conv2"
    parameters = counts(*layers)
    assert f"has {max(parameters):,} of the" in question.prompt
    assert parameters.index(max(parameters)) != work.index(max(work))


def test_more_digits_are_more_work_for_the_same_weights() -> None:
    question = made("architecture", "Train a tiny network")
    layers = (nn.Conv2d(1, 8, 3), nn.Conv2d(8, 16, 3), nn.Linear(16 * 7 * 7, 10))
    assert f"{sum(counts(*layers)):,} parameters either way" in question.worked
    once = 28 * 28 * 8 * 9 + 14 * 14 * 16 * 9 * 8 + 784 * 10
    for pictures in (6_000, 60_000):
        billions = float(f"{once * pictures * 3 * 3 / 1e9:.2g}")  # 3 epochs, 3 passes
        assert f"{billions:g} billion" in question.worked
    assert answer_of(question).startswith("The work")


def test_only_padding_makes_the_network_possible() -> None:
    question = made("architecture", "An impossible network")
    states = {own.text: own.mistake.state for own in question.options if own.mistake}
    right = predictions_of("architecture")["An impossible network"].after
    texts = {answer_of(question): right} | states
    for text, state in texts.items():
        layers = architecture_text.network(state["architecture_network"])
        assert any(isinstance(own, Convolution) for own in layers.layers)
        possible = True
        try:
            built.build(layers, 1)(torch.zeros(1, 1, 28, 28))
        except (RuntimeError, ValueError):
            possible = False
        assert possible == (text == answer_of(question)), text


@pytest.mark.parametrize("preset", ["The lecture's", "LeNet-5", "An impossible network"])
def test_a_network_is_left_as_the_page_writes_it(preset: str) -> None:
    text = predictions_of("architecture")[preset].after["architecture_network"]
    network, notes = architecture_text.read(text)
    assert architecture_text.write(network) == text
    assert notes == ()
