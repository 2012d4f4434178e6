"""What "Convolution" asks before its presets show it: by hand, and how a kernel is learned."""

from fractions import Fraction

import numpy as np

from dlviz.convolution import Geometry, convolve, touched_pixels, uses
from dlviz.datasets import sample_photos
from dlviz.kernels import read_matrix, weights, write_matrix
from dlviz.notation import format_measure
from dlviz.questions.generators.convolution_sizes import by_hand
from dlviz.questions.generators.convolution_sums import with_numbers
from dlviz.questions.kinds import Mistake, Number, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import reasons
from dlviz.questions.predictions.convolution_photos import SILENT, WALL
from dlviz.questions.wrong import told_apart, wrong
from dlviz.responses import to_grey
from dlviz.training.kernel_fit import KernelTask, fit_kernel

_LECTURE = Geometry((4, 3), (2, 2))
_IMAGE = np.array([[1.0, 2, 0], [0, 3, 8], [2, 9, 7], [1, 8, 1]])  # as the page opens
_KERNEL = np.array([[1.0, 2], [-1, 1]])
_E = (1, 1)  # row and column of the lecture's letter e
_TO = 4  # what the 3 there becomes

_WIDE = Geometry((8, 8), (3, 3))
_SOBEL = "-1 0 1; -2 0 2; -1 0 1"

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


def _changed() -> np.ndarray:
    """Return the lecture's image with another number at e."""
    image = _IMAGE.copy()
    image[_E] = _TO
    return image


def _letters(**more: object) -> dict[str, object]:
    return by_hand(_LECTURE, **{"convolution_letters": True, **more})


def _reached() -> Number:
    before, after = (convolve(image, _KERNEL, _LECTURE) for image in (_IMAGE, _changed()))
    changed = int((before != after).sum())
    outputs, used = before.size, uses(_LECTURE)
    sentence = (
        f"The number lies under each of the {_KERNEL.size} weights once, each time for another "
        f"output: {changed} of {outputs} outputs use it."
    )
    return Number(
        prompt=f"The kernel of 2 × 2 slides over the image and gives {outputs} outputs. The "
        f"{_IMAGE[_E]:.0f} becomes a {_TO}. How many of the {outputs} outputs change?",
        worked=f"{sentence} A pixel is used for {used.min()} to {used.max()} outputs, fewest at "
        "the corners. In the lecture's letters this pixel is e: switch Letters on to find it in "
        f"{changed} sums.",
        facts={"image": _IMAGE, "kernel": _KERNEL, "place": _E},
        truth=Fraction(changed),
        unit="outputs",
        wrong=told_apart(
            changed,
            wrong(1, "each pixel has an output of its own", sentence, _letters()),
            wrong(
                outputs,
                "every output uses the whole image",
                f"An output uses the {_KERNEL.size} pixels of its window. {sentence} Only a dense "
                "layer uses every pixel for every output.",
                _letters(convolution_matrix=True),
            ),
            wrong(
                int(used[0, 0]) + 1,
                "a pixel is used for as many outputs as the kernel has columns",
                f"Windows overlap in rows and in columns. {sentence}",
                _letters(),
            ),
        ),
    )


_REACHED_WHY = reasons(
    "Why do some outputs stay the same?",
    0,
    "The changed pixel does not lie in their windows",
    "An output is computed from the four pixels under the kernel, and from no others.",
    (
        "Their weights for this pixel are 0",
        Mistake(
            "an output has a weight for every pixel",
            "The kernel has four weights, 1, 2, −1 and 1: none is 0. The outputs share them.",
            _letters(convolution_letters=False),
        ),
    ),
    (
        "The change is too small for them",
        Mistake(
            "a convolution ignores small changes",
            "A product changes with its pixel, however little: only pixels outside the window "
            "have no influence.",
            with_numbers(_changed(), _KERNEL, _LECTURE),
        ),
    ),
)


