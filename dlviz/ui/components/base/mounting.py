"""Our own Streamlit components: each is a folder beside this one, with its script and its style."""

import base64
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from dlviz.ui._compat import components as streamlit_components

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
) -> Any:
    """Place the component `name` on the page; states and triggers come back as attributes.

    Args:
        name: In `NAMES`: its folder has a script and a style of that name.
        key: Of the component; also the name of the picture that the visitor can save.
        data: What the script draws, the record `Data` in its messages.py; lists may be long.
        states: What the script sets, None until it does, and what is called at each change.
        triggers: The same for what is there for one run only.
    """
    declare()
    named = {"file_name": f"dlviz-{key}.png"} | {own: _plain(value) for own, value in data.items()}
    # Streamlit keeps a state only for components that name a callback for it.
    called = {
        f"on_{own}_change": on_change or _nothing
        for own, on_change in {**states, **triggers}.items()
    }
    return _renderer(name)(key=key, data=named, default=dict.fromkeys(states), **called)


def declare() -> None:
    """Let the server serve all scripts and styles; a page calls this before anything is on it."""
    streamlit_components.declare(FOLDER, NAMES, SHARED)


def as_base64(values: np.ndarray | bytes) -> str:
    """Return bytes, or those of an array in its own dtype and order, as a component reads them."""
    content = values if isinstance(values, bytes) else np.ascontiguousarray(values).tobytes()
    return base64.b64encode(content).decode()


def floats_as_base64(values: np.ndarray) -> str:
    """Return numbers as 32-bit floats, row by row, as a component reads them."""
    return as_base64(values.astype("<f4"))


def _plain(value: Any) -> Any:
    """Return a list as a tuple, the same in JSON: Streamlit looks whether a list is a table."""
    return tuple(value) if isinstance(value, list) else value


def _nothing() -> None:
    """Stand for the callback of what nobody waits for."""


@cache
def _renderer(name: str) -> Callable[..., Any]:
    return st.components.v2.component(
        f"{streamlit_components.PREFIX}.{name}",
        html="<div class='root'></div>\n",
        js=f"{name}.js",
        css=f"{name}.css",
        # plotly.js puts its style sheet into the document, out of a shadow root's reach.
        isolate_styles=name != "live_figure",
    )
