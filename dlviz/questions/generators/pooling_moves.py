"""Questions about moves: what moves along with the picture, and what holds out longer."""

from itertools import pairwise
from random import Random

import numpy as np

from dlviz.moves import HALF, half_at
from dlviz.notices.words import count_of
from dlviz.pooling import AVERAGE, MAX, moved, pool_by_hand
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.pooling_numbers import by_hand, drawn, exact, facts, how
from dlviz.questions.kinds import Choose, Grid, Mistake, Number
from dlviz.questions.options import told_apart_by
from dlviz.questions.sums import written
from dlviz.questions.wrong import two_to_four, wrong

_BOTH, _UNITS, _ANSWER, _NEITHER = "both", "only the units", "only the answer", "neither of them"
_TRAINED = {"pooling_view": "Location invariance", "pooling_network": "digit network, augmented"}


def _along(draw: Random, level: int) -> Number:
    window, stride = ((2, 2), (2, 2), draw.choice(((3, 3), (3, 2), (2, 2))))[level - 1]
    kind = MAX if level == 1 else draw.choice((MAX, AVERAGE))
    steps = draw.randint(1, 2)
    pixels = steps * stride
    numbers = drawn(draw, 6)
    before = pool_by_hand(numbers, kind, window, stride)
    after = pool_by_hand(moved(numbers, 0, pixels), kind, window, stride)
    columns = before.output.shape[1]
    if steps >= columns:
        raise AmbiguousError
    row = draw.randrange(before.output.shape[0])
    column = draw.randint(steps, columns - 1)
    truth = exact(after.output[row, column])
    came = exact(before.output[row, column - steps])
    row_before = ", ".join(map(written, map(exact, before.output[row].tolist())))
    so = (
        f"{pixels} cells are {count_of(steps, 'stride')} of {stride}, so the map moves along by "
        f"{steps}: what stood in column {column - steps + 1} stands in column {column + 1}, "
        f"{written(came)}."
    )
    state = by_hand(before) | {"pooling_moved": pixels}
    return Number(
        prompt=f"{how(before)} has the outputs {row_before} in row {row + 1}. The numbers move "
        f"{pixels} cells to the right. What is the output in row {row + 1}, column {column + 1} "
        "then?",
        worked=so,
        facts={**facts(before), "pixels": pixels, "row": row, "column": column},
        shown=(Grid("The numbers before", numbers),),
        truth=truth,
        wrong=two_to_four(
            truth,
            wrong(
                exact(before.output[row, column]),
                "pooling makes invariant",
                f"The map is another one after the move. {so}",
                state,
            ),
            wrong(
                exact(before.output[row, max(0, column - pixels)]),
                "the map moves by as many places as the numbers",
                so,
                state,
            ),
            wrong(
                0,
                "zeros come in everywhere",
                f"Zeros come in at the left edge only. {so}",
                state,
            ),
            wrong(
                exact(before.output[row, min(columns - 1, column + steps)]),
                "the map moves the other way",
                so,
                state,
            ),
        ),
    )


def _holding(draw: Random, level: int) -> Choose:
    count = 5 if level == 1 else 7
    units = [_drawn_units(draw, count) for _ in range(2)]
    leads = [_drawn_leads(draw, count, level) for _ in range(2)]
    halves = [half_at(own / 10) for own in units]
    held = [_held(own) for own in leads]
    reached = [count if own is None else int(np.ceil(own)) for own in halves]
    if reached[0] == reached[1] or held[0] == held[1]:
        raise AmbiguousError  # as drawn, one of them clearly holds out longer
    is_calmer, holds = reached[1] > reached[0], held[1] > held[0]
    texts = {
        (True, True): _BOTH,
        (True, False): _UNITS,
        (False, True): _ANSWER,
        (False, False): _NEITHER,
    }
    by_units = " and ".join(
        f"in {name} {'never' if own is None else f'after {at} px'}"
        for name, own, at in zip("AB", halves, reached, strict=True)
    )
    by_answer = " and ".join(
        f"in {name} up to {own} px" for name, own in zip("AB", held, strict=True)
    )
    units_so = f"The units have changed by half {by_units}."
    answer_so = f"The answer stays {by_answer}."
    mistakes = {
        _BOTH: Mistake(
            "an answer that holds out needs units that hold out",
            f"{units_so} {answer_so}",
            _TRAINED,
        ),
        _UNITS: Mistake(
            "units that change less keep the answer",
            f"{answer_so} It depends on the lead, not on how far the units have changed.",
            _TRAINED,
        ),
        _ANSWER: Mistake("only an answer can hold out", f"{units_so} {answer_so}", _TRAINED),
        _NEITHER: Mistake(
            "without pooling nothing can hold out", f"{units_so} {answer_so}", _TRAINED
        ),
    }
    return Choose(
        prompt=f"A picture moves by 0 to {count - 1} px, from left to right in each table. Units "
        "have changed by half at 5, and the first answer is lost when its lead is below 0. What "
        "holds out longer in network B than in A: the units until then, or the answer?",
        worked=f"{units_so} {answer_so} So {texts[is_calmer, holds]} held out longer in B.",
        facts={"units": [own.tolist() for own in units], "leads": [own.tolist() for own in leads]},
        shown=tuple(
            Grid(f"{name}: {what}", own[None])
            for name, one, other in zip("AB", units, leads, strict=True)
            for what, own in (
                ("change of the units, in tenths", one),
                ("lead of the first answer", other),
            )
        ),
        options=told_apart_by(texts[is_calmer, holds], mistakes),
    )


def _drawn_units(draw: Random, count: int) -> np.ndarray:
    """Return how much units have changed after each move, in tenths, from 0 on."""
    values = [0]
    for _ in range(count - 1):
        values.append(min(12, values[-1] + draw.randint(1, 3)))
    if max(values) < 10 * HALF:
        raise AmbiguousError
    return np.array(values, float)


def _drawn_leads(draw: Random, count: int, level: int) -> np.ndarray:
    """Return the first answer's lead after each move; it may come back from the third level on."""
    lost = draw.randint(1, count)  # the move at which it is lost; `count` if it never is
    falling = sorted((draw.randint(1, 90) for _ in range(lost)), reverse=True)
    after = sorted((-draw.randint(1, 60) for _ in range(count - lost)), reverse=True)
    if level > 2 and len(after) > 1:
        after[-1] = draw.randint(1, 30)
    values = [*falling, *after]
    if any(abs(one - other) < 1 for one, other in pairwise(values)):
        raise AmbiguousError
    return np.array(values, float)


def _held(leads: np.ndarray) -> int:
    """Return the largest move up to which the answer never changes."""
    lost = np.flatnonzero(leads < 0)
    return int(lost[0]) - 1 if lost.size else len(leads) - 1


GENERATORS = (
    Generator("pool_along", "what a move by whole strides does", _along),
    Generator("pool_holding", "what holds out longer in a move", _holding),
)
