"""Our own Streamlit components: each is a folder beside this one, with its script and its style."""

import base64
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from dlviz.ui._compat import components as streamlit_components

FOLDER = Path(__file__).parents[1]
SHARED = "base"
NAMES = tuple(
    sorted(
        script.parent.name for script in FOLDER.glob("*/*.js") if script.stem == script.parent.name
    )
)


def mount(name: str, **arguments: Any) -> Any:
    """Place the component `name` on the page; its state comes back as attributes.

    Args:
        name: In `NAMES`: its folder has a script and a style of that name.
        arguments: As for `st.components.v2.component(...)(...)`: key, data, default, height,
            on_<state>_change.
    """
    declare()
    data = arguments.get("data", {})
    arguments["data"] = {key: _plain(value) for key, value in data.items()}
    return _renderer(name)(**arguments)


def declare() -> None:
    """Let the server serve all scripts and styles; a page calls this before anything is on it."""
    streamlit_components.declare(FOLDER, NAMES, SHARED)


def as_base64(values: np.ndarray) -> str:
    """Return the bytes of `values`, in their own dtype and order, as a component reads them."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def _plain(value: Any) -> Any:
    """Return a list as a tuple, the same in JSON: Streamlit looks whether a list is a table."""
    return tuple(value) if isinstance(value, list) else value


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
