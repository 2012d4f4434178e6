"""The views of "Feature maps" on a whole network: filters, layer by layer, class activation."""

import numpy as np
import streamlit as st
import torch

from dlviz.feature_maps import class_map, stretched
from dlviz.figures.sprites import filter_pictures, heated, in_rows, signed_pictures
from dlviz.figures.staircase import staircase
from dlviz.filters import Nearest, nearest_kernels, on_grey
from dlviz.networks import cifar
from dlviz.networks.image_network import ImageNetwork
from dlviz.notices import feature_maps as notices
from dlviz.snippets import feature_maps as snippets
from dlviz.tables import table_csv
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.components.map_sheets.map_sheets import (
    Group,
    Look,
    Sheet,
    Spot,
    map_sheets,
    maps_sheet,
    pictures_sheet,
)
from dlviz.ui.feature_maps import controls, patches, views
from dlviz.ui.feature_maps.controls import CAM_LAYER, CLASS, WINNER, Looked, Picture
from dlviz.ui.shared import page_parts, turns
from dlviz.ui.shared.image_networks import CIFAR, cifar_at

_STAIRS = "feature_maps_stairs"
_LIVELIEST = 6  # number of maps shown per layer: those with the largest variance
_LAYERS = 6  # largest number of layers shown
_TOP = 5


def filters() -> None:
    """Show the first layer's filters beside hand-made kernels, and as they were in training."""
    left, right = views.columns()
    with right:
        looked = controls.choose_network()
    network = looked.network
    layer = next(iter(network.traced.convolutions()))
    weights = _weights(network, layer)
    nearest = nearest_kernels(weights)
    moments = cifar.moments() if looked.name == CIFAR else ()
    past = {moment: _weights(cifar_at(moment), layer) for moment in moments}
    with right:
        st.caption(
            "Each filter is shown three times: in colour; summed over the colours, as it acts "
            "on a grey photo; and the hand-made kernel that is most similar to that sum, with "
            "the cosine of the angle between the two. A negative cosine means the kernel with "
            "opposite signs."
        )
    with left:
        groups = [Group([_beside_kernels(weights, nearest)])]
        if past:
            groups.append(_in_training(past))
        map_sheets(
            groups,
            key=controls.SHEETS,
            identity=f"{looked.identity} filters",
            hint="Point at a filter to see which kernel it resembles.",
        )
        start = nearest_kernels(past[moments[0]]) if past else None
        page_parts.notice(notices.about_filters(nearest, start))
        of_filters = snippets.Shown(
            looked.name, looked.moment, "", layer, own=controls.own_network()
        )
        page_parts.code(
            lambda: snippets.filters(of_filters, weights.shape[-1]),
            key="feature_maps_filters_code",
            files=lambda: views.files(of_filters),
        )
        page_parts.download_csv(
            lambda: table_csv(
                ("filter", "nearest kernel", "cosine"),
                [(place, own.name, own.cosine) for place, own in enumerate(nearest, 1)],
            ),
            key="feature_maps_filters",
        )


def layer_by_layer() -> None:
    """Show how maps become smaller and more numerous, and the most varied maps of some layers."""
    left, right = views.columns()
    with right:
        looked = controls.choose_network()
        network = looked.network
        picture = controls.choose_picture(network)
        layer = controls.choose_layer(network)
    convolutions = {name: network.maps[name] for name in network.traced.convolutions()}
    with left:
        live_figure(
            staircase(
                list(convolutions),
                [own.height for own in convolutions.values()],
                [own.count for own in convolutions.values()],
                network.convolution_of(layer),
            ),
            key=_STAIRS,
            alt=f"Rows of a map and number of maps over {len(convolutions)} convolutions",
            height=250,
            on_click=_select_clicked_layer,
        )
        sheets = _liveliest(looked, picture, layer)
        map_sheets(
            sheets,
            key=controls.SHEETS,
            identity=f"{looked.identity} {picture.identity} {layer} depth",
            hint=f"The {_LIVELIEST} most active maps of some layers, each with its own colour "
            "range: from edges to parts. Click a step above to add its layer.",
        )
        reaches = {
            name: max(last - first + 1 for first, last in found.rows)
            for name, found in controls.reaches_of(network, list(convolutions)).items()
        }
        page_parts.notice(notices.about_depth(convolutions, reaches))
        page_parts.code(
            lambda: snippets.depth(views.shown(looked, picture, layer)),
            key="feature_maps_depth_code",
            files=lambda: views.files(views.shown(looked, picture, layer), picture),
        )
        page_parts.download_csv(
            lambda: table_csv(
                ("convolution", "maps", "rows", "columns", "rows of the picture seen"),
                [
                    (name, own.count, own.height, own.width, reaches.get(name, ""))
                    for name, own in convolutions.items()
                ],
            ),
            key="feature_maps_depth",
        )


