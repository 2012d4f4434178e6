"""Fitting small networks: gradients, optimisers, determinism, verdicts, and what is learned."""

import itertools
import math
import statistics

import pytest
import torch
from torch import nn

from dlviz.activations import ACTIVATIONS
from dlviz.datasets.points import Split, draw_points
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.training import two_inputs as training
from dlviz.training.two_inputs import (
    ADAM,
    CONVERGED,
    DIVERGED,
    PRODUCT_SETTINGS,
    SGD,
    STALLED,
    SUGGESTED,
    Fit,
    TwoInputSettings,
    error_against_width,
    suggested_network,
)

PRODUCT = draw_points("product", 400)


def random_network(*arguments, seed: int = 0, **options) -> TwoInputNetwork:
    network = TwoInputNetwork(*arguments, **options)
    network.randomise(torch.Generator().manual_seed(seed))
    return network


def loss(network: TwoInputNetwork, inputs, targets, settings: TwoInputSettings) -> float:
    penalty = sum(
        settings.l1 * weight.abs().sum() + settings.l2 / 2 * weight.square().sum()
        for weight, _ in network.layers
    )
    return float((network(inputs) - targets).square().mean() + penalty)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(2,), (5, 3), (3, 2, 4, 2, 3, 2)], ids=str)
@pytest.mark.parametrize("squashed", [False, True])
def test_gradients_are_finite_differences(activation, hidden, squashed) -> None:
    settings = TwoInputSettings(l1=0.01, l2=0.02)
    network = TwoInputNetwork(
        ("X1", "X2", "sin X1"), hidden, activation, squashed=squashed, dtype=torch.float64
    )
    generator = torch.Generator().manual_seed(5)
    scale = 0.2 if activation == "square" else 0.5  # six squares of larger numbers are astronomical
    network.parameters.copy_(scale * torch.randn(network.n_parameters, generator=generator))
    inputs = torch.randn(11, 2, generator=generator, dtype=torch.float64)
    targets = torch.randn(11, generator=generator, dtype=torch.float64)
    fit = Fit(network, Split(inputs, targets, inputs, targets), settings)
    found = fit.gradients(inputs, targets)
    step = 1e-6
    for place in range(network.n_parameters):
        sides = []
        for sign in (1, -1):
            moved = network.copy()
            moved.parameters[place] += sign * step
            sides.append(loss(moved, inputs, targets, settings))
        expected = (sides[0] - sides[1]) / (2 * step)
        assert float(found[place]) == pytest.approx(expected, rel=1e-4, abs=1e-8)


class Module(nn.Module):
    """The same network in torch's own building blocks."""

    def __init__(self, network: TwoInputNetwork) -> None:
        """Copy the weights of `network`."""
        super().__init__()
        self.stack = nn.ModuleList()
        for weight, bias in network.layers:
            layer = nn.Linear(weight.shape[1], weight.shape[0])
            with torch.no_grad():
                layer.weight.copy_(weight)
                layer.bias.copy_(bias)
            self.stack.append(layer)

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        """Return the output at `points` (N, 2): (N,)."""
        for layer in self.stack[:-1]:
            points = layer(points).tanh()
        return self.stack[-1](points)[:, 0].tanh()


@pytest.mark.parametrize("optimiser", [ADAM, SGD])
def test_training_is_that_of_torch_s_own_modules_and_optimisers(optimiser: str) -> None:
    settings = TwoInputSettings(
        optimiser, 0.05, batch_size=7
    )  # 7 does not divide 200: a smaller last one
    network = random_network(("X1", "X2"), (4, 3), "tanh", squashed=True)
    split = draw_points("circle", 400)
    fit = Fit(network, split, settings, seed=3)
    module = Module(network)
    own = {ADAM: torch.optim.Adam, SGD: torch.optim.SGD}[optimiser](module.parameters(), lr=0.05)
    generator = torch.Generator().manual_seed(3)
    n_steps = 70
    batches = itertools.chain.from_iterable(
        torch.randperm(200, generator=generator).split(7) for _ in itertools.count()
    )
    for batch in itertools.islice(batches, n_steps):
        own.zero_grad()
        answer = module(split.train_inputs[batch])
        (answer - split.train_targets[batch]).square().mean().backward()
        own.step()
    fit.run(n_steps)
    expected = torch.cat(
        [torch.cat([layer.weight.T, layer.bias[None]]).flatten() for layer in module.stack]
    )
    torch.testing.assert_close(fit.network.parameters, expected.detach(), rtol=1e-3, atol=1e-4)
    assert fit.steps == n_steps
    assert fit.epoch == pytest.approx(70 / 29)


