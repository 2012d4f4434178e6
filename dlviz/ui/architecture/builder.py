"""The builder of "Architecture": a visitor's network, changed layer by layer, kept in the link."""

from dataclasses import dataclass

import streamlit as st

from dlviz.architecture import ShapePath
from dlviz.architecture_text import LECTURE, LONGEST, network, read, write
from dlviz.figures import drawing
from dlviz.layers import Network
from dlviz.ui.components.network_drawing.network_drawing import chosen_place, network_drawing

TEXT = "architecture_network"
SELECTED = "architecture_layer"  # 0 is the input
DRAWING = "architecture_drawing"
_CURRENT = "architecture_current"  # the network, and the text that it was read from
_STAMP = "architecture_stamp"  # grows with every change that the editor's boxes have not made
_HISTORY = "architecture_history"
_NOTES = "architecture_notes"
_PASTED = "architecture_pasted"
_MOST_HISTORY = 50


@dataclass(frozen=True, slots=True)
class _Current:
    network: Network
    text: str


def current() -> Network:
    """Return this visitor's network, brought to what the link or a preset says."""
    if TEXT not in st.session_state:
        st.session_state[TEXT] = st.query_params.get(TEXT, LECTURE)
    text = st.session_state[TEXT]
    known = st.session_state.get(_CURRENT)
    if known is None or known.text != text:
        _adopt_text(text)
        known = st.session_state[_CURRENT]
    return known.network


def selected_place(net: Network) -> int:
    """Return the chosen piece of the drawing: 0 for the input, 1 for the first layer."""
    if SELECTED not in st.session_state:
        asked = st.query_params.get(SELECTED, "1")
        st.session_state[SELECTED] = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
    return max(0, min(len(net.layers), int(st.session_state[SELECTED])))


def show_drawing(path: ShapePath, place: int) -> None:
    """Draw the network; below it stand the problem, what would help, and remarks on the link."""
    network_drawing(path, key=DRAWING, selected=place, on_select=_take_place)
    for note in st.session_state.get(_NOTES, ()):
        st.warning(note)
    if path.problem:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.error(path.problem.sentence, icon=":material/block:")
            st.button(
                f"Make it fit: {path.problem.repair}",
                icon=":material/build:",
                key="architecture_repair",
                on_click=put,
                args=(path.problem.repaired,),
            )


def keep_in_link() -> None:
    """Write the network and the chosen layer into the address."""
    for key, default in ((TEXT, LECTURE), (SELECTED, "1")):
        value = str(st.session_state[key])
        if st.query_params.get(key, default) != value:
            st.query_params[key] = value


def offer_svg(path: ShapePath) -> None:
    """Offer the drawing as an SVG file, to be enlarged and edited without loss."""
    st.download_button(
        "Drawing as SVG",
        lambda: drawing.picture(path),
        file_name="dlviz-architecture.svg",
        mime="image/svg+xml",
        icon=":material/download:",
        on_click="ignore",
        key="architecture_svg",
    )


def show_text() -> None:
    """Show the network as one line to copy, and take a pasted one."""
    with st.popover("As text", icon=":material/content_copy:"):
        st.code(st.session_state[TEXT], language=None, wrap_lines=True)
        st.caption(
            "Input as channels x rows x columns, then the layers: c32k3s1p1 is a convolution of 32 "
            "filters 3 × 3 with stride 1 and padding 1; max2, avg3s2; relu, sigmoid, tanh; drop50; "
            "flatten; d100."
        )
        st.text_input(
            "Build this one instead",
            key=_PASTED,
            max_chars=LONGEST,
            on_change=_take_pasted,
            placeholder="paste",
        )


def put(net: Network) -> None:
    """Let this be the visitor's network; the one before can be had back."""
    keep(net)
    _forget_boxes()


def can_undo() -> bool:
    """Return whether there is a network before this one."""
    return bool(st.session_state.get(_HISTORY))


def stamp() -> int:
    """Return a number that grows with every change that the editor's boxes have not made."""
    return int(st.session_state.get(_STAMP, 0))


def undo() -> None:
    """Have the network before the last change back."""
    history = st.session_state.get(_HISTORY)
    if history:
        text = history.pop()
        st.session_state[TEXT] = text
        st.session_state[_CURRENT] = _Current(network(text), text)
        st.session_state[_NOTES] = ()
        _forget_boxes()


def keep(net: Network) -> None:
    """Let this be the network, from whichever box it comes, and remember the one before."""
    text = write(net)
    history = st.session_state.setdefault(_HISTORY, [])
    if text != st.session_state[TEXT]:
        history.append(write(current()))
        del history[:-_MOST_HISTORY]
    st.session_state[TEXT] = text
    st.session_state[_CURRENT] = _Current(net, text)
    st.session_state[_NOTES] = ()


def _forget_boxes() -> None:
    st.session_state[_STAMP] = stamp() + 1


def _adopt_text(text: str) -> None:
    """Read a network that came by link, preset or clipboard; say what is wrong with it."""
    before = st.session_state.get(_CURRENT)
    net = before.network if before else network(LECTURE)
    try:
        net, notes = read(text)
    except ValueError as error:
        kept = "The network stays as it was." if before else "The lecture's network is shown."
        notes = (f"{error} {kept}",)
    written = write(net)
    if before and before.text != written:
        history = st.session_state.setdefault(_HISTORY, [])
        if not history or history[-1] != before.text:
            history.append(before.text)
    st.session_state[TEXT] = written
    st.session_state[_CURRENT] = _Current(net, written)
    st.session_state[_NOTES] = notes
    _forget_boxes()


def _take_pasted() -> None:
    text = str(st.session_state.get(_PASTED, "")).strip()
    if text:
        _adopt_text(text)
        st.session_state[_PASTED] = ""


def _take_place() -> None:
    place = chosen_place(st.session_state[DRAWING].place, len(current().layers))
    if place is not None:
        st.session_state[SELECTED] = place