def where_it_looked() -> None:
    """Show which places of the picture are evidence for a class."""
    left, right = views.columns()
    with right:
        looked = controls.choose_network()
        network = looked.network
        picture = controls.choose_picture(network)
        layer = controls.choose_layer(network, CAM_LAYER, _last_with_places(network))
        probabilities = network.probabilities(picture.image)
        order = np.argsort(-probabilities)
        chosen = st.selectbox(
            "Class", [WINNER, *network.categories], key=CLASS, bind="query-params"
        )
        spot = controls.choose_spot(network, layer, with_map=False)
        st.markdown(
            "  \n".join(
                f"{probabilities[place]:.1%} {network.categories[place]}" for place in order[:_TOP]
            )
        )
    winner = int(order[0])
    label = winner if chosen == WINNER else network.categories.index(chosen)
    signed = _weighted(network, picture, layer, label)
    spoken = signed.clip(min=0)
    best = spoken if label == winner else _weighted(network, picture, layer, winner).clip(min=0)
    heat = _scaled(spoken)
    strength = float(spoken.max() / best.max()) if min(spoken.max(), best.max()) > 0 else None
    look = Look(is_signed=False, limit=1.0, noun="Heat", tall=17)
    names = [network.categories[place] for place in (label, winner)]
    photo = np.asarray(network.crop(picture.image))
    sheets = [
        maps_sheet(f"What supports {names[0]}", heat[None], look),
        pictures_sheet(f"Evidence for {names[0]}", _overlay(photo, heat), Look(tall=17)),
    ]
    if not heat.any():
        sheets = [pictures_sheet("The network's input", photo[None], Look(tall=17))]
    if label != winner and best.any():
        rival = _overlay(photo, _scaled(best))
        sheets.append(pictures_sheet(f"For its answer, {names[1]}", rival, Look(tall=17)))
    with left:
        if not heat.any():
            st.markdown(notices.about_no_heat(float(signed.max()), names[0], layer))
        map_sheets(
            [views.group(looked, picture, layer, sheets) if heat.any() else Group(sheets)],
            key=controls.SHEETS,
            identity=f"{looked.identity} {picture.identity} {layer} {label} heat",
            hint="Grad-CAM: the weighted sum of the layer's maps; the weight of a map is its "
            "mean gradient for the class."
            + (" 1 is the strongest place for this class." if heat.any() else ""),
            selected=Spot(0, spot.row, spot.column) if heat.any() else None,
            on_pick=controls.select_clicked_place if heat.any() else None,
        )
        page_parts.notice(
            notices.about_heat(
                heat,
                names[0],
                float(probabilities[label]),
                names[1],
                layer,
                strength=strength,
            )
        )
        page_parts.code(
            lambda: snippets.heat(views.shown(looked, picture, layer), label),
            key="feature_maps_heat_code",
            files=lambda: views.files(views.shown(looked, picture, layer), picture),
        )
        page_parts.download_csv(
            lambda: table_csv(
                [f"column {place + 1}" for place in range(heat.shape[1])], heat.tolist()
            ),
            key="feature_maps_heat",
        )


def _weights(network: ImageNetwork, layer: str) -> np.ndarray:
    weights: np.ndarray = network.traced.convolutions()[layer].weight.detach().cpu().numpy()
    return weights


