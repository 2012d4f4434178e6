"""The view "Patches" of "Feature maps": which parts of many pictures excite a map most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st
from PIL import Image

from dlviz.datasets.sample_photos import SAMPLES, load
from dlviz.networks.image_network import ImageNetwork
from dlviz.notices import feature_maps as notices
from dlviz.patches import Patch, Peaks, cut_out, peaks, size_of, strongest
from dlviz.receptive_field import Field
from dlviz.scheduling.turn import Progress
from dlviz.snippets import feature_maps as snippets
from dlviz.tables import table_csv
from dlviz.ui.components.map_sheets.map_sheets import (
    Group,
    Look,
    Spot,
    map_sheets,
    pictures_sheet,
)
from dlviz.ui.feature_maps import controls, views
from dlviz.ui.feature_maps.controls import Looked, Picture
from dlviz.ui.shared import digit_networks, kept_photos, page_parts, turns

_MOST = 8  # patches
_LARGEST = 96  # pixels along a side of a patch that is sent
_TALL = 22  # rem, of all patches
_DIGITS = 60  # test digits, for a network that takes no photos


@dataclass(frozen=True, slots=True)
class _Source:
    """A picture in which patches are looked for.

    Attributes:
        name: Its name in sentences.
        identity: Changes whenever the picture does.
        sample: A key of SAMPLES, "" for any other picture.
        file: Name of the visitor's file, "" for any other picture.
        open_whole: Returns the picture in full resolution.
    """

    name: str
    identity: str
    sample: str
    file: str
    open_whole: Callable[[], Image.Image]


@dataclass(frozen=True, slots=True)
class _Searched:
    """What was found in some pictures: the strongest places, and the network's inputs."""

    found: tuple[Peaks, ...]
    inputs: tuple[np.ndarray, ...]


def show_patches() -> None:
    """Show the patches that excite the selected map most, with their values."""
    left, right = views.columns()
    with right:
        looked = controls.choose_network()
        network = looked.network
        layer = controls.choose_layer(network)
        index = controls.choose_map(network, layer)
    sources = _shipped(network)
    own = _own_photos(network)
    with left:
        searched = _searched(looked, layer, sources, is_own=looked.name == controls.OWN)
        if own:
            mine = _searched(looked, layer, own, is_own=True)
            searched = _Searched(searched.found + mine.found, searched.inputs + mine.inputs)
        sources = [*sources, *own]
        patches = strongest(searched.found, index, _MOST)
        _show_sheet(looked, layer, index, [(patch, sources[patch.picture]) for patch in patches],
                    searched.inputs)  # fmt: skip
        page_parts.notice(
            notices.about_patches(
                layer,
                index,
                [(patch, sources[patch.picture].name) for patch in patches],
                len(sources),
                _size(network, layer),
                network.side,
            )
        )
        _offer(looked, layer, index, patches, sources)
    with right:
        st.caption(
            f"Searched: {len(sources)} pictures, {len(own)} of them yours. Photos that you upload "
            "in another view are searched too."
            if network.channels > 1
            else f"Searched: the first {_DIGITS} test digits of MNIST."
        )


def _show_sheet(
    looked: Looked,
    layer: str,
    index: int,
    patches: Sequence[tuple[Patch, _Source]],
    inputs: Sequence[np.ndarray],
) -> None:
    reach = controls.reach_of(looked.network, layer)
    size = _size(looked.network, layer)
    cut = []
    for patch, _ in patches:
        pixels = inputs[patch.picture]
        whole = Field(0, len(pixels) - 1, 0, pixels.shape[1] - 1)
        field = whole if reach is None else reach.field(patch.row, patch.column)
        cut.append(_small(cut_out(pixels, field, size)))
    if not cut:
        return
    look = Look(
        noun="Patch",
        names=[
            f"{source.name}, row {patch.row + 1}, column {patch.column + 1} of the map: "
            f"{patch.value:.3g}"
            for patch, source in patches
        ],
        captions=[f"{source.name} {patch.value:.3g}" for patch, source in patches],
        tall=_TALL,
    )
    title = f"What excites map {index + 1} of {layer} most"
    map_sheets(
        [Group([pictures_sheet(title, np.stack(cut), look)])],
        key=controls.SHEETS,
        identity=f"{looked.identity} {layer} {index} "
        + " ".join(f"{source.identity} {patch.row} {patch.column}" for patch, source in patches),
        hint=f"Each patch is the receptive field of one number of the map, {size[0]} × {size[1]} "
        "pixels of the network's input; under it the picture and the number.",
    )


