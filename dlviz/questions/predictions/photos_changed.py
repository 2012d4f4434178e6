"""What "Photos" asks about a photo that is rotated, and about one that is covered more and more."""

import numpy as np

from dlviz.changing_mind import measure_curve
from dlviz.datasets import sample_photos
from dlviz.notices.photos import percent
from dlviz.questions.kinds import Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import misread, reasons
from dlviz.questions.predictions.photos_crops import network, small, speaker
from dlviz.questions.shapes import Shape
from dlviz.reframing import CHANGES

_AT = "photos_at"
_ROUND, _COVERED = CHANGES["turn"].values[-1], CHANGES["cover"].values[-1]


def _turn() -> Sketch:
    classifier, change = network(), CHANGES["turn"]
    curve = measure_curve(classifier, sample_photos.load("kingfisher"), "turn")
    neutral, own = change.nearest(0), int(curve.winners[change.nearest(0)])
    row, name = curve.probabilities[:, own], classifier.categories[own]
    left, right, last = (percent(row[change.nearest(at)]) for at in (-90, 90, _ROUND))
    far = Mistake(
        "a network recognises a thing however it is turned",
        f"It was trained with photos as people take them: turned by 90° {name} has {left} on one "
        f"side and {right} on the other.",
        {_AT: 90.0},
    )
    return Sketch(
        prompt=f"The unchanged photo gets the answer {name} with {percent(row[neutral])}. Sketch "
        f"this probability while the photo is rotated, from {change.text(change.values[0])} to "
        f"{change.text(_ROUND)}.",
        worked=f"{speaker(classifier)} For the unchanged photo {name} has {percent(row[neutral])}. "
        f"At {change.text(-90)} it has {left}, at {change.text(90)} {right}, and upside down, at "
        f"{change.text(_ROUND)}, {last}.",
        facts={"label": own},
        shown=(small("At 0°", curve.pictures[neutral]),),
        x=np.array(change.values),
        y=100 * row.astype(float),
        low=0,
        high=100,
        names=("rotation in degrees", "the probability in %"),
        near=25,
        misread=(
            *misread(far, Shape.FLAT),
            *misread(
                Mistake(
                    "only the angle to one side counts",
                    f"A turn to the other side counts as well: {left} at {change.text(-90)}, and "
                    f"{right} at {change.text(90)}.",
                    {_AT: -90.0},
                ),
                Shape.FALLING,
                Shape.RISING,
            ),
        ),
    )


def _cover() -> Sketch:
    classifier, change = network(), CHANGES["cover"]
    curve = measure_curve(classifier, sample_photos.load("coffee"), "cover")
    own, half, most = int(curve.winners[0]), change.nearest(51), change.nearest(66)
    row, name = curve.probabilities[:, own], classifier.categories[own]
    area = change.values[half] ** 2 / 10_000
    return Sketch(
        prompt=f"The answer for a cup of coffee is {name} with {percent(row[0])}. A grey square "
        "grows in the middle of the picture. Sketch the probability against the side of the "
        f"square, from 0 % to {change.text(_COVERED)} of the picture's side.",
        worked=f"{speaker(classifier)} For the unchanged photo {name} has {percent(row[0])}. With "
        f"a square of {change.text(change.values[half])} of the side, {area:.0%} of the area, it "
        f"has {percent(row[half])}, and with {change.text(_COVERED)} of the side "
        f"{percent(row[-1])}.",
        facts={"label": own},
        shown=(small("At 0%", curve.pictures[0]),),
        x=np.array(change.values),
        y=100 * row.astype(float),
        low=0,
        high=100,
        names=("side of the square in %", "the probability in %"),
        near=20,
        misread=(
            *misread(
                Mistake(
                    "a small rest of the thing is enough",
                    f"With {change.text(change.values[most])} of the side covered {name} has only "
                    f"{percent(row[most])}: what is left supports other classes more.",
                    {_AT: change.values[most]},
                ),
                Shape.FALLING_LATE,
            ),
            *misread(
                Mistake(
                    "the answer comes from the middle of the photo",
                    f"With {area:.0%} of the area covered, all of it in the middle, {name} still "
                    f"has {percent(row[half])}: the rim of the cup supports it as well.",
                    {_AT: change.values[half]},
                ),
                Shape.FALLING_EARLY,
            ),
            *misread(
                Mistake(
                    "the network knows the photo, covered or not",
                    f"With {change.text(_COVERED)} of the side covered hardly anything is left, "
                    f"and {name} has {percent(row[-1])}.",
                    {_AT: _COVERED},
                ),
                Shape.FLAT,
            ),
        ),
    )


_WHY_TURN = reasons(
    "Why is the network less sure of the same bird when the photo is turned?",
    0,
    "Its filters respond to directions, and few training photos were turned",
    "A filter for level edges does not respond to upright ones. What belongs to a bird on a branch "
    "was learned from photos in which the branch lies below it.",
    (
        "Rotating loses the pixels of the bird",
        Mistake(
            "a rotation loses what is in the photo",
            "Only the corners are filled with grey; at 90° the whole middle is there, turned.",
            {_AT: 90.0},
        ),
    ),
    (
        "The network needs more time for a turned photo",
        Mistake(
            "a network looks longer at photos that are not clear",
            "Every photo takes the same multiplications, and it is looked at once.",
            {_AT: 0.0},
        ),
    ),
)

TURN = Prediction(
    name="photos_turn",
    before={_AT: 0.0},
    after={_AT: _ROUND},
    task=f"drag the marker to {CHANGES['turn'].text(_ROUND)}, the right end of the film",
    make=_turn,
    practice="photos_turning",
    hides=("photos_film",),
    why=_WHY_TURN,
)

COVER = Prediction(
    name="photos_square",
    before={_AT: 0.0},
    after={_AT: _COVERED},
    task=f"drag the marker to {CHANGES['cover'].text(_COVERED)}, the right end of the film",
    make=_cover,
    practice="photos_covered",
    hides=("photos_film",),
)
