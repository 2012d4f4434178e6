"""The controls of "Feature maps": network, picture, layer, map and place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image
from torch import nn

from dlviz.datasets.drawings import DRAWINGS
from dlviz.digits import normalise, squeeze
from dlviz.feature_maps import most_active_first
from dlviz.networks import cifar
from dlviz.networks.built import OwnNetwork
from dlviz.networks.image_network import ImageNetwork, of_own
from dlviz.receptive_field import Reach, reach, reaches
from dlviz.traced import Seen
from dlviz.ui.components.drawing_pad.drawing_pad import Sample
from dlviz.ui.components.map_sheets.map_sheets import Spot, picked
from dlviz.ui.shared import keepsakes, turns
from dlviz.ui.shared.image_networks import CIFAR, LITE, RESNET, cifar_at, imagenet_network
from dlviz.ui.shared.kept_drawing import KeptPad
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import whole_number
from dlviz.ui.shared.photo_chooser import choose_photo, from_whole
from dlviz.ui.shared.visitors import TRAINED_NETWORK

ALL, PATCHES, SUM, FILTERS = "All maps", "Patches", "One map as a sum", "Filters"
DEPTH, TWO, LOOKED = "Layer by layer", "Two images", "Where it looked"

OWN = "my own network"
START, END = "start", "end"

NETWORK, LAYER = map(keepsakes.chosen, ("feature_maps_network", "feature_maps_layer"))
MOMENT = "feature_maps_moment"
PHOTO, SECOND = "feature_maps_photo", "feature_maps_second"
MAP, ROW, COLUMN = (
    keepsakes.chosen(f"feature_maps_{name}_number") for name in ("map", "row", "column")
)
CAM_LAYER, CLASS = "feature_maps_cam_layer", "feature_maps_class"
WINNER = "its answer"
SHEETS = "feature_maps_sheets"
SORTED = "feature_maps_sorted"
PIXELS = 512  # longer side of the photo
_SHAPE = keepsakes.kept("feature_maps_shape", only_reload=True)
_SEEN = "feature_maps_seen"
_MOST_KEPT = 24_000_000  # bytes of cached maps per visitor; enough memory for thirty visitors
_MOST = 10**6
_PADS = {key: KeptPad(f"{key}_ink") for key in (PHOTO, SECOND)}

# The inputs and the link count maps, rows and columns from 1; `Spot` counts from 0.
LIMITS = tuple(
    Limit(key, name, 1, _MOST, from_zero=f"feature_maps_{name}")
    for key, name in ((MAP, "map"), (ROW, "row"), (COLUMN, "column"))
)


@dataclass(frozen=True, slots=True)
class Looked:
    """The selected network.

    Attributes:
        network: The network.
        name: One of LITE, CIFAR, RESNET, OWN.
        moment: For the CIFAR-100 network, one of `cifar.moments()`; else None.
        identity: Different for every network that a visitor can choose.
    """

    network: ImageNetwork
    name: str
    moment: int | None
    identity: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture that the network gets.

    Attributes:
        image: RGB.
        identity: Changes whenever the picture does.
        sample: A key of SAMPLES; "" for the visitor's own picture.
        alt: Description for screen readers.
        name: Name of the visitor's file; "" for a sample, a drawing and the camera's picture.
    """

    image: Image.Image
    identity: str
    sample: str
    alt: str
    name: str = ""


def choose_network() -> Looked:
    """Place the choice of a network; show a message if another network replaces it."""
    own = _trained_network_with_maps()
    names = [CIFAR, LITE, RESNET, *([OWN] if own is not None else [])]
    _choose_network_of_older_link()
    name = st.selectbox("Network", names, key=NETWORK, bind="query-params")
    if name == OWN and own is not None:
        return Looked(own, OWN, None, f"own {id(own)}")
    if name == CIFAR:
        moment = _choose_moment()
        return Looked(cifar_at(moment), CIFAR, moment, f"{CIFAR} {moment}")
    network, found = imagenet_network(name)
    end = cifar.moments()[-1] if found == CIFAR else None
    return Looked(network, found, end, found if end is None else f"{CIFAR} {end}")


