"""One weight's update, against autograd and torch's optimisers; its sentences as claims."""

import copy
import random
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from dlviz.networks.mnist import ACTIVATIONS, MLP, initialise, linear_layers
from dlviz.notices import one_weight as notices
from dlviz.one_weight import Update, backward, first_step, update_weight

IMAGE = np.random.default_rng(1).random((28, 28)) * (
    np.random.default_rng(2).random(784) > 0.5
).reshape(28, 28)
LABEL = 3


def network(activation: str) -> nn.Module:
    model = nn.Linear(784, 10) if activation == "none" else MLP((7, 5), activation=activation)
    return initialise(model, torch.Generator().manual_seed(4)).eval()


def loss_of(model: nn.Module) -> torch.Tensor:
    pixels = torch.from_numpy(IMAGE.reshape(1, -1)).double()
    return functional.cross_entropy(model(pixels), torch.tensor([LABEL]))


@pytest.mark.parametrize("activation", [*ACTIVATIONS, "none"])
def test_gradients_and_losses_are_those_of_autograd(activation: str) -> None:
    model = network(activation)
    own = copy.deepcopy(model).double().requires_grad_(True)
    loss = loss_of(own)
    loss.backward()
    found = backward(model, IMAGE, LABEL)
    for layer, linear in enumerate(linear_layers(own)):
        np.testing.assert_allclose(found.gradient(layer), linear.weight.grad, atol=1e-12)
        np.testing.assert_allclose(found.deltas(layer), linear.bias.grad, atol=1e-12)
        source, target = found.strongest(layer)
        assert abs(linear.weight.grad[target, source]) == linear.weight.grad.abs().max()
        step = update_weight(model, IMAGE, LABEL, (layer, source, target), 0.5)
        assert step.gradient == pytest.approx(float(linear.weight.grad[target, source]))
        assert step.loss == pytest.approx(float(loss.detach()))
        alone = copy.deepcopy(own)
        with torch.no_grad():
            linear_layers(alone)[layer].weight[target, source] = step.new
            assert step.loss_of_one == pytest.approx(float(loss_of(alone)))
    torch.optim.SGD(own.parameters(), lr=0.5).step()
    assert step.loss_of_all == pytest.approx(float(loss_of(own).detach()))
    assert step.after[LABEL] == pytest.approx(np.exp(-step.loss_of_all))


@pytest.mark.parametrize("gradient", [0.3, -2e-5, 0.0])
@pytest.mark.parametrize("optimiser", ["Adam", "SGD"])
def test_the_first_step_is_that_of_the_pages_optimiser(optimiser: str, gradient: float) -> None:
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    weight.grad = torch.tensor([gradient], dtype=torch.float64)
    if optimiser == "Adam":
        torch.optim.Adam([weight], lr=0.01).step()
    else:
        torch.optim.SGD([weight], lr=0.01, momentum=0.9).step()
    assert first_step(optimiser, gradient, 0.01) == pytest.approx(-float(weight.detach()), rel=1e-9)


def drawn(seed: int) -> tuple[Update, list[float]]:
    draw = random.Random(seed)
    model = network(draw.choice([*ACTIVATIONS, "none"]))
    layer = draw.randrange(len(linear_layers(model)))
    found = backward(model, IMAGE, LABEL)
    source = draw.randrange(len(found.given[layer]))
    target = draw.randrange(len(found.slopes[layer]))
    step = update_weight(model, IMAGE, LABEL, (layer, source, target), 10 ** draw.uniform(-3, 3))
    return step, [float((own != 0).mean()) for own in (found.given[layer], found.deltas(layer))]


def test_the_sentences_hold_for_the_step() -> None:
    seen = set()
    for seed in range(250):
        step, shares = drawn(seed)
        text = notices.about_update(step, "unit 1", "output 2", shares)
        if step.gradient == 0:
            assert "stay" in text
            seen.add("the value of unit 1 is 0" in text.lower() or "slope")
        elif step.gradient > 0:
            assert "so the step lowers it" in text
            assert step.new < step.weight
        else:
            assert "so the step raises it" in text
            assert step.new > step.weight
        if "lowers the loss" in text:
            assert step.loss_of_all < step.loss
        elif "raises the loss" in text:
            assert step.loss_of_all > step.loss
        assert ("have the gradient 0" in text) == (shares[0] * shares[1] < 1)
    assert seen >= {True, "slope"}
    longer = replace(step, loss_of_all=step.loss + 1)
    assert "raises the loss" in notices.about_update(longer, "a", "b", shares)
    lost = replace(step, loss_of_all=np.inf)
    assert "makes the loss infinite" in notices.about_update(lost, "a", "b", shares)


def test_the_lines_hold_the_numbers() -> None:
    step = update_weight(network("ReLU"), IMAGE, LABEL, (2, 0, LABEL), 0.1)
    lines = notices.lines(step, "unit 1 of layer 2", "output 3", None, 99)
    assert f"is p − y = {step.before[LABEL]:.4g} − 1 = **−" in lines[1]
    certain = Update(1.0, 0.5, 1.0, 0.0, 0.1, 0.0, 0.0, 0.0, np.eye(10)[3], np.eye(10)[3], 1.0)
    assert "p − y = 1 − 1 = **0**" in notices.lines(certain, "a", "b", None, 99)[1]
    assert "so the weight" in notices.about_update(certain, "a", "b", [1.0, 1.0])
    hidden = update_weight(network("tanh"), IMAGE, LABEL, (0, 300, 2), 0.1)
    assert "sum over the 5 units behind it" in notices.lines(hidden, "a", "b", 5, 99)[1]
