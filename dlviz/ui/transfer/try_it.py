"""The view that classifies a new photo: prediction, whether it is any of the classes, and why."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch.nn import functional

from dlviz.datasets.own_classes import Project, unpack
from dlviz.embeddings import KNOWN, Familiar, fit_familiar
from dlviz.feature_maps import grad_cam
from dlviz.figures import bars
from dlviz.figures.sprites import heated
from dlviz.networks.backbone import Backbone, with_head
from dlviz.notices import transfer as notices
from dlviz.traced import Traced
from dlviz.training.transfer import Trained
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.components.map_sheets.map_sheets import Group, Look, map_sheets, pictures_sheet
from dlviz.ui.shared import page_parts
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.photo_chooser import ChosenPhoto, choose_photo
from dlviz.ui.transfer import memo, projects, results
from dlviz.ui.transfer import train as head

PHOTO, SHARE = "transfer_photo", "transfer_known"
NEW, HELD = "A new photo", "One held back"
LIMITS = (
    Limit(SHARE, "the share of known photos", 50, 100),
    Limit("transfer_held_photo", "the held-out photo", 1, 500),
)
TRIED = "transfer_tried"  # session key: the visitor's photo, None for one held back
_HOT = 0.5  # share of the largest heat from which on a place counts as hot
_GREY = 128
_SHOWN = 512  # longer side in pixels


@dataclass(frozen=True, slots=True)
class Tried:
    """A photo that the head classifies.

    Attributes:
        identity: Changes whenever the picture does.
        alt: Description for screen readers.
        crop: (224, 224, 3) uint8, the network's input.
        embedding: (width,) the input of the last layer.
    """

    identity: str
    alt: str
    crop: np.ndarray
    embedding: np.ndarray


def show(project: Project) -> None:
    """Draw the photo, its heat map, the prediction and the photo's place among the others."""
    how = head.settings()
    trained = memo.trained(project, how)
    left, right = st.columns([0.64, 0.36], gap="medium")
    if trained is None:
        page_parts.notice(notices.about_photos(project, None))
        return
    network = projects.backbone()
    with right:
        photo = _choose(network, project, trained)
    crop, embedding = photo.crop, photo.embedding
    probabilities = trained.head.probabilities(embedding[None])[0]
    with right:
        live_figure(
            bars.answers({"softmax": probabilities}, project.names),
            key="transfer_answer",
            alt="; ".join(
                f"{n} {p:.1%}" for n, p in zip(project.names, probabilities, strict=True)
            ),
            height=90 + 26 * len(project.names),
        )
        share = st.slider(
            "Training photos within the threshold, %", 50, 100, round(100 * KNOWN),
            key=SHARE, bind="query-params",
            help="For each training photo the distance to the mean of the others of its class is "
                 "measured. The threshold is the distance within which this share of them lies.",
        )  # fmt: skip
    known = familiar_of(project, trained, share / 100)
    distance = float(known.distances(embedding[None]).min())
    held = project.embeddings()[trained.split.validation]
    turned_away = int(known.is_unknown(held).sum()) if len(held) else 0
    best = int(probabilities.argmax())
    heat = heat_of(network, trained, photo, best)
    with left:
        _show_heat(crop, heat, project.names[best], photo)
        results.show_points(project, trained, key="transfer_new_map", height=240, new=embedding)
    with right:
        st.markdown(
            f"Distance to the nearest class **{distance:.3f}**, threshold **{known.threshold:.3f}**"
            f": {'**none of these**' if distance > known.threshold else 'one of these'}. Of the "
            f"{len(held)} held-out photos it would reject {turned_away}."
        )
    text = notices.about_new(project.names, probabilities, distance, known.threshold)
    if distance <= known.threshold:
        whole, without, alone = _masked(network, trained, crop, heat, best)
        hot = float((_stretched(heat) >= _HOT).mean())
        text += " " + notices.about_object(project.names[best], whole, without, alone, hot)
    page_parts.notice(text)


