"""One visitor's small network: tuned by hand, trained in the background, always readable."""

import base64
import binascii
import threading
import time
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from dlviz.datasets.points import TARGETS, Split, draw_points
from dlviz.networks.points import PointsNetwork
from dlviz.notation import LARGEST, format_numbers, parse_numbers
from dlviz.scheduling.job import Job
from dlviz.tables import table_csv
from dlviz.training.points_fit import Fit, Settings, Verdict, WidthError, error_against_width
from dlviz.two_inputs import TwoInputNetwork, grid

PLAIN = ("X1", "X2")
_SLICE = 0.005  # seconds of training between two chances for the page to look
_FRAME = 1 / 15  # seconds between two epochs at the pace that an eye can follow
_ENCODED = "f32:"


@dataclass(frozen=True, slots=True)
class Setup:
    """What decides the network's shape and its data.

    Attributes:
        target: A name in `dlviz.datasets.points.TARGETS`.
        task: "regression" or "classification".
        features: Names in `dlviz.networks.points.FEATURES`.
        hidden: Units in each hidden layer.
        activation: A name in `dlviz.activations.ACTIVATIONS`.
        n_points: Training and test points together.
        noise: 0 to 0.5.
        train_share: Of the points, 0.1 to 0.9.
        data_seed: Of the points.
        start: Seed of the random weights, and of the order of the batches.
    """

    target: str = "product"
    task: str = "regression"
    features: tuple[str, ...] = PLAIN
    hidden: tuple[int, ...] = (2,)
    activation: str = "square"
    n_points: int = 400
    noise: float = 0.0
    train_share: float = 0.5
    data_seed: int = 0
    start: int = 0

    @property
    def is_lecture(self) -> bool:
        """Whether this is the lecture's network: one hidden layer on X1 and X2, output as it is."""
        return self.features == PLAIN and len(self.hidden) == 1 and self.task == "regression"

    @property
    def reach(self) -> float:
        """Half the side of the square on which the target lives."""
        return TARGETS[self.target].reach

    def network(self) -> PointsNetwork:
        """Return the network, its weights random as `start` says."""
        network = PointsNetwork(
            self.features,
            self.hidden,
            self.activation,
            squashed=self.task == "classification",
        )
        network.randomise(torch.Generator().manual_seed(self.start))
        return network

    def points(self) -> Split:
        """Return the data."""
        return draw_points(
            self.target,
            self.n_points,
            noise=self.noise,
            train_share=self.train_share,
            seed=self.data_seed,
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of an explorer at one moment; nothing in it changes any more.

    Attributes:
        network: A copy.
        split: The data.
        steps: Minibatches since the start.
        epoch: Passes through the training points since the start.
        losses: Mean squared errors (train, test).
        history: (step, train, test) over the whole run, thinned out.
        verdict: Why the training stopped by itself, if it did.
        is_running: Whether it trains.
    """

    network: PointsNetwork
    split: Split
    steps: int
    epoch: float
    losses: tuple[float, float]
    history: list[tuple[int, float, float]]
    verdict: Verdict | None
    is_running: bool


class Turnstile:
    """A lock that nobody takes twice while somebody else waits.

    A thread that lets go of a plain lock only to take it again is faster than any that waits: the
    training would keep the page out for seconds. Here one who waits already stands in the gate.
    """

    def __init__(self) -> None:
        self._gate, self._lock = threading.Lock(), threading.Lock()

    def __enter__(self) -> None:
        """Wait for one's turn."""
        with self._gate:
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        """Let the next one in."""
        self._lock.release()


class Explorer:
    """A network, its data and its training; safe to read while it trains."""

    def __init__(self, setup: Setup, settings: Settings) -> None:
        self.setup = setup
        self.is_paced = True
        self.stamp = 0  # counts changes that did not come from the visitor's own sliders
        self._alone = Turnstile()
        self._job: Job | None = None
        self._settings = settings
        self._split = setup.points()
        self._begin(setup.network())

    def apply(self, setup: Setup, settings: Settings, *, is_paced: bool) -> None:
        """Follow the page's controls; what did not change is kept, a running training too."""
        self.is_paced = is_paced
        if self._job:
            self._job.pause = _FRAME if is_paced else 0.0
        if setup != self.setup:
            self.pause()
        with self._alone:
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
        """Put `values` (P,) in the place of all weights; training starts from them.

        `is_own` says that they come from the visitor's own sliders, which show them already.
        """
        with self._alone:
            self._fit.start_from(values.to(self._fit.network.parameters))
            if not is_own:
                self.stamp += 1

    def network(self) -> PointsNetwork:
        """Return a copy of the network as it is now."""
        with self._alone:
            return self._fit.network.copy()

    def play(self) -> None:
        """Train in the background until paused, done, or the visitor is gone."""
        self.pause()
        self._job = Job(self._advance, pause=_FRAME if self.is_paced else 0.0)

    def pause(self) -> None:
        """Stop the training where it is."""
        if self._job:
            self._job.stop()
            self._job = None
            self.stamp += 1

    def step(self) -> None:
        """Train with one minibatch."""
        self.pause()
        self._fit.run(1)
        self.stamp += 1

    def reset(self) -> None:
        """Go back to where this training started, bit by bit."""
        self.pause()
        self._fit.reset()
        self.stamp += 1

    def snapshot(self) -> Snapshot:
        """Return the present state; says to the training that somebody looks.

        Raises:
            Exception: what the training raised, if it failed.
        """
        if self._job:
            self._job.look()
            self.stamp += 1
        with self._alone:
            return Snapshot(
                network=self._fit.network.copy(),
                split=self._split,
                steps=self._fit.steps,
                epoch=self._fit.epoch,
                losses=self._fit.latest_losses(),
                history=list(self._fit.history),
                verdict=self._fit.verdict,
                is_running=self.is_running,
            )

    @property
    def is_running(self) -> bool:
        """Whether it trains."""
        return self._job is not None and self._job.is_running

    def text(self) -> str:
        """Return the weights as they stand in a link."""
        with self._alone:
            return _text_of(self._fit.network, self.setup)

    def _begin(self, network: PointsNetwork) -> None:
        self._fit = Fit(network, self._split, self._settings, seed=self.setup.start)
        self.stamp += 1

    def _advance(self) -> bool:
        with self._alone:
            fit = self._fit
            if self.is_paced:
                fit.run(-(-len(fit.split.train_inputs) // fit.batch_size))  # one epoch
            else:
                end = time.perf_counter() + _SLICE
                while fit.verdict is None and time.perf_counter() < end:
                    fit.run(20)
            return fit.verdict is None


class Survey:
    """Networks of growing width, trained in the background.

    Args:
        split: The data.
        activation: Of the hidden units.
        what: Anything that names the survey: compared by the page, not used here.
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
        """Say that somebody waits.

        Raises:
            Exception: what the training raised, if it failed.
        """
        self._job.look()

    def stop(self) -> None:
        """End it."""
        self._job.stop()

    def _advance(self) -> bool:
        try:
            one = next(self._rest)
        except StopIteration:
            return False
        if one is not None:
            self.measured.append(one)
        return True


def lecture_network(network: PointsNetwork) -> TwoInputNetwork:
    """Return a network of one hidden layer on X1 and X2 with the lecture's names.

    Raises:
        ValueError: if it is another kind of network.
    """
    if network.features != PLAIN or len(network.hidden) != 1 or network.squashed:
        raise ValueError("only one hidden layer on X1 and X2 is the lecture's network")
    (weight, bias), (beta, beta_0) = network.layers
    return TwoInputNetwork(
        torch.cat([bias[:, None], weight], dim=1).double(),
        torch.cat([beta_0, beta[0]]).double(),
        network.activation,
    )


def points_network(network: TwoInputNetwork) -> PointsNetwork:
    """Return the lecture's `network` in the form that is trained, in float32."""
    same = PointsNetwork(PLAIN, (len(network.weights),), network.activation)
    (weight, bias), (beta, beta_0) = same.layers
    weight.copy_(network.weights[:, 1:])
    bias.copy_(network.weights[:, 0])
    beta[0].copy_(network.beta[1:])
    beta_0.copy_(network.beta[:1])
    return same


def _shape(setup: Setup) -> tuple[object, ...]:
    return setup.features, setup.hidden, setup.activation, setup.task


def _where(setup: Setup) -> Setup:
    """Return `setup` with everything that does not change its points at rest."""
    return replace(setup, task="", features=(), hidden=(), activation="", start=0)


def _grown(network: PointsNetwork, before: Setup, setup: Setup) -> PointsNetwork:
    """Return a network of the new shape that keeps the weights that still have a place."""
    new = setup.network()
    if (setup.features, len(setup.hidden)) != (before.features, len(before.hidden)):
        return new
    for (weight, bias), (old_weight, old_bias) in zip(new.layers, network.layers, strict=True):
        rows = min(weight.shape[0], old_weight.shape[0])
        columns = min(weight.shape[1], old_weight.shape[1])
        if weight.shape[1] > columns:
            weight[:, columns:] = 0  # a new unit has no say yet: the picture stays the same
        weight[:rows, :columns] = old_weight[:rows, :columns]
        bias[:rows] = old_bias[:rows]
    return new


def _text_of(network: PointsNetwork, setup: Setup) -> str:
    if setup.is_lecture:
        lecture = lecture_network(network)
        parts = [lecture.beta.tolist(), *lecture.weights.tolist()]
        return "; ".join(format_numbers(part) for part in parts)
    content = network.parameters.numpy().astype("<f4").tobytes()
    return _ENCODED + base64.urlsafe_b64encode(content).decode()


def read_text(text: str, setup: Setup) -> PointsNetwork:
    """Return the network that `text` writes.

    Raises:
        ValueError: if `text` is not the weights of a network of this shape.
    """
    network = setup.network()
    if text.startswith(_ENCODED):
        try:
            content = base64.b64decode(text.removeprefix(_ENCODED), altchars="-_", validate=True)
            values = np.frombuffer(content, "<f4").copy()
        except (binascii.Error, ValueError):
            raise ValueError("The weights in this link are damaged.") from None
    else:
        values = np.array(parse_numbers(text), dtype=np.float32)
    if values.size != network.n_parameters:
        raise ValueError(
            f"{values.size} numbers were given, but this network has {network.n_parameters}."
        )
    if not (np.abs(values) <= LARGEST).all():  # false for NaN too
        raise ValueError(f"A weight is beyond {LARGEST:g}, the largest one here.")
    if text.startswith(_ENCODED) or not setup.is_lecture:
        network.parameters.copy_(torch.from_numpy(values))
        return network
    (units,) = setup.hidden
    beta, weights = torch.from_numpy(values).split([units + 1, 3 * units])
    return points_network(TwoInputNetwork(weights.reshape(units, 3), beta, setup.activation))


def grid_csv(setup: Setup, network: PointsNetwork, side: int = 33) -> str:
    """Return every number of the pictures as CSV: inputs, units, output, target, difference."""
    plane = grid(setup.reach, side)
    wanted = TARGETS[setup.target].surface(plane)
    output = network(plane)
    names = [
        f"h{depth + 1}_{unit + 1}"
        for depth, width in enumerate(network.hidden)
        for unit in range(width)
    ]
    columns = [plane, *network.units(plane), output[:, None]]
    head = ["X1", "X2", *names, "f"]
    if wanted is not None:
        columns += [wanted[:, None], (output - wanted)[:, None]]
        head += ["target", "difference"]
    rows = torch.cat(columns, dim=1).tolist()
    return table_csv(head, ([f"{value:.7g}" for value in row] for row in rows))
