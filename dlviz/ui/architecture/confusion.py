"""The choice of a CIFAR-100 class, and the confusion matrix of the shipped network."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from dlviz.datasets.cifar100_names import CLASS_NAMES, GROUP_NAMES, GROUP_OF, GROUPS
from dlviz.figures.bars import counts
from dlviz.figures.mistakes import confused_classes
from dlviz.networks import cifar_statistics
from dlviz.notices import architecture as notices
from dlviz.ui.components.live_figure.live_figure import live_figure

_CONFUSION = "architecture_confusion"
_GROUP, _CLASS = "architecture_group", "architecture_class"
_FIRST = "mountain"  # the class of test picture 0
_LISTED = 10  # number of other answers that are listed
_ORDER = [CLASS_NAMES.index(name) for names in GROUPS.values() for name in names]


def choose_class(on_change: Callable[[], None] | None = None) -> str:
    """Place the choice of a group and of one of its five classes; return the class."""
    group = st.selectbox(
        "Group",
        GROUP_NAMES,
        GROUP_NAMES.index(GROUP_OF[_FIRST]),
        key=_GROUP,
        bind="query-params",
        width=350,  # wide enough for the longest name in the lecture display
        on_change=on_change,
    )
    classes = GROUPS[group]
    return st.selectbox(
        "Class",
        classes,
        classes.index(_FIRST) if _FIRST in classes else 0,
        key=_CLASS,
        bind="query-params",
        width=180,
        on_change=on_change,
    )


def show_confusion(name: str, on_change: Callable[[], None]) -> str:
    """Show the confusion of all classes; return what to notice about the class `name`.

    Args:
        name: The class whose row is outlined.
        on_change: Called when a click has chosen another class.
    """
    confusion = cifar_statistics.confusion()
    label = CLASS_NAMES.index(name)
    st.markdown(
        "**Confusion matrix of the trained network.** Test pictures of one class (row) that "
        "were classified as another (column); the squares on the diagonal are the 20 groups. "
        "Click a row to choose "
        "its class."
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        live_figure(
            confused_classes(
                confusion.counts[np.ix_(_ORDER, _ORDER)],
                [CLASS_NAMES[place] for place in _ORDER],
                [GROUP_OF[CLASS_NAMES[place]] for place in _ORDER],
                chosen=_ORDER.index(label),
            ),
            key=_CONFUSION,
            alt="Heatmap of 100 by 100 classes: how many of 100 test pictures were classified "
            "as another",
            height=480,
            on_click=lambda: _select_clicked_row(on_change),
        )
    answers = [(label, int(confusion.counts[label, label])), *confusion.taken_for(label, _LISTED)]
    with right:
        live_figure(
            counts(
                [CLASS_NAMES[other] for other, _ in answers],
                np.array([n for _, n in answers]),
                title=f"{confusion.counts[label].sum()} pictures of the class {name} are "
                "classified as",
                own=0,
            ),
            key="architecture_answers",
            alt=f"Bars: the network's predictions for the test pictures of the class {name}",
            height=420,
        )
    return notices.about_confusion(confusion, label, CLASS_NAMES)


def _select_clicked_row(on_change: Callable[[], None]) -> None:
    """Choose the class whose row was clicked."""
    point = st.session_state[_CONFUSION].point
    row = point.get("y") if isinstance(point, dict) else None
    if isinstance(row, int) and 0 <= row < len(_ORDER):
        name = CLASS_NAMES[_ORDER[row]]
        st.session_state[_GROUP], st.session_state[_CLASS] = GROUP_OF[name], name
        on_change()
