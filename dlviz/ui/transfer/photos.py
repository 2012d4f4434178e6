"""The view that shows classes as cards: add and remove photos, name and remove classes."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import streamlit as st

from dlviz.datasets import project_archive
from dlviz.datasets.own_classes import (
    LONGEST_NAME,
    MOST_CLASSES,
    MOST_PHOTOS,
    OwnClass,
    Project,
    unpack,
)
from dlviz.datasets.photos import ENDINGS, LARGEST_FILE
from dlviz.embeddings import NEAR, near_duplicates
from dlviz.notices import transfer as notices
from dlviz.training.embedding import Incoming
from dlviz.ui._compat.types import UploadedFile
from dlviz.ui.components.map_sheets.map_sheets import (
    Group,
    Look,
    Spot,
    map_sheets,
    picked,
    pictures_sheet,
)
from dlviz.ui.shared import page_parts, uploaded
from dlviz.ui.shared.camera import camera_input
from dlviz.ui.shared.photo_chooser import PROMISE
from dlviz.ui.transfer import memo, projects, work

_TILE, _LARGE_TILE = 56, 112  # side in pixels of a photo on a card: with many, with few photos
_A_FEW = 12
_MOST_TILES = 240  # photos shown on all cards together
_COLUMNS = 3
_ROUND = "transfer_round"  # number of uploads; part of the uploader's key, which empties it
_SELECTED = "transfer_selected"  # number of a photo
_PROBLEM = "transfer_problem"
_NAME_BOXES = "transfer_name_boxes"  # by class: name on screen, and number of its changes


def show(project: Project) -> None:
    """Draw the cards, the uploads, and remarks about the photos."""
    uploaded.keep_in_memory()
    _show_actions(project)
    _show_problems()
    each = max(6, min(40, _MOST_TILES // max(1, len(project.classes))))
    for first in range(0, len(project.classes), _COLUMNS):
        row = project.classes[first : first + _COLUMNS]
        n_columns = min(_COLUMNS, max(2, len(project.classes)))
        for column, own in zip(st.columns(n_columns, gap="small"), row, strict=False):
            with column, st.container(border=True, key=f"transfer_card_{own.number}"):
                _show_card(own, each)
    pairs = None if work.is_busy() else duplicates(project)  # not while photos are arriving
    page_parts.notice(notices.about_photos(project, pairs))
    if pairs and projects.is_own():
        extra = {project.photos[second].number for _, second, _ in pairs}
        st.button(
            f"Remove {len(extra)} near-duplicate{'s' if len(extra) > 1 else ''}",
            icon=":material/filter_none:",
            key="transfer_thin",
            help="The later photo of each pair is removed.",
            on_click=_take_away,
            args=(lambda mine: mine.without_photos(extra), "the near-duplicates"),
        )
    if projects.is_own():
        st.caption(PROMISE)


def duplicates(project: Project) -> list[tuple[int, int, float]]:
    """Return pairs of photos on screen that are nearly the same."""
    if len(project.photos) < 2:
        return []
    return memo.remembered(
        "duplicates", project.identity, lambda: near_duplicates(project.embeddings(), least=NEAR)
    )


def sheet_pictures(project: Project, places: Sequence[int], side: int = _TILE) -> np.ndarray:
    """Return the photos with indices `places` as an array (n, side, side, 3)."""
    photos = project.photos
    return np.stack([unpack(photos[place], side=side) for place in places])


def _show_actions(project: Project) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if not projects.is_own():
            st.button(
                "Use my own photos",
                icon=":material/add_photo_alternate:",
                type="primary",
                key="transfer_start_own",
                on_click=projects.select_own_classes,
            )
            st.button(
                "Copy these classes to mine",
                icon=":material/edit:",
                key="transfer_take_over",
                help="The copies are added to your own classes: rename them, add your photos.",
                on_click=_copy_to_own_classes,
            )
            return
        st.button(
            "Add a class",
            icon=":material/add:",
            key="transfer_add_class",
            disabled=len(project.classes) >= MOST_CLASSES,
            on_click=_change,
            args=(lambda mine: mine.with_class(f"class {len(mine.classes) + 1}"),),
        )
        with st.popover("Folder or zip", icon=":material/folder_open:"):
            _offer_folder()
            _offer_zip()
        st.button(
            "Start again",
            icon=":material/replay:",
            key="transfer_anew",
            disabled=not project.n_photos and len(project.classes) == 2,
            help="Removes all your classes and photos; you can undo this afterwards.",
            on_click=_start_anew,
        )
        projects.UNDO.offer()


def _show_problems() -> None:
    if problem := st.session_state.get(_PROBLEM):
        st.error(problem)
    told = work.refusals()
    if told:
        more = [f"and {len(told) - 5} more files."] if len(told) > 5 else []
        st.warning("  \n".join([*map(_without_markdown, told[:5]), *more]))


def _show_card(own: OwnClass, most: int) -> None:
    if projects.is_own():
        _edit_class(own)
    else:
        st.markdown(f"**{own.name}**")
    st.caption(notices.about_class(own))
    if own.photos:
        _show_sheet(own, most)
    if projects.is_own():
        _offer_photos(own)


def _edit_class(own: OwnClass) -> None:
    key = _name_key(own)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text_input(
            "Name",
            own.name,
            max_chars=LONGEST_NAME,
            key=key,
            label_visibility="collapsed",
            on_change=_rename,
            args=(own.number, key),
            width="stretch",
        )
        st.toggle(
            "use",
            own.is_enabled,
            key=f"transfer_enabled_{own.number}",
            on_change=_enable_or_disable,
            args=(own.number,),
            width="content",
        )
        st.button(
            "",
            icon=":material/delete:",
            key=f"transfer_delete_{own.number}",
            help=f"Delete the class “{own.name}”",
            on_click=_take_away,
            args=(lambda mine: mine.without_class(own.number), f"“{own.name}”"),
        )


def _name_key(own: OwnClass) -> str:
    """Return the widget key of a class's name input; it changes with the name.

    A stale browser message, sent before the name changed, has the old key and so no effect.
    """
    boxes: dict[int, tuple[str, int]] = st.session_state.setdefault(_NAME_BOXES, {})
    name, n_changes = boxes.get(own.number, (own.name, 0))
    boxes[own.number] = (own.name, n_changes + (name != own.name))
    return f"transfer_name_{own.number}_{boxes[own.number][1]}"


def _show_sheet(own: OwnClass, most: int) -> None:
    first = 0
    if len(own.photos) > most:
        n_pages = -(-len(own.photos) // most)
        page = st.number_input(
            f"Page of {n_pages}",
            1,
            n_pages,
            key=f"transfer_page_{own.number}_{n_pages}",
            width=110,
            label_visibility="collapsed",
        )
        first = (page - 1) * most
    shown = own.photos[first : first + most]
    numbers = tuple(photo.number for photo in shown)
    side = _LARGE_TILE if len(shown) <= _A_FEW else _TILE
    pictures = memo.remembered(
        f"tiles {own.number}",
        numbers,
        lambda: np.stack([unpack(photo, side=side) for photo in shown]),
    )
    selected = st.session_state.get(_SELECTED)
    at = numbers.index(selected) if selected in numbers else None
    key = f"transfer_sheet_{own.number}"
    names = [f"{own.name}, photo {first + place + 1}" for place in range(len(shown))]
    map_sheets(
        [Group([pictures_sheet("", pictures, Look(noun="Photo", names=names, tall=14))],
               has_zoom=False)],
        key=key,
        identity=f"{own.number} {numbers[0]} {numbers[-1]} {len(numbers)}",
        hint="Click a photo to remove it." if projects.is_own() else "Point at a photo.",
        selected=None if at is None else Spot(at, 0, 0),
        on_pick=partial(_select_clicked_photo, key, numbers) if projects.is_own() else None,
    )  # fmt: skip
    if at is not None and projects.is_own():
        st.button(
            f"Delete photo {first + at + 1}",
            icon=":material/delete:",
            key=f"transfer_delete_photo_{own.number}",
            on_click=_delete_photo,
            args=(selected,),
        )


def _offer_photos(own: OwnClass) -> None:
    turn = st.session_state.get(_ROUND, 0)
    is_full = projects.own_project().n_photos >= MOST_PHOTOS
    with st.popover("Add photos", icon=":material/add_a_photo:", disabled=is_full, width="stretch"):
        source = st.segmented_control(
            "From", ["Files", "Camera"], default="Files", required=True,
            key=f"transfer_source_{own.number}", label_visibility="collapsed",
        )  # fmt: skip
        if source == "Files":
            key = f"transfer_files_{own.number}_{turn}"
            st.file_uploader(
                f"Photos, up to {LARGEST_FILE / 1e6:.0f} MB each",
                accept_multiple_files=True,
                max_upload_size=round(LARGEST_FILE / 1e6),
                key=key,
                on_change=_add_uploaded_photos,
                args=(key, own.number),
            )
        else:
            key = f"transfer_camera_{own.number}_{turn}"
            camera_input(
                "Take a photo", key=key, on_change=_add_uploaded_photos, args=(key, own.number)
            )


def _offer_folder() -> None:
    key = f"transfer_folder_{st.session_state.get(_ROUND, 0)}"
    st.file_uploader(
        "A folder: each folder in it is a class",
        type=ENDINGS,
        accept_multiple_files="directory",
        max_upload_size=round(LARGEST_FILE / 1e6),
        key=key,
        on_change=_add_uploaded_folder,
        args=(key,),
    )


def _offer_zip() -> None:
    key = f"transfer_zip_{st.session_state.get(_ROUND, 0)}"
    st.file_uploader(
        "A zip file of such folders",
        type=["zip"],
        max_upload_size=round(project_archive.LARGEST_ARCHIVE / 1e6),
        key=key,
        on_change=_add_uploaded_zip,
        args=(key,),
    )


# Callbacks of the buttons


def _change(how: Callable[[Project], Project]) -> None:
    """Change the visitor's own classes; if there is a problem, say so and change nothing."""
    st.session_state[_PROBLEM] = ""
    try:
        projects.set_own_project(how(projects.own_project()))
    except ValueError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _copy_to_own_classes() -> None:
    st.session_state[_PROBLEM] = ""
    try:
        projects.copy_to_own_classes()
    except ValueError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _take_away(how: Callable[[Project], Project], what: str) -> None:
    """Remove something from the classes, with undo."""
    with projects.UNDO.step(what, [projects.OWN_PROJECT]):
        _change(how)


