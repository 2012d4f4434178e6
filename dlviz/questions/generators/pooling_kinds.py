"""Questions that compare the kinds of pooling: which one it was, and their order."""

from random import Random

import numpy as np

from dlviz.pooling import AVERAGE, L2, MAX, NONE, pool_by_hand
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.pooling_numbers import by_hand, drawn, window
from dlviz.questions.kinds import Choose, Grid, Mistake, Option, Order
from dlviz.questions.sums import added, written

_KINDS = {
    MAX: "max",
    AVERAGE: "average",
    NONE: "none: the first number",
    L2: "L2: the root of the sum of squares",
}
_SAYS = {
    MAX: "the largest number of each window",
    AVERAGE: "the mean of each window",
    NONE: "the first number of each window",
    L2: "the root of the sum of squares of each window",
}
_BELIEFS = {
    MAX: "pooling always keeps the largest number",
    AVERAGE: "pooling always takes a mean",
    NONE: "a stride alone keeps any number of a window",
    L2: "pooling by L2 is a kind of mean",
}


def _decimal(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _kind(draw: Random, level: int) -> Choose:
    kinds = (MAX, AVERAGE, NONE) if level == 1 else (MAX, AVERAGE, NONE, L2)
    numbers = drawn(draw, 4, 0 if level < 3 else -3, 6 if level < 3 else 3)
    outputs = {kind: pool_by_hand(numbers, kind, 2, 2) for kind in kinds}
    right = draw.choice(kinds if level < 3 else kinds[:3])
    after = np.round(outputs[right].output, 2)
    alike = [int((np.round(outputs[kind].output, 2) == after).sum()) for kind in kinds]
    if level == 3 and sum(alike) == after.size:  # no other kind agrees anywhere: too easy
        raise AmbiguousError
    options = []
    for kind in kinds:
        other = np.round(outputs[kind].output, 2)
        apart = np.argwhere(other != after).tolist()
        if kind == right:
            options.append(Option(_KINDS[kind]))
        elif not apart:
            raise AmbiguousError
        else:
            row, column = apart[0]
            sentence = (
                f"In row {row + 1}, column {column + 1} that would be "
                f"{_decimal(other[row, column])}, and the output has "
                f"{_decimal(after[row, column])}."
            )
            options.append(
                Option(_KINDS[kind], Mistake(_BELIEFS[kind], sentence, by_hand(outputs[kind])))
            )
    under = ", ".join(map(written, window(outputs[right], 0, 0)))
    rounded = ", rounded to two decimals" if L2 in kinds else ""
    return Choose(
        prompt=f"Pooling with windows of 2 × 2 and stride 2 made this output{rounded}. Which kind "
        "of pooling was it?",
        worked=f"It is {_SAYS[right]}. The first window holds {under}, and its output is "
        f"{_decimal(after[0, 0])}; the other three windows agree.",
        facts={"numbers": numbers, "output": after},
        shown=(Grid("The numbers", numbers), Grid("The output", after)),
        options=tuple(options),
    )


def _order(draw: Random, level: int) -> Order:
    kinds = (MAX, AVERAGE, NONE) if level == 1 else (MAX, AVERAGE, NONE, L2)
    low, high = (0, 9) if level < 3 else (-6, 6)
    numbers = drawn(draw, 2, low, high)
    values = {kind: float(pool_by_hand(numbers, kind, 2, 2).output[0, 0]) for kind in kinds}
    if len({round(value, 2) for value in values.values()}) < len(kinds):
        raise AmbiguousError
    items = [*kinds]
    draw.shuffle(items)
    return Order(
        prompt="Pooling makes one number of this window. Order the kinds of pooling by that "
        "number, smallest first.",
        worked=_worked_order(numbers.ravel().tolist(), values),
        facts={"numbers": numbers},
        shown=(Grid("The window", numbers),),
        items=tuple(_KINDS[kind] for kind in items),
        values=tuple(values[kind] for kind in items),
        mistake=_wrong_order(numbers.ravel().tolist(), values),
    )


def _worked_order(own: list[float], values: dict[str, float]) -> str:
    text = (
        f"The largest number (max) is {written(values[MAX])}, the first (none) {written(own[0])}, "
        f"the mean (average) ({added(own)}) / 4 = {_decimal(values[AVERAGE])}"
    )
    if L2 not in values:
        return f"{text}."
    squares = [number**2 for number in own]
    root = _decimal(round(values[L2], 2))
    return (
        f"{text}, the root (L2) of {added(squares)} = {written(sum(squares))} is {root}, to two "
        "decimals."
    )


def _wrong_order(own: list[float], values: dict[str, float]) -> Mistake:
    if L2 in values:
        return Mistake(
            "pooling by L2 is a kind of mean",
            "The squares are added and not averaged, so L2 is at least as large as every number: "
            f"{_decimal(round(values[L2], 2))}, and the maximum is {written(values[MAX])}.",
        )
    return Mistake(
        "a stride alone keeps a typical number",
        f"A stride alone keeps the first number, here {written(own[0])}, whatever the others are; "
        f"the mean is {_decimal(values[AVERAGE])}, the maximum {written(values[MAX])}.",
    )


GENERATORS = (
    Generator("pool_kind", "which kind of pooling it was", _kind),
    Generator("pool_order", "how the kinds of pooling compare", _order),
)
