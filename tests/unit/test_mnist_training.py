"""Training loops: seeded, harmless to what they are given, and doing what their settings say."""

import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from dlviz.datasets.mnist import Digits, load
from dlviz.networks.mnist import MLP, Dropout, count_parameters
from dlviz.networks.mnist import load as load_model
from dlviz.networks.mnist import record as load_record
from dlviz.training import build_mnist, lda, loop
from dlviz.training.augment import FINE, _box_and_centre, augment
from dlviz.training.loop import LoopEpoch, LoopSettings, new_model, train_epochs

SMALL = LoopSettings(seed=3, epochs=2, hidden=(16, 8), batch_size=50)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Train these tiny networks on one core: beside other work, two wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def train() -> Digits:
    digits = load("train")
    return Digits(digits.images[:1000], digits.labels[:1000])


@pytest.fixture(scope="module")
def test() -> Digits:
    digits = load("test")
    return Digits(digits.images[:500], digits.labels[:500])


def run(settings: LoopSettings, train: Digits, test: Digits) -> tuple[nn.Module, list[LoopEpoch]]:
    model = new_model(settings)
    drawn = train if settings.drawn_share else None
    return model, list(train_epochs(model, settings, train, test, drawn=drawn))


EVERYTHING = dataclasses.replace(
    SMALL, dropout=(0.3, 0.2), l2=1e-4, augmented=True, drawn_share=0.2, averaging=0.9
)


@pytest.mark.parametrize("settings", [SMALL, EVERYTHING, dataclasses.replace(SMALL, hidden=None)])
def test_the_same_seed_trains_the_same_and_spares_the_global_state(
    settings: LoopSettings, train: Digits, test: Digits
) -> None:
    before = torch.get_rng_state()
    model, epochs = run(settings, train, test)
    torch.manual_seed(123)  # must not matter
    again, epochs_again = run(settings, train, test)
    torch.set_rng_state(before)
    assert epochs == epochs_again
    for one, two in zip(model.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, two)
    other, _ = run(dataclasses.replace(settings, seed=4), train, test)
    assert not torch.equal(next(other.parameters()), next(model.parameters()))


def test_training_leaves_the_global_random_state_alone(train: Digits, test: Digits) -> None:
    before = torch.get_rng_state()
    run(EVERYTHING, train, test)
    assert torch.equal(torch.get_rng_state(), before)


def test_the_loss_falls_and_errors_are_counted(train: Digits, test: Digits) -> None:
    settings = dataclasses.replace(SMALL, epochs=8, hidden=(64, 32))
    model, epochs = run(settings, train, test)
    losses = [epoch.train_loss for epoch in epochs]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.5 * losses[0]
    assert [epoch.epoch for epoch in epochs] == list(range(1, 9))
    assert epochs[-1].test_error < 25
    pixels = torch.from_numpy(test.images.reshape(-1, 784) / np.float32(255))
    wrong = int((model(pixels).argmax(dim=1).numpy() != test.labels).sum())
    assert epochs[-1].test_errors == wrong
    assert epochs[-1].test_error == pytest.approx(100 * wrong / 500)


def test_every_record_speaks_of_the_model_in_hand(train: Digits, test: Digits) -> None:
    for settings in (SMALL, EVERYTHING):
        model = new_model(settings)
        for epoch in train_epochs(model, settings, train, test, drawn=train):
            assert not model.training
            assert loop.count_errors(model, test) == epoch.test_errors


def test_one_step_of_logistic_regression_follows_the_gradient_by_hand(test: Digits) -> None:
    few = Digits(test.images[:20], test.labels[:20])
    settings = LoopSettings(
        seed=1, epochs=1, hidden=None, l2=0.01, batch_size=20, learning_rate=0.05
    )
    start = new_model(settings)
    model, (epoch,) = run(settings, few, test)
    x = few.images.reshape(20, 784) / 255
    weight, bias = (parameter.detach().double().numpy() for parameter in start.parameters())
    scores = x @ weight.T + bias
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    hits = np.eye(10)[few.labels]
    assert epoch.train_loss == pytest.approx(-np.log((shares * hits).sum(axis=1)).mean(), rel=1e-5)
    gradient = (shares - hits).T @ x / 20 + 2 * 0.01 * weight
    # Adam's first step is the learning rate times the gradient's sign, if that is not tiny.
    moved = (model.weight - start.weight).detach().numpy()
    clear = np.abs(gradient) > 1e-5
    assert clear.mean() > 0.9
    np.testing.assert_allclose(moved[clear], -0.05 * np.sign(gradient[clear]), rtol=5e-3)


