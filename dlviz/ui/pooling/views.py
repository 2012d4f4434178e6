"""The table of views of "Pooling", and the view "By hand", which pools a small grid."""

import numpy as np
import streamlit as st

from dlviz.kernels import number_texts
from dlviz.notices import pooling as notices
from dlviz.pooling import Pooled, pool_by_hand, pooling_csv
from dlviz.snippets import pooling as snippets
from dlviz.ui.components.pooling_grids.pooling_grids import pooling_grids
from dlviz.ui.pooling import controls, invariance, photo, subject
from dlviz.ui.pooling.controls import GRIDS
from dlviz.ui.shared import hands, page_parts
from dlviz.ui.shared.number_grid import BRIGHTEST

_MOST_LATEX = 36  # largest number of cells in a formula


def by_hand() -> None:
    """Pool a small grid of numbers."""
    left, right = st.columns([7, 3], gap="medium")
    with right:
        chosen = controls.choose_grid()
    grid = chosen.numbers
    pooled, before = _pooled(chosen, grid), _pooled(chosen, chosen.unmoved)
    with left:
        pooling_grids(
            grid,
            pooled,
            key=GRIDS,
            shows_gradient=chosen.shows_gradient,
            problem=chosen.problem,
            largest=BRIGHTEST,
            preview=hands.preview(GRIDS),
            on_edit=controls.apply_typed_numbers,
        )
        page_parts.notice(
            notices.about_move(before, pooled, chosen.moved) + notices.about_by_hand(grid, pooled)
        )
        if grid.size <= _MOST_LATEX:
            st.latex(formula(grid, pooled))
        page_parts.code(
            lambda: snippets.by_hand(
                grid,
                chosen.kind,
                chosen.window,
                chosen.stride,
                chosen.padding,
                counts_padding=chosen.counts_padding,
            ),
            key="pooling_code",
        )
        page_parts.download_csv(lambda: pooling_csv(grid, pooled), key="pooling_csv")


def _pooled(chosen: controls.Grid, numbers: np.ndarray) -> Pooled:
    return pool_by_hand(
        numbers,
        chosen.kind,
        chosen.window,
        chosen.stride,
        chosen.padding,
        counts_padding=chosen.counts_padding,
    )


def formula(grid: np.ndarray, pooled: Pooled) -> str:
    """Return the pooling as LaTeX in the lecture's notation: a matrix, an arrow, a matrix."""
    name = {"max": "Max pool", "average": "Average pool", "L2": "L2 pool", "none": "Stride"}
    before, after = (_matrix(values) for values in (grid, pooled.output))
    padding = pooled.geometry.padding
    padded = f", padding {padding}" if padding else ""
    return rf"\text{{{name[pooled.kind]}{padded}}} {before} \rightarrow {after}"


def _matrix(values: np.ndarray) -> str:
    texts = np.array(number_texts(values), object).reshape(values.shape)
    rows = r" \\ ".join(" & ".join(row) for row in texts)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


LIMITS = (*controls.LIMITS, *photo.LIMITS, *subject.LIMITS)
VIEWS = {
    controls.BY_HAND: by_hand,
    controls.ON_A_PHOTO: photo.on_a_photo,
    controls.INVARIANCE: invariance.invariance,
}
