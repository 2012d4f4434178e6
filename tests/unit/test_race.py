"""A race: the records of the loop, whoever is driving it."""

import dataclasses
import time
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from dlviz import device
from dlviz.datasets.mnist import Digits, load
from dlviz.networks.mnist import MLP
from dlviz.training.loop import Step, as_tensors, measure, new_model, train_steps
from dlviz.training.methods import METHOD_NAMES, METHODS, N_TRAIN, Choices, lecture_rate
from dlviz.training.race import N_CHECKED, Race, Standing, _thinned

CHOICES = Choices(
    methods=METHOD_NAMES, n_digits=400, epochs=3, hidden=(16, 8), batch_size=50, seed=3
)


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(device.VARIABLE, "cpu")
    device.choose.cache_clear()
    with device.one_core():
        yield
    device.choose.cache_clear()


@pytest.fixture(scope="module")
def test() -> Digits:
    digits = load("test")
    return Digits(digits.images[:500], digits.labels[:500])


def finish(race: Race) -> Race:
    end = time.monotonic() + 60
    while race.is_running:
        assert time.monotonic() < end
        race.look()
        time.sleep(0.01)
    race.look()
    return race


def run(choices: Choices, test: Digits) -> Race:
    race = Race(choices, load("train"), test, visitor="a test")
    race.play()
    return finish(race)


def test_every_method_reaches_the_end_with_a_curve(test: Digits) -> None:
    race = run(CHOICES, test)
    assert race.is_done
    assert race.share == 1
    assert [one.method for one in race.standings] == list(METHOD_NAMES)
    for one in race.standings:
        assert one.records[-1].epoch == 3
        assert one.seconds > 0
        assert one.score == measure(one.model, test)  # the weights the record speaks of
        last = one.records[-1].train
        assert last is not None
        assert last.count == min(N_CHECKED, 400)
    dropout = race.standings[METHOD_NAMES.index("dropout")]
    assert dropout.thinned is not None
    assert [len(mask) for mask in dropout.thinned.kept] == [16, 8]


def test_the_same_seed_gives_the_same_curve_and_that_of_the_loop_itself(test: Digits) -> None:
    choices = dataclasses.replace(CHOICES, methods=("ridge", "dropout"))
    one, two = (run(choices, test).standings for _ in range(2))
    assert [standing.records for standing in one] == [standing.records for standing in two]
    train = load("train")
    own = Digits(train.images[:400], train.labels[:400])
    for standing in one:
        settings = choices.settings(standing.method)
        assert settings is not None
        steps = train_steps(new_model(settings), settings, own, test, looks=10, n_checked=400)
        records = tuple(step.epoch for step in steps if step.epoch is not None)
        assert records == standing.records
    other = run(dataclasses.replace(choices, seed=4), test).standings
    assert other[0].records != one[0].records


def test_pausing_and_stepping_lead_to_the_same_end(test: Digits) -> None:
    choices = dataclasses.replace(CHOICES, methods=("plain", "lda", "dropout"))
    straight = run(choices, test)
    race = Race(choices, load("train"), test, visitor="a test")
    for epoch in (1, 2):
        race.step_epoch()
        finish(race)
        assert [one.records[-1].epoch for one in race.standings] == [epoch, 3, epoch]
        assert not race.is_done
    race.play()
    race.pause()
    assert not race.is_running
    race.play()
    finish(race)
    assert [one.records for one in race.standings] == [one.records for one in straight.standings]


def learner(share: float, seconds: float = 0.0, *, pace: float = 0.1, problem: str = ""):
    """A method of a race without a network, which does the share `pace` of its work at a time."""
    own = SimpleNamespace(
        epoch=3 * share, standing=Standing("plain", MLP((2, 2)), (), share, seconds, None, problem)
    )

    def advance() -> None:
        own.standing = dataclasses.replace(own.standing, share=own.standing.share + pace)
        own.epoch = 3 * own.standing.share

    own.advance = advance
    return own


def race_of(test: Digits, *runners: SimpleNamespace) -> Race:
    race = Race(dataclasses.replace(CHOICES, methods=("plain",)), load("train"), test)
    race._runners = list(runners)
    return race


def test_the_method_furthest_behind_goes_next(test: Digits) -> None:
    slow, quick = learner(0.0, pace=0.1), learner(0.05, pace=0.3)
    race = race_of(test, quick, slow)
    race._until = 1.5  # epochs: half of the work
    shares = []
    while race._advance():
        shares.append((round(slow.standing.share, 2), round(quick.standing.share, 2)))
    assert shares == [
        (0.1, 0.05), (0.1, 0.35), (0.2, 0.35), (0.3, 0.35), (0.4, 0.35), (0.4, 0.65), (0.5, 0.65)
    ]  # fmt: skip


