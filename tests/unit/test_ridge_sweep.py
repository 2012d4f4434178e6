"""Ridge's strength is chosen on digits held out, and the test digits are read once."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go
import pytest

from dlviz import device
from dlviz.datasets.mnist import Digits, load
from dlviz.figures import ridge_sweep as figures
from dlviz.networks.mnist import random_mlp
from dlviz.notices import ridge_sweep as notices
from dlviz.training import ridge_sweep
from dlviz.training.loop import Score, measure, new_model, train_steps
from dlviz.training.methods import RIDGE, Choices
from dlviz.training.ridge_sweep import N_HELD_OUT, STRENGTHS, Judged, Sweep, Trained, best_of

CHOICES = Choices(
    methods=(RIDGE,), n_digits=400, epochs=3, hidden=(16, 8), batch_size=50, seed=3, l2=0.0
)


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(device.VARIABLE, "cpu")
    device.choose.cache_clear()
    with device.one_core():
        yield
    device.choose.cache_clear()


def finished(choices: Choices = CHOICES, strengths: tuple[float, ...] = (0.0, 1e-3)) -> Sweep:
    sweep = Sweep(choices, load("train"), load("test"), strengths=strengths)
    while sweep._advance():
        assert 0 <= sweep.share <= 1
    return sweep


def score(*wrong: range, loss: float = 0.1, count: int = 1000) -> Score:
    correct = np.ones(count, bool)
    for places in wrong:
        correct[list(places)] = False
    return Score(loss, int((~correct).sum()), count, np.packbits(correct).tobytes())


def point(l2: float, *wrong: range, loss: float = 0.1) -> Trained:
    return Trained(l2, random_mlp(0), score(), score(*wrong, loss=loss))


def test_each_strength_is_trained_as_the_race_trains_its_ridge_network() -> None:
    sweep = finished()
    train = load("train")
    own = Digits(train.images[:400], train.labels[:400])
    held_out = Digits(train.images[-N_HELD_OUT:], train.labels[-N_HELD_OUT:])
    for one in sweep.points:
        settings = dataclasses.replace(CHOICES, l2=one.l2).settings(RIDGE)
        model = new_model(settings)
        for _ in train_steps(model, settings, own, held_out):
            pass
        assert one.validation == measure(model, held_out)
        assert one.train == measure(model, own)


def test_the_test_digits_are_read_once_after_the_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    test = load("test")

    def watched(model, digits):
        read.append(digits)
        return measure(model, digits)

    monkeypatch.setattr(ridge_sweep, "measure", watched)
    sweep = Sweep(CHOICES, load("train"), test, strengths=(0.0, 1e-4, 1e-3))
    while sweep._advance():
        assert all(digits is not test for digits in read)
    assert sum(digits is test for digits in read) == 2  # with the chosen ridge and without
    assert sweep.judged is not None
    assert sweep.judged.chosen == best_of(list(sweep.points)).l2


def test_no_training_sees_the_digits_that_choose() -> None:
    everything = dataclasses.replace(CHOICES, n_digits=60_000)
    sweep = Sweep(everything, load("train"), load("test"))
    assert sweep.n_learnt == 55_000
    assert not np.shares_memory(sweep._own.images, sweep._held_out.images)


def test_of_equal_strengths_the_strongest_is_chosen() -> None:
    points = [point(0.0, range(5)), point(1e-4, range(4)), point(1e-3, range(10, 14))]
    assert best_of(points).l2 == 1e-3
    text = notices.about_sweep(points, Judged(1e-3, score(range(3)), score(range(3))), 400)
    assert "λ = 0.0001 and 0.001 have equally few errors, 0.40 %; the strongest" in text
    assert "Its lead over λ = 0 may be chance" in text
    assert "equally many" in text


def test_a_strength_with_which_the_weights_run_away_is_not_chosen() -> None:
    lost = point(1e-3, loss=float("nan"))
    text = notices.about_sweep([point(0.0, range(5)), lost], None, 400)
    assert "λ = 0 has the fewest errors on the held-out digits, 0.50 %" in text
    assert "The test digits have not been read yet" in text
    assert "run away" in notices.about_sweep([lost], None, 400)
    wild = dataclasses.replace(CHOICES, optimiser="SGD", activation="identity", learning_rate=1.0)
    sweep = finished(dataclasses.replace(wild, epochs=30))
    assert "smaller learning rate" in sweep.problem
    assert sweep.judged is None
    assert [one.l2 for one in sweep.points] == [0.0]  # there is nothing to compare others with


def test_the_verdict_on_the_test_digits_is_paired() -> None:
    points = [point(0.0, range(50)), point(1e-3, range(20))]
    for with_ridge, without, verdict in (
        (range(10), range(30), "better beyond chance (only with ridge 20 digits to 0"),
        (range(30), range(10), "worse beyond chance (only with ridge 0 digits to 20"),
        (range(10), range(11), "a difference that may be chance (only with ridge 1 digit to 0"),
        (range(10), range(10), "without it, equally many. The cross-entropy"),
        (range(10), range(10, 20), "equally many (only with ridge 10 digits to 10, p = 1"),
    ):
        judged = Judged(1e-3, score(with_ridge), score(without))
        assert verdict in notices.about_sweep(points, judged, 400)
    nothing = notices.about_sweep(points[:1], Judged(0.0, score(), score()), 400)
    assert "ridge does not help here" in nothing


def test_the_figures_show_the_choice_and_zero_as_zero() -> None:
    points = [point(l2, range(5)) for l2 in STRENGTHS]
    figure = go.Figure(figures.errors(points, Judged(4e-3, score(range(3)), score(range(4)))))
    curve, chosen, test = figure.data
    assert list(curve.x)[:3] == ["0", "0.00001", "0.00003"]
    assert list(chosen.x) == ["0.004"]
    assert list(test.y) == [0.4, 0.3]
    assert len(go.Figure(figures.errors(points, None)).data) == 1
    go.Figure(figures.losses(points))


def test_the_plan_says_what_will_be_done() -> None:
    text = notices.about_plan(dataclasses.replace(CHOICES, n_digits=60_000), STRENGTHS)
    assert f"trained {len(STRENGTHS)} times on 55,000 digits" in text
    assert "to λ = 0.008" in text
