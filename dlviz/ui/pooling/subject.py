"""The controls of the view "Location invariance" of "Pooling": network, picture, shift."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.moves import COMPARED, DIRECTIONS, MOST_DEPTH
from dlviz.networks.windowed import WINDOW_REACH
from dlviz.pooling import MAX
from dlviz.ui.pooling import networks
from dlviz.ui.pooling.networks import DIGITS, LITE, NETWORKS, Identity, identity_of
from dlviz.ui.pooling.photo import LONGER_SIDE, PHOTO
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import whole_number
from dlviz.ui.shared.photo_chooser import ChosenPhoto, choose_photo

NETWORK, SHIFT, DEPTH = "pooling_network", "pooling_shift", "pooling_depth"
STAGES, KINDS, THROUGH = "poolings in a row", "kinds of pooling", "the network itself"
COMPARISONS = (STAGES, KINDS, THROUGH)
_DIGIT = "pooling_digit"

LIMITS = (
    Limit(SHIFT, "pixels of the move", 0, WINDOW_REACH),
    Limit(DEPTH, "poolings in a row", 1, MOST_DEPTH),
    Limit(_DIGIT, "test digit", 0, 9999),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A network and the picture that it gets.

    Attributes:
        name: A key of `networks.NETWORKS`.
        identity: Identity of the picture.
        seen: The picture with its surroundings.
        picture: A key of SAMPLES, "" for a visitor's photo, the number of a test digit.
        title: Text above the picture.
        alt: Description for screen readers.
        photo: The photo; None for a digit.
    """

    name: str
    identity: Identity
    seen: np.ndarray
    picture: str | int
    title: str
    alt: str
    photo: ChosenPhoto | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The comparison and the shift that the visitor has chosen.

    Attributes:
        comparison: One of COMPARISONS.
        kind: Kind of pooling, a key of COMPARED.
        depth: Number of poolings in a row.
        direction: A key of DIRECTIONS.
        shift: Shift in pixels, from 0 to WINDOW_REACH.
    """

    comparison: str
    kind: str
    depth: int
    direction: str
    shift: int


def choose_subject() -> Subject:
    """Place the choice of a network and of its picture."""
    names = [name for name in NETWORKS if networks.is_available(name)]
    name = st.selectbox("Network", names, key=NETWORK, bind="query-params")
    if name in DIGITS:
        index = whole_number("Test digit (0 to 9,999)", _DIGIT, 0, 9999, 0, width=160)
        seen = networks.digit(index)
        alt = f"Test digit {index} of MNIST, with its black surroundings"
        return Subject(name, Identity(f"digit {index}"), seen, index, f"Test digit {index}", alt)
    photo = choose_photo(PHOTO, side=LONGER_SIDE, default="cat")
    seen = networks.surroundings(name, photo)
    title = f"The photo, {seen.shape[0]} × {seen.shape[1]}"
    return Subject(name, identity_of(photo), seen, photo.sample, title, photo.alt, photo)


def choose_look(subject: Subject) -> Chosen:
    """Place the choice of curves and of the shift."""
    kind, depth, comparison = MAX, 2, THROUGH
    if subject.name not in DIGITS:
        comparison = st.selectbox(
            "Compare",
            COMPARISONS,
            key="pooling_comparison",
            bind="query-params",
            help="The poolings are applied to the maps of the network's first convolution. "
            "Blurred max takes the maximum at every place, blurs it and takes every second "
            "number "
            "(R. Zhang, 2019).",
        )
        if comparison == STAGES:
            kind = st.selectbox(
                "Kind of pooling", COMPARED, key="pooling_compared", bind="query-params"
            )
        elif comparison == KINDS:
            depth = whole_number("Poolings in a row", DEPTH, 1, MOST_DEPTH, 2, width=160)
    with st.container(horizontal=True):
        direction = st.selectbox(
            "Move", list(DIRECTIONS), key="pooling_direction", bind="query-params", width=140
        )
        shift = whole_number("Pixels", SHIFT, 0, WINDOW_REACH, 4, width=110)
    return Chosen(comparison, kind, depth, direction, shift)


def how_measured(subject: Subject) -> str:
    """Return sentences on how distances are defined, and what appears at the border."""
    others = "other test digits" if subject.name in DIGITS else "other sample photos"
    border = (
        "black pixels move in, because every digit is surrounded by black"
        if subject.name in DIGITS
        else "the surrounding part of the photo moves in"
    )
    filters = (
        " Convolution maps: the network's first filters, with stride 2 as in the network."
        if subject.name == LITE
        else ""
    )
    return (
        "Distances are Euclidean, for probabilities total variation, divided by the mean "
        "distance "
        f"to five {others} at the same stage: 1 means as different as another picture. At the "
        "border "
        f"{border}.{filters}"
    )