def test_the_ridge_penalty_squares_weights_and_spares_biases() -> None:
    model = MLP((2, 3))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(2.0)
    n_weights = 784 * 2 + 2 * 3 + 3 * 10
    assert loop.ridge_penalty(model, 0.5).item() == 0.5 * 4 * n_weights
    assert count_parameters(model) == n_weights + 2 + 3 + 10


def test_ridge_shrinks_the_weights(train: Digits, test: Digits) -> None:
    plain, _ = run(SMALL, train, test)
    ridge, _ = run(dataclasses.replace(SMALL, l2=0.01), train, test)
    assert loop.ridge_penalty(ridge, 1.0) < 0.8 * loop.ridge_penalty(plain, 1.0)


def test_averaging_keeps_a_trailing_mean_of_the_weights(test: Digits) -> None:
    few = Digits(test.images[:20], test.labels[:20])
    settings = LoopSettings(seed=1, epochs=3, hidden=None, batch_size=20)  # one step for each epoch
    model = new_model(settings)
    average = model.weight.detach().clone()
    for _ in train_epochs(model, settings, few, test):
        average = 0.75 * average + 0.25 * model.weight.detach()
    averaged, _ = run(dataclasses.replace(settings, averaging=0.75), few, test)
    torch.testing.assert_close(averaged.weight.detach(), average)


def test_fewer_digits_than_a_batch_are_one_batch(test: Digits) -> None:
    few = Digits(test.images[:7], test.labels[:7])
    _, epochs = run(SMALL, few, test)
    assert len(epochs) == 2
    assert all(math.isfinite(epoch.train_loss) for epoch in epochs)


