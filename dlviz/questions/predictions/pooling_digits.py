"""What "Pooling" asks before a digit moves through networks without pooling."""

from typing import Any

import numpy as np

from dlviz.datasets import mnist
from dlviz.kept_answers import N_DIGITS, REACH, kept_answers
from dlviz.location_invariance import measure_along
from dlviz.moves import N_OTHERS, RIGHT, MoveCurves, half_at, network_curves
from dlviz.networks.windowed import WINDOW_REACH, digit_surroundings, of_digits
from dlviz.questions.kinds import Choose, Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import placed
from dlviz.questions.predictions.misreading import Belief, told_by_shape
from dlviz.questions.predictions.pooling_moves import VIEW
from dlviz.questions.shapes import Shape

_PLAIN, _DISTORTED = "digit network, dropout", "digit network, augmented"
_FAR = 4  # pixels at which about half of the answers stay
_NEAR = 15  # per cent


def _of_first_digit(weights: str) -> MoveCurves:
    """Move test digit 0 to the right."""
    network, images = of_digits(weights), mnist.load("test").images
    first, *others = (network.scene(digit_surroundings(images[at])) for at in range(N_OTHERS + 1))
    return measure_along(network, first, others, RIGHT)


def _by_training() -> Choose:
    plain, distorted = (_of_first_digit(weights) for weights in ("dropout", "augmented"))
    halves = [_unit_halves(made) for made in (plain, distorted)]
    units = "; ".join(
        f"the {name} reach half after {now:.1f} px instead of {was:.1f} px"
        for (name, was), now in zip(halves[0].items(), halves[1].values(), strict=True)
    )
    answer = f"the first answer stays up to {distorted.held} px instead of {plain.held} px"
    is_calmer = all(now > was for was, now in zip(*(own.values() for own in halves), strict=True))
    holds = distorted.held > plain.held
    state: dict[str, Any] = VIEW | {"pooling_network": _DISTORTED, "pooling_digit": 0}
    texts = {
        (True, True): "Both hold out longer",
        (True, False): "Only the units",
        (False, True): "Only the answer",
        (False, False): "Neither of them",
    }
    by_units, by_answer = (f"{own[:1].upper()}{own[1:]}." for own in (units, answer))
    mistakes = {
        (True, True): ("training on distorted digits makes every layer invariant", by_units),
        (True, False): ("a network learns to respond alike before it answers alike", by_units),
        (False, True): ("training changes the answer alone", by_units),
        (False, False): ("a network without pooling cannot gain anything", by_answer),
    }
    right = (is_calmer, holds)
    mistaken = [(texts[own], Mistake(*mistakes[own], state)) for own in texts if own != right]
    return Choose(
        prompt="This network has no pooling. A second one with the same layers was trained on "
        "distorted digits. This 7 moves to the right: what holds out longer in the second network "
        "than in the first, the units until they have changed by half, or the answer?",
        worked=f"With the network trained on distorted digits, {units}, and {answer}. It has "
        "learned to give distorted digits the same answer; its layers are not less sensitive.",
        facts={"weights": ("dropout", "augmented")},
        options=placed(2, texts[right], *mistaken),
    )


def _unit_halves(made: MoveCurves) -> dict[str, float]:
    """Return after how many pixels each layer of units has changed by half."""
    ends = {name: half_at(own) for name, own in network_curves(made).items() if "units" in name}
    return {name: float(WINDOW_REACH) if end is None else end for name, end in ends.items()}


DISTORTED = Prediction(
    name="pooling_distorted",
    task=f"choose “{_DISTORTED}” as the network",
    after={"pooling_network": _DISTORTED},
    make=_by_training,
    hides=("pooling_consistent",),
    practice="pool_holding",
)


def _kept_over_moves() -> Sketch:
    plain, distorted = (100 * kept_answers(weights) for weights in ("dropout", "augmented"))
    x, axis = np.arange(REACH + 1), (0.0, 105.0)
    first, middle, last = (f"{plain[at]:.1f}%" for at in (1, _FAR, REACH))
    so = (
        f"{first} of the answers stay after 1 px, {middle} after {_FAR} px, {last} after {REACH} px"
    )
    beliefs: dict[Shape, Belief] = {
        Shape.FLAT: (
            "a network recognises a shape wherever it lies",
            f"{so}: each pixel has weights of its own.",
            VIEW | {"pooling_network": _PLAIN, "pooling_shift": REACH},
        ),
        Shape.FALLING_EARLY: (
            "a single pixel already makes another picture of it",
            f"{so}: strokes are some pixels wide, so a small move leaves most of the ink in place.",
            VIEW | {"pooling_network": _PLAIN, "pooling_shift": 1},
        ),
        Shape.FALLING_EVENLY: (
            "each further pixel costs as many answers",
            f"{so}: the curve is steep only in its middle.",
            VIEW | {"pooling_network": _PLAIN, "pooling_shift": 2},
        ),
        Shape.FALLING_LATE: (
            "answers stay until the digit leaves the picture",
            f"{so}: the whole digit is still in the picture then.",
            VIEW | {"pooling_network": _PLAIN, "pooling_shift": _FAR},
        ),
        Shape.RISING: (
            "a moved digit is easier to recognise",
            f"{so}.",
            VIEW | {"pooling_network": _PLAIN, "pooling_shift": _FAR},
        ),
    }
    return Sketch(
        prompt=f"Each of {N_DIGITS:,} test digits moves to the right, pixel by pixel. This network "
        "was trained on digits in the middle only. Draw for how many of them, in per cent, its "
        "first answer stays.",
        worked=f"{so}. With the network that was trained on distorted digits it is "
        f"{distorted[1]:.1f}%, {distorted[_FAR]:.1f}% and {distorted[REACH]:.1f}%.",
        facts={"weights": ("dropout", "augmented")},
        x=x,
        y=np.round(plain, 1),
        low=axis[0],
        high=axis[1],
        names=("pixels moved", "the share of answers that stay, in %,"),
        near=_NEAR,
        misread=told_by_shape(x, plain, axis, beliefs),
    )


CONSISTENT = Prediction(
    name="pooling_kept",
    before={"pooling_shift": 0},
    task=f"move the digit by {_FAR} pixels and find these {_FAR} in the curves below",
    after={"pooling_shift": _FAR},
    make=_kept_over_moves,
    hides=("pooling_consistent",),
    practice="pool_holding",
)
