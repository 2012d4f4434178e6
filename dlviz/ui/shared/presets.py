"""Presets: buttons that set a page's widgets, each with a goal to try and what to notice.

docs/decisions/0005-presets-hold.md says why presets are counted and may have to be reapplied.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dlviz.ui._compat.this_run import run_again
from dlviz.ui.shared import ask_switch, asking, held, keepsakes, path, scenes
from dlviz.ui.shared.classroom import membership
from dlviz.ui.shared.parts import draw_part

_GOAL = "frame_goal_"
# Session key of a dict: for each page the index of the preset whose goal is shown.
_CHOSEN = keepsakes.kept("frame_chosen", only_reload=True)
_MOST = 12  # the largest number of presets on a page
_VIEW = "_view"  # suffix of the key of a page's choice of view


@dataclass(frozen=True, slots=True)
class Preset:
    """A starting point with a learning goal.

    Attributes:
        name: Label of the button.
        goal: Text of "Try this: ...", without these words.
        notice: Text of "Notice: ...", without this word.
        state: Values by widget key. A page with all of these values shows the goal, whether they
            came from the button, a link or the visitor.
        start: Further values that the button sets; they do not matter for showing the goal.

    The goal stays on screen while the visitor follows it, until another preset is pressed or a
    view is chosen that the goal does not mention.
    """

    name: str
    goal: str
    notice: str
    state: Mapping[str, Any]
    start: Mapping[str, Any] = field(default_factory=dict)


def show_buttons(presets: Sequence[Preset], *, is_new_page: bool, is_fresh: bool) -> None:
    """Draw a button for each preset, and the switch that lets pages ask.

    Args:
        presets: The page's presets.
        is_new_page: Whether another page was on screen before.
        is_fresh: Whether the page is opened without settings, so that it may ask at once.
    """
    if is_new_page:
        held.forget()
    held.hold()
    if _sets_for_class(presets):
        pass
    elif not ask_switch.is_on():
        _let_be(presets)
    elif is_new_page:
        _ask_first(presets, is_fresh=is_fresh)
    with st.container(key="frame_presets", horizontal=True, vertical_alignment="center"):
        for place, preset in enumerate(presets):
            st.button(
                preset.name,
                key=f"preset_{place}",
                icon=":material/play_arrow:",
                on_click=_apply,
                args=(preset, place),
            )


def _sets_for_class(presets: Sequence[Preset]) -> bool:
    """Set what the teacher asks the class, or shows to it; return whether there was something."""
    step = membership.take_step(_name())
    names = [preset.name for preset in presets]
    if step is None or step.preset not in names:
        return False
    place = names.index(step.preset)
    if step.is_told:
        own = presets[place]
        _choose(place)
        held.set_held(scenes.begin_told(_name(), own.name, {**own.state, **own.start}))
    else:
        _apply(presets[place], place)
    return True


def _ask_first(presets: Sequence[Preset], *, is_fresh: bool) -> None:
    """Ask the question that the link holds, or on a page's first visit that of its first preset."""
    page = _name()
    names = [preset.name for preset in presets]
    if path.asks_on(page):
        following = path.next_preset(page, names)
        place = names.index(following) if following else 0
        _apply(presets[place], place)
    elif not scenes.has_met(page) and not scenes.begin_held(page) and is_fresh:
        _apply(presets[0], 0, is_called=False)


def _let_be(presets: Sequence[Preset]) -> None:
    """End the question of a page that is only to be explored; one that waited is let be.

    Without that the page would hold the state before, beside words about the state after, and the
    question would come back when its answer has been seen.
    """
    waiting = scenes.waits_for(_name())
    scenes.end(_name())
    for preset in presets:
        if preset.name == waiting:
            held.set_held({**preset.state, **preset.start})


def show_switch() -> None:
    """Place the switch that lets pages ask, and the button that draws a question."""
    if ask_switch.is_on():
        st.button(
            "Practice",
            key="frame_practise",
            icon=":material/quiz:",
            type="tertiary",
            help="Questions of this page with other numbers, as many as you like.",
            on_click=scenes.practise,
            args=(_name(),),
        )
    ask_switch.show()


def style() -> str:
    """Return the style sheet that marks the preset whose goal is on screen.

    It uses CSS because the buttons are drawn before the widgets decide which preset that is.
    """
    return "".join(
        f":root:has(.st-key-{_GOAL}{place}) .st-key-preset_{place} button"
        "{border-color: currentColor; box-shadow: inset 0 -0.2rem currentColor}"
        for place in range(_MOST)
    )


def show_goal(presets: Sequence[Preset]) -> None:
    """Show goal and notice of the pressed preset, or of one whose state the widgets happen to have.

    Call it after the page's widgets, so that values from the link count too.
    """
    page = _name()
    place = _place_of_goal(presets)
    membership.note_preset(page, None if place is None else presets[place].name)
    asked = scenes.holds_preset(page)
    if asked is not None and (place is None or presets[place].name != asked):
        scenes.end(page)  # another view is on screen
    told = {own.name: ({**own.state, **own.start}, own.notice) for own in presets}
    # The lecture display looks for this key; a drawn question may stand where no preset does.
    with st.container(key=None if place is None else f"{_GOAL}{place}"):
        if asking.stands(page, told):
            draw_part(lambda: _draw_question(presets, told))
        elif place is not None:
            preset = presets[place]
            st.markdown(f"**Try this:** {preset.goal} **Notice:** {preset.notice}")


def _draw_question(presets: Sequence[Preset], told: Mapping[str, asking.Told]) -> None:
    path.leave()
    asking.show(_name(), told, lambda: _following(presets))


def _following(presets: Sequence[Preset]) -> asking.Following | None:
    """Return what goes on with the path: the page's next question, or the next page."""
    names = [preset.name for preset in presets]
    following = path.next_preset(_name(), names)
    if following is not None:
        place = names.index(following)
        return asking.Following(f"Next: {following}", lambda: _go_on(presets[place], place))
    beyond = path.next_page()
    if beyond is None:
        return None
    return asking.Following(f"Next page: {beyond.title}", lambda: path.leave_for(beyond))


def _go_on(preset: Preset, place: int) -> None:
    _apply(preset, place)
    run_again()  # the buttons of the presets stand outside of this part of the page


def forget_goal() -> None:
    """Forget which preset was pressed; the page then shows the goal that matches its state."""
    _chosen().pop(_page(), None)
    scenes.end(_name())


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
    """Return whether the view on screen is the preset's, or one that its goal mentions."""
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


def _name() -> str:
    """Return the name of the page on screen: "pooling"."""
    return _page().removeprefix("pages/").removesuffix(".py")


def _apply(preset: Preset, place: int, *, is_called: bool = True) -> None:
    _choose(place)
    values = {**preset.state, **preset.start}
    held.set_held(scenes.begin_preset(_name(), preset.name, values, is_called=is_called))


def _is_on_screen(preset: Preset) -> bool:
    return all(st.session_state.get(key) == value for key, value in preset.state.items())
