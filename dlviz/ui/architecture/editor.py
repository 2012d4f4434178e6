"""The layer editor of "Architecture": inputs for the selected layer; move, remove, add buttons."""

from dataclasses import replace

import streamlit as st

from dlviz import layers
from dlviz.architecture import ShapePath
from dlviz.layers import Activation, Convolution, Dense, Dropout, Flatten, Layer, Network, Pooling
from dlviz.training.plan import DATA
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.architecture.builder import NETWORK, SELECTED

_NARROW, _WIDE = 135, 150  # pixels of a box
# There is no room for these buttons' labels: they are hidden, except from screen readers.
_STYLE = (
    "<style>{} {{position: absolute; opacity: 0; width: 1px; overflow: hidden}}</style>".format(
        ", ".join(
            resolve(f".st-key-architecture_{name} button :--markdown-inside")
            for name in ("earlier", "later", "remove", "undo")
        )
    )
)
_NEW: dict[str, Layer] = {
    "Convolution": Convolution(32, padding=1),
    "Activation": Activation(),
    "Pooling": Pooling(),
    "Dropout": Dropout(),
    "Flatten": Flatten(),
    "Dense": Dense(100),
}


def edit(path: ShapePath, place: int) -> None:
    """Place the inputs of the selected layer, and the buttons that move, remove and add layers."""
    net = path.network
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom", key="architecture_editor"):
        if place == 0:
            _edit_input(net)
        else:
            _edit_layer(net, place)
        _show_moves(net, place)


def _edit_input(net: Network) -> None:
    boxes = (
        ("Channels", layers.MOST_CHANNELS),
        ("Rows", layers.MOST_SIDE),
        ("Columns", layers.MOST_SIDE),
    )
    for axis, (label, most) in enumerate(boxes):
        key = _key(0, label)
        st.number_input(
            label, 1, most, net.input[axis], key=key, width=_NARROW, on_change=_set_input,
            args=(axis, key),
        )  # fmt: skip
    for name, shape in ((data.name, data.input) for data in DATA.values()):
        st.button(
            name,
            key=f"architecture_input_{name}",
            help=layers.shape_text(shape),
            disabled=shape == net.input,
            on_click=NETWORK.replace,
            args=(replace(net, input=shape),),
        )


def _edit_layer(net: Network, place: int) -> None:
    layer = net.layers[place - 1]
    match layer:
        case Convolution(filters, size, stride, padding):
            _number("Filters", filters, 1, layers.MOST_FILTERS, place, "filters")
            _number("Filter size", size, 1, layers.MOST_SIZE, place, "size")
            _number("Stride", stride, 1, layers.MOST_STRIDE, place, "stride")
            _number("Padding", padding, 0, layers.MOST_PADDING, place, "padding")
        case Pooling(kind, size, stride):
            _choice("Pooling", layers.POOLINGS, kind, place, "kind")
            _number("Window", size, 1, layers.MOST_SIZE, place, "size")
            _number("Stride", stride, 1, layers.MOST_STRIDE, place, "stride")
        case Activation(function):
            _choice("Activation", layers.ACTIVATIONS, function, place, "function")
        case Dropout(per_cent):
            _number("Dropout in %", per_cent, 0, layers.MOST_DROPOUT, place, "per_cent")
        case Dense(units):
            _number("Units", units, 1, layers.MOST_UNITS, place, "units")
        case Flatten():
            st.markdown("Flatten has no settings.", width="content")


def _show_moves(net: Network, place: int) -> None:
    is_layer = place > 0
    st.button(
        "Earlier", icon=":material/arrow_back:", key="architecture_earlier",
        help="Move it one place earlier", disabled=place < 2, on_click=_move, args=(place, -1),
    )  # fmt: skip
    st.button(
        "Later", icon=":material/arrow_forward:", key="architecture_later",
        help="Move it one place later", on_click=_move, args=(place, 1),
        disabled=not is_layer or place == len(net.layers),
    )  # fmt: skip
    st.button(
        "Remove", icon=":material/delete:", key="architecture_remove", help="Remove it",
        disabled=not is_layer, on_click=_remove, args=(place,),
    )  # fmt: skip
    with st.popover(
        "Add after it", icon=":material/add:", disabled=len(net.layers) >= layers.MOST_LAYERS
    ):
        for name, layer in _NEW.items():
            st.button(
                name, key=f"architecture_add_{name}", on_click=_add, args=(place, layer),
                width="stretch",
            )  # fmt: skip
    st.button(
        "Undo", icon=":material/undo:", key="architecture_undo", help="Undo the last change",
        disabled=not NETWORK.can_undo, on_click=NETWORK.undo,
    )  # fmt: skip


def _number(label: str, value: int, low: int, high: int, place: int, attribute: str) -> None:
    key = _key(place, attribute)
    st.number_input(
        label, low, high, value, key=key, width=_NARROW, on_change=_set,
        args=(place, attribute, key),
    )  # fmt: skip


def _choice(label: str, options: tuple[str, ...], value: str, place: int, attribute: str) -> None:
    key = _key(place, attribute)
    st.selectbox(
        label, options, options.index(value), key=key, width=_WIDE, on_change=_set,
        args=(place, attribute, key),
    )  # fmt: skip


def _key(place: int, attribute: str) -> str:
    """Return a widget key that no input of an earlier network has had.

    A stale browser message, sent before the network changed, has the old keys and so no effect.
    """
    return f"architecture_{NETWORK.stamp}_{place}_{attribute}"


def _set(place: int, attribute: str, key: str) -> None:
    net = NETWORK.current()
    value = st.session_state.get(key)
    if value is not None and place <= len(net.layers):
        values = {attribute: value}
        NETWORK.set(net.changed(place - 1, replace(net.layers[place - 1], **values)))


def _set_input(axis: int, key: str) -> None:
    value = st.session_state.get(key)
    if value is not None:
        net = NETWORK.current()
        lengths = list(net.input)
        lengths[axis] = value
        NETWORK.set(replace(net, input=(lengths[0], lengths[1], lengths[2])))


def _move(place: int, step: int) -> None:
    st.session_state[SELECTED] = place + step
    NETWORK.replace(NETWORK.current().moved(place - 1, place - 1 + step))


def _remove(place: int) -> None:
    st.session_state[SELECTED] = min(place, len(NETWORK.current().layers) - 1)
    NETWORK.replace(NETWORK.current().removed(place - 1))


def _add(place: int, layer: Layer) -> None:
    net = NETWORK.current()
    if len(net.layers) < layers.MOST_LAYERS:
        st.session_state[SELECTED] = place + 1
        NETWORK.replace(net.added(place, layer))
