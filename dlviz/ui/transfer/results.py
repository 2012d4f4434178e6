"""The view of the trained head's results on the photos held back: mistakes, classes, map, curve."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from dlviz.datasets.own_classes import Project
from dlviz.embeddings import EmbeddingPlane, embedding_plane
from dlviz.figures import mistakes
from dlviz.figures import transfer as figures
from dlviz.notices import transfer as notices
from dlviz.tables import table_csv
from dlviz.training.transfer import HeadSettings, Trained, learning_curve
from dlviz.transfer_result import Reading
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.components.map_sheets.map_sheets import Group, Look, map_sheets, pictures_sheet
from dlviz.ui.shared import keepsakes, page_parts
from dlviz.ui.transfer import memo, projects, work
from dlviz.ui.transfer import train as head
from dlviz.ui.transfer.photos import sheet_pictures

CONFUSION, CLASSES, MAP, CURVE = "Mistakes", "Each class", "Map of photos", "More photos"
_MATRIX = "transfer_matrix"
_CELL = "transfer_cell"
_POINTS = "transfer_map"
_POINT = "transfer_point"
PART = "transfer_part"
_CURVE = keepsakes.kept("transfer_curve_points")
_BEGUN = keepsakes.kept("transfer_curve_begun")  # what the curve was first begun for
_MOST = 16  # photos shown at once
_TILE = 112


def show(project: Project) -> None:
    """Place the choice of a result and draw it."""
    how = head.settings()
    trained = memo.trained(project, how)
    if trained is None:
        page_parts.notice(notices.about_photos(project, None))
        return
    part = st.segmented_control(
        "Look at", [CONFUSION, CLASSES, MAP, CURVE], default=CONFUSION, required=True,
        key=PART, bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    own = reading(project, trained)
    if part == CONFUSION:
        _show_mistakes(project, own)
    elif part == CLASSES:
        _show_classes(project, own)
    elif part == MAP:
        _show_map(project, trained, own)
    else:
        _show_curve(project, how)
    page_parts.download_csv(lambda: _csv(project, own), key="transfer_result_csv")


def reading(project: Project, trained: Trained) -> Reading:
    """Return the head's predictions for the photos held back."""
    places = trained.split.validation
    every = memo.probabilities(project, trained.head)
    return Reading(places, project.labels()[places], every[places])


def plane_of(project: Project) -> EmbeddingPlane:
    """Return the plane of largest variance of the photos' embeddings."""
    return memo.remembered("plane", project.identity, lambda: embedding_plane(project.embeddings()))


def show_points(
    project: Project,
    trained: Trained,
    *,
    key: str,
    height: int,
    new: np.ndarray | None = None,
    on_click: Callable[[], None] | None = None,
) -> None:
    """Draw the photos as points on their plane, and a new photo if there is one."""
    own, on = reading(project, trained), plane_of(project)
    labels = project.labels()
    held = np.zeros(len(labels), bool)
    held[own.places] = True
    wrong = np.zeros(len(labels), bool)
    wrong[own.places[own.mistakes()]] = True
    live_figure(
        figures.embedding_map(
            on.place(project.embeddings()), labels, project.names, held, wrong,
            shares=on.shares, new=None if new is None else on.place(new[None])[0],
        ),
        key=key,
        alt=f"{len(labels)} photos on two principal components of their numbers",
        height=height,
        on_click=on_click,
    )  # fmt: skip


def _show_mistakes(project: Project, own: Reading) -> None:
    names = project.names
    left, right = st.columns([0.52, 0.48], gap="medium")
    with left:
        live_figure(
            mistakes.confusion(own.confusion(), names, noun="photos"),
            key=_MATRIX,
            alt="Confusion matrix: rows are the true classes, columns the predicted classes",
            height=390,
            on_click=_open_clicked_cell,
        )
    with right:
        cell = _cell(len(names))
        if cell is None:
            members = own.mistakes()
            title = (
                "One mistake"
                if len(members) == 1
                else f"{len(members)} mistakes, the most confident first"
            )
        else:
            members = own.members(*cell)
            title = f"Photos of {names[cell[0]]} classified as {names[cell[1]]}: {len(members)}"
        captions = [f"{names[own.answers[i]]} {own.confidence[i]:.0%}" for i in members[:_MOST]]
        _show_photos(project, own.places[members[:_MOST]], captions, title)
        if cell is not None:
            st.button(
                "Show all mistakes", icon=":material/close:", key="transfer_uncell",
                on_click=lambda: st.session_state.pop(_CELL, None),
            )  # fmt: skip
    wrong = own.mistakes()
    worst = None
    if len(wrong):
        i = wrong[0]
        worst = (names[own.labels[i]], names[own.answers[i]], float(own.confidence[i]))
    page_parts.notice(notices.about_result(names, own.confusion(), worst))


