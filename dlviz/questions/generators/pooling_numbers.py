"""Questions about the numbers of pooling: one output, which kind, their order, what a move does."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from dlviz.kernels import write_matrix
from dlviz.notices.words import count_of
from dlviz.pooling import AVERAGE, MAX, Pooled, moved, pool_by_hand
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Number, Wrong
from dlviz.questions.sums import added, written
from dlviz.questions.wrong import two_to_four, wrong

NAMED = {MAX: "Max pooling", AVERAGE: "Average pooling"}


def drawn(draw: Random, side: int, low: int = 0, high: int = 9) -> np.ndarray:
    """Return a square of whole numbers from `low` to `high`, float64."""
    return np.array([[draw.randint(low, high) for _ in range(side)] for _ in range(side)], float)


def by_hand(pooled: Pooled) -> dict[str, Any]:
    """Return the state of the page that shows this pooling."""
    return {
        "pooling_view": "By hand",
        "pooling_kind": pooled.kind,
        "pooling_rows": pooled.geometry.image[0],
        "pooling_columns": pooled.geometry.image[1],
        "pooling_window": pooled.geometry.kernel[0],
        "pooling_stride": pooled.geometry.stride,
        "pooling_numbers": write_matrix(pooled.numbers),
        "pooling_gradient": True,
    }


def facts(pooled: Pooled) -> dict[str, Any]:
    """Return what a question about a pooled grid was drawn with."""
    return {
        "numbers": pooled.numbers,
        "kind": pooled.kind,
        "window": pooled.geometry.kernel[0],
        "stride": pooled.geometry.stride,
    }


def how(pooled: Pooled) -> str:
    """Return "Max pooling with windows of 2 × 2 and stride 2"."""
    side = pooled.geometry.kernel[0]
    return (
        f"{NAMED[pooled.kind]} with windows of {side} × {side} and stride {pooled.geometry.stride}"
    )


def exact(value: float) -> Fraction:
    """Return a number of an average as the fraction that it is."""
    return Fraction(value).limit_denominator(1_000)


def _one(draw: Random, level: int) -> Number:
    kind = draw.choice((MAX, AVERAGE))
    if level == 1:
        pooled = pool_by_hand(drawn(draw, 4), kind, 2, 2)
    elif level == 2:
        pooled = pool_by_hand(drawn(draw, 4), kind, 2, draw.randint(1, 2))
    else:
        side = draw.randint(2, 3) if kind == MAX else 2
        pooled = pool_by_hand(drawn(draw, 5, -9, 4), kind, side, draw.randint(1, 2))
    row, column = (draw.randint(1, most) for most in pooled.output.shape)
    truth = exact(pooled.output[row - 1, column - 1])
    if level == 1 and truth.denominator > 1:
        raise AmbiguousError
    under = window(pooled, row - 1, column - 1)
    values = ", ".join(map(written, under))
    found = (
        f"The largest of them is {written(truth)}."
        if kind == MAX
        else f"Their mean is ({added(under)}) / {len(under)} = {written(truth)}."
    )
    return Number(
        prompt=f"{how(pooled)} is applied to the numbers. What is the output in row {row}, "
        f"column {column}?",
        worked=f"The window of this output holds {values}. {found}",
        facts={**facts(pooled), "row": row, "column": column},
        shown=(Grid("The numbers", pooled.numbers),),
        truth=truth,
        wrong=_wrong_outputs(pooled, row - 1, column - 1),
    )


def window(pooled: Pooled, row: int, column: int) -> list[float]:
    """Return the numbers in the window of an output, counted from 0."""
    place = row * pooled.output.shape[1] + column
    own: list[float] = pooled.numbers.ravel()[pooled.windows[place]].tolist()
    return own


def _wrong_outputs(pooled: Pooled, row: int, column: int) -> tuple[Wrong, ...]:
    under, state = window(pooled, row, column), by_hand(pooled)
    truth, size, stride = exact(pooled.output[row, column]), len(under), pooled.geometry.stride
    values = ", ".join(map(written, under))
    is_max = pooled.kind == MAX
    side = pooled.geometry.kernel[0]
    mistaken = []
    if stride != side:
        by_side = pool_by_hand(pooled.numbers, pooled.kind, side, side).output
        if row < by_side.shape[0] and column < by_side.shape[1]:
            mistaken.append(
                wrong(
                    exact(by_side[row, column]),
                    "windows never overlap",
                    f"With stride {stride}, windows start {count_of(stride, 'cell')} apart: this "
                    f"one holds {values}.",
                    state,
                )
            )
    if is_max:
        largest = max(under, key=abs)
        return two_to_four(
            truth,
            *mistaken,
            wrong(
                int(largest),
                "the sign does not count",
                f"Of {values} the number {written(truth)} lies farthest to the right on the number "
                "line.",
                state,
            ),
            wrong(
                exact(sum(under) / size),
                "max pooling takes the mean",
                f"Max pooling takes the largest of {values}, and the others do not count.",
                state,
            ),
            wrong(
                int(pooled.numbers.max()),
                "the largest number of all wins everywhere",
                f"Only the numbers of this window compete: {values}.",
                state,
            ),
            wrong(
                int(sum(under)),
                "max pooling adds the numbers",
                f"Max pooling takes the largest of {values}, and the others do not count.",
                state,
            ),
        )
    return two_to_four(
        truth,
        *mistaken,
        wrong(
            int(max(under)),
            "average pooling takes the largest number",
            f"Each of the {size} numbers counts: ({added(under)}) / {size} = {written(truth)}.",
            state,
        ),
        wrong(
            int(sum(under)),
            "the sum is not divided",
            f"The sum of {size} numbers, {written(sum(under))}, is divided by {size}.",
            state,
        ),
        wrong(
            int(sum(map(abs, under))) / Fraction(size),
            "the signs do not count",
            f"A negative number lowers the mean: ({added(under)}) / {size} = {written(truth)}.",
            state,
        ),
    )


_WAYS = {(0, 1): "to the right", (0, -1): "to the left", (1, 0): "down", (-1, 0): "up"}


def _move(draw: Random, level: int) -> Number:
    way = (0, 1) if level == 1 else draw.choice(tuple(_WAYS))
    kind = MAX if level < 3 else draw.choice((MAX, MAX, AVERAGE))
    side, pixels = (4, 1) if level < 3 else (6, draw.randint(1, 2))
    numbers = drawn(draw, side)
    before = pool_by_hand(numbers, kind, 2, 2)
    other = moved(numbers, pixels * way[0], pixels * way[1])
    after = pool_by_hand(other, kind, 2, 2)
    differ = before.output != after.output
    truth, count = int(differ.sum()), before.output.size
    first, then = (
        " / ".join(", ".join(map(written, row)) for row in own.output.tolist())
        for own in (before, after)
    )
    told = f"{first} before the move and {then} after it"
    return Number(
        prompt=f"The numbers move {count_of(pixels, 'cell')} {_WAYS[way]}, and zeros come in. "
        f"{how(before)} has {count} outputs: how many of them change?",
        worked=f"Row by row, the outputs are {told}. {truth} of {count} "
        f"{'changes' if truth == 1 else 'change'}.",
        facts={**facts(before), "down": pixels * way[0], "right": pixels * way[1]},
        shown=(Grid("The numbers", numbers),),
        truth=Fraction(truth),
        wrong=_wrong_moves(before, truth, int((numbers != other).sum()), told),
    )


def _wrong_moves(before: Pooled, truth: int, cells: int, told: str) -> tuple[Wrong, ...]:
    count, state = before.output.size, by_hand(before)
    return two_to_four(
        truth,
        wrong(
            0,
            "pooling makes invariant",
            f"The windows stay where they are and get other numbers: the outputs are {told}.",
            state,
        ),
        wrong(
            count,
            "every output changes",
            f"An output stays if its window gives the same number again: the outputs are {told}.",
            state,
        ),
        wrong(
            before.output.shape[0],
            "only the outputs at the edge change",
            f"All windows get other numbers, not only those where zeros come in: the outputs are "
            f"{told}.",
            state,
        ),
        wrong(
            cells,
            "every number that changes is an output",
            f"There are {count} outputs, one for each window: {told}.",
            state,
        ),
    )


GENERATORS = (
    Generator("pool_one_output", "one output of pooling", _one),
    Generator("pool_move", "what a move changes", _move),
)
