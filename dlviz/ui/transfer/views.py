"""The views of "Transfer learning"."""

from collections.abc import Callable

import streamlit as st

from dlviz.datasets.own_classes import Project
from dlviz.snippets import transfer as snippets
from dlviz.ui.shared import page_parts
from dlviz.ui.transfer import freeze, keep, memo, photos, projects, results, train
from dlviz.ui.transfer import try_it as transfer_try

TRAIN, PHOTOS, FREEZE = "Train", "Photos", "How much to freeze"
RESULT, TRY, KEEP = "Result", "Try it", "Keep it"
LIMITS = (*train.LIMITS, *freeze.LIMITS, *transfer_try.LIMITS)


# Ten blocks side by side are wider than a phone: there the figure scrolls, not the page, and shows
# its end first, the layer that learns.
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
        return page_parts.choose_view(views, key="transfer_view", default=TRAIN)


def _photos(project: Project) -> None:
    if project.note:
        st.caption(project.note)
    photos.show(project)
    _show_code(project)


def _train(project: Project) -> None:
    train.show(project)
    _show_code(project)
    trained = memo.trained(project, train.settings())
    if trained is not None:
        page_parts.download_csv(lambda: train.curves_csv(trained), key="transfer_csv")


def _freeze(project: Project) -> None:
    freeze.show(project)
    page_parts.code(
        lambda: snippets.freezing(
            _source(),
            projects.backbone().classifier.name,
            train.settings(),
            freeze.chosen_depth(projects.backbone()),
            epochs=freeze.chosen_plan(project).epochs,
            side=freeze.chosen_plan(project).side,
        ),
        key="transfer_freeze_code",
    )


def _result(project: Project) -> None:
    results.show(project)
    _show_code(project)


def _try(project: Project) -> None:
    transfer_try.show(project)
    _show_code(project)


def _show_code(project: Project) -> None:
    page_parts.code(
        lambda: snippets.training(_source(), project.network, train.settings(), len(project.names)),
        key="transfer_code",
    )


def _source() -> str:
    """Return the ready set on screen, "" for the visitor's own classes."""
    return "" if projects.is_own() else str(st.session_state[projects.SET])


VIEWS: dict[str, Callable[[Project], None]] = {
    PHOTOS: _photos,
    TRAIN: _train,
    FREEZE: _freeze,
    RESULT: _result,
    TRY: _try,
    KEEP: keep.show,
}
