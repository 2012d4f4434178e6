"""Questions about a drawn digit: which pixel matters, and how a drawing becomes the input."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.digits import BOX, FIELD, scaled_size
from dlviz.inside import compute_unit
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Mistake, Number, Place
from dlviz.questions.sums import written
from dlviz.questions.wrong import at_least, wrong

_NORMALISE = {"digits_view": "Normalisation"}


def _pixel(draw: Random, level: int) -> Place:
    side = 3 if level == 1 else 4
    weights = np.array([[draw.randint(-5, 5) for _ in range(side)] for _ in range(side)])
    greys = (0, 1) if level < 3 else (0, 0.5, 1)
    picture = np.array([[float(draw.choice(greys)) for _ in range(side)] for _ in range(side)])
    before = compute_unit(weights.ravel(), picture.ravel(), 0).activation
    change = np.empty((side, side))
    for at in np.ndindex(side, side):
        brighter = picture.copy()
        brighter[at] = 1
        change[at] = compute_unit(weights.ravel(), brighter.ravel(), 0).activation - before
    if change.max() <= 0 or np.count_nonzero(change == change.max()) > 1:
        raise AmbiguousError
    best = _cell(change)
    row, column = best[0] + 1, best[1] + 1
    so = (
        f"At row {row}, column {column} the pixel is {_grey(picture[best])} and its weight is "
        f"{written(int(weights[best]))}: there the logit rises by "
        f"{written(Fraction(float(change[best])))}."
    )
    largest = _cell(weights)
    found = {
        largest: (
            "the largest weight always decides",
            f"Your pixel is already {written(Fraction(float(picture[largest])))}, so it cannot "
            "become brighter by as much. ",
        )
    }
    if weights.min() < 0:
        found[_cell(-weights)] = (
            "a large weight raises the logit whatever its sign",
            "A pixel under a negative weight lowers the logit. ",
        )
    if (weights * (picture == 1)).max() > 0:
        found[_cell(weights * (picture == 1))] = (
            "bright pixels matter, dark ones do not",
            "A pixel that is already 1 cannot become brighter. ",
        )
    return Place(
        prompt="The logit is the sum of all pixels times their weights. One pixel is set to 1, "
        "bright: point at the pixel where this raises the logit most.",
        worked="Each pixel can rise by 1 minus its value, and this times its weight is the change "
        f"of the logit. {so}",
        facts={"weights": weights, "picture": picture},
        shown=(Grid("The picture", picture), Grid("The weights of the output", weights)),
        title="The picture's pixels",
        values=change,
        mistakes={
            cell: Mistake(name, why + so, {"digits_view": "One unit"})
            for cell, (name, why) in found.items()
            if cell != best
        },
    )


def _grey(value: float) -> str:
    return "dark, 0," if value == 0 else "grey, 1/2,"


def _cell(values: np.ndarray) -> tuple[int, int]:
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column)


def _scaled(draw: Random, level: int) -> Number:
    unit = draw.choice((20, 40)) if level == 1 else 10
    longer = unit * draw.randint(2, 280 // unit) if level < 3 else draw.randint(30, 260)
    shorter = draw.randint(1, 19)
    shorter = longer * shorter // BOX if level < 3 else draw.randint(5, longer - 1)
    is_wide = draw.random() < 1 / 2
    width, height = (longer, shorter) if is_wide else (shorter, longer)
    truth = min(scaled_size(height, width))
    exactly = Fraction(shorter * BOX, longer)
    if level < 3 and exactly.denominator > 1:
        raise AmbiguousError
    if exactly % 1 == Fraction(1, 2) or shorter < 5:
        raise AmbiguousError  # halves are rounded one way or the other
    asked = "high" if is_wide else "wide"
    small = Fraction(shorter * FIELD, longer)
    rounded = "" if exactly.denominator == 1 else f", rounded to {truth}"
    value = f"{float(exactly):.2f}" if exactly.denominator > 1 else str(truth)
    return Number(
        prompt=f"The ink of a drawing is {width} pixels wide and {height} pixels high. It is "
        f"normalised: the longer side becomes {BOX} pixels, the shape stays. How many whole pixels "
        f"{asked} is it then?",
        worked=f"The longer side, {longer}, becomes {BOX}. The other one becomes {shorter} × {BOX} "
        f"/ {longer} = {value}{rounded}.",
        facts={"width": width, "height": height},
        truth=Fraction(truth),
        unit="pixels",
        wrong=at_least(
            2,
            truth,
            wrong(
                BOX,
                f"both sides become {BOX}",
                f"The shape stays: only the longer side becomes {BOX}, the other one {truth}.",
                _NORMALISE,
            ),
            wrong(
                round(small),
                f"the ink fills all {FIELD} pixels",
                f"The ink is scaled into {BOX} × {BOX} pixels; a border remains in {FIELD} × "
                f"{FIELD}.",
                _NORMALISE,
            ),
            wrong(
                shorter // 10,
                "the whole pad is made smaller",
                f"Only the ink is scaled: its longer side has {count_of(BOX, 'pixel')} afterwards, "
                "however large it was.",
                _NORMALISE,
            ),
        ),
    )


GENERATORS = (
    Generator("digits_pixel", "which pixel raises a logit most", _pixel),
    Generator("digits_scaled", "the size of a normalised digit", _scaled),
)