def _choose_network_of_older_link() -> None:
    """Select EfficientNet-Lite0 for a link that names no network, but a layer or class of it.

    Links did not name EfficientNet-Lite0 while the page started with it.
    """
    asked = st.query_params
    wanted = [asked[key] for key in (LAYER, CAM_LAYER, CLASS) if key in asked]
    if not wanted or NETWORK in st.session_state or NETWORK in asked:
        return
    first = cifar_at(cifar.moments()[-1])
    if all(name == WINNER or name in first.maps or name in first.categories for name in wanted):
        return
    network, found = imagenet_network(LITE)
    if any(name in network.maps or name in network.categories for name in wanted):
        st.session_state[NETWORK] = found


def choose_picture(network: ImageNetwork, key: str = PHOTO, default: str = "cat") -> Picture:
    """Place the choice of a picture: a photo, or a drawing for a network of digits."""
    if network.channels == 1:
        return _drawn(key)
    photo = choose_photo(key, side=PIXELS, default=default)
    image = from_whole("feature_maps", photo, (network.title, network.side), network.shrink)
    return Picture(image, photo.identity, photo.sample, photo.alt, photo.name)


def choose_layer(network: ImageNetwork, key: str = LAYER, default: str = "") -> str:
    """Place the choice of a layer.

    Args:
        network: The network; its layers with maps are offered.
        key: Widget key of the choice.
        default: The layer at first, "" for the first activation.
    """
    names = list(network.maps)
    first = default or next((n for n in names if _is_activation(network, n)), names[0])
    if st.session_state.get(key, first) not in names:
        st.session_state[key] = first  # the stored layer belongs to another network
    return st.selectbox(
        "Layer",
        names,
        index=names.index(first),
        key=key,
        bind="query-params",
    )


