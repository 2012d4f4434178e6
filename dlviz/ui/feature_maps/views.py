"""The views of "Feature maps" on one layer: all maps, one map as a sum, maps of two pictures."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st
from torch import nn

from dlviz.datasets.cifar100 import N_CHANNELS
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.feature_maps import is_dead, take_apart
from dlviz.networks import cifar, cifar_statistics
from dlviz.notices import feature_maps as notices
from dlviz.snippets import feature_maps as snippets
from dlviz.tables import table_csv
from dlviz.traced import Seen
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.components.map_sheets.map_sheets import (
    Group,
    Look,
    Sheet,
    Spot,
    map_sheets,
    maps_sheet,
)
from dlviz.ui.feature_maps import controls
from dlviz.ui.feature_maps.controls import Looked, Picture
from dlviz.ui.shared import page_parts, program_photos

RANGE = "feature_maps_range"
SHARED, OWN_RANGE = "shared", "per map"
_CHANNELS = ("Red", "Green", "Blue")
_NOWHERE = Spot(0, 0, 0)
_TALL = 19  # rem, height of all maps; "What to notice" below is then visible on a laptop
_HINT = "Point at a map to read its numbers; click to select the map and a place in it."


def all_maps() -> None:
    """Show all maps of a layer as one picture."""
    left, right = columns()
    with right:
        looked = controls.choose_network()
        picture = controls.choose_picture(looked.network)
        layer = controls.choose_layer(looked.network)
        seen = controls.observe_layer(looked, picture, layer)
        maps, dead = controls.maps_of(seen), _dead(seen)
        order = controls.choose_order(maps)
        spot = controls.choose_spot(looked.network, layer)
        is_shared = _choose_range()
    with left:
        places = list(range(len(maps))) if order is None else order
        sheet = maps_sheet(
            maps_title(looked, layer),
            maps[places],
            Look(
                is_shared=is_shared,
                dead=np.flatnonzero(dead[places]).tolist(),
                tall=_TALL,
                names=[] if order is None else [f"Map {index + 1}" for index in order],
            ),
        )
        map_sheets(
            [group(looked, picture, layer, [sheet], has_zoom=True)],
            key=controls.SHEETS,
            identity=f"{looked.identity} {picture.identity} {layer} {is_shared} {order is None}",
            hint=_HINT,
            selected=Spot(places.index(spot.map), spot.row, spot.column),
            on_pick=partial(controls.select_clicked_map_and_place, places),
        )
        page_parts.notice(
            ("" if order is None else f"{notices.about_order(maps)} ")
            + notices.about_maps(layer, maps, dead, spot.map)
            + _on_test(looked, layer, spot.map)
        )
        page_parts.code(
            lambda: snippets.maps(shown(looked, picture, layer, spot)),
            key="feature_maps_code",
            files=lambda: files(shown(looked, picture, layer), picture),
        )
        page_parts.download_csv(lambda: _maps_csv(maps, dead), key="feature_maps_csv")


def one_sum() -> None:
    """Show one map as the sum of its filter's responses to all input maps."""
    left, right = columns()
    with right:
        looked = controls.choose_network()
        network = looked.network
        picture = controls.choose_picture(network)
        chosen = controls.choose_layer(network)
        layer = network.convolution_of(chosen)
        if layer != chosen:
            st.caption(f"{chosen} passes on the result of {layer}: this is the sum of {layer}.")
        spot = controls.choose_spot(network, layer)
    seen = controls.observe_layer(looked, picture, layer)
    convolution = network.traced.convolutions()[layer]
    parts = take_apart(convolution, seen.given[0], spot.map)
    own = controls.maps_of(seen)[spot.map]
    names = _input_names(network.channels, layer, list(network.traced.convolutions()), parts.inputs)
    total, partial = parts.total.numpy(), parts.partial.numpy()
    limit = float(max(np.abs(total).max(), np.abs(own).max()))
    alone = Look(limit=limit, is_signed=True, noun=layer, tall=14)
    filters = convolution.weight[spot.map].detach().cpu().numpy()
    with left:
        sums = [
            maps_sheet(f"Sum of {len(partial)} partial maps + bias", total[None], alone),
            maps_sheet(f"The network's own map {spot.map + 1}", own[None], alone),
        ]
        inputs = seen.given[0][parts.inputs.start : parts.inputs.stop].numpy()
        look = Look(noun="Partial map", names=names, captions=_captions(names), tall=15)
        terms = [
            maps_sheet("Input maps", inputs, _renamed(look, "Input map")),
            maps_sheet("Their filters", filters, _renamed(look, "Filter")),
            maps_sheet("Partial maps", partial, look),
        ]
        map_sheets(
            [group(looked, picture, layer, sums), Group(terms)],
            key=controls.SHEETS,
            identity=f"{looked.identity} {picture.identity} {layer} {spot.map}",
            hint=f"Each input map convolved with its own filter gives a partial map; the sum of "
            f"all partial maps and the bias ({parts.bias:.4g}) is map {spot.map + 1}. "
            "Click a place in the sum.",
            selected=Spot(0, spot.row, spot.column),
            on_pick=controls.select_clicked_place,
        )
        page_parts.notice(notices.about_sum(parts, names, own, (spot.row, spot.column)))
        page_parts.code(
            lambda: snippets.one_sum(shown(looked, picture, layer, spot)),
            key="feature_maps_sum_code",
            files=lambda: files(shown(looked, picture, layer), picture),
        )
        page_parts.download_csv(
            lambda: table_csv(
                ("part", "value at the place", "mean"),
                [
                    *zip(names, partial[:, spot.row, spot.column], partial.mean(axis=(1, 2)),
                         strict=True),
                    ("bias", parts.bias, parts.bias),
                    ("sum", total[spot.row, spot.column], total.mean()),
                    ("network", own[spot.row, spot.column], own.mean()),
                ],
            ),
            key="feature_maps_sum",
        )  # fmt: skip


