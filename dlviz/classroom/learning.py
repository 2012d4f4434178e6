"""Learn from us: a network learns from half of the class's drawings and is tested on the others.

The halves are of different pupils. If each pupil had drawings in both, the network would be tested
on hands that it has seen, and would look better than it is for anybody else.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

import numpy as np
from torch import nn

from dlviz.classroom.drawings import Drawing
from dlviz.classroom.handwriting import as_digits
from dlviz.classroom.refusal import RefusedError
from dlviz.datasets.mnist import Digits
from dlviz.intervals import Rate, error_rate
from dlviz.paired import Comparison, compare
from dlviz.training.loop import LoopSettings, Score, measure, steps_per_epoch, train_steps

FEWEST = 10  # drawings in each half: fewer say nothing at all
STEPS = 150  # at least, however few drawings there are
_BATCH = 64
_OLD_SHARE = (
    0.5  # of each batch that is MNIST's: a network that sees only new digits forgets others
)
_RATE = 1e-3  # learning rate of Adam


@dataclass(frozen=True, slots=True)
class Halves:
    """The drawings of a class, split by pupil.

    Attributes:
        learned: The drawings from which the network learns.
        held: The others, of other pupils.
    """

    learned: Digits
    held: Digits


@dataclass(frozen=True, slots=True)
class Learned:
    """What the network has learned from half of the class.

    Attributes:
        model: The network afterwards.
        n_learned: How many drawings it learned from.
        n_held: How many drawings of others it is tested on.
        before: Its error on these before.
        after: Its error on these afterwards.
        comparison: The paired comparison, before (first) and after (second), on the same drawings.
    """

    model: nn.Module
    n_learned: int
    n_held: int
    before: Rate
    after: Rate
    comparison: Comparison


def halves(drawings: Mapping[str, Drawing], seed: int) -> Halves:
    """Split a wall into two halves of different pupils, as equal as that allows.

    Args:
        drawings: By name; a name begins with its pupil's id and a dot.
        seed: Decides who is in which half.

    Raises:
        RefusedError: if there are too few drawings or pupils.
    """
    of_pupil: dict[str, list[Drawing]] = {}
    for name in sorted(drawings):
        of_pupil.setdefault(name.partition(".")[0], []).append(drawings[name])
    pupils = list(of_pupil)
    Random(seed).shuffle(pupils)
    pupils.sort(key=lambda own: -len(of_pupil[own]))  # stable: equal ones stay shuffled
    parts: tuple[list[Drawing], list[Drawing]] = ([], [])
    for pupil in pupils:
        min(parts, key=len).extend(of_pupil[pupil])
    if min(map(len, parts)) < FEWEST:
        raise RefusedError(
            f"This needs {FEWEST} drawings to learn from and {FEWEST} of other pupils to test on."
        )
    return Halves(as_digits(parts[0]), as_digits(parts[1]))


def learn(model: nn.Module, parts: Halves, old: Digits, seed: int) -> Iterator[float | Learned]:
    """Train a copy of a network on the learned half; yield the share done, and at the end all.

    Args:
        model: From (N, 784) pixels to (N, 10) logits; it is not changed.
        parts: Both halves.
        old: Digits that it knows, for half of each batch.
        seed: Seed of the order and of dropout.
    """
    learner = copy.deepcopy(model)
    before = measure(learner, parts.held)
    per_epoch = steps_per_epoch(len(parts.learned), round(_BATCH * (1 - _OLD_SHARE)))
    settings = LoopSettings(
        seed=seed,
        epochs=-(-STEPS // per_epoch),
        learning_rate=_RATE,
        batch_size=_BATCH,
        drawn_share=_OLD_SHARE,
    )
    for step in train_steps(learner, settings, parts.learned, parts.held, drawn=old, looks=0):
        yield step.share
        if step.epoch is not None:
            yield _learned(learner, parts, before, step.epoch.test)


def _learned(model: nn.Module, parts: Halves, before: Score, after: Score) -> Learned:
    rates = [error_rate(own.errors, own.count) for own in (before, after)]
    return Learned(
        model.eval().requires_grad_(False),
        len(parts.learned),
        len(parts.held),
        rates[0],
        rates[1],
        compare(_correct(before), _correct(after)),
    )


def _correct(score: Score) -> np.ndarray:
    correct = score.correct
    return np.empty(0, bool) if correct is None else correct
