"""Background training of a network from the builder, on MNIST or CIFAR-100, within limits."""

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dlviz import device
from dlviz.datasets import cifar100
from dlviz.datasets.mnist import Digits
from dlviz.networks.built import OwnNetwork, build, learner
from dlviz.training.loop import LoopEpoch, Step, train_steps
from dlviz.training.plan import DATA, Plan
from dlviz.training.player import Learner, Player

_READ_AT_ONCE = 250  # batch size for evaluation: the maps of wide networks need much memory
_CHECKED = 500  # training pictures evaluated at every measurement


@dataclass(frozen=True, slots=True)
class Standing:
    """State of a training at one moment; immutable.

    Attributes:
        module: A copy with the weights of the last record.
        records: One for each measurement so far.
        share: Share of the steps done, in [0, 1].
        seconds: Seconds that those steps took.
        problem: Why the training cannot continue, or "".
    """

    module: nn.Sequential
    records: tuple[LoopEpoch, ...] = ()
    share: float = 0.0
    seconds: float = 0.0
    problem: str = ""


class Training(Player):
    """One network that trains in the background; its state can be read at any time.

    Args:
        plan: A plan without a problem.
        train: The training pictures, (N, H, W) or (N, C, H, W); the first `plan.n_pictures` are
            used.
        test: The test pictures; the first `plan.n_tested` are used.
        visitor: Id of the visitor; each trains at most one network at a time.
        is_here: Returns whether the visitor is still connected; None if only `look` can tell.

    Raises:
        ValueError: if the plan has a problem.
    """

    def __init__(
        self,
        plan: Plan,
        train: Digits,
        test: Digits,
        *,
        visitor: str = "",
        is_here: Callable[[], bool] | None = None,
    ) -> None:
        if plan.problem:
            raise ValueError(plan.problem)
        super().__init__(visitor, is_here)
        self.plan = plan
        self._train = Digits(train.images[: plan.n_pictures], train.labels[: plan.n_pictures])
        self._test = Digits(test.images[: plan.n_tested], test.labels[: plan.n_tested])
        module = build(plan.network, plan.seed)
        self.standing = Standing(copy.deepcopy(module))
        module = module.to(device.choose())
        self._learner = Learner(module, train_plan(plan, module, self._train, self._test))

    @property
    def is_done(self) -> bool:
        """Whether the training has ended."""
        return self.standing.share >= 1 or bool(self.standing.problem)

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds until the end; None while that cannot be estimated."""
        one = self.standing
        return one.seconds / one.share * (1 - one.share) if one.share > 0.02 else None

    @property
    def own_network(self) -> OwnNetwork:
        """The network as of the last record."""
        data = DATA[self.plan.data]
        return OwnNetwork(
            f"my network, {self.plan.data}",
            self.standing.module,
            data.input,
            data.categories,
            self.plan.network,
        )

    def _advance(self) -> bool:
        if self.is_done:
            return False
        start = time.perf_counter()
        with device.one_core():
            self._learner.advance()
        now = self._learner
        seconds = self.standing.seconds + time.perf_counter() - start
        self.standing = Standing(now.model, now.records, now.share, seconds, now.problem)
        return not self.is_done


def train_plan(plan: Plan, module: nn.Sequential, train: Digits, test: Digits) -> Iterator[Step]:
    """Train `module` in place by `plan`; yield the steps of `dlviz.training.loop.train_steps`."""
    return train_steps(
        _OnRows(learner(module), plan.network.input),
        plan.settings,
        train,
        test,
        looks=plan.looks,
        n_checked=min(_CHECKED, len(train)),
    )


def as_digits(pictures: cifar100.Pictures) -> Digits:
    """Return CIFAR-100's pictures in the training loop's layout: channels before rows."""
    return Digits(pictures.images.transpose(0, 3, 1, 2), pictures.labels)


class _OnRows(nn.Module):
    """Adapts the network to flattened pictures (N, C * H * W), which the training loop passes."""

    def __init__(self, layers: nn.Sequential, shape: tuple[int, int, int]) -> None:
        super().__init__()
        self.layers = layers
        self.shape = shape

    def forward(self, rows: Tensor) -> Tensor:
        pixels = rows.unflatten(1, self.shape)  # (N, C, H, W)
        if self.training:
            return self.layers(pixels)
        return torch.cat([self.layers(part) for part in pixels.split(_READ_AT_ONCE)])
