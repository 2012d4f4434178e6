"""What a class takes along of its handwriting: a file for NumPy, a picture, and a program."""

from collections.abc import Mapping

import streamlit as st

from dlviz.classroom.drawings import Drawing
from dlviz.classroom.handwriting import MODELS, as_npz, as_png
from dlviz.snippets import handwriting as snippet
from dlviz.ui.shared import page_parts

_ICON = ":material/download:"


def show(drawings: Mapping[str, Drawing]) -> None:
    """Place what can be taken along; drawings of one pupil do not stand together in it."""
    own = list(drawings.values())
    with st.container(horizontal=True, key="class_take_along"):
        st.download_button(
            "Drawings as .npz",
            lambda: as_npz(own),
            file_name=snippet.FILE,
            mime="application/octet-stream",
            icon=_ICON,
            on_click="ignore",
            key="class_npz",
        )
        st.download_button(
            "Drawings as PNG",
            lambda: as_png(own),
            file_name="our-handwriting.png",
            mime="image/png",
            icon=_ICON,
            on_click="ignore",
            key="class_png",
        )
    st.caption(
        "The files hold the drawings that are on the wall now, and not who has drawn them. "
        f"{snippet.ABOUT_ARRAYS}"
    )
    page_parts.code(
        lambda: snippet.read_drawings(MODELS),
        key="class_code_program",
        files=lambda: page_parts.program_files(snippet.files(own, MODELS)),
    )
