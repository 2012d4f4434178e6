"""Questions about photos: where the answer changes while a photo is zoomed."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.changing_mind import find_reigns
from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Number, Wrong
from dlviz.questions.wrong import told_apart, wrong

_ZOOM = {"photos_view": "When does it change its mind?", "photos_change": "Zoom"}
_NAMES = ("jacamar", "robin", "jay")


def _turning(draw: Random, level: int) -> Number:
    """Ask at which zoom another class becomes the first answer."""
    count, n_classes = 4 + level, 3 if level == 3 else 2
    start, step = draw.choice((0.5, 1.0)), draw.choice((0.25, 0.5))
    zooms = [start + step * at for at in range(count)]
    hundredths = _draw_curves(draw, count, level)
    probabilities = np.array(hundredths).T / 100  # (zooms, classes)
    reigns = find_reigns(probabilities)
    tops = np.sort(probabilities, axis=1)
    if [reign.label for reign in reigns] != [0, 1] or (tops[:, -1] == tops[:, -2]).any():
        raise AmbiguousError
    if max(map(sum, zip(*hundredths, strict=True))) > 100:
        raise AmbiguousError  # probabilities that add up to more than 1
    first = reigns[1].first
    names = _NAMES[:n_classes]
    truth = Fraction(zooms[first])
    before, after = (f"{probabilities[at, 0]:g} and {probabilities[at, 1]:g}"
                     for at in (first - 1, first))  # fmt: skip
    return Number(
        prompt="A photo is zoomed, and a network gives the probabilities in the table; every "
        f"other class has less. From which zoom on is {names[1]} the first answer?",
        worked=f"The first answer is the class with the largest probability in a column. At "
        f"{zooms[first - 1]:g}, {names[0]} and {names[1]} have {before}; at {zooms[first]:g} they "
        f"have {after}, and {names[1]} is the largest of all.",
        facts={"zooms": zooms, "hundredths": hundredths},
        shown=(Grid(f"Rows: zoom, {listed(names)}", np.array([zooms, *probabilities.T])),),
        truth=truth,
        wrong=_wrong_turnings(zooms, probabilities, first, names),
    )


def _draw_curves(draw: Random, count: int, level: int) -> list[list[int]]:
    """Return (classes, zooms) in hundredths: one class falls, one rises, a third comes between."""
    if level == 1:
        falling = sorted(draw.sample(range(5, 96, 5), count), reverse=True)
        return [falling, [100 - own for own in falling]]
    falling = sorted(draw.sample(range(5, 61, 5), count), reverse=True)
    rising = sorted(draw.sample(range(5, 66, 5), count))
    if level == 2:
        return [falling, rising]
    between = [
        draw.randrange(5, max(10, min(max(high, low), 100 - high - low)), 5)
        for high, low in zip(falling, rising, strict=True)
    ]
    return [falling, rising, between]


def _wrong_turnings(
    zooms: list[float], probabilities: np.ndarray, first: int, names: tuple[str, ...]
) -> tuple[Wrong, ...]:
    rising, highest = probabilities[:, 1], int(probabilities[:, 1].argmax())
    half = int((rising > 0.5).argmax()) if (rising > 0.5).any() else first
    return told_apart(
        Fraction(zooms[first]),
        wrong(
            Fraction(zooms[half]),
            "the first answer needs more than one half",
            f"At {zooms[first]:g} the {rising[first]:g} of {names[1]} are the largest probability, "
            "and that is enough.",
            _ZOOM,
        ),
        wrong(
            Fraction(zooms[highest]),
            "the answer changes where the new class has most",
            f"It changes where {names[1]} has more than {names[0]} for the first time, at "
            f"{zooms[first]:g}.",
            _ZOOM,
        ),
        wrong(
            Fraction(zooms[first - 1]),
            "the new answer begins at the last zoom of the old one",
            f"At {zooms[first - 1]:g} {names[0]} still has {probabilities[first - 1, 0]:g}, more "
            f"than {rising[first - 1]:g}.",
            _ZOOM,
        ),
        wrong(
            Fraction(zooms[1]),
            "a probability that rises is the first answer",
            f"At {zooms[1]:g} {names[1]} has {rising[1]:g}, less than the {probabilities[1, 0]:g} "
            f"of {names[0]}.",
            _ZOOM,
        ),
    )


GENERATORS = (Generator("photos_turning", "where the first answer changes", _turning),)
