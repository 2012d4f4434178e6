"""Questions about transfer learning: how much one photo more raises the accuracy."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np

from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Grid, Mistake, Option
from dlviz.training.transfer import CurvePoint

_CURVE = {"transfer_view": "Result", "transfer_part": "More photos"}
_SIZES = (1, 2, 3, 5, 10, 15, 20)
_CLEAR = 1.3  # least ratio of the largest and the second largest rise of a photo


def _more(draw: Random, level: int) -> Choose:
    """Ask between which numbers of photos one photo more raises the mean accuracy most."""
    sizes = sorted(draw.sample(_SIZES, 4))
    n_splits = (1, 2, 3)[level - 1]
    middles = sorted(draw.sample(range(55, 96, 5), 4))
    spread = 0 if n_splits == 1 else 5
    table = [[own + draw.choice((-spread, 0, spread)) for _ in range(n_splits)] for own in middles]
    points = [
        CurvePoint(size, tuple(own / 100 for own in row))
        for size, row in zip(sizes, table, strict=True)
    ]
    means = [100 * float(np.mean(point.accuracies)) for point in points]
    steps = list(pairwise(range(len(sizes))))
    rises = [means[there] - means[here] for here, there in steps]
    added = [sizes[there] - sizes[here] for here, there in steps]
    each = [rise / count for rise, count in zip(rises, added, strict=True)]
    order = sorted(each, reverse=True)
    if min(rises) < 1 or order[0] < _CLEAR * order[1]:
        raise AmbiguousError
    right, largest = each.index(max(each)), rises.index(max(rises))
    is_first = right == 0 and draw.random() < 0.7  # else it would be so nearly always
    if is_first or rises.count(max(rises)) > 1 or (level > 1 and right == largest):
        raise AmbiguousError
    names = [f"from {sizes[here]} to {sizes[there]}" for here, there in steps]
    told = "; ".join(
        f"{name} by {rise:.3g} points, that is {own:.3g} for each photo"
        for name, rise, own in zip(names, rises, each, strict=True)
    )
    mean = "" if level == 1 else _told_means(sizes, table, means)
    return Choose(
        prompt=_prompt(sizes, n_splits),
        worked=f"{mean}The accuracy rises {told}.",
        facts={"sizes": sizes, "table": table},
        shown=(Grid(_title(n_splits), _shown(sizes, table)),),
        options=(
            *(
                Option(name, None if at == right else _wrong_step(at, right, largest, names, each))
                for at, name in enumerate(names)
            ),
            Option(
                "everywhere the same",
                Mistake(
                    "each photo more helps as much as the one before",
                    _for_each(names, each, right, each.index(min(each))),
                    _CURVE,
                ),
            ),
        ),
    )


def _prompt(sizes: Sequence[int], n_splits: int) -> str:
    how = "" if n_splits == 1 else f", in {n_splits} splits each"
    what = "the accuracy" if n_splits == 1 else "the mean accuracy"
    return (
        f"A new last layer was trained with {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} "
        f"photos of each class{how}; the table has the accuracy on held-out photos, in per cent. "
        f"Where does one photo more raise {what} most?"
    )


def _title(n_splits: int) -> str:
    rest = "the accuracy" if n_splits == 1 else f"the accuracy in {n_splits} splits"
    return f"Row 1: photos of each class; below: {rest}"


def _shown(sizes: Sequence[int], table: list[list[int]]) -> np.ndarray:
    return np.vstack([sizes, np.array(table).T])


def _told_means(sizes: Sequence[int], table: list[list[int]], means: list[float]) -> str:
    sums = "; ".join(
        f"with {size} ({' + '.join(map(str, row))}) / {len(row)} = {mean:.4g}"
        for size, row, mean in zip(sizes, table, means, strict=True)
    )
    return f"The mean accuracy in per cent is: {sums}. "


def _wrong_step(
    at: int, right: int, largest: int, names: Sequence[str], each: Sequence[float]
) -> Mistake:
    so = _for_each(names, each, at, right)
    if at == largest:
        name = "the largest rise in all is the largest for a photo"
        return Mistake(name, f"The rise is divided by the number of photos added. {so}", _CURVE)
    if at > right:
        return Mistake("a later photo helps more than an earlier one", so, _CURVE)
    return Mistake("an earlier photo always helps more than a later one", so, _CURVE)


def _for_each(names: Sequence[str], each: Sequence[float], at: int, other: int) -> str:
    return (
        f"For each photo the accuracy rises by {each[at]:.3g} points {names[at]}, and by "
        f"{each[other]:.3g} {names[other]}."
    ).replace(" 1 points", " 1 point")


GENERATORS = (Generator("transfer_more_photos", "how much one photo more helps", _more),)
