"""The table of views of "Convolution", and the view in which a kernel slides over a small image."""

import streamlit as st

from dlviz.convolution import (
    Geometry,
    expressions,
    image_letters,
    kernel_letters,
    sliding_csv,
    touched_pixels,
)
from dlviz.notices import convolution as notices
from dlviz.snippets import convolution as snippets
from dlviz.ui.components.sliding_kernel.sliding_kernel import sliding_kernel
from dlviz.ui.components.sparse_matrix.sparse_matrix import sparse_matrix
from dlviz.ui.convolution import controls, filters, given_kernels, learned, photo
from dlviz.ui.shared import page_parts

_MOST_LATEX = 12  # largest number of outputs in a formula


def by_hand() -> None:
    """Slide a kernel over a small image."""
    left, right = st.columns([7, 3], gap="medium")
    with right:
        chosen = controls.choose_sliding()
    geometry = chosen.geometry
    with left:
        sliding_kernel(
            chosen.image,
            chosen.kernel,
            geometry,
            key=controls.SLIDING,
            is_letters=chosen.is_letters,
            is_flipped=chosen.is_flipped,
            problem=chosen.problem,
            on_edit=controls.apply_typed_number,
        )
        st.latex(size_formula(geometry))
        page_parts.notice(
            notices.about_sliding(chosen.image, chosen.kernel, geometry, flipped=chosen.is_flipped)
        )
        if chosen.shows_matrix:
            sparse_matrix(
                chosen.image,
                chosen.kernel,
                geometry,
                key="convolution_sparse",
                is_letters=chosen.is_letters,
                is_flipped=chosen.is_flipped,
                note=notices.about_matrix(chosen.kernel, geometry, is_letters=chosen.is_letters),
            )
        if chosen.is_letters and chosen.kernel.size <= 4 and _count(geometry) <= _MOST_LATEX:
            st.latex(letters_formula(geometry, flipped=chosen.is_flipped))
        page_parts.code(
            lambda: snippets.sliding(
                chosen.image, chosen.kernel, geometry, flipped=chosen.is_flipped
            ),
            key="convolution_code",
        )
        page_parts.download_csv(
            lambda: sliding_csv(chosen.image, chosen.kernel, geometry, flipped=chosen.is_flipped),
            key="convolution_csv",
        )


def size_formula(geometry: Geometry) -> str:
    """Return the output size as LaTeX: one line of numbers per axis, with names above and below.

    Each number is as wide as its name, so that corresponding parts of the lines are aligned.
    """
    lines = []
    for name, axis in (("rows", 0), ("columns", 1)):
        size, side, result = (
            part[axis] for part in (geometry.image, geometry.kernel, geometry.output)
        )
        shown = r"\text{%s}" if axis == 0 else r"\hphantom{\text{%s}}"
        image, padding, dilation, kernel = (
            rf"\overset{{{shown % what}}}{{{number}}}"
            for what, number in (
                ("image", size),
                ("padding", geometry.padding),
                ("dilation", geometry.dilation),
                ("kernel", side),
            )
        )
        top = rf"{image} + 2 \cdot {padding} - {dilation} \cdot ({kernel} - 1) - 1"
        bottom = str(geometry.stride)
        if axis == 1:
            bottom = rf"\underset{{\text{{stride}}}}{{{bottom}}}"
        lines.append(
            rf"\text{{{name}}} &= \Bigg\lfloor \frac{{{top}}}{{{bottom}}} \Bigg\rfloor + 1 = "
            rf"\mathbf{{{result}}}"
        )
    return r"\small\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"


def letters_formula(geometry: Geometry, *, flipped: bool) -> str:
    """Return image, kernel and output as LaTeX matrices of letters, as the lecture writes them."""
    image, kernel = image_letters(geometry.image), kernel_letters(geometry.kernel)
    output = expressions(touched_pixels(geometry, flipped=flipped), image, kernel)
    parts = zip(
        (image, kernel, output), (geometry.image, geometry.kernel, geometry.output), strict=True
    )
    matrices = [
        r"\begin{pmatrix}"
        + r" \\ ".join(
            " & ".join(cells[row * size[1] : (row + 1) * size[1]]) for row in range(size[0])
        )
        + r"\end{pmatrix}"
        for cells, size in parts
    ]
    sign = r"\ast" if flipped else r"\star"
    return rf"{matrices[0]} {sign} {matrices[1]} = {matrices[2]}"


def _count(geometry: Geometry) -> int:
    return geometry.output[0] * geometry.output[1]


LIMITS = (*controls.LIMITS, *given_kernels.LIMITS, *filters.LIMITS, *learned.LIMITS)
VIEWS = {
    controls.BY_HAND: by_hand,
    controls.ON_A_PHOTO: photo.on_a_photo,
    controls.LEARNED: learned.learned,
}
