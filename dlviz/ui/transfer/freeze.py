"""The view "How much to freeze": compares trainings with different numbers of frozen blocks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from dlviz.datasets.own_classes import Project, unpack
from dlviz.figures import transfer as figures
from dlviz.intervals import error_rate
from dlviz.networks.backbone import HEAD, Backbone
from dlviz.notices import transfer as notices
from dlviz.tables import table_csv
from dlviz.training import fine_tuning
from dlviz.training.fine_tuning import Depth, Run, Runs
from dlviz.training.transfer import HeadSettings, Split, split
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import keepsakes, page_parts
from dlviz.ui.shared.limits import Limit
from dlviz.ui.transfer import projects, work
from dlviz.ui.transfer import train as head

_KEPT = keepsakes.kept("transfer_kept_runs")
_BEGUN = keepsakes.kept("transfer_begun")  # the comparison that has had its first training
_EPOCHS, _SIDE = 6, 128
LIMITS = (Limit("transfer_fine_epochs", "epochs", 1, fine_tuning.MOST_EPOCHS),)


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings that all trainings of one comparison share.

    Attributes:
        identity: Identifies the photos.
        epochs: Epochs of each training.
        side: Side of a photo in pixels.
        seed: Random seed of the split, of the head's weights and of the order of photos.
        held_back: Share of the photos held back for testing.
    """

    identity: Any
    epochs: int
    side: int
    seed: int
    held_back: float


def show(project: Project) -> None:
    """Draw the freeze slider and the results of the trainings."""
    network = projects.backbone()
    how = head.settings()
    depth, epochs, side = _choose(network, project)
    plan = Plan(project.identity, epochs, side, how.seed, how.held_back)
    _keep_finished_runs()
    runs = _runs(plan)
    _begin_with_the_head(project, plan, how)
    _show_runs(network, depth, max(2, len(project.enabled)), runs)
    titles = [run.depth.title(network.blocks) for run in runs]
    page_parts.notice(notices.about_runs(runs, titles))
    _show_method(project, how)
    page_parts.download_csv(lambda: _csv(network, runs), key="transfer_freeze_csv")


def chosen_depth(network: Backbone) -> Depth:
    """Return the depth that the slider is set to."""
    choices = {own.title(network.blocks): own for own in fine_tuning.depths(network.blocks)}
    return choices.get(st.session_state.get("transfer_depth", ""), Depth(0))


def chosen_plan(project: Project) -> Plan:
    """Return the shared settings of the comparison on screen."""
    how = head.settings()
    get = st.session_state.get
    return Plan(
        project.identity, int(get("transfer_fine_epochs", _EPOCHS)),
        int(get("transfer_side", _SIDE)), how.seed, how.held_back,
    )  # fmt: skip


def trained_depths(plan: Plan) -> list[Depth]:
    """Return the depths of a comparison that have been trained."""
    return [run.depth for run in _runs(plan)]


def parts_of(project: Project, how: HeadSettings) -> Split:
    """Return the photos that the trainings here learn from, and those held back."""
    labels = project.labels()
    return fine_tuning.bounded(split(labels, how.held_back, how.seed), labels, how.seed)


