"""Networks as data: the browser's forward pass gives PyTorch's numbers."""

import json
import re
from dataclasses import asdict
from itertools import pairwise

import numpy as np
import pytest
import torch
from in_node import in_node
from torch import nn

from dlviz.activations import ACTIVATIONS
from dlviz.datasets import mnist
from dlviz.networks import exported
from dlviz.networks.mnist import MLP, NAMES, load, random_mlp, trace
from dlviz.networks.mnist import exported as exported_digits
from dlviz.networks.two_inputs import FEATURES, TwoInputNetwork
from dlviz.notation import format_number
from dlviz.two_inputs import LectureNetwork, polynomial, valley
from dlviz.two_inputs_setup import trainable_network
from dlviz.ui.components.base.mounting import floats_as_base64, network_as_data
from dlviz.ui.two_inputs import weights

CLOSE = 1e-5  # of the largest number of a layer


def in_the_browser(cases: list[tuple[exported.Exported, np.ndarray]]) -> list[list[np.ndarray]]:
    """Return what forward.js computes for each (network, inputs): the values of every layer."""
    sent = [
        {
            "network": network_as_data(network),
            "inputs": floats_as_base64(inputs),
            "rows": len(inputs),
        }
        for network, inputs in cases
    ]
    found = in_node("run_forward.js", sent)
    return [
        [np.array(values, dtype=float).reshape(len(inputs), -1) for values in layers]
        for layers, (_, inputs) in zip(found, cases, strict=True)
    ]


def called(module: str, name: str, calls: list[list]) -> list:
    """Return the results of a function of a component's script for each list of arguments."""
    sent = json.dumps({"module": module, "name": name, "calls": calls})
    for word in ("NaN", "Infinity"):
        sent = re.sub(rf'(?<!")(-?{word})(?!")', r'"\1"', sent)
    return in_node("run_function.js", sent)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference, as a share of the largest number."""
    assert one.shape == other.shape
    return float(np.abs(one - other).max() / max(np.abs(other).max(), 1e-30))


def random_network(rng: np.random.Generator) -> tuple[exported.Exported, list[nn.Linear]]:
    """Return a network of 1 to 4 layers, and the same as PyTorch's layers."""
    sizes = rng.integers(1, 13, rng.integers(2, 6)).tolist()
    layers = [nn.Linear(before, after) for before, after in pairwise(sizes)]
    names = rng.choice(exported.ACTIVATIONS, len(layers)).tolist()
    return exported.from_linear_layers(layers, names), layers


def test_a_thousand_random_networks_give_pytorchs_numbers_in_the_browser() -> None:
    rng = np.random.default_rng(0)
    cases, expected = [], []
    for _ in range(1000):
        network, layers = random_network(rng)
        inputs = rng.normal(size=(3, network.sizes[0])).astype(np.float32)
        inputs[rng.random(inputs.shape) < 0.2] = 0
        cases.append((network, inputs))
        values, below = [], torch.from_numpy(inputs).double()
        for layer, name in zip(layers, network.activations, strict=True):
            below = ACTIVATIONS[name].value(layer.double()(below))
            values.append(below.detach().numpy())
        expected.append(values)
    worst = max(
        apart(one, other)
        for found, wanted in zip(in_the_browser(cases), expected, strict=True)
        for one, other in zip(found, wanted, strict=True)
    )
    assert worst < CLOSE


@pytest.mark.parametrize("name", [*NAMES, "random"])
def test_every_digit_network_gives_the_servers_numbers_in_the_browser(name: str) -> None:
    model = random_mlp(3) if name == "random" else load(name)
    inputs = mnist.load("test").images[:50].reshape(50, -1).astype(np.float32) / 255
    x = torch.from_numpy(inputs)
    if isinstance(model, MLP):
        steps = trace(model, x)
        wanted = [steps.a1, steps.a2, steps.logits]
    else:
        wanted = [model(x)]
    (found,) = in_the_browser([(exported_digits(model), inputs)])
    for one, other in zip(found, wanted, strict=True):
        assert apart(one, other.numpy()) < CLOSE


@pytest.mark.parametrize("squashed", [False, True])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_network_on_two_inputs_gives_the_servers_numbers_in_the_browser(
    activation: str, squashed: bool
) -> None:
    network = TwoInputNetwork(list(FEATURES), (8, 3, 8), activation, squashed=squashed)
    network.randomise(torch.Generator().manual_seed(1))
    points = torch.rand(20, 2, generator=torch.Generator().manual_seed(2)) * 4 - 2
    inputs = network.inputs(points)[:, :-1].numpy()
    (found,) = in_the_browser([(network.exported(), inputs)])
    wanted = [*network.units(points), network(points)[:, None]]
    for one, other in zip(found, wanted, strict=True):
        assert apart(one, other.numpy()) < CLOSE


def test_an_exported_network_is_checked() -> None:
    with pytest.raises(ValueError, match="need 1 activations and 3 parameters"):
        exported.Exported((2, 1), ("identity",), np.zeros(4, np.float32))
    with pytest.raises(ValueError, match="need 2 activations"):
        exported.Exported((1, 1, 1), ("identity",), np.zeros(4, np.float32))
    with pytest.raises(ValueError, match="unknown activation 'swish'"):
        exported.Exported((1, 1), ("swish",), np.zeros(2, np.float32))


def test_numbers_are_written_alike_in_the_browser() -> None:
    rng = np.random.default_rng(4)
    values = [0.0, -0.0, 1 / 3, -2.5, 7 / 16, 1e6, -1e6, 999999.4, 3.6e13, 5e-5, 0.0004999]
    values += [float("inf"), float("-inf"), float("nan")]
    values += (rng.normal(size=500) * 10.0 ** rng.integers(-9, 9, 500)).tolist()
    values += (rng.integers(-99, 99, 300) / rng.integers(1, 20, 300)).tolist()
    for digits in (2, 3):
        found = called("base/written.js", "written", [[value, digits] for value in values])
        assert found == [format_number(value, digits) for value in values]


@pytest.mark.parametrize("activation", ["square", "identity"])
def test_the_browser_expands_the_lectures_network_as_the_server_does(activation: str) -> None:
    rng = np.random.default_rng(5)
    networks = [
        LectureNetwork(
            torch.from_numpy(rng.normal(size=(units, 3)) * 3),
            torch.from_numpy(rng.normal(size=units + 1)),
            activation,
        )
        for units in range(1, 9)
    ]
    calls = [
        [{"activation": activation, "rows": one.weights.tolist(), "beta": one.beta.tolist()}]
        for one in networks
    ]
    for found, one in zip(called("equation/terms.js", "polynomial", calls), networks, strict=True):
        assert apart(np.array(found), polynomial(one).numpy()) < CLOSE


def test_the_valley_in_the_browser_is_the_servers() -> None:
    places = [-1.5, -0.3, 0.0, 0.7, 1.5]
    sets = [asdict(setting) for setting in weights._valley_settings()]
    found = called("weight_editor/settings.js", "changedParameters", [[sets, t] for t in places])
    for t, changed in zip(places, found, strict=True):
        values = [value for _, value in sorted(changed)]
        wanted = trainable_network(valley(t)).parameters.numpy()
        assert apart(np.array(values), wanted) < CLOSE
