"""This visitor's classes, and what is computed from them; all of it is gone with the tab.

Ready sets are everybody's: they hold no photo of a visitor, and are embedded once for the server.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import numpy as np
import streamlit as st

from dlviz.datasets import ready_sets
from dlviz.datasets.own_classes import Photo, Project
from dlviz.datasets.ready_sets import SETS
from dlviz.networks import backbone as backbones
from dlviz.networks.backbone import Backbone
from dlviz.training.embedding import (
    Incoming,
    Taken,
    Varied,
    embed_crops,
    embed_files,
    embed_variants,
)
from dlviz.training.task import Task
from dlviz.training.transfer import Head, HeadSettings, Trained, train_head
from dlviz.ui.shared import background, turns
from dlviz.ui.shared.visitors import presence, visitor

OWN = "my own classes"
SET = "transfer_set"
POLL = 1.0  # seconds between two looks

PHOTOS, VARIANTS, RUNS, CURVE = "photos", "variants", "runs", "curve"  # kinds of work
_PAGE = "transfer"
_OWN, _WORK, _MEMO = (f"{_PAGE}_{x}" for x in ("own", "work", "memo"))
_VARIED = "transfer_varied"
_REFUSED = "transfer_refused"
_CHUNK = 8
_Value = TypeVar("_Value")


@dataclass(slots=True)
class Work:
    """What goes on in the background for this visitor.

    Attributes:
        kind: One of PHOTOS, VARIANTS, RUNS, CURVE.
        task: The work itself.
        about: What it is computed from; the page compares it with what is on screen.
        merged: How many of the new photos the project has already.
    """

    kind: str
    task: Task[Any]
    about: Any
    merged: int = 0


@st.cache_resource(show_spinner="Loading the network")
def backbone() -> Backbone:
    """Return the network to start from: the lecture's where its weights are."""
    return backbones.load(backbones.best())


@st.cache_resource(max_entries=16, show_spinner="Embedding the pictures, once for everybody")
def ready_project(title: str) -> Project:
    """Return a ready set with the numbers that the network makes of its pictures."""
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
        help="Ready sets, or classes of your own. Your own are kept while you look at others.",
    )


def is_own() -> bool:
    """Return whether the visitor's own classes are on screen."""
    return bool(st.session_state.get(SET) == OWN)


def current() -> Project:
    """Return the classes on screen."""
    return own_project() if is_own() else ready_project(_title())


def own_project() -> Project:
    """Return this visitor's own classes: two empty ones at first."""
    if _OWN not in st.session_state:
        keep(start())
    return cast("Project", st.session_state[_OWN])


def start() -> Project:
    """Return a project with two empty classes."""
    empty = Project(network=backbone().classifier.name)
    return empty.with_class("class 1").with_class("class 2")


def keep(project: Project) -> None:
    """Make `project` this visitor's own classes."""
    st.session_state[_OWN] = project


def take_over() -> None:
    """Make the classes of the ready set on screen the visitor's own, beside those there are."""
    ready, mine = ready_project(_title()), own_project()
    if not mine.n_photos:
        keep(replace(ready, note=""))
    else:
        for own in ready.classes:
            mine = mine.with_class(own.name)
            mine = mine.with_photos(mine.classes[-1].number, own.photos)
        keep(mine)
    show_own()


def show_own() -> None:
    """Put the visitor's own classes on screen; to be called before the widgets."""
    st.session_state[SET] = OWN


def add_files(files: list[Incoming]) -> None:
    """Open and embed files in the background; they join the visitor's own classes."""
    before = work()
    if before is not None and before.kind == PHOTOS and not before.task.is_done:
        raise ValueError("The photos before these are still being read; add these afterwards.")
    begin(PHOTOS, embed_files(backbone(), files), None)
    st.session_state[_REFUSED] = ()


def refused() -> tuple[tuple[str, str], ...]:
    """Return files that could not be used lately, and why."""
    return tuple(st.session_state.get(_REFUSED, ()))


# Work in the background


def work() -> Work | None:
    """Return what this visitor has going on, or had."""
    return cast("Work | None", st.session_state.get(_WORK))


def begin(kind: str, steps: Iterator[Any], about: Any) -> None:
    """Start work of a kind; what went on before ends."""
    collect()
    before = work()
    if before is not None:
        before.task.pause()
    task: Task[Any] = Task(steps, visitor=visitor(), is_here=presence())
    st.session_state[_WORK] = Work(kind, task, about)
    task.play()


def stop() -> None:
    """End the work; what it has brought so far stays."""
    now = work()
    if now is not None:
        now.task.pause()
        collect()


def resume() -> None:
    """Let the work go on."""
    now = work()
    if now is not None and not now.task.is_done:
        now.task.play()


