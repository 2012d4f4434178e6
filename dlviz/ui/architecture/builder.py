"""Holds the network that a visitor builds on "Architecture", and keeps it in the link."""

import streamlit as st

from dlviz.architecture import ShapePath
from dlviz.architecture_text import LECTURE, LONGEST, read, write
from dlviz.figures import drawing
from dlviz.layers import MOST_LAYERS, Network
from dlviz.ui.components.base.messages import Preview
from dlviz.ui.components.layer_problem.layer_problem import layer_problem
from dlviz.ui.components.network_drawing.network_drawing import chosen_place, network_drawing
from dlviz.ui.shared import link
from dlviz.ui.shared.linked_text import Grammar, LinkedValue
from dlviz.ui.shared.number_boxes import current_whole

NETWORK = LinkedValue(
    "architecture",
    "network",
    Grammar(
        read,
        write,
        LECTURE,
        kept="The network stays as it was.",
        replaced="The lecture's network is shown.",
    ),
)
SELECTED = link.kept("architecture_layer")  # 0 is the input
DRAWING = "architecture_drawing"
CHANGE = "architecture_change"  # session key: the last change of a number that the network has


def selected_place(net: Network) -> int:
    """Return the selected block of the drawing: 0 for the input, 1 for the first layer."""
    if SELECTED not in st.session_state:
        st.session_state[SELECTED] = current_whole(SELECTED, 0, MOST_LAYERS, 1)
    return max(0, min(len(net.layers), int(st.session_state[SELECTED])))


def preview() -> Preview:
    """Return what ties drawing, numbers and problem to the hand that changes a number."""
    return Preview(hand="architecture", answered=st.session_state.get(CHANGE, 0))


def show_drawing(path: ShapePath, place: int) -> None:
    """Draw the network; show below it remarks on the link."""
    network_drawing(
        path, key=DRAWING, selected=place, preview=preview(), on_select=_select_clicked_layer
    )
    for note in NETWORK.notes:
        st.warning(note)


def show_problem(path: ShapePath) -> None:
    """Say why the network is not possible, if so, with a button that repairs it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        layer_problem(path.problem, key="architecture_problem", preview=preview())
        if path.problem:
            st.button(
                f"Make it fit: {path.problem.repair}",
                icon=":material/build:",
                key="architecture_repair",
                on_click=NETWORK.replace,
                args=(path.problem.repaired,),
            )


def keep_in_link() -> None:
    """Write the network and the selected layer into the address."""
    NETWORK.keep_in_link()
    place = str(st.session_state[SELECTED])
    if st.query_params.get(SELECTED, "1") != place:
        st.query_params[SELECTED] = place


def offer_svg(path: ShapePath) -> None:
    """Offer the drawing as an SVG file, which can be scaled and edited without loss."""
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
    """Show the network as one line of text to copy, and a box to paste another one."""
    with st.popover("As text", icon=":material/content_copy:"):
        st.code(NETWORK.text, language=None, wrap_lines=True)
        st.caption(
            "Input as channels x rows x columns, then the layers: c32k3s1p1 is a convolution of 32 "
            "filters 3 × 3 with stride 1 and padding 1; max2, avg3s2; relu, sigmoid, tanh; drop50; "
            "flatten; d100."
        )
        NETWORK.show_paste_box("Build this network", longest=LONGEST)


def _select_clicked_layer() -> None:
    place = chosen_place(st.session_state[DRAWING].place, len(NETWORK.current().layers))
    if place is not None:
        st.session_state[SELECTED] = place