def test_training_is_repeatable_and_reset_goes_back_bit_by_bit() -> None:
    state = torch.get_rng_state()
    network = random_network(("X1", "X2"), (3,), "sigmoid")
    before = network.parameters.clone()
    one, other = (Fit(network, PRODUCT, TwoInputSettings(), seed=2) for _ in range(2))
    one.run(157)
    for _ in range(157):
        other.run(1)
    assert torch.equal(one.network.parameters, other.network.parameters)
    assert one.losses() == other.losses()
    trained = one.network.parameters.clone()
    one.reset()
    assert torch.equal(one.network.parameters, before)
    assert one.steps == one.epoch == 0
    one.run(157)
    assert torch.equal(one.network.parameters, trained)
    assert torch.equal(network.parameters, before)  # the network given is not touched
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("optimiser", [ADAM, SGD])
def test_beginning_anew_from_other_weights_is_a_new_training(optimiser: str) -> None:
    settings = TwoInputSettings(optimiser, batch_size=30)  # 200 points: the last batch is shorter
    used = Fit(random_network(hidden=(3,)), PRODUCT, settings, seed=4)
    used.run(123)
    other = random_network(hidden=(3,), seed=9)
    used.start_from(other.parameters)
    new = Fit(other, PRODUCT, settings, seed=4)
    for n_steps in (0, 25, 60):
        for fit in (used, new):
            fit.run(n_steps)
            assert fit.latest_losses() == fit.losses()
        assert torch.equal(used.network.parameters, new.network.parameters)
        assert (used.steps, used.epoch, used.history) == (new.steps, new.epoch, new.history)
    used.reset()
    assert torch.equal(used.network.parameters, other.parameters)


def test_a_copy_has_numbers_of_its_own() -> None:
    network = random_network(hidden=(3, 2))
    same, before = network.copy(), network.parameters.clone()
    assert torch.equal(same(PRODUCT.test_inputs), network(PRODUCT.test_inputs))
    same.blocks[0].zero_()
    assert same.parameters[: same.blocks[0].numel()].eq(0).all()
    assert torch.equal(network.parameters, before)


def test_a_network_moves_to_another_device_and_stays_where_it_was() -> None:
    network = random_network(hidden=(3, 2))
    moved = network.to(torch.device("meta"))
    assert {block.device.type for block in moved.blocks} == {"meta"}
    assert network.parameters.device.type == "cpu"
    same, before = network.to(torch.device("cpu")), network.parameters.clone()
    same.blocks[0].zero_()
    assert torch.equal(network.parameters, before)


def test_another_batch_size_begins_the_pass_anew_and_another_rate_goes_on_with_it() -> None:
    split = draw_points("product", 20, train_share=0.5)
    fit = Fit(random_network(("X1", "X2"), (2,), "tanh"), split, TwoInputSettings(batch_size=1))
    fit.run(3)
    assert fit.epoch == pytest.approx(0.3)
    fit.settings = TwoInputSettings(learning_rate=1e-4, batch_size=1)
    assert fit.epoch == pytest.approx(0.3)
    fit.settings = TwoInputSettings(learning_rate=1e-4, batch_size=5)
    assert fit.epoch == 0
    fit.run(1)
    assert fit.epoch == 0.5  # one of two batches
    fit.run(2)
    assert fit.epoch == 1.5


def test_another_learning_rate_or_batch_size_takes_hold_while_it_runs() -> None:
    fit = Fit(random_network(("X1", "X2"), (2,), "tanh"), PRODUCT, TwoInputSettings(SGD, 0.01))
    fit.run(10)
    before = fit.network.parameters.clone()
    fit.settings = TwoInputSettings(SGD, 1e-9, batch_size=200)
    fit.run(1)
    torch.testing.assert_close(fit.network.parameters, before, rtol=0, atol=1e-6)
    assert fit.batch_size == 200
    fit.settings = TwoInputSettings(SGD, 1e-9, l1=1.0)
    assert fit.settings.l1 == 1.0


def test_penalties_shrink_the_weights_and_not_the_biases() -> None:
    sizes = []
    for penalty in ({}, {"l2": 0.3}, {"l1": 0.3}):
        fit = Fit(random_network(("X1", "X2"), (6,), "tanh"), PRODUCT, TwoInputSettings(**penalty))
        fit.run(2000)
        sizes.append(sum(float(weight.abs().sum()) for weight, _ in fit.network.layers))
    assert sizes[1] < 0.5 * sizes[0]
    assert sizes[2] < 0.5 * sizes[0]
    network = random_network(("X1", "X2"), (2,), "tanh")
    network.parameters.zero_()
    network.layers[-1][1].fill_(1.0)  # the output's bias alone
    split = Split(torch.zeros(4, 2), torch.ones(4), torch.zeros(4, 2), torch.ones(4))
    assert (
        not Fit(network, split, TwoInputSettings(l1=1.0, l2=1.0))
        .gradients(*split_train(split))
        .any()
    )


