"""Makes the copies on "Augmentation" and caches a network's predictions for them per visitor."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch import Tensor
from torch.nn import functional

from dlviz.augmentation import N_COPIES, Chain, Values, copies, draw
from dlviz.augmentation_text import write
from dlviz.fan import Fan
from dlviz.networks.image_network import ImageNetwork, Readings
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.augmentation.controls import Subject
from dlviz.ui.shared import turns

_SHOWN = 112  # side of a photo's copy on screen, in pixels
_AT_ONCE = 32  # largest side in pixels of pictures that are classified before anything is shown
_STEP = 4  # pictures between two checks whether the visitor has changed something
_READ = "augmentation_readings"


@dataclass(frozen=True, slots=True)
class Made:
    """The copies of a subject.

    Attributes:
        subject: The original.
        chain: The transforms.
        drawn: The random values of each copy.
        pictures: (1 + N, C, H, W) floats, the original first.
        seed: The random seed.
    """

    subject: Subject
    chain: Chain
    drawn: tuple[Values, ...]
    pictures: Tensor
    seed: int

    @property
    def identity(self) -> str:
        """Changes whenever a copy or the network changes."""
        return f"{self.subject.identity} {write(self.chain)} {self.seed}"


def make_copies(subject: Subject, chain: Chain, seed: int) -> Made:
    """Draw random values for the copies of `subject` and make the copies."""
    drawn = draw(chain, N_COPIES, subject.size, seed)
    pictures = torch.cat([subject.image[None], copies(chain, drawn, subject.image)])
    return Made(subject, chain, drawn, pictures, seed)


def is_quick(subject: Subject) -> bool:
    """Return whether the copies of `subject` can be classified while a hand moves."""
    return subject.image.shape[-1] <= _AT_ONCE


def copies_readings_if_quick(made: Made) -> Readings | None:
    """Return the predictions for original and copies; None if computing them would take seconds.

    The last result is cached in the visitor's session and nowhere else.
    """
    return readings_if_quick(_READ, made.identity, made.subject.network, made.pictures)


def read_copies_and_rerun(bar: DeltaGenerator, made: Made) -> None:
    """Classify the copies on screen with a slow network, then rerun the page with the results."""
    read_and_rerun(bar, _READ, made.identity, made.subject.network, made.pictures)


def readings_if_quick(
    key: str, identity: str, network: ImageNetwork, pictures: Tensor
) -> Readings | None:
    """Return the predictions for `pictures`; None if computing them would take seconds."""
    kept = st.session_state.get(key)
    if kept is None or kept[0] != identity:
        if pictures.shape[-1] > _AT_ONCE:
            return None
        kept = st.session_state[key] = identity, network.read(pictures)
    readings: Readings = kept[1]
    return readings


def read_and_rerun(
    bar: DeltaGenerator, key: str, identity: str, network: ImageNetwork, pictures: Tensor
) -> None:
    """Classify `pictures` with a progress bar at `bar`, cache the results, and rerun the page.

    If the visitor changes a setting meanwhile, the work is aborted at its next step.
    """
    parts: list[Readings] = []
    with bar, turns.turn(f"{network.title} classifies {len(pictures)} pictures") as progress:
        for start, part in zip(range(0, len(pictures), _STEP), pictures.split(_STEP), strict=True):
            progress(start / len(pictures))
            parts.append(network.read(part))
    st.session_state[key] = (
        identity,
        Readings(
            np.concatenate([part.probabilities for part in parts]),
            np.concatenate([part.features for part in parts]),
        ),
    )
    st.rerun()


def fan_of(made: Made, readings: Readings) -> Fan:
    """Return the predictions for original and copies as a `Fan`."""
    probabilities = readings.probabilities
    label = made.subject.label
    own = int(probabilities[0].argmax()) if label is None else label
    return Fan(own, probabilities[0], probabilities[1:])


def on_screen(pictures: Tensor) -> np.ndarray:
    """Convert (N, C, H, W) floats to (N, H, W, 3) uint8, scaling large pictures down."""
    if pictures.shape[-1] > _SHOWN:
        pictures = functional.interpolate(pictures, (_SHOWN, _SHOWN), mode="area")
    levels = (pictures.clamp(0, 1) * 255).round().to(torch.uint8)
    return levels.expand(-1, 3, -1, -1).permute(0, 2, 3, 1).numpy()
