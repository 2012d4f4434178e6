"""The controls of the view "By hand" of "Convolution": image and kernel grids, stride, padding."""

import math
from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz import convolution
from dlviz.convolution import Geometry
from dlviz.notices.window_sizes import about_size
from dlviz.ui.components.sliding_kernel.sliding_kernel import edited
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import current_whole, whole_number
from dlviz.ui.shared.number_grid import BRIGHTEST, NumberGrid, show_grids_as_text

BY_HAND, ON_A_PHOTO, LEARNED = "By hand", "On a photo", "Learned instead of given"

SLIDING = "convolution_sliding"
_PROBLEM = "convolution_problem"
_DEFAULTS = {
    "convolution_rows": 4,
    "convolution_columns": 3,
    "convolution_kernel_rows": 2,
    "convolution_kernel_columns": 2,
    "convolution_stride": 1,
    "convolution_padding": 0,
    "convolution_dilation": 1,
}
LIMITS = tuple(
    Limit(f"convolution_{key}", name, low, high)
    for key, name, low, high in (
        ("rows", "rows of the image", 1, convolution.MOST_IMAGE),
        ("columns", "columns of the image", 1, convolution.MOST_IMAGE),
        ("kernel_rows", "rows of the kernel", 1, convolution.MOST_KERNEL),
        ("kernel_columns", "columns of the kernel", 1, convolution.MOST_KERNEL),
        ("padding", "padding", 0, convolution.MOST_PADDING),
        ("dilation", "dilation", 1, convolution.MOST_DILATION),
        ("stride", "stride", 1, convolution.MOST_STRIDE),
    )
)
# Default numbers for empty cells: a small bright shape, and an edge kernel.
_SPARE_IMAGE = np.array(
    [
        [1, 2, 0, 1, 0, 2, 1, 0],
        [0, 3, 8, 9, 9, 8, 1, 2],
        [2, 9, 7, 2, 1, 9, 3, 0],
        [1, 8, 1, 0, 2, 8, 2, 1],
        [0, 9, 2, 1, 0, 9, 1, 0],
        [1, 7, 9, 8, 9, 7, 0, 2],
        [2, 1, 8, 9, 8, 1, 2, 1],
        [0, 2, 1, 0, 1, 2, 0, 1],
    ]
)
_SPARE_KERNEL = np.array(
    [
        [1, 2, 0, -1, 0],
        [-1, 1, 1, 0, 1],
        [0, -2, 1, 2, 0],
        [1, 0, -1, 1, -1],
        [0, 1, 0, -1, 2],
    ]
)
_IMAGE = NumberGrid(
    "Image", "convolution_image", _SPARE_IMAGE, _PROBLEM, largest=BRIGHTEST, what="pixel"
)
_KERNEL = NumberGrid("Kernel", "convolution_kernel", _SPARE_KERNEL, _PROBLEM)


@dataclass(frozen=True, slots=True)
class Sliding:
    """An image, a kernel that slides over it, and how they are shown.

    Attributes:
        image: (H, W) numbers.
        kernel: (h, w) weights.
        geometry: Sizes and stride that belong to image and kernel.
        is_letters: Whether cells show letters instead of numbers.
        is_flipped: Whether the kernel is flipped (true convolution).
        shows_matrix: Whether the sparse matrix is shown too.
        problem: Why a text was rejected, or "".
    """

    image: np.ndarray
    kernel: np.ndarray
    geometry: Geometry
    is_letters: bool
    is_flipped: bool
    shows_matrix: bool
    problem: str


def choose_sliding() -> Sliding:
    """Place the controls beside the grids; they only offer valid combinations."""
    with st.container(horizontal=True):
        rows = _whole("Image rows", "convolution_rows", 1, convolution.MOST_IMAGE)
        columns = _whole("Image columns", "convolution_columns", 1, convolution.MOST_IMAGE)
    padding_key = "convolution_padding"
    padding = _current(padding_key, 0, convolution.MOST_PADDING)
    with st.container(horizontal=True):
        height = _whole(
            "Kernel rows", "convolution_kernel_rows", 1, convolution.most_kernel(rows, padding)
        )
        width = _whole(
            "Kernel columns",
            "convolution_kernel_columns",
            1,
            convolution.most_kernel(columns, padding),
        )
    image_size, kernel_size = (rows, columns), (height, width)
    with st.container(horizontal=True):
        _whole("Padding", padding_key, 0, convolution.MOST_PADDING)
        most = convolution.most_dilation(image_size, kernel_size, padding)
        dilation = _whole("Dilation", "convolution_dilation", 1, most)
        once = Geometry(image_size, kernel_size, padding=padding, dilation=dilation)
        stride = _whole("Stride", "convolution_stride", 1, convolution.most_stride(once))
    geometry = Geometry(image_size, kernel_size, stride, padding, dilation)
    st.caption(about_size(geometry))
    is_letters = st.toggle("Letters", key="convolution_letters", bind="query-params", value=True)
    is_flipped = st.toggle(
        "True convolution: turn the kernel",
        key="convolution_flipped",
        bind="query-params",
        help="Mathematics turns the kernel by 180° first. Libraries do not: training would "
        "simply give the turned kernel, so turning it is unnecessary work.",
    )
    shows_matrix = st.toggle(
        "As one sparse matrix", key="convolution_matrix", bind="query-params", value=True
    )
    said = st.session_state.get(_PROBLEM, "")
    show_grids_as_text(_IMAGE, _KERNEL)
    image, image_problem = _IMAGE.read(image_size)
    kernel, kernel_problem = _KERNEL.read(kernel_size)
    return Sliding(
        image,
        kernel,
        geometry,
        is_letters,
        is_flipped,
        shows_matrix,
        kernel_problem or image_problem or said,
    )


def apply_typed_number() -> None:
    """Store a number that was typed into a cell in the grid's text."""
    sizes = {
        "image": (_current("convolution_rows"), _current("convolution_columns")),
        "kernel": (_current("convolution_kernel_rows"), _current("convolution_kernel_columns")),
    }
    counts = {name: math.prod(size) for name, size in sizes.items()}
    edit = edited(st.session_state[SLIDING].edit, counts)
    if edit is not None:
        name, index, text = edit
        grid = _IMAGE if name == "image" else _KERNEL
        grid.put(sizes[name], index, text)


def _whole(label: str, key: str, low: int, high: int) -> int:
    return whole_number(label, key, low, high, _DEFAULTS[key], width=128)


def _current(key: str, low: int = 0, high: int = 10**6) -> int:
    return current_whole(key, low, high, _DEFAULTS[key])
