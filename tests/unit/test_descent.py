"""Gradient descent on two weights, against numpy and finite differences."""

import numpy as np
import pytest
import torch

from dlviz.datasets.points import CLASSIFICATION
from dlviz.descent import Landscape, Place, Trail, descend
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.two_inputs import PRODUCT
from dlviz.two_inputs_setup import Setup, lecture_network, trainable_network, weight_names

G = {
    "square": np.square,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0),
    "identity": lambda z: z,
}
SETUPS = [
    Setup(n_points=40),
    Setup(n_points=40, activation="tanh", hidden=(3,), start=2),
    Setup(n_points=40, activation="sigmoid", hidden=(4, 2), noise=0.2, start=3),
    Setup(n_points=40, activation="tanh", hidden=(2, 3, 2), target="xor", task=CLASSIFICATION),
    Setup(n_points=40, activation="identity", features=("X1", "X1X2"), start=4),
]


def loss(network: TwoInputNetwork, split) -> float:
    """The training loss in numpy."""
    x = split.train_inputs.double().numpy()
    features = {"X1": x[:, 0], "X2": x[:, 1], "X1X2": x[:, 0] * x[:, 1]}
    h = np.stack([features[name] for name in network.features], axis=1)
    *hidden, (weight, bias) = [(w.double().numpy(), b.double().numpy()) for w, b in network.layers]
    for own, own_bias in hidden:
        h = G[network.activation](h @ own.T + own_bias)
    f = h @ weight[0] + bias[0]
    f = np.tanh(f) if network.squashed else f
    return float(((f - split.train_targets.double().numpy()) ** 2).mean())


@pytest.mark.parametrize("setup", SETUPS, ids=lambda one: f"{one.activation} {one.hidden}")
def test_the_landscape_is_the_loss_with_two_weights_replaced(setup) -> None:
    network, split = setup.network(), setup.points()
    rng = np.random.default_rng(0)
    pair = tuple(rng.choice(network.n_parameters, 2, replace=False).tolist())
    places = torch.from_numpy(rng.normal(size=(7, 2)))
    found = Landscape(network, split, pair).losses(places)
    for at, own in zip(places, found, strict=True):
        other = TwoInputNetwork(
            network.features, network.hidden, network.activation, squashed=network.squashed,
            dtype=torch.float64,
        )  # fmt: skip
        other.parameters.copy_(network.parameters)
        other.parameters[list(pair)] = at
        assert float(own) == pytest.approx(loss(other, split), rel=1e-10)


@pytest.mark.parametrize("setup", SETUPS, ids=lambda one: f"{one.activation} {one.hidden}")
def test_the_gradient_is_the_slope_of_the_landscape(setup) -> None:
    network, split = setup.network(), setup.points()
    land = Landscape(network, split, (0, network.n_parameters - 1))
    assert land.here() == tuple(network.parameters[[0, -1]].tolist())
    at = (0.37, -0.81)
    place = land.place(at)
    assert place.at == at
    for axis, own in enumerate(place.gradient):
        step = 1e-5 * np.eye(2)[axis]
        low, high = land.losses(torch.from_numpy(np.stack([at - step, at + step]))).tolist()
        assert own == pytest.approx((high - low) / 2e-5, rel=1e-5, abs=1e-8)


def bowl(at) -> Place:
    x, y = at
    return Place(at, x * x + 5 * y * y, (2 * x, 10 * y))


@pytest.mark.parametrize(("rate", "factor"), [(0.01, 0.9), (0.1, 0.0), (0.19, -0.9), (0.21, -1.1)])
def test_steps_shrink_jump_or_grow_as_the_learning_rate_says(rate, factor) -> None:
    trail = descend(bowl, Trail((bowl((1.0, 1.0)),)), rate, 10)
    assert trail.rates == (rate,) * 10
    ys = [place.at[1] for place in trail.places]
    assert ys == pytest.approx([factor**n for n in range(11)])
    more = descend(bowl, trail, 0.05, 1)
    assert more.rates[-1] == 0.05
    assert more.places[-1].at == pytest.approx((0.9 * trail.places[-1].at[0], 0.5 * ys[-1]))


def test_a_step_beyond_the_largest_weight_is_not_taken() -> None:
    trail = descend(bowl, Trail((bowl((1.0, 30.0)),)), 1.0, 10)
    assert trail.rates == ()
    assert trail.refused == (-1.0, -270.0)
    lost = descend(lambda at: Place(at, np.inf, (np.nan, 0.0)), Trail((bowl((0.1, 0.1)),)), 0.1, 5)
    assert len(lost.rates) == 1
    assert lost.refused is not None


def test_every_parameter_has_its_name() -> None:
    network = trainable_network(PRODUCT)
    network.parameters.copy_(torch.arange(network.n_parameters))
    own = lecture_network(network)
    named = dict(zip(weight_names(network), network.parameters.tolist(), strict=True))
    assert [named[f"w{k}{j}"] for k in "₁₂" for j in "₀₁₂"] == own.weights.flatten().tolist()
    assert [named[f"β{k}"] for k in "₀₁₂"] == own.beta.tolist()
    deep = Setup(hidden=(2, 3), features=("X1", "sin X2")).network()
    deep.parameters.copy_(torch.arange(deep.n_parameters))
    named = dict(zip(weight_names(deep), deep.parameters.tolist(), strict=True))
    assert len(named) == deep.n_parameters
    (first, bias), (second, _), (output, last) = deep.layers
    assert named["layer 1, unit 2: sin X2"] == first[1, 1]
    assert named["layer 1, unit 2: bias"] == bias[1]
    assert named["layer 2, unit 3: h1"] == second[2, 0]
    assert named["output: h3"] == output[0, 2]
    assert named["output: bias"] == last[0]
