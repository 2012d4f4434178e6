"""Named convolution kernels (edges, blurs, ...), and matrices of numbers as text.

Kernels are not flipped, as in libraries. "Vertical edges" means that a step from left to right
gives a response, positive where the right side is brighter.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlviz import notation
from dlviz.notation import format_number, format_numbers, parse_numbers
from dlviz.number_grammar import split_rows

OWN = "your own"
SMALLEST, LARGEST = 3, 31  # sides of the blurs


@dataclass(frozen=True, slots=True)
class Kernel:
    """A named kernel.

    Attributes:
        build: Returns the (h, w) weights for a side; only the blurs use the side.
        sentence: What it responds to.
        across: For an edge kernel, the name of the same kernel rotated by 90 degrees.
        is_sized: Whether the side can be chosen.
    """

    build: Callable[[int], np.ndarray]
    sentence: str
    across: str = ""
    is_sized: bool = False


def weights(name: str, size: int = SMALLEST) -> np.ndarray:
    """Return the (h, w) float32 weights of the kernel `name`, a key of KERNELS."""
    return KERNELS[name].build(size).astype(np.float32)


def read_matrix(
    text: str,
    shape: tuple[int, int],
    spare: np.ndarray,
    *,
    largest: float = notation.LARGEST,
    what: str = "weight",
) -> np.ndarray:
    """Return the matrix that `text` describes, rows separated by ";", cut or filled to `shape`.

    Args:
        text: Numbers as `dlviz.notation` reads them.
        shape: (rows, columns).
        spare: Numbers to fill in where `text` has none; at least as large as `shape`.
        largest: Limit of a number's absolute value.
        what: Name of a number in error messages: "weight", "pixel".

    Raises:
        ValueError: for the first part of `text` that is not a number.
    """
    matrix = spare[: shape[0], : shape[1]].astype(np.float64)
    for values, row in zip(split_rows(text), matrix, strict=False):
        numbers = parse_numbers(values, largest=largest, what=what)[: len(row)]
        row[: len(numbers)] = numbers
    return matrix


def write_matrix(matrix: np.ndarray) -> str:
    """Return `matrix` as text that `read_matrix` reads back."""
    return "; ".join(format_numbers(row) for row in matrix.tolist())


def number_texts(matrix: np.ndarray, noise: float | np.ndarray = 0.0) -> list[str]:
    """Return the numbers of `matrix`, row by row, in readable form; those up to `noise` as 0."""
    is_noise = np.abs(matrix) <= noise
    return [format_number(value) for value in np.where(is_noise, 0.0, matrix).ravel().tolist()]


def _fixed(*rows: tuple[float, ...]) -> Callable[[int], np.ndarray]:
    return lambda _: np.array(rows)


def _turned(*rows: tuple[float, ...]) -> Callable[[int], np.ndarray]:
    return lambda _: np.array(rows).T


def _box(size: int) -> np.ndarray:
    return np.full((size, size), 1 / size**2)


def _gaussian(size: int) -> np.ndarray:
    """Return a Gaussian whose standard deviation is a fifth of its side; its weights sum to 1."""
    places = np.arange(size) - (size - 1) / 2
    bell = np.exp(-0.5 * (places / (size / 5)) ** 2)
    return np.outer(bell, bell) / bell.sum() ** 2


def _motion(size: int) -> np.ndarray:
    return np.full((1, size), 1 / size)


_SOBEL = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
_PREWITT = ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1))
_SCHARR = ((-3, 0, 3), (-10, 0, 10), (-3, 0, 3))

KERNELS = {
    "Sobel, vertical edges": Kernel(
        _fixed(*_SOBEL),
        "It responds where brightness changes from left to right: orange where the right side is "
        "brighter, blue where it is darker.",
        across="Sobel, horizontal edges",
    ),
    "Sobel, horizontal edges": Kernel(
        _turned(*_SOBEL),
        "It responds where brightness changes from top to bottom: orange where it gets brighter "
        "downwards.",
        across="Sobel, vertical edges",
    ),
    "Prewitt, vertical edges": Kernel(
        _fixed(*_PREWITT),
        "Like Sobel, but its three rows have equal weights: it is a little more sensitive to "
        "noise.",
        across="Prewitt, horizontal edges",
    ),
    "Prewitt, horizontal edges": Kernel(
        _turned(*_PREWITT),
        "Like Sobel, but its three columns have equal weights: it responds to steps from top to "
        "bottom.",
        across="Prewitt, vertical edges",
    ),
    "Scharr, vertical edges": Kernel(
        _fixed(*_SCHARR),
        "Like Sobel, with weights that measure the direction of slanted edges more accurately.",
        across="Scharr, horizontal edges",
    ),
    "Scharr, horizontal edges": Kernel(
        _turned(*_SCHARR),
        "Like Sobel, more accurate for slanted edges: it responds to steps from top to bottom.",
        across="Scharr, vertical edges",
    ),
    "Laplacian": Kernel(
        _fixed((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        "It compares a pixel with its four neighbours: it responds to spots, thin lines and "
        "both sides of an edge, and not at all to even slopes.",
    ),
    "outline": Kernel(
        _fixed((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
        "It subtracts all eight neighbours from eight times the pixel: what differs from its "
        "surroundings stays, flat areas become 0.",
    ),
    "sharpen": Kernel(
        _fixed((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        "It adds to the photo the difference between each pixel and its neighbours: edges "
        "become sharper.",
    ),
    "emboss": Kernel(
        _fixed((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
        "It adds to the photo its slope towards the lower right: the photo looks lit from one "
        "side.",
    ),
    "identity": Kernel(_fixed((0, 0, 0), (0, 1, 0), (0, 0, 0)), "It leaves every pixel unchanged."),
    "box blur": Kernel(
        _box, "The mean of a square: it keeps large areas and removes detail.", is_sized=True
    ),
    "Gaussian blur": Kernel(
        _gaussian,
        "A weighted mean in which near pixels count more: smoother than the box blur.",
        is_sized=True,
    ),
    "motion blur": Kernel(
        _motion,
        "The mean along a row: the photo looks as if the camera had moved sideways. Horizontal "
        "lines remain.",
        is_sized=True,
    ),
}
