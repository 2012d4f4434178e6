"""Loads the networks and pictures of "Pooling", and caches the measurements on them."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import streamlit as st
import torch

from dlviz.datasets import sample_photos
from dlviz.datasets.sample_photos import SAMPLES
from dlviz.kept_answers import kept_answers as consistency_over_moves
from dlviz.location_invariance import MovesPlane, measure_along, measure_plane
from dlviz.moves import N_OTHERS, MoveCurves
from dlviz.networks import imagenet
from dlviz.networks.windowed import (
    LOGITS,
    Scene,
    WindowedNetwork,
    digit_surroundings,
    of_cifar,
    of_digits,
    of_lite,
)
from dlviz.notices.pooling import Answer
from dlviz.pooling import stretched
from dlviz.scheduling.turn import Progress
from dlviz.ui.shared import digit_networks, turns
from dlviz.ui.shared.photo_chooser import ChosenPhoto, from_whole

CIFAR, LITE = "CIFAR-100 network", "EfficientNet-Lite0"
DIGITS = {
    "digit network, augmented": "augmented",
    "digit network, dropout": "dropout",
    "digit network, ridge": "ridge",
}
NETWORKS = (LITE, CIFAR, *DIGITS)
_PAGE = "pooling"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Identity:
    """Identifies a picture, as a cache key: equal only for equal pictures.

    Attributes:
        name: A sample's name, "digit 7", or the identity of the visitor's photo.
        is_own: Whether it is a visitor's own; results for it stay in the visitor's session.
    """

    name: str
    is_own: bool = False


def identity_of(photo: ChosenPhoto) -> Identity:
    """Return the identity of a photo."""
    return Identity(photo.sample or photo.identity, is_own=not photo.sample)


def is_available(name: str) -> bool:
    """Return whether the weights of a network in NETWORKS are on this machine."""
    return name != LITE or imagenet.is_available("efficientnet_lite0")


@st.cache_resource(show_spinner="Loading the network")
def network(name: str) -> WindowedNetwork:
    """Return a network in NETWORKS."""
    if name in DIGITS:
        return of_digits(DIGITS[name])
    return of_lite(imagenet.load("efficientnet_lite0")) if name == LITE else of_cifar()


def surroundings(name: str, photo: ChosenPhoto) -> np.ndarray:
    """Return the centre of a photo, large enough for all shifts of the input of network `name`."""
    if photo.sample:
        return _sample_surroundings(name, photo.sample)
    return from_whole(_PAGE, photo, (name, "surroundings"), network(name).surroundings)


def digit(index: int) -> np.ndarray:
    """Return a test digit with a black margin."""
    return digit_surroundings(digit_networks.test_digits().images[index])


def slide_of(name: str, identity: Identity, seen: np.ndarray, direction: str) -> MoveCurves:
    """Return how all stages change with shifts along a direction; cached.

    Args:
        name: A key of NETWORKS.
        identity: Identity of the picture.
        seen: The picture with its surroundings.
        direction: A key of `dlviz.location_invariance.DIRECTIONS`.
    """
    own = network(name)
    return _result(
        identity,
        (name, identity, direction),
        lambda _: measure_along(own, own.scene(seen), _others(name, identity), direction),
        f"{own.title} classifies 17 moved pictures",
    )


def plane_of(
    name: str, identity: Identity, seen: np.ndarray, stage: str | tuple[str, int], step: int
) -> MovesPlane:
    """Return how one stage changes for all shifts; arguments as in `slide_of`, `measure_plane`."""
    own = network(name)
    return _result(
        identity,
        (name, identity, stage, step),
        lambda progress: measure_plane(
            own, own.scene(seen), _others(name, identity), stage, step, progress
        ),
        "Moving the picture in all directions",
    )


@st.cache_data(max_entries=3, show_spinner="Moving 1,000 test digits")
def kept_answers(name: str) -> np.ndarray:
    """Return the shares of test digits that keep their answer; `name` is a key of DIGITS."""
    return consistency_over_moves(DIGITS[name])


def _others(name: str, identity: Identity) -> list[Scene]:
    """Return other pictures, whose distance is the unit of all distances."""
    scenes = _scenes(name)
    return [scene for other, scene in scenes.items() if other != identity][:N_OTHERS]


@st.cache_resource(max_entries=5, show_spinner="Preparing the other pictures")
def _scenes(name: str) -> Mapping[Identity, Scene]:
    own = network(name)
    if name in DIGITS:
        return {Identity(f"digit {x}"): own.scene(digit(x)) for x in range(N_OTHERS + 1)}
    return {Identity(sample): own.scene(_sample_surroundings(name, sample)) for sample in SAMPLES}


@st.cache_resource(max_entries=16, show_spinner=False)
def _sample_surroundings(name: str, sample: str) -> np.ndarray:
    return network(name).surroundings(sample_photos.load(sample))


def answers_to(identity: Identity, kind: str, row: Sequence[np.ndarray]) -> list[Answer]:
    """Return EfficientNet-Lite0's predictions for a pooled photo, each number enlarged to a square.

    Args:
        identity: As for `slide_of`.
        kind: Kind of pooling.
        row: (3, H, W) pictures from `dlviz.pooling.cascade`, in 0 to 255.
    """

    def make(_progress: Progress) -> list[Answer]:
        own = network(LITE)
        wide = np.stack([stretched(one, own.side) for one in row])
        with torch.inference_mode():
            logits = own.observe(own.standardise(torch.from_numpy(wide) / 255))[LOGITS]
        probabilities, classes = logits.softmax(dim=1).max(dim=1)
        return [
            Answer(own.categories[place], value)
            for place, value in zip(classes.tolist(), probabilities.tolist(), strict=True)
        ]

    return _result(
        identity, (LITE, identity, "cascade", kind), make, f"{LITE} classifies {len(row)} pictures"
    )


def is_plane_kept(name: str, identity: Identity, stage: str | tuple[str, int], step: int) -> bool:
    """Return whether the result of `plane_of` is cached."""
    return turns.is_known(_PAGE, (name, identity, stage, step), is_own=identity.is_own)


def _result(
    identity: Identity,
    key: tuple[Hashable, ...],
    make: Callable[[Progress], _Result],
    doing: str,
) -> _Result:
    return turns.result(_PAGE, key, make, is_own=identity.is_own, doing=doing)
