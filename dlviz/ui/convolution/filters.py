"""The mode "K filters" of "On a photo": a layer of filters with biases, and one map taken apart."""

import numpy as np
import streamlit as st
from PIL import Image

from dlviz import filter_stack
from dlviz.figures.sprites import in_rows, signed_pictures
from dlviz.filter_stack import FILTERS, MOST, SIDE
from dlviz.notices import filter_stack as notices
from dlviz.receptive_field import Reach
from dlviz.responses import COLOURS
from dlviz.snippets import convolution as snippets
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.components.map_sheets.map_sheets import (
    Group,
    Look,
    Sheet,
    Spot,
    map_sheets,
    maps_sheet,
    picked,
    pictures_sheet,
)
from dlviz.ui.shared import page_parts, program_photos
from dlviz.ui.shared.kept_photos import ChosenPhoto
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import whole_number

PIXELS = 192  # along the longer side: eight maps of a photo are small enough to send
SHEETS = "convolution_stack"
COUNT, NUMBER = "convolution_filters", "convolution_filter"
ROW, COLUMN = "convolution_place_row", "convolution_place_column"
_START = 4
_TALL, _LOW = 13, 8  # rem, of maps and of filters: the sum below them is on the same screen

LIMITS = (
    Limit(COUNT, "number of filters", 1, MOST),
    Limit(NUMBER, "filter", 1, MOST),
    Limit(ROW, "row", 1, PIXELS),
    Limit(COLUMN, "column", 1, PIXELS),
)


def k_filters(photo: ChosenPhoto, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Show K filters, their K maps, and one of the maps as a sum of three colours and a bias."""
    image = filter_stack.middle(photo.image)
    with right:
        count = _whole("Filters K", COUNT, MOST, _START)
        st.markdown(f"Numbers to learn: **{filter_stack.weight_sum(count)}**")
        side = image.width - SIDE + 1
        if side < 1:
            st.error(f"The photo is smaller than a filter of {SIDE} × {SIDE}.")
            return
        with st.container(horizontal=True):
            number = _whole("Filter", NUMBER, count, 1)
            row = _whole("Row", ROW, side, (side + 1) // 2)
            column = _whole("Column", COLUMN, side, (side + 1) // 2)
    spot = Spot(number - 1, row - 1, column - 1)
    maps = filter_stack.stacked(image, count)
    with left:
        _show_sheets(photo, image, maps, spot)
        _show_words(photo, maps, spot)


def _show_sheets(photo: ChosenPhoto, image: Image.Image, maps: np.ndarray, spot: Spot) -> None:
    count, height, width = maps.shape
    names = [f"{at}: {own.name}" for at, own in enumerate(FILTERS[:count], 1)]
    parts = filter_stack.one_map(image, spot.map)
    look = Look(is_signed=True, names=names, captions=[str(at + 1) for at in range(count)],
                tall=_TALL)  # fmt: skip
    reach = Reach(_spans(height), _spans(width))
    shown = Group(
        [maps_sheet(f"{count} map{'' if count == 1 else 's'}, one for each filter", maps, look)],
        image,
        photo.alt,
        f"The picture, {image.height} × {image.width} × {len(COLOURS)}",
        reach,
        has_zoom=False,
    )
    alone = Look(is_signed=True, noun="Partial map", names=COLOURS, captions=COLOURS, tall=_LOW)
    map_sheets(
        [
            shown,
            Group(
                [
                    _filters_sheet(count),
                    maps_sheet(
                        f"Map {spot.map + 1} = these three, bias {_number(parts.bias)}",
                        parts.partial.numpy(),
                        alone,
                    ),
                ]
            ),
        ],
        key=SHEETS,
        identity=f"{photo.identity} {count} {spot.map}",
        hint=notices.about_place(parts, spot.map, spot.row, spot.column),
        selected=spot,
        on_pick=_select_clicked_place,
    )


def _filters_sheet(count: int) -> Sheet:
    """Return the filters, each as its red, green and blue plane side by side."""
    weights = np.stack([own.weights for own in FILTERS[:count]])  # (K, 3, 3, 3)
    weights = weights / np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
    # The first filter has a weight of 1 in each colour, so all planes are drawn from -1 to 1.
    planes = [signed_pictures(weights[:, colour]) for colour in range(len(COLOURS))]
    captions = [f"{at}: bias {_number(own.bias)}" for at, own in enumerate(FILTERS[:count], 1)]
    return pictures_sheet(
        f"{count} filter{'' if count == 1 else 's'}: red, green, blue",
        in_rows(*planes),
        Look(noun="Filter", captions=captions, tall=_LOW),
        "each filter has a colour range of its own",
    )


def _show_words(photo: ChosenPhoto, maps: np.ndarray, spot: Spot) -> None:
    page_parts.notice(notices.about_stack(maps))
    file = program_photos.file_name(photo)
    page_parts.code(
        lambda: snippets.stack(file, PIXELS, len(maps), spot.map, (spot.row, spot.column)),
        key="convolution_stack_code",
        files=lambda: page_parts.program_files(program_photos.offered([photo])),
    )
    page_parts.download_csv(lambda: filter_stack.stack_csv(maps), key="convolution_stack_csv")


def _select_clicked_place() -> None:
    spot = picked(st.session_state[SHEETS].pick)
    if spot is not None:
        st.session_state[NUMBER] = min(MOST, spot.map + 1)
        st.session_state[ROW] = spot.row + 1
        st.session_state[COLUMN] = spot.column + 1


def _spans(length: int) -> tuple[tuple[int, int], ...]:
    return tuple((at, at + SIDE - 1) for at in range(length))


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _whole(label: str, key: str, high: int, default: int) -> int:
    return whole_number(label, key, 1, high, default, width=80 if key != COUNT else 128)
