"""What "Augmentation" asks before it shows a training on a thousand digits."""

import numpy as np

from dlviz.questions.kinds import Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import misread, reasons
from dlviz.questions.shapes import Shape
from dlviz.training import augmentation_curves as curves

_DATA = "augmentation_data"
_FEW, _ALL = "A few digits, now", "All 60,000 digits"
_EVERY = 5  # epochs between two points of the sketch


def _few_digits() -> Sketch:
    pair = curves.few_digits_pair()
    plain, augmented = pair.plain[-1], pair.augmented[-1]
    points = [own for own in pair.plain if own.epoch > 0 and own.epoch % _EVERY == 0]
    first, last = points[0], points[-1]
    return Sketch(
        prompt=f"A network is trained on only {plain.train_count:,} digits, without augmentation. "
        f"After {plain.epoch:.0f} epochs its training error is {plain.train:.2f} %. Sketch its "
        f"test error from epoch {first.epoch:.0f} to epoch {last.epoch:.0f}.",
        worked=f"The test error is {first.test:.2f} % after epoch {first.epoch:.0f} and "
        f"{last.test:.2f} % after epoch {last.epoch:.0f}, while the training error falls to "
        f"{plain.train:.2f} %. With augmentation the training error ends higher, at "
        f"{augmented.train:.2f} %, and the test error at {augmented.test:.2f} %.",
        facts={"epochs": [own.epoch for own in points]},
        x=np.array([own.epoch for own in points]),
        y=np.array([own.test for own in points]),
        low=0,
        high=20,
        names=("epoch", "the test error in %"),
        near=3,
        misread=(
            *misread(
                Mistake(
                    "what is learned in training is known in the test as well",
                    f"All training digits are classified correctly at the end, but of the test "
                    f"digits {last.test:.2f} % are not: most of the fall comes in the first "
                    f"{first.epoch + _EVERY:.0f} epochs.",
                    {_DATA: _FEW},
                ),
                Shape.FALLING_EVENLY,
                Shape.FALLING_LATE,
            ),
            *misread(
                Mistake(
                    "training does not help for digits that it has not seen",
                    f"It does at first: from {first.test:.2f} % to {points[1].test:.2f} % in "
                    f"{_EVERY} epochs.",
                    {_DATA: _FEW},
                ),
                Shape.FLAT,
            ),
            *misread(
                Mistake(
                    "overfitting always makes the test error rise",
                    f"Here the test error stays, at {points[1].test:.2f} % after epoch "
                    f"{points[1].epoch:.0f} and {last.test:.2f} % after epoch {last.epoch:.0f}: "
                    "what it overfits helps nothing, and costs little.",
                    {_DATA: _FEW},
                ),
                Shape.VALLEY,
                Shape.RISING,
            ),
        ),
    )


_WHY = reasons(
    "Why does the test error not fall to 0 together with the training error?",
    0,
    "It overfits: it fits details that only these digits have",
    "The network has far more parameters than there are training digits, so it can fit each "
    "of them; what fits only these digits does not help with others.",
    (
        "60 epochs are too few",
        Mistake(
            "more epochs always help",
            "In the last 40 epochs its curve is nearly flat: more of the same digits change "
            "little.",
            {_DATA: _FEW},
        ),
    ),
    (
        "The test digits are trained on last",
        Mistake(
            "a network is trained on the test digits as well",
            "Test digits are only classified, never used for training; therefore they show how "
            "well new digits are classified.",
            {_DATA: _ALL},
        ),
    ),
)

FEW_DIGITS = Prediction(
    name="augmentation_few_digits",
    before={_DATA: _ALL},
    after={_DATA: _FEW},
    task="choose “A few digits, now”",
    make=_few_digits,
    practice="augmentation_network",
    why=_WHY,
)
