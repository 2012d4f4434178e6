"""The view that browses CIFAR-100's pictures by group and class, or downloads the data set."""

import numpy as np
import streamlit as st

from dlviz.datasets import cifar100
from dlviz.datasets.cifar100_download import ADVICE, Download, official
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.figures import architecture as figures
from dlviz.figures.pictures import tiled
from dlviz.layers import shape_text
from dlviz.notices import architecture as notices
from dlviz.snippets.architecture import Watched
from dlviz.training.plan import CIFAR, DATA
from dlviz.ui.architecture.confusion import choose_class, show_confusion
from dlviz.ui.architecture.pictures import INDEX, SmallPicture, cifar_picture, shrunk_photo
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import page_parts
from dlviz.ui.shared.cifar_pictures import NUMBERED, available_pictures
from dlviz.ui.shared.number_boxes import cap_kept_number

SPLITS = {"test": "10,000 test pictures", "train": "50,000 training pictures"}
GRID = "architecture_grid"
_SPLIT = "architecture_split"
_TILES, _COLUMNS = 60, 15
_CHANNEL_NAMES = ("Red", "Green", "Blue")
_SHOWS_FIRST = "architecture_follow"  # session key: show the first picture of a new class


def browse() -> SmallPicture:
    """Show CIFAR-100 by group and class, or how to get it; return the selected picture."""
    split = _choose_split()
    data = available_pictures(split)
    if data is None:
        _offer_download()
        st.markdown(
            "**Until then:** one of the photos that come with this project (or your own), cut "
            "to a "
            "square and shrunk to 32 × 32. It is not from CIFAR-100."
        )
        picture = shrunk_photo(DATA[CIFAR].input)
    else:
        name, index = _choose_index(data, split)
        picture = cifar_picture(data, split, index)
    _show_channels(picture)
    page_parts.notice(notices.about_picture(picture.pixels))
    if data is None:
        with st.container(horizontal=True):
            name = choose_class()
    page_parts.notice(show_confusion(name, _show_first_of_class))
    return picture


def watched(picture: SmallPicture) -> Watched:
    """Return the numbers of a picture that `browse` shows as text."""
    get = st.session_state.get
    return Watched(
        picture.pixels,
        _CHANNEL_NAMES.index(get("architecture_channel", _CHANNEL_NAMES[0])),
        int(get("architecture_top", 0)),
        int(get("architecture_left", 0)),
        figures.NUMBERS_SIDE,
    )


def download_is_running() -> bool:
    """Return whether CIFAR-100 is being downloaded; then the page polls."""
    download = _downloads().get("download")
    return download is not None and download.is_running


def _choose_split() -> str:
    if cifar100.folder() is None:
        return "test"
    return str(
        st.segmented_control(
            "Pictures",
            list(SPLITS),
            default="test",
            required=True,
            format_func=SPLITS.__getitem__,
            key=_SPLIT,
            bind="query-params",
            label_visibility="collapsed",
        )
    )


