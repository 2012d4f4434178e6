"""The controls of the view "By hand" of "Pooling": a grid of numbers, kind, window and stride."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.kernels import write_matrix
from dlviz.notices.window_sizes import about_rounding, about_size
from dlviz.pooling import (
    AVERAGE,
    KINDS,
    LECTURE,
    MAX,
    MOST_SIDE,
    PADDED,
    geometry,
    most_padding,
    moved,
)
from dlviz.ui.components.pooling_grids.pooling_grids import typed
from dlviz.ui.shared import hands
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import current_whole, whole_number
from dlviz.ui.shared.number_grid import BRIGHTEST, NumberGrid, show_grids_as_text

BY_HAND, ON_A_PHOTO, INVARIANCE = "By hand", "On a photo", "Location invariance"

GRIDS = "pooling_grids"
ROWS, COLUMNS = "pooling_rows", "pooling_columns"
WINDOW, STRIDE = "pooling_window", "pooling_stride"
PADDING, SHIFT = "pooling_padding", "pooling_moved"
_PROBLEM = "pooling_problem"
_DEFAULTS = {ROWS: 4, COLUMNS: 4, WINDOW: 2, STRIDE: 2}

LIMITS = tuple(
    Limit(key, name, low, high)
    for key, name, low, high in (
        (ROWS, "rows", 1, MOST_SIDE),
        (COLUMNS, "columns", 1, MOST_SIDE),
        (WINDOW, "window", 1, MOST_SIDE),
        (STRIDE, "stride", 1, MOST_SIDE),
        (PADDING, "padding", 0, most_padding(MOST_SIDE)),
        (SHIFT, "shift to the right", 0, MOST_SIDE),
    )
)
# Default numbers for empty cells: the lecture's numbers, continued.
_SPARE = np.array(
    [
        [1, 2, 5, 3, 0, 2, 1, 4],
        [3, 0, 1, 2, 6, 1, 0, 2],
        [2, 1, 3, 4, 1, 0, 7, 1],
        [1, 1, 2, 0, 2, 3, 1, 0],
        [0, 4, 1, 1, 8, 2, 3, 1],
        [2, 0, 3, 6, 1, 0, 1, 5],
        [1, 2, 0, 1, 2, 9, 0, 2],
        [5, 1, 2, 3, 0, 1, 4, 0],
    ]
)
assert (_SPARE[:4, :4] == LECTURE).all()
_NUMBERS = NumberGrid(
    "Numbers", "pooling_numbers", _SPARE, _PROBLEM, largest=BRIGHTEST, what="number"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid to be pooled, and the settings of the pooling.

    Attributes:
        numbers: (H, W) numbers.
        kind: One of KINDS.
        window: Side of a window in cells.
        stride: Cells from one window to the next.
        padding: Rings around the numbers.
        counts_padding: Whether an average counts the padding as zeros.
        unmoved: (H, W) the numbers before they were moved to the right.
        moved: By how many columns they were moved.
        shows_gradient: Whether the gradient is shown too.
        problem: Why a text was rejected, or "".
    """

    numbers: np.ndarray
    kind: str
    window: int
    stride: int
    padding: int
    counts_padding: bool
    unmoved: np.ndarray
    moved: int
    shows_gradient: bool
    problem: str


def choose_grid() -> Grid:
    """Place the controls beside the grids; they only offer valid combinations."""
    kind = st.pills(
        "Kind of pooling",
        KINDS,
        default=MAX,
        required=True,
        key="pooling_kind",
        bind="query-params",
        help="L2 is the root of the sum of squares; none takes the first number of each window, "
        "which is a stride without pooling.",
    )
    with st.container(horizontal=True):
        rows = _whole("Rows", ROWS, MOST_SIDE)
        columns = _whole("Columns", COLUMNS, MOST_SIDE)
    shorter = min(rows, columns)
    with st.container(horizontal=True):
        window = _whole("Window", WINDOW, shorter)
        stride = _whole("Stride", STRIDE, MOST_SIDE)
    with st.container(horizontal=True):
        most = most_padding(window) if kind in PADDED else 0
        padding = whole_number("Padding", PADDING, 0, most, 0, width=128)
        shift = whole_number("Shift right by", SHIFT, 0, columns, 0, width=128)
    own = geometry((rows, columns), window, stride, padding)
    st.markdown(f":small[{about_size(own)}]")  # the lecture display hides captions
    if why := about_rounding(own, "grid"):
        st.caption(why)
    counts_padding = True
    if padding and kind == AVERAGE:
        counts_padding = st.toggle(
            "Count the padding as zeros",
            key="pooling_count_padding",
            bind="query-params",
            value=True,
            help="PyTorch's count_include_pad, which is on unless it is switched off.",
        )
    shows_gradient = st.toggle(
        "Show the gradients", key="pooling_gradient", bind="query-params", value=True
    )
    show_grids_as_text(_NUMBERS)
    numbers, problem = _NUMBERS.read((rows, columns))
    problem = problem or st.session_state.get(_PROBLEM, "")
    return Grid(
        moved(numbers, 0, shift),
        kind,
        window,
        stride,
        padding,
        counts_padding,
        numbers,
        shift,
        shows_gradient,
        problem,
    )


def apply_typed_numbers() -> None:
    """Store the numbers that were typed into cells in the grid's text."""
    rows, columns = (current_whole(key, 1, MOST_SIDE, _DEFAULTS[key]) for key in (ROWS, COLUMNS))
    message = st.session_state[GRIDS].edit
    hands.take(GRIDS, message)
    for index, text in typed(message, rows * columns):
        _keep_moved((rows, columns))
        _NUMBERS.put((rows, columns), index, text)


def _keep_moved(size: tuple[int, int]) -> None:
    """Make the moved numbers on screen the grid's own: somebody is editing them."""
    shift = current_whole(SHIFT, 0, size[1], 0)
    if shift:
        numbers, _ = _NUMBERS.read(size)
        st.session_state[_NUMBERS.key] = write_matrix(moved(numbers, 0, shift))
        st.session_state[SHIFT] = 0


def _whole(label: str, key: str, high: int) -> int:
    return whole_number(label, key, 1, high, _DEFAULTS[key], width=128)
