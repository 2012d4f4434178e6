"""One visitor's network: it follows the controls, keeps weights if possible, trains, has a link."""

import base64
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from dlviz.datasets.points import draw_points
from dlviz.scheduling.turnstile import Turnstile
from dlviz.training import two_inputs_explorer
from dlviz.training.two_inputs import TwoInputSettings
from dlviz.training.two_inputs_explorer import Explorer, Survey
from dlviz.two_inputs import PRODUCT, grid, polynomial
from dlviz.two_inputs_setup import Setup, grid_csv, lecture_network, read_text, trainable_network

DEEP = Setup("spiral", "classification", ("X1", "sin X2"), (4, 3), "tanh")
SETTINGS = TwoInputSettings()


def until(condition) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def weights(explorer: Explorer) -> torch.Tensor:
    return explorer.snapshot().network.parameters


def test_the_lecture_s_network_survives_both_ways() -> None:
    same = lecture_network(trainable_network(PRODUCT))
    assert torch.equal(same.weights, PRODUCT.weights)
    assert torch.equal(same.beta, PRODUCT.beta)
    with pytest.raises(ValueError, match="one hidden layer"):
        lecture_network(DEEP.network())


def encoded(values: list[float]) -> str:
    return "f32:" + base64.urlsafe_b64encode(np.array(values, "<f4").tobytes()).decode()


