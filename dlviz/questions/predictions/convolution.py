"""What "Convolution" asks before its presets show it."""

from fractions import Fraction

import numpy as np

from dlviz.convolution import Geometry, convolve, touched_pixels, uses
from dlviz.kernels import read_matrix, write_matrix
from dlviz.questions.generators.convolution_sizes import by_hand
from dlviz.questions.generators.convolution_sums import with_numbers
from dlviz.questions.kinds import Mistake, Number
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import reasons
from dlviz.questions.predictions.convolution_filters import DIAGONAL
from dlviz.questions.predictions.convolution_learned import LEARNED
from dlviz.questions.predictions.convolution_photos import SILENT, WALL
from dlviz.questions.wrong import told_apart, wrong

_LECTURE = Geometry((4, 3), (2, 2))
_IMAGE = np.array([[1.0, 2, 0], [0, 3, 8], [2, 9, 7], [1, 8, 1]])  # as the page opens
_KERNEL = np.array([[1.0, 2], [-1, 1]])
_E = (1, 1)  # row and column of the lecture's letter e
_TO = 4  # what the 3 there becomes

_WIDE = Geometry((8, 8), (3, 3))
_SOBEL = "-1 0 1; -2 0 2; -1 0 1"


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
        worked=f"{changed} of {outputs} outputs change. A pixel is used for {used.min()} to "
        f"{used.max()} outputs, fewest at the corners. In the lecture's letters this pixel is e: "
        f"switch Letters on to find it in {changed} sums.",
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
        worked=f"{outputs} outputs × {of_one} pixels = {filled} of {entries:,} entries hold a "
        "weight. All others are 0: the pixel is not in the output's window.",
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


PREDICTIONS = {
    "The lecture's letters": Prediction(
        name="convolution_reached",
        before={"convolution_letters": False},
        task=f"press “Edit numbers” and change the {_IMAGE[_E]:.0f} in the image to {_TO}",
        after={"convolution_image": write_matrix(_changed())},
        make=_reached,
        practice="conv_uses",
        why=_REACHED_WHY,
    ),
    "Many places": Prediction(
        name="convolution_filled",
        before={"convolution_matrix": False},
        task="switch “As one sparse matrix” on",
        after={"convolution_matrix": True},
        make=_filled,
        practice="conv_dense",
    ),
    "Edges of a wall": WALL,
    "Red against green": SILENT,
    "Sobel, learned": LEARNED,
    "A diagonal edge": DIAGONAL,
}
