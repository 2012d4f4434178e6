"""The project on screen: a ready set, or the visitor's own classes, which end with the tab.

Ready sets are shared by all visitors: they contain no visitor's photo, and are embedded once per
server.
"""

from dataclasses import replace
from typing import cast

import streamlit as st

from dlviz.datasets import ready_sets
from dlviz.datasets.own_classes import Project
from dlviz.datasets.ready_sets import SETS
from dlviz.networks import backbone as backbones
from dlviz.networks.backbone import Backbone
from dlviz.training.embedding import embed_crops
from dlviz.ui.shared import keepsakes
from dlviz.ui.shared.undo import Undo

OWN = "my own classes"
SET = "transfer_set"
OWN_PROJECT = keepsakes.kept("transfer_own")
UNDO = Undo("transfer_undo")


@st.cache_resource(show_spinner="Loading the network")
def backbone() -> Backbone:
    """Return the pretrained network: the lecture's if its weights are on this machine."""
    return backbones.load(backbones.best())


@st.cache_resource(
    max_entries=16, show_spinner="Computing the embeddings of the pictures (once for all visitors)"
)
def ready_project(title: str) -> Project:
    """Return a ready set with the network's embeddings of its pictures."""
    chosen, network = SETS[title], backbone()
    project = Project(network=network.classifier.name, note=chosen.note)
    for name in chosen.classes:
        project = project.with_class(name)
        photos = embed_crops(network, chosen.draw(name))
        project = project.with_photos(project.classes[-1].number, tuple(photos))
    return project


def choose_set() -> str:
    """Place the choice between ready sets and the visitor's own classes."""
    return st.selectbox(
        "Classes",
        [*ready_sets.available(), OWN],
        key=SET,
        bind="query-params",
        help="Ready-made sets, or your own classes. Your own classes are kept while you look at "
        "other sets.",
    )


def is_own() -> bool:
    """Return whether the visitor's own classes are on screen."""
    return bool(st.session_state.get(SET) == OWN)


def project_on_screen() -> Project:
    """Return the classes on screen."""
    return own_project() if is_own() else ready_project(_title())


def own_project() -> Project:
    """Return this visitor's own classes: two empty ones at first."""
    if OWN_PROJECT not in st.session_state:
        set_own_project(empty_project())
    return cast("Project", st.session_state[OWN_PROJECT])


def empty_project() -> Project:
    """Return a project with two empty classes."""
    empty = Project(network=backbone().classifier.name)
    return empty.with_class("class 1").with_class("class 2")


def set_own_project(project: Project) -> None:
    """Make `project` this visitor's own classes."""
    st.session_state[OWN_PROJECT] = project


def copy_to_own_classes() -> None:
    """Copy the classes of the ready set on screen into the visitor's own classes."""
    ready, mine = ready_project(_title()), own_project()
    if not mine.n_photos:
        set_own_project(replace(ready, note=""))
    else:
        for own in ready.classes:
            mine = mine.with_class(own.name)
            mine = mine.with_photos(mine.classes[-1].number, own.photos)
        set_own_project(mine)
    select_own_classes()


def select_own_classes() -> None:
    """Put the visitor's own classes on screen; call it before the widgets."""
    st.session_state[SET] = OWN


def _title() -> str:
    title = st.session_state.get(SET)
    return title if title in ready_sets.available() else ready_sets.available()[0]
