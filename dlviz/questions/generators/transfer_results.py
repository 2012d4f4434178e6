"""Questions about transfer learning: what counts on held-out photos, and how certain it is."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.intervals import error_rate
from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Mistake, Number, Order, Wrong
from dlviz.questions.wrong import told_apart, wrong
from dlviz.transfer_result import Reading

_CLASSES = {"transfer_view": "Result", "transfer_part": "Each class"}
_MISTAKES = {"transfer_view": "Result", "transfer_part": "Mistakes"}
_NAMES = ("cat", "dog", "fox")
_COUNTS = (10, 20, 40, 50, 100, 200, 400)
_APART = 1.2  # least ratio of two widths that can be told apart without computing them


def _interval(draw: Random, level: int) -> Order:
    """Ask which results are most certain."""
    if level == 1:
        tenths = draw.choice((5, 6, 7, 8, 9))
        pairs = [(count * tenths // 10, count) for count in draw.sample(_COUNTS, 3)]
    elif level == 2:
        counts = draw.sample(_COUNTS, 3)
        pairs = [(count * draw.randint(5, 9) // 10, count) for count in counts]
    else:
        count = draw.choice((20, 40, 100))
        pairs = [(count * draw.randint(5, 10) // 10, count) for _ in range(3)]
        pairs.append((draw.choice((5, 8, 10)), 10))
    rates = [error_rate(count - right, count) for right, count in pairs]
    widths = np.array([rate.high - rate.low for rate in rates])
    if len(set(pairs)) < len(pairs) or (np.diff(np.log(np.sort(widths))) < np.log(_APART)).any():
        raise AmbiguousError
    names = [f"{right} of {count}" for right, count in pairs]
    told = "; ".join(
        f"{name}: {100 - rate.high:.0f} to {100 - rate.low:.0f} %"
        for name, rate in zip(names, rates, strict=True)
    )
    return Order(
        prompt="Several networks were checked with held-out photos; each result says how many they "
        "classify correctly. Order the results by the width of the 95 % interval of the accuracy, "
        "the narrowest first.",
        worked=f"More photos make an interval narrower; shares near one half, wider. {told}.",
        facts={"pairs": pairs},
        items=tuple(names),
        values=tuple(widths.round(1).tolist()),
        unit="points",
        mistake=_wrong_order(pairs, level),
    )


def _wrong_order(pairs: list[tuple[int, int]], level: int) -> Mistake:
    fewest, most = min(count for _, count in pairs), max(count for _, count in pairs)
    if level == 1:
        return Mistake(
            "the same share is equally certain with few photos and with many",
            f"With {fewest} photos one photo more or less changes the share by "
            f"{100 / fewest:.3g} points, with {most} by {100 / most:.3g}.",
            _CLASSES,
        )
    return Mistake(
        "a high accuracy on a few photos is a high accuracy",
        f"The number of photos counts first, here {fewest} to {most}, and then how near the share "
        "is to one half.",
        _CLASSES,
    )


def _confusion(draw: Random, level: int) -> Number:
    """Ask for a number that stands in a confusion matrix, or for a sum of its cells."""
    counts = np.array(
        [[draw.randint(5, 20) if at == to else draw.randint(0, 6) for to in range(3)]
         for at in range(3)]
    )  # fmt: skip
    labels = np.repeat(np.repeat(np.arange(3), 3), counts.ravel())
    answers = np.repeat(np.tile(np.arange(3), 3), counts.ravel())
    reading = Reading(np.arange(len(labels)), labels, np.eye(3)[answers])
    matrix = reading.confusion()
    true, read_as = draw.sample(range(3), 2)
    diagonal = int(matrix[true, true])
    row, column = int(matrix[true].sum()) - diagonal, int(matrix[:, true].sum()) - diagonal
    name, other = _NAMES[true], _NAMES[read_as]
    others = [own for own in _NAMES if own != name]
    truth = len(reading.members(true, read_as)) if level == 1 else row if level == 2 else column
    asked = {
        1: f"How many photos of a {name} are classified as {other}?",
        2: f"How many photos of a {name} are misclassified?",
        3: f"How many of the photos that are classified as {name} do not show a {name}?",
    }[level]
    off_row = [int(own) for at, own in enumerate(matrix[true]) if at != true]
    off_column = [int(own) for at, own in enumerate(matrix[:, true]) if at != true]
    worked = {
        1: f"Row {name}, column {other}: {truth}.",
        2: f"In the row of {name} all but the cell of {name} itself: {listed(others)} have "
        f"{' + '.join(map(str, off_row))} = {row}.",
        3: f"In the column of {name} all but the cell of {name} itself: {listed(others)} have "
        f"{' + '.join(map(str, off_column))} = {column}.",
    }[level]
    return Number(
        prompt="The table counts held-out photos: the rows are the true classes, the columns the "
        f"predicted ones, both in the order {listed(list(_NAMES))}. {asked}",
        worked=worked,
        facts={"counts": counts.tolist(), "true": true, "predicted": read_as, "level": level},
        shown=(Grid(f"Rows: true. Columns: predicted. Order: {listed(list(_NAMES))}", counts),),
        truth=Fraction(truth),
        unit="photos",
        wrong=_wrong_counts(matrix, true, read_as, level, truth),
    )


def _wrong_counts(
    matrix: np.ndarray, true: int, read_as: int, level: int, truth: int
) -> tuple[Wrong, ...]:
    name, other = _NAMES[true], _NAMES[read_as]
    diagonal = int(matrix[true, true])
    row, column = int(matrix[true].sum()), int(matrix[:, true].sum())
    swapped = {1: int(matrix[read_as, true]), 2: column - diagonal, 3: row - diagonal}[level]
    whole = {1: row - diagonal, 2: row, 3: column}[level]
    line = "row" if level < 3 else "column"
    told = {
        1: f"The row is the true class, {name}; the column is the predicted one, {other}.",
        2: f"The photos of a {name} are in its row; its column has what is classified as {name}.",
        3: f"What is classified as {name} is in its column; its row has the photos of a {name}.",
    }[level]
    total = int(matrix.sum() - np.trace(matrix))
    return told_apart(
        truth,
        wrong(swapped, "rows are the predicted classes", told, _MISTAKES),
        wrong(
            whole,
            "all mistakes of the row count" if level == 1 else "right answers are mistakes too",
            f"Only the cell of {other} counts."
            if level == 1
            else f"The {diagonal} in the {line} of {name} are right, so they do not count.",
            _MISTAKES,
        ),
        wrong(
            diagonal,
            "the diagonal has the mistakes",
            f"The diagonal has the right answers: {diagonal} photos of a {name} are classified as "
            f"{name}.",
            _MISTAKES,
        ),
        wrong(
            total,
            "all mistakes of the table count",
            f"The table has {count_of(total, 'mistake')}, but the question is about one "
            f"{line if level > 1 else 'cell'}.",
            _MISTAKES,
        ),
    )  # fmt: skip


GENERATORS = (
    Generator("transfer_interval", "how certain a result is", _interval),
    Generator("transfer_confusion", "reading a confusion matrix", _confusion),
)
