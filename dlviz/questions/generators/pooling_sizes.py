"""Questions about pooling that need no numbers: sizes, what is discarded, fields, parameters."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from dlviz.convolution import Geometry
from dlviz.notices.words import count_of
from dlviz.pooling import MOST_SIDE, NONE, pool_by_hand
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.wrong import two_to_four, wrong


def _state(shape: Geometry) -> dict[str, Any]:
    """Return the state of the page with these sizes; empty if it has no such control."""
    if shape.padding or max(shape.image) > MOST_SIDE:
        return {}
    return {
        "pooling_view": "By hand",
        "pooling_rows": shape.image[0],
        "pooling_columns": shape.image[1],
        "pooling_window": shape.kernel[0],
        "pooling_stride": shape.stride,
    }


def _size(draw: Random, level: int) -> Number:
    window = draw.randint(2, 4)
    if level == 1:
        size, stride, padding = window * draw.randint(2, 8), window, 0
    elif level == 2:
        size, stride, padding = draw.randint(6, 28), window, 0
        if size % window == 0:
            raise AmbiguousError
    else:
        size, stride, padding = draw.randint(6, 32), draw.randint(1, 3), window // 2
        if stride == window:
            raise AmbiguousError
    shape = Geometry((size, size), (window, window), stride, padding)
    truth, room = shape.output[0], size + 2 * padding
    steps = Fraction(room - window, stride)
    rounded = "" if steps.denominator == 1 else f", rounded down to {int(steps)}"
    padded = f"With padding there are {size} + 2 × {padding} = {room} rows. " if padding else ""
    more = f", stride {stride} and padding {padding}" if padding else f" and stride {stride}"
    return Number(
        prompt=f"A map of {size} × {size} is pooled with windows of {window} × {window}"
        f"{more}. How many rows does the output have?",
        worked=f"{padded}The window moves by ({room} − {window}) / {stride} = {steps}{rounded} "
        f"{'step' if int(steps) == 1 else 'steps'}, and the first place counts too: "
        f"{int(steps)} + 1 = {truth}.",
        facts={"size": size, "window": window, "stride": stride, "padding": padding},
        truth=Fraction(truth),
        unit="rows",
        wrong=_wrong_sizes(shape),
    )


def _wrong_sizes(shape: Geometry) -> tuple[Wrong, ...]:
    size, window, stride, padding = shape.image[0], shape.kernel[0], shape.stride, shape.padding
    room, truth, state = size + 2 * padding, shape.output[0], _state(shape)
    places = count_of(truth, "place")
    return two_to_four(
        truth,
        wrong(
            (size + padding - window) // stride + 1,
            "padding counts once",
            f"Padding adds {count_of(padding, 'row')} above the map and as many below it: "
            f"{2 * padding} in all.",
            state,
        ),
        wrong(
            -(-(room - window) // stride) + 1,
            "what is left at the edge gets a window too",
            f"A window that is not filled is left out, so the window has {places}.",
            state,
        ),
        wrong(
            room // window,
            "the stride is always the window's side",
            f"Windows start {count_of(stride, 'row')} apart, and each has {window} rows: {places}.",
            state,
        ),
        wrong(
            truth - 1,
            "only the steps count",
            f"The window has {places}: the first place, and one after each step.",
            state,
        ),
        wrong(
            room - window + 1,
            "a window starts at every row",
            f"With stride {stride}, windows start {count_of(stride, 'row')} apart: {places}.",
            state,
        ),
        wrong(
            Fraction(size, 2),
            "pooling halves every map",
            f"The window has {places}, and half of {size} rows would be {Fraction(size, 2)}.",
            state,
        ),
    )


def _discarded(draw: Random, level: int) -> Number:
    times, window = 1, draw.randint(2, 4)
    rows, columns = (window * draw.randint(2, 5) for _ in range(2))
    if level == 2:
        window, rows, columns = draw.randint(2, 3), draw.randint(4, 9), draw.randint(4, 9)
    elif level == 3:
        window, times = 2, draw.randint(2, 3)
        rows, columns = (2**times * draw.randint(1, 5) for _ in range(2))
    grid, kept = np.zeros((rows, columns)), Fraction(1)
    for _ in range(times):
        pooled = pool_by_hand(grid, NONE, window, window)
        kept *= 1 - Fraction(pooled.thrown_away).limit_denominator(10_000)
        grid = pooled.output
    again = {1: "", 2: ", twice in a row", 3: ", three times in a row"}[times]
    before, after = rows * columns, grid.size
    if level == 2 and (not (rows % window or columns % window) or kept.denominator > 20):
        raise AmbiguousError
    left = " (what fills no window is left out)" if level == 2 else ""
    return Number(
        prompt=f"A map of {rows} × {columns} numbers is pooled with windows of {window} × {window} "
        f"and stride {window}{again}. What share of the numbers is discarded, as a "
        "fraction?",
        worked=f"{rows} × {columns} = {before} numbers become {grid.shape[0]} × {grid.shape[1]} = "
        f"{after}{left}. {before} − {after} = {before - after} of {before} are discarded: "
        f"{1 - kept}.",
        facts={"rows": rows, "columns": columns, "window": window, "times": times},
        truth=1 - kept,
        wrong=_wrong_shares(1 - kept, window, times, (before, after)),
    )


def _wrong_shares(
    truth: Fraction, window: int, times: int, counts: tuple[int, int]
) -> tuple[Wrong, ...]:
    before, after = counts
    in_all = f"{before} numbers become {after}, so {truth} are discarded"
    return two_to_four(
        truth,
        wrong(1 - truth, "what remains is discarded", f"{1 - truth} remain: {in_all}."),
        wrong(
            1 - Fraction(1, window * window),
            "a second pooling discards nothing" if times > 1 else "every number lies in a window",
            f"{in_all}.",
        ),
        wrong(
            1 - Fraction(1, window**times),
            "fewer rows, but all columns remain",
            f"Rows and columns both become fewer: {in_all}.",
        ),
    )


GENERATORS = (
    Generator("pool_size", "the size after pooling", _size),
    Generator("pool_discarded", "the share that is discarded", _discarded),
)