def _filled() -> Number:
    index = touched_pixels(_WIDE)
    outputs, pixels = len(index), _WIDE.image[0] * _WIDE.image[1]
    entries, filled = _WIDE.dense_weights, int((index >= 0).sum())
    of_one = index.shape[1]
    sentence = (
        f"Each of the {outputs} outputs uses {of_one} pixels: {outputs} × {of_one} = {filled} "
        "entries hold a weight."
    )
    kernel = read_matrix(_SOBEL, (3, 3), np.zeros((3, 3)))
    zero = int((kernel == 0).sum())
    state = by_hand(_WIDE, convolution_kernel=_SOBEL, convolution_matrix=True)
    return Number(
        prompt=f"A convolution is a matrix times the image as a vector: here it has {outputs} rows "
        f"for the outputs and {pixels} columns for the pixels, {entries:,} entries. How many of "
        "them hold one of the kernel's nine weights?",
        worked=f"{sentence} The page says: {filled} of {entries:,} entries hold a weight. All "
        "others are 0: the pixel is not in the output's window.",
        facts={"size": 8, "kernel": 3},
        truth=Fraction(filled),
        unit="entries",
        wrong=told_apart(
            filled,
            wrong(
                of_one,
                "each weight stands in the matrix once",
                f"The same nine weights are used for every output. {sentence}",
                state,
            ),
            wrong(
                entries,
                "a convolution connects every pixel with every output",
                f"That is a dense layer, with {entries:,} weights. {sentence}",
                state,
            ),
            wrong(
                pixels * of_one,
                "each pixel meets each weight",
                f"Pixels at the edge lie in fewer windows. {sentence}",
                state,
            ),
            wrong(
                filled - outputs * zero,
                "a weight of 0 is no weight",
                f"{zero} of the nine weights are 0 here; they stand in {outputs * zero} entries "
                "and could be learned too.",
                state,
            ),
        ),
    )


def _learned() -> Sketch:
    task = KernelTask(weights(_HIDDEN), pairs=1, patch=4)
    records = list(fit_kernel([to_grey(sample_photos.load("cat"))], task))
    steps = [record.step for record in records]
    places = np.unique(np.searchsorted(steps, np.linspace(0, task.steps, _PLACES)))
    values = np.array([round(100 * records[at].distance, 1) for at in places])
    first, last = records[0], records[-1]
    return Sketch(
        prompt="Now there is a single pair, with a patch of 4 × 4 pixels: four targets for nine "
        f"weights. Draw the distance of the learned kernel from Sobel over {task.steps} steps, in "
        "per cent of Sobel's length.",
        worked=f"The distance goes from {values[0]}% to {values[-1]}%, while the training loss "
        f"falls from {format_measure(first.train_loss)} to {format_measure(last.train_loss)}. "
        f"{task.equations} equations leave {task.side**2} weights undetermined: the kernel that "
        f"fits them is not Sobel, and on other patches its loss is "
        f"{format_measure(last.test_loss)}.",
        facts={"photo": "cat"},
        x=np.array(steps)[places],
        y=values,
        low=0,
        high=120,
        names=("step", "distance in per cent"),
        near=_NEAR,
    )


_LEARNED_WHY = reasons(
    "The training loss fell nearly to 0. Why is the kernel still far from Sobel?",
    1,
    "Many kernels give these four numbers, and training found one of them",
    "Nine weights and four equations: Sobel is one of infinitely many solutions.",
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

PREDICTIONS = {
    "The lecture's letters": Prediction(
        name="convolution_reached",
        before={"convolution_letters": False},
        task=f"change the {_IMAGE[_E]:.0f} in the image to {_TO}",
        after={"convolution_image": write_matrix(_changed())},
        make=_reached,
        why=_REACHED_WHY,
    ),
    "Many places": Prediction(
        name="convolution_filled",
        before={"convolution_matrix": False},
        task="switch “As one sparse matrix” on",
        after={"convolution_matrix": True},
        make=_filled,
    ),
    "Edges of a wall": WALL,
    "Red against green": SILENT,
    "Sobel, learned": Prediction(
        name="convolution_learned",
        before=_MANY | _DESCENT,
        task="set Pairs to 1 and the pixels of a patch to 4",
        after=_FEW,
        make=_learned,
        why=_LEARNED_WHY,
    ),
}
