"""Caches results for the project on screen, such as the trained head and its probabilities."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
import streamlit as st

from dlviz.datasets.own_classes import Project
from dlviz.training.transfer import Head, HeadSettings, Trained, train_head
from dlviz.ui.shared import turns
from dlviz.ui.transfer import work

_MEMO = "transfer_memo"
_Value = TypeVar("_Value")


def remembered(name: str, key: Any, build: Callable[[], _Value]) -> _Value:
    """Return the cached result of `build()` for `key`; only the latest of each `name` is kept."""
    memo = st.session_state.setdefault(_MEMO, {})
    if name not in memo or memo[name][0] != key:
        memo[name] = (key, build())
    return cast("_Value", memo[name][1])


def computed_in_turn(
    name: str, key: Any, build: Callable[[], _Value], doing: str = turns.ASKING
) -> _Value:
    """Do the same for a slow `build`, which waits in the job queue first."""

    def in_turn() -> _Value:
        with turns.turn(doing):
            return build()

    return remembered(name, key, in_turn)


def trained(project: Project, settings: HeadSettings) -> Trained | None:
    """Return the head trained on the project; None if there are fewer than two classes."""
    if len(project.enabled) < 2:
        return None
    known = work.variants() if settings.augmented else {}
    n_known = sum(photo.number in known for photo in project.photos)
    nothing = np.zeros((0, 0), np.float32)
    return computed_in_turn(
        "trained",
        (project.identity, settings, n_known),
        lambda: train_head(
            project.embeddings(),
            project.labels(),
            settings,
            variants=[known.get(photo.number, nothing) for photo in project.photos],
        ),
        "Training the last layer",
    )


def probabilities(project: Project, head: Head) -> np.ndarray:
    """Return the (N, classes) probabilities of all photos on screen."""
    return remembered(
        "probabilities",
        (project.identity, id(head)),
        lambda: head.probabilities(project.embeddings()),
    )