def _choose_index(data: cifar100.Pictures, split: str) -> tuple[str, int]:
    """Place class and sheet of pictures; return the class and the chosen picture's index."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = choose_class(on_change=_show_first_of_class)
        members = np.flatnonzero(data.labels == CLASS_NAMES.index(name))
        is_first = INDEX not in st.session_state and INDEX not in st.query_params
        if (st.session_state.pop(_SHOWS_FIRST, False) or is_first) and len(members):
            st.session_state[INDEX] = int(members[0])
        sheets = max(1, -(-len(members) // _TILES))
        cap_kept_number("architecture_sheet", sheets)
        sheet = st.number_input(
            f"Sheet (1 to {sheets})", 1, sheets, key="architecture_sheet", bind="query-params",
            width=130,
        )  # fmt: skip
        cap_kept_number(INDEX, len(data) - 1)
        index = st.number_input(
            f"Picture (0 to {len(data) - 1:,})", 0, len(data) - 1, key=INDEX, bind="query-params",
            width=170, help=NUMBERED,
        )  # fmt: skip
    shown = members[(sheet - 1) * _TILES : sheet * _TILES]
    st.session_state["architecture_shown"] = shown
    live_figure(
        figures.sheet(tiled(list(data.images[shown]), columns=_COLUMNS)),
        key=GRID,
        alt=f"{len(shown)} of {len(members)} pictures of the class {name}; click one",
        height=200,
        on_click=_select_clicked_tile,
    )
    st.caption(
        f"{name}: {len(members)} of {SPLITS[split]}; click one. CIFAR-100 has 100 classes in 20 "
        "groups of five."
    )
    return name, index


def _show_first_of_class() -> None:
    """Show a picture of the class that was chosen."""
    st.session_state[_SHOWS_FIRST] = True


def _select_clicked_tile() -> None:
    """Choose the picture of the sheet that was clicked."""
    point = st.session_state[GRID].point
    shown = st.session_state.get("architecture_shown")
    if shown is None or not isinstance(point, dict):
        return
    x, y = point.get("x"), point.get("y")
    if isinstance(x, int | float) and isinstance(y, int | float) and x >= 0 and y >= 0:
        step = cifar100.SIDE + 2  # with the gap between tiles
        place = int(y // step) * _COLUMNS + int(x // step)
        if x // step < _COLUMNS and place < len(shown):
            st.session_state[INDEX] = int(shown[place])


def _show_channels(picture: SmallPicture) -> None:
    pixels = picture.pixels
    side = figures.NUMBERS_SIDE
    most = pixels.shape[0] - side
    left, right = st.columns([0.6, 0.4], gap="medium")
    with right:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            channel = st.selectbox(
                "Channel",
                _CHANNEL_NAMES,
                key="architecture_channel",
                bind="query-params",
                width=110,
            )
            top = st.number_input(
                "Rows above", 0, most, 12, key="architecture_top", bind="query-params", width=115
            )
            first = st.number_input(
                "Columns left", 0, most, 12, key="architecture_left", bind="query-params", width=115
            )
        live_figure(
            figures.numbers(pixels, _CHANNEL_NAMES.index(channel), top, first),
            key="architecture_numbers",
            alt=f"{side} x {side} numbers of the channel {channel.lower()} from row {top + 1}, "
            f"column {first + 1}",
            height=360,
        )
    with left:
        live_figure(
            figures.channels(pixels, (top, first, side, side)),
            key="architecture_channels",
            alt=f"{picture.title}, and its red, green and blue as three maps",
            height=230,
        )
        st.caption(
            f"{picture.title}: {shape_text((pixels.shape[2], *pixels.shape[:2]))}. Every channel "
            "is a map from 0 (black) to 255 (white); the numbers of the outlined part are shown "
            "beside it."
        )


@st.cache_resource(show_spinner=False)
def _downloads() -> dict[str, Download]:
    """Return the dictionary that holds this server's only download."""
    return {}


def _offer_download() -> None:
    download = _downloads().get("download")
    if download is not None and download.is_running:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(
                download.share,
                text=f"CIFAR-100: {download.received / 1e6:.0f} of {download.total / 1e6:.0f} MB",
                width=420,
            )
            st.button(
                "Stop", icon=":material/stop:", key="architecture_cancel", on_click=download.cancel
            )
        return
    if download is not None and download.problem:
        st.warning(download.problem)
    archive = official()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"CIFAR-100's 60,000 pictures are not on this machine: the project may not include "
            f"them. {ADVICE}",
            width="stretch",
        )
        st.button(
            f"Download it ({archive.megabytes} MB)",
            icon=":material/cloud_download:",
            key="architecture_fetch",
            on_click=_begin_download,
        )


def _begin_download() -> None:
    downloads = _downloads()
    known = downloads.get("download")
    if known is None or not known.is_running:
        downloads["download"] = Download(official(), cifar100.folder() or cifar100.own_folder())
