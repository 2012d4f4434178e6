"""Questions about augmentation: is a copy nearer to its original or to another digit?"""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import numpy as np

from dlviz.cloud import count_strays
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Number, Wrong
from dlviz.questions.wrong import at_least, wrong

_VIEW = {"augmentation_view": "The cloud"}
_PIXELS = _VIEW | {"augmentation_space": "in pixels"}
_FEATURES = _VIEW | {"augmentation_space": "in the network's features"}
_COPIES = 4
_ASKED = {
    1: "Measured in pixels, the distance of two pictures grows with the number of pixels in which "
    "they differ. How many copies are nearer to the other digit than to the original?",
    2: "The network turns each picture into one feature, the number of its bright pixels. How many "
    "copies are nearer to the other digit than to the original, measured in this feature?",
    3: "The network turns each picture into two features: the number of its bright pixels, and how "
    "many of them lie side by side at most. How many copies are nearer to the other digit than to "
    "the original, measured in these features?",
}


def _strays(draw: Random, level: int) -> Number:
    """Ask how many copies lie nearer to another digit than to their original."""
    width = 6 if level == 1 else 7
    original = _bar(draw, width)
    copies = np.stack([_copy(draw, original) for _ in range(_COPIES)])
    other = np.array([draw.randint(0, 1) for _ in range(width)])
    if not other.any() or (other == original).all():
        raise AmbiguousError
    table = np.stack([original, *copies, other])
    in_pixels, in_features = _count(table, _all_pixels), _count(table, _FEATURES_OF[max(level, 2)])
    truth = in_pixels if level == 1 else in_features
    may_be_none = level > 1 and draw.random() < 0.1
    if (level > 1 and in_pixels == in_features) or (truth == 0 and not may_be_none):
        raise AmbiguousError
    features = _all_pixels if level == 1 else _FEATURES_OF[level]
    return Number(
        prompt="A picture is one row of pixels, 1 bright and 0 dark. The first row is a digit, the "
        f"last one another digit, and the {_COPIES} rows between are copies of the first. "
        f"{_ASKED[level]}",
        worked=f"{_told(table, features)} So it is {truth} of {_COPIES}.",
        facts={"table": table.tolist(), "level": level},
        shown=(Grid("The original, its copies, and the other digit", table),),
        truth=Fraction(truth),
        unit="copies",
        wrong=_wrong_strays(truth, in_pixels, in_features, level),
    )


def _bar(draw: Random, width: int) -> np.ndarray:
    row = np.zeros(width, int)
    first = draw.randrange(width - 2)
    row[first : first + draw.randint(2, 3)] = 1
    return row


def _copy(draw: Random, original: np.ndarray) -> np.ndarray:
    """Return the row moved, and often with one or two more bright pixels: another picture."""
    bright = np.flatnonzero(original)
    row = np.roll(original, draw.randint(-bright[0], len(original) - 1 - bright[-1]))
    for _ in range(draw.choice((0, 0, 1, 2))):
        row[draw.randrange(len(row))] = 1
    if (row == original).all():
        raise AmbiguousError
    return row


def _all_pixels(row: np.ndarray) -> list[int]:
    return [int(own) for own in row]


def _bright(row: np.ndarray) -> list[int]:
    return [int(row.sum())]


def _bright_and_longest(row: np.ndarray) -> list[int]:
    runs = "".join(map(str, row.tolist())).split("0")
    return [int(row.sum()), max(map(len, runs))]


_FEATURES_OF: dict[int, Callable[[np.ndarray], list[int]]] = {2: _bright, 3: _bright_and_longest}


def _count(table: np.ndarray, features: Callable[[np.ndarray], list[int]]) -> int:
    """Return the number of copies that are nearer to the other digit.

    Raises:
        AmbiguousError: if a copy is as near to the one as to the other.
    """
    values = np.array([features(row) for row in table], float)
    if any(own == other for own, other in _squares(values)):
        raise AmbiguousError
    return count_strays(values[0], values[1:-1], values[-1:])


def _squares(values: np.ndarray) -> list[tuple[int, int]]:
    """Return for each copy its squared distances to the original and to the other digit."""
    copies = values[1:-1]
    own, other = (((copies - values[at]) ** 2).sum(axis=1) for at in (0, -1))
    return [(int(one), int(two)) for one, two in zip(own, other, strict=True)]


def _told(table: np.ndarray, features: Callable[[np.ndarray], list[int]]) -> str:
    values = np.array([features(row) for row in table])
    if features is _all_pixels:
        return " ".join(
            f"Copy {at} differs from the original in {count_of(own, 'pixel')}, from the other "
            f"digit in {other}."
            for at, (own, other) in enumerate(_squares(values), 1)
        )
    names = [", ".join(map(str, row)) for row in values.tolist()]
    what = "squared distances" if values.shape[1] > 1 else "squared differences"
    first = (
        f"The original has ({names[0]}), the other digit ({names[-1]})."
        if values.shape[1] > 1
        else f"The original has {names[0]}, the other digit {names[-1]}."
    )
    brackets = "({})" if values.shape[1] > 1 else "{}"
    return f"{first} " + " ".join(
        f"Copy {at} has {brackets.format(names[at])}: the {what} are {own} and {other}."
        for at, (own, other) in enumerate(_squares(values), 1)
    )


def _wrong_strays(truth: int, in_pixels: int, in_features: int, level: int) -> tuple[Wrong, ...]:
    mistaken = [
        wrong(
            _COPIES - truth,
            "the copies that are nearer to their original are counted",
            f"Nearer to the original: {_COPIES - truth}. Nearer to the other digit: {truth}.",
            _PIXELS if level == 1 else _FEATURES,
        )
    ]
    if level == 1:
        mistaken = [
            wrong(
                0,
                "a copy is always nearest to its original",
                "A bar that moves far enough has none of its bright pixels in common with the "
                f"original; {truth} of {_COPIES} copies lie nearer to the other digit.",
                _PIXELS,
            ),
            wrong(
                in_features,
                "two pictures with as many bright pixels are equal",
                "Pixels are compared place by place, and it matters where the bright ones lie.",
                _PIXELS,
            ),
            *mistaken,
        ]
    else:
        mistaken = [
            wrong(
                in_pixels,
                "pictures that differ in pixels differ in features as well",
                f"In pixels it is {in_pixels} of {_COPIES}; a bar that has moved has the same "
                "features.",
                _FEATURES,
            ),
            wrong(
                _COPIES,
                "with fewer numbers pictures are confused more often",
                f"Features can leave out what only moves: here it is {truth} of {_COPIES}.",
                _FEATURES,
            ),
            *mistaken,
        ]
    return at_least(2, truth, *mistaken)


GENERATORS = (
    Generator("augmentation_strays", "which copies are nearer to another digit", _strays),
)