def _searched(looked: Looked, layer: str, sources: Sequence[_Source], *, is_own: bool) -> _Searched:
    """Return the strongest places of all maps of a layer; computed once and cached."""
    network = looked.network

    def search(progress: Progress) -> _Searched:
        found, inputs = [], []
        reach = controls.reach_of(network, layer)
        for done, source in enumerate(sources):
            image = source.open_whole()
            seen = network.traced.observe(network.prepare(image), [layer])[layer]
            found.append(peaks(seen.result[0].cpu().numpy(), reach))
            inputs.append(np.asarray(network.crop(image)))
            progress((done + 1) / len(sources))
        return _Searched(tuple(found), tuple(inputs))

    key = ("patches", looked.identity, layer, *(source.identity for source in sources))
    return turns.result("feature_maps", key, search, is_own=is_own, doing="Searching the pictures")


def _shipped(network: ImageNetwork) -> list[_Source]:
    """Return the pictures that come with dlviz: photos, or digits for a network of digits."""
    if network.channels > 1:
        return [_Source(name, f"sample {name}", name, "", partial(load, name)) for name in SAMPLES]
    return [
        _Source(
            f"digit {place}", f"digit {place}", "", "",
            partial(_digit, place),
        )
        for place in range(_DIGITS)
    ]  # fmt: skip


def _digit(place: int) -> Image.Image:
    return Image.fromarray(digit_networks.test_digits().images[place]).convert("RGB")


def _own_photos(network: ImageNetwork) -> list[_Source]:
    """Return the visitor's own photos, if the network takes photos."""
    if network.channels == 1:
        return []
    return [
        _Source(
            f"your photo {number}", photo.identity, "", photo.name,
            photo.chosen(controls.PIXELS).whole,
        )
        for number, photo in enumerate(kept_photos.photos(), 1)
    ]  # fmt: skip


def _offer(
    looked: Looked,
    layer: str,
    index: int,
    patches: Sequence[Patch],
    sources: Sequence[_Source],
) -> None:
    """Offer the program that computes the strongest patch's map, and the patches as CSV."""
    best = patches[0] if patches else Patch(0, 0, 0, 0.0)
    source = sources[best.picture]
    picture = Picture(source.open_whole(), source.identity, source.sample, "", source.file)
    spot = Spot(index, best.row, best.column)
    page_parts.code(
        lambda: snippets.maps(views.shown(looked, picture, layer, spot)),
        key="feature_maps_patches_code",
        files=lambda: views.files(views.shown(looked, picture, layer), picture),
    )
    page_parts.download_csv(
        lambda: table_csv(
            ("picture", "row", "column", "response"),
            [
                (sources[own.picture].name, own.row + 1, own.column + 1, own.value)
                for own in patches
            ],
        ),
        key="feature_maps_patches",
    )


def _size(network: ImageNetwork, layer: str) -> tuple[int, int]:
    """Return rows and columns of a layer's patches."""
    reach = controls.reach_of(network, layer)
    return network.side if reach is None else size_of(reach)


def _small(patch: np.ndarray) -> np.ndarray:
    """Return a patch with at most `_LARGEST` pixels along a side."""
    image = Image.fromarray(patch)
    image.thumbnail((_LARGEST, _LARGEST))
    return np.asarray(image)