def _show_photos(
    project: Project, places: Sequence[int] | np.ndarray, captions: list[str], title: str
) -> None:
    if not len(places):
        st.markdown(f"**{title}.** Click a cell of the matrix to see its photos.")
        return
    names = [
        f"Photo {place + 1}, classified as {text}"
        for place, text in zip(places, captions, strict=True)
    ]
    map_sheets(
        [
            Group(
                [
                    pictures_sheet(
                        title,
                        sheet_pictures(project, list(places), _TILE),
                        Look(noun="Photo", names=names, captions=captions, tall=22),
                    )
                ],
                has_zoom=False,
            )
        ],
        key="transfer_members",
        identity=f"{[int(place) for place in places]}",
        hint="Click a cell of the matrix to see its photos.",
    )


def _show_classes(project: Project, own: Reading) -> None:
    rates = own.errors()
    kept = [(name, rate) for name, rate in zip(project.names, rates, strict=True) if rate]
    live_figure(
        figures.class_accuracy(
            [name for name, _ in kept],
            np.array([100 - rate.value for _, rate in kept]),
            np.array([100 - rate.high for _, rate in kept]),
            np.array([100 - rate.low for _, rate in kept]),
        ),
        key="transfer_classes",
        alt="; ".join(f"{name} {100 - rate.value:.0f} %" for name, rate in kept),
        height=90 + 46 * len(kept),
    )
    page_parts.notice(notices.about_classes([rate for _, rate in kept]))


def _show_map(project: Project, trained: Trained, own: Reading) -> None:
    left, right = st.columns([0.66, 0.34], gap="medium")
    with left:
        show_points(project, trained, key=_POINTS, height=430, on_click=_show_clicked_photo)
    place = st.session_state.get(_POINT, 0)
    place = place if isinstance(place, int) and 0 <= place < len(project.photos) else 0
    with right:
        label = int(project.labels()[place])
        every = memo.probabilities(project, trained.head)[place]
        text = f"{project.names[int(every.argmax())]} {every.max():.0%}"
        _show_photos(project, [place], [text], f"Photo {place + 1}, {project.names[label]}")
    on = plane_of(project)
    page_parts.notice(
        f"Each photo is {project.photos[0].embedding.size:,} numbers; the two directions in which "
        f"they differ most hold {on.shares.sum():.0%} of the variance. Hollow marks are held-out "
        f"photos; {notices.about_rings(len(own.mistakes()))} Click one to see it."
    )


def _show_curve(project: Project, how: HeadSettings) -> None:
    about = (project.identity, how)
    _begin_ready_curve(project, how)
    now = work.current()
    if now is not None and now.kind == work.CURVE and now.task.latest:
        st.session_state[_CURVE] = (now.about, now.task.latest)
    key, points = st.session_state.get(_CURVE, (None, ()))
    if key != about:
        points = ()
    st.button(
        "Train on fewer photos, ten splits each", icon=":material/play_arrow:", type="primary",
        key="transfer_curve", disabled=work.is_busy(), on_click=_begin_curve,
        args=(project, how),
    )  # fmt: skip
    if points:
        live_figure(
            figures.accuracy_by_photos(
                [own.n_each for own in points], [own.accuracies for own in points]
            ),
            key="transfer_by_photos",
            alt="; ".join(f"{own.n_each} photos {np.mean(own.accuracies):.0%}" for own in points),
            height=370,
        )
    page_parts.notice(notices.about_curve(points))


def _begin_ready_curve(project: Project, how: HeadSettings) -> None:
    """Begin the curve of a ready set when it is first looked at; it takes about a second."""
    about, now = (project.identity, how), work.current()
    is_idle = now is None or now.task.is_done  # a stopped job would be lost
    if is_idle and not projects.is_own() and st.session_state.get(_BEGUN) != about:
        st.session_state[_BEGUN] = about
        _begin_curve(project, how)


def _begin_curve(project: Project, how: HeadSettings) -> None:
    steps = learning_curve(project.embeddings(), project.labels(), how)
    work.begin(work.CURVE, steps, (project.identity, how))


def _cell(n_classes: int) -> tuple[int, int] | None:
    cell = st.session_state.get(_CELL)
    if not isinstance(cell, tuple) or max(cell) >= n_classes:
        return None
    return cell


def _open_clicked_cell() -> None:
    """Open the photos of the cell that was clicked."""
    point = st.session_state[_MATRIX].point
    if isinstance(point, dict):
        true, read_as = point.get("y"), point.get("x")
        if all(isinstance(value, int) and 0 <= value < 20 for value in (true, read_as)):
            st.session_state[_CELL] = (true, read_as)


def _show_clicked_photo() -> None:
    """Show the photo whose point was clicked."""
    point = st.session_state[_POINTS].point
    place = point.get("custom") if isinstance(point, dict) else None
    if isinstance(place, int | float) and place >= 0:
        st.session_state[_POINT] = int(place)


def _csv(project: Project, own: Reading) -> str:
    names = project.names
    rows = []
    for i, place in enumerate(own.places):
        values = (f"{value:.6f}" for value in own.probabilities[i])
        rows.append((place + 1, names[own.labels[i]], names[own.answers[i]], *values))
    return table_csv(("photo", "is", "read_as", *(f"p_{name}" for name in names)), rows)
