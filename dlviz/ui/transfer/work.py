"""Background work of "Transfer learning" (embedding photos, training): one job per visitor."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import streamlit as st

from dlviz.datasets.own_classes import Photo, Project
from dlviz.training.embedding import Incoming, Taken, Varied, embed_files, embed_variants
from dlviz.training.task import Task
from dlviz.ui.shared import background, keepsakes
from dlviz.ui.shared.visitors import presence, visitor
from dlviz.ui.transfer import projects

PHOTOS, VARIANTS, RUNS, CURVE = "photos", "variants", "runs", "curve"  # kinds of work
_POLL = 1.0  # polling interval in seconds
_WORK = keepsakes.kept("transfer_work")
_VARIED = keepsakes.kept("transfer_varied")
_REFUSED = "transfer_refused"  # session key: rejected files with reasons
_LEFT_OUT = "transfer_left_out"  # session key: number of photos for which there was no room


@dataclass(slots=True)
class Work:
    """This visitor's background job.

    Attributes:
        kind: One of PHOTOS, VARIANTS, RUNS, CURVE.
        task: The job.
        about: The input of the job; the page compares it with the project on screen.
        merged: Number of new photos that were already added to the project.
    """

    kind: str
    task: Task[Any]
    about: Any
    merged: int = 0


def add_files(files: list[Incoming]) -> None:
    """Open and embed files in the background; they join the visitor's own classes."""
    before = current()
    if before is not None and before.kind == PHOTOS and not before.task.is_done:
        raise ValueError("The photos added before are still being opened; add these afterwards.")
    begin(PHOTOS, embed_files(projects.backbone(), files), None)
    st.session_state[_REFUSED], st.session_state[_LEFT_OUT] = (), 0


def refusals() -> list[str]:
    """Return sentences on the last rejected files, with reasons."""
    n_left_out = st.session_state.get(_LEFT_OUT, 0)
    full = [f"{n_left_out} photos were left out: there is no room for more."] if n_left_out else []
    return [*full, *(f"{name}: {why}" for name, why in st.session_state.get(_REFUSED, ()))]


def current() -> Work | None:
    """Return this visitor's current or last job, None if there is none."""
    return cast("Work | None", st.session_state.get(_WORK))


def begin(kind: str, steps: Iterator[Any], about: Any) -> None:
    """Start a job of a kind; the previous job is stopped."""
    collect_results()
    before = current()
    if before is not None:
        before.task.pause()
    task: Task[Any] = Task(steps, visitor=visitor(), is_here=presence())
    st.session_state[_WORK] = Work(kind, task, about)
    task.play()


def stop() -> None:
    """Stop the job; its results so far stay."""
    now = current()
    if now is not None:
        now.task.pause()
        collect_results()


def drop() -> None:
    """Stop the job and forget it."""
    stop()
    st.session_state.pop(_WORK, None)


def resume() -> None:
    """Continue the paused job."""
    now = current()
    if now is not None and not now.task.is_done:
        now.task.play()


def is_busy() -> bool:
    """Return whether a job is running or waiting in the queue."""
    now = current()
    return now is not None and now.task.is_running


def collect_results() -> None:
    """Store the job's results: photos in the project, variants with the other variants."""
    now = current()
    if now is None:
        return
    latest = now.task.latest
    if isinstance(latest, Taken):
        _merge(now, latest)
    elif isinstance(latest, Varied):
        st.session_state[_VARIED] = variants() | latest.by_photo


def _merge(now: Work, taken: Taken) -> None:
    project = projects.own_project()
    left_out = 0
    for group, photo in taken.photos[now.merged :]:
        fuller = project.with_photos(group, (photo,))
        left_out += fuller is project or fuller.n_photos == project.n_photos
        project = fuller
    now.merged = len(taken.photos)
    projects.set_own_project(project)
    if left_out:
        st.session_state[_LEFT_OUT] = left_out
    st.session_state[_REFUSED] = taken.refused


def seconds_to_next_look() -> float | None:
    """Return the polling interval in seconds while a job is active, else None."""
    return _POLL if is_busy() else None


def show_progress() -> None:
    """Show the job's progress or its place in the queue, and a stop button."""
    now = current()
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
            st.button("Continue", icon=":material/play_arrow:", key="transfer_resume",
                      on_click=resume)  # fmt: skip


def _doing(now: Work) -> str:
    latest = now.task.latest
    state = "" if now.task.is_running else "stopped: "
    if isinstance(latest, Taken):
        done = len(latest.photos) + len(latest.refused)
        return f"{state}embedding photo {done:,} of {latest.total:,}, each one once"
    if isinstance(latest, Varied):
        return f"{state}embedding variants of photo {len(latest.by_photo):,} of {latest.total:,}"
    return {
        PHOTOS: f"{state}opening the photos",
        VARIANTS: f"{state}embedding variants",
        RUNS: f"{state}training, one after the other",
        CURVE: f"{state}training on fewer photos, many times",
    }[now.kind]


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
    begin(VARIANTS, embed_variants(projects.backbone(), missing_variants(project), seed), None)
