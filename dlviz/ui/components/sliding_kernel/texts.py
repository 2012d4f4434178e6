"""The texts in the cells of image, kernel and output: the lecture's letters, or numbers."""

import numpy as np

from dlviz.convolution import (
    Geometry,
    convolve,
    expressions,
    image_letters,
    kernel_letters,
    touched_pixels,
)
from dlviz.figures.colours import UNSIGNED, table
from dlviz.kernels import number_texts
from dlviz.ui.components.sliding_kernel.messages import Texts

_ROUNDING = 1e-12  # of a sum, as a share of the sum of its terms' absolute values


def cell_texts(
    image: np.ndarray,
    kernel: np.ndarray,
    geometry: Geometry,
    *,
    is_letters: bool,
    is_flipped: bool,
) -> Texts:
    """Return the texts of "image", "kernel" and "output", row by row.

    Args:
        image: (H, W) numbers.
        kernel: (h, w) weights.
        geometry: Sizes and stride that belong to image and kernel.
        is_letters: Whether cells show letters instead of numbers.
        is_flipped: Whether the kernel is flipped (true convolution).
    """
    if not is_letters:
        output = convolve(image, kernel, geometry, flipped=is_flipped)
        largest = convolve(np.abs(image), np.abs(kernel), geometry, flipped=is_flipped)
        return Texts(
            image=number_texts(image),
            kernel=number_texts(kernel),
            output=number_texts(output, _ROUNDING * largest),
        )
    letters, weights = image_letters(geometry.image), kernel_letters(geometry.kernel)
    index = touched_pixels(geometry, flipped=is_flipped)
    return Texts(image=letters, kernel=weights, output=expressions(index, letters, weights))


def weight_colours(count: int) -> list[str]:
    """Return `count` distinct colours, one per weight, from dark to light, as "#rrggbb"."""
    places = np.linspace(0.12, 0.97, count) if count > 1 else np.array([0.45])
    colours = table(UNSIGNED, 201)[np.rint(places * 200).astype(int)]
    return ["#" + bytes(colour).hex() for colour in colours]
