"""Presets: buttons that set a page's widgets, each with a goal to try and what to notice.

docs/decisions/0005-presets-hold.md says why a preset is counted, and set a second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dlviz.ui.shared import link, restarts

_PRESSED = "frame_pressed"
_N_PRESSED = "frame_n_pressed"
_HEARD = "frame_heard"
_GOAL = "frame_goal_"


@dataclass(frozen=True, slots=True)
class Preset:
    """A starting point with a learning goal.

    Attributes:
        name: What the button says.
        goal: "Try this: ..." without these words.
        notice: "Notice: ..." without this word.
        state: Values by widget key. The goal stays on screen as long as they do.
        start: More values, which the visitor is meant to change.
    """

    name: str
    goal: str
    notice: str
    state: Mapping[str, Any]
    start: Mapping[str, Any] = field(default_factory=dict)


def show_buttons(presets: Sequence[Preset], *, is_new_page: bool) -> None:
    """Draw the presets as buttons; `is_new_page`: the preset pressed last was another page's."""
    if is_new_page:
        st.session_state.pop(_PRESSED, None)
    hold()
    with st.container(key="frame_presets", horizontal=True):
        for place, preset in enumerate(presets):
            st.button(
                preset.name,
                key=f"preset_{place}",
                icon=":material/play_arrow:",
                on_click=_apply,
                args=(preset,),
            )


def hold() -> None:
    """Set once more what an older message has set back; called before any widget of a run.

    A message of the pad, or of a fragment that polls, may have left the browser before it heard of
    the preset. It carries the values of all widgets, and Streamlit takes these old ones for the
    visitor's newest wish. Such a message lacks the number that `show_number` sends with the preset.
    """
    before, wanted = st.session_state.get(_PRESSED, ({}, {}))
    if st.session_state.get(_HEARD) == wanted.get(_HEARD):
        return
    for key, value in wanted.items():
        if key in before and st.session_state.get(key) == before[key] != value:
            st.session_state[key] = value


def show_goal(presets: Sequence[Preset]) -> None:
    """Show goal and expectation of the preset whose state is on screen, if it is one.

    Called after the page's widgets, so that a state that came with the link counts.
    """
    for place, preset in enumerate(presets):
        if _is_on_screen(preset):
            with st.container(key=f"{_GOAL}{place}"):  # the lecture display counts with its name
                st.markdown(f"**Try this:** {preset.goal} **Notice:** {preset.notice}")
            return


def show_number() -> None:
    """Draw the hidden number that tells a browser's messages before a preset from those after it.

    It comes last on the page: a browser that has heard of this number has heard of everything
    above it.
    """
    heard = st.number_input(
        "Presets pressed", 0, value=restarts.BIRTH, key=_HEARD, label_visibility="collapsed"
    )
    restarts.say_once(heard)


def _apply(preset: Preset) -> None:
    set_held({**preset.state, **preset.start})


def set_held(values: Mapping[str, Any]) -> None:
    """Set widgets by key, for good: called in a callback; see `hold`."""
    number = st.session_state.get(_N_PRESSED, restarts.BIRTH) + 1
    wanted = dict(values)
    for key in wanted:
        if key not in st.session_state:
            # A widget that is not on screen yet would take what the link asked for, and Streamlit
            # writes a value into the link only for one that was there before.
            link.forget(key)
            st.query_params[key] = _in_link(wanted[key])
    wanted[_HEARD] = number
    before = {key: st.session_state[key] for key in wanted if key in st.session_state}
    st.session_state[_N_PRESSED] = number
    st.session_state[_PRESSED] = before, wanted
    st.session_state.update(wanted)


def _in_link(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_on_screen(preset: Preset) -> bool:
    return all(st.session_state.get(key) == value for key, value in preset.state.items())
