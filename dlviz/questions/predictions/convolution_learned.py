"""What "Convolution" asks before a kernel is learned from very little."""

import numpy as np

from dlviz.datasets import sample_photos
from dlviz.kernels import weights
from dlviz.notation import format_measure
from dlviz.questions.kinds import Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import reasons
from dlviz.questions.predictions.misreading import Belief, told_by_shape
from dlviz.questions.shapes import Shape
from dlviz.responses import to_grey
from dlviz.training.kernel_fit import KernelTask, fit_kernel

_HIDDEN = "Sobel, vertical edges"
_FEW = {"convolution_pairs": 1, "convolution_patch": 4}
_MANY = {"convolution_pairs": 48, "convolution_patch": 24}
_DESCENT = {  # as the page begins
    "convolution_source": "cat",
    "convolution_rate": 0.05,
    "convolution_descent": "with momentum",
    "convolution_steps": 400,
    "convolution_seed": 0,
}
_LEARNED = {
    "convolution_view": "Learned instead of given",
    "convolution_hidden": _HIDDEN,
    "convolution_learner": 3,
    "convolution_noise": 0.0,
}
_PLACES = 17  # of the sketched curve
_NEAR = 20  # per cent
_AXIS = (0.0, 120.0)


def _learned() -> Sketch:
    task = KernelTask(weights(_HIDDEN), pairs=1, patch=4)
    records = list(fit_kernel([to_grey(sample_photos.load("cat"))], task))
    steps = [record.step for record in records]
    places = np.unique(np.searchsorted(steps, np.linspace(0, task.steps, _PLACES)))
    values = np.array([round(100 * records[at].distance, 1) for at in places])
    first, last = records[0], records[-1]
    x = np.array(steps)[places]
    so = f"The distance is {values[0]}% at the start and {values[-1]}% after {task.steps} steps"
    beliefs: dict[Shape, Belief] = {
        Shape.FALLING_EARLY: (
            "a small training loss means that the right kernel was found",
            f"{so}, although the training loss is {format_measure(last.train_loss)}: many kernels "
            "fit four targets.",
            _LEARNED | _MANY,
        ),
        Shape.FALLING_EVENLY: (
            "every step comes as much nearer to the right kernel",
            f"{so}: with four targets most of the way is never gone.",
            _LEARNED | _MANY,
        ),
        Shape.FALLING_LATE: (
            "the right kernel is found in the end",
            f"{so}: more steps do not bring what four targets do not hold.",
            _LEARNED | _FEW | {"convolution_steps": 2000},
        ),
        Shape.RISING: (
            "with few targets the kernel moves away from the right one",
            f"{so}: what the targets say is learned, the rest stays as it began.",
            _LEARNED | _FEW,
        ),
        Shape.FLAT: (
            "few targets teach nothing",
            f"{so}: four of nine directions are learned.",
            _LEARNED | _FEW,
        ),
    }
    return Sketch(
        prompt="A single pair with a patch of 4 × 4 pixels gives four targets for nine weights. "
        f"The random start is {values[0]}% of Sobel's length away from Sobel. Draw this distance "
        f"over {task.steps} steps.",
        worked=f"The distance goes from {values[0]}% to {values[-1]}%, while the training loss "
        f"falls from {format_measure(first.train_loss)} to {format_measure(last.train_loss)}. On "
        f"other patches the loss is {format_measure(last.test_loss)}.",
        facts={"photo": "cat"},
        x=x,
        y=values,
        low=_AXIS[0],
        high=_AXIS[1],
        names=("step", "the distance in %"),
        near=_NEAR,
        misread=told_by_shape(x, values, _AXIS, beliefs),
    )


_LEARNED_WHY = reasons(
    "The training loss fell nearly to 0. Why is the kernel still far from Sobel?",
    1,
    "Many kernels give these four numbers, and training found one of them",
    "Nine weights and four equations: Sobel is one of infinitely many solutions. It takes at least "
    "as many equations as weights to single one out.",
    (
        "Training was too short",
        Mistake(
            "with more steps every kernel becomes the right one",
            "With four targets there is nothing left to learn once the loss is 0, after any "
            "number of steps.",
            _LEARNED | _FEW | {"convolution_steps": 2000},
        ),
    ),
    (
        "The targets of a single pair are noisy",
        Mistake(
            "few data are wrong data",
            "The noise is 0: all four targets are exact. One larger patch, 8 × 8 pixels with 36 "
            "targets, is enough for Sobel.",
            _LEARNED | {"convolution_pairs": 1, "convolution_patch": 8},
        ),
    ),
)

LEARNED = Prediction(
    name="convolution_learned",
    before=_MANY | _DESCENT,
    task="set Pairs to 1 and the pixels of a patch to 4",
    notice="with one pair of four targets the kernel stays far from Sobel; with many pairs it "
    "becomes Sobel.",
    after=_FEW,
    make=_learned,
    practice="conv_targets",
    why=_LEARNED_WHY,
)
