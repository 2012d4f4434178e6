"""The frame around every page: browser tab, menu, headline, lecture display, device."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import streamlit as st

from dlviz import device
from dlviz.scheduling.gate import GATE
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base import mounting
from dlviz.ui.components.lecture import lecture
from dlviz.ui.serving import memory
from dlviz.ui.shared import errors, link, readable, restarts, share
from dlviz.ui.shared.pages import HOME, ICON, PAGES, Page, page_of

device.begin_with_one_thread()

_STYLE = resolve("""<style>
:--main-block {padding: 1rem 2rem 4rem; max-width: 90rem}
:--main-block :--vertical {gap: 0.75rem}
:--main-block h1 {padding: 0.2rem 0}
:--header {background: none}
:--header, :--header div {pointer-events: none} /* it lies on our headline's buttons */
:--header button, :--header button * {pointer-events: auto}
:--math-block {overflow-x: auto; overflow-y: hidden}
.st-key-frame_heard {display: none}
.st-key-share_code img {max-height: calc(100vh - 13rem); object-fit: contain}
@media (min-width: 641px) {
  /* The question on the left, in two lines where it is long; "Running" stands on the far right. */
  .st-key-frame_headline {flex-wrap: nowrap; padding-right: 7rem}
  .st-key-frame_headline h1 {text-wrap: pretty}
}
@media (max-width: 640px) {
  :--main-block {padding: 3.5rem 1rem 4rem}
  .st-key-frame_headline :--checkbox {display: none}
  .st-key-frame_presets {flex-wrap: nowrap; overflow-x: auto; padding-bottom: 0.2rem}
  .st-key-frame_headline {flex-wrap: nowrap}
  .st-key-share p {font-size: 0}
}
</style>""")
HEAD_START = 0.045  # seconds: the browser gathers for 10 ms, then renders for 20 to 30

_PAGE = "frame_page"
_PRESSED = "frame_pressed"
_N_PRESSED = "frame_n_pressed"
_HEARD = "frame_heard"
_GOAL = "frame_goal_"

_MENU_WIDTH = 230  # pixels: the picture comes first, at 1280 too


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


@dataclass(frozen=True, slots=True)
class Limit:
    """The numbers that a widget in a link may have.

    Attributes:
        key: Of the widget.
        name: What a visitor calls it.
        low: Smallest value.
        high: Largest value; an int in both makes the number an integer.
    """

    key: str
    name: str
    low: float
    high: float


def open_page(file: str) -> Page:
    """Draw the frame for the page `file`; every page calls this first."""
    page = page_of(file)
    memory.keep_house()
    mounting.declare()
    if st.session_state.get(_PAGE) != file:
        st.session_state.pop(_PRESSED, None)  # it was another page's
        st.session_state[_PAGE] = file
    tab = "dlviz" if page is HOME else f"{page.title} - dlviz"
    st.set_page_config(
        page_title=tab, page_icon=str(ICON), layout="wide", initial_sidebar_state=_MENU_WIDTH
    )
    with st.sidebar:
        _menu()
    with st.container(key="frame_headline", horizontal=True, vertical_alignment="center"):
        st.title(page.question, anchor=False)
        is_lecture = st.toggle(
            "Lecture display",
            key="lecture",
            bind="query-params",
            persist_state="session",
            help="For a projector: larger text and lines, strong colours, one thing on the screen. "
            "← → walk through the presets, ↑ ↓ through the screens.",
            width="content",
        )
        share.offer()
    styles = [readable.style(), *([lecture.style()] if is_lecture else [])]
    st.html(_STYLE + "".join(f"<style>{style}</style>" for style in styles))
    share.hide_for_pupils()
    if is_lecture:
        lecture.step_by_keys()
    with st.container(key="frame_explanation"):
        st.write(page.explanation)
    return page


def show_device() -> None:
    """Say in the menu where the networks run; the home page has none and stays free of torch."""
    device.use_one_thread()
    memory.set_aside()
    with st.sidebar:
        lost = " (the GPU has stopped working)" if device.has_given_up() else ""
        st.caption(f":material/memory: Runs on {device.describe()}{lost}")
    errors.tell_of_lost_gpu()


def presets(choices: tuple[Preset, ...]) -> None:
    """Draw the presets as buttons; `learning_goal` shows what the chosen one is for."""
    hold_preset()
    with st.container(key="frame_presets", horizontal=True):
        for place, preset in enumerate(choices):
            st.button(
                preset.name,
                key=f"preset_{place}",
                icon=":material/play_arrow:",
                on_click=_apply,
                args=(preset,),
            )


def hold_preset() -> None:
    """Set once more what an older message has set back; a fragment with widgets calls this first.

    A message of the pad, or of a fragment that polls, may have left the browser before it heard of
    the preset. It carries the values of all widgets, and Streamlit takes these old ones for the
    visitor's newest wish. Such a message lacks the number that `close_page` sends with the preset:
    docs/decisions/0005-presets-hold.md.
    """
    before, wanted = st.session_state.get(_PRESSED, ({}, {}))
    if st.session_state.get(_HEARD) == wanted.get(_HEARD):
        return
    for key, value in wanted.items():
        if key in before and st.session_state.get(key) == before[key] != value:
            st.session_state[key] = value


def close_page() -> None:
    """Draw what tells a browser's messages before a preset from those after it.

    A page with presets calls this last: a browser that has heard of this number, which nobody
    sees, has heard of everything above it.
    """
    heard = st.number_input(
        "Presets pressed", 0, value=restarts.BIRTH, key=_HEARD, label_visibility="collapsed"
    )
    restarts.tell(heard)


def choose_view(views: Sequence[str], *, key: str) -> str:
    """Place the choice between the answers to the page's question; the first is there at first."""
    return st.segmented_control(
        "View",
        views,
        default=views[0],
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )


def clamp_link(limits: Iterable[Limit]) -> None:
    """Bring absurd numbers in the link into their limits, and say so.

    Called before the page's widgets: Streamlit silently takes the default for what is out of
    range, but who asked for a million hidden units wanted many.
    """
    said = []
    for limit in limits:
        text = st.query_params.get(limit.key)
        if text is None or limit.key in st.session_state:
            continue
        wanted = _number(text)
        if wanted is None:
            said.append(f"The link's {limit.name} is not a number; the page's own value is used.")
        elif not limit.low <= wanted <= limit.high:
            value = max(limit.low, min(limit.high, wanted))
            st.session_state[limit.key] = int(value) if isinstance(limit.low, int) else value
            asked = f"{wanted:,.0f}" if wanted.is_integer() and wanted < 1e9 else f"{wanted:.6g}"
            said.append(
                f"The link asks for {asked} as {limit.name}; {limit.low:g} to {limit.high:g} is "
                f"possible, so it is {value:g}."
            )
    for key in [key for key in st.query_params if _is_infinite(st.query_params[key])]:
        link.forget(key)  # a widget for whole numbers would trip over it, with a limit or without
    if said:
        st.warning("  \n".join(said))


def let_the_picture_go_first() -> None:
    """Wait until the browser has painted what was sent so far; the rest of the page follows.

    A fragment that answers to a hand on a slider sends its picture first and then calls this. The
    browser renders what arrives together as one, and begins anew when more arrives meanwhile: a
    picture in front of thirty widgets waits for all of them. `benchmarks/two_inputs.py` measures
    it.
    """
    GATE.pause(HEAD_START)


def learning_goal(choices: tuple[Preset, ...]) -> None:
    """Show goal and expectation of the preset whose state is on screen, if it is one.

    Called after the page's widgets, so that a state that came with the link counts.
    """
    for place, preset in enumerate(choices):
        if _is_on_screen(preset):
            with st.container(key=f"{_GOAL}{place}"):  # the lecture display counts with its name
                st.markdown(f"**Try this:** {preset.goal} **Notice:** {preset.notice}")
            return


def notice(text: str) -> None:
    """Show the "What to notice" line; `text` is built from the numbers on screen."""
    st.info(f"**What to notice.** {text}", icon=":material/visibility:")


def code(build: Callable[[], str], *, key: str) -> None:
    """Offer a complete program for what is on screen, built only when it is opened."""
    expander = st.expander("PyTorch code", icon=":material/code:", key=key, on_change="rerun")
    if expander.open:
        with expander:
            st.code(build(), language="python", wrap_lines=True)


def download_csv(build: Callable[[], str], *, key: str) -> None:
    """Offer the numbers on screen as a CSV file, built only when it is asked for."""
    st.download_button(
        "Numbers as CSV",
        build,
        file_name=f"dlviz-{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def _is_infinite(text: str) -> bool:
    value = _number(text)
    return value is not None and math.isinf(value)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return None if math.isnan(value) else value


def _menu() -> None:
    st.page_link(HOME.file, label=f"**dlviz** · {HOME.title}", icon=HOME.icon)
    for group, pages in groupby(PAGES, key=lambda page: page.group):
        st.caption(group)
        for page in pages:
            st.page_link(page.file, label=page.title, icon=page.icon)


def _apply(preset: Preset) -> None:
    number = st.session_state.get(_N_PRESSED, restarts.BIRTH) + 1
    wanted = {**preset.state, **preset.start}
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
