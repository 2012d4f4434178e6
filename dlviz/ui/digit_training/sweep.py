"""The view that selects the ridge strength on held-out digits and tests it on the test digits."""

import math

import streamlit as st

from dlviz.figures import ridge_sweep as figures
from dlviz.notation import plain
from dlviz.notices import ridge_sweep as notices
from dlviz.training.methods import Choices
from dlviz.training.ridge_sweep import STRENGTHS, Sweep
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.digit_training import controls
from dlviz.ui.shared import background, digit_networks, keepsakes, page_parts
from dlviz.ui.shared.deeds import Deed
from dlviz.ui.shared.undo import Undo
from dlviz.ui.shared.visitors import presence, visitor

_SWEEP = keepsakes.kept("digit_training_sweep")
_UNDO = Undo("digit_training_sweep_undo")
_SWEPT = Deed("digit_training_swept")
_POLL = 1.2  # polling interval in seconds


def current() -> Sweep | None:
    """Return this visitor's sweep, if there is one."""
    sweep = st.session_state.get(_SWEEP)
    return sweep if isinstance(sweep, Sweep) else None


def seconds_to_next_look() -> float | None:
    """Return the polling interval in seconds while a sweep runs, else None."""
    sweep = current()
    return _POLL if sweep and sweep.is_running else None


def show_sweep() -> None:
    """Draw the errors over the ridge strength, and the buttons that start and stop the sweep."""
    choices = controls.ridge_choices()
    sweep = current()
    if _SWEPT.is_asked_for() and not (sweep and sweep.is_running):
        _play(choices)
        sweep = current()
    if sweep:
        sweep.look()
    is_done = sweep is not None and sweep.is_done and sweep.choices == choices
    _SWEPT.note(is_done=is_done)
    _show_player(sweep, choices)
    if sweep and sweep.problem:
        st.warning(sweep.problem)
    if sweep and sweep.points:
        _show_curves(sweep)
        page_parts.notice(notices.about_sweep(sweep.points, sweep.judged, sweep.n_learnt))
    else:
        page_parts.notice(notices.about_plan(choices, STRENGTHS))


def _show_player(sweep: Sweep | None, choices: Choices) -> None:
    is_running = sweep is not None and sweep.is_running
    can_go_on = sweep is not None and not sweep.is_done and sweep.choices == choices
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_running:
            st.button(
                "Pause the sweep", icon=":material/pause:", key=f"{_SWEEP}_pause", on_click=_pause
            )
        else:
            st.button(
                "Continue the sweep" if can_go_on else "Sweep λ",
                icon=":material/play_arrow:",
                key=f"{_SWEEP}_play",
                type="primary",
                on_click=_play,
                args=(choices,),
                help="Only one training runs at a time: a running race is paused.",
            )
        st.button(
            "Delete the sweep",
            icon=":material/delete:",
            key=f"{_SWEEP}_drop",
            on_click=_drop,
            disabled=sweep is None,
            help="There is no sweep to delete yet." if sweep is None else "Deletes its results.",
        )
        _UNDO.offer()
        judged = sweep.judged if sweep else None
        if judged is not None:
            st.button(
                f"Race with λ = {plain(judged.chosen)}",
                icon=":material/flag:",
                key=f"{_SWEEP}_take",
                on_click=_take,
                args=(judged.chosen,),
                help="Sets the ridge strength λ of the race above to the chosen value.",
            )
        if sweep:
            _show_progress(sweep, choices)


def _show_progress(sweep: Sweep, choices: Choices) -> None:
    differs = "" if sweep.choices == choices else " (the controls have changed since)"
    if sweep.is_running and sweep.place:
        background.show_place(sweep.place)
    elif sweep.is_done:
        st.markdown(f"Done in **{sweep.seconds:.0f} s** of training.{differs}", width="content")
    else:
        text = f"{len(sweep.points)} of {len(sweep.strengths)} strengths"
        if not sweep.is_running:
            text += ", paused"
        elif sweep.share > 0:
            text += f", about {sweep.seconds * (1 / sweep.share - 1):.0f} s left"
        st.progress(sweep.share, text=text + differs, width=330)


def _show_curves(sweep: Sweep) -> None:
    points = [one for one in sweep.points if math.isfinite(one.validation.loss)]
    left, right = st.columns(2, gap="small")
    with left:
        live_figure(
            figures.errors(points, sweep.judged),
            key="digit_training_sweep_errors",
            alt="Errors on the held-out digits over ridge's strength: "
            + "; ".join(f"{plain(one.l2)}: {one.validation.error:.2f} %" for one in points),
            height=320,
        )
    with right:
        live_figure(
            figures.losses(points),
            key="digit_training_sweep_losses",
            alt="Cross-entropy on the held-out digits over ridge's strength: "
            + "; ".join(f"{plain(one.l2)}: {one.validation.loss:.3f}" for one in points),
            height=320,
        )


def _play(choices: Choices) -> None:
    sweep = current()
    if sweep is None or sweep.is_done or sweep.choices != choices:
        if sweep:
            sweep.pause()
        train, test = digit_networks.train_digits(), digit_networks.test_digits()
        with _UNDO.step("the sweep before", [_SWEEP]):
            sweep = Sweep(choices, train, test, visitor=visitor(), is_here=presence())
            st.session_state[_SWEEP] = sweep
    sweep.play()


def _pause() -> None:
    sweep = current()
    if sweep:
        sweep.pause()


def _drop() -> None:
    _pause()
    with _UNDO.step("the sweep", [_SWEEP]):
        st.session_state.pop(_SWEEP, None)


def _take(chosen: float) -> None:
    st.session_state.digit_training_l2 = chosen
