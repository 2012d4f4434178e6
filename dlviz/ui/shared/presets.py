"""Presets: buttons that set a page's widgets, each with a goal to try and what to notice.

docs/decisions/0005-presets-hold.md says why a preset is counted, and set a second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dlviz.ui.shared import keepsakes, link, restarts

_PRESSED = "frame_pressed"
_N_PRESSED = "frame_n_pressed"
_HEARD = "frame_heard"
_GOAL = "frame_goal_"
# In the session: the place of the preset whose goal holds, by page.
_CHOSEN = keepsakes.kept("frame_chosen", only_reload=True)
_MOST = 12  # presets of a page
_VIEW = "_view"  # how the key of a page's choice of view ends


@dataclass(frozen=True, slots=True)
class Preset:
    """A starting point with a learning goal.

    Attributes:
        name: What the button says.
        goal: "Try this: ..." without these words.
        notice: "Notice: ..." without this word.
        state: Values by widget key; a page that has them all shows the goal, however they came.
        start: More values.

    The goal stays when the visitor does what it says: until another preset is pressed, or another
    view chosen which it does not name.
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
                args=(preset, place),
            )


def style() -> str:
    """Return the style sheet that marks the preset whose goal is on screen.

    The buttons are drawn before the page's widgets say which one that is.
    """
    return "".join(
        f":root:has(.st-key-{_GOAL}{place}) .st-key-preset_{place} button"
        "{border-color: currentColor; box-shadow: inset 0 -0.2rem currentColor}"
        for place in range(_MOST)
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
    """Show goal and expectation of the preset that was pressed, or whose state came by itself.

    Called after the page's widgets, so that a state that came with the link counts.
    """
    place = _place_of_goal(presets)
    if place is not None:
        preset = presets[place]
        with st.container(key=f"{_GOAL}{place}"):  # the lecture display counts with its name
            st.markdown(f"**Try this:** {preset.goal} **Notice:** {preset.notice}")


def forget_goal() -> None:
    """Let the page that is on screen show the goal of its state, whichever was pressed before."""
    _chosen().pop(_page(), None)


def show_number() -> None:
    """Draw the hidden number that tells a browser's messages before a preset from those after it.

    It comes last on the page: a browser that has heard of this number has heard of everything
    above it.
    """
    heard = st.number_input(
        "Presets pressed", 0, value=restarts.BIRTH, key=_HEARD, label_visibility="collapsed"
    )
    restarts.say_once(heard)


def _place_of_goal(presets: Sequence[Preset]) -> int | None:
    place = _chosen().get(_page())
    if place is not None and _is_in_view(presets[place]):
        return place
    for other, preset in enumerate(presets):
        if _is_on_screen(preset):
            _choose(other)
            return other
    return None


def _is_in_view(preset: Preset) -> bool:
    """Return whether the visitor is where the goal is: in the preset's view, or one it names."""
    for key, view in preset.state.items():
        shown = st.session_state.get(key)
        if key.endswith(_VIEW) and shown != view:
            return str(shown).lower() in preset.goal.lower()
    return True


def _chosen() -> dict[str, int]:
    chosen: dict[str, int] = st.session_state.setdefault(_CHOSEN, {})
    return chosen


def _choose(place: int) -> None:
    _chosen()[_page()] = place


def _page() -> str:
    return str(st.session_state.get("frame_page", ""))


def _apply(preset: Preset, place: int) -> None:
    _choose(place)
    set_held({**preset.state, **preset.start})


def set_held(values: Mapping[str, Any]) -> None:
    """Set widgets by key, for good: called before the widgets of a run; see `hold`."""
    if not values:
        return
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
