"""Registers our Streamlit components and places them on pages, with helpers to encode arrays.

Each component is a folder beside `base`, with its script and its style sheet.
"""

import base64
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st

from dlviz.networks.exported import Exported
from dlviz.ui._compat import components as streamlit_components
from dlviz.ui.components.base import once as sent_once
from dlviz.ui.components.base.messages import Network

FOLDER = Path(__file__).parents[1]
SHARED = "base"
_NONE: Mapping[str, Any] = {}
NAMES = tuple(
    sorted(
        script.parent.name for script in FOLDER.glob("*/*.js") if script.stem == script.parent.name
    )
)


def mount(
    name: str,
    *,
    key: str,
    data: Mapping[str, object],
    states: Mapping[str, Callable[[], None] | None] = _NONE,
    triggers: Mapping[str, Callable[[], None] | None] = _NONE,
    once: Mapping[str, str] = _NONE,
    width: Literal["stretch", "content"] = "stretch",
) -> Any:
    """Place the component `name` on the page; states and triggers come back as attributes.

    Args:
        name: One of `NAMES`; the component's folder has a script and a style sheet of that name.
        key: Key of the component; also the file name of the picture that the visitor can save.
        data: The data that the script draws, the record `Data` in its messages.py.
        states: Names of the values that the script sets (None until then), each with a callback
            for changes or None.
        triggers: The same for values that last for one run only.
        once: Places of large texts in `data` that the page keeps, and their checksums (module
            `once`).
        width: Whether it takes the whole width, or what it needs.
    """
    declare()
    named = {"file_name": f"dlviz-{key}.png"} | dict(data)
    if once:
        named = sent_once.without_known(key, named, once)
        triggers = {**triggers, "needs": partial(sent_once.forget, key)}
    # Streamlit keeps a state only if a callback is registered for it.
    called = {
        f"on_{own}_change": on_change or _nothing
        for own, on_change in {**states, **triggers}.items()
    }
    return _renderer(name)(
        key=key, data=named, default=dict.fromkeys(states), width=width, **called
    )


def declare() -> None:
    """Let the server serve all scripts and styles; a page calls this before it draws anything."""
    streamlit_components.declare(FOLDER, NAMES, SHARED)


def as_base64(values: np.ndarray | bytes) -> str:
    """Return bytes, or an array's bytes in its own dtype and order, as base64."""
    content = values if isinstance(values, bytes) else np.ascontiguousarray(values).tobytes()
    return base64.b64encode(content).decode()


def floats_as_base64(values: np.ndarray) -> str:
    """Return numbers as 32-bit floats, row by row, as base64."""
    return as_base64(values.astype("<f4"))


def network_as_data(network: Exported) -> Network:
    """Return a network in the form that base/forward.js computes with."""
    return Network(
        sizes=network.sizes,
        activations=network.activations,
        parameters=floats_as_base64(network.parameters),
    )


def _nothing() -> None:
    """Serve as the callback of a state whose changes need no reaction."""


@cache
def _renderer(name: str) -> Callable[..., Any]:
    return st.components.v2.component(
        f"{streamlit_components.PREFIX}.{name}",
        html="<div class='root'></div>\n",
        js=f"{name}.js",
        css=f"{name}.css",
        # plotly.js adds its style sheet to the document, which does not apply in a shadow root.
        isolate_styles=name != "live_figure",
    )