def two_images() -> None:
    """Show a layer's maps for two pictures, with a shared colour range."""
    left, right = columns()
    with right:
        looked = controls.choose_network()
        st.markdown("**First picture**")
        first = controls.choose_picture(looked.network)
        st.markdown("**Second picture**")
        # Without a second photo in the link, the default must differ from the first photo.
        at_first = "coffee" if first.sample != "coffee" else "cat"
        second = controls.choose_picture(looked.network, controls.SECOND, at_first)
        layer = controls.choose_layer(looked.network)
        spot = controls.choose_spot(looked.network, layer)
        is_shared = _choose_range()
    both = [controls.observe_layer(looked, picture, layer) for picture in (first, second)]
    one, other = (controls.maps_of(seen) for seen in both)
    limit = float(max(np.abs(one).max(), np.abs(other).max()))
    is_signed = bool(min(one.min(), other.min()) < 0)
    with left:
        groups = []
        for picture, seen, maps in ((first, both[0], one), (second, both[1], other)):
            dead = np.flatnonzero(_dead(seen)).tolist()
            look = Look(is_shared, is_signed, limit, dead=dead, tall=12.5)
            sheet = maps_sheet(maps_title(looked, layer), maps, look)
            groups.append(group(looked, picture, layer, [sheet]))
        map_sheets(
            groups,
            key=controls.SHEETS,
            identity=f"{looked.identity} {first.identity} {second.identity} {layer} {is_shared}",
            hint=_HINT,
            selected=spot,
            on_pick=controls.select_clicked_map_and_place,
        )
        page_parts.notice(notices.about_two(one, other))
        page_parts.code(
            lambda: snippets.two(
                shown(looked, first, layer, spot), program_photos.file_names([first, second])[1]
            ),
            key="feature_maps_two_code",
            files=lambda: files(shown(looked, first, layer), first, second),
        )
        page_parts.download_csv(
            lambda: table_csv(
                ("map", "mean, first picture", "mean, second picture"),
                zip(
                    range(1, len(one) + 1),
                    one.mean(axis=(1, 2)),
                    other.mean(axis=(1, 2)),
                    strict=True,
                ),
            ),
            key="feature_maps_two",
        )