def is_busy() -> bool:
    """Return whether work goes on or waits for its turn."""
    now = work()
    return now is not None and now.task.is_running


def collect() -> None:
    """Take over what the work has brought: photos into the project, variants to the others."""
    now = work()
    if now is None:
        return
    latest = now.task.latest
    if isinstance(latest, Taken):
        _merge(now, latest)
    elif isinstance(latest, Varied):
        st.session_state[_VARIED] = variants() | latest.by_photo


def _merge(now: Work, taken: Taken) -> None:
    project = own_project()
    left_out = 0
    for group, photo in taken.photos[now.merged :]:
        fuller = project.with_photos(group, (photo,))
        left_out += fuller is project or fuller.n_photos == project.n_photos
        project = fuller
    now.merged = len(taken.photos)
    keep(project)
    told = [x for x in refused() if x[0] == ""]
    if left_out:
        told = [("", f"{left_out} photos more than there is room for were left out.")]
    st.session_state[_REFUSED] = (*told, *taken.refused)


def polling() -> float | None:
    """Return seconds between two looks while work goes on, else None."""
    return POLL if is_busy() else None


def note_polling() -> None:
    """Remember whether this run of the page polls; called once in each run of the whole page."""
    background.note_polling(_PAGE, is_polling=polling() is not None)


def poll_again_when_needed() -> None:
    """Run the page anew when polling has to begin or to end: Streamlit fixes it at the start."""
    background.poll_again_when(_PAGE, is_needed=polling() is not None)


def show_work() -> None:
    """Say what goes on in the background, with its place in the line and a way to stop it."""
    now = work()
    if now is None or now.task.is_done:
        return
    now.task.look()
    latest = now.task.latest
    share = float(getattr(latest, "share", 0.0))
    with st.container(horizontal=True, vertical_alignment="center", key="transfer_progress"):
        if now.task.is_running and now.task.place:
            background.show_place(now.task.place)
        else:
            st.progress(share, text=_doing(now), width=420)
        if now.task.is_running:
            st.button("Stop", icon=":material/stop:", key="transfer_stop", on_click=stop)
        else:
            st.button("Go on", icon=":material/play_arrow:", key="transfer_resume",
                      on_click=resume)  # fmt: skip


def _doing(now: Work) -> str:
    latest = now.task.latest
    state = "" if now.task.is_running else "stopped: "
    if isinstance(latest, Taken):
        done = len(latest.photos) + len(latest.refused)
        return f"{state}embedding photo {done:,} of {latest.total:,}, each once"
    if isinstance(latest, Varied):
        return f"{state}embedding variants of photo {len(latest.by_photo):,} of {latest.total:,}"
    return {
        PHOTOS: f"{state}opening the photos",
        VARIANTS: f"{state}embedding variants",
        RUNS: f"{state}training, one after the other",
        CURVE: f"{state}training on fewer photos, many times",
    }[now.kind]


# Numbers that are computed once for what is on screen


def remembered(name: str, key: Any, build: Callable[[], _Value]) -> _Value:
    """Return what `build` makes of what `key` stands for; the latest of each name is kept."""
    memo = st.session_state.setdefault(_MEMO, {})
    if name not in memo or memo[name][0] != key:
        memo[name] = (key, build())
    return cast("_Value", memo[name][1])


def computed(name: str, key: Any, build: Callable[[], _Value], doing: str = turns.ASKING) -> _Value:
    """Return the same where `build` takes more than a moment, when it is this visitor's turn."""

    def in_turn() -> _Value:
        with turns.turn(doing):
            return build()

    return remembered(name, key, in_turn)


def variants() -> dict[int, np.ndarray]:
    """Return the embeddings of augmented photos by the photo's number."""
    return cast("dict[int, np.ndarray]", st.session_state.get(_VARIED, {}))


def missing_variants(project: Project) -> list[Photo]:
    """Return the photos whose augmented versions are not embedded yet."""
    known = variants()
    return [photo for photo in project.photos if photo.number not in known and photo.jpeg]


def begin_variants(project: Project, seed: int) -> None:
    """Embed augmented versions of the photos in the background."""
    still = {photo.number for photo in project.photos}
    st.session_state[_VARIED] = {k: v for k, v in variants().items() if k in still}
    begin(VARIANTS, embed_variants(backbone(), missing_variants(project), seed), None)


def trained(project: Project, settings: HeadSettings) -> Trained | None:
    """Return the head trained on what is on screen; None where there are not two classes yet."""
    if len(project.enabled) < 2:
        return None
    known = variants() if settings.augmented else {}
    n_known = sum(photo.number in known for photo in project.photos)
    nothing = np.zeros((0, 0), np.float32)
    return computed(
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


def _title() -> str:
    title = st.session_state.get(SET)
    return title if title in ready_sets.available() else ready_sets.available()[0]
