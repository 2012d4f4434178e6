"""The training on "Two inputs": the player's buttons, and the comparison of widths."""

import streamlit as st

from dlviz.networks.two_inputs import MOST_UNITS
from dlviz.notation import format_measure
from dlviz.training.two_inputs import WidthError
from dlviz.training.two_inputs_explorer import Explorer, Snapshot, Survey
from dlviz.ui.components.base.messages import Moving
from dlviz.ui.components.base.moving import moving
from dlviz.ui.shared import held, keepsakes
from dlviz.ui.shared.deeds import Deed
from dlviz.ui.two_inputs.controls import SEEDS, Choice
from dlviz.ui.two_inputs.weights import EXPLORER, START, UNDO, WEIGHTS, begin_anew, preview

_PAUSE, _RESET, _NEW, _STEP, _TRAIN = (
    f"two_inputs_{command}" for command in ("pause", "reset", "new", "step", "play")
)
_SHOWN = "two_inputs_shown_explorer"  # session key: the explorer whose weights the sliders show
_WANTED = "two_inputs_wanted"  # session key: whether Train was clicked but is still waiting
_POLL = 0.2  # polling interval in seconds of a slowed-down training
_RARE_POLL = 1.0  # at full speed; each update costs the browser a tenth of a second of a core
_SURVEY = keepsakes.kept("two_inputs_survey")
_TRAINED, _MEASURED = Deed("two_inputs_trained"), Deed("two_inputs_measured")


def bring_explorer_to(choice: Choice) -> None:
    """Update this visitor's explorer to the controls, presets and the link."""
    explorer = st.session_state.get(EXPLORER)
    if explorer is None:
        explorer = st.session_state[EXPLORER] = Explorer(choice.setup, choice.settings)
    explorer.apply(choice.setup, choice.settings, is_paced=choice.is_paced)
    WEIGHTS.follow()


def run_pressed_buttons() -> Explorer:
    """Handle the player's buttons before anything is drawn; return this visitor's explorer.

    Quick clicks can arrive together, and Streamlit does not report their order. If both Reset and
    Train were clicked, Reset is done first; callbacks would sometimes train first and then reset.
    """
    explorer: Explorer = st.session_state[EXPLORER]
    if st.session_state.get(_PAUSE):
        explorer.pause()
    if st.session_state.get(_RESET):
        explorer = begin_anew(explorer)
    if st.session_state.get(_STEP):
        explorer.step()
    if st.session_state.get(_TRAIN):
        st.session_state[_WANTED] = True
    # The seed's input is not part of this fragment. A click on Train shortly after New start may
    # have interrupted that run, or may carry the old seed. So it has to wait.
    start = explorer.setup.start
    is_late = _WANTED in st.session_state and st.session_state.get(START, start) != start
    if st.session_state.get(_NEW) or st.session_state.get(UNDO.key) or is_late:
        st.rerun()
    is_asked_for = _TRAINED.is_asked_for() and not explorer.is_running
    if st.session_state.pop(_WANTED, False) or is_asked_for:
        explorer.play()
    if st.session_state.get(_SHOWN) is not explorer:
        explorer.renew()
        st.session_state[_SHOWN] = explorer
    return explorer


def show_player(snapshot: Snapshot) -> None:
    """Place the player's buttons and the training's progress; see `run_pressed_buttons`."""
    train, test = map(format_measure, snapshot.losses)
    _TRAINED.note(is_done=snapshot.epoch >= 1 and not snapshot.is_running)
    with st.container(horizontal=True, vertical_alignment="center", key="two_inputs_player"):
        if snapshot.is_running:
            st.button("Pause", icon=":material/pause:", key=_PAUSE)
        else:
            st.button("Train", icon=":material/play_arrow:", key=_TRAIN, type="primary")
        st.button("Step", icon=":material/skip_next:", key=_STEP, help="Trains on one minibatch.")
        st.button(
            "Reset",
            icon=":material/replay:",
            key=_RESET,
            help="Goes back to the same initial weights.",
        )
        st.button(
            "New start", icon=":material/casino:", key=_NEW, help="Starts with other random "
                                                                  "weights.",
            on_click=_draw_new_start,
        )  # fmt: skip
        UNDO.offer()
        st.markdown(
            f"step **{snapshot.steps:,}** · epoch **{snapshot.epoch:,.0f}** · train **{train}** · "
            f"test **{test}**",
            width="content",
        )
    for problem in WEIGHTS.notes:
        st.warning(problem)


def seconds_to_next_look() -> float | None:
    """Return the polling interval in seconds while the network is training, else None."""
    explorer, survey = st.session_state.get(EXPLORER), st.session_state.get(_SURVEY)
    if explorer is not None and explorer.is_running:
        return _POLL if explorer.is_paced else _RARE_POLL
    return _POLL if survey is not None and survey.is_running else None


def moving_network(snapshot: Snapshot) -> Moving:
    """Return the network as data, for components that show it while it changes."""
    return moving(
        snapshot.network,
        preview(),
        trail=snapshot.trail if snapshot.is_running else (),
        pause=seconds_to_next_look() or 0.0,
    )


def measure_widths(explorer: Explorer) -> list[WidthError]:
    """Place the button that trains networks of growing width; return the results so far."""
    setup = explorer.setup
    what = (
        setup.target, setup.activation, setup.noise, setup.data_seed, setup.n_points,
        setup.train_share,
    )  # fmt: skip
    st.caption(
        f"Networks of one hidden layer with K = 1 to {MOST_UNITS} {setup.activation} units, each "
        f"trained from three starts on the target {setup.target}."
    )
    survey = st.session_state.get(_SURVEY)
    if survey is not None and survey.what != what:
        survey.stop()
        survey = st.session_state[_SURVEY] = None
    if survey is None and _MEASURED.is_asked_for():
        _begin_survey(explorer, what)
        survey = st.session_state[_SURVEY]
    is_done = survey is not None and len(survey.measured) == MOST_UNITS
    _MEASURED.note(is_done=is_done)
    if survey is None:
        st.button(
            "Measure", icon=":material/monitoring:", key="two_inputs_measure",
            on_click=_begin_survey, args=(explorer, what),
        )  # fmt: skip
        return []
    survey.look()
    if survey.is_running:
        st.progress(len(survey.measured) / MOST_UNITS, text=f"K = {len(survey.measured) + 1}")
    return list(survey.measured)


def _draw_new_start() -> None:
    explorer = st.session_state.get(EXPLORER)
    start = st.session_state.get(START, 0)
    if explorer is not None:
        begin_anew(explorer)
    held.set_held({START: (start + 1) % SEEDS})
    st.session_state[WEIGHTS.key] = ""


def _begin_survey(explorer: Explorer, what: tuple[object, ...]) -> None:
    st.session_state[_SURVEY] = Survey(explorer.snapshot().split, explorer.setup.activation, what)


def n_widths_measured() -> int:
    """Return for how many widths the view "Error against K" shows an error."""
    survey = st.session_state.get(_SURVEY)
    return 0 if survey is None else len(survey.measured)