def test_drawn_digits_take_their_share_of_every_batch(
    train: Digits, test: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Digits(np.full((30, 28, 28), 77, np.uint8), np.zeros(30, np.uint8))
    seen = []

    def spy(pixels: Tensor, rng: torch.Generator) -> Tensor:  # noqa: ARG001 - same signature
        seen.append(int((pixels * 255).round().eq(77).all(dim=(1, 2)).sum()))
        return pixels

    monkeypatch.setattr(loop, "augment", spy)
    settings = dataclasses.replace(SMALL, epochs=1, augmented=True, drawn_share=0.2)
    list(train_epochs(new_model(settings), settings, train, test, drawn=drawn))
    assert seen == [10] * (1000 // 40)
    with pytest.raises(ValueError, match="20% drawn digits were asked for, but none given"):
        next(train_epochs(new_model(settings), settings, train, test))


def test_lda_finds_the_line_between_two_known_gaussians() -> None:
    rng = np.random.default_rng(0)
    covariance = np.array([[2.0, 0.6], [0.6, 1.0]])
    means = np.array([[0.0, 0.0], [3.0, 1.0]])
    labels = (rng.random(40_000) < 0.25).astype(np.int64)
    x = means[labels] + rng.multivariate_normal([0, 0], covariance, len(labels))
    constant = np.full((len(x), 1), 0.7)  # singular, as MNIST's corner pixels
    layer = lda.fit(torch.from_numpy(np.hstack([x, constant])), torch.from_numpy(labels))
    direction = np.linalg.solve(covariance, means[1] - means[0])
    weight = (layer.weight[1] - layer.weight[0]).numpy()
    np.testing.assert_allclose(weight[:2], direction, atol=0.05)
    assert weight[2] == pytest.approx(0, abs=1e-6)
    offset = float(layer.bias[1] - layer.bias[0])
    assert offset == pytest.approx(math.log(0.25 / 0.75) - means[1] @ direction / 2, abs=0.1)
    assert not layer.weight.requires_grad


def centres(pixels: Tensor) -> tuple[Tensor, Tensor]:
    middles = torch.arange(28) + 0.5
    mass = pixels.sum((1, 2))
    return (pixels.sum(1) @ middles) / mass, (pixels.sum(2) @ middles) / mass


def test_augmented_digits_stay_in_mnists_box_and_centre(train: Digits) -> None:
    pixels, _ = loop.as_tensors(train.images, train.labels)
    before = pixels.clone()
    changed = augment(pixels, torch.Generator().manual_seed(0))
    assert torch.equal(pixels, before)
    assert changed.shape == pixels.shape
    assert changed.min() >= 0
    assert changed.max() <= 1
    untouched = (changed == pixels).all(dim=(1, 2))
    assert untouched.float().mean() == pytest.approx(0.2, abs=0.04)
    for centre in centres(changed):
        assert (centre - 14.5).abs().quantile(0.98) < 1
    has_ink = changed > 0.25
    sides = torch.stack([has_ink.any(dim=axis).sum(dim=1) for axis in (1, 2)]).amax(dim=0)
    assert sides.float().mean() == pytest.approx(20, abs=0.7)
    assert sides.max() <= 22


def test_augmentation_and_dropout_work_where_the_pixels_are_not_the_generator() -> None:
    # "meta" is a device without numbers: an operation on two devices fails there as on a GPU.
    changed = augment(torch.empty(5, 28, 28, device="meta"), torch.Generator().manual_seed(0))
    assert (changed.shape, changed.device.type) == ((5, 28, 28), "meta")
    layer = Dropout(0.3).train()
    layer.rng = torch.Generator().manual_seed(0)
    before = layer.rng.get_state()
    assert layer(torch.empty(4, 7, device="meta")).device.type == "meta"
    # The draws come from the generator of the CPU, so every device silences the same units.
    assert not torch.equal(layer.rng.get_state(), before)


def test_lda_is_fitted_where_its_pixels_are(train: Digits) -> None:
    pixels = torch.tensor(train.images[:400]).flatten(1) / 255
    labels = torch.tensor(train.labels[:400])
    fitted = lda.fit(pixels, labels)
    with torch.device("meta"):  # whatever is made without naming a device is made there, and fails
        again = lda.fit(pixels, labels)
    torch.testing.assert_close(again.weight, fitted.weight, rtol=0, atol=0)
    assert again.bias.device == pixels.device


def test_a_faint_digit_beside_a_dark_one_has_its_own_box() -> None:
    fine = torch.zeros(2, 1, FINE, FINE)
    fine[0, 0, 8:30, 10:14] = 1
    fine[1, 0, 5:20, 12:33] = 1
    faint = fine * torch.tensor([1.0, 0.01])[:, None, None, None]
    looks = [_box_and_centre(one, torch.Generator().manual_seed(3)) for one in (fine, faint)]
    torch.testing.assert_close(looks[1], looks[0])


def test_augmentation_thickens_and_thins(train: Digits) -> None:
    pixels, _ = loop.as_tensors(train.images[:200], train.labels[:200])
    changed = augment(pixels, torch.Generator().manual_seed(0))
    is_changed = (changed != pixels).any(dim=(1, 2))
    ratio = changed.sum((1, 2))[is_changed] / pixels.sum((1, 2))[is_changed]
    assert ratio.quantile(0.1) < 0.85
    assert ratio.quantile(0.9) > 1.15


def test_the_build_writes_weights_that_load_and_a_record_that_fits(
    tmp_path: Path,
    train: Digits,
    test: Digits,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(build_mnist, "FOLDER", tmp_path)
    monkeypatch.setattr("dlviz.networks.mnist.FOLDER", tmp_path)
    monkeypatch.setattr(build_mnist, "RECIPES", {"ridge": LoopSettings(seed=1, epochs=2, l2=1e-4)})
    monkeypatch.setattr(build_mnist.mnist, "load", {"train": train, "test": test}.__getitem__)
    monkeypatch.setattr("sys.argv", ["build_mnist", "ridge"])
    build_mnist.main()
    record = load_record("ridge")
    assert record.test_errors == loop.count_errors(load_model("ridge"), test)
    assert record.settings["l2"] == 1e-4
    assert (record.seed, record.epochs, record.parameters) == (1, 2, 235_146)
    assert f"ridge: {record.test_error:.2f} % of the test digits" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dropout", "ridge", "logistic"])
def test_training_again_reaches_the_shipped_error(name: str) -> None:
    settings = build_mnist.RECIPES[name]
    *_, last = train_epochs(new_model(settings), settings, load("train"), load("test"))
    assert last.test_error == pytest.approx(load_record(name).test_error, abs=0.15)
