"""The view "Why?" of "Photos": evidence for a class, by Grad-CAM and by occlusion."""

import time

import numpy as np
import streamlit as st
import torch

from dlviz.feature_maps import grad_cam, stretched
from dlviz.figures.colours import signed_limit
from dlviz.figures.sprites import heated, tinted
from dlviz.networks.image_network import ImageNetwork
from dlviz.networks.imagenet import Classifier
from dlviz.notices import feature_maps as map_notices
from dlviz.notices import photos as notices
from dlviz.occlusion import SQUARE, STEP, Occlusion, occlude, spread
from dlviz.receptive_field import Reach, Span
from dlviz.scheduling.turn import Progress
from dlviz.snippets import photos as snippets
from dlviz.snippets.networks import imagenet_files
from dlviz.tables import table_csv
from dlviz.ui.components.map_sheets.map_sheets import (
    Group,
    Look,
    Sheet,
    map_sheets,
    maps_sheet,
    pictures_sheet,
)
from dlviz.ui.photos import controls, views
from dlviz.ui.photos.network import choose_network, looked_into
from dlviz.ui.shared import page_parts, program_photos
from dlviz.ui.shared.photo_chooser import ChosenPhoto

METHOD, LAYER, OPACITY, SHEETS = "photos_method", "photos_layer", "photos_opacity", "photos_sheets"
CAM, COVER = METHODS = ("Grad-CAM", "Cover a part")
_TALL = 18.0  # rem


def why(own: dict[str, ChosenPhoto]) -> None:
    """Show which places of the photo are evidence for a class."""
    left, right = views.columns()
    with right:
        photo = controls.choose_photo(own)
        classifier = choose_network()
        method = st.segmented_control(
            "Method", METHODS, default=CAM, required=True, key=METHOD, bind="query-params"
        )
        label = controls.choose_class(classifier, controls.answer_of(classifier, photo))
        network = looked_into(classifier) if method == CAM else None
        layer = _choose_layer(network) if network is not None else ""
        opacity = st.slider(
            "Opacity of the colours", 0, 100, 45, 5, format="%d %%", key=OPACITY,
            bind="query-params",
        ) / 100  # fmt: skip
    with left:
        if network is None:
            _show_covered(classifier, photo, label, opacity)
        else:
            _show_cam(classifier, network, photo, layer, label, opacity)


def _show_cam(
    classifier: Classifier,
    network: ImageNetwork,
    photo: ChosenPhoto,
    layer: str,
    label: int,
    opacity: float,
) -> None:
    answer = controls.answer_of(classifier, photo)

    def compute(_progress: Progress) -> tuple[np.ndarray, float]:
        start = time.perf_counter()
        heat = grad_cam(network.traced, network.prepare(photo.whole()), layer, label)
        return heat.float().cpu().numpy(), time.perf_counter() - start

    key = ("cam", classifier.title, layer, label)
    heat, seconds = controls.result_of(photo, key, compute)
    name = classifier.categories[label]
    crop = np.asarray(answer.crop)
    wide = stretched(torch.from_numpy(heat), crop.shape[:2]).numpy()
    sheets = [
        pictures_sheet(
            f"What supports {name}", heated(crop, wide, opacity=opacity)[None], Look(tall=_TALL)
        ),
        maps_sheet(f"The map, {heat.shape[0]} × {heat.shape[1]}", heat[None],
                   Look(is_signed=False, limit=1.0, noun="Heat", tall=_TALL)),
    ]  # fmt: skip
    _draw(classifier, photo, sheets, None, f"cam {layer} {label} {opacity}",
          f"Grad-CAM in {layer} for {name}, {seconds:.2f} s: the weighted sum of the layer's "
          "maps; the weight of a map is its mean gradient for the class. 1 is the strongest "
          "place.")  # fmt: skip
    winner = classifier.categories[int(answer.order[0])]
    probability = float(answer.probabilities[label])
    page_parts.notice(map_notices.about_heat(heat, name, probability, winner, layer))
    page_parts.code(
        lambda: snippets.cam(
            classifier.name, classifier.version, program_photos.file_name(photo), layer, label
        ),
        key="photos_cam_code",
        files=lambda: page_parts.program_files(
            {**imagenet_files(classifier.name), **program_photos.offered([photo])}
        ),
    )
    _offer_csv(heat)