def split_train(split: Split) -> tuple[torch.Tensor, torch.Tensor]:
    return split.train_inputs, split.train_targets


def test_the_product_is_learned_from_at_least_eighteen_of_twenty_starts() -> None:
    learned = 0
    for seed in range(20):
        fit = Fit(random_network(seed=seed), PRODUCT, PRODUCT_SETTINGS, seed=seed)
        fit.run(20 * 500)
        learned += fit.losses()[1] < 1e-4
        if fit.verdict is not None:
            assert fit.verdict.kind in (CONVERGED, STALLED)
    assert learned >= 18


@pytest.mark.parametrize(
    "target",
    [pytest.param(one, marks=pytest.mark.slow if one == "spiral" else ()) for one in SUGGESTED],
)
def test_the_playground_s_sets_are_learned_as_well_as_there(target: str) -> None:
    own, wanted = SUGGESTED[target], {"spiral": 0.05}.get(target, 0.01)
    reached = []
    for seed in range(7):  # a start can be an unlucky one, there and here
        network = suggested_network(target)
        network.randomise(torch.Generator().manual_seed(seed))
        fit = Fit(network, draw_points(target, 400), own.settings, seed=seed)
        losses = [math.inf]
        while fit.epoch < own.epochs and fit.verdict is None and losses[-1] > wanted:
            fit.run(500)
            losses.append(fit.losses()[1] / 2)  # the Playground's loss is half of it
        reached.append(min(losses))
    assert statistics.median(reached) <= wanted


def test_a_divergence_is_said_and_leaves_finite_numbers() -> None:
    fit = Fit(random_network(), PRODUCT, TwoInputSettings(SGD, 5.0))
    fit.run(5000)
    assert fit.verdict is not None
    assert fit.verdict.kind == DIVERGED
    assert "learning rate below 5" in fit.verdict.sentence
    assert fit.network.parameters.isfinite().all()
    assert all(value < float("inf") for point in fit.history for value in point)
    steps = fit.steps
    fit.run(100)
    assert fit.steps == steps  # nothing moves after a verdict
    fit.settings = TwoInputSettings(SGD, 0.01)
    assert fit.verdict is not None  # the weights are lost: only a reset helps
    fit.reset()
    fit.run(100)
    assert fit.verdict is None


def test_it_stops_when_nothing_more_is_gained(monkeypatch) -> None:
    monkeypatch.setattr(training, "_PATIENCE", 20)
    fit = Fit(random_network(("X1", "X2"), (2,), "identity"), PRODUCT, TwoInputSettings())
    fit.run(100_000)
    assert fit.verdict is not None
    assert fit.verdict.kind == STALLED
    assert "20 epochs" in fit.verdict.sentence
    fit.settings = TwoInputSettings(learning_rate=0.001)
    assert fit.verdict is None  # other settings may get further


def test_the_history_stays_short_and_begins_at_the_start(monkeypatch) -> None:
    monkeypatch.setattr(training, "_MOST_HISTORY", 40)  # points; one is taken in 50 steps
    fit = Fit(random_network(("X1", "X2"), (2,), "tanh"), PRODUCT, TwoInputSettings(batch_size=1))
    fit.run(8_000)
    assert len(fit.history) <= 40
    assert fit.history[0][0] == 0
    steps = [step for step, _, _ in fit.history]
    assert steps == sorted(set(steps))
    assert steps[-1] > 0.9 * fit.steps


def test_more_units_reach_smaller_errors() -> None:
    found = error_against_width(PRODUCT, "ReLU", widths=(1, 6), seeds=2, epochs=60)
    narrow, wide = (one for one in found if one is not None)
    assert (narrow.width, wide.width) == (1, 6)
    assert wide.best_test < 0.5 * narrow.best_test
    assert narrow.best_test <= narrow.median_test


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"optimiser": "RMSprop"}, "unknown optimiser"),
        ({"learning_rate": 0.0}, "learning rate"),
        ({"learning_rate": float("nan")}, "learning rate"),
        ({"l1": -0.1}, "L1"),
        ({"l2": 2.0}, "L2"),
        ({"batch_size": 0}, "empty"),
    ],
)
def test_settings_out_of_range_are_refused(arguments, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        TwoInputSettings(**arguments)
