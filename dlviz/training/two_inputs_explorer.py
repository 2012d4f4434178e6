"""A visitor's two-input network: edited by hand, trained in the background, read thread-safely."""

import itertools
import time
from collections import deque
from dataclasses import dataclass, replace

from torch import Tensor

from dlviz.datasets.points import Split
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.scheduling.job import Job
from dlviz.scheduling.turnstile import Turnstile
from dlviz.training.two_inputs import (
    Fit,
    TwoInputSettings,
    Verdict,
    WidthError,
    error_against_width,
)
from dlviz.two_inputs_setup import Setup, write_text

_SLICE = 0.005  # seconds of training per slice; between slices the page can read the state
_STAMPS = itertools.count()  # a stamp is never used twice in a process
_FRAME = 1 / 15  # seconds between two epochs at the slow pace, which the eye can follow
_STATES = 4  # epochs that the trail holds: as many as pass between two looks at the slow pace


@dataclass(frozen=True, slots=True)
class Snapshot:
    """State of an explorer at one moment; immutable.

    Attributes:
        network: A copy.
        split: The data.
        steps: Minibatches since the start.
        epoch: Passes over the training points since the start.
        losses: Mean squared errors (train, test).
        history: (step, train, test) over the whole run, thinned out.
        verdict: Why the training stopped by itself, if it did.
        is_running: Whether it trains.
        trail: (steps, parameters) after each of the last slices of the training, `network` last.
    """

    network: TwoInputNetwork
    split: Split
    steps: int
    epoch: float
    losses: tuple[float, float]
    history: list[tuple[int, float, float]]
    verdict: Verdict | None
    is_running: bool
    trail: tuple[tuple[int, Tensor], ...] = ()