def _choose(network: Backbone, project: Project) -> tuple[Depth, int, int]:
    """Place the slider, the settings of all trainings, and the buttons, in one row."""
    titles = {own.title(network.blocks): own for own in fine_tuning.depths(network.blocks)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.select_slider(
            "Which layers are trained", list(titles), key="transfer_depth", bind="query-params",
            width=330,
            help="From the new last layer alone up to all layers; the last choice trains all "
                 "layers from random weights.",
        )  # fmt: skip
        epochs = st.number_input(
            "Epochs", 1, fine_tuning.MOST_EPOCHS, _EPOCHS, key="transfer_fine_epochs",
            bind="query-params", width=105,
        )  # fmt: skip
        side = st.selectbox(
            "Pixels", fine_tuning.SIDES, index=fine_tuning.SIDES.index(_SIDE),
            key="transfer_side", bind="query-params", width=100,
            help="The side of the photos here. The network was trained with 224 pixels; they take "
                 "three times as long as 128.",
        )  # fmt: skip
        depth = titles[chosen]
        wanted = {"transfer_run": [depth], "transfer_three": fine_tuning.three_ways(network.blocks)}
        for key, label, icon in (
            ("transfer_run", "Train", "play_arrow"),
            ("transfer_three", "Compare three ways", "balance"),
        ):
            st.button(
                label, icon=f":material/{icon}:", key=key,
                type="primary" if key == "transfer_three" else "secondary",
                disabled=not _can_train(project) or work.is_busy(), on_click=_begin_chosen,
                args=(wanted[key],), help="Frozen, fine-tuned, and from scratch, on the same "
                "photos." if key == "transfer_three" else None,
            )  # fmt: skip
    return depth, epochs, side


def _can_train(project: Project) -> bool:
    return len(project.enabled) >= 2 and all(photo.jpeg for photo in project.photos)


def _show_method(project: Project, how: HeadSettings) -> None:
    if not all(photo.jpeg for photo in project.photos):
        st.info("This project was saved without its photos, so only the last layer can be trained.")
    if _can_train(project):
        parts = parts_of(project, how)
        st.caption(
            f"Under each block: how much its weights changed, relative to their size; 0 means not "
            f"one bit changed. {len(parts.train)} photos are used for training and "
            f"{len(parts.validation)} are held out, the same in every training. Adam; rate "
            f"{fine_tuning.HEAD_RATE:g} for fc, {fine_tuning.BLOCK_RATE:g} for trained blocks, "
            f"{fine_tuning.SCRATCH_RATE:g} from scratch. The output of frozen blocks is computed "
            "once for each photo."
        )


def _begin_chosen(wanted: list[Depth]) -> None:
    project = projects.project_on_screen()
    _begin(project, wanted, chosen_plan(project), head.settings())


def _begin_with_the_head(project: Project, plan: Plan, how: HeadSettings) -> None:
    """Train only the last layer, once per comparison: a quick first result."""
    if _can_train(project) and not work.is_busy() and st.session_state.get(_BEGUN) != plan:
        st.session_state[_BEGUN] = plan
        if not _runs(plan):
            _begin(project, [Depth(0)], plan, how)


def _begin(project: Project, wanted: list[Depth], plan: Plan, how: HeadSettings) -> None:
    crops = np.stack([unpack(photo, side=plan.side) for photo in project.photos])
    steps = fine_tuning.fine_tune_all(
        projects.backbone(), crops, project.labels(), parts_of(project, how), wanted,
        epochs=plan.epochs, seed=plan.seed,
    )  # fmt: skip
    work.begin(work.RUNS, steps, plan)


def _keep_finished_runs() -> None:
    """Store finished trainings, of one comparison at a time."""
    now = work.current()
    if now is None or now.kind != work.RUNS or not isinstance(now.task.latest, Runs):
        return
    plan, runs = st.session_state.get(_KEPT, (None, {}))
    if plan != now.about:
        plan, runs = now.about, {}
    runs = runs | {run.depth: run for run in now.task.latest.runs if run.is_done}
    st.session_state[_KEPT] = (plan, runs)


def _runs(plan: Plan) -> list[Run]:
    kept, runs = st.session_state.get(_KEPT, (None, {}))
    if kept != plan:
        return []
    return sorted(runs.values(), key=lambda run: (run.depth.from_scratch, run.depth.n_open))


def _show_runs(network: Backbone, depth: Depth, n_classes: int, runs: list[Run]) -> None:
    """Draw which blocks are frozen and, below, each training's result and changed weights."""
    names = [*network.blocks, HEAD]
    n_head = (network.width + 1) * n_classes
    first = len(network.blocks) - depth.n_open
    row = [
        figures.Block(name, network.n_parameters(name), place >= first)
        for place, name in enumerate(network.blocks)
    ]
    titles = [run.depth.title(network.blocks) for run in runs]
    rates = [error_rate(run.n_checked - run.n_right, max(1, run.n_checked)) for run in runs]
    outcomes = [
        figures.Outcome(
            title, 100 - rate.value, 100 - rate.high, 100 - rate.low,
            f"{run.n_trainable:,} trained, {run.seconds:.0f} s",
        )
        for run, title, rate in zip(runs, titles, rates, strict=True)
    ]  # fmt: skip
    moved = np.array([[(run.moved or {}).get(name, 0.0) for name in names] for run in runs])
    with st.container(key="transfer_wide"):
        live_figure(
            figures.freezing(
                [*row, figures.Block(HEAD, n_head, True)],
                outcomes,
                moved.reshape(len(runs), len(names)),
            ),
            key="transfer_outcomes",
            alt="; ".join(
                f"{title} {100 - rate.value:.0f} %"
                for title, rate in zip(titles, rates, strict=True)
            )
            or "The blocks of the network; nothing has been trained yet",
            height=100 + 62 * len(runs),
        )


def _csv(network: Backbone, runs: list[Run]) -> str:
    names = [*network.blocks, HEAD]
    head = ("training", "trainable", "seconds", "right", "held_back")
    rows = []
    for run in runs:
        moved = (f"{(run.moved or {}).get(name, 0.0):.6g}" for name in names)
        counts = (run.n_right, run.n_checked)
        title = run.depth.title(network.blocks)
        rows.append((title, run.n_trainable, f"{run.seconds:.2f}", *counts, *moved))
    return table_csv((*head, *(f"moved_{name}" for name in names)), rows)
