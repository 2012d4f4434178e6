"""Questions about which numbers a pooling uses: gradients, numbers without influence."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.notices.words import count_of
from dlviz.pooling import AVERAGE, MAX, Pooled, pool_by_hand
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.pooling_numbers import by_hand, drawn, exact, facts, how
from dlviz.questions.kinds import Grid, Mistake, Number, Place, Wrong
from dlviz.questions.sums import written
from dlviz.questions.wrong import two_to_four, wrong

_SIZES = (  # of a grid, its windows and their stride, by level
    ((4, 2, 2), (3, 2, 1), (6, 3, 3)),
    ((4, 2, 1), (5, 2, 1), (5, 3, 2)),
)
_TIES = " Of equal numbers in a window the first one wins, row by row."


def _has_ties(pooled: Pooled) -> bool:
    """Whether a window has its largest number twice."""
    if pooled.kind != MAX:
        return False
    equal = pooled.numbers.ravel()[pooled.windows] == pooled.output.reshape(-1, 1)
    return bool((equal.sum(1) > 1).any())


def _drawn(draw: Random, level: int, kind: str) -> Pooled:
    """Draw a grid: windows that do not overlap, then windows that do, then ties as well."""
    if level == 1:
        pooled = pool_by_hand(drawn(draw, 4), kind, 2, 2)
    elif level == 2:
        pooled = pool_by_hand(drawn(draw, draw.randint(3, 4)), kind, 2, 1)
    else:
        side = draw.randint(2, 3)
        pooled = pool_by_hand(drawn(draw, side + 2, 0, 4), kind, side, draw.randint(1, side - 1))
    if level < 3 and _has_ties(pooled):
        raise AmbiguousError
    return pooled


def _gradient(draw: Random, level: int) -> Number:
    pooled = _drawn(draw, level, draw.choice((MAX, MAX, AVERAGE)))
    place = draw.randrange(pooled.numbers.size)
    if pooled.kind == MAX and draw.random() < 0.6:
        place = int(draw.choice(pooled.winners.tolist()))  # a drawn cell seldom wins
    row, column = divmod(place, pooled.numbers.shape[1])
    truth = exact(pooled.gradient[row, column])
    ties = _TIES if level == 3 and pooled.kind == MAX else ""
    return Number(
        prompt=f"{_given(pooled)}{ties} What gradient does the number in row {row + 1}, "
        f"column {column + 1} get?",
        worked=_worked_gradient(pooled, place),
        facts={**facts(pooled), "row": row + 1, "column": column + 1},
        shown=(Grid("The numbers", pooled.numbers),),
        truth=truth,
        wrong=_wrong_gradients(pooled, place),
    )


def _given(pooled: Pooled) -> str:
    own = how(pooled)
    return f"In {own[:1].lower()}{own[1:]}, each output gets the gradient 1."


def _covering(pooled: Pooled, place: int) -> int:
    return int((pooled.windows == place).any(1).sum())


def _worked_gradient(pooled: Pooled, place: int) -> str:
    value, covering = written(pooled.numbers.flat[place]), _covering(pooled, place)
    lies = f"The number {value} lies in {count_of(covering, 'window')}"
    truth = written(exact(pooled.gradient.flat[place]))
    if pooled.kind == AVERAGE:
        size = pooled.windows.shape[1]
        return f"{lies} and gets 1/{size} from each: {covering} × 1/{size} = {truth}."
    return f"{lies} and wins in {truth}. It gets 1 from each window that it wins: {truth}."


def _wrong_gradients(pooled: Pooled, place: int) -> tuple[Wrong, ...]:
    truth, covering = exact(pooled.gradient.flat[place]), _covering(pooled, place)
    size, state = pooled.windows.shape[1], by_hand(pooled)
    value = pooled.numbers.flat[place]
    in_all = f"{count_of(covering, 'window')}"
    if pooled.kind == AVERAGE:
        each = f"Each of {size} numbers gets 1/{size} from a window; this one lies in {in_all}."
        own = pooled.geometry
        by_max = pool_by_hand(pooled.numbers, MAX, own.kernel[0], own.stride).gradient.flat[place]
        return two_to_four(
            truth,
            wrong(covering, "each number of a window gets the whole gradient", each, state),
            wrong(Fraction(1, size), "a number lies in one window", each, state),
            wrong(int(by_max), "only the largest number gets a gradient", each, state),
            wrong(Fraction(int(value)), "the gradient is the number itself", each, state),
        )  # fmt: skip
    wins = f"the number {written(value)} lies in {in_all} and wins in {written(truth)}."
    told = f"T{wins[1:]}"
    equal = pooled.numbers.flat[place] == pooled.output.ravel()
    shared = sum(
        Fraction(1, int((pooled.numbers.flat[own] == best).sum()))
        for own, best, is_equal in zip(
            pooled.windows.tolist(), pooled.output.ravel(), equal, strict=True
        )
        if is_equal and place in own
    )
    return two_to_four(
        truth,
        wrong(
            Fraction(covering, size),
            "each number of a window gets an equal share",
            f"Max pooling passes the gradient only to the winner: {wins}",
            state,
        ),
        wrong(
            shared,
            "equal numbers share the gradient",
            f"Of equal numbers only the first one gets the gradient: {wins}",
            state,
        ),
        wrong(covering, "every window passes on 1", told, state),
        wrong(1, "every number gets 1" if truth == 0 else "a number wins once", told, state),
        wrong(0, "max pooling has no gradient", told, state),
    )


def _silent(draw: Random, level: int) -> Number:
    if level == 3:
        side, kind = draw.randint(2, 3), draw.choice((MAX, MAX, AVERAGE))
        pooled = pool_by_hand(drawn(draw, draw.randint(4, 5), 0, 4), kind, side, draw.randint(1, 3))
    else:
        size, side, stride = draw.choice(_SIZES[level - 1])
        pooled = pool_by_hand(drawn(draw, size), MAX, side, stride)
    if pooled.output.size == 1 or (level < 3 and _has_ties(pooled)):
        raise AmbiguousError
    truth = pooled.silent
    return Number(
        prompt=f"{how(pooled)} is applied to these {pooled.numbers.size} numbers. How many of them "
        "have no influence: neither a small rise nor a small fall changes any output?",
        worked=_worked_silent(pooled),
        facts=facts(pooled),
        shown=(Grid("The numbers", pooled.numbers),),
        truth=Fraction(truth),
        unit="numbers",
        wrong=_wrong_silent(pooled),
    )


def _wrong_silent(pooled: Pooled) -> tuple[Wrong, ...]:
    cells, truth, outputs = pooled.numbers.size, pooled.silent, pooled.output.size
    worked, state = _worked_silent(pooled), by_hand(pooled)
    mistaken = [
        wrong(0, "every number counts", worked, state),
        wrong(cells - outputs, "each output has a number of its own", worked, state),
        wrong(cells - truth, "the numbers with influence have none", worked, state),
    ]
    if pooled.kind == MAX:
        equal = (
            "A number that equals the largest one of its window becomes the largest if it rises, "
            "so it has an influence."
        )
        own = f"Each window counts by itself: {cells - truth} numbers are the largest of one."
        mistaken = [
            wrong(truth + pooled.tied, "of equal numbers only one counts", equal, state),
            *mistaken,
            wrong(cells - 1, "only the largest number of all counts", own, state),
        ]
    return two_to_four(truth, *mistaken)


def _worked_silent(pooled: Pooled) -> str:
    cells, truth = pooled.numbers.size, pooled.silent
    heard = f"{cells - truth} of {cells} numbers, and {cells} − {cells - truth} = {truth}"
    if pooled.kind == AVERAGE:
        return f"Every number in a window has an influence: {heard}."
    return (
        "Only a number that is the largest of a window, alone or with an equal one, has an "
        f"influence: {heard}."
    )


def _place(draw: Random, level: int) -> Place:
    pooled = _drawn(draw, max(level, 2), MAX)
    gradient = pooled.gradient
    if level == 1 and gradient.size > 9:
        raise AmbiguousError
    row, column = divmod(int(gradient.argmax()), gradient.shape[1])
    wins = count_of(int(gradient.max()), "window")
    mistakes = _wrong_places(pooled, (row, column))
    if not mistakes:
        raise AmbiguousError
    ties = _TIES if _has_ties(pooled) else ""
    return Place(
        prompt=f"{_given(pooled)}{ties} Point at the number that gets the largest gradient.",
        worked=f"The {written(pooled.numbers[row, column])} in row {row + 1}, column {column + 1} "
        f"wins in {wins} and gets 1 from each; every other number wins in fewer.",
        facts=facts(pooled),
        shown=(Grid("The numbers", pooled.numbers),),
        title="The numbers",
        values=gradient,
        mistakes=mistakes,
    )


def _wrong_places(pooled: Pooled, right: tuple[int, int]) -> dict[tuple[int, int], Mistake]:
    gradient, shape = pooled.gradient, pooled.numbers.shape
    covered = np.bincount(pooled.windows.ravel(), minlength=gradient.size).reshape(shape)
    mistakes: dict[tuple[int, int], Mistake] = {}
    for values, name in (
        (pooled.numbers, "the largest number of all gets the largest gradient"),
        (covered, "a number that lies in most windows gets the largest gradient"),
    ):
        place = divmod(int(values.argmax()), shape[1])
        if place == right or np.count_nonzero(values == values.max()) > 1:
            continue
        sentence = (
            f"This {written(pooled.numbers[place])} lies in "
            f"{count_of(int(covered[place]), 'window')} and wins in {int(gradient[place])}; the "
            f"{written(pooled.numbers[right])} in row {right[0] + 1}, column {right[1] + 1} wins "
            f"in {int(gradient[right])}."
        )
        mistakes.setdefault(place, Mistake(name, sentence, by_hand(pooled)))
    return mistakes


GENERATORS = (
    Generator("pool_gradient", "which numbers get the gradient", _gradient),
    Generator("pool_silent", "which numbers have no influence", _silent),
    Generator("pool_place", "the number with the largest gradient", _place),
)