def _start_anew() -> None:
    work.drop()
    _take_away(lambda _: projects.empty_project(), "my classes")


def _rename(number: int, key: str) -> None:
    wanted = st.session_state[key]
    _change(lambda mine: mine.renamed(number, wanted))


def _enable_or_disable(number: int) -> None:
    is_enabled = bool(st.session_state[f"transfer_enabled_{number}"])
    _change(lambda mine: mine.switched(number, is_enabled))


def _select_clicked_photo(key: str, numbers: tuple[int, ...]) -> None:
    spot = picked(st.session_state[key].pick)
    if spot is not None and spot.map < len(numbers):
        st.session_state[_SELECTED] = numbers[spot.map]


def _delete_photo(number: int) -> None:
    st.session_state.pop(_SELECTED, None)
    _take_away(lambda mine: mine.without_photos({number}), "the photo")


def _add_uploaded_photos(key: str, group: int) -> None:
    """Pass uploaded files to the background work, and delete Streamlit's copies."""
    held = st.session_state.get(key) or []
    files: list[UploadedFile] = held if isinstance(held, list) else [held]
    taken, problem = uploaded.contents(files)
    _add_photos([Incoming(group, name, data) for name, data in taken], problem)


def _add_uploaded_folder(key: str) -> None:
    files = st.session_state.get(key) or []
    taken, problem = uploaded.contents(files)
    _add_photos_by_class(
        [(project_archive.group_of(name) or "photos", name, data) for name, data in taken], problem
    )