class Explorer:
    """A network, its data and its training; a lock makes it safe to read while it trains."""

    def __init__(self, setup: Setup, settings: TwoInputSettings) -> None:
        self.setup = setup
        self.is_paced = True
        # The stamp changes whenever weights change other than by the visitor's own sliders.
        self.stamp = next(_STAMPS)
        self._alone = Turnstile()
        self._job: Job | None = None
        self._trail: deque[tuple[int, Tensor]] = deque(maxlen=_STATES)
        self._settings = settings
        self._split = setup.points()
        self._begin(setup.network())

    def apply(self, setup: Setup, settings: TwoInputSettings, *, is_paced: bool) -> None:
        """Apply the page's controls; keep what did not change, including a running training."""
        self.is_paced = is_paced
        if self._job:
            self._job.pause = _FRAME if is_paced else 0.0
        if setup != self.setup:
            self.pause()
        with self._alone.passing():
            self._settings = self._fit.settings = settings
            before, self.setup = self.setup, setup
            if setup == before:
                return
            has_moved = _where(setup) != _where(before)
            if has_moved:
                self._split = setup.points()
            network = self._fit.network.copy()
            if setup.start != before.start:
                network = setup.network()
            elif _shape(setup) != _shape(before):
                network = _grown(network, before, setup)
            self._begin(network)

    def adopt(self, values: Tensor, *, is_own: bool = True) -> None:
        """Replace all weights by `values` (P,); training restarts from them.

        `is_own` says that they come from the visitor's own sliders, which show them already.
        """
        with self._alone.passing():
            self._fit.start_from(values.to(self._fit.network.parameters))
            self._trail.clear()
            if not is_own:
                self.stamp = next(_STAMPS)

    def network(self) -> TwoInputNetwork:
        """Return a copy of the network as it is now."""
        with self._alone.passing():
            return self._fit.network.copy()

    def play(self) -> None:
        """Train in the background until paused or done, or until the visitor has left."""
        self.pause()
        self._job = Job(self._advance, pause=_FRAME if self.is_paced else 0.0)

    def pause(self) -> None:
        """Stop the training after the present slice."""
        if self._job:
            self._job.stop()
            self._job = None
            self.stamp = next(_STAMPS)

    def step(self) -> None:
        """Train on one minibatch."""
        self.pause()
        self._fit.run(1)
        self.stamp = next(_STAMPS)

    def reset(self) -> None:
        """Go back to the initial weights of this training, bit for bit."""
        self.pause()
        self._fit.reset()
        self._trail.clear()
        self.stamp = next(_STAMPS)

    def anew(self) -> "Explorer":
        """Pause; return a new explorer at this training's initial weights. This one is unchanged.

        If this explorer is shown again later (undo), call its `renew`.
        """
        self.pause()
        other = Explorer(self.setup, self._settings)
        other.is_paced = self.is_paced
        start = self.network()
        start.parameters.copy_(self._fit.start)
        other._begin(start)
        return other

    def renew(self) -> None:
        """Change the stamp, so that sliders which show another explorer's weights are updated."""
        self.stamp = next(_STAMPS)

    def snapshot(self) -> Snapshot:
        """Return the present state; this also records that the visitor is still there.

        Raises:
            Exception: what the training raised, if it failed.
        """
        if self._job:
            self._job.look()
            self.stamp = next(_STAMPS)
        with self._alone.passing():
            return Snapshot(
                network=self._fit.network.copy(),
                split=self._split,
                steps=self._fit.steps,
                epoch=self._fit.epoch,
                losses=self._fit.latest_losses(),
                history=list(self._fit.history),
                verdict=self._fit.verdict,
                is_running=self.is_running,
                trail=self._present_trail(),
            )

    def _present_trail(self) -> tuple[tuple[int, Tensor], ...]:
        last = (self._fit.steps, self._fit.network.parameters.clone())
        before = self._trail if self.is_paced else ()
        return (*(state for state in before if state[0] < last[0]), last)

    @property
    def is_running(self) -> bool:
        """Whether it trains."""
        return self._job is not None and self._job.is_running

    def text(self) -> str:
        """Return the weights as text for a link."""
        with self._alone.passing():
            return write_text(self._fit.network, self.setup)

    def _begin(self, network: TwoInputNetwork) -> None:
        self._fit = Fit(network, self._split, self._settings, seed=self.setup.start)
        self._trail.clear()
        self.stamp = next(_STAMPS)

    def _advance(self) -> bool:
        with self._alone.passing():
            fit = self._fit
            if self.is_paced:
                fit.run(-(-len(fit.split.train_inputs) // fit.batch_size))  # one epoch
                self._trail.append((fit.steps, fit.network.parameters.clone()))
            else:
                end = time.perf_counter() + _SLICE
                while fit.verdict is None and time.perf_counter() < end:
                    fit.run(20)
            return fit.verdict is None


class Survey:
    """Networks of growing width, trained in the background.

    Args:
        split: The data.
        activation: Activation of the hidden units.
        what: A key that identifies the survey; the page compares it, it is not used here.
    """

    def __init__(self, split: Split, activation: str, what: tuple[object, ...]) -> None:
        self.what = what
        self.measured: list[WidthError] = []
        self._rest = error_against_width(split, activation)
        self._job = Job(self._advance)

    @property
    def is_running(self) -> bool:
        """Whether there are widths left to measure."""
        return self._job.is_running

    def look(self) -> None:
        """Record that the visitor is still waiting.

        Raises:
            Exception: what the training raised, if it failed.
        """
        self._job.look()

    def stop(self) -> None:
        """End the survey."""
        self._job.stop()

    def _advance(self) -> bool:
        try:
            one = next(self._rest)
        except StopIteration:
            return False
        if one is not None:
            self.measured.append(one)
        return True


def _shape(setup: Setup) -> tuple[object, ...]:
    return setup.features, setup.hidden, setup.activation, setup.task


def _where(setup: Setup) -> Setup:
    """Return `setup` reduced to what determines its points."""
    return replace(setup, task="", features=(), hidden=(), activation="", start=0)


def _grown(network: TwoInputNetwork, before: Setup, setup: Setup) -> TwoInputNetwork:
    """Return a network of the new shape that keeps every weight that still has a place."""
    new = setup.network()
    if (setup.features, len(setup.hidden)) != (before.features, len(before.hidden)):
        return new
    for (weight, bias), (old_weight, old_bias) in zip(new.layers, network.layers, strict=True):
        rows = min(weight.shape[0], old_weight.shape[0])
        columns = min(weight.shape[1], old_weight.shape[1])
        if weight.shape[1] > columns:
            weight[:, columns:] = 0  # new units start with output weight 0: the picture stays
        weight[:rows, :columns] = old_weight[:rows, :columns]
        bias[:rows] = old_bias[:rows]
    return new