def choose_spot(network: ImageNetwork, layer: str, *, with_map: bool = True) -> Spot:
    """Place the inputs for map, row and column; a click in the picture sets them too."""
    maps = network.maps[layer]
    _move_place_to_layer(maps.height, maps.width)
    with st.container(horizontal=True, gap="xsmall"):
        index = 0
        if with_map:
            index = _whole("Map", MAP, maps.count - 1, 0)
        row = _whole("Row", ROW, maps.height - 1, maps.height // 2)
        column = _whole("Column", COLUMN, maps.width - 1, maps.width // 2)
    return Spot(index, row, column)


def choose_map(network: ImageNetwork, layer: str) -> int:
    """Place the input for a map of a layer; return its index."""
    return _whole("Map", MAP, network.maps[layer].count - 1, 0)


def select_clicked_map_and_place(order: Sequence[int] = ()) -> None:
    """Select the map and the place that were clicked.

    Args:
        order: The maps' indices in the order of the sheet; none: the network's order.
    """
    spot = picked(st.session_state[SHEETS].pick)
    if spot is not None:
        index = order[spot.map] if spot.map < len(order) else spot.map
        st.session_state[MAP] = index + 1
        st.session_state[ROW], st.session_state[COLUMN] = spot.row + 1, spot.column + 1


def choose_order(maps: np.ndarray) -> list[int] | None:
    """Place the switch that sorts the maps; return the sorted maps' indices, None if it is off."""
    is_sorted = st.toggle(
        "Most active first",
        key=SORTED,
        bind="query-params",
        help="The maps are sorted by their mean absolute response. Off: the network's order.",
    )
    return most_active_first(maps).tolist() if is_sorted else None


def select_clicked_place() -> None:
    """Select the place that was clicked; the map stays."""
    spot = picked(st.session_state[SHEETS].pick)
    if spot is not None:
        st.session_state[ROW], st.session_state[COLUMN] = spot.row + 1, spot.column + 1


def observe_layers(looked: Looked, picture: Picture, layers: Sequence[str]) -> dict[str, Seen]:
    """Return the layers' activations for the picture.

    The latest results are cached in the visitor's session and nowhere else, so that a click that
    selects another map needs no computation.
    """
    kept: dict[tuple[str, str, str], Seen] = st.session_state.get(_SEEN, {})
    keys = {layer: (looked.identity, picture.identity, layer) for layer in layers}
    missing = [layer for layer, key in keys.items() if key not in kept]
    if missing:
        with turns.turn():
            pixels = looked.network.prepare(picture.image)
            seen = looked.network.traced.observe(pixels, missing)
        new = {keys[name]: Seen(own.given.cpu(), own.result.cpu()) for name, own in seen.items()}
        kept = _newest(kept | new)
        st.session_state[_SEEN] = kept
        kept = kept | new
    return {layer: kept[key] for layer, key in keys.items()}


def observe_layer(looked: Looked, picture: Picture, layer: str) -> Seen:
    """Return one layer's activations for the picture; see `observe_layers`."""
    return observe_layers(looked, picture, [layer])[layer]


def maps_of(seen: Seen) -> np.ndarray:
    """Return the maps (C, H, W) of a layer."""
    maps: np.ndarray = seen.result[0].numpy()
    return maps


def _newest(kept: dict[tuple[str, str, str], Seen]) -> dict[tuple[str, str, str], Seen]:
    """Return the latest cached results, up to the limit of `_MOST_KEPT` bytes."""
    newest, size = [], 0
    for key, seen in reversed(kept.items()):
        size += seen.given.nbytes + seen.result.nbytes
        if size > _MOST_KEPT:
            break
        newest.append((key, seen))
    return dict(reversed(newest))


def reach_of(network: ImageNetwork, layer: str) -> Reach | None:
    """Return the receptive fields of a layer's places, None if they are not known."""
    try:
        return reach(network.traced, layer, shape=network.side)
    except NotImplementedError:
        return None


def reaches_of(network: ImageNetwork, layers: Sequence[str]) -> dict[str, Reach]:
    """Return the receptive fields of several layers by name; unknown ones are left out."""
    try:
        return reaches(network.traced, layers, shape=network.side)
    except NotImplementedError:
        return {name: own for name in layers if (own := reach_of(network, name)) is not None}


def moment_name(moment: int) -> str:
    """Return the name of a moment of the training."""
    if moment == cifar.moments()[-1]:
        return END
    return START if moment == 0 else f"after {moment} epoch{'s' if moment > 1 else ''}"


def _choose_moment() -> int:
    names = {moment_name(moment): moment for moment in cifar.moments()}
    name = st.select_slider("Its training", list(names), value=END, key=MOMENT, bind="query-params")
    return names[name]


def own_network() -> OwnNetwork | None:
    """Return the network that the visitor has trained, None if there is none."""
    own: OwnNetwork | None = st.session_state.get(TRAINED_NETWORK)
    return own


def _trained_network_with_maps() -> ImageNetwork | None:
    """Return the network that this visitor has trained, if there is one and it has maps."""
    own: Any = st.session_state.get(TRAINED_NETWORK)
    if own is None or not any(isinstance(part, nn.Conv2d) for part in own.module.modules()):
        return None
    kept = st.session_state.get("feature_maps_own")
    if kept is None or kept[0] is not own:
        kept = st.session_state["feature_maps_own"] = (own, of_own(own))
    network: ImageNetwork = kept[1]
    return network


def _drawn(key: str) -> Picture:
    """Place a drawing pad; its digit is normalised as MNIST's were."""
    names = list(DRAWINGS)
    name = names[2] if key == PHOTO else names[1]
    with st.container(key=f"{key}_pad"):
        ink = _PADS[key].show(Sample(name, DRAWINGS[name].strokes, DRAWINGS[name].width))
    digit = normalise(ink) if ink.any() else squeeze(ink)
    pixels = np.rint(digit * 255).astype(np.uint8)
    image = Image.fromarray(pixels).convert("RGB")
    return Picture(image, f"drawn {hash(pixels.tobytes())}", "", "Your drawing")


def _is_activation(network: ImageNetwork, name: str) -> bool:
    return isinstance(network.traced.layers[name], nn.ReLU | nn.ReLU6 | nn.Sigmoid | nn.Tanh)


def _move_place_to_layer(height: int, width: int) -> None:
    """Move row and column so that they stay at the same part of the picture in another layer."""
    before = st.session_state.get(_SHAPE)
    if before is not None and before != (height, width):
        for key, old, new in ((ROW, before[0], height), (COLUMN, before[1], width)):
            if key in st.session_state:
                st.session_state[key] = int((st.session_state[key] - 0.5) * new / old) + 1
    st.session_state[_SHAPE] = (height, width)


def _whole(label: str, key: str, high: int, default: int) -> int:
    """Place an input that counts from 1; return its value counted from 0, at most `high`."""
    return whole_number(label, key, 1, high + 1, default + 1, width=84) - 1
