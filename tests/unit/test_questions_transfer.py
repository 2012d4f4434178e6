"""The drawn questions about transfer learning, with truths by another route."""

from fractions import Fraction
from hashlib import sha256
from math import cos, radians

import numpy as np
import pytest
from asked import check
from score_interval import score_interval

from dlviz.questions.generators.transfer import GENERATORS


def head(question) -> Fraction:
    """Count the numbers of a layer that is made."""
    width, classes, _ = question.facts.values()
    return Fraction(np.empty((classes, width)).size + np.empty(classes).size)


def opened(question) -> Fraction:
    """Walk from the end of the network to its beginning."""
    sizes, width, classes, n_open = question.facts.values()
    trained = classes * width + classes
    for at, size in enumerate(reversed(sizes)):
        trained += size if at < n_open else 0
    return Fraction(trained)


def checksum(question) -> str:
    """Change the numbers of all that is trained, and compare sums of before and after."""
    blocks, n_open, asks_changed, options = question.facts.values()
    row = [*blocks, "fc"]
    numbers = dict.fromkeys(row, b"\x01")
    before = {name: sha256(own).digest() for name, own in numbers.items()}
    numbers |= dict.fromkeys(row[len(row) - 1 - n_open :], b"\x02")
    after = {name: sha256(own).digest() for name, own in numbers.items()}
    return next(own for own in options if (before[own] != after[own]) == asks_changed)


def photos(question) -> Fraction:
    """Round in whole numbers, class by class."""
    sizes, held, level = question.facts.values()
    out = sum((2 * size * held + 100) // 200 for size in sizes)
    used = sum(sizes) - out
    return Fraction({1: out, 2: used, 3: used + 3 * used}[level])


def interval(question) -> list[str]:
    """Order by the distance of the two shares that are just possible."""

    def width(pair) -> float:
        low, high = score_interval(*pair)
        return high - low

    return [f"{right} of {count}" for right, count in sorted(question.facts["pairs"], key=width)]


def confusion(question) -> Fraction:
    """Go through the cells one by one."""
    counts, true, predicted, level = question.facts.values()
    found = 0
    for row, cells in enumerate(counts):
        for column, count in enumerate(cells):
            is_asked = {
                1: (row, column) == (true, predicted),
                2: row == true != column,
                3: column == true != row,
            }[level]
            found += count if is_asked else 0
    return Fraction(found)


def nearest(question) -> str:
    """Compare the squares of the cosines exactly; no product is negative."""
    means, photo = question.facts.values()
    squares = [Fraction((x * photo[0] + y * photo[1]) ** 2, x * x + y * y) for x, y in means]
    return ("cat", "dog", "fox")[squares.index(max(squares))]


def none(question) -> str:
    """Find the distances from the angles between the directions."""
    (*classes, photo), threshold, head, _ = question.facts.values()
    distances = [1 - cos(radians(own - photo)) for own in classes]
    return ("cat", "dog")[head] if min(distances) <= threshold else "none of these"


def background(question) -> str:
    """Compare the two sums in tenths."""
    shape, scene, seen, around, bias, names = question.facts.values()
    return names[scene * around + 10 * bias > shape * seen]


def pieces_new(question) -> Fraction:
    """Remove what was seen, piece by piece."""
    train, held, right, level = question.facts.values()
    new = [is_right for photo, is_right in zip(held, right, strict=True) if photo not in train]
    return {1: Fraction(len(new)), 2: Fraction(sum(new)), 3: Fraction(sum(new), len(new))}[level]


def more_photos(question) -> str:
    """Compare the rises of a photo exactly."""
    sizes, table = question.facts.values()
    means = [Fraction(sum(row), len(row)) for row in table]
    rises = {
        f"from {sizes[at]} to {sizes[at + 1]}": (means[at + 1] - means[at])
        / (sizes[at + 1] - sizes[at])
        for at in range(len(sizes) - 1)
    }
    return max(rises, key=rises.get)


TRUTHS = {
    "transfer_head": head,
    "transfer_opened": opened,
    "transfer_checksum": checksum,
    "transfer_photos": photos,
    "transfer_interval": interval,
    "transfer_confusion": confusion,
    "transfer_nearest": nearest,
    "transfer_none": none,
    "transfer_background": background,
    "transfer_pieces_new": pieces_new,
    "transfer_more_photos": more_photos,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
