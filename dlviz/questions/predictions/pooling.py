"""What "Pooling" asks before its presets show it."""

from fractions import Fraction

import numpy as np

from dlviz.datasets import sample_photos
from dlviz.kernels import write_matrix
from dlviz.networks import imagenet
from dlviz.notices.words import whole_share
from dlviz.pooling import AVERAGE, LECTURE, MAX, NONE, Pooled, cascade, explained, pool_by_hand
from dlviz.questions.generators.pooling_numbers import by_hand, exact, window
from dlviz.questions.kinds import Mistake, Number, Order
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import reasons
from dlviz.questions.predictions.pooling_digits import CONSISTENT, DISTORTED
from dlviz.questions.predictions.pooling_moves import INVARIANT, STRIDE_ALONE
from dlviz.questions.sums import added, written
from dlviz.questions.wrong import told_apart, wrong

_LARGEST = (0, 2)  # row and column of the 5, the largest number of its window
_TO = 1  # what it becomes
_KINDS = [MAX, AVERAGE, NONE]  # as the pills leave them when none is added
_DEPTH = 5  # poolings of the photo on the page


def _changed(value: float = _TO, kind: str = MAX, side: int = 2) -> Pooled:
    """Return the lecture's numbers pooled, with `value` instead of the 5."""
    numbers = LECTURE.copy()
    numbers[_LARGEST] = value
    return pool_by_hand(numbers, kind, side, 2)


def _output() -> Number:
    before, after = pool_by_hand(LECTURE, MAX, 2, 2), _changed()
    was, truth = exact(before.output[0, 1]), exact(after.output[0, 1])
    under = window(after, 0, 1)
    values = ", ".join(map(written, under))
    mean = exact(_changed(kind=AVERAGE).output[0, 1])
    return Number(
        prompt=f"Each output is the largest of four numbers. The {written(was)} in the first row "
        f"becomes a {_TO}. What becomes of the output {written(was)}?",
        worked=f"Its window now has {values}, and max({values}) = {written(truth)}.",
        facts={"numbers": LECTURE, "place": _LARGEST, "value": _TO},
        truth=truth,
        wrong=told_apart(
            truth,
            wrong(
                _TO,
                "an output follows the number that it came from",
                f"The {_TO} is no longer the largest of {values}; any number below "
                f"{written(truth)} in its place leaves the output at {written(truth)}.",
                by_hand(_changed(0)),
            ),
            wrong(
                was,
                "pooling remembers the largest number that it has seen",
                f"An output is computed from the four numbers that are there now: {values}.",
                by_hand(after),
            ),
            wrong(
                mean,
                "every number of a window counts",
                f"That is average pooling, ({added(under)}) / {len(under)} = {written(mean)}. Max "
                f"pooling takes the largest alone, {written(truth)}.",
                by_hand(_changed(kind=AVERAGE)),
            ),
            wrong(
                Fraction(int(after.numbers.max())),
                "the largest number of all wins everywhere",
                f"The {written(after.numbers.max())} lies in another window; one window of 4 × 4 "
                "would find it.",
                by_hand(_changed(side=4)),
            ),
        ),
    )


_OUTPUT_WHY = reasons(
    "Why could the output not fall as low as the number did?",
    1,
    "Another number of the window was large too, and now it is the largest",
    "The 3 was there all the time: it had no influence while the 5 was larger.",
    (
        "The other three numbers of the window pull the output up, each a little",
        Mistake(
            "every number of a window counts",
            "Of the four numbers only the largest enters the output: the 1 and the 2 could become "
            "0 without changing it.",
            by_hand(pool_by_hand(np.array([[1, 2, 0, 3], [3, 0, 0, 0.0]]), MAX, 2, 2)),
        ),
    ),
    (
        "The neighbouring windows overlap this one",
        Mistake(
            "windows of pooling overlap",
            "Windows of 2 × 2 with stride 2 share no number; they overlap with stride 1.",
            by_hand(pool_by_hand(_changed().numbers, MAX, 2, 1)),
        ),
    ),
)


def _photo() -> np.ndarray:
    """Return the cat as the page pools it, (3, H, W) float32."""
    pixels = np.asarray(imagenet.crop(sample_photos.load("cat"), imagenet.lite_transform()))
    return pixels.transpose(2, 0, 1).astype(np.float32)


def _likeness() -> Order:
    photo = _photo()
    last = {kind: cascade(photo, kind, _DEPTH)[-1] for kind in _KINDS}
    rows, columns = last[MAX].shape[1:]
    values = {kind: explained(photo, own) for kind, own in last.items()}
    texts = {kind: whole_share(value) for kind, value in values.items()}
    kept = ", ".join(
        f"{texts[kind]} with {kind}" for kind in sorted(values, key=lambda kind: values[kind])
    )
    return Order(
        prompt=f"Five poolings leave {rows} × {columns} squares of the photo, each of a single "
        "brightness. With “none” it is just the first number of each window. Which squares are "
        "least like the photo (place 1), and which most?",
        worked=f"The squared correlation of the squares with the photo is {kept}. A mean is near "
        "all numbers of its window; the largest is near the bright ones only; the first "
        "one may be near none of them.",
        facts={"photo": photo},
        items=tuple(_KINDS),
        values=tuple(float(text.removesuffix("%")) for text in texts.values()),
        unit="%",
        mistake=Mistake(
            "the photo's own numbers are more like the photo than a mean of them",
            f"The squared correlation is {kept}: one number of a window says little about the "
            "others, a mean says something about all.",
            {
                "pooling_view": "On a photo",
                "pooling_photo": "cat",
                "pooling_source": "the photo",
                "pooling_kinds": _KINDS,
            },
        ),
    )


PREDICTIONS = {
    "The lecture's example": Prediction(
        name="pooling_output",
        before={"pooling_padding": 0, "pooling_moved": 0},
        task=f"press “Edit numbers” and change the 5 to {_TO}",
        after={"pooling_numbers": write_matrix(_changed().numbers)},
        make=_output,
        practice="pool_one_output",
        why=_OUTPUT_WHY,
    ),
    "What remains of a cat": Prediction(
        name="pooling_likeness",
        before={"pooling_kinds": [MAX, AVERAGE]},
        task="add “none” to the kinds of pooling",
        after={"pooling_kinds": _KINDS},
        make=_likeness,
        practice="pool_order",
    ),
    "How invariant is it?": INVARIANT,
    "Max against blur": STRIDE_ALONE,
    "Without pooling": DISTORTED,
    "How consistent?": CONSISTENT,
}