def _beside_kernels(weights: np.ndarray, nearest: list[Nearest]) -> Sheet:
    kernels = np.stack([own.kernel * np.sign(own.cosine or 1) for own in nearest])
    pictures = in_rows(
        filter_pictures(weights, is_shared=False),
        signed_pictures(on_grey(weights), is_shared=False),
        signed_pictures(kernels, is_shared=False),
    )
    names = [
        f"Filter {place}: nearest is {own.name}, cosine {own.cosine:+.3f}".replace("-", "−")
        for place, own in enumerate(nearest, 1)
    ]
    captions = [
        f"{own.name.removesuffix(' edges')} {own.cosine:+.2f}".replace("-", "−") for own in nearest
    ]
    look = Look(noun="Filter", names=names, captions=captions, tall=22)
    legend = "in colour | summed over colours | nearest hand-made kernel; under them the cosine"
    return pictures_sheet(f"{len(weights)} learned filters", pictures, look, legend)


def _in_training(past: dict[int, np.ndarray]) -> Group:
    """Return the filters at several moments of the training, with a shared colour range."""
    whole = filter_pictures(np.concatenate(list(past.values())))
    parts = np.split(whole, len(past))
    return Group(
        [
            pictures_sheet(
                controls.moment_name(moment).capitalize(),
                pictures,
                Look(
                    noun="Filter", names=[f"Filter {i + 1}" for i in range(len(pictures))], tall=9
                ),
            )
            for moment, pictures in zip(past, parts, strict=True)
        ]
    )


def _liveliest(looked: Looked, picture: Picture, layer: str) -> list[Group]:
    """Return the most varied maps of layers from the first to the last, including `layer`."""
    network = looked.network
    names = list(network.maps)
    sizes = [network.maps[name].height for name in names]
    # Take the last layer of every map size, then an even selection of these.
    last = [name for name, own, after in zip(names, sizes, [*sizes[1:], 0], strict=True)
            if own > after and own > 1]  # fmt: skip
    places = np.unique(np.linspace(0, len(last) - 1, min(_LAYERS - 1, len(last))).astype(int))
    wanted = {last[place] for place in places} | {layer}
    sheets = []
    shown = [name for name in names if name in wanted]
    for name, seen in controls.observe_layers(looked, picture, shown).items():
        maps = controls.maps_of(seen)
        best = np.argsort(-maps.reshape(len(maps), -1).std(axis=1))[:_LIVELIEST]
        own = network.maps[name]
        look = Look(
            is_shared=False,
            names=[f"{name}, map {index + 1}" for index in best],
            tall=13,
            is_linked=False,
        )
        sheets.append(maps_sheet(f"{name}, {own.height} × {own.width}", maps[best], look))
    half = -(-len(sheets) // 2)
    return [Group(part) for part in (sheets[:half], sheets[half:]) if part]


def _select_clicked_layer() -> None:
    """Select the convolution whose step was clicked."""
    point = st.session_state[_STAIRS].point
    name = point.get("custom") if isinstance(point, dict) else None
    if isinstance(name, str):
        st.session_state[controls.LAYER] = name


def _last_with_places(network: ImageNetwork) -> str:
    """Return the last layer whose maps still have places."""
    names = list(network.maps)
    return next((n for n in reversed(names) if network.maps[n].height > 1), names[-1])


def _weighted(network: ImageNetwork, picture: Picture, layer: str, label: int) -> np.ndarray:
    """Return each place's evidence for a class; evidence against it is negative."""
    with turns.turn():
        spoken = class_map(network.traced, network.prepare(picture.image), layer, label)
    values: np.ndarray = spoken.float().cpu().numpy()
    return values


def _scaled(spoken: np.ndarray) -> np.ndarray:
    """Scale so that the largest value is 1; all zeros stay zeros."""
    scaled: np.ndarray = spoken / (spoken.max() or 1)
    return scaled


def _overlay(photo: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Return (1, H, W, 3): the photo with `heat`, interpolated to its size, as brightness."""
    return heated(photo, stretched(torch.from_numpy(heat), photo.shape[:2]).numpy())[None]


VIEWS = {
    controls.ALL: views.all_maps,
    controls.PATCHES: patches.show_patches,
    controls.SUM: views.one_sum,
    controls.FILTERS: filters,
    controls.DEPTH: layer_by_layer,
    controls.TWO: views.two_images,
    controls.LOOKED: where_it_looked,
}
