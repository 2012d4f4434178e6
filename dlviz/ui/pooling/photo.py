"""The view "On a photo" of "Pooling": the result of several poolings in a row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from PIL import Image

from dlviz.datasets import cifar100
from dlviz.datasets.small_pictures import shrink
from dlviz.networks import imagenet
from dlviz.notices import pooling as notices
from dlviz.notices.pooling import Answer
from dlviz.pooling import AVERAGE, KINDS, MAX, cascade, explained
from dlviz.snippets import pooling as snippets
from dlviz.tables import table_csv
from dlviz.ui.components.map_sheets.map_sheets import (
    Group,
    Look,
    Sheet,
    map_sheets,
    maps_sheet,
    pictures_sheet,
)
from dlviz.ui.pooling import networks
from dlviz.ui.pooling.networks import CIFAR, LITE, answers_to, identity_of
from dlviz.ui.shared import page_parts, program_photos
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import whole_number
from dlviz.ui.shared.photo_chooser import ChosenPhoto, choose_photo, from_whole

PHOTO = "pooling_photo"
LONGER_SIDE = 512  # longer side in pixels of the scaled photo that is kept beside its file
DEPTH = 5  # poolings of EfficientNet-Lite0's input: 224 - 112 - 56 - 28 - 14 - 7
THE_PHOTO = "the photo"
MAPS = {f"a map of {name}": name for name in (CIFAR, LITE)}
_MAP = "pooling_map_number"
_TALL = 9.2  # rem, largest height of a picture

# The input and the link count from 1.
LIMITS = (Limit(_MAP, "map", 1, 32, from_zero="pooling_map"),)


@dataclass(frozen=True, slots=True)
class Source:
    """The photo or feature map to be pooled.

    Attributes:
        numbers: (C, H, W) float32.
        title: Its description.
        network: For a map, a key of `networks.NETWORKS`; "" for the photo.
        map: Index of the map, from 0.
    """

    numbers: np.ndarray
    title: str
    network: str = ""
    map: int = 0


def on_a_photo() -> None:
    """Pool a photo, or a map of a network, again and again."""
    left, middle, right = st.columns([3, 4, 4], gap="medium")
    with left:
        photo = choose_photo(PHOTO, side=LONGER_SIDE)
    with middle:
        source = _choose_source(photo)
    with right:
        kinds = st.pills(
            "Kind of pooling of 2 × 2 windows",
            KINDS,
            default=[MAX, AVERAGE],
            selection_mode="multi",
            help="none takes the first number of each window. L2 is divided by 2 here, so that "
            "an area of one brightness stays unchanged.",
            key="pooling_kinds",
            bind="query-params",
        ) or [MAX]
        asks = not source.network and _choose_answers()
    kinds = [kind for kind in KINDS if kind in kinds]
    rows = {kind: cascade(source.numbers, kind, DEPTH) for kind in kinds}
    identity = identity_of(photo)
    answers = {kind: answers_to(identity, kind, row) for kind, row in rows.items()} if asks else {}
    map_sheets(
        [Group(_sheets(source, kind, row, answers.get(kind, []))) for kind, row in rows.items()],
        key="pooling_cascade",
        identity=f"{photo.identity} {source.title} {' '.join(kinds)} {asks}",
        hint="All pictures are drawn in the same size: each block is a single number.",
    )
    first = next(iter(rows.values()))
    sizes = [(one.shape[1], one.shape[2]) for one in first]
    said = f" {notices.about_answers(sizes, answers)}" if answers else ""
    page_parts.notice(
        notices.about_cascade(
            sizes,
            {kind: [float(one.mean()) for one in row] for kind, row in rows.items()},
            {kind: [explained(row[0], one) for one in row] for kind, row in rows.items()},
            is_photo=not source.network,
        )
        + said
    )
    page_parts.code(
        lambda: snippets.cascade(
            program_photos.file_name(photo),
            source.network,
            source.map,
            kinds,
            asks=asks,
        ),
        key="pooling_photo_code",
        files=lambda: page_parts.program_files(
            {
                **snippets.cascade_files(source.network, asks=asks),
                **program_photos.offered([photo]),
            }
        ),
    )
    page_parts.download_csv(lambda: _csv(rows), key="pooling_rows_csv")


def _choose_source(photo: ChosenPhoto) -> Source:
    """Place the choice between the photo and a feature map."""
    with st.container(horizontal=True):
        available = [title for title, name in MAPS.items() if networks.is_available(name)]
        chosen = st.selectbox(
            "Pool", [THE_PHOTO, *available], key="pooling_source", bind="query-params"
        )
        if chosen == THE_PHOTO:
            pixels = _seen(LITE, photo).transpose(2, 0, 1)
            return Source(pixels.astype(np.float32), THE_PHOTO)
        maps = _first_maps(MAPS[chosen], photo)
        liveliest = int(maps.std(axis=(1, 2)).argmax())
        number = whole_number("Map", _MAP, 1, len(maps), liveliest + 1, width=84)
    return Source(maps[number - 1 : number], f"map {number}", MAPS[chosen], number - 1)


def _first_maps(name: str, photo: ChosenPhoto) -> np.ndarray:
    """Return the maps (K, H, W) of a network's first activation for the photo."""
    network = networks.network(name)
    pixels = torch.from_numpy(_seen(name, photo).copy())
    with torch.inference_mode():
        seen = network.observe(network.standardise(pixels.permute(2, 0, 1).float() / 255)[None])
    maps: np.ndarray = next(iter(seen.values()))[0].numpy()
    return maps


def _seen(name: str, photo: ChosenPhoto) -> np.ndarray:
    """Return the input of network `name` for a photo, (H, W, 3) uint8, as on all other pages."""

    def make(whole: Image.Image) -> np.ndarray:
        if name == CIFAR:
            return shrink(whole, (3, cifar100.SIDE, cifar100.SIDE))
        return np.asarray(imagenet.crop(whole, imagenet.lite_transform()))

    return from_whole("pooling", photo, (name, "seen"), make)


def _choose_answers() -> bool:
    """Place the choice whether a network classifies the pooled photo."""
    return networks.is_available(LITE) and st.toggle(
        f"What {LITE} still recognises", key="pooling_answers", bind="query-params"
    )


def _sheets(
    source: Source, kind: str, row: list[np.ndarray], answers: Sequence[Answer]
) -> list[Sheet]:
    limit = float(row[0].max())
    sheets = []
    for place, numbers in enumerate(row):
        size = f"{numbers.shape[1]} × {numbers.shape[2]}"
        name = f"{source.title if place == 0 else kind} {size}"
        name = name[0].upper() + name[1:]
        own = answers[place : place + 1]
        look = Look(
            tall=_TALL,
            names=[name],
            noun=kind,
            limit=limit,
            is_signed=False,
            captions=[f"{one.label.split(',')[0]} {one.probability:.0%}" for one in own],
        )
        if source.network:
            sheets.append(maps_sheet(name, numbers, look))
        else:
            pixels = np.rint(numbers).clip(0, 255).astype(np.uint8)
            sheets.append(pictures_sheet(name, pixels.transpose(1, 2, 0)[None], look))
    return sheets


def _csv(rows: dict[str, list[np.ndarray]]) -> str:
    head = ("pooling", "rows", "columns", "mean", "lowest", "highest", "squared correlation")
    measured = []
    for kind, row in rows.items():
        for numbers in row:
            values = (numbers.mean(), numbers.min(), numbers.max(), explained(row[0], numbers))
            measured.append((kind, *numbers.shape[1:], *(f"{value:.6g}" for value in values)))
    return table_csv(head, measured)
