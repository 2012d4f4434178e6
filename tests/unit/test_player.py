"""What all trainings have in common, without a thread: one job at a time, told of its visitor."""

import math
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from dlviz.scheduling.line import TRAINING
from dlviz.training import player
from dlviz.training.loop import LoopEpoch, Score, Step
from dlviz.training.player import Learner, Player, problem_of


class Job:
    """Stands for a job in the background."""

    def __init__(self, work, *, line, visitor, is_here) -> None:
        self.given = (work, line, visitor, is_here)
        self.is_running, self.place, self.looks = True, 3, 0
        self.error: Exception | None = None
        jobs.append(self)

    def stop(self) -> None:
        """End."""
        self.is_running = False

    def look(self) -> None:
        """Count the look; tell of the error."""
        self.looks += 1
        if self.error:
            raise self.error


jobs: list[Job] = []


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.clear()
    monkeypatch.setattr(player, "Job", Job)


def test_playing_again_ends_the_job_before() -> None:
    def here() -> bool:
        return True

    own = Player("anna", here)
    assert (own.is_running, own.place) == (False, 0)
    own.play()
    assert (own.is_running, own.place) == (True, 3)
    own.play()
    assert [job.is_running for job in jobs] == [False, True]
    assert jobs[1].given == (own._advance, TRAINING, "anna", here)
    own.pause()
    assert [job.is_running for job in jobs] == [False, False]
    assert (own.is_running, own.place) == (False, 0)
    own.pause()  # nothing to end
    with pytest.raises(NotImplementedError):
        own._advance()


def test_an_error_is_told_once() -> None:
    own = Player()
    own.look()  # nothing has begun
    own.play()
    own.look()
    assert jobs[0].looks == 1
    jobs[0].error = ZeroDivisionError("of the training")
    with pytest.raises(ZeroDivisionError):
        own.look()
    own.look()
    assert not own.is_running


def steps(model: nn.Linear, losses: dict[int, float]):
    """Change the weight at each of five steps; those in `losses` have a record with that loss."""
    for step in range(1, 6):
        with torch.no_grad():
            model.weight.fill_(step)
        loss = losses.get(step)
        epoch = None if loss is None else LoopEpoch(step / 5, 1.0, Score(loss, 1, 2))
        yield Step(step / 5, torch.zeros(1), torch.zeros(1), (), epoch)


def test_a_learner_stops_at_every_record_and_keeps_the_weights_of_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(player, "time", SimpleNamespace(perf_counter=lambda: 0.0))
    model = nn.Linear(1, 1)
    own = Learner(model, steps(model, {2: 0.5, 4: math.inf}))
    assert own.advance().share == pytest.approx(0.4)
    assert (own.share, float(own.model.weight), own.problem) == (pytest.approx(0.4), 2, "")
    assert own.advance().share == pytest.approx(0.8)
    assert float(own.model.weight) == 4
    assert "smaller learning rate" in own.problem
    assert [record.test.loss for record in own.records] == [0.5, math.inf]
    assert not own.model.weight.requires_grad
    assert own.advance() is None  # the last step has no record, and then there are no more
    assert own.share == 1
    assert float(own.model.weight) == 4


def test_a_learner_stops_when_its_moment_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.03, 0.05, 1.0, 1.05])
    monkeypatch.setattr(player, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    model = nn.Linear(1, 1)
    own = Learner(model, steps(model, {}))
    assert own.advance().share == pytest.approx(0.4)  # after the second step 0.04 s are over
    assert own.advance().share == pytest.approx(0.6)
    assert own.records == ()


def test_weights_without_end_are_a_problem() -> None:
    assert problem_of(LoopEpoch(1, 1.0, Score(2.0, 0, 1))) == ""
    for loss in (math.nan, math.inf):
        assert "run away" in problem_of(LoopEpoch(1, 1.0, Score(loss, 0, 1)))
