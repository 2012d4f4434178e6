"""The drawn questions about photos, with truths by another route."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from asked import check

from dlviz.questions.generators.photos import GENERATORS

MEMBERS = {
    "bird": {"owl", "duck", "eagle"},
    "fish": {"shark", "goldfish"},
    "vehicle": {"bus", "taxi"},
    "furniture": {"chair", "sofa"},
}
MEMBERS |= {
    "animal": MEMBERS["bird"] | MEMBERS["fish"],
    "object": MEMBERS["vehicle"] | MEMBERS["furniture"],
}
STATEMENTS = {"animal": "an animal", "object": "an object", "furniture": "a piece of furniture"}


def crop(question) -> Fraction:
    """Count the columns of the photo whose middle lies in the crop."""
    (width, height), zoom, is_lost = question.facts.values()
    middles = 2 * np.arange(width) + 1 - width  # twice the distance from the middle
    reach = Fraction(224 * min(width, height), 256) / zoom
    seen = np.abs(middles) * reach.denominator < reach.numerator
    return Fraction(int(np.argmax(seen)) if is_lost else int(seen.sum()))


def shares(question) -> list[str]:
    """Divide areas exactly: the crop's by the photo's."""
    sizes = question.facts["sizes"]
    ordered = sorted(sizes, key=lambda size: Fraction(min(size) ** 2, size[0] * size[1]))
    return [f"{width:,} × {height:,}" for width, height in ordered]


def turning(question) -> Fraction:
    """Look at one zoom after the other for which class has most."""
    zooms, hundredths = question.facts.values()
    winners = [column.index(max(column)) for column in map(list, zip(*hundredths, strict=True))]
    changes = [at for at, (one, other) in enumerate(pairwise(winners), start=1) if one != other]
    assert len(changes) == 1
    assert winners[-1] == 1
    return Fraction(zooms[changes[0]])


def total(group: str, question) -> Fraction:
    return sum(
        (share for own, share in question.facts["shares"].items() if own in MEMBERS[group]),
        Fraction(0),
    )


def group(question) -> Fraction:
    """Add up the classes that belong to the group and not to its part."""
    counted = MEMBERS[question.facts["group"]] - MEMBERS.get(question.facts["without"], set())
    return sum(share for own, share in question.facts["shares"].items() if own in counted)


def statement(question) -> str:
    """Take the smallest of all groups with more than one half."""
    enough = [own for own in MEMBERS if total(own, question) > Fraction(1, 2)]
    best = min(enough, key=lambda own: len(MEMBERS[own]))
    return f"It shows {STATEMENTS.get(best, f'a {best}')}."


def promise(question) -> Fraction:
    """Count the answers and subtract the right ones."""
    groups = question.facts["groups"]
    return sum(count for count, _ in groups) - sum(count * share for count, share in groups)


def covered(question) -> tuple[int, int]:
    cells = cells_of(question.facts["left"])
    return min(cells, key=cells.get)


def heat(question) -> tuple[int, int]:
    """Add up each cell's products."""
    sums: dict[tuple[int, int], int] = {}
    for weight, own in zip(question.facts["weights"], question.facts["maps"], strict=True):
        for place, number in cells_of(own).items():
            sums[place] = sums.get(place, 0) + weight * number
    return max(sums, key=sums.get)


def cells_of(rows) -> dict[tuple[int, int], int]:
    return {(y, x): number for y, row in enumerate(rows) for x, number in enumerate(row)}


TRUTHS = {
    "photos_crop": crop,
    "photos_shares": shares,
    "photos_turning": turning,
    "photos_group": group,
    "photos_statement": statement,
    "photos_promise": promise,
    "photos_covered": covered,
    "photos_heat": heat,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
