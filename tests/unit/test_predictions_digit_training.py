"""The predictions of "Digit training", with truths by another route."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
import torch
from asked_first import presets
from predicted import answered, check_predictions, phase, shown_after, through
from torch.nn import functional

from dlviz.datasets import mnist as digits
from dlviz.questions.predictions import digit_training
from dlviz.questions.predictions.digit_training import PREDICTIONS
from dlviz.training.methods import Choices
from dlviz.training.ridge_sweep import Sweep

pytestmark = pytest.mark.usefixtures("one_core")
RUNS = 400  # of a page, until a small training must have ended


@pytest.fixture(scope="module")
def questions() -> dict:
    return {preset: own.make() for preset, own in PREDICTIONS.items()}


def test_every_preset_asks(questions) -> None:
    check_predictions("digit_training", questions)


def test_the_network_makes_the_fewest_errors_and_lda_the_most(questions) -> None:
    test = digits.load("test")
    part = slice(0, 2_000)
    errors = [
        np.mean(through(name, test.images[part] / 255)[1].argmax(axis=1) != test.labels[part])
        for name in ("logistic", "dropout", "lda")
    ]
    assert questions["A race of one minute"].right == tuple(np.argsort(errors))


def test_the_test_loss_falls_and_rises_again(questions) -> None:
    """Another training of the preset's network, with PyTorch's layers and other random numbers."""
    question = questions["Overfit on 1,000 digits"]
    train, test = digits.load("train"), digits.load("test")
    pixels, labels = (
        torch.from_numpy(train.images[:1_000] / np.float32(255)).flatten(1),
        (torch.from_numpy(train.labels[:1_000].astype(int))),
    )
    torch.manual_seed(5)
    model = torch.nn.Sequential(
        torch.nn.Linear(784, 256), torch.nn.ReLU(), torch.nn.Linear(256, 128), torch.nn.ReLU(),
        torch.nn.Linear(128, 10),
    )  # fmt: skip
    optimiser = torch.optim.Adam(model.parameters(), lr=0.002, fused=True)
    losses = {}
    for epoch in range(1, 31):
        for group in optimiser.param_groups:
            group["lr"] = 0.001 * (1 + math.cos(math.pi * (epoch - 0.5) / 60))
        for batch in torch.randperm(1_000)[:896].split(128):
            optimiser.zero_grad()
            functional.cross_entropy(model(pixels[batch]), labels[batch]).backward()
            optimiser.step()
        if epoch in (2, 12, 30):
            with torch.no_grad():
                logits = model(torch.from_numpy(test.images / np.float32(255)).flatten(1))
            aims = torch.from_numpy(test.labels.astype(int))
            losses[epoch] = float(functional.cross_entropy(logits, aims))
    assert losses[2] > losses[30] > losses[12]
    for epoch, loss in losses.items():
        own = question.y[question.x.tolist().index(epoch)]
        assert own == pytest.approx(loss, abs=question.near)
    assert question.y[-1] > 1.1 * question.y.min()


def test_what_is_asked_about_overfitting_is_the_preset() -> None:
    preset = presets("digit_training")["Overfit on 1,000 digits"]
    state = {**preset.state, **preset.start}
    own = digit_training._FEW
    assert own.methods[0] in state["digit_training_methods"]
    for name, value in {
        "digits": own.n_digits,
        "epochs": own.epochs,
        "first": own.hidden[0],
        "second": own.hidden[1],
        "activation": own.activation,
        "optimiser": own.optimiser,
        "rate": own.learning_rate,
        "batch": own.batch_size,
        "seed": own.seed,
    }.items():
        assert state[f"digit_training_{name}"] == value


def test_held_out_digits_choose_the_strength(questions) -> None:
    """A tiny sweep, slice by slice: which digits were counted before λ was chosen, and after."""
    sweep = Sweep(
        Choices(n_digits=100, epochs=1), digits.load("train"), digits.load("test"),
        strengths=(0.0, 0.001),
    )  # fmt: skip
    while len(sweep.points) < 2:
        sweep._advance()
    assert sweep.judged is None
    (before,) = {one.validation.count for one in sweep.points}
    while sweep.judged is None:
        sweep._advance()
    question = questions["Find ridge's strength"]
    assert question.options[question.right].text == f"{before:,} digits that were held out"
    assert f"the {sweep.judged.test.count:,} test digits, once" in question.worked
    values = PREDICTIONS["Find ridge's strength"].after
    assert values == {"digit_training_swept": True}


def wilson(errors: float, count: int) -> tuple[float, float]:
    """Return the interval of the rates p, in per cent, that fit: |errors/n - p| within 1.96 sigma.

    Its ends solve a quadratic equation in p.
    """
    share, z2 = errors / count, 1.959964**2
    ends = np.roots([1 + z2 / count, -2 * share - z2 / count, share**2])
    low, high = sorted(100 * ends.real)
    return low, high


def test_neither_the_intervals_nor_the_gap_decide(questions) -> None:
    own, lectures = wilson(148, 10_000), wilson(180, 10_000)
    question = questions["The lecture's table"]
    assert lectures[0] < own[1]
    assert question.options[question.right].text.endswith("do not decide it")
    for low, high in (own, lectures):
        assert f"{low:.2f} – {high:.2f}" in question.worked
    table = np.array([[148, 180], [9_852, 9_820]])
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    square = float((np.square(table - expected) / expected).sum())  # the square of a normal number
    chance = 2 * (1 - NormalDist().cdf(square**0.5))
    assert chance > 0.05
    assert f"the probability {chance:.2f}." in question.worked
    assert lectures[1] - lectures[0] > 10 * 0.05  # as the reason about rounding says


def test_the_reason_says_that_overlapping_intervals_may_hide_a_difference() -> None:
    """150 against 190 errors: the intervals overlap, and 60 against 20 digits decide."""
    assert wilson(150, 10_000)[1] > wilson(190, 10_000)[0]
    ways = sum(math.comb(80, at) for at in range(21))
    sentence = PREDICTIONS["The lecture's table"].why.options[2].mistake.sentence
    assert f"p = {2 * ways / 2**80:.5f}" in sentence


def test_the_page_shows_the_numbers_of_the_explanation(open_page, questions) -> None:
    _, at = shown_after(open_page, "digit_training", "The lecture's table")
    table = " ".join(block.proto.body for block in at.get("html"))
    interval = "1.26 – 1.74"
    assert interval in questions["The lecture's table"].worked
    assert interval in table
    assert f"{questions['A race of one minute'].values[2]:.2f} %" in table


@pytest.mark.parametrize("preset", ["A race of one minute", "Find ridge's strength"])
def test_who_asks_for_the_work_gets_it_and_sees_when_it_is_done(
    open_page, monkeypatch, preset: str
) -> None:
    """With a small training, which is done in a moment."""
    small = {"digit_training_methods": ["lda"], "digit_training_digits": 500}
    small["digit_training_epochs"] = 1
    monkeypatch.setitem(Sweep.__init__.__kwdefaults__, "strengths", (0.0, 0.001))
    ((key, value),) = PREDICTIONS[preset].after.items()
    own = presets("digit_training")[preset]
    at = open_page("pages/digit_training.py")
    for name, wanted in {**own.state, **own.start, **small}.items():
        at.session_state[name] = wanted
    at.run()
    assert at.session_state[key] is False
    at.session_state[key] = value
    for _ in range(RUNS):
        at.run()
        if at.session_state[key]:
            break
    assert not at.exception
    assert at.session_state[key]
    assert any("Done in" in block.value for block in at.markdown)


def test_the_sweep_brings_the_answer(open_page, questions, monkeypatch) -> None:
    monkeypatch.setitem(Sweep.__init__.__kwdefaults__, "strengths", (0.0, 0.001))
    preset = "Find ridge's strength"
    monkeypatch.setattr(Choices, "settings", _one_epoch(Choices.settings))
    at = answered(open_page, "digit_training", preset, questions[preset])
    assert phase(at) == "do"
    at.button(key="digit_training_sweep_play").click()
    for _ in range(RUNS):
        at.run()
        if phase(at) != "do":
            break
    assert not at.exception
    assert phase(at) == "told"


def _one_epoch(settings):
    """Let every method be trained for one epoch."""
    return lambda choices, method: replace(settings(choices, method), epochs=1)


def test_what_only_was_hidden_is_told_at_once(open_page, questions) -> None:
    preset = "The lecture's table"
    at = answered(open_page, "digit_training", preset, questions[preset])
    assert phase(at) == "told"
