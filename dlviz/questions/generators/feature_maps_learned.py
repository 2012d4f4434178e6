"""Questions about training: which filters became like a hand-made kernel, and were not before."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.filters import nearest_kernels
from dlviz.kernels import weights
from dlviz.notices.feature_maps import CLOSE
from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Number, Wrong
from dlviz.questions.wrong import at_least, wrong

_FILTERS = {"feature_maps_view": "Filters", "feature_maps_network": "CIFAR-100 network"}
_START = _FILTERS | {"feature_maps_moment": "start"}
_END = _FILTERS | {"feature_maps_moment": "end"}
_MODELS = ("Sobel, vertical edges", "Sobel, horizontal edges", "Prewitt, vertical edges",
           "Laplacian")  # fmt: skip
_UNCLEAR = 0.02  # a cosine so near to the limit is no question


def _became_like(draw: Random, level: int) -> Number:
    """Ask how many filters are like a kernel after the training and were not before it."""
    count = 3 + level
    early = level == 3  # some are like a kernel by chance, and training changes them
    start = np.stack([_filter(draw, like=0.3 if early else 0, level=1) for _ in range(count)])
    end = np.stack([_filter(draw, like=0.6, level=level) for _ in range(count)])
    table = np.array([_cosines(start), _cosines(end)])
    was, is_like = np.abs(table) >= CLOSE
    became = int((is_like & ~was).sum())
    if (np.abs(np.abs(table) - CLOSE) < _UNCLEAR).any() or not 0 < became < count:
        raise AmbiguousError
    has_turned = (table[1, is_like] < 0).any()
    if was.any() != early or has_turned != (level > 1):
        raise AmbiguousError
    also = f" {_named(was).capitalize()} had such a cosine already at the start." if early else ""
    return Number(
        prompt="The table has the cosine of each filter with the hand-made kernel that is nearest "
        f"to it. With an absolute value of at least {CLOSE} the filter is like that kernel. How "
        "many filters are like one after the training and were not at the start?",
        worked=f"At the end at least {CLOSE} and at the start less: {_named(is_like & ~was)}, so "
        f"{became} of {count}.{also}",
        facts={"start": start, "end": end},
        shown=(Grid("Row 1: at the start. Row 2: after the training", table),),
        truth=Fraction(became),
        unit="filters",
        wrong=_wrong_counts(table, was, is_like, became),
    )


def _named(chosen: np.ndarray) -> str:
    return listed([f"filter {at + 1}" for at in np.flatnonzero(chosen)])


def _filter(draw: Random, like: float, level: int) -> np.ndarray:
    """Return 3 x 3 whole numbers, with a probability of `like` those of a kernel, nearly."""
    noise = np.array([[draw.randint(-5, 5) for _ in range(3)] for _ in range(3)])
    if draw.random() >= like:
        return noise
    sign = draw.choice((1, -1)) if level > 1 else 1
    scaled: np.ndarray = sign * draw.randint(2, 5) * weights(draw.choice(_MODELS)) + noise // 4
    return scaled


def _cosines(filters: np.ndarray) -> list[float]:
    return [round(own.cosine, 2) for own in nearest_kernels(filters[:, None])]


def _wrong_counts(
    table: np.ndarray, was: np.ndarray, is_like: np.ndarray, became: int
) -> tuple[Wrong, ...]:
    start, end = table
    was_like = count_of(int(was.sum()), "filter")
    rose = int((np.abs(end) > np.abs(start)).sum())
    positive = int(((end >= CLOSE) & ~(start >= CLOSE)).sum())
    at = int(np.flatnonzero(is_like & ~was)[0])
    one, two = (f"{own[at]:.2f}".replace("-", "−") for own in (start, end))
    told = f"Filter {at + 1} has {one} at the start and {two} after the training."
    return at_least(
        2,
        became,
        wrong(
            0,
            "the network was programmed to look for edges",
            f"Training changes the filters. {told}",
            _START,
        ),
        wrong(
            positive,
            "only a positive cosine means that a filter is like a kernel",
            "With a negative cosine the filter is like the kernel with its sign changed; the "
            "absolute value counts.",
            _END,
        ),
        wrong(
            int(is_like.sum()),
            "all filters that look like a kernel were made so by the training",
            f"{_named(is_like & was).capitalize()} had such a cosine already at the start.",
            _START,
        ),
        wrong(
            int(is_like.sum() - was.sum()),
            "a filter that is like a kernel stays so",
            f"At the start {was_like} had such a cosine. Of these, {int((was & ~is_like).sum())} "
            "changed to something else.",
            _START,
        ),
        wrong(
            rose,
            "a cosine that rises is enough",
            f"It has to reach {CLOSE} in absolute value. {told}",
            _END,
        ),
        wrong(
            end.size,
            "training makes every filter like a kernel",
            f"Only {int(is_like.sum())} of {end.size} have an absolute value of at least {CLOSE} "
            "after the training.",
            _END,
        ),
    )


LEARNED = (Generator("maps_became_like", "which filters training made", _became_like),)
