"""2D convolution step by step: output sizes, windows, symbolic sums, and the equivalent matrix.

What libraries call convolution multiplies with the unflipped kernel (cross-correlation);
mathematical convolution first rotates it by 180 degrees. Everything here can do both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dlviz.tables import table_csv

MOST_IMAGE, MOST_KERNEL = 8, 5  # cells per side
MOST_PADDING, MOST_DILATION, MOST_STRIDE = 2, 3, 4
GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ROWS = 16  # output rows that one call of conv2d computes as channels


@dataclass(frozen=True, slots=True)
class Geometry:
    """Sizes and steps of a kernel sliding over an image. Sizes are (height, width).

    Attributes:
        image: Size of the image.
        kernel: Size of the kernel.
        stride: Cells from one window to the next.
        padding: Rings of zeros around the image.
        dilation: Cells from one weight to the next; 1 means no gaps.

    Raises:
        ValueError: if the kernel does not fit, or a number is too small.
    """

    image: tuple[int, int]
    kernel: tuple[int, int]
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        """Refuse sizes without an output."""
        if min(*self.image, *self.kernel, self.stride, self.dilation) < 1 or self.padding < 0:
            raise ValueError(f"sizes, stride and dilation start at 1, padding at 0: {self}")
        for axis, name in enumerate(("high", "wide")):
            room = self.image[axis] + 2 * self.padding
            if self.extent[axis] > room:
                raise ValueError(
                    f"a kernel that covers {self.extent[axis]} cells does not fit into an image "
                    f"that is {room} {name} with its padding"
                )

    @property
    def extent(self) -> tuple[int, int]:
        """Size that the kernel covers, with its gaps."""
        height, width = (self.dilation * (size - 1) + 1 for size in self.kernel)
        return height, width

    @property
    def output(self) -> tuple[int, int]:
        """Size of the output."""
        height, width = (
            (size + 2 * self.padding - extent) // self.stride + 1
            for size, extent in zip(self.image, self.extent, strict=True)
        )
        return height, width

    @property
    def dense_weights(self) -> int:
        """Number of weights of a dense layer between the same image and output, without biases."""
        return int(np.prod(self.image) * np.prod(self.output))


def most_kernel(size: int, padding: int) -> int:
    """Return the longest side of a kernel that fits along `size` cells."""
    return min(MOST_KERNEL, size + 2 * padding)


def most_dilation(image: tuple[int, int], kernel: tuple[int, int], padding: int) -> int:
    """Return the largest dilation that fits; 1 for a single weight, which has no gaps."""
    fits = [
        (size + 2 * padding - 1) // (side - 1)
        for size, side in zip(image, kernel, strict=True)
        if side > 1
    ]
    return min(MOST_DILATION, *fits) if fits else 1


def most_stride(geometry: Geometry) -> int:
    """Return the largest stride that still gives a second window, if there can be one."""
    return max(1, min(MOST_STRIDE, max(replace(geometry, stride=1).output) - 1))


def convolve(
    image: np.ndarray, kernel: np.ndarray, geometry: Geometry, *, flipped: bool = False
) -> np.ndarray:
    """Return the output (float64) of `kernel` on `image`; `flipped` is true convolution."""
    weights = torch.from_numpy(np.array(kernel, dtype=np.float64))
    result = functional.conv2d(
        torch.from_numpy(np.array(image, dtype=np.float64))[None, None],
        (weights.flip(0, 1) if flipped else weights)[None, None],
        stride=geometry.stride,
        padding=geometry.padding,
        dilation=geometry.dilation,
    )
    return result[0, 0].numpy()


def touched_pixels(geometry: Geometry, *, flipped: bool = False) -> np.ndarray:
    """Return the pixel that each weight multiplies in each output, (outputs, weights) int.

    Outputs, weights and pixels are numbered row by row from the top left corner; -1 is padding. A
    row lists the pixels of one output's window; a column lists the pixels of one weight.
    """
    rows, columns = (_steps(geometry, axis) for axis in (0, 1))  # (outputs, weights), per axis
    rows, columns = rows[:, None, :, None], columns[None, :, None, :]
    height, width = geometry.image
    is_inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    index = np.where(is_inside, rows * width + columns, -1)
    index = index.reshape(int(np.prod(geometry.output)), int(np.prod(geometry.kernel)))
    return index[:, ::-1] if flipped else index


def uses(geometry: Geometry) -> np.ndarray:
    """Return in how many outputs each pixel is used, (H, W) int."""
    index = touched_pixels(geometry)
    counts = np.bincount(index[index >= 0], minlength=int(np.prod(geometry.image)))
    return counts.reshape(geometry.image)


def as_matrix(kernel: np.ndarray, geometry: Geometry, *, flipped: bool = False) -> np.ndarray:
    """Return the (outputs, pixels) matrix whose product with the image is the convolution."""
    index = touched_pixels(geometry, flipped=flipped)
    matrix = np.zeros((len(index), int(np.prod(geometry.image))))
    output, weight = np.nonzero(index >= 0)
    matrix[output, index[output, weight]] = kernel.ravel()[weight]
    return matrix


def image_letters(size: tuple[int, int]) -> list[str]:
    """Return a name for every pixel: a, b, c ...; x with indices if there are too many."""
    return _letters(size, ascii_lowercase, "x")


def kernel_letters(size: tuple[int, int]) -> list[str]:
    """Return a name for every weight: Greek letters; w with indices if there are too many."""
    return _letters(size, GREEK, "w")


def expressions(index: np.ndarray, image: Sequence[str], kernel: Sequence[str]) -> list[str]:
    """Return every output as a sum of products of names; products with padding are omitted.

    Args:
        index: From `touched_pixels`.
        image: Names of the pixels.
        kernel: Names of the weights.
    """
    sums = (
        [image[pixel] + kernel[weight] for weight, pixel in enumerate(window) if pixel >= 0]
        for window in index.tolist()
    )
    return [" + ".join(terms) or "0" for terms in sums]


def sliding_csv(
    image: np.ndarray, kernel: np.ndarray, geometry: Geometry, *, flipped: bool = False
) -> str:
    """Return every output with its letters as CSV, rows and columns counted from 1."""
    index = touched_pixels(geometry, flipped=flipped)
    letters = expressions(index, image_letters(geometry.image), kernel_letters(geometry.kernel))
    values = convolve(image, kernel, geometry, flipped=flipped)
    rows = []
    for place, (value, letter) in enumerate(zip(values.ravel().tolist(), letters, strict=True)):
        row, column = divmod(place, geometry.output[1])
        rows.append((row + 1, column + 1, f"{value:.9g}", letter))
    return table_csv(("row", "column", "value", "expression"), rows)


def apply_kernel(image: Tensor, kernel: Tensor) -> Tensor:
    """Return the (H - h + 1, W - w + 1) response of `kernel` at all positions where it fits.

    The result equals `conv2d`, but is tens of times faster: with one input and one output channel,
    conv2d is inefficient. Here sixteen output rows are computed as its output channels.

    Args:
        image: (H, W) float.
        kernel: (h, w) of the same type, not flipped.

    Raises:
        ValueError: if the kernel does not fit into the image.
    """
    (rows, columns), (side, across) = image.shape, kernel.shape
    height, width = Geometry((rows, columns), (side, across)).output
    if height < 2 * _ROWS:
        return functional.conv2d(image[None, None], kernel[None, None])[0, 0]
    bank = kernel.new_zeros(_ROWS, 1, _ROWS + side - 1, across)
    for row in range(_ROWS):
        bank[row, 0, row : row + side] = kernel
    whole = height - height % _ROWS
    blocks = functional.conv2d(image[None, None, : whole + side - 1], bank, stride=(_ROWS, 1))[0]
    response = image.new_empty(height, width)
    # (16, blocks, W'): the rows of a block are interleaved into their places.
    response[:whole].unflatten(0, (-1, _ROWS)).copy_(blocks.transpose(0, 1))
    if whole < height:
        last = functional.conv2d(image[None, None, height - _ROWS :], bank)[0, :, 0]
        response[whole:] = last[whole - height :]
    return response


def _steps(geometry: Geometry, axis: int) -> np.ndarray:
    """Return (outputs, weights) positions along one axis, negative ones in the padding."""
    windows = np.arange(geometry.output[axis]) * geometry.stride - geometry.padding
    return windows[:, None] + np.arange(geometry.kernel[axis]) * geometry.dilation


def _letters(size: tuple[int, int], alphabet: str, spare: str) -> list[str]:
    height, width = size
    if height * width <= len(alphabet):
        return list(alphabet[: height * width])
    return [
        spare + f"{row}{column}".translate(_SUBSCRIPTS)
        for row in range(1, height + 1)
        for column in range(1, width + 1)
    ]