def _show_covered(classifier: Classifier, photo: ChosenPhoto, label: int, opacity: float) -> None:
    seen = controls.answer_of(classifier, photo).crop

    def compute(progress: Progress) -> tuple[Occlusion, float]:
        start = time.perf_counter()
        covered = occlude(classifier, seen, label, square=SQUARE, step=STEP, progress=progress)
        return covered, time.perf_counter() - start

    covered, seconds = controls.result_of(
        photo,
        ("covered", classifier.title, label),
        compute,
        doing="Covering 169 places one by one",
    )
    name = classifier.categories[label]
    crop = np.asarray(seen)
    limit, lost = signed_limit(covered.lost), spread(covered, crop.shape[:2])
    rows, columns = covered.lost.shape
    sheets = [
        maps_sheet(f"Probability lost when covered, {rows} × {columns} places",
                   covered.lost[None], Look(is_signed=True, limit=limit, noun="Lost", tall=_TALL)),
        pictures_sheet(f"For {name}", tinted(crop, lost, limit, opacity=opacity)[None],
                       Look(tall=_TALL)),
    ]  # fmt: skip
    reach = Reach(_covered_spans(rows, crop.shape[0]), _covered_spans(columns, crop.shape[1]))
    _draw(classifier, photo, sheets, reach, f"covered {label} {opacity}",
          f"A grey square of {SQUARE} × {SQUARE} pixels covers each place once, {seconds:.1f} s. "
          f"Orange: the probability of {name} falls; blue: it rises. Point at a number to see "
          "its place.")  # fmt: skip
    page_parts.notice(notices.about_occlusion(covered, classifier.categories))
    page_parts.code(
        lambda: snippets.covered(
            classifier.name,
            classifier.version,
            program_photos.file_name(photo),
            label,
            SQUARE,
            STEP,
        ),
        key="photos_covered_code",
        files=lambda: page_parts.program_files(
            {**imagenet_files(classifier.name), **program_photos.offered([photo])}
        ),
    )
    _offer_csv(covered.lost)


def _covered_spans(count: int, length: int) -> tuple[Span, ...]:
    """Return the pixels that each of `count` grey squares covers along one side of the crop."""
    return tuple((STEP * n, min(length, STEP * n + SQUARE) - 1) for n in range(count))


def _draw(
    classifier: Classifier,
    photo: ChosenPhoto,
    sheets: list[Sheet],
    reach: Reach | None,
    identity: str,
    hint: str,
) -> None:
    crop = controls.answer_of(classifier, photo).crop
    group = Group(sheets, crop, photo.alt, f"The network's input, {crop.height} × {crop.width}",
                  reach, has_zoom=False)  # fmt: skip
    map_sheets(
        [group],
        key=SHEETS,
        identity=f"{classifier.title} {photo.identity} {identity}",
        hint=hint,
    )


def _choose_layer(network: ImageNetwork) -> str:
    names = _last_layers(network)
    if st.session_state.get(LAYER, names[0]) not in names:
        st.session_state[LAYER] = names[0]  # the stored layer belongs to another network
    return st.selectbox("Layer", names, key=LAYER, bind="query-params")


def _last_layers(network: ImageNetwork) -> list[str]:
    """Return the last layer of every map size, in reverse order."""
    names = list(network.maps)
    sizes = [network.maps[name].height for name in names]
    last = [
        name
        for name, own, after in zip(names, sizes, [*sizes[1:], 0], strict=True)
        if own > after and own > 1
    ]
    return last[::-1]


def _offer_csv(values: np.ndarray) -> None:
    page_parts.download_csv(
        lambda: table_csv([f"column {x + 1}" for x in range(values.shape[1])], values.tolist()),
        key="photos_why",
    )