def _choose(network: Backbone, project: Project, trained: Trained) -> Tried:
    """Place the choice between a new photo and one that was held back."""
    held = trained.split.validation
    st.session_state[TRIED] = None
    source = st.segmented_control(
        "Which", [NEW, HELD], default=NEW, required=True, key="transfer_source",
        bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    if source == NEW or not len(held):
        photo = choose_photo(PHOTO, side=_SHOWN)
        st.session_state[TRIED] = photo
        if photo.remark:
            st.caption(photo.remark)
        crop, embedding = _read(network, photo)
        return Tried(photo.identity, photo.alt, crop, embedding)
    number = st.number_input(
        f"Held-out photo, 1 to {len(held)}", 1, len(held), key="transfer_held_photo",
        bind="query-params",
    )  # fmt: skip
    place = int(held[number - 1])
    own = project.photos[place]
    label = int(project.labels()[place])
    alt = f"A photo of {project.names[label]} that was held out"
    st.caption(f"{alt}.")
    return Tried(f"held {own.number}", alt, unpack(own), own.embedding)


def familiar_of(project: Project, trained: Trained, share: float) -> Familiar:
    """Return the training photos, with which a new photo is compared."""
    places = trained.split.train
    return memo.remembered(
        "familiar",
        (project.identity, id(trained), share),
        lambda: fit_familiar(
            project.embeddings()[places],
            project.labels()[places],
            len(project.names),
            known=share,
        ),
    )


def chosen_share() -> float:
    """Return the share of training photos that count as known, on views without that control."""
    return float(st.session_state.get(SHARE, round(100 * KNOWN))) / 100


def _read(network: Backbone, photo: ChosenPhoto) -> tuple[np.ndarray, np.ndarray]:
    """Return a photo's crop and its embedding; cached."""

    def build() -> tuple[np.ndarray, np.ndarray]:
        crop = network.crop(photo.whole())
        return crop, network.embed(network.prepare(crop[None]))[0]

    return memo.computed_in_turn("new photo", photo.identity, build)


def heat_of(network: Backbone, trained: Trained, photo: Tried, label: int) -> np.ndarray:
    """Return Grad-CAM of the head's decision for a class, in the last layer with spatial maps."""

    def build() -> np.ndarray:
        whole = with_head(network, trained.head.weight, trained.head.bias)
        traced = Traced(whole)
        names = list(traced.layers)
        layer = names[names.index("pool") - 1]
        pixels = network.prepare(photo.crop[None]).to(network.device)
        heat: np.ndarray = grad_cam(traced, pixels, layer, label).float().cpu().numpy()
        return heat

    return memo.computed_in_turn("heat", (photo.identity, id(trained), label), build)


def _show_heat(crop: np.ndarray, heat: np.ndarray, name: str, photo: Tried) -> None:
    hot = _stretched(heat) >= _HOT
    without = np.where(hot[:, :, None], _GREY, crop).astype(np.uint8)
    sheets = [
        pictures_sheet("What the network sees", crop[None], Look(noun="Photo", tall=12)),
        pictures_sheet(
            f"What supports {name}",
            heated(crop, _stretched(heat))[None],
            Look(noun="Heat", tall=12),
        ),
        pictures_sheet("The hot part in grey", without[None], Look(noun="Photo", tall=12)),
    ]
    map_sheets(
        [Group(sheets, has_zoom=False)],
        key="transfer_heat",
        identity=f"{photo.identity} {name} {float(heat.sum()):.4f}",
        hint=f"{photo.alt}. Bright parts raise the probability of the answer (Grad-CAM).",
    )


def _masked(
    network: Backbone, trained: Trained, crop: np.ndarray, heat: np.ndarray, label: int
) -> tuple[float, float, float]:
    """Return the class's probability for the photo, without its hot part, and for that part."""

    def build() -> tuple[float, float, float]:
        hot = (_stretched(heat) >= _HOT)[:, :, None]
        pictures = [crop, np.where(hot, _GREY, crop), np.where(hot, crop, _GREY)]
        seen = network.embed(network.prepare(np.stack(pictures).astype(np.uint8)))
        whole, without, alone = trained.head.probabilities(seen)[:, label].tolist()
        return whole, without, alone

    return memo.computed_in_turn("masked", (id(heat), id(trained), label), build)


def _stretched(heat: np.ndarray) -> np.ndarray:
    """Return heat (h, w) interpolated to the photo's 224 x 224."""
    wide: np.ndarray = functional.interpolate(
        torch.from_numpy(heat)[None, None], (224, 224), mode="bilinear", align_corners=False
    )[0, 0].numpy()
    return wide
