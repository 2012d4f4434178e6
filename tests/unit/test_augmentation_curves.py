"""The shipped curves of trainings with and without augmentation."""

from dataclasses import replace
from pathlib import Path

import pytest

from dlviz.datasets import mnist
from dlviz.datasets.mnist import Digits
from dlviz.networks import cifar
from dlviz.training import augmentation_curves as curves
from dlviz.training.loop import new_model, train_steps
from dlviz.training.methods import PLAIN


@pytest.mark.parametrize("make", [curves.mnist_pair, curves.few_digits_pair])
def test_augmentation_raises_the_train_error_and_lowers_the_test_error(make) -> None:
    pair = make()
    plain, augmented = pair.plain[-1], pair.augmented[-1]
    assert [point.epoch for point in pair.plain] == list(range(1, 61))
    assert [point.epoch for point in pair.augmented] == list(range(1, 61))
    assert augmented.train > plain.train
    assert augmented.test < 0.6 * plain.test
    assert pair.parameters == 235_146


def test_all_of_mnist_gives_the_numbers_that_the_results_tell() -> None:
    pair = curves.mnist_pair()
    plain, augmented = pair.plain[-1], pair.augmented[-1]
    assert (plain.test, augmented.test) == (1.69, 0.65)
    results = (Path(__file__).resolve().parents[2] / "docs/results.md").read_text(encoding="utf-8")
    told = " ".join(results.split())
    assert f"train error of the 235,146 parameters from {plain.train:.2f} to " in told
    assert f"to {augmented.train:.2f}% and the test error from 1.69 to 0.65%" in told
    assert pair.plain[-1].train_count == 60_000
    assert pair.plain[-1].test_count == 10_000


def test_the_few_digits_curve_is_what_training_gives() -> None:
    whole, test = mnist.load("train"), mnist.load("test")
    train = Digits(whole.images[: curves.FEW.n_digits], whole.labels[: curves.FEW.n_digits])
    settings = curves.FEW.settings(PLAIN)
    assert settings is not None
    steps = train_steps(new_model(settings), settings, train, test, n_checked=len(train))
    first = next(step.epoch for step in steps if step.epoch is not None)
    (point,) = curves.of_race([first])
    shipped = curves.few_digits_pair().plain[0]
    assert point.test == pytest.approx(shipped.test, abs=0.1)  # other processors round otherwise
    assert point.train_count == shipped.train_count == 1_000


def test_records_without_train_digits_give_no_points() -> None:
    settings = curves.FEW.settings(PLAIN)
    assert settings is not None
    settings = replace(settings, epochs=1)
    digits = Digits(mnist.load("train").images[:200], mnist.load("train").labels[:200])
    steps = train_steps(new_model(settings), settings, digits, digits)
    assert curves.of_race([step.epoch for step in steps if step.epoch]) == ()


def test_the_cifar_pair_is_there_when_both_networks_are() -> None:
    pair = curves.cifar_pair()
    assert (pair is not None) == bool(cifar.moments(augmented=False))
    if pair is not None:
        made = cifar.record()["curve"][-1]
        assert pair.augmented[-1].test == pytest.approx(100 * (1 - made["test"]["top1"]))
        assert pair.augmented[-1].test < pair.plain[-1].test


@pytest.mark.parametrize("make", [curves.mnist_pair, curves.few_digits_pair, curves.cifar_pair])
def test_which_test_pictures_were_read_is_kept_for_the_end(make) -> None:
    pair = make()
    if pair is None:
        pytest.skip("no twin here")
    for curve in (pair.plain, pair.augmented):
        assert curve[0].correct is None
        correct = curve[-1].correct
        assert correct.shape == (curve[-1].test_count,)
        assert int((~correct).sum()) == curve[-1].test_errors


def test_a_race_keeps_which_digits_were_read() -> None:
    settings = replace(curves.FEW.settings(PLAIN), epochs=1)
    digits = Digits(mnist.load("train").images[:200], mnist.load("train").labels[:200])
    steps = train_steps(new_model(settings), settings, digits, digits, n_checked=200)
    (point,) = curves.of_race([step.epoch for step in steps if step.epoch])
    assert int((~point.correct).sum()) == point.test_errors
