"""Digit training: the program of every view prints the view's numbers, in any folder."""

import re
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from offered import said_at_home, taken_home

from dlviz.datasets import mnist
from dlviz.mistakes import answer_all, loss_terms
from dlviz.networks.mnist import linear_layers, record
from dlviz.one_weight import backward, update_weight
from dlviz.snippets.digit_training_views import Look, lines
from dlviz.thinning import ask_thinned, draw_masks, error_when_thinned
from dlviz.training.loop import ridge_penalty
from dlviz.training.methods import METHODS
from dlviz.ui.digit_training.controls import PLAYER
from dlviz.ui.digit_training.views import VIEWS

PAGE = "pages/digit_training.py"
KEY = "digit_training_code"
RIDGE, DROPOUT = "Network + ridge", "Network + dropout"
QUICK = {
    "digit_training_methods": ["ridge", "dropout", "lda"],
    "digit_training_digits": "300",
    "digit_training_epochs": "2",
    "digit_training_batch": "50",
    "digit_training_first": "20",
    "digit_training_second": "10",
    "digit_training_activation": "tanh",
    "digit_training_digit": "18",
    "digit_training_draw": "3",
}


@pytest.fixture(scope="module")
def raced(open_page):
    """A page that has raced, for all tests of this file: they look at one view after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dlviz.training.race._LOOKS", 1)  # once an epoch
        at = open_page(PAGE, query=QUICK)
        at.button(key="digit_training_play").click().run()
        race = at.session_state[PLAYER.key]
        end = time.monotonic() + 120
        while race.is_running:
            assert time.monotonic() < end
            race.look()
            time.sleep(0.05)
        at.run()
    return at


@pytest.fixture(scope="module")
def shipped(open_page):
    """A page with the networks that ship."""
    return open_page(PAGE)


@pytest.fixture
def opened(raced, monkeypatch, tmp_path):
    """Open a view, and return the race's networks and what the view's program prints."""

    def open_(view: str, looked_at: str = RIDGE):
        raced.session_state["digit_training_view"] = view
        raced.session_state["digit_training_model"] = looked_at
        race = raced.session_state[PLAYER.key]
        models = {METHODS[one.method].title: one.model for one in race.standings}
        return models, said_at_home(raced.run(), KEY, monkeypatch, tmp_path)

    return open_


def test_before_a_race_the_program_reads_the_networks_that_ship(
    shipped, monkeypatch, tmp_path
) -> None:
    shipped.session_state["digit_training_view"] = "Sizes"
    taken = taken_home(shipped.run(), KEY, monkeypatch)
    program, files = taken.program, taken.files
    assert {"dropout.pth", "lda.pth", "mnist.zip"} <= set(files)
    assert "def fit" not in program
    output = taken.printed(tmp_path)
    for method in METHODS.values():
        if method.shipped:
            errors = record(method.shipped).test_errors
            assert f"{method.title}: {errors:,} of 10,000 test digits misclassified" in output


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_a_program_that_gives_the_errors(view: str, shipped, monkeypatch) -> None:
    monkeypatch.setattr("dlviz.ui.digit_training.units._ROBUST_DIGITS", 200)
    shipped.session_state["digit_training_view"] = view
    taken = taken_home(shipped.run(), KEY, monkeypatch)
    program, files = taken.program, taken.files
    compile(program, "program.py", "exec")
    assert program.startswith("# needs: torch torchvision\n")
    assert "dlviz" not in program
    assert files


def test_first_weights(opened) -> None:
    models, output = opened("Weights")
    first = linear_layers(models[RIDGE])[0].weight.detach().numpy()
    assert f"{RIDGE}: 20 units, ±{np.sqrt((first**2).mean()):.4f}" in output


def test_sizes(opened) -> None:
    models, output = opened("Sizes")
    for title in (RIDGE, DROPOUT):
        every = [layer.weight.detach().numpy().ravel() for layer in linear_layers(models[title])]
        size = np.sqrt((np.concatenate(every) ** 2).mean())
        assert f"weights of {title}: ±{size:.4f}" in output


def test_the_units_that_dropout_leaves(opened) -> None:
    models, output = opened("Dropout")

    masks = draw_masks(models[DROPOUT], (0.2, 0.2), 1, torch.Generator().manual_seed(3))
    first, second = (int(mask.sum()) for mask in masks)
    assert f"for this 3, {first} of 20 and {second} of 10 units are active" in output


def test_confusion(opened) -> None:
    models, output = opened("Confusion")
    confusion = answer_all(models[RIDGE], mnist.load("test")).confusion()
    rows = re.findall(r"^a \d is classified as 0 to 9: (.*)$", output, re.MULTILINE)
    np.testing.assert_array_equal([list(map(int, row.split())) for row in rows], confusion)


def test_errors_by_digit(opened) -> None:
    models, output = opened("By digit")
    for title, model in models.items():
        rates = answer_all(model, mnist.load("test")).rates()
        row = " ".join(f"{rate.value:.2f} %" for rate in rates)
        assert f"{title}, wrong of each digit: {row}" in output


def test_the_loss_of_a_digit_with_its_penalty(opened) -> None:
    models, output = opened("Loss")
    digits = mnist.load("test")
    terms = loss_terms(models[RIDGE], digits.images[18] / np.float32(255))
    penalty = float(ridge_penalty(models[RIDGE], 1e-4))
    loss = terms[digits.labels[18]]
    assert f"the label is 3: loss {loss:.4f}" in output
    assert f"ridge penalty {penalty:.4f}, together {loss + penalty:.4f}" in output


def test_units_off(opened) -> None:
    models, output = opened("Units off")
    digits = mnist.load("test")
    part = mnist.Digits(digits.images[:2000], digits.labels[:2000])
    for title in (RIDGE, DROPOUT):
        found = re.findall(rf"^{re.escape(title)}, \d+% off: (\S+) %$", output, re.MULTILINE)
        wanted = error_when_thinned(models[title], part, seed=3)
        np.testing.assert_allclose(np.array(found, float), wanted, atol=0.006)


def test_fifty_networks(opened) -> None:
    models, output = opened("50 networks", DROPOUT)
    image = mnist.load("test").images[18] / np.float32(255)
    votes = ask_thinned(models[DROPOUT], image, (0.2, 0.2), seed=3).votes
    found = re.findall(r"^(\d+) of 50 thinned networks predict (\d)$", output, re.MULTILINE)
    assert {int(digit): int(count) for count, digit in found} == {
        digit: count for digit, count in enumerate(votes.tolist()) if count
    }


def test_the_program_says_that_the_batch_on_the_page_has_passed() -> None:
    look = Look("Dropout", "A", ("A",), is_learning=True)
    assert "has passed" in lines(look)
    assert "has passed" not in lines(replace(look, is_learning=False))
    compile(lines(look), "program.py", "exec")


@pytest.mark.parametrize("looked_at", [RIDGE, DROPOUT])
def test_one_weight(raced, opened, looked_at: str) -> None:
    models, output = opened("One weight", looked_at)
    (shown,) = [own.value for own in raced.markdown if own.value.startswith("**Forward:**")]
    digits = mnist.load("test")
    found = backward(models[looked_at], digits.images[18] / 255, int(digits.labels[18]))
    source, target = found.strongest(2)
    step = update_weight(
        models[looked_at], digits.images[18] / np.float32(255), int(digits.labels[18]),
        (2, source, target), 0.1,
    )  # fmt: skip
    weight = re.search(r"weight (\S+), gradient (\S+), new (\S+)", output)
    wanted = (step.weight, step.gradient, step.new)
    assert [float(x) for x in weight.groups()] == pytest.approx(wanted, rel=1e-4)
    losses = re.search(r"loss (\S+), after this step (\S+), after that of all (\S+)", output)
    wanted = (step.loss, step.loss_of_one, step.loss_of_all)
    assert [float(x) for x in losses.groups()] == pytest.approx(wanted, rel=1e-4)
    assert f"= **{step.new:.4g}**".replace("-", "−") in shown
