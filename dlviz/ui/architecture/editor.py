"""The layer editor of "Architecture": inputs for the selected layer; move, remove, add buttons."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dlviz import layers
from dlviz.architecture import ShapePath
from dlviz.layers import Activation, Convolution, Dense, Dropout, Flatten, Layer, Network, Pooling
from dlviz.training.plan import DATA
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.architecture.builder import CHANGE, NETWORK, SELECTED, preview
from dlviz.ui.components.base.messages import change
from dlviz.ui.components.layer_numbers.layer_numbers import (
    Number,
    edited,
    edited_place,
    layer_numbers,
)

_WIDE = 150  # pixels of a choice
_NUMBERS = "architecture_boxes"
_GESTURE = "architecture_gesture"  # session key: stamp, place and gesture of the last change
# There is no room for these buttons' labels: they are hidden, except from screen readers.
_STYLE = (
    "<style>{} {{position: absolute; opacity: 0; width: 1px; overflow: hidden}}</style>".format(
        ", ".join(
            resolve(f".st-key-architecture_{name} button :--markdown-inside")
            for name in ("earlier", "later", "remove", "undo")
        )
    )
)
_INPUT = (
    Number("0", "Channels", 1, layers.MOST_CHANNELS),
    Number("1", "Rows", 1, layers.MOST_SIDE),
    Number("2", "Columns", 1, layers.MOST_SIDE),
)
_FIELDS: dict[type[Layer], tuple[Number, ...]] = {
    Convolution: (
        Number("filters", "Filters", 1, layers.MOST_FILTERS),
        Number("size", "Filter size", 1, layers.MOST_SIZE),
        Number("stride", "Stride", 1, layers.MOST_STRIDE),
        Number("padding", "Padding", 0, layers.MOST_PADDING),
    ),
    Pooling: (
        Number("size", "Window", 1, layers.MOST_SIZE),
        Number("stride", "Stride", 1, layers.MOST_STRIDE),
    ),
    Dropout: (Number("per_cent", "Dropout in %", 0, layers.MOST_DROPOUT),),
    Dense: (Number("units", "Units", 1, layers.MOST_UNITS),),
}
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
        if place > 0:
            _edit_layer(net, place)
        _edit_numbers(net, place)
        if place == 0:
            _edit_input(net)
        _show_moves(net, place)


def _edit_input(net: Network) -> None:
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
    match net.layers[place - 1]:
        case Pooling(kind):
            _choice("Pooling", layers.POOLINGS, kind, place, "kind")
        case Activation(function):
            _choice("Activation", layers.ACTIVATIONS, function, place, "function")
        case Flatten():
            st.markdown("Flatten has no settings.", width="content")


def _edit_numbers(net: Network, place: int) -> None:
    fields = _fields(net, place)
    values = (
        net.input if place == 0 else [getattr(net.layers[place - 1], own.name) for own in fields]
    )
    if fields:
        layer_numbers(
            net,
            place,
            list(zip(fields, values, strict=True)),
            key=_NUMBERS,
            stamp=NETWORK.stamp,
            preview=preview(),
            on_change=_set_numbers,
        )


def _fields(net: Network, place: int) -> Sequence[Number]:
    return _INPUT if place == 0 else _FIELDS.get(type(net.layers[place - 1]), ())


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


def _set_numbers() -> None:
    """Change the numbers that a visitor has pressed or typed; undo takes one whole gesture back."""
    message = st.session_state[_NUMBERS].edit
    st.session_state[CHANGE] = max(change(message), st.session_state.get(CHANGE, 0))
    net = NETWORK.current()
    place = edited_place(message, len(net.layers), NETWORK.stamp)
    if place is None:
        return
    fields = _fields(net, place)
    edit = edited(message, fields)
    if edit is None:
        return
    if place == 0:
        channels, rows, columns = edit.values
        changed = replace(net, input=(channels, rows, columns))
    else:
        values: dict[str, Any] = dict(
            zip((field.name for field in fields), edit.values, strict=True)
        )
        changed = net.changed(place - 1, replace(net.layers[place - 1], **values))
    if changed == net:
        return
    gesture = (NETWORK.stamp, place, edit.gesture)
    NETWORK.set(changed, continues=st.session_state.get(_GESTURE) == gesture)
    st.session_state[_GESTURE] = gesture


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