def test_the_time_left_is_what_each_method_still_needs_at_its_own_pace(test: Digits) -> None:
    quarter, half = learner(0.25, 2.0), learner(0.5, 3.0)
    done, failed = learner(1.0, 7.0), learner(0.1, 4.0, problem="weights ran away")
    race = race_of(test, quarter, half, done, failed)
    assert race.seconds_left == pytest.approx(2 / 0.25 * 0.75 + 3)  # 6 and 3 seconds
    assert race.share == pytest.approx((2 + 3 + 7 + 4) / (16 + 9))
    assert race.epoch == pytest.approx(0.75)
    assert not race.is_done
    race = race_of(test, quarter, learner(0.01, 5.0))
    assert race.seconds_left is None  # the second has only begun
    assert race.share == pytest.approx(0.13)
    assert race_of(test, done, failed).seconds_left == 0
    assert race_of(test, learner(1.0), failed).is_done


def test_the_digit_that_is_shown_thinned_is_the_first_of_its_batch() -> None:
    pixels = torch.arange(2 * 784).reshape(2, 784).float()
    kept = tuple(torch.tensor([[True, False, True], [False, True, False]]) for _ in range(2))
    step = Step(0.5, pixels, torch.tensor([7, 3]), kept, None)
    shown = _thinned(step)
    assert shown is not None
    assert shown.label == 7
    np.testing.assert_array_equal(shown.image, np.arange(784.0).reshape(28, 28))
    assert [mask.tolist() for mask in shown.kept] == [[True, False, True]] * 2
    assert _thinned(dataclasses.replace(step, kept=())) is None


def test_a_stopped_race_keeps_its_weights_and_does_not_go_on(test: Digits) -> None:
    race = Race(dataclasses.replace(CHOICES, methods=("plain",)), load("train"), test)
    race.step_epoch()
    finish(race)
    race.stop()
    assert not race.can_go_on
    assert not race.is_done
    assert race.standings[0].score is not None


def test_weights_that_run_away_end_their_race_with_a_sentence(test: Digits) -> None:
    choices = dataclasses.replace(
        CHOICES, methods=("plain",), optimiser="SGD", activation="identity", learning_rate=1.0,
        epochs=40,
    )  # fmt: skip
    (one,) = run(choices, test).standings
    assert "smaller learning rate" in one.problem
    assert one.is_done


def test_lda_says_that_it_needs_every_digit(test: Digits) -> None:
    train = load("train")
    no_nines = train.labels < 9
    few = Digits(train.images[no_nines], train.labels[no_nines])
    race = Race(dataclasses.replace(CHOICES, methods=("lda",)), few, test)
    race.play()
    (one,) = finish(race).standings
    assert "every digit at least once" in one.problem


def test_activations_are_what_they_say() -> None:
    x, _ = as_tensors(load("test").images[:5], load("test").labels[:5])
    x = x.flatten(1)
    linear = MLP((4, 3), activation="identity")
    a, b, c = (layer.weight for layer in (linear.hidden1, linear.hidden2, linear.output))
    with torch.no_grad():
        for layer in (linear.hidden1, linear.hidden2, linear.output):
            layer.bias.zero_()
        torch.testing.assert_close(linear(x), x @ (c @ b @ a).T)
        tanh = MLP((4, 3), activation="tanh")
        inner = np.tanh(x.numpy() @ tanh.hidden1.weight.numpy().T + tanh.hidden1.bias.numpy())
        inner = np.tanh(inner @ tanh.hidden2.weight.numpy().T + tanh.hidden2.bias.numpy())
        outer = inner @ tanh.output.weight.numpy().T + tanh.output.bias.numpy()
        np.testing.assert_allclose(tanh(x).numpy(), outer, atol=1e-5)
    with pytest.raises(ValueError, match="no activation 'step': choose one of ReLU"):
        MLP(activation="step")


def test_choices_out_of_reach_are_refused_in_a_sentence() -> None:
    for wrong, words in (
        ({"n_digits": 99}, "99 training digits: 100 to 60000"),
        ({"epochs": 10**9}, "1e.09 epochs"),
        ({"hidden": (256, 0)}, "0 hidden units"),
        ({"learning_rate": float("nan")}, "nan as learning rate"),
        ({"dropout": (0.5, 1.0)}, "1 as dropout rate"),
        ({"methods": ()}, "at least one method"),
        ({"methods": ("svm",)}, "at least one method"),
        ({"activation": "step"}, "step units"),
    ):
        with pytest.raises(ValueError, match=words):
            Choices(**wrong)  # type: ignore[arg-type]


def test_the_table_holds_the_lectures_numbers() -> None:
    lecture = {name: method.lecture for name, method in METHODS.items() if method.lecture}
    assert lecture == {"ridge": 2.3, "dropout": 1.8, "logistic": 7.2, "lda": 12.7}
    rate = lecture_rate("ridge")
    assert rate is not None
    assert rate.low < 2.3 < rate.high
    assert lecture_rate("plain") is None
    assert len(load("train")) == N_TRAIN


def test_one_core_holds_for_a_while_and_nests() -> None:
    torch.set_num_threads(2)
    with device.one_core():
        with device.one_core():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 1