def _add_uploaded_zip(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state[_PROBLEM] = ""
    try:
        content = uploaded.content(file)
        if project_archive.is_project(content):
            raise ValueError("This is a project of this page: load it under “Keep it”.")
        _add_photos_by_class(
            [
                (own.group or "photos", own.name, own.data)
                for own in project_archive.loose_photos(content)
            ]
        )
    except ValueError as problem:
        st.session_state[_PROBLEM] = f"{problem} Nothing has changed."
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _add_photos_by_class(files: list[tuple[str, str, bytes]], problem: str = "") -> None:
    """Pass on files with class names; create missing classes, remove empty ones to make room.

    `problem` describes files that were rejected before.
    """
    if not files:
        _add_photos([], problem)
        return
    names = list(dict.fromkeys(group for group, _, _ in files))

    def with_classes(mine: Project) -> Project:
        if not mine.n_photos:
            for own in mine.classes:
                mine = mine.without_class(own.number)
        for name in names:
            if name not in [own.name for own in mine.classes]:
                mine = mine.with_class(name)
        return mine

    _change(with_classes)
    if st.session_state.get(_PROBLEM):
        return
    numbers = {own.name: own.number for own in projects.own_project().classes}
    _add_photos([Incoming(numbers[group], name, data) for group, name, data in files], problem)


def _add_photos(files: list[Incoming], problem: str = "") -> None:
    st.session_state[_PROBLEM] = problem
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if not files:
        return
    room = MOST_PHOTOS - projects.own_project().n_photos
    try:
        work.add_files(files[:room])
    except ValueError as problem:
        st.session_state[_PROBLEM] = str(problem)
    else:
        if len(files) > room:
            st.session_state[_PROBLEM] = (
                f"There is room for {room:,} more photos; {len(files) - room:,} were left out."
            )


def _without_markdown(text: str) -> str:
    """Return a file's name without characters that Markdown would interpret."""
    return "".join(" " if each in "`*_[]<>$\\|~" else each for each in text)