def _dead(seen: Seen) -> np.ndarray:
    """Return for each map whether it is dead; never for maps of a single number."""
    dead: np.ndarray = is_dead(seen.result[0]).numpy()
    return dead & (seen.result[0, 0].numel() > 1)


def columns() -> list[DeltaGenerator]:
    """Return the picture's column and the controls'."""
    return st.columns([7, 3], gap="medium")


def group(
    looked: Looked,
    picture: Picture,
    layer: str,
    sheets: Sequence[Sheet],
    *,
    has_zoom: bool = False,
) -> Group:
    """Return a layer's sheets with the network's input beside them."""
    network = looked.network
    height, width = network.side
    return Group(
        sheets,
        network.crop(picture.image),
        picture.alt,
        f"The network's input, {height} × {width}",
        controls.reach_of(network, layer),
        has_zoom,
    )


def maps_title(looked: Looked, layer: str) -> str:
    """Return the title of a layer's sheet."""
    maps = looked.network.maps[layer]
    return f"{layer}: {maps.count} maps of {maps.height} × {maps.width}"


def shown(looked: Looked, picture: Picture, layer: str, spot: Spot = _NOWHERE) -> snippets.Shown:
    """Return the inputs of the downloadable program."""
    return snippets.Shown(
        looked.name, looked.moment, program_photos.file_name(picture), layer,
        spot.map, spot.row, spot.column, controls.own_network(),
    )  # fmt: skip


def files(shown: snippets.Shown, *pictures: Picture) -> list[page_parts.ProgramFile]:
    """Return the files that the program reads and that a visitor does not have."""
    return page_parts.program_files({**snippets.files(shown), **program_photos.offered(pictures)})


def _on_test(looked: Looked, layer: str, index: int) -> str:
    """Return a sentence on what a map of the shipped CIFAR-100 network responds to, if measured."""
    network = looked.network
    is_pooled = not isinstance(network.traced.layers[layer], nn.Conv2d | nn.ReLU)
    if looked.moment != cifar.moments()[-1] or is_pooled:
        return ""
    measured = cifar_statistics.of_layer(network.convolution_of(layer))
    return " " + notices.about_filter(measured, index, CLASS_NAMES)


def _choose_range() -> bool:
    chosen = st.segmented_control(
        "Range of the colours",
        (SHARED, OWN_RANGE),
        default=SHARED,
        required=True,
        key=RANGE,
        bind="query-params",
        help="Shared: colours can be compared between maps. Per map: weak maps become visible too.",
    )
    return chosen == SHARED


def _input_names(
    channels: int, layer: str, convolutions: Sequence[str], inputs: range
) -> list[str]:
    """Return the names of a convolution's input maps."""
    if layer == convolutions[0]:
        return list(_CHANNELS) if channels == N_CHANNELS else ["Grey"]
    return [f"Input map {index + 1}" for index in inputs]


def _captions(names: Sequence[str]) -> Sequence[str]:
    return names if len(names) <= N_CHANNELS else ()


def _renamed(look: Look, noun: str) -> Look:
    return Look(noun=noun, captions=look.captions, tall=look.tall)


def _maps_csv(maps: np.ndarray, dead: np.ndarray) -> str:
    flat = maps.reshape(len(maps), -1)
    ends = zip(flat.min(axis=1), flat.max(axis=1), flat.mean(axis=1), dead.astype(int), strict=True)
    rows = [(number, *own) for number, own in enumerate(ends, 1)]
    return table_csv(("map", "lowest", "highest", "mean", "dead"), rows)
