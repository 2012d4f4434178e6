"""The table of views of "Transfer learning", and the choice of classes and view."""

from collections.abc import Callable

import streamlit as st

from dlviz.datasets.own_classes import Project
from dlviz.ui.shared import page_parts
from dlviz.ui.transfer import freeze, keep, memo, photos, program, projects, results, train
from dlviz.ui.transfer import try_it as transfer_try

TRAIN, PHOTOS, FREEZE = "Train", "Photos", "How much to freeze"
RESULT, TRY, KEEP = "Result", "Try it", "Keep it"
LIMITS = (*train.LIMITS, *freeze.LIMITS, *transfer_try.LIMITS)


# Ten blocks side by side are wider than a phone. There the figure scrolls instead of the page, and
# is first scrolled to its end, the layer that learns.
_STYLE = """<style>
@media (max-width: 640px) {
  .st-key-transfer_wide {overflow-x: auto; direction: rtl}
  .st-key-transfer_wide > div {min-width: 44rem; direction: ltr}
}
</style>"""


def choose_set_and_view() -> str:
    """Place the choice of classes and of the view; return the view."""
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom", key="transfer_choice"):
        with st.container(width=250):
            projects.choose_set()
        views = [PHOTOS, TRAIN, FREEZE, RESULT, TRY, KEEP]
        view = page_parts.choose_view(views, key="transfer_view", default=TRAIN)
    if view != TRAIN:
        train.follow_link()
    return view


def _photos(project: Project) -> None:
    if project.note:
        with st.container(key="transfer_note"):
            st.caption(project.note)
    photos.show(project)
    program.offer_photos(project)


def _train(project: Project) -> None:
    train.show(project)
    program.offer_training(project)
    trained = memo.trained(project, train.settings())
    if trained is not None:
        page_parts.download_csv(lambda: train.curves_csv(trained), key="transfer_csv")


def _freeze(project: Project) -> None:
    freeze.show(project)
    program.offer_freezing(project)


def _result(project: Project) -> None:
    results.show(project)
    program.offer_result(project)


def _try(project: Project) -> None:
    transfer_try.show(project)
    program.offer_trying(project)


VIEWS: dict[str, Callable[[Project], None]] = {
    PHOTOS: _photos,
    TRAIN: _train,
    FREEZE: _freeze,
    RESULT: _result,
    TRY: _try,
    KEEP: keep.show,
}