@pytest.mark.parametrize("setup", [Setup(), Setup(hidden=(8,), activation="ReLU"), DEEP], ids=str)
def test_weights_come_back_from_the_link(setup: Setup) -> None:
    explorer = Explorer(replace(setup, start=4), SETTINGS)
    text = explorer.text()
    assert torch.allclose(read_text(text, setup).parameters, weights(explorer), rtol=1e-7)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hello", "is not a number"),
        ("1 2 3", "3 numbers were given, but this network has 9"),
        ("0 1/4 -1/4; 0 1 1; 0 1 1000", "beyond 100"),
        ("0 1/4 nan; 0 1 1; 0 1 1", "is not a number"),
        ("f32:!!", "damaged"),
        ("f32:AAAA", "damaged"),
        (encoded([1.0] * 8 + [float("nan")]), "beyond 100"),
        (encoded([1.0] * 8 + [float("inf")]), "beyond 100"),
        (encoded([1.0] * 8), "8 numbers"),
        ("1 " * 100_000, "100000 numbers"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_said(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_text(text, Setup())


def test_more_units_leave_the_function_as_it_is() -> None:
    explorer = Explorer(Setup(), SETTINGS)
    explorer.adopt(trainable_network(PRODUCT).parameters)
    plane = grid(2.0, 9)
    before = explorer.snapshot().network(plane)
    explorer.apply(replace(Setup(), hidden=(5,)), SETTINGS, is_paced=True)
    assert torch.equal(explorer.snapshot().network(plane), before)
    explorer.apply(Setup(), SETTINGS, is_paced=True)
    assert polynomial(lecture_network(explorer.snapshot().network)).tolist() == [0, 0, 0, 0, 0, 1]


def test_another_start_is_another_network_and_the_same_start_the_same() -> None:
    explorer = Explorer(DEEP, SETTINGS)
    first = weights(explorer)
    explorer.apply(replace(DEEP, start=1), SETTINGS, is_paced=True)
    assert not torch.equal(weights(explorer), first)
    explorer.apply(DEEP, SETTINGS, is_paced=True)
    assert torch.equal(weights(explorer), first)


def test_other_data_keep_the_weights() -> None:
    explorer = Explorer(DEEP, SETTINGS)
    first = explorer.snapshot()
    explorer.apply(replace(DEEP, data_seed=9), SETTINGS, is_paced=True)
    second = explorer.snapshot()
    assert torch.equal(first.network.parameters, second.network.parameters)
    assert not torch.equal(first.split.train_inputs, second.split.train_inputs)


def test_training_in_the_background_is_the_training_step_by_step() -> None:
    explorer, by_hand = Explorer(DEEP, SETTINGS), Explorer(DEEP, SETTINGS)
    explorer.is_paced = False
    explorer.play()
    until(lambda: explorer.snapshot().steps > 40)
    explorer.pause()
    at = explorer.snapshot()
    assert not at.is_running
    for _ in range(min(at.steps, 400)):
        by_hand.step()
    if at.steps <= 400:
        assert torch.equal(weights(by_hand), at.network.parameters)
    explorer.reset()
    by_hand.reset()
    assert torch.equal(weights(explorer), weights(by_hand))
    assert explorer.snapshot().steps == 0


def test_a_snapshot_is_not_changed_by_what_comes_after() -> None:
    explorer = Explorer(DEEP, SETTINGS)
    at = explorer.snapshot()
    numbers, history = at.network.parameters.clone(), list(at.history)
    for _ in range(60):
        explorer.step()
    assert torch.equal(at.network.parameters, numbers)
    assert at.history == history


def test_the_learning_rate_changes_while_it_trains() -> None:
    explorer = Explorer(DEEP, SETTINGS)
    explorer.play()
    until(lambda: explorer.snapshot().steps > 0)
    explorer.apply(DEEP, replace(SETTINGS, learning_rate=1e-9), is_paced=False)
    assert explorer.is_running
    before = weights(explorer)
    steps = explorer.snapshot().steps
    until(lambda: explorer.snapshot().steps > steps + 20)
    explorer.pause()
    torch.testing.assert_close(weights(explorer), before, rtol=0, atol=1e-4)


def test_another_shape_stops_the_training() -> None:
    explorer = Explorer(DEEP, SETTINGS)
    explorer.play()
    explorer.apply(replace(DEEP, hidden=(4,)), SETTINGS, is_paced=True)
    assert not explorer.is_running


def test_two_visitors_train_side_by_side() -> None:
    explorers = [Explorer(DEEP, SETTINGS), Explorer(replace(DEEP, start=1), SETTINGS)]
    for explorer in explorers:
        explorer.is_paced = False
        explorer.play()
    until(lambda: all(explorer.snapshot().steps > 50 for explorer in explorers))
    for explorer in explorers:
        explorer.pause()
    assert not torch.equal(*(weights(explorer) for explorer in explorers))


def test_who_waits_at_the_turnstile_comes_next() -> None:
    turnstile, passed = Turnstile(), threading.Event()
    stop = threading.Event()

    def greedy() -> None:
        while not stop.is_set():
            with turnstile.passing():
                sum(range(2000))

    thread = threading.Thread(target=greedy)
    thread.start()
    for _ in range(50):
        with turnstile.passing():
            passed.set()
    stop.set()
    thread.join(60)
    assert passed.is_set()


def test_a_survey_measures_growing_widths_and_can_be_stopped() -> None:
    survey = Survey(draw_points("product", 60), "square", ("any",))
    until(lambda: survey.measured)
    survey.stop()
    assert not survey.is_running
    assert survey.measured[0].width == 1


def test_the_csv_has_every_number_of_the_pictures() -> None:
    network = trainable_network(PRODUCT)
    lines = grid_csv(Setup(), network, side=5).splitlines()
    assert lines[0] == "X1,X2,h1_1,h1_2,f,target,difference"
    table = np.array([[float(cell) for cell in line.split(",")] for line in lines[1:]])
    assert table.shape == (25, 7)
    x1, x2 = table[:, 0], table[:, 1]
    np.testing.assert_allclose(table[:, 2], (x1 + x2) ** 2, atol=1e-6)
    np.testing.assert_allclose(table[:, 4], x1 * x2, atol=1e-6)
    np.testing.assert_allclose(table[:, 6], 0, atol=1e-6)
    head = grid_csv(DEEP, DEEP.network(), side=3).splitlines()[0]
    assert head == "X1,X2,h1_1,h1_2,h1_3,h1_4,h2_1,h2_2,h2_3,f"  # a spiral has no surface


def test_another_explorer_begins_where_this_one_began_and_leaves_it_alone() -> None:
    explorer = Explorer(replace(DEEP, start=4), SETTINGS)
    explorer.adopt(torch.linspace(-1, 1, weights(explorer).numel()), is_own=False)
    start = weights(explorer)
    explorer.step()
    learnt, stamp = weights(explorer), explorer.stamp
    other = explorer.anew()
    assert torch.equal(weights(other), start)
    assert other.stamp > stamp  # sliders follow it
    other.step()
    assert torch.equal(weights(other), learnt)  # the same order of the points
    other.step()
    assert torch.equal(weights(explorer), learnt)
    assert explorer.snapshot().steps == 1
    explorer.renew()
    assert explorer.stamp > other.stamp


@pytest.mark.parametrize("what", ["step", "reset", "play", "pause"])
def test_whatever_is_asked_for_ends_the_training_before(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = []

    class Job:
        is_running = True

        def __init__(self, work, *, pause: float) -> None:
            self.given = (work, pause)
            jobs.append(self)

        def stop(self) -> None:
            self.is_running = False

    monkeypatch.setattr(two_inputs_explorer, "Job", Job)
    explorer = Explorer(Setup(), SETTINGS)
    explorer.play()
    assert jobs[0].given == (explorer._advance, pytest.approx(1 / 15))
    assert explorer.is_running
    getattr(explorer, what)()
    assert not jobs[0].is_running
    assert explorer.is_running == (what == "play")
    explorer.is_paced = False
    explorer.play()
    assert jobs[-1].given[1] == 0
