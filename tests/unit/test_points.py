"""The sets of points and the networks over them."""

import math

import numpy as np
import pytest
import torch

from dlviz.datasets.points import CLASSIFICATION, TARGETS, draw_points
from dlviz.networks.two_inputs import FEATURES, MOST_UNITS, TwoInputNetwork


@pytest.mark.parametrize("target", TARGETS)
def test_equal_seeds_give_equal_points_and_others_do_not(target: str) -> None:
    state = torch.get_rng_state()
    first, same, other = (draw_points(target, 60, noise=0.2, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.train_inputs, same.train_inputs)
    assert torch.equal(first.test_targets, same.test_targets)
    assert not torch.equal(first.train_targets, other.train_targets) or not torch.equal(
        first.train_inputs, other.train_inputs
    )
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("target", TARGETS)
def test_points_lie_on_the_target_s_square_and_are_split(target: str) -> None:
    split = draw_points(target, 200, train_share=0.7)
    assert split.train_inputs.shape == (140, 2)
    assert split.test_inputs.shape == (60, 2)
    assert split.train_targets.shape == (140,)
    if target != "two gaussians":  # a normal distribution has no edge
        assert float(split.train_inputs.abs().max()) <= TARGETS[target].reach
    if TARGETS[target].task == CLASSIFICATION:
        assert set(split.train_targets.tolist()) == {-1.0, 1.0}


def test_the_targets_are_their_formulas() -> None:
    points = torch.tensor([[1.5, -2.0], [-4.0, 2.5], [0.0, 2.5], [0.0, 1.5]])
    assert TARGETS["product"].surface(points).tolist() == [-3, -10, 0, 0]
    assert TARGETS["plane"].surface(points).tolist() == [-0.25, -0.75, 1.25, 0.75]
    assert TARGETS["gaussians"].surface(points)[1:].tolist() == [1, -1, -0.5]
    assert TARGETS["spiral"].surface(points) is None


def test_without_noise_the_labels_follow_their_rules() -> None:
    xor = draw_points("xor", 300)
    assert torch.equal(xor.train_targets, xor.train_inputs.prod(dim=1).sign())
    circle = draw_points("circle", 300)
    inside = circle.train_inputs.norm(dim=1) < 2.5
    assert torch.equal(circle.train_targets > 0, inside)
    spiral = draw_points("spiral", 300)
    turned = spiral.train_inputs[spiral.train_targets > 0]
    # An arm runs 1.75 times around while it leaves the middle; the other is opposite.
    angle = 2 * math.pi * 1.75 * turned.norm(dim=1) / 5
    direction = torch.stack([angle.sin(), angle.cos()], dim=1)
    torch.testing.assert_close(turned, turned.norm(dim=1, keepdim=True) * direction,
                               rtol=0, atol=1e-4)  # fmt: skip


def test_noise_lets_points_of_the_circle_stray_as_far_as_in_playground() -> None:
    """Its dataset.ts moves both coordinates by up to the radius times the noise, then labels."""
    split = draw_points("circle", 10_000, noise=0.5, seed=2)
    points = torch.cat([split.train_inputs, split.test_inputs]).numpy()
    labels = torch.cat([split.train_targets, split.test_targets]).numpy()
    changed = float(((np.hypot(*points.T) < 2.5) != (labels > 0)).mean())
    rng = np.random.default_rng(0)
    distance = np.where(np.arange(100_000) % 2, rng.uniform(0, 2.5, 100_000),
                        rng.uniform(3.5, 5, 100_000))  # fmt: skip
    angle = rng.uniform(0, 2 * np.pi, 100_000)
    x, y = distance * np.sin(angle), distance * np.cos(angle)
    strayed = np.hypot(x + 0.5 * rng.uniform(-5, 5, 100_000), y + 0.5 * rng.uniform(-5, 5, 100_000))
    theirs = float(((distance < 2.5) != (strayed < 2.5)).mean())
    assert changed == pytest.approx(theirs, abs=0.015)
    assert changed > 0.2


def test_noise_moves_measured_targets_by_its_share() -> None:
    exact = draw_points("product", 4000, seed=3)
    noisy = draw_points("product", 4000, noise=0.5, seed=3)
    points = torch.cat([noisy.train_inputs, noisy.test_inputs])
    targets = torch.cat([noisy.train_targets, noisy.test_targets])
    off = targets - points.prod(dim=1)
    spread = torch.cat([exact.train_targets, exact.test_targets]).std()
    assert float(off.std() / spread) == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"target": "square"}, "unknown target"),
        ({"n_points": 3}, "4 to 10,000"),
        ({"noise": 0.6}, "noise"),
        ({"noise": math.nan}, "noise"),
        ({"train_share": 1.0}, "training share"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        draw_points(**{"target": "xor", "n_points": 40, **arguments})


def test_a_network_is_a_stack_of_linear_layers() -> None:
    network = TwoInputNetwork(("X1", "sin X2", "X1X2"), (5, 3), "tanh", squashed=True)
    network.randomise(torch.Generator().manual_seed(1))
    points = torch.randn(7, 2, generator=torch.Generator().manual_seed(2))
    below = torch.stack([points[:, 0], points[:, 1].sin(), points[:, 0] * points[:, 1]], dim=1)
    for weight, bias in network.layers[:-1]:
        below = torch.nn.functional.linear(below, weight, bias).tanh()
    expected = torch.nn.functional.linear(below, *network.layers[-1])[:, 0].tanh()
    torch.testing.assert_close(network(points), expected)
    torch.testing.assert_close(network.units(points)[-1], below)
    assert network.n_parameters == 4 * 5 + 6 * 3 + 4


def test_layers_are_views_and_copies_are_not() -> None:
    network = TwoInputNetwork()
    same = network.copy()
    network.layers[0][0][1, 0] = 7.0
    assert 7.0 in network.parameters
    assert 7.0 not in same.parameters


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((("X3",),), "X3"),
        (((),), "none"),
        ((("X1",), (2,), "cube"), "unknown activation"),
        ((("X1",), ()), "0 hidden layers"),
        ((("X1",), (2,) * 7), "7 hidden layers"),
        ((("X1",), (MOST_UNITS + 1,)), "1 to 8"),
    ],
)
def test_impossible_networks_are_refused(arguments, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        TwoInputNetwork(*arguments)


def test_features_are_their_names() -> None:
    points = torch.tensor([[2.0, 3.0]])
    values = {name: float(feature(points)) for name, feature in FEATURES.items()}
    assert values == pytest.approx(
        {"X1": 2, "X2": 3, "X1^2": 4, "X2^2": 9, "X1X2": 6, "sin X1": math.sin(2),
         "sin X2": math.sin(3)}
    )  # fmt: skip


def test_both_sets_have_a_point_and_limits_themselves_are_possible() -> None:
    for share, n_train in ((0.01, 1), (0.99, 3), (0.5, 2)):
        split = draw_points("product", 4, train_share=share)
        assert (len(split.train_inputs), len(split.test_inputs)) == (n_train, 4 - n_train)
    assert len(draw_points("product", 10_000).train_inputs) > 0
    for wrong, words in (
        ({"n_points": 3}, "3 points; 4 to 10,000"), ({"n_points": 10_001}, "10001 points"),
        ({"noise": -0.01}, "noise -0.01"), ({"noise": 0.51}, "noise 0.51"),
        ({"train_share": 0.0}, "share of 0.0"), ({"train_share": 1.0}, "share of 1.0"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            draw_points("product", **({"n_points": 10} | wrong))
    draw_points("product", 10, noise=0.5)
